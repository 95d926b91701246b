"""What is faded in a picture, and what stays."""

import numpy as np
from conftest import ruled

from digit_recognizer.network.page_network import load_page_network
from digit_recognizer.reading.page.faded import faded

PAPER = 217  # of ruled()


def test_digits_stay_and_ruled_lines_fade():
    picture = ruled("472")
    seen = faded(picture, load_page_network())
    assert (seen.mode, seen.size) == (picture.mode, picture.size)
    before, after = (PAPER - np.asarray(one.convert("L"), float) for one in (picture, seen))
    digits, line = before > 180, np.s_[189:192, :10]
    assert after[digits].mean() > 0.85 * before[digits].mean()
    assert before[line].mean() > 60
    assert after[line].mean() < 0.5 * before[line].mean()
