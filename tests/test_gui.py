"""The window, with events on a real display, judged by what the person reads."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import HANDWRITTEN, SEVEN, line, run_python, run_script, wait_until
from PIL import Image, ImageGrab, ImageOps

from digit_recognizer import MODEL_FILE
from digit_recognizer.recognizer import Prediction
from gui_digit_recognizer import App, in_words


@pytest.fixture
def open_window():
    """Opens windows, closes them at the end, and fails for any error in a callback."""
    windows, errors = [], []

    def open_one(**arguments):
        window = App(**arguments)
        window.report_callback_exception = lambda kind, error, trace: errors.append(error)
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        window.update()
        window.destroy()
    assert errors == []


@pytest.fixture
def app(open_window):
    """A window whose network is loaded."""
    window = open_window()
    load(window)
    return window


def load(window):
    wait_until(lambda: window.ready or not window.is_loading, window.update)
    assert window.ready, words(window)


def draw(app, strokes):
    for stroke in strokes:
        app.canvas.event_generate("<Button-1>", x=stroke[0][0], y=stroke[0][1])
        for x, y in stroke[1:]:
            app.canvas.event_generate("<B1-Motion>", x=x, y=y)
        app.canvas.event_generate("<ButtonRelease-1>", x=stroke[-1][0], y=stroke[-1][1])
    app.update()


def press(app, key):
    app.focus_force()
    app.update()
    app.event_generate(key)
    app.update()


def click(button):
    button.update()
    button.event_generate("<Enter>")
    button.event_generate("<Button-1>", x=5, y=5)
    button.event_generate("<ButtonRelease-1>", x=5, y=5)
    button.update()


def words(widget):
    """All that can be read in the window's labels."""
    texts = []
    for child in widget.winfo_children():
        if child.winfo_class() == "TLabel":
            texts.append(str(child.getvar(str(child.cget("textvariable")))))
        texts += words(child)
    return texts


def has_digit(text):
    return any(character.isdigit() for character in text)


@pytest.mark.parametrize("digit", HANDWRITTEN)
def test_a_drawn_digit_is_read(app, digit):
    draw(app, HANDWRITTEN[digit])
    click(app.recognise_button)
    assert app.result_text.get() == str(digit)
    assert any("% sure" in text for text in words(app))


def letter(*strokes):
    """Strokes in quarters of the pad -> pixels."""
    return [line(*[(80 + 60 * x, 80 + 60 * y) for x, y in stroke]) for stroke in strokes]


NO_DIGITS = {
    "A": letter([(0, 4), (2, 0), (4, 4)], [(0.8, 2.6), (3.2, 2.6)]),
    "M": letter([(0, 4), (0, 0), (2, 3), (4, 0), (4, 4)]),
    "K": letter([(0, 0), (0, 4)], [(3, 0), (0, 2), (3, 4)]),
    "star": letter([(0, 2), (4, 2)], [(1, 0), (3, 4)], [(3, 0), (1, 4)]),
    "hash": letter([(0, 1), (4, 1)], [(0, 3), (4, 3)], [(1, 0), (1, 4)], [(3, 0), (3, 4)]),
}


@pytest.mark.parametrize("strokes", NO_DIGITS.values(), ids=NO_DIGITS)
def test_what_is_no_digit_is_not_given_one(app, strokes):
    draw(app, strokes)
    click(app.recognise_button)
    assert app.result_text.get() == "This does not look like a digit"
    assert app.canvas.strokes == strokes


def test_an_answer_that_is_not_sure_names_both():
    torn = Prediction(4, 0.55, (0, 0, 0, 0, 0.55, 0, 0, 0.05, 0, 0.4), sure=False)
    result, below, _ = in_words(torn)
    assert (result, below) == ("Not sure: 4 or 9?", "55 % and 40 %")


def test_the_words_follow_what_is_added(app):
    draw(app, NO_DIGITS["A"])
    press(app, "<Return>")
    press(app, "<Escape>")
    assert app.result_text.get() == ""
    draw(app, SEVEN)
    press(app, "<Return>")
    assert app.result_text.get() == "7"


