"""Pages -> batches for the page network, each page as another camera would have taken it."""

from collections.abc import Iterable, Iterator

import numpy as np

from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.training.pages.targets import PageExamples
from digit_recognizer.training.pen import Random

GAMMA = 0.35  # of the logarithm, either way: powers of 0.70 to 1.42
CONTRAST = (0.75, 1.15)  # around middle grey
BRIGHTNESS = 0.1  # either way; black is 0, white is 1
NOISE = 0.025  # the largest standard deviation, of pixels that are independent


def batches(
    parts: Iterable[PageExamples], batch_size: int, random: Random
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Goes through each part once, shuffled.

    Gives pictures, float32 (B, H, W, 1) in [0, 1], and targets, float16 (B, H / 2, W / 2, 17). What
    is left over at the end of a part is left out.
    """
    for part in parts:
        order = random.permutation(len(part.pictures))
        for end in range(batch_size, len(order) + 1, batch_size):
            chosen = order[end - batch_size : end]
            yield augmented(part.pictures[chosen], random), part.targets(chosen)


def as_they_are(examples: PageExamples) -> tuple[FloatArray, FloatArray]:
    """All pictures and targets in one batch, to validate with."""
    return scaled(examples.pictures), examples.targets(slice(None))


def augmented(pictures: ByteArray, random: Random) -> FloatArray:
    """uint8 (B, H, W) -> float32 (B, H, W, 1) in [0, 1], each lit and developed differently."""

    def one_each(low: float, high: float) -> FloatArray:
        return random.uniform(low, high, (len(pictures), 1, 1, 1)).astype(np.float32)

    light = scaled(pictures) ** np.exp(one_each(-GAMMA, GAMMA))
    light = (light - 0.5) * one_each(*CONTRAST) + 0.5 + one_each(-BRIGHTNESS, BRIGHTNESS)
    light += random.standard_normal(light.shape, np.float32) * one_each(0, NOISE)
    return np.clip(light, 0, 1)


def scaled(pictures: ByteArray) -> FloatArray:
    """uint8 (B, H, W) -> float32 (B, H, W, 1) in [0, 1]."""
    light: FloatArray = pictures[..., np.newaxis] / np.float32(255)
    return light
