"""What the pad frames in a picture."""

import numpy as np
import pytest
from PIL import Image

from digit_recognizer.network.prediction import Prediction
from digit_recognizer.reading.components import Component
from digit_recognizer.reading.digit import FoundDigit
from digit_recognizer.reading.marks import COMMA, LINE, Mark
from digit_recognizer.reading.number import Number
from digit_recognizer.window.presenter import frames_of
from digit_recognizer.window.sheet import Sheet, View
from digit_recognizer.window.snapshot import Snapshot

SEVEN = Prediction(7, 0.99, (0.0,) * 7 + (0.99, 0.01, 0.0), sure=True)


def opened(width, height):
    """A picture on a pad twice as large."""
    picture, view = Image.new("RGB", (width, height)), View(2 * width, 2 * height, 1)
    return Snapshot(
        Sheet(picture=picture, picture_scale=2, size=(2 * width, 2 * height)), view, picture, 0
    )


def digits(count):
    ink, pixels = np.ones((20, 10), np.float32), np.zeros((1, 28, 28, 1), np.float32)
    parts = [Component(ink, (20 * i, 40, 20 * i + 10, 60)) for i in range(count)]
    return tuple(FoundDigit((part,), pixels, SEVEN) for part in parts)


@pytest.mark.parametrize("count", [1, 3])
def test_marks_are_framed_after_all_digits_without_a_label_and_lines_are_not(count):
    marks = (Mark((0, 58, 100, 60), LINE), Mark((13, 55, 17, 63), COMMA))
    frames = frames_of(Number((digits(count),), marks), opened(100, 100), chosen=0)
    assert [frame.is_mark for frame in frames] == [False] * count + [True]
    assert (frames[-1].box, frames[-1].label) == ((-74, 10, -66, 26), "")