def test_nothing_is_read_before_it_is_asked_for(app):
    assert not has_digit(app.result_text.get())
    draw(app, SEVEN)
    assert not has_digit(app.result_text.get())


def test_an_empty_pad_is_said_to_be_empty(app):
    click(app.recognise_button)
    assert app.result_text.get() == "Nothing is drawn"


@pytest.mark.parametrize("key", ["<Return>", "<KP_Enter>", "<space>"])
def test_keys_recognise(app, key):
    draw(app, SEVEN)
    press(app, key)
    assert app.result_text.get() == "7"


@pytest.mark.parametrize("key", ["<Escape>", "<Delete>"])
def test_keys_clear(app, key):
    draw(app, SEVEN)
    press(app, "<Return>")
    press(app, key)
    assert not has_digit(app.result_text.get())
    press(app, "<Return>")
    assert app.result_text.get() == "Nothing is drawn"


def test_the_clear_button_clears(app):
    draw(app, SEVEN)
    click(app.clear_button)
    click(app.recognise_button)
    assert app.result_text.get() == "Nothing is drawn"


def test_space_on_the_clear_button_clears(app):
    draw(app, SEVEN)
    app.clear_button.focus_force()
    app.update()
    app.clear_button.event_generate("<space>")
    app.update()
    assert app.canvas.strokes == []
    assert not has_digit(app.result_text.get())


def test_a_new_stroke_takes_the_old_answer_away(app):
    draw(app, SEVEN)
    press(app, "<Return>")
    draw(app, [[(150, 200), (230, 205)]])
    assert not has_digit(app.result_text.get())


def test_a_fast_mouse_leaves_no_gaps(app):
    draw(app, [[(60, 60), (340, 340)]])
    picture = app.canvas.picture()
    assert all(picture.getpixel((p, p)) == 0 for p in range(60, 340))


def test_a_tap_leaves_a_dot(app):
    draw(app, [[(200, 200)]])
    assert app.canvas.picture().getpixel((200, 200)) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, screenshots need a permission")
@pytest.mark.parametrize("pen_is_down", [True, False])
def test_what_is_seen_is_what_is_read(app, pen_is_down):
    draw(app, SEVEN)
    if pen_is_down:
        app.canvas.event_generate("<Button-1>", x=60, y=300)
        app.canvas.event_generate("<B1-Motion>", x=120, y=340)
    app.update()
    left, top = app.canvas.winfo_rootx(), app.canvas.winfo_rooty()
    box = (left, top, left + app.canvas.winfo_width(), top + app.canvas.winfo_height())
    seen = ImageGrab.grab(box, xdisplay=os.environ["DISPLAY"]).convert("L")
    difference = np.asarray(seen, float) - np.asarray(app.canvas.picture(), float)
    assert np.abs(difference).mean() < 1  # of 255: only the edges of the line under the pen differ


def test_the_pad_grows_with_the_window_and_keeps_the_drawing(app):
    draw(app, SEVEN)
    width = app.canvas.winfo_width()
    app.geometry("1000x800")
    wait_until(lambda: app.canvas.winfo_width() > width, app.update, seconds=10)
    assert app.canvas.picture().size == (app.canvas.winfo_width(), app.canvas.winfo_height())
    press(app, "<Return>")
    assert app.result_text.get() == "7"


# --- the network, loading or missing -------------------------------------------------------------


def test_recognise_pressed_early_is_answered_later(open_window, tmp_path):
    copy = tmp_path / "copy.h5"  # not loaded yet, whatever ran before
    copy.write_bytes(MODEL_FILE.read_bytes())
    app = open_window(model_file=copy)
    draw(app, SEVEN)
    app.recognise_button.invoke()
    assert not app.ready
    assert not has_digit(app.result_text.get())
    assert any("still loading" in text for text in words(app))
    load(app)
    app.update()
    assert app.result_text.get() == "7"


