"""Strokes -> a picture of them."""

import math

import numpy as np
import pytest
from conftest import SEVEN
from PIL import Image

from digit_recognizer.reading.rendering import (
    BLACK,
    ROUNDING_PX,
    WHITE,
    draw_strokes,
    round_corners,
)


def sheet():
    return Image.new("L", (200, 200), WHITE)


def test_a_tap_is_a_disc_as_wide_as_the_pen():
    ink = 1 - np.asarray(draw_strokes(sheet(), [[(100, 100)]], pen_px=30, ink=BLACK)) / 255
    assert ink.sum() == pytest.approx(math.pi * 15**2, rel=0.03)
    rows, columns = np.nonzero(ink > 0.5)
    assert np.ptp(rows) == np.ptp(columns) == pytest.approx(30, abs=1)


def test_a_line_is_as_wide_as_the_pen():
    picture = draw_strokes(sheet(), [[(20, 100), (180, 100)]], pen_px=20, ink=BLACK)
    across = 1 - np.asarray(picture)[:, 100] / 255
    assert across.sum() == pytest.approx(20, abs=0.6)


@pytest.mark.parametrize("pen", [7, 20, 21.5])
def test_a_slow_stroke_has_the_edges_of_a_quick_one(pen):
    slow = [(100, y) for y in range(30, 171, 3)]
    slow, quick = (np.asarray(draw_strokes(sheet(), [s], pen, 0)) for s in (slow, slow[::46]))
    np.testing.assert_array_equal(slow, quick)


def test_edges_are_soft():
    picture = np.asarray(draw_strokes(sheet(), [[(20, 30), (180, 160)]], 20, BLACK))
    assert np.count_nonzero((picture > 20) & (picture < 235)) > 200


def test_the_paper_given_stays_clean():
    paper = sheet()
    draw_strokes(paper, SEVEN, 22, BLACK)
    assert paper.getextrema() == (WHITE, WHITE)


def test_strokes_may_leave_the_sheet():
    picture = draw_strokes(sheet(), [[(-500, 100), (900, 100)]], 20, BLACK)
    assert picture.getpixel((0, 100)) == picture.getpixel((199, 100)) == BLACK


@pytest.mark.parametrize("corner", [(-900, 100), (100, -900), (900, 900), (900, 100), (-3, 900)])
def test_strokes_may_be_beside_the_sheet(corner):
    x, y = corner
    picture = draw_strokes(sheet(), [[corner, (x + 5, y + 7)]], 20, BLACK)
    assert picture.getextrema() == (WHITE, WHITE)


def test_rounding_keeps_the_ends_and_stays_close():
    stroke = [(10, 10), (100, 10), (60, 150), (60, 150), (70, 20)]
    smooth = round_corners(stroke)
    assert (smooth[0], smooth[-1]) == (stroke[0], stroke[-1])
    for corner in stroke:
        assert min(math.dist(corner, point) for point in smooth) <= ROUNDING_PX / 2


@pytest.mark.parametrize("stroke", [[(5, 5)], [(5, 5), (90, 40)], [(5, 5), (5, 5), (5, 5)]])
def test_a_stroke_without_corners_stays_as_it_is(stroke):
    assert set(round_corners(stroke)) == set(stroke)
