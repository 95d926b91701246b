"""The ink of a picture -> pieces, and the groups of them that may be one digit each.

    ink   float32 (H, W), 0 = paper, up to 1                    images.find_ink()
      -> pieces: what hangs together                            connected_components()
      -> lines of pieces, top to bottom, each left to right     text_lines()
      -> candidates: neighbouring pieces as one                 line_candidates()
      -> where digits touch: all ways to cut a piece in two     splits_of()

More pieces than digits are no harm: numbers.py lets the network judge every candidate, and takes
the best way to cover a line with them. After Matan, Burges, LeCun and Denker, "Multi-Digit
Recognition Using a Space Displacement Neural Network", 1992, and what is called over-segmentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nlargest
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.reading.preprocessing import Box, tight_box

NEIGHBOURS = np.ones((3, 3))  # pixels that touch by a corner hang together
DARK = 0.4  # of the darkest ink: fainter pixels join nothing, and belong to what is nearest
SPECK = 0.16  # of the tallest piece's height: what is smaller, both ways, is no part of a digit
TALL = 0.5  # of the tallest piece's height: what makes a line of its own
SAME_LINE = 0.4  # of the lower one's height, by which two tall pieces overlap in a line
MOST_IN_DIGIT = 12  # pieces
MOST_PIECES = 300  # in a picture; the others are the smaller ones
WIDEST = 1.2  # of the line's height: no digit of several pieces is wider
FARTHEST = 0.35  # of the line's height: no wider gap inside a digit
CUT_EVERY = 0.08  # of a piece's height, from one cut to the next
SLANTS = (-0.25, 0.0, 0.25)  # of cuts: columns to the right for each row up
LEAST_MASS = 0.05  # of a piece's ink, on either side of a cut


@dataclass(frozen=True, eq=False)
class Component:
    """Some ink that belongs together."""

    ink: FloatArray  # (h, w), cropped
    box: Box  # where that is in the picture

    def moved(self, x: int, y: int) -> Component:
        """The same elsewhere, by so many pixels."""
        left, top, right, bottom = self.box
        return replace(self, box=(left + x, top + y, right + x, bottom + y))

    @property
    def height(self) -> int:
        """In pixels."""
        return self.box[3] - self.box[1]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.box[2] - self.box[0]

    @cached_property
    def mass(self) -> float:
        """All of its ink."""
        return float(self.ink.sum())

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

    pieces: tuple[Component, ...]
    height: float  # of its tallest piece, in pixels


@dataclass(frozen=True, eq=False)
class Candidate:
    """Pieces `first` to `last` of a line, without `last`, as one digit."""

    first: int
    last: int
    pieces: tuple[Component, ...]
    widest_gap: float  # inside it, in heights of the line
    width: float  # in heights of the line
    height: float


def connected_components(ink: FloatArray) -> list[Component]:
    """What hangs together is a piece; what hangs together by faint ink alone is parted.

    Raises ValueError("nothing is drawn") where there is no ink.
    """
    from scipy import ndimage  # not before it is needed: takes longer than opening the window

    dark = ink > 0
    rows, columns = tight_box(dark)  # less to look through
    ink, corner = ink[rows, columns], (columns.start, rows.start)
    marks, _ = ndimage.label(dark[rows, columns], NEIGHBOURS)
    places = enumerate(ndimage.find_objects(marks), start=1)
    darkest = ink.max()
    return [
        part
        for number, place in nlargest(MOST_PIECES, places, key=_extent)
        for part in _split_at_faint_bridges(_piece(ink, marks, number, place, corner), darkest)
    ]


def _piece(
    ink: FloatArray,
    labels: NDArray[np.integer | np.bool_],
    number: int,
    place: tuple[slice, slice],
    corner: tuple[int, int] = (0, 0),
) -> Component:
    """The ink with this label. corner: column and row where all of the ink begins."""
    rows, columns = place
    x, y = corner
    box = (x + columns.start, y + rows.start, x + columns.stop, y + rows.stop)
    return Component(np.where(labels[place] == number, ink[place], 0), box)


def _split_at_faint_bridges(piece: Component, darkest: float) -> list[Component]:
    """Parts that hang together by dark ink, each with the faint ink that is nearest to it."""
    from scipy import ndimage

    labels, parts = ndimage.label(piece.ink >= DARK * darkest, NEIGHBOURS)
    if parts <= 1:
        return [piece]
    nearest = ndimage.distance_transform_edt(
        labels == 0, return_distances=False, return_indices=True
    )
    return cropped(piece.ink, np.where(piece.ink > 0, labels[tuple(nearest)], 0), piece.box[:2])


def _extent(place: tuple[int, tuple[slice, slice]]) -> int:
    """Of a label's rows or columns, whichever is more."""
    rows, columns = place[1]
    return int(max(rows.stop - rows.start, columns.stop - columns.start))


