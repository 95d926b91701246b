"""Ink that is no digit: which kind of mark it is."""

import numpy as np

from digit_recognizer.network.page_network import PageMap
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.reading.components import as_component
from digit_recognizer.reading.digit import FoundDigit
from digit_recognizer.reading.marks import Mark
from digit_recognizer.reading.number import text_of
from digit_recognizer.reading.page.look import Look
from digit_recognizer.reading.page.marks import marks_of

HEIGHT = 40  # of the digits


def found(*boxes, darkness=1.0, points=()):
    """In ink that fills these boxes, beside a digit, from left to right. points: of its ink."""
    ink, digit = np.zeros((2, 80, 240), np.float32)
    for left, top, right, bottom in boxes:
        ink[top:bottom, left:right] = 1
    digit[0:40, 232:238] = 1
    places = np.zeros((20, 60), np.float32)
    page = PageMap(digit, ink, np.zeros((20, 60, 10)), places, places)
    grey = 1 - digit - darkness * ink
    return sorted(marks_of(Look(grey, 1.0, page, []), HEIGHT, points), key=lambda mark: mark.box)


def kinds(*boxes, darkness=1.0):
    return [mark.kind for mark in found(*boxes, darkness=darkness)]


def test_marks_are_told_apart_by_their_shape():
    boxes = [(0, 0, 5, 5), (20, 20, 24, 30), (40, 10, 54, 14), (80, 2, 220, 5), (60, 40, 90, 79)]
    assert kinds(*boxes) == ["point", "comma", "dash", "other", "line"]


def test_a_line_that_digits_cut_up_is_no_row_of_dashes():
    assert kinds((0, 60, 14, 63), (40, 61, 53, 63), (90, 60, 98, 63)) == ["line"] * 3
    assert kinds((0, 60, 14, 63), (90, 60, 104, 63)) == ["dash"] * 2


def test_what_is_much_paler_than_the_digits_was_not_written_with_them():
    boxes = [(0, 0, 5, 5), (20, 20, 24, 30), (40, 10, 54, 14)]
    assert kinds(*boxes, darkness=0.4) == ["other", "other", "dash"]


def test_a_comma_that_is_half_ink_of_a_digit_is_one_comma():
    half = Mark((20, 28, 24, 33), "point")
    assert found((20, 20, 24, 27), points=[half]) == [Mark((20, 20, 24, 33), "comma")]


def test_dust_among_the_ink_of_a_digit_is_no_point():
    assert found(points=[Mark((20, 28, 22, 30), "point")]) == []


def text_with(*signs):
    """What 1234 says with marks at its foot: (after which digit, kind, side in pixels)."""
    pixels = np.zeros((1, 28, 28, 1), np.float32)
    line = [
        FoundDigit(
            tuple(as_component(np.ones((40, 20), np.float32), (40 * i, 0))),
            pixels,
            Prediction(i + 1, 1.0, tuple(np.eye(10)[i + 1]), True),
        )
        for i in range(4)
    ]
    marks = [
        Mark((40 * i - 12, 34, 40 * i - 12 + side, 34 + side), kind) for i, kind, side in signs
    ]
    return text_of(line, marks)


def test_signs_are_in_the_text_where_a_number_has_them_so():
    assert text_with((2, "comma", 6)) == "12,34"
    assert text_with((1, "comma", 6)) == "1,234"
    assert text_with((1, "point", 6), (2, "point", 6)) == "1.2.34"  # a date
    assert text_with((1, "point", 4), (2, "comma", 7)) == "12,34"  # the smaller one is dirt
    assert text_with((4, "comma", 6)) == "1234"
