"""What the window says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digit_recognizer.network.prediction import Prediction
from digit_recognizer.reading.components import Component
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
        ([SURE_7, NONE], ("This does not look like a number", "At best 74"), "74?"),
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


def test_while_the_pen_is_down_a_number_is_not_judged():
    assert in_words(number(SURE_7, NONE), is_drawing=True) == ("74", "Not done yet")


def test_two_lines_are_told_apart_on_one():
    lines = Number(((found(SURE_4),), (found(SURE_4),)))
    assert (in_words(lines)[0], in_short(lines)) == ("4\n4", "4 / 4")


def test_of_a_long_path_only_the_end_is_told():
    path = Path("/home/somebody/Documents/courses/digits/mnist.h5")
    said = no_network(f"{path} was not found.", path)
    assert said == ("No network", "…/digits/mnist.h5 was not found.")
    assert no_network("a/b.h5 was not found.", Path("a/b.h5"))[1] == "a/b.h5 was not found."
