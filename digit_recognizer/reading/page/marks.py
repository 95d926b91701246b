"""What the page network calls other ink -> marks, each with its box and its kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.reading.labels import Labels, boxes_of, labelled, largest, place_of
from digit_recognizer.reading.marks import FLAT, LINE, THIN, Mark, kind_of, paired
from digit_recognizer.reading.page.look import Look

LIKELY = 0.5  # of other ink
SPECK = 0.08  # heights of a digit: what is smaller, both ways, is dust
MOST_MARKS = 100  # the largest are kept: a page of print has more
SAME_ROW = (
    0.1  # heights of a digit: flat marks that are no further apart, up and down, are in a row
)
FEWEST_PIECES = 3  # flat marks in a row are a line that digits cut up, and no dashes


def marks_of(look: Look, height: float) -> tuple[Mark, ...]:
    """height: of the digits, in pixels of the look."""
    labels = labelled(look.page.other_ink > LIKELY)
    if not labels.any():
        return ()
    boxes = boxes_of(labels)
    found = [
        mark
        for label in largest(boxes, MOST_MARKS)
        if (mark := _mark(labels, label, boxes[label], look, height)) is not None
    ]
    return tuple(paired(_with_cut_lines(found, height / look.scale)))


def _mark(
    labels: Labels, label: int, box: NDArray[np.int_], look: Look, height: float
) -> Mark | None:
    """None: dust. box: as in boxes_of()."""
    marks = labels[place_of(box)] == label
    high, wide = marks.shape
    if max(wide, high) < SPECK * height:
        return None
    top, bottom, left, right = box.tolist()
    x0, y0, x1, y1 = (round(side / look.scale) for side in (left, top, right + 1, bottom + 1))
    return Mark((x0, y0, x1, y1), kind_of(wide / height, high / height, float(marks.mean())))


def _with_cut_lines(marks: list[Mark], height: float) -> list[Mark]:
    """The same, the pieces of each line that digits cut up called lines. height: of the digits."""
    flat = [mark for mark in marks if _is_flat(mark, height)]
    pieces = {mark for mark in flat if len(_in_row(mark, flat, height)) >= FEWEST_PIECES}
    return [replace(mark, kind=LINE) if mark in pieces else mark for mark in marks]


def _is_flat(mark: Mark, height: float) -> bool:
    left, top, right, bottom = mark.box
    return bottom - top < THIN * height and right - left > FLAT * (bottom - top)


def _in_row(mark: Mark, marks: list[Mark], height: float) -> list[Mark]:
    return [other for other in marks if abs(other.middle[1] - mark.middle[1]) < SAME_ROW * height]
