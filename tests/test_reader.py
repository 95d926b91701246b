"""Reading in a thread of its own, without a window."""

import threading

import pytest
from conftest import wait_until
from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.reader import Reader
from digit_recognizer.recognizer import ModelError


@pytest.fixture
def reader():
    one = Reader(MODEL_FILE)
    yield one
    one.close()


def reading(reader, number):
    """Waits for the reading of this number."""
    found = []

    def look():
        found.append(reader.newest_reading())

    wait_until(lambda: found and found[-1] and found[-1].number == number, look, seconds=20)
    return found[-1]


def test_without_a_network_it_says_what_the_network_would_see(reader, seven):
    answer = reading(reader, reader.ask(lambda: seven, ask_network=True))
    assert answer.digit.shape == (1, 28, 28, 1)
    assert answer.box == pytest.approx((99, 79, 281, 321), abs=4)
    assert answer.prediction is None


def test_with_the_network_it_reads(reader, seven):
    reader.load()
    wait_until(lambda: not reader.loads.empty())
    assert reader.loads.get() is None
    answer = reading(reader, reader.ask(lambda: seven, ask_network=True))
    assert answer.prediction.digit == 7
    unasked = reading(reader, reader.ask(lambda: seven, ask_network=False))
    assert unasked.prediction is None


def test_clean_paper_is_nothing(reader):
    blank = Image.new("L", (50, 50), 255)
    answer = reading(reader, reader.ask(lambda: blank, ask_network=True))
    assert (answer.digit, answer.box, answer.prediction) == (None, None, None)


def test_of_questions_that_wait_only_the_last_is_answered(reader, seven):
    begun, go_on, asked = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        assert go_on.wait(20)
        return seven

    def seen(number):
        asked.append(number)
        return seven

    reader.ask(slow, ask_network=False)
    assert begun.wait(20)
    for number in (2, 3, 4):
        reader.ask(lambda number=number: seen(number), ask_network=False)
    go_on.set()
    reading(reader, 4)
    assert asked == [4]


def test_an_error_that_nobody_foresaw_is_raised_where_it_is_seen(reader, seven):
    def broken():
        raise ZeroDivisionError

    reader.ask(broken, ask_network=False)
    with pytest.raises(ZeroDivisionError):
        reading(reader, 1)
    assert reading(reader, reader.ask(lambda: seven, ask_network=False)).digit is not None


def test_a_network_that_is_missing_is_an_outcome_and_can_be_tried_again(tmp_path):
    reader = Reader(tmp_path / "missing.h5")
    for _ in range(2):
        reader.load()
        wait_until(lambda: not reader.loads.empty())
        assert isinstance(reader.loads.get(), ModelError)
        wait_until(lambda: not reader.is_loading)
    reader.close()
