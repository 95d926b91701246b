"""Ink that is no digit: where it is, and which kind of mark it looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digit_recognizer.reading.preprocessing import Box

POINT, COMMA, DASH, PLUS = "point", "comma", "dash", "plus"
COLON, EQUALS = "colon", "equals"  # two points, two dashes, one above the other
LINE, OTHER = "line", "other"
PAIRS = (  # kinds, what two of them make, and how far apart they may be, in their longer sides
    ({POINT, COMMA}, COLON, 8.0),
    ({DASH}, EQUALS, 1.0),
)

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
    kind: str  # one of the words above

    @property
    def middle(self) -> tuple[float, float]:
        """Of its box, in pixels of the picture."""
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2

    @property
    def area(self) -> int:
        """Of its box, in pixels."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    def scaled(self, factor: float) -> Mark:
        """The same in a picture whose sides are `factor` times as long."""
        left, top, right, bottom = (round(factor * side) for side in self.box)
        return Mark((left, top, right, bottom), self.kind)


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


def paired(marks: Sequence[Mark]) -> list[Mark]:
    """The same, two points or dashes that stand one above the other as a colon or equals sign."""
    rest = list(marks)
    found = []
    while rest:
        mark = rest.pop()
        other = next((one for one in rest if _are_pair(mark, one)), None)
        if other is not None:
            rest.remove(other)
            mark = _as_one(mark, other)
        found.append(mark)
    return found


def _are_pair(one: Mark, other: Mark) -> bool:
    across, down = (abs(a - b) for a, b in zip(one.middle, other.middle, strict=True))
    sides = [(right - left, bottom - top) for left, top, right, bottom in (one.box, other.box)]
    narrowest, smaller = min(wide for wide, _ in sides), min(max(side) for side in sides)
    return across < narrowest / 2 and any(
        {one.kind, other.kind} <= kinds and down <= apart * smaller for kinds, _, apart in PAIRS
    )


def _as_one(one: Mark, other: Mark) -> Mark:
    kind = next(name for kinds, name, _ in PAIRS if one.kind in kinds)
    (a, b, c, d), (e, f, g, h) = one.box, other.box
    return Mark((min(a, e), min(b, f), max(c, g), max(d, h)), kind)
