"""What the page network calls other ink -> marks, each with its box and its kind."""

from __future__ import annotations

from digit_recognizer.reading.labels import boxes_of, labelled, largest
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
    found = []
    for label in largest(boxes, MOST_MARKS):
        top, bottom, left, right = boxes[label].tolist()
        wide, high = right + 1 - left, bottom + 1 - top
        if max(wide, high) >= SPECK * height:
            corners = (left, top, right + 1, bottom + 1)
            x0, y0, x1, y1 = (round(side / look.scale) for side in corners)
            found.append(Mark((x0, y0, x1, y1), kind_of(wide / height, high / height)))
    return tuple(found)
