"""The ink of a picture -> pieces, and the groups of them that may be one digit each.

    ink   float32 (H, W), 0 = paper, up to 1                    images.find_ink()
      -> pieces: what hangs together, too wide ones cut         pieces_of()
      -> lines of pieces, top to bottom, each left to right     lines_of()
      -> candidates: neighbouring pieces as one                 candidates_of()

More pieces than digits are no harm: numbers.py lets the network judge every candidate, and takes
the best way to cover a line with them. After Matan, Burges, LeCun and Denker, "Multi-Digit
Recognition Using a Space Displacement Neural Network", 1992, and what is called over-segmentation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from digit_recognizer.images import Box

DARK = 0.4  # of the darkest ink: fainter pixels belong to what they lie beside
SPECK = 0.16  # of the tallest piece's height: what is smaller, both ways, is no part of a digit
TALL = 0.5  # of the tallest piece's height: what makes a line of its own
SAME_LINE = 0.4  # of the lower one's height, by which two tall pieces overlap in a line
MOST_PIECES = 12  # in one digit
WIDEST = 1.4  # of the line's height: no digit is wider
FARTHEST = 0.35  # of the line's height: no wider gap inside a digit
WIDE = 0.8  # of the line's height: what is wider may be two digits that touch
CUT_ROWS = 40  # a piece is reduced to so many before a way through it is sought
SIDEWAYS = 0.08  # of a row of full ink: what a step to the side costs on that way
LEAST_MASS = 0.12  # of a piece's ink, on either side of a cut
CUT_APART = 0.1  # of the line's height: between two cuts, at least
CUT_EVERY = 0.15  # of the line's height: so many cuts at most

FloatImage = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Piece:
    """Some ink that belongs together."""

    ink: FloatImage  # (h, w), cropped
    box: Box  # where that is in the picture
    is_cut: bool = False  # from the piece on its left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.box[3] - self.box[1]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.box[2] - self.box[0]

    @cached_property
    def edges(self) -> NDArray[np.float64]:
        """(2, h): columns of the picture where the ink of each row begins and ends."""
        dark = self.ink > 0
        first, after = dark.argmax(axis=1), self.width - dark[:, ::-1].argmax(axis=1)
        none = ~dark.any(axis=1)
        return self.box[0] + np.stack(
            [np.where(none, np.inf, first), np.where(none, -np.inf, after)]
        )


@dataclass(frozen=True, eq=False)
class Line:
    """Pieces from left to right."""

    pieces: tuple[Piece, ...]
    height: float  # of its tallest piece, in pixels


@dataclass(frozen=True, eq=False)
class Candidate:
    """Pieces `first` to `last` of a line, without `last`, as one digit."""

    first: int
    last: int
    ink: FloatImage  # (h, w)
    box: Box
    widest_gap: float  # inside it, in heights of the line
    width: float  # in heights of the line
    height: float


def pieces_of(ink: FloatImage) -> list[Piece]:
    """What hangs together is a piece; specks are left out."""
    labels, _ = ndimage.label(ink >= DARK * ink.max(), np.ones((3, 3)))
    faint = (labels == 0) & (ink > 0)
    labels = np.where(faint, ndimage.grey_dilation(labels, (3, 3)), labels)
    pieces = _cropped(ink, labels)
    least = SPECK * max((piece.height for piece in pieces), default=0)
    return [piece for piece in pieces if max(piece.height, piece.width) >= least]


def _cropped(
    ink: FloatImage, labels: NDArray[np.int_], corner: tuple[int, int] = (0, 0)
) -> list[Piece]:
    """For each label from 1 on, its ink. corner: column and row where all of it begins."""
    x, y = corner
    pieces = []
    for number, place in enumerate(ndimage.find_objects(labels), start=1):
        if place is None:  # between two cuts there was no ink
            continue
        rows, columns = place
        own = np.where(labels[place] == number, ink[place], 0)
        box = (x + columns.start, y + rows.start, x + columns.stop, y + rows.stop)
        pieces.append(Piece(own, box))
    return pieces


def lines_of(pieces: list[Piece]) -> list[Line]:
    """Top to bottom. Low pieces, like the bar of a 5, go to the line that they are nearest to."""
    tallest = max(piece.height for piece in pieces)
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.height):
        nearest = max(lines, key=lambda line: _overlap(line, piece), default=None)
        is_low = piece.height < TALL * tallest
        if nearest is not None and (is_low or _overlap(nearest, piece) >= SAME_LINE):
            nearest.append(piece)
        else:
            lines.append([piece])
    lines.sort(key=lambda line: line[0].box[1] + line[0].box[3])
    return [_line(line) for line in lines]


def _overlap(line: list[Piece], piece: Piece) -> float:
    """With the line's tallest piece, in the lower one's height; below 0: the distance."""
    _, top, _, bottom = line[0].box
    shared = min(bottom, piece.box[3]) - max(top, piece.box[1])
    return shared / min(bottom - top, piece.height)


def _line(pieces: list[Piece]) -> Line:
    height = float(max(piece.height for piece in pieces))
    ordered = sorted(pieces, key=lambda piece: piece.box[0] + piece.box[2])
    return Line(tuple(part for piece in ordered for part in cut(piece, height)), height)


def candidates_of(line: Line) -> list[Candidate]:
    """All groups of neighbours that are near and small enough to be one digit."""
    found = []
    for first in range(len(line.pieces)):
        for last in range(first + 1, min(first + MOST_PIECES, len(line.pieces)) + 1):
            group = line.pieces[first:last]
            candidate = _candidate(group, first, line.height)
            is_wide = candidate.box[2] - candidate.box[0] > WIDEST * line.height
            if last > first + 1 and (is_wide or candidate.widest_gap > FARTHEST):
                break  # and with more pieces the more
            found.append(candidate)
    return found


def _candidate(group: tuple[Piece, ...], first: int, line_height: float) -> Candidate:
    boxes = np.array([piece.box for piece in group])
    left, top = (int(value) for value in boxes[:, :2].min(axis=0))
    right, bottom = (int(value) for value in boxes[:, 2:].max(axis=0))
    ink = np.zeros((bottom - top, right - left), np.float32)
    for piece in group:
        x, y = piece.box[0] - left, piece.box[1] - top
        part = ink[y : y + piece.height, x : x + piece.width]
        np.maximum(part, piece.ink, out=part)
    gaps = [-overlap(one, other) for one, other in pairwise(group)]
    return Candidate(
        first,
        first + len(group),
        ink,
        (left, top, right, bottom),
        max([0.0, *gaps]) / line_height,
        (right - left) / line_height,
        (bottom - top) / line_height,
    )


def gap(one: Piece, other: Piece) -> float:
    """Pixels between two pieces: along the rows that both have, or down where they share none.

    Below 0 where they overlap. Slanted digits, and those with a bar over the next one, share
    columns, and are apart all the same.
    """
    top, bottom = max(one.box[1], other.box[1]), min(one.box[3], other.box[3])
    if top >= bottom:  # one is above the other
        return float(top - bottom)
    left, right = one.edges[:, top - one.box[1] : bottom - one.box[1]]
    left_too, right_too = other.edges[:, top - other.box[1] : bottom - other.box[1]]
    return float(max((left_too - right).min(), (left - right_too).min()))


def overlap(one: Piece, other: Piece) -> float:
    """Columns that two pieces share, in pixels; below 0: how far they are apart."""
    return min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])


# --- digits that touch ---------------------------------------------------------------------------


def cut(piece: Piece, line_height: float) -> list[Piece]:
    """A wide piece, cut where a way from top to bottom goes through the least ink."""
    if piece.width < WIDE * line_height or piece.height < TALL * line_height:
        return [piece]
    ways, costs = _ways_down(piece)
    mass = np.cumsum(piece.ink.sum(axis=0)) / piece.ink.sum()
    costs = np.where((mass > LEAST_MASS) & (mass < 1 - LEAST_MASS), costs, np.inf)
    apart = max(1, round(CUT_APART * line_height))
    places = _lowest(costs, apart, round(piece.width / line_height / CUT_EVERY))
    return _cut_along(piece, [ways[place] for place in places])


def _ways_down(piece: Piece) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each column of the middle row the cheapest way down through it.

    (w, h) columns and (w,) costs, both in pixels. By dynamic programming, on a reduced picture.
    """
    factor = max(1.0, piece.height / CUT_ROWS)
    size = (max(3, round(piece.width / factor)), max(3, round(piece.height / factor)))
    ink = np.asarray(Image.fromarray(piece.ink).resize(size, Image.Resampling.BOX), float)
    middle = len(ink) // 2
    above, above_costs = _ways_from(ink[middle::-1])  # middle row first
    below, below_costs = _ways_from(ink[middle:])
    ways = np.concatenate([above[:, ::-1], below[:, 1:]], axis=1)
    costs = above_costs + below_costs - ink[middle]
    return _enlarged(ways, piece, factor), _stretched(costs, piece.width) * factor