def without_specks(pieces: list[Component]) -> list[Component]:
    """What is large enough to be part of a digit."""
    least = SPECK * max((piece.height for piece in pieces), default=0)
    return [piece for piece in pieces if max(piece.height, piece.width) >= least]


def as_component(ink: FloatArray, corner: tuple[int, int]) -> list[Component]:
    """All of it as one piece; none where there is no ink. corner: column and row of its first."""
    dark = ink > 0
    return [_piece(ink, dark, True, tight_box(dark), corner)] if dark.any() else []


def cropped(
    ink: FloatArray, labels: NDArray[np.int_], corner: tuple[int, int] = (0, 0)
) -> list[Component]:
    """For each label from 1 on, its ink. corner: column and row where all of it begins."""
    from scipy import ndimage

    places = enumerate(ndimage.find_objects(labels), start=1)
    return [  # None: between two cuts there was no ink
        _piece(ink, labels, number, place, corner) for number, place in places if place
    ]


def text_lines(pieces: list[Component]) -> list[Line]:
    """Top to bottom. Low pieces, like the bar of a 5, go to the line that they are nearest to."""
    tallest = max(piece.height for piece in pieces)
    lines: list[list[Component]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.height):
        nearest = max(lines, key=lambda line: _overlap(line, piece), default=None)
        is_low = piece.height < TALL * tallest
        if nearest is not None and (is_low or _overlap(nearest, piece) >= SAME_LINE):
            nearest.append(piece)
        else:
            lines.append([piece])
    lines.sort(key=lambda line: line[0].box[1] + line[0].box[3])
    return [_line(line) for line in lines]


def _overlap(line: list[Component], piece: Component) -> float:
    """With the line's tallest piece, in the lower one's height; below 0: the distance."""
    _, top, _, bottom = line[0].box
    shared = min(bottom, piece.box[3]) - max(top, piece.box[1])
    return shared / min(bottom - top, piece.height)


def _line(pieces: list[Component]) -> Line:
    height = float(max(piece.height for piece in pieces))
    return Line(tuple(sorted(pieces, key=lambda piece: piece.box[0] + piece.box[2])), height)


def line_candidates(line: Line) -> list[Candidate]:
    """All groups of neighbours that are near and small enough to be one digit."""
    found = []
    for first in range(len(line.pieces)):
        for last in range(first + 1, min(first + MOST_IN_DIGIT, len(line.pieces)) + 1):
            group = line.pieces[first:last]
            candidate = _candidate(group, first, line.height)
            is_loose = candidate.width > WIDEST or candidate.widest_gap > FARTHEST
            if last > first + 1 and is_loose:
                break  # and with more pieces the more
            found.append(candidate)
    return found


def _candidate(group: tuple[Component, ...], first: int, line_height: float) -> Candidate:
    left, top, right, bottom = box_of(group)
    gaps = [-overlap(one, other) for one, other in pairwise(group)]
    return Candidate(
        first,
        first + len(group),
        group,
        max([0.0, *gaps]) / line_height,
        (right - left) / line_height,
        (bottom - top) / line_height,
    )


def box_of(pieces: Sequence[Component]) -> Box:
    """Around all of them."""
    lefts, tops, rights, bottoms = zip(*(piece.box for piece in pieces), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def merged(pieces: Sequence[Component]) -> Component:
    """All of them as one; of ink over ink, both take their share of light."""
    if len(pieces) == 1:
        return pieces[0]
    left, top, right, bottom = box_of(pieces)
    ink = np.zeros((bottom - top, right - left), np.float32)
    for piece in pieces:
        x, y = piece.box[0] - left, piece.box[1] - top
        part = ink[y : y + piece.height, x : x + piece.width]
        part += (1 - part) * piece.ink
    return Component(ink, (left, top, right, bottom))


def gap(one: Component, other: Component) -> float:
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


def overlap(one: Component, other: Component) -> float:
    """Columns that two pieces share, in pixels; below 0: how far they are apart."""
    return min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])


# --- digits that touch ---------------------------------------------------------------------------


def splits_of(piece: Component) -> Iterator[tuple[Component, Component]]:
    """What is left and right of straight lines through it, upright and slanted, all along it.

    One after the other: all of them can be a hundred times as large as the piece.
    """
    step = CUT_EVERY * piece.height
    from_middle = np.arange(piece.height) - piece.height / 2
    lines = [
        column - slant * from_middle  # (h,): where the line is in each row
        for column in np.arange(step, piece.width, step)
        for slant in SLANTS
    ]
    for line in lines:
        halves = _halves(piece, line)
        if len(halves) == 2 and min(half.mass for half in halves) >= LEAST_MASS * piece.mass:
            yield halves[0], halves[1]


def _halves(piece: Component, line: NDArray[np.floating]) -> list[Component]:
    """Left and right of a line, or one of them alone."""
    is_right = np.arange(piece.width) >= line[:, None]
    return cropped(piece.ink, np.where(piece.ink > 0, 1 + is_right, 0), piece.box[:2])
