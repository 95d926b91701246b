"""A digit's way from the picture to the answer, as five pictures with a sentence each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from digit_recognizer.network.adaptation import logits_of
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.reading.inside.pictures import grey_picture
from digit_recognizer.reading.preprocessing import BOX_SIDE, find_ink, tight_box, to_grey

WORKED_OUT = 3  # digits whose share is worked out
FULL_INK = 0.99  # quantile of the ink that is shown as white


@dataclass(frozen=True, eq=False)
class Step:
    """One of them."""

    title: str
    words: str
    picture: Image.Image  # mode "L"


def steps(picture: Image.Image, digit: FloatArray, prediction: Prediction, side: int) -> list[Step]:
    """picture: that the digit is in. digit: (1, 28, 28, 1), what the network sees of it.

    side: of the longer side of each picture, in pixels. Raises ValueError where nothing is drawn.
    """
    grey = to_grey(picture)  # float32 (H, W), 0 = black, 1 = white
    ink = find_ink(grey)  # float32 (H, W), 0 = paper
    small = digit[0, :, :, 0]  # (28, 28), 1 = ink
    rows, columns = tight_box(small > 0)
    return [
        Step("1. Grey", "Colours are left out: each pixel has a brightness.", _fitting(grey, side)),
        Step(
            "2. Ink",
            "What differs from the paper is ink, the darker the stronger.",
            _fitting(
                np.minimum(ink / max(float(np.quantile(ink[ink > 0], FULL_INK)), 1e-6), 1), side
            ),
        ),
        Step(
            "3. Box",
            f"One digit is scaled so that its longer side has {BOX_SIDE} pixels, as MNIST's have.",
            _fitting(small[rows, columns], side),
        ),
        Step(
            "4. Place",
            "Its centre of mass goes to the middle of 28 by 28 pixels: what the network sees.",
            grey_picture(small, side),
        ),
        Step("5. Network", softmax_in_words(prediction), _bars(prediction, side)),
    ]


def softmax_in_words(prediction: Prediction) -> str:
    """The share of the best digits, worked out: e to the power of each score, by their sum."""
    scores = logits_of(np.array([prediction.probabilities]))[0]
    scores = scores - scores.mean()  # softmax knows them up to a constant only
    powers = np.exp(scores)
    best = np.argsort(scores)[::-1][:WORKED_OUT]
    worked_out = ", ".join(f"{d}: e^{scores[d]:.1f} = {_short(powers[d])}" for d in best)
    first = int(best[0])
    return (
        f"The last layer gives each digit a score. {worked_out}. All ten together are "
        f"{_short(float(powers.sum()))}, so {first} gets {_short(powers[first])} / "
        f"{_short(float(powers.sum()))} = {100 * prediction.probabilities[first]:.1f} %."
    )


def _short(number: float) -> str:
    """Three digits that count."""
    decimals = max(0, 2 - math.floor(math.log10(max(number, 1e-9))))
    return f"{number:,.{min(decimals, 4)}f}"


def _fitting(values: FloatArray, side: int) -> Image.Image:
    """(H, W) in [0, 1] -> its longer side that long."""
    picture = Image.fromarray(np.rint(values * 255).astype(np.uint8))
    factor = side / max(picture.size)
    size = (max(1, round(factor * picture.width)), max(1, round(factor * picture.height)))
    how = Image.Resampling.NEAREST if factor > 2 else Image.Resampling.BILINEAR
    return picture.resize(size, how)


def _bars(prediction: Prediction, side: int) -> Image.Image:
    """Ten bars that stand side by side, 0 to 9."""
    picture = Image.new("L", (side, side))
    wide = side // len(prediction.probabilities)
    for digit, share in enumerate(prediction.probabilities):
        high = max(1, round(share * side))
        picture.paste(255, (digit * wide + 1, side - high, (digit + 1) * wide - 1, side))
    return picture
