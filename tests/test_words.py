"""What the window says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digit_recognizer.network.prediction import Prediction
from digit_recognizer.reading.components import Component
from digit_recognizer.reading.marks import COMMA, DASH, OTHER, POINT, Mark
from digit_recognizer.reading.number import FoundDigit, Number
from digit_recognizer.window.words import in_short, in_words, no_network


def prediction(sure, **shares):
    """prediction(True, _4=0.9, _9=0.06): the rest is 0."""
    values = [shares.get(f"_{digit}", 0) for digit in range(10)]
    best = max(values)
    return Prediction(values.index(best), best, tuple(values), sure=sure)


def found(answer):
    ink = np.ones((9, 9), np.float32)
    return FoundDigit((Component(ink, (0, 0, 9, 9)),), np.zeros((1, 28, 28, 1), np.float32), answer)


def number(*answers):
    """Side by side."""
    return Number((tuple(map(found, answers)),))


@pytest.mark.parametrize(
    ("answer", "words", "short"),
    [
        (prediction(True, _4=0.9999), ("4", "over 99.9 % sure"), "4"),
        (prediction(True, _4=0.98, _9=0.01), ("4", "98.0 % sure"), "4"),
        (prediction(True, _4=0.91, _9=0.08), ("4", "4, perhaps 9 · 91.0 % sure"), "4"),
        (prediction(False, _4=0.55, _9=0.4), ("Not sure: 4 or 9?", "55 % and 40 %"), "4 or 9?"),
        (
            prediction(False, _4=0.3, _9=0.2, _8=0.2),
            ("This does not look like a digit", "At best a 4, 30 %"),
            "no digit",
        ),
    ],
)
def test_the_words_say_how_sure_it_is(answer, words, short):
    assert in_words(number(answer)) == words
    assert in_short(number(answer)) == in_short(answer) == short


SURE_4, SURE_7 = prediction(True, _4=0.99), prediction(True, _7=0.98)
TORN, NONE = prediction(False, _4=0.55, _9=0.4), prediction(False, _4=0.3, _8=0.2)


@pytest.mark.parametrize(
    ("answers", "words", "short"),
    [
        ([SURE_4, SURE_7], ("47", "97.0 % sure"), "47"),
        ([SURE_7, TORN], ("Not sure: 74?", "4 or 9?"), "74?"),
        ([SURE_7, NONE], ("This does not look like a number", "1 of 2 is no digit"), "no number"),
        ([TORN] * 5, ("Not sure: 44444?", "4 or 9?, 4 or 9?, 4 or 9?"), "44444?"),
    ],
)
def test_the_words_say_how_sure_it_is_of_a_number(answers, words, short):
    assert in_words(number(*answers)) == words
    assert in_short(number(*answers)) == short


def test_digits_that_were_split_are_doubtful():
    digits = [replace(found(answer), is_split=True) for answer in (SURE_4, SURE_7)]
    split = Number((tuple(digits),))
    assert in_words(split) == ("Not sure: 47?", "if these are digits that touch")
    assert split.confidence < number(SURE_4, SURE_7).confidence


def in_a_row(*answers, marks=()):
    """Digits of 9 x 9 pixels, 11 apart, and the marks among them."""
    ink = np.ones((9, 9), np.float32)
    placed = [
        replace(found(answer), components=(Component(ink, (11 * i, 0, 11 * i + 9, 9)),))
        for i, answer in enumerate(answers)
    ]
    return Number((tuple(placed),), marks)


MINUS, COMMA_BEFORE_3 = Mark((-8, 4, -4, 5), DASH), Mark((20, 7, 22, 11), COMMA)
BLOT = Mark((23, 0, 30, 8), OTHER)


@pytest.mark.parametrize(
    ("read", "words", "short"),
    [
        (in_a_row(SURE_4, marks=(MINUS,)), ("-4", "99.0 % sure"), "-4"),
        (
            in_a_row(SURE_4, SURE_7, SURE_7, marks=(COMMA_BEFORE_3, MINUS)),
            ("-47,7", "95.1 % sure"),
            "-47,7",
        ),
        (
            in_a_row(SURE_4, SURE_7, marks=(BLOT,)),
            ("Not sure: 47?", "there is ink that is no digit"),
            "47?",
        ),
        (
            in_a_row(SURE_4, marks=(replace(BLOT, box=(11, 0, 18, 8)),)),
            ("Not sure: 4?", "there is ink that is no digit"),
            "4?",
        ),
        (
            in_a_row(TORN, SURE_7, marks=(BLOT, COMMA_BEFORE_3)),
            ("Not sure: 47?", "4 or 9?, there is ink that is no digit"),
            "47?",
        ),
    ],
)
def test_the_signs_of_a_number_are_said_and_what_else_stands_beside_it(read, words, short):
    assert in_words(read) == words
    assert in_short(read) == short


def test_a_sign_that_no_number_has_there_is_left_out():
    dust = Mark((22, 9, 23, 10), POINT)
    assert in_words(in_a_row(SURE_4, SURE_7, SURE_7, marks=(COMMA_BEFORE_3, dust)))[0] == "47,7"


def test_while_the_pen_is_down_a_number_is_not_judged():
    assert in_words(number(SURE_7, NONE), is_drawing=True) == ("74", "Not done yet")


def test_two_lines_are_told_apart_on_one():
    lines = Number(((found(SURE_4),), (found(SURE_4),)))
    assert (in_words(lines)[0], in_short(lines)) == ("4\n4", "4 / 4")


def test_of_a_long_path_only_the_end_is_told():
    path = Path("/home/somebody/Documents/courses/digits/mnist.h5")
    said = no_network(f"{path} was not found.", path)
    assert said[:2] == ("No network", "…/digits/mnist.h5 was not found.")
    assert no_network("a/b.h5 was not found.", Path("a/b.h5")).detail == "a/b.h5 was not found."
