"""Pages -> what the page network is to answer.

Where the middle of a digit is, there is a Gaussian bump of height 1, after Zhou, Wang and
Kraehenbuehl, "Objects as Points", 2019. Its width allows the network to miss by a little.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.network.page_network import USUAL_HEIGHT_PX, USUAL_WIDTH_PX
from digit_recognizer.training.pages.page import Pages

STEP = 4  # pixels of a page, for one of the middles
NARROW, LOW = 0.12, 0.10  # standard deviations of a bump, of the digit's width and height
LEAST = 0.8  # standard deviation, in steps: a bump reaches its neighbours even for small digits
WIDEST = 0.6  # of the height: a digit with a long stroke to the side is no wider than that


class PageExamples(NamedTuple):
    """Pictures and their answers.

    pictures, labels: uint8 (N, H, W), as in Pages. middles: float16 (N, H / 4, W / 4, 10), 0 to 1.
    sizes: float16 (N, H / 4, W / 4, 3), log(width / 20 px), log(height / 40 px), and 1 where they
    count, else 0: at a middle and right beside it.
    """

    pictures: ByteArray
    labels: ByteArray
    middles: FloatArray
    sizes: FloatArray

    def targets(self, chosen: slice | NDArray[np.intp]) -> FloatArray:
        """What losses.py compares with the network's output, for the pages with these indices.

        float16 (N, H / 2, W / 2, 17): the labels of 2 x 2 pixels, the middles, the sizes.
        """
        labels = self.labels[chosen]
        pages, rows, columns = labels.shape
        blocks = labels.reshape(pages, rows // 2, 2, columns // 2, 2).swapaxes(2, 3)
        quarter = np.concatenate([self.middles[chosen], self.sizes[chosen]], axis=-1)
        repeated = quarter.repeat(2, axis=1).repeat(2, axis=2)
        return np.concatenate([blocks.reshape(*blocks.shape[:3], 4), repeated], axis=-1)


def page_examples(pages: Pages) -> PageExamples:
    """The answers to all pages."""
    count, rows, columns = pages.labels.shape
    shape = (count, rows // STEP, columns // STEP)
    middles, sizes = np.zeros((*shape, DIGITS), np.float16), np.zeros((*shape, 3), np.float16)
    for page, label, x, y, width, height in pages.digits.tolist():
        middle = (y / STEP - 0.5, x / STEP - 0.5)  # of the first step of four pixels: 0
        place = _nearest(middle, shape[1:])
        deviations = _deviations(width, height)
        _add_bump(middles[int(page), ..., int(label)], middle, deviations, place)
        size = (math.log(width / USUAL_WIDTH_PX), math.log(height / USUAL_HEIGHT_PX), 1)
        _add_size(sizes[int(page)], size, place)
    return PageExamples(pages.pictures, pages.labels, middles, sizes)


def _nearest(middle: tuple[float, float], shape: tuple[int, ...]) -> tuple[int, int]:
    """The row and column of the step that is nearest."""
    row, column = (
        min(max(round(at), 0), length - 1) for at, length in zip(middle, shape, strict=True)
    )
    return row, column


def _deviations(width_px: float, height_px: float) -> tuple[float, float]:
    """Of the bump of a digit of this size, down and across, in steps."""
    down = LOW * height_px / STEP
    across = NARROW * min(width_px, WIDEST * height_px) / STEP
    return max(LEAST, down), max(LEAST, across)


def _add_bump(
    heat: FloatArray,
    middle: tuple[float, float],
    deviations: tuple[float, float],
    place: tuple[int, int],
) -> None:
    """Where bumps of the same digit overlap, the higher one stays. heat: (H / 4, W / 4)."""
    down, across = (
        np.exp(-(((np.arange(length) - at) / deviation) ** 2) / 2)
        for length, at, deviation in zip(heat.shape, middle, deviations, strict=True)
    )
    np.maximum(heat, np.outer(down, across), out=heat)
    heat[place] = 1


def _add_size(sizes: FloatArray, size: tuple[float, ...], place: tuple[int, int]) -> None:
    """At the middle, and around it where no other digit counts. sizes: (H / 4, W / 4, 3)."""
    row, column = place
    around = sizes[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
    around[around[..., 2] == 0] = size
    sizes[place] = size
