"""The window reads, with events on a real display, judged by what the person reads there."""

import sys
import tkinter

import h5py
import pytest
from conftest import HANDWRITTEN, SEVEN, run_python, run_script, wait_until
from hostile_models import a_functional_network
from PIL import Image, ImageOps
from window import (
    bad_picture,
    captured,
    click,
    draw,
    has_digit,
    headline,
    ink_of,
    letter,
    load,
    on_pad,
    pen_down,
    press,
    settle,
    switch_live_off,
    words,
)

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.model_file import ATTRIBUTE
from digit_recognizer.window.widgets.main_window import SIZE_UNITS
from digit_recognizer.window.widgets.theme import unit_px

# --- scripted by other programs ------------------------------------------------------------------


def test_the_names_that_other_programs_script(open_window):
    app = open_window()
    assert isinstance(app, tkinter.Tk)
    load(app)
    assert app.ready is True
    events = [("<Button-1>", 110, 90), ("<B1-Motion>", 270, 95), ("<B1-Motion>", 190, 310)]
    for event, x, y in [*events, ("<ButtonRelease-1>", 190, 310)]:
        app.canvas.event_generate(event, x=x, y=y)
    app.recognise_button.invoke()
    settle(app)
    assert app.result_text.get() == "7"
    assert "7" in words(app)  # a label of the window shows just that
    app.clear_button.invoke()
    settle(app)
    assert app.canvas.sheet.is_empty
    assert app.result_text.get() == ""


# --- live ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("digit", HANDWRITTEN)
def test_a_drawn_digit_is_read_by_itself(app, digit):
    draw(app, HANDWRITTEN[digit])
    assert headline(app) == str(digit)
    assert any("% sure" in text for text in words(app))


def test_the_answer_follows_while_the_pen_is_down(app):
    one, rest = HANDWRITTEN[5][0], HANDWRITTEN[5][1]
    draw(app, [one])
    before = app.answer.bars.probabilities
    pen_down(app, on_pad(app, [rest])[0])
    wait_until(lambda: app.answer.bars.probabilities != before, app.update)
    settle(app)
    assert app.canvas.pen_is_down
    assert headline(app) == "5"


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
    assert headline(app) == "This does not look like a digit"
    assert len(app.canvas.sheet.strokes) == len(strokes)


def test_the_preview_shows_what_the_network_sees(app):
    black = captured(app.answer.preview)
    draw(app, SEVEN)
    seen = captured(app.answer.preview)
    assert black.crop((5, 5, 40, 40)).getextrema() == ((0, 0), (0, 0), (0, 0))
    assert seen.crop((1, 1, 57, 57)).getextrema() == ((0, 255), (0, 255), (0, 255))


def test_clearing_takes_the_answer_away(app):
    draw(app, SEVEN)
    click(app.clear_button)
    assert not has_digit(headline(app))
    assert app.canvas.sheet.is_empty


# --- by hand -------------------------------------------------------------------------------------


def test_with_live_reading_off_nothing_is_read_before_it_is_asked_for(app):
    switch_live_off(app)
    draw(app, SEVEN)
    assert not has_digit(headline(app))
    assert any("Enter" in text for text in words(app))
    click(app.recognise_button)
    assert headline(app) == "7"


def test_switching_it_on_again_reads_what_is_there(app):
    switch_live_off(app)
    draw(app, SEVEN)
    click(app.live_box)
    assert headline(app) == "7"


@pytest.mark.parametrize("key", ["<Return>", "<KP_Enter>", "<space>"])
def test_keys_recognise(app, key):
    switch_live_off(app)
    draw(app, SEVEN)
    press(app, key)
    assert headline(app) == "7"


def test_a_new_stroke_takes_the_old_answer_away(app):
    switch_live_off(app)
    draw(app, SEVEN)
    press(app, "<Return>")
    draw(app, [[(150, 200), (230, 205)]])
    assert not has_digit(headline(app))


def test_space_on_the_clear_button_clears(app):
    draw(app, SEVEN)
    app.clear_button.focus_force()
    app.update()
    app.clear_button.event_generate("<space>")
    settle(app)
    assert app.canvas.sheet.is_empty
    assert not has_digit(headline(app))


def test_an_empty_pad_is_said_to_be_empty(app):
    click(app.recognise_button)
    assert headline(app) == "Nothing is drawn"


# --- the network, loading or missing -------------------------------------------------------------


@pytest.fixture
def copy(tmp_path):
    """A network that was not loaded yet, whatever ran before."""
    path = tmp_path / "copy.h5"
    path.write_bytes(MODEL_FILE.read_bytes())
    return path


@pytest.mark.parametrize("live", [True, False])
def test_recognise_pressed_early_is_answered_later(open_window, may_load, live):
    app = open_window()
    if not live:
        app.live_box.invoke()
    for stroke in on_pad(app, SEVEN):
        pen_down(app, stroke)
    app.recognise_button.invoke()
    assert not app.ready
    assert any("The answer comes by itself" in text for text in words(app))
    may_load.set()
    load(app)
    settle(app)
    assert headline(app) == "7"
    assert [entry.words for entry in app.history.entries] == ["7"]


def test_clearing_takes_an_early_question_back(open_window, may_load):
    app = open_window()
    app.live_box.invoke()
    for stroke in on_pad(app, SEVEN):
        pen_down(app, stroke)
    app.recognise_button.invoke()
    app.clear_button.invoke()
    assert app.is_loading
    assert not any("The answer comes" in text for text in words(app))
    may_load.set()
    load(app)
    settle(app)
    assert headline(app) == ""


