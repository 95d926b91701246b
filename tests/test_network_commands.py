"""Other networks in the window: opened from the menu, refused, told of."""

import h5py
import pytest
from conftest import SEVEN, wait_until
from hostile_models import a_functional_network
from window import draw, headline, load, press, settle, words

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.model_file import ATTRIBUTE
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.inside.epochs import epoch_file, epochs_folder, kept_epochs
from digit_recognizer.window.epochs_commands import NONE_KEPT
from digit_recognizer.window.network_words import SAYS_NOTHING, facts_in_words, title


@pytest.fixture
def other(tmp_path):
    """The shipped network without its notes, under another name."""
    path = tmp_path / "other.h5"
    path.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(path, "r+") as content:
        del content.attrs[ATTRIBUTE]
    return path


def choose(app, menu, label):
    """By its words, as a person finds it."""
    app.menus.nametowidget(app.menus.entrycget(menu, "menu")).invoke(label)
    app.update()


def settled(app):
    wait_until(lambda: not app.is_loading, app.update)
    settle(app)


def test_another_network_is_opened_and_the_usual_one_again(app, other, monkeypatch):
    monkeypatch.setattr("tkinter.filedialog.askopenfilename", lambda **options: str(other))
    draw(app, SEVEN)
    assert app.title() == "Digit recogniser"
    shown = app.presenter.number
    choose(app, "File", "Open network…")
    settled(app)
    assert app.title() == "other.h5 \N{EN DASH} Digit recogniser"
    assert "other.h5 is open." in words(app)
    assert app.presenter.number is not shown  # it was read again
    assert headline(app) == "7"
    choose(app, "File", "Usual network")
    settled(app)
    assert app.title() == "Digit recogniser"


@pytest.mark.parametrize("content", [None, b"no network"], ids=["missing", "other"])
def test_a_network_that_cannot_be_opened_is_said_and_the_old_one_reads(app, tmp_path, content):
    bad = tmp_path / "bad.h5"
    if content:
        bad.write_bytes(content)
    app.networks.open(bad)
    settled(app)
    assert any(f"{bad.name} " in text and "Train one: " in text for text in words(app))
    assert app.title() == "Digit recogniser"
    draw(app, SEVEN)
    assert headline(app) == "7"


def test_a_network_can_be_opened_where_there_was_none(open_window, tmp_path):
    app = open_window(model_file=tmp_path / "missing.h5")
    wait_until(lambda: headline(app) == "No network", app.update)
    choose(app, "Help", "About this network")
    assert "There is no network yet." in words(app)
    draw(app, SEVEN)
    app.networks.open(MODEL_FILE)
    settled(app)
    assert headline(app) == "7"


def test_what_is_known_of_the_network_is_told(app):
    choose(app, "Help", "About this network")
    told = words(app)
    for text in (
        "466,634 parameters, 16 layers",
        "79.9 % confidence",
        "99.41 % right, 37 of 6,300 wrong",
        "69.7 minutes; epoch 33 was the best",
    ):
        assert text in told


def test_a_file_without_notes_says_so(other):
    told = dict(facts_in_words(other, load_recognizer(other)))
    assert told["Training"] == SAYS_NOTHING
    assert told["Sure from"] == "50.0 % confidence"
    assert title(other).startswith("other.h5")


@pytest.mark.parametrize(
    "notes",
    ['{"held_out": 5, "minutes": NaN}', '{"minutes": "x", "non_digits": {"images": 1e99}}'],
)
def test_notes_that_are_odd_are_left_out(other, notes):
    with h5py.File(other, "r+") as content:
        content.attrs[ATTRIBUTE] = notes
    assert dict(facts_in_words(other, load_recognizer(other)))["Training"] == SAYS_NOTHING


def test_a_remark_on_the_network_is_said(app, tmp_path):
    a_functional_network(tmp_path / "net.h5")  # never trained
    app.networks.open(tmp_path / "net.h5")
    settled(app)
    assert any("knows no digits" in text for text in words(app))


@pytest.mark.slow
def test_one_can_draw_while_keras_is_asked_about_a_network(open_window, tmp_path):
    keras = import_keras()
    layers = keras.layers
    rows = [layers.Input((28, 28)), layers.LSTM(4), layers.Dense(10, activation="softmax")]
    keras.Sequential(rows).save(tmp_path / "net.h5")
    app = open_window(model_file=tmp_path / "net.h5")
    assert headline(app) == "One moment"
    load(app)
    draw(app, SEVEN)
    assert headline(app) not in ("", "One moment")
    assert app.title().startswith("net.h5")


def test_two_networks_read_the_same_digit_side_by_side(app, tmp_path):
    other = tmp_path / "other.h5"
    a_functional_network(other)  # never trained
    app.comparison.open(other)
    wait_until(lambda: app.comparison.panel is not None, app.update)
    assert {"mnist.h5", "other.h5"} <= set(words(app.comparison.panel))
    draw(app, SEVEN)
    first, second = app.comparison.panel._columns
    assert first.digit.cget("text") == "7"
    assert first.bars.probabilities == app.answer.bars.probabilities
    assert second.bars.probabilities != first.bars.probabilities
    press(app, "<Escape>")
    assert first.digit.cget("text") == ""


def test_a_second_network_that_cannot_be_used_is_said_inline(app, tmp_path):
    app.comparison.open(tmp_path / "nothing.h5")
    wait_until(lambda: any("was not found" in text for text in words(app)), app.update)
    assert app.comparison.panel is None


def test_the_training_is_watched_epoch_by_epoch(open_window, tmp_path):
    mine = tmp_path / "mine.h5"
    mine.write_bytes(MODEL_FILE.read_bytes())
    folder = epochs_folder(mine)
    folder.mkdir()
    a_functional_network(epoch_file(folder, 0))  # never trained
    epoch_file(folder, 3).write_bytes(MODEL_FILE.read_bytes())
    app = open_window(model_file=mine)
    load(app)
    draw(app, SEVEN)
    app.epochs.show()
    panel = app.epochs.panel
    wait_until(lambda: len(app.epochs._networks) == 2 and panel.bars.probabilities, app.update)
    before = panel.bars.probabilities
    assert "Before it has learnt anything" in words(panel)
    panel._button.invoke()  # it plays
    wait_until(lambda: panel.epoch == 3, app.update)
    assert "After epoch 3 of 3" in words(panel)
    assert panel.answer.cget("text") == "7"
    assert panel.bars.probabilities != before


def test_a_training_that_kept_nothing_says_so(app):
    app.epochs.show()
    assert NONE_KEPT in words(app)


@pytest.mark.parametrize(("epochs", "kept"), [(1, [0, 1]), (2, [0, 1, 2]), (4, [0, 1, 2, 3, 4])])
def test_of_few_epochs_all_are_kept(epochs, kept):
    assert kept_epochs(epochs) == kept


def test_of_many_epochs_about_ten_are_kept_the_first_ones_and_the_last():
    kept = kept_epochs(36)
    assert kept[:3] == [0, 1, 2]
    assert kept[-1] == 36
    assert len(kept) <= 11
