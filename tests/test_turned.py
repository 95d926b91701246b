"""Pictures on their side or upside down."""

import numpy as np
import pytest
from conftest import HANDWRITTEN, ruled
from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.picture import find_number
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes

QUARTERS = Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270


def clean(number):
    strokes = [
        [(x + 210 * place - 60, y) for x, y in stroke]
        for place, one in enumerate(number)
        for stroke in HANDWRITTEN[int(one)]
    ]
    return draw_strokes(Image.new("L", (210 * len(number) + 80, 400), WHITE), strokes, 20, BLACK)


def middles(number):
    boxes = np.array([digit.box for digit in number.digits])
    return (boxes[:, :2] + boxes[:, 2:]) / 2


@pytest.mark.parametrize("turn", QUARTERS)
@pytest.mark.parametrize("make", [clean, ruled])
def test_a_number_on_its_side_is_read_and_its_boxes_are_where_it_is(make, turn):
    upright, recognizer = make("2745"), load_recognizer(MODEL_FILE)
    before, number = (find_number(one, recognizer) for one in (upright, upright.transpose(turn)))
    assert str(before) == str(number) == "2745"
    (x, y), (wide, high) = middles(before).T, upright.size
    expected = {
        Image.Transpose.ROTATE_90: (y, wide - x),
        Image.Transpose.ROTATE_180: (wide - x, high - y),
        Image.Transpose.ROTATE_270: (high - y, x),
    }[turn]
    np.testing.assert_allclose(middles(number), np.transpose(expected), atol=4)


@pytest.mark.parametrize("text", ["11", "101"])
def test_what_reads_both_ways_is_not_turned(text):
    """An equals sign would be an 11 on its side."""
    picture = clean(text).transpose(Image.Transpose.ROTATE_90)
    assert str(find_number(picture, load_recognizer(MODEL_FILE))) != text


def test_where_nothing_is_seen_the_other_way_up_a_picture_is_read_as_it_is():
    """So faint that the page network alone sees a digit, upside down, and on one side nothing."""
    seven = np.asarray(ruled("7").convert("L"), float)[::-1, ::-1]
    grain = np.random.default_rng(1).normal(0, 2.5, seven.shape)[::-1, ::-1]
    faint = (210 + (seven - 217) * 0.07 + grain).clip(0, 255).astype(np.uint8)
    assert len(find_number(Image.fromarray(faint), load_recognizer(MODEL_FILE)).digits) == 1