def _ways_from(ink: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From each place of the first row to the cheapest of the last: ways (w, h), costs (w,)."""
    high, wide = ink.shape
    cost = ink[-1]
    steps = np.zeros((high, wide), int)
    for row in range(high - 2, -1, -1):
        padded = np.pad(cost, 1, constant_values=np.inf)
        choices = np.stack([padded[:-2] + SIDEWAYS, padded[1:-1], padded[2:] + SIDEWAYS])
        best = choices.argmin(axis=0)
        steps[row] = best - 1
        cost = ink[row] + np.take_along_axis(choices, best[None], axis=0)[0]
    ways = np.empty((wide, high), int)
    ways[:, 0] = np.arange(wide)
    for row in range(high - 1):
        ways[:, row + 1] = ways[:, row] + steps[row, ways[:, row]]
    return ways, cost


def _enlarged(ways: NDArray[np.float64], piece: Piece, factor: float) -> NDArray[np.float64]:
    """(w, h) of the reduced picture -> of the piece, in its pixels."""
    rows = np.clip(((np.arange(piece.height) + 0.5) / factor).astype(int), 0, ways.shape[1] - 1)
    columns = np.clip(((np.arange(piece.width) + 0.5) / factor).astype(int), 0, len(ways) - 1)
    return (ways[np.ix_(columns, rows)] + 0.5) * factor


def _stretched(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    places = np.linspace(0, len(values) - 1, length)
    return np.interp(places, np.arange(len(values)), values)


def _lowest(costs: NDArray[np.float64], apart: int, most: int) -> list[int]:
    """The cheapest places, left to right, at least so far apart and from the ends."""
    places: list[int] = []
    for place in np.argsort(costs, kind="stable"):
        is_apart = all(abs(place - other) >= apart for other in places)
        if is_apart and np.isfinite(costs[place]):
            places.append(int(place))
        if len(places) >= most:
            break
    return sorted(places)


def _cut_along(piece: Piece, ways: list[NDArray[np.float64]]) -> list[Piece]:
    columns = np.arange(piece.width)
    part_of = np.ones(piece.ink.shape, int)  # 1 is leftmost
    for way in ways:
        part_of += columns >= way[:, None]
    first, *others = _cropped(piece.ink, np.where(piece.ink > 0, part_of, 0), piece.box[:2])
    return [first, *(replace(part, is_cut=True) for part in others)]