def test_clearing_takes_an_early_question_back(open_window, tmp_path):
    copy = tmp_path / "copy.h5"
    copy.write_bytes(MODEL_FILE.read_bytes())
    app = open_window(model_file=copy)
    draw(app, SEVEN)
    app.recognise_button.invoke()
    app.clear_button.invoke()
    assert app.is_loading
    assert not any("the answer comes" in text for text in words(app))
    load(app)
    assert app.result_text.get() == ""


def test_the_window_is_up_before_tensorflow_is_imported():
    program = (
        "import sys, threading, gui_digit_recognizer as gui\n"
        "class Watched(gui.App):\n"
        "    def _load(self):\n"
        "        print(self.winfo_viewable(), 'tensorflow' in sys.modules)\n"
        "app = Watched()\n"
        "app.destroy()\n"
    )
    done = run_python("-c", program)
    assert done.stdout == "1 False\n", done.stderr


def test_a_missing_network_is_said_inline_and_found_when_it_is_there(open_window, tmp_path):
    missing = tmp_path / "mnist.h5"
    app = open_window(model_file=missing)
    wait_until(lambda: app.result_text.get(), app.update)
    assert not app.ready
    assert not has_digit(app.result_text.get())
    assert any(
        "was not found" in text and "python train_digit_recognizer.py" in text
        for text in words(app)
    )
    missing.write_bytes(MODEL_FILE.read_bytes())
    draw(app, SEVEN)
    click(app.recognise_button)
    wait_until(lambda: app.result_text.get() == "7", app.update)


def test_a_damaged_network_is_said_inline(open_window, tmp_path):
    damaged = tmp_path / "mnist.h5"
    damaged.write_bytes(MODEL_FILE.read_bytes()[:50_000])
    app = open_window(model_file=damaged)
    wait_until(lambda: app.result_text.get(), app.update)
    assert any("could not be read" in text for text in words(app))
    draw(app, SEVEN)
    assert len(app.canvas.strokes) == 1


def test_closing_while_the_network_loads_ends_the_process():
    program = (
        "import sys, gui_digit_recognizer as gui\n"
        "class Brief(gui.App):\n"
        "    def __init__(self, *arguments):\n"
        "        super().__init__(*arguments)\n"
        "        self.after(100, self.destroy)\n"
        "gui.App = Brief\n"
        "sys.exit(gui.main([]))\n"
    )
    done = run_python("-c", program, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- pictures and the command line ---------------------------------------------------------------


@pytest.mark.parametrize("change", [lambda i: i, ImageOps.invert], ids=["dark ink", "light ink"])
def test_a_picture_given_is_on_the_pad_and_is_read(open_window, seven, change):
    app = open_window(picture=change(seven).resize((900, 700)))
    load(app)
    press(app, "<Return>")
    assert app.result_text.get() == "7"


def test_one_can_draw_on_a_picture(open_window):
    app = open_window(picture=Image.new("L", (300, 300), 40))
    load(app)
    draw(app, SEVEN)
    press(app, "<Return>")
    assert app.result_text.get() == "7"


def make_bad_pictures(folder: Path):
    (folder / "text.png").write_text("no picture")
    Image.effect_noise((200, 200), 50).save(folder / "whole.png")
    (folder / "cut.png").write_bytes((folder / "whole.png").read_bytes()[:5000])
    Image.new("1", (20_000, 20_000)).save(folder / "bomb.png")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nothing.png", "was not found"),
        ("text.png", "is not a picture"),
        ("cut.png", "may be damaged"),
        ("bomb.png", "is too large"),
        (".", "is a folder"),
    ],
)
def test_a_bad_picture_is_a_sentence_and_status_2(tmp_path, name, sentence):
    make_bad_pictures(tmp_path)
    done = run_script("gui_digit_recognizer.py", tmp_path / name)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there a display can be missing")
def test_no_display_is_a_sentence_and_status_2():
    done = run_script("gui_digit_recognizer.py", env={"DISPLAY": ""})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "display" in done.stderr
