"""Ink that is no digit: which kind of mark it is."""

import numpy as np

from digit_recognizer.network.page_network import PageMap
from digit_recognizer.reading.page.look import Look
from digit_recognizer.reading.page.marks import marks_of

HEIGHT = 40  # of the digits


def kinds(*boxes):
    """Of ink that fills these boxes, from left to right."""
    ink = np.zeros((80, 240), np.float32)
    for left, top, right, bottom in boxes:
        ink[top:bottom, left:right] = 1
    places = np.zeros((20, 60), np.float32)
    page = PageMap(np.zeros_like(ink), ink, np.zeros((20, 60, 10)), places, places)
    found = marks_of(Look(1 - ink, 1.0, page, []), HEIGHT)
    return [mark.kind for mark in sorted(found, key=lambda mark: mark.box)]


def test_marks_are_told_apart_by_their_shape():
    boxes = [(0, 0, 5, 5), (20, 20, 24, 30), (40, 10, 54, 14), (80, 30, 230, 33), (60, 40, 90, 79)]
    assert kinds(*boxes) == ["point", "comma", "dash", "other", "line"]


def test_a_line_that_digits_cut_up_is_no_row_of_dashes():
    assert kinds((0, 60, 14, 63), (40, 61, 53, 63), (90, 60, 98, 63)) == ["line"] * 3
    assert kinds((0, 60, 14, 63), (90, 60, 104, 63)) == ["dash"] * 2
