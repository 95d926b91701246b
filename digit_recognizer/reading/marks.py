"""Ink that is no digit: where it is, and which kind of mark it looks like."""

from __future__ import annotations

from dataclasses import dataclass

from digit_recognizer.reading.preprocessing import Box

POINT, COMMA, DASH, LINE, OTHER = "point", "comma", "dash", "line", "other"

SMALL = 0.35  # heights of a digit: points and commas are smaller, both ways
THIN = 0.25  # heights of a digit: lines and dashes are thinner
LONG = 1.4  # heights of a digit: a stroke that is longer is a line, not a dash
EMPTY = 0.1  # of the box of lines that cross is ink; of a letter's, more than twice as much
TALL = 1.4  # times as high as wide: a comma rather than a point
FLAT = 1.6  # times as wide as high: a dash rather than a point


@dataclass(frozen=True)
class Mark:
    """Ink that is no digit."""

    box: Box  # in pixels of the picture
    kind: str  # "point", "comma", "dash", "line", or "other"

    @property
    def middle(self) -> tuple[float, float]:
        """Of its box, in pixels of the picture."""
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2


def kind_of(width: float, height: float, filled: float) -> str:
    """By its size. width, height: in heights of the digits beside it; filled: share of its box."""
    longer, shorter = max(width, height), min(width, height)
    if longer > LONG and (shorter < THIN or shorter > LONG or filled < EMPTY):
        return LINE
    if height < THIN and width > FLAT * height and width > THIN:
        return DASH
    if longer < SMALL:
        return COMMA if height > TALL * width else POINT
    return LINE if filled < EMPTY else OTHER
