"""What the page network calls other ink -> marks, each with its box and its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.reading.labels import Labels, boxes_of, labelled, largest, place_of
from digit_recognizer.reading.marks import (
    COMMA,
    FLAT,
    LINE,
    OTHER,
    POINT,
    THIN,
    Mark,
    kind_of,
    paired,
)
from digit_recognizer.reading.page.ink import darkness
from digit_recognizer.reading.page.look import Look

LIKELY = 0.5  # of other ink
SPECK = 0.08  # heights of a digit: what is smaller, both ways, is dust
MOST_MARKS = 100  # the largest are kept: a page of print has more
SAME_ROW = (
    0.1  # heights of a digit: flat marks that are no further apart, up and down, are in a row
)
IF_FAINT = {POINT: OTHER, COMMA: OTHER}  # paler than digits: of the paper, or print
CORE, AS_DARK = 0.75, 0.6  # quantile of a mark's pixels, and how dark that is, 1 = as digits
NEAR = 0.1  # heights of a digit: points that are nearer to each other are one
FEWEST_PIECES = 3  # flat marks in a row are a line that digits cut up, and no dashes


def marks_of(look: Look, height: float, points: Sequence[Mark] = ()) -> tuple[Mark, ...]:
    """In pixels of the picture. height: of the digits. points: among digit ink.

    Both in pixels of the look.
    """
    marks = _with_points(_with_cut_lines(_other_ink(look, height), height), points, height)
    return tuple(mark.scaled(1 / look.scale) for mark in paired(marks))


def _other_ink(look: Look, height: float) -> list[Mark]:
    """In pixels of the look, the largest first."""
    labels = labelled(look.page.other_ink > LIKELY)
    if not labels.any():
        return []
    boxes, dark = boxes_of(labels), darkness(look)
    found = (_mark(labels, k, boxes[k], dark, height) for k in largest(boxes, MOST_MARKS))
    return [mark for mark in found if mark is not None]


def _mark(
    labels: Labels, label: int, box: NDArray[np.int_], dark: FloatArray, height: float
) -> Mark | None:
    """In pixels of the look. None: dust. box: as in boxes_of(). dark: darkness() of the look."""
    marks = labels[place_of(box)] == label
    high, wide = marks.shape
    if max(wide, high) < SPECK * height:
        return None
    top, bottom, left, right = box.tolist()
    kind = kind_of(wide / height, high / height, float(marks.mean()))
    if kind in IF_FAINT and np.quantile(dark[place_of(box)][marks], CORE) < AS_DARK:
        kind = IF_FAINT[kind]
    return Mark((left, top, right + 1, bottom + 1), kind)


def _with_cut_lines(marks: list[Mark], height: float) -> list[Mark]:
    """The same, the pieces of each line that digits cut up called lines. height: of the digits."""
    flat = [mark for mark in marks if _is_flat(mark, height)]
    pieces = {mark for mark in flat if len(_in_row(mark, flat, height)) >= FEWEST_PIECES}
    return [replace(mark, kind=LINE) if mark in pieces else mark for mark in marks]


def _with_points(marks: list[Mark], points: Sequence[Mark], height: float) -> list[Mark]:
    """The network may see a comma half as other ink, and half as ink of a digit: they are one."""
    rest = list(marks)
    for point in points:
        same = [one for one in rest if one.kind != LINE and _apart(one, point) < NEAR * height]
        rest = [one for one in rest if one not in same]
        left, top, right, bottom = zip(*(one.box for one in (*same, point)), strict=True)
        box = min(left), min(top), max(right), max(bottom)
        width, tall = (box[2] - box[0]) / height, (box[3] - box[1]) / height
        if max(width, tall) > SPECK:
            rest.append(Mark(box, kind_of(width, tall, filled=1)))
    return rest


def _apart(one: Mark, other: Mark) -> int:
    """The wider of the gaps between their boxes, across and down; below 0 where they overlap."""
    (a, b, c, d), (e, f, g, h) = one.box, other.box
    return max(max(a, e) - min(c, g), max(b, f) - min(d, h))


def _is_flat(mark: Mark, height: float) -> bool:
    left, top, right, bottom = mark.box
    return bottom - top < THIN * height and right - left > FLAT * (bottom - top)


def _in_row(mark: Mark, marks: list[Mark], height: float) -> list[Mark]:
    return [other for other in marks if abs(other.middle[1] - mark.middle[1]) < SAME_ROW * height]
