"""What the page network calls other ink -> marks, each with its box and its kind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.reading.labels import Labels, boxes_of, labelled, largest, place_of
from digit_recognizer.reading.marks import Mark, kind_of
from digit_recognizer.reading.page.look import Look

LIKELY = 0.5  # of other ink
SPECK = 0.08  # heights of a digit: what is smaller, both ways, is dust
MOST_MARKS = 100  # the largest are kept: a page of print has more


def marks_of(look: Look, height: float) -> tuple[Mark, ...]:
    """height: of the digits, in pixels of the look."""
    labels = labelled(look.page.other_ink > LIKELY)
    if not labels.any():
        return ()
    boxes = boxes_of(labels)
    marks = (
        _mark(labels, label, boxes[label], look, height) for label in largest(boxes, MOST_MARKS)
    )
    return tuple(mark for mark in marks if mark is not None)


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