def test_the_preview_needs_no_network(open_window, may_load):
    app = open_window()
    for stroke in on_pad(app, SEVEN):
        pen_down(app, stroke)
    wait_until(lambda: app.answer.preview.digit is not None, app.update)
    assert not app.ready


@pytest.mark.window
def test_the_window_is_up_before_tensorflow_is_imported():
    program = (
        "import sys, tkinter\n"
        "from digit_recognizer.window import app, live_reading\n"
        "class Watched(live_reading.Reader):\n"
        "    def load(self, model_file=None):\n"
        "        shown = tkinter._default_root.winfo_viewable()\n"
        "        print(shown, 'tensorflow' in sys.modules)\n"
        "live_reading.Reader = Watched\n"
        "app.App().destroy()\n"
    )
    done = run_python("-c", program)
    assert done.stdout == "1 False\n", done.stderr


@pytest.mark.parametrize("drops", [True, False])  # tkinterdnd2 is there or not
def test_it_opens_with_room_for_a_number(open_window, monkeypatch, drops):
    if not drops:
        monkeypatch.setitem(sys.modules, "tkinterdnd2", None)  # an import of it fails
    app = open_window()
    settle(app)
    wide, high = (n * unit_px(app) for n in SIZE_UNITS)
    screen = app.winfo_screenwidth(), app.winfo_screenheight()
    assert (app.winfo_width(), app.winfo_height()) == (min(wide, screen[0]), min(high, screen[1]))
    assert app.canvas.winfo_width() > 1.5 * app.canvas.winfo_height()


def test_a_missing_network_is_said_inline_and_found_when_it_is_there(open_window, tmp_path):
    missing = tmp_path / "mnist.h5"
    app = open_window(model_file=missing)
    wait_until(lambda: headline(app) == "No network", app.update)
    assert not app.ready
    assert any(
        "was not found" in text and "python train_digit_recognizer.py" in text
        for text in words(app)
    )
    missing.write_bytes(MODEL_FILE.read_bytes())
    draw(app, SEVEN)
    assert headline(app) == "No network"
    click(app.recognise_button)
    wait_until(lambda: headline(app) == "7", app.update)


def test_the_answer_is_from_the_network_that_the_file_holds_now(open_window, copy, tmp_path):
    app = open_window(model_file=copy)
    load(app)
    draw(app, SEVEN)
    sure = app.answer.bars.probabilities[7]
    other = tmp_path / "other.h5"
    other.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(other, "r+") as content:  # without its checksum; what was a 7 is a 1
        del content.attrs[ATTRIBUTE]
        names = []
        content.visit(names.append)
        for name in names:
            if name.endswith(("kernel", "bias")) and content[name].shape[-1] == 10:
                weights = content[name][()]
                weights[..., [1, 7]] = weights[..., [7, 1]]
                content[name][...] = weights
    other.replace(copy)
    press(app, "<Return>")
    assert app.answer.bars.probabilities[7] < sure / 2
    copy.write_text("no network")
    press(app, "<Return>")
    wait_until(lambda: headline(app) == "No network", app.update)


def test_a_network_that_knows_no_digits_says_so(open_window, tmp_path):
    a_functional_network(tmp_path / "net.h5")  # never trained
    app = open_window(model_file=tmp_path / "net.h5")
    load(app)
    assert any("knows no digits" in text for text in words(app))
    draw(app, SEVEN)
    assert headline(app)


def test_a_damaged_network_is_said_inline(open_window, tmp_path):
    damaged = tmp_path / "mnist.h5"
    damaged.write_bytes(MODEL_FILE.read_bytes()[:50_000])
    app = open_window(model_file=damaged)
    wait_until(lambda: headline(app) == "No network", app.update)
    assert any("could not be read" in text for text in words(app))
    draw(app, SEVEN)
    assert len(app.canvas.sheet.strokes) == 1


@pytest.mark.window
def test_closing_while_the_network_loads_ends_the_process():
    program = (
        "import sys, gui_digit_recognizer as gui\n"
        "from digit_recognizer.window import app, settings\n"
        "class Brief(app.App):\n"
        "    def __init__(self, *arguments):\n"
        "        super().__init__(*arguments)\n"
        "        self.after(100, self.destroy)\n"
        "app.App = Brief\n"
        "settings.settings_file = lambda: None\n"
        "sys.exit(gui.main([]))\n"
    )
    done = run_python("-c", program, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- pictures and the command line ---------------------------------------------------------------


@pytest.mark.parametrize("change", [lambda i: i, ImageOps.invert], ids=["dark ink", "light ink"])
def test_a_picture_given_is_on_the_pad_and_is_read(open_window, seven, change):
    app = open_window(picture=change(seven).resize((900, 700)))
    load(app)
    settle(app)
    assert headline(app) == "7"


def test_one_can_draw_on_a_picture(open_window):
    app = open_window(picture=Image.new("L", (300, 300), 40))
    load(app)
    draw(app, SEVEN)
    assert headline(app) == "7"
    assert ink_of(app).getextrema() == (40, 255)


def test_a_picture_that_the_window_itself_cannot_open_is_a_sentence_in_it(open_window, tmp_path):
    app = open_window(picture=tmp_path / "nothing.png")
    load(app)
    assert f"{tmp_path / 'nothing.png'} was not found." in words(app)


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
    done = run_script("gui_digit_recognizer.py", bad_picture(tmp_path, name))
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
