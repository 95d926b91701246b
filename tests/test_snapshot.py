"""What a pad tells the reader: the ink of each stroke."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import HANDWRITTEN, line
from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.components import connected_components, merged
from digit_recognizer.reading.number import pixels_of
from digit_recognizer.reading.preprocessing import find_ink, prepare, to_grey
from digit_recognizer.window.sheet import Painter, Sheet, Stroke, View
from digit_recognizer.window.snapshot import MOST_STROKES, Snapshot, stroke_components

VIEW = View(500, 400, 1.1)


def strokes_of(digit, x=0):
    """Around the middle of the sheet, moved by x units."""
    return [
        Stroke(tuple((px - 200 + x, py - 200) for px, py in points))
        for points in HANDWRITTEN[digit]
    ]


def drawing_of(sheet, painted=None):
    """painted: so many strokes."""
    part = replace(sheet, strokes=sheet.strokes[:painted])
    return Snapshot(sheet, VIEW, Painter().picture(part, VIEW), len(part.strokes))


@pytest.mark.parametrize("digit", HANDWRITTEN)
def test_all_strokes_together_are_the_picture(digit):
    drawing = drawing_of(Sheet(tuple(strokes_of(digit))))
    whole = merged(drawing.components())
    left, top, right, bottom = whole.box
    ink = find_ink(to_grey(drawing.picture()))
    np.testing.assert_allclose(ink[top:bottom, left:right], whole.ink, atol=3 / 255)
    assert ink.sum() == pytest.approx(whole.ink.sum(), rel=1e-3)
    np.testing.assert_allclose(
        pixels_of(drawing.components()), prepare(drawing.picture()), atol=3 / 255
    )


def test_strokes_that_are_not_painted_yet_are_in_the_picture():
    sheet = Sheet(tuple(strokes_of(4)))
    assert drawing_of(sheet, 1).picture() == drawing_of(sheet).picture()


def test_strokes_that_touch_are_apart():
    components = stroke_components([*strokes_of(1), *strokes_of(1, 10)], VIEW)
    assert len(components) == 2
    assert components[0].box[2] > components[1].box[0]


def test_an_eraser_takes_away_what_came_before_it():
    seven, one = strokes_of(7), strokes_of(1)
    eraser = Stroke(((-200, -200), (200, 200), (-200, 200), (200, -200)), 400, erases=True)
    assert stroke_components([*seven, eraser], VIEW) == []
    after = stroke_components([*seven, eraser, *one], VIEW)
    assert [part.box for part in after] == [part.box for part in stroke_components(one, VIEW)]


def test_an_eraser_parts_a_stroke():
    across = Stroke(((-100, 0), (100, 0)))
    eraser = Stroke(((0, -50), (0, 50)), 40, erases=True)
    left, right = stroke_components([across, eraser], VIEW)
    assert left.box[2] < right.box[0]
    assert merged([left, right]).box == stroke_components([across], VIEW)[0].box


@pytest.mark.parametrize("digit", HANDWRITTEN)
@pytest.mark.parametrize("height", [35, 60, 200])
@pytest.mark.parametrize("width", [8, 22, 30])
def test_a_digit_of_any_size_is_read_the_same_with_any_pen(digit, height, width):
    strokes = [
        Stroke(tuple((x * height / 240, y * height / 240) for x, y in stroke.points), width)
        for stroke in strokes_of(digit)
    ]
    number = drawing_of(Sheet(tuple(strokes))).number(load_recognizer(MODEL_FILE))
    assert str(number) == str(digit)
    assert number.sure


def test_the_box_of_a_small_digit_is_around_all_of_its_thick_ink():
    stroke = Stroke(((-3, -20), (3, 20)), 24)
    drawing = drawing_of(Sheet((stroke,)))
    [digit] = drawing.number(load_recognizer(MODEL_FILE)).digits
    assert drawing.in_units(digit.box) == pytest.approx((-15, -32, 15, 32), abs=2)


def test_dots_stay_as_large_as_they_are():
    dot = Stroke(((0, 0),), 20)
    [component] = stroke_components([dot], VIEW)
    assert component.width == pytest.approx(20 * VIEW.scale, abs=2)


def test_a_stroke_beside_the_pad_has_no_ink():
    assert stroke_components([Stroke(((900, 0), (950, 0)))], VIEW) == []


def test_much_hatching_is_what_hangs_together():
    lines = [Stroke(((-100, i), (100, i))) for i in range(MOST_STROKES + 1)]
    assert len(drawing_of(Sheet(tuple(lines))).components()) == 1
    assert len(drawing_of(Sheet(tuple(lines[:-1]))).components()) == MOST_STROKES


@pytest.mark.parametrize("with_stroke", [False, True])
def test_a_box_is_where_its_ink_is_on_the_sheet(with_stroke):
    picture = Image.new("RGB", (250, 100), "white")
    picture.paste("black", (50, 20, 100, 70))
    sheet = Sheet(picture=picture, paper=(255, 255, 255), picture_scale=1.6)
    if with_stroke:
        stroke = Stroke(tuple(line((-20, -20), (-19, -20))), 1)
        sheet = sheet.with_stroke(stroke, VIEW)
    drawing = drawing_of(sheet)
    components = connected_components(find_ink(to_grey(drawing.picture())))
    black = max(components, key=lambda part: part.ink.sum())
    assert drawing.in_units(black.box) == pytest.approx((-120, -48, -40, 32), abs=1.5)
