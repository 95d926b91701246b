"""The maps of the page network -> the middles of digits, each once.

After Zhou, Wang, Kraehenbuehl, "Objects as Points", 2019: a digit is a peak of its map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.page_network import STEP, PageMap

LEAST_STRENGTH = 0.25  # of a peak, 0 to 1; in training, 1 is the very middle of a digit
SAME_X, SAME_Y = 0.35, 0.4  # of width and height: peaks that are nearer are of one digit
TINY = 1e-6  # keeps odds finite
LEAST_WIDTH = 6.0  # pixels: a 1 is narrow, but its peaks may be as far apart as this


@dataclass(frozen=True, eq=False)
class Middle:
    """Where a digit is, and which one; lengths in pixels of the picture that was looked at."""

    x: float
    y: float
    width: float
    height: float
    strength: float  # 0 to 1: that there is the middle of a digit
    shares: FloatArray  # (10,), their sum is 1: which digit


def middles_of(page: PageMap) -> list[Middle]:
    """All digits, the strongest first."""
    found: list[Middle] = []
    for middle in _peaks(page):
        if not any(_is_same(middle, other) for other in found):
            found.append(middle)
    return found


def _peaks(page: PageMap) -> list[Middle]:
    """The places that no neighbour surpasses, the strongest first."""
    strengths = page.middles.max(axis=-1)  # (h, w)
    rows, columns = np.nonzero(
        (strengths >= _highest_around(strengths)) & (strengths >= LEAST_STRENGTH)
    )
    order = np.argsort(-strengths[rows, columns], kind="stable")
    return [_middle(page, int(rows[i]), int(columns[i])) for i in order]


def _highest_around(values: FloatArray) -> FloatArray:
    """(h, w): the largest of the nine values at and around each place."""
    padded = np.pad(values, 1, constant_values=-1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    highest: FloatArray = windows.max(axis=(2, 3))
    return highest


def _middle(page: PageMap, row: int, column: int) -> Middle:
    values = page.middles[row, column].astype(np.float64)
    odds = values / (1 - values + TINY)  # the maps are trained one by one: odds weigh them together
    return Middle(
        x=STEP * (column + 0.5),
        y=STEP * (row + 0.5),
        width=float(page.widths[row, column]),
        height=float(page.heights[row, column]),
        strength=float(values.max()),
        shares=odds / odds.sum(),
    )


def _is_same(one: Middle, other: Middle) -> bool:
    near_x = SAME_X * max(LEAST_WIDTH, min(one.width, other.width))
    near_y = SAME_Y * min(one.height, other.height)
    return abs(one.x - other.x) <= near_x and abs(one.y - other.y) <= near_y


def typical_height(middles: list[Middle]) -> float:
    """Pixels: half of all strength is in digits that are no higher. At least one middle."""
    by_height = sorted(middles, key=lambda middle: middle.height)
    strengths = np.cumsum([middle.strength for middle in by_height])
    return by_height[int(np.searchsorted(strengths, strengths[-1] / 2))].height
