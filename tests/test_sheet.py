"""Sheets, their pictures, and their past."""

import random

import numpy as np
import pytest
from conftest import SEVEN
from PIL import Image

from digit_recognizer.window.sheet import Painter, Past, Sheet, Stroke, View, sheet_of
from digit_recognizer.window.turn import turned


def stroke(rng, width=20.0):
    points = tuple((rng.uniform(-190, 190), rng.uniform(-190, 190)) for _ in range(6))
    return Stroke(points, width, erases=rng.random() < 0.2)


def view(sheet, width=300, height=200):
    return View.of(sheet, width, height)


def fresh(sheet, pad):
    """The sheet's picture, painted from nothing."""
    return np.asarray(Painter().picture(sheet, pad))


@pytest.mark.parametrize("seed", range(10))
def test_undo_and_redo_bring_back_every_sheet_and_its_picture(seed):
    """Against a plain list of all states and a place in it."""
    rng = random.Random(seed)
    past, painter = Past(), Painter()
    states, place = [past.sheet], 0
    for _ in range(60):
        action = rng.choice(["draw", "draw", "draw", "undo", "undo", "redo", "clear"])
        if action == "undo":
            assert past.undo() == (place > 0)
            place = max(0, place - 1)
        elif action == "redo":
            assert past.redo() == (place < len(states) - 1)
            place = min(len(states) - 1, place + 1)
        else:
            sheet = past.sheet.with_stroke(stroke(rng), view(past.sheet))
            past.change_to(Sheet() if action == "clear" else sheet)
            states[place + 1 :] = [past.sheet]
            place += 1
        assert past.sheet is states[place]
        assert (past.can_undo, past.can_redo) == (place > 0, place < len(states) - 1)
        pad = view(past.sheet)
        np.testing.assert_array_equal(painter.picture(past.sheet, pad), fresh(past.sheet, pad))


def test_a_new_stroke_ends_what_can_be_redone():
    past, rng = Past(), random.Random(1)
    for _ in range(2):
        past.change_to(past.sheet.with_stroke(stroke(rng), view(past.sheet)))
    past.undo()
    past.change_to(past.sheet.with_stroke(stroke(rng), view(past.sheet)))
    assert not past.redo()
    assert len(past.sheet.strokes) == 2


def seven_sheet(erased=False):
    strokes = [Stroke(tuple((x - 200, y - 200) for x, y in points)) for points in SEVEN]
    if erased:
        strokes.append(Stroke(((-200, -200), (200, 200)), 700, erases=True))
    return Sheet(tuple(strokes))


@pytest.mark.parametrize("size", [(400, 400), (900, 400), (400, 1300), (1200, 1200), (130, 100)])
def test_strokes_keep_their_shape_on_every_pad(size):
    picture = fresh(seven_sheet(), view(seven_sheet(), *size))
    rows, columns = np.nonzero(picture < 128)
    scale = min(size) / 400
    (left, top), (right, bottom) = np.min(SEVEN[0], axis=0), np.max(SEVEN[0], axis=0)
    assert np.ptp(columns) == pytest.approx((right - left + 22) * scale, abs=3)
    assert np.ptp(rows) == pytest.approx((bottom - top + 22) * scale, abs=3)


def test_what_was_drawn_far_out_stays_in_view_on_a_smaller_pad():
    sheet = Sheet()
    for x in (40, 760):
        pad = View.of(sheet, 800, 400)
        sheet = sheet.with_stroke(Stroke((pad.to_sheet(x, 200),)), pad)
    small = View.of(sheet, 400, 400)
    ink = 1 - fresh(sheet, small) / 255
    whole_dot = np.pi * (11 * small.scale) ** 2
    assert ink[:, :200].sum() == pytest.approx(whole_dot, rel=0.05)
    assert ink[:, 200:].sum() == pytest.approx(whole_dot, rel=0.05)


def test_pixels_and_units_are_there_and_back():
    pad = View.of(Sheet(), 731, 402)
    assert pad.to_pad(pad.to_sheet(17, 350)) == pytest.approx((17, 350))
    assert pad.to_sheet(731 / 2, 402 / 2) == (0, 0)


def test_the_eraser_leaves_clean_paper():
    pad = view(Sheet())
    np.testing.assert_array_equal(fresh(seven_sheet(erased=True), pad), fresh(Sheet(), pad))


