"""Ink that is no digit: where it is, and which kind of mark it looks like."""

from __future__ import annotations

from dataclasses import dataclass

from digit_recognizer.reading.preprocessing import Box

POINT, COMMA, DASH, LINE, OTHER = "point", "comma", "dash", "line", "other"

SMALL = 0.35  # heights of a digit: points and commas are smaller, both ways
THIN = 0.25  # heights of a digit: lines and dashes are thinner
LONG = 1.4  # heights of a digit: a stroke that is longer is a line, not a dash
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


def kind_of(width: float, height: float) -> str:
    """By its box alone. width, height: in heights of the digits beside it."""
    is_line, is_ruling = min(width, height) < THIN, min(width, height) > LONG
    if max(width, height) > LONG and (is_line or is_ruling):
        return LINE
    if height < THIN and width > FLAT * height and width > THIN:
        return DASH
    if max(width, height) < SMALL:
        return COMMA if height > TALL * width else POINT
    return OTHER
