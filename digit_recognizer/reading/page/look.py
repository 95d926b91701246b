"""A picture of any size -> what the page network sees in it, in the size that it reads best.

The network knows digits of 12 to 96 pixels. A first look tells how high they are; then the picture
is scaled so that they are about 44 pixels high, and looked at again. What is read there is looked
at once more, a little smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.page_network import MULTIPLE, PageMap, PageNetwork
from digit_recognizer.reading.page.average import average
from digit_recognizer.reading.page.middles import Middle, middles_of, typical_height

BEST_HEIGHT = 44.0  # pixels of a digit: in the middle of what the network was trained on
GOOD_HEIGHTS = (33.0, 60.0)  # pixels: no other look is needed
FIRST_SHORT, FIRST_LONG = 96, 640  # pixels: of the sides of the first look, at most
LEAST_SHORT = 48  # pixels: of the shorter side, however long the picture is
MOST_PIXELS = 1_200_000  # of a look: 0.8 s on one core
MOST_ENLARGED = 8.0  # times: from 6 pixels a digit, there is nothing more to see
LOOKS = 3
SMALLER = 0.84  # times: the size of the look that is averaged with the one before
SAME_SCALE = 1.25  # times: a look that is no larger or smaller shows nothing new


@dataclass(frozen=True, eq=False)
class Look:
    """What was seen; all lengths in pixels of `grey`."""

    grey: FloatArray  # float32 (H, W) in [0, 1], 0 = black: the scaled picture
    scale: float  # its pixels for each pixel of the picture
    page: PageMap
    middles: list[Middle]  # the strongest first


def look_at(grey: FloatArray, network: PageNetwork) -> Look:
    """In the best size. grey: float32 (H, W) in [0, 1], 0 = black.

    The look has no middles where none was found.
    """
    look = _look(grey, _first_scale(grey.shape), network)
    for _ in range(LOOKS - 1):
        scale = _better_scale(look, grey.size)
        if scale is None:
            break
        again = _look(grey, scale, network)
        if look.middles and not again.middles:
            break
        look = again
    return look


def averaged(look: Look, grey: FloatArray, network: PageNetwork) -> Look:
    """The same look, in which a smaller one has a say, too: it errs differently."""
    if not look.middles:
        return look
    page = average(look.page, network(resized(grey, SMALLER * look.scale)))
    return Look(look.grey, look.scale, page, middles_of(page))


def _first_scale(shape: tuple[int, ...]) -> float:
    short, long = min(shape), max(shape)
    return max(min(FIRST_SHORT / short, FIRST_LONG / long), min(1.0, LEAST_SHORT / short))


def _better_scale(look: Look, pixels: int) -> float | None:
    """None: digits are as high as they should be, or can be. pixels: of the picture."""
    largest = min((MOST_PIXELS / pixels) ** 0.5, MOST_ENLARGED)
    if not look.middles:
        return _unless_same(min(2 * look.scale, largest), look.scale)
    height = typical_height(look.middles)
    if GOOD_HEIGHTS[0] < height < GOOD_HEIGHTS[1]:
        return None
    return _unless_same(min(look.scale * BEST_HEIGHT / height, largest), look.scale)


def _unless_same(scale: float, old: float) -> float | None:
    return None if max(scale / old, old / scale) < SAME_SCALE else scale


def _look(grey: FloatArray, scale: float, network: PageNetwork) -> Look:
    scaled = resized(grey, scale)
    page = network(scaled)
    return Look(scaled, scale, page, middles_of(page))


def resized(grey: FloatArray, scale: float) -> FloatArray:
    """float32 (H, W) in [0, 1] -> the same picture, its sides times `scale`."""
    height, width = (max(MULTIPLE, round(scale * side)) for side in grey.shape)
    smooth = Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.BICUBIC
    how = Image.Resampling.BOX if scale < 0.5 else smooth
    scaled: FloatArray = np.asarray(Image.fromarray(grey).resize((width, height), how))
    return np.clip(scaled, 0, 1)