@pytest.mark.parametrize(("paper", "ink"), [((250, 240, 200), 0), ((20, 40, 30), 255)])
def test_ink_on_a_picture_differs_from_its_paper(paper, ink):
    sheet = sheet_of(Image.new("RGB", (320, 200), paper), View.of(Sheet(), 400, 400))
    pad = View.of(sheet, 400, 400)
    drawn = sheet.with_stroke(Stroke(((0, 0),)), pad)
    assert drawn.paper == paper
    assert fresh(drawn, pad)[200, 200].tolist() == [ink] * 3
    erased = drawn.with_stroke(Stroke(((0, 0),), 60, erases=True), pad)
    assert fresh(erased, pad)[200, 200].tolist() == list(paper)


def test_a_picture_is_shown_whole_in_its_own_shape():
    picture = Image.new("RGB", (300, 100), "white")
    picture.paste("red", (140, 0, 160, 3))
    picture.paste("red", (140, 97, 160, 100))
    sheet = sheet_of(picture, View.of(Sheet(), 600, 400))
    pad = View.of(sheet, 600, 400)
    assert pad.place_of(sheet.picture, sheet.picture_scale) == (0, 100, 600, 300)
    column = fresh(sheet, pad)[:, 300]
    red = np.flatnonzero((column[:, 0] > 200) & (column[:, 1] < 100))
    assert (red.min(), red.max()) == (pytest.approx(100, abs=1), pytest.approx(299, abs=1))


def test_a_picture_keeps_its_place_under_strokes_that_reach_beyond_it():
    """On a window that has become wider, the pad shows more paper beside the picture."""
    sheet = sheet_of(Image.new("RGB", (300, 100), "red"), View.of(Sheet(), 400, 400))
    wider = View.of(sheet, 800, 400)
    before = wider.place_of(sheet.picture, sheet.picture_scale)
    beside = sheet.with_stroke(Stroke((wider.to_sheet(700, 200),)), wider)
    assert beside.size[0] > sheet.size[0]
    pad = View.of(beside, 800, 400)
    assert pad.place_of(beside.picture, beside.picture_scale) == before
    assert fresh(beside, pad)[200, before[0] - 5].tolist() == list(sheet.paper)


@pytest.mark.parametrize("size", [(300, 100), (100, 300)])
def test_a_turned_picture_takes_its_strokes_along(size):
    """As if the pad with the picture and the stroke had been turned, and then been filled again."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, 20, 20))
    clean = View.of(Sheet(), 600, 400)
    sheet = sheet_of(picture, clean)
    place = View.of(sheet, 600, 400).place_of(picture, sheet.picture_scale)
    sheet = sheet.with_stroke(Stroke((clean.to_sheet(place[0] + 8, place[3] - 8),), 10), clean)
    quarter = turned(sheet, clean)
    left, top, right, bottom = clean.place_of(quarter.picture, quarter.picture_scale)
    assert (bottom - top) * size[1] == pytest.approx((right - left) * size[0], rel=0.02)
    assert (right - left == 600) or (bottom - top == 400)
    shown = fresh(quarter, clean)
    assert shown[top + 3, right - 3].tolist() == [255, 0, 0]  # the corner that was top left
    dark = np.argwhere(shown.sum(axis=2) < 100)
    assert (dark.max(axis=0) < [top + 40, left + 40]).all()  # the stroke, from bottom left
    whole = turned(turned(turned(quarter, clean), clean), clean)
    assert whole.picture.tobytes() == picture.tobytes()
    assert whole.strokes[0].points[0] == pytest.approx(sheet.strokes[0].points[0])


def test_there_must_be_a_picture_to_turn():
    with pytest.raises(ValueError, match="no picture to turn"):
        turned(seven_sheet(), View.of(Sheet(), 600, 400))


def test_a_drawing_continues_with_more_and_fewer_strokes():
    rng = random.Random(2)
    one = Sheet().with_stroke(stroke(rng), view(Sheet()))
    two = one.with_stroke(stroke(rng), view(one))
    other = Sheet().with_stroke(stroke(rng), view(Sheet()))
    assert two.continues(one) and one.continues(two)
    assert not other.continues(two) and not Sheet().continues(two)
