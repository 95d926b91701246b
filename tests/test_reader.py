"""Reading in a thread of its own, without a window."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from conftest import SEVEN, ruled, wait_until
from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import ModelError, load_recognizer
from digit_recognizer.reading.preprocessing import prepare
from digit_recognizer.window.reader import Reader
from digit_recognizer.window.sheet import Painter, Sheet, Stroke, View
from digit_recognizer.window.snapshot import Snapshot


@pytest.fixture
def reader():
    one = Reader(MODEL_FILE)
    yield one
    one.close()


@pytest.fixture
def seven():
    """A drawing of a 7."""
    stroke = Stroke(tuple((x - 200, y - 200) for x, y in SEVEN[0]))
    return drawing_of(Sheet((stroke,)))


def drawing_of(sheet):
    view = View(400, 400, 1)
    return Snapshot(sheet, view, Painter().picture(sheet, view), len(sheet.strokes))


class Watched(Snapshot):
    """Calls `when_asked` before it tells what is on it."""

    def __init__(self, drawing, when_asked):
        super().__init__(drawing.sheet, drawing.view, drawing.painted, drawing.strokes_painted)
        object.__setattr__(self, "when_asked", when_asked)

    def components(self):
        self.when_asked()
        return super().components()


def reading(reader, count):
    """Waits for the reading of this question."""
    found = []

    def look():
        found.append(reader.newest_reading())

    wait_until(lambda: found and found[-1] and found[-1].question.id == count, look)
    return found[-1]


def test_without_a_network_it_says_what_the_network_would_see(reader, seven):
    answer = reading(reader, reader.ask(seven, ask_network=True))
    np.testing.assert_allclose(answer.pixels, prepare(seven.picture()), atol=2 / 255)
    assert answer.number is None


def test_with_the_network_it_reads(reader, seven):
    reader.load()
    wait_until(lambda: not reader.loads.empty())
    assert reader.loads.get() is None
    answer = reading(reader, reader.ask(seven, ask_network=True))
    assert str(answer.number) == "7"
    np.testing.assert_allclose(
        answer.number.digits[0].pixels, prepare(seven.picture()), atol=2 / 255
    )
    unasked = reading(reader, reader.ask(seven, ask_network=False))
    assert unasked.number is None
    assert unasked.pixels is not None


def test_a_failure_that_nobody_foresaw_ends_the_loading_in_words(reader, monkeypatch):
    def fail(path):
        raise MemoryError("no room")

    monkeypatch.setattr("digit_recognizer.window.reader.load_recognizer", fail)
    reader.load()
    wait_until(lambda: not reader.loads.empty())
    assert "could not be loaded: MemoryError('no room')" in str(reader.loads.get())


@pytest.mark.parametrize("paper", [Sheet(), Sheet(picture=Image.new("RGB", (50, 50), "white"))])
def test_clean_paper_is_nothing(reader, paper):
    answer = reading(reader, reader.ask(drawing_of(paper), ask_network=True))
    assert (answer.pixels, answer.number) == (None, None)


def test_of_questions_that_wait_only_the_last_is_answered(reader, seven):
    begun, go_on, asked = threading.Event(), threading.Event(), []

    def wait():
        begun.set()
        assert go_on.wait(20)

    reader.ask(Watched(seven, wait), ask_network=False)
    assert begun.wait(20)
    for count in (2, 3, 4):
        reader.ask(Watched(seven, lambda count=count: asked.append(count)), ask_network=False)
    go_on.set()
    reading(reader, 4)
    assert asked == [4]


def test_an_error_that_nobody_foresaw_is_raised_where_it_is_seen(reader, seven):
    def fail():
        raise ZeroDivisionError

    reader.ask(Watched(seven, fail), ask_network=False)
    with pytest.raises(ZeroDivisionError):
        reading(reader, 1)
    assert reading(reader, reader.ask(seven, ask_network=False)).pixels is not None


def test_a_network_that_is_missing_is_an_outcome_and_can_be_tried_again(tmp_path):
    reader = Reader(tmp_path / "missing.h5")
    for _ in range(2):
        reader.load()
        wait_until(lambda: not reader.loads.empty())
        assert isinstance(reader.loads.get(), ModelError)
        wait_until(lambda: not reader.is_loading)
    reader.close()


def loaded(reader):
    """Waits until loading has ended; what it ended with."""
    wait_until(lambda: not reader.loads.empty())
    return reader.loads.get()


def test_the_old_network_reads_until_the_new_one_is_there(reader, seven, tmp_path, monkeypatch):
    reader.load()
    assert loaded(reader) is None
    other, may_load = tmp_path / "other.h5", threading.Event()
    other.write_bytes(MODEL_FILE.read_bytes())

    def load(path):
        assert path != other or may_load.wait(60)
        return load_recognizer(path)

    monkeypatch.setattr("digit_recognizer.window.reader.load_recognizer", load)
    reader.load(other)
    assert str(reading(reader, reader.ask(seven, ask_network=True)).number) == "7"
    assert reader.model_file == MODEL_FILE
    may_load.set()
    assert loaded(reader) is None
    assert reader.model_file == other
    assert str(reading(reader, reader.ask(seven, ask_network=True)).number) == "7"


def test_a_network_that_cannot_be_used_changes_nothing(reader, seven, tmp_path):
    reader.load()
    assert loaded(reader) is None
    reader.load(tmp_path / "missing.h5")
    assert isinstance(loaded(reader), ModelError)
    assert reader.model_file == MODEL_FILE
    assert str(reading(reader, reader.ask(seven, ask_network=True)).number) == "7"


def test_of_two_networks_asked_for_the_last_one_is_taken(reader, tmp_path):
    reader.load(tmp_path / "missing.h5")
    reader.load(MODEL_FILE)
    wait_until(lambda: reader.recognizer is not None)
    assert reader.model_file == MODEL_FILE


def test_a_picture_of_ruled_paper_is_read_and_strokes_over_it_too(reader):
    reader.load()
    assert loaded(reader) is None
    sheet = Sheet(picture=ruled("472"), paper=(255, 255, 255))
    dot = Stroke(((-190, -190),), 4)
    for one in (sheet, replace(sheet, strokes=(dot,))):
        answer = reading(reader, reader.ask(drawing_of(one), ask_network=True))
        assert str(answer.number) == "472"
        boxes = [answer.question.snapshot.in_units(d.box) for d in answer.number.digits]
        assert [round((x0 + x1) / 240) for x0, _, x1, _ in boxes] == [-1, 0, 1]
        assert answer.number.marks


def test_strokes_on_clean_paper_never_meet_the_page_network(reader, seven, monkeypatch):
    """Nor when they look like ruled paper, or when there are many of them."""

    def refuse():
        raise AssertionError("the page network was asked")

    monkeypatch.setattr("digit_recognizer.reading.picture.load_page_network", refuse)
    reader.load()
    assert loaded(reader) is None
    lines = tuple(Stroke(((-190, y), (190, y)), 4) for y in range(-180, 180, 5))
    for strokes in (seven.sheet.strokes, (*seven.sheet.strokes, *lines[::6]), lines):
        answer = reading(reader, reader.ask(drawing_of(Sheet(strokes)), ask_network=True))
        assert answer.number is not None


def test_the_faded_picture_is_made_when_it_is_asked_for_and_once(reader):
    sheet = Sheet(picture=ruled("472"), paper=(217, 217, 217))
    plain = reading(reader, reader.ask(drawing_of(sheet), ask_network=False))
    assert plain.faded is None
    with_stroke = replace(sheet, strokes=(Stroke(((0, 0),)),))
    first, second = (
        reading(reader, reader.ask(drawing_of(one), ask_network=False, show_ink=True)).faded
        for one in (sheet, with_stroke)
    )
    assert first.size == sheet.picture.size
    assert second is first


def test_drawings_have_nothing_to_fade(reader, seven):
    answer = reading(reader, reader.ask(seven, ask_network=False, show_ink=True))
    assert answer.faded is None
