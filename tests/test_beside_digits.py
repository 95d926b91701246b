"""Points, commas, dashes and signs beside digits, as the window's strokes and as a picture."""

import numpy as np
import pytest
from conftest import HANDWRITTEN, line
from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.components import as_component
from digit_recognizer.reading.number import read_components
from digit_recognizer.reading.picture import find_digit, find_number
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes, stroke_cover

SIZE = 900, 400
PEN = 18
MINUS, PLUS_BAR = line((30, 205), (95, 200)), line((62, 170), (60, 235))
COMMA, POINT, HIGH_POINT = line((60, 305), (45, 350)), line((55, 310), (58, 312)), [(56, 180)]
SIGNS = {
    "-": [MINUS],
    "+": [MINUS, PLUS_BAR],
    ",": [COMMA],
    ".": [POINT],
    ":": [HIGH_POINT, [(56, 290)]],
    "=": [line((30, 185), (95, 180)), line((30, 235), (95, 230))],
    "/": [line((115, 60), (15, 340))],
}


def strokes_of(text):
    """Digits and signs from left to right; a sign takes less room."""
    x, strokes = 0, []
    for character in text:
        is_digit = character.isdigit()
        drawn = HANDWRITTEN[int(character)] if is_digit else SIGNS[character]
        strokes += [[(px + x - (90 if is_digit else 0), py) for px, py in one] for one in drawn]
        x += 210 if is_digit else 120
    return [[(px + 20, py) for px, py in one] for one in strokes]


def components_of(strokes):
    """One for each stroke, as in the window."""
    found = []
    for stroke in strokes:
        cover, (left, top, right, bottom) = stroke_cover(stroke, PEN, SIZE)
        ink = np.zeros(SIZE[::-1], np.float32)
        ink[top:bottom, left:right] = np.asarray(cover, np.float32) / 255
        found += as_component(ink, (0, 0))
    return found


def as_strokes(text):
    return read_components(components_of(strokes_of(text)), load_recognizer(MODEL_FILE), 1.2)


def picture_of(strokes):
    return draw_strokes(Image.new("L", SIZE, WHITE), strokes, PEN, BLACK)


def as_picture(text):
    return find_number(picture_of(strokes_of(text)), load_recognizer(MODEL_FILE))


@pytest.fixture(params=[as_strokes, as_picture])
def read(request):
    return request.param


@pytest.mark.parametrize("text", ["-7", "1,7", "4.5", "-2.5"])
def test_a_minus_points_and_commas_are_in_the_text_and_no_digits(read, text):
    number = read(text)
    assert number.text == text
    assert str(number) == "".join(filter(str.isdigit, text))
    assert number.sure


@pytest.mark.parametrize(
    ("text", "kind"), [("7+1", "plus"), ("7-1", "dash"), ("7:1", "colon"), ("7=1", "equals")]
)
def test_a_sign_between_digits_is_named_and_leaves_the_number_in_doubt(read, text, kind):
    number = read(text)
    assert str(number) == "71"
    assert [mark.kind for mark in number.marks] == [kind]
    assert not number.sure


def test_a_dash_or_a_point_at_the_end_is_no_digit(read):
    assert (read("7-").text, read("7.").text, read("7=").text) == ("7", "7", "7")


def test_a_slash_may_be_a_1_but_never_for_sure(read):
    assert not read("7/1").sure
    assert read("71").sure


def test_a_dot_alone_is_no_digit(read):
    number = read(".")
    assert (str(number), number.digits, number.confidence, number.sure) == ("", (), 0, False)
    assert [mark.kind for mark in number.marks] == ["point"]
    assert not find_digit(picture_of(strokes_of(".")), load_recognizer(MODEL_FILE)).sure


@pytest.mark.parametrize(
    ("stroke", "pen", "digit"), [(HANDWRITTEN[0][0], 105, 0), (line((150, 290), (250, 130)), 60, 1)]
)
def test_a_bold_digit_is_no_dot(stroke, pen, digit):
    bold = draw_strokes(Image.new("L", (400, 400), WHITE), [stroke], pen, BLACK)
    recognizer = load_recognizer(MODEL_FILE)
    assert str(find_number(bold, recognizer)) == str(digit)
    assert find_digit(bold, recognizer).sure


def test_two_dots_are_no_number(read):
    assert str(read(":")) == ""


@pytest.mark.parametrize("text", ["5", "4", "45", "7415", "12"])
def test_no_stroke_of_a_digit_is_a_mark(read, text):
    number = read(text)
    assert (str(number), number.marks) == (text, ())


def test_the_bar_of_a_5_that_stands_apart_is_a_part_of_it():
    body, bar = HANDWRITTEN[5]
    lifted = [(x + 8, y - 22) for x, y in bar]
    strokes = [body, lifted, line((330, 90), (325, 320))]
    assert str(read_components(components_of(strokes), load_recognizer(MODEL_FILE), 1.2)) == "51"
