"""Training images from digits that touch: one side of a split is a digit, or it is not.

    uint8 (28, 28) and (28, 28)
      -> pushed together, a layer each: (2, 28, W)                 push_together()
      -> split as reading does: uint8 (28, 28), each with a label  split_examples()

Among all splits of two digits that touch, the network is to recognise the sides that are just one
digit: a side that has some of the other digit as well is a negative example.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import numpy as np

from digit_recognizer import NO_DIGIT, SIDE
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.reading.components import Component, connected_components
from digit_recognizer.reading.preprocessing import fit_box, place
from digit_recognizer.reading.splits import splits_of
from digit_recognizer.training.pen import Random

TRIES = 20  # pairs for each example that is wanted, at most; one pair in three yields one
DARK = 128  # of 255: fainter edges may overlap, and nobody sees them touch
SHARED_PX = (1, 2, 3)  # dark pixels that both digits have
WHOLE = 0.95  # of a digit's ink: a side with that much of it is that digit,
MAX_FOREIGN_INK = 0.05  # of the digit's ink: with more of the other one, its label is not clear,
NON_DIGIT_FOREIGN_INK = 0.15  # and from here on, it is a non-digit


def push_together(left: ByteArray, right: ByteArray, shared_px: int) -> ByteArray:
    """Moves two digits, uint8 (28, 28), together until `shared_px` dark pixels are in both.

    Returns a layer for each, uint8 (2, 28, W).
    """
    left, right = (image[:, image.any(axis=0)] for image in (left, right))
    for start in range(left.shape[1], -1, -1):
        layers = np.zeros((2, SIDE, max(left.shape[1], start + right.shape[1])), np.uint8)
        layers[0, :, : left.shape[1]] = left
        layers[1, :, start : start + right.shape[1]] = right
        if shared_dark_px(layers) >= shared_px:
            break
    return layers


def shared_dark_px(layers: ByteArray) -> int:
    """How many pixels are dark in both layers, uint8 (2, 28, W)."""
    return int(np.count_nonzero((layers >= DARK).all(axis=0)))


def touching_pairs(
    images: ByteArray, labels: ByteArray, rng: Random
) -> Iterator[tuple[ByteArray, tuple[int, int]]]:
    """Endless pairs of random images: layers, uint8 (2, 28, W), and their two labels.

    images: uint8 (N, 28, 28), ink = 255. labels: uint8 (N,).
    """
    while True:
        first, second = rng.integers(len(images), size=2)
        layers = push_together(images[first], images[second], int(rng.choice(SHARED_PX)))
        yield layers, (int(labels[first]), int(labels[second]))


def split_examples(
    images: ByteArray, labels: ByteArray, count: int, seed: Sequence[int]
) -> tuple[ByteArray, ByteArray]:
    """Sides of splits: as many digits as non-digits, which come last, labelled NO_DIGIT (10).

    uint8 (N, 28, 28) and (N,)  ->  uint8 (count, 28, 28), ink = 255, and (count,). Fewer than
    `count` where the images are few and seldom give a clear side.
    """
    rng = np.random.default_rng(seed)
    made: tuple[list[tuple[ByteArray, int]], ...] = ([], [])  # digits, non-digits
    most = ((count + 1) // 2, count // 2)
    for layers, digits in islice(touching_pairs(images, labels, rng), TRIES * count):
        if all(len(some) == enough for some, enough in zip(made, most, strict=True)):
            break
        examples = list(labelled_sides(layers, digits))
        for kind, (some, enough) in enumerate(zip(made, most, strict=True)):
            wanted = [example for example in examples if (example[1] == NO_DIGIT) == bool(kind)]
            if wanted and len(some) < enough:
                some.append(wanted[rng.integers(len(wanted))])
    both = made[0] + made[1]
    sides = np.array([image for image, _ in both], np.uint8).reshape(-1, SIDE, SIDE)
    return sides, np.array([label for _, label in both], np.uint8)


def labelled_sides(layers: ByteArray, digits: tuple[int, int]) -> Iterator[tuple[ByteArray, int]]:
    """The pair as a whole, and both sides of all its splits, where the label is clear.

    layers: uint8 (2, 28, W). Yields uint8 (28, 28), ink = 255, and a label from 0 to 10.
    """
    ink = layers / np.float32(255)
    components = connected_components(ink.max(axis=0))
    pair = max(components, key=lambda component: component.width * component.height)
    for side in chain([pair], *splits_of(pair)):
        label = _label(side, ink, digits)
        if label is not None:
            yield place(fit_box(side.ink)), label


def _label(side: Component, layers: FloatArray, digits: tuple[int, int]) -> int | None:
    """The label of a side, or None where it lacks some of its digit or has a little of the other.

    layers: float32 (2, 28, W), up to 1 = ink.
    """
    left, top, right, bottom = side.box
    ink = np.minimum(layers[:, top:bottom, left:right], side.ink).sum(axis=(1, 2))  # (2,)
    whole = layers.sum(axis=(1, 2))
    for own, digit in enumerate(digits):
        if ink[own] >= WHOLE * whole[own]:
            foreign = ink[1 - own] / ink[own]
            if foreign <= MAX_FOREIGN_INK:
                return digit
            return NO_DIGIT if foreign >= NON_DIGIT_FOREIGN_INK else None
    return None
