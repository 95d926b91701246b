"""What a new user stumbled over, each mended: keys, buttons, waiting, words, files."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from tkinter import font
from tkinter.ttk import Button, Progressbar

import pytest
from conftest import HANDWRITTEN, PROJECT, SEVEN, line, wait_until
from window import (
    click,
    draw,
    has_digit,
    headline,
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
from digit_recognizer.window import reader
from digit_recognizer.window.app import App
from digit_recognizer.window.picture_commands import PictureCommands
from digit_recognizer.window.widgets import file_dialogs
from digit_recognizer.window.widgets.icons import icon
from digit_recognizer.window.widgets.keys import key_there
from digit_recognizer.window.widgets.pad import PAD_PX
from digit_recognizer.window.widgets.table_window import TableWindow
from digit_recognizer.window.words import LATE


def beside(strokes, place):
    """In the left half of the pad, or the right one."""
    return [[(x / 2 + 200 * place, y / 2 + 100) for x, y in stroke] for stroke in strokes]


def draw_without_waiting(app, strokes):
    for stroke in on_pad(app, strokes):
        pen_down(app, stroke)
        app.canvas.event_generate("<ButtonRelease-1>", x=stroke[-1][0], y=stroke[-1][1])


# --- keys ----------------------------------------------------------------------------------------


def tools(app):
    return [
        child for child in app.toolbar.winfo_children() if child.winfo_class() == "TRadiobutton"
    ]


def test_space_on_a_tool_or_the_box_presses_that_and_recognises_nothing(app):
    switch_live_off(app)
    draw(app, SEVEN)
    for widget in (tools(app)[1], app.live_box):
        widget.focus_force()
        app.update()
        assert not has_digit(headline(app))
        widget.event_generate("<space>")
        settle(app)
    assert app.toolbar.erases
    assert app.live.get()


CYRILLIC_YA, GREEK_ZETA, AMPERSAND = 0x6D1, 0x7E6, 0x26


@pytest.mark.parametrize(
    ("makes", "code", "state", "system", "key"),
    [
        (CYRILLIC_YA, 52, 0x4, "x11", "z"),
        (GREEK_ZETA, 0x5A, 0x4, "win32", "z"),
        (AMPERSAND, 10, 0, "x11", "1"),  # French: digits with Shift
        (AMPERSAND, 16, 0x1, "x11", None),  # American: Shift and 7
        (ord("z"), 29, 0x4, "x11", None),  # German: bound as it is, where y is elsewhere
        (ord("1"), 10, 0, "x11", None),
        (0xFF0D, 36, 0, "x11", None),  # Enter
        (CYRILLIC_YA, 52, 0x8, "x11", None),  # Alt: the menus'
        (CYRILLIC_YA, 52, 0x4, "aqua", None),  # macOS does that itself
    ],
)
def test_a_key_is_known_by_its_place_where_it_makes_no_latin_letter(
    makes, code, state, system, key
):
    assert key_there(makes, code, state, system) == key


@pytest.fixture
def russian_keyboard(app):
    display = app.winfo_screen()
    subprocess.run(["setxkbmap", "-display", display, "ru"], check=True)
    yield
    subprocess.run(["setxkbmap", "-display", display, "us"], check=True)


def test_shortcuts_work_on_a_russian_keyboard(app, russian_keyboard):
    draw(app, HANDWRITTEN[4])
    app.focus_force()
    app.update()
    app.event_generate("<Key>", keycode=52, state=0x4)  # Ctrl and the key of Z
    settle(app)
    assert len(app.canvas.sheet.strokes) == 1
    app.event_generate("<Key>", keycode=26)  # the key of E
    app.update()
    assert app.toolbar.erases


@pytest.mark.parametrize("key", ["<Control-plus>", "<Control-equal>", "<Control-KP_Add>"])
def test_any_plus_makes_the_text_larger(app, key):
    before = app.settings().text_size
    press(app, key)
    assert app.settings().text_size > before


# --- the pen -------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", [2, 3])
def test_the_right_button_erases_and_the_pen_stays_a_pen(app, button):
    draw(app, SEVEN)
    for stroke in on_pad(app, SEVEN):
        (x, y), *rest = stroke
        app.canvas.event_generate(f"<Button-{button}>", x=x, y=y)
        for x, y in rest:
            app.canvas.event_generate(f"<B{button}-Motion>", x=x, y=y)
        app.canvas.event_generate(f"<ButtonRelease-{button}>", x=x, y=y)
    settle(app)
    assert [stroke.erases for stroke in app.canvas.sheet.strokes] == [False, True]
    draw(app, [line((100, 100), (120, 300))])
    assert not app.canvas.sheet.strokes[-1].erases


# --- what is said --------------------------------------------------------------------------------


def test_with_live_reading_there_is_no_loud_button(app):
    assert str(app.recognise_button.cget("style")) == "TButton"
    click(app.live_box)
    assert str(app.recognise_button.cget("style")) == "Accent.TButton"


def bar_that_moves(app):
    (bar,) = [one for one in app.answer.result.winfo_children() if isinstance(one, Progressbar)]
    return bar


def test_while_the_network_loads_something_moves(open_window, may_load):
    app = open_window()
    app.update()
    bar = bar_that_moves(app)
    assert bar.winfo_viewable()
    before = float(bar["value"])
    wait_until(lambda: float(bar["value"]) != before, app.update)
    may_load.set()
    load(app)
    app.update()
    assert not bar.winfo_viewable()


def test_several_digits_are_never_squeezed_into_one_preview(open_window, may_load):
    app = open_window()
    draw_without_waiting(app, [stroke for place in (0, 1) for stroke in beside(SEVEN, place)])
    wait_until(lambda: app.conversation._answered >= 2, app.update)
    assert app.answer.preview.digit is None
    may_load.set()
    load(app)
    settle(app)
    assert headline(app) == "77"
    assert app.answer.preview.digit is not None


def test_an_answer_that_lags_behind_the_pen_is_marked_as_old(app, monkeypatch):
    draw(app, SEVEN)
    may_read, read_now = threading.Event(), reader.Reader._read

    def read_when_allowed(self, question):
        assert may_read.wait(60)
        return read_now(self, question)

    monkeypatch.setattr(reader.Reader, "_read", read_when_allowed)
    draw_without_waiting(app, beside(HANDWRITTEN[4], 1))
    wait_until(lambda: LATE in words(app), app.update)
    assert headline(app) == "7"
    may_read.set()
    settle(app)
    assert headline(app) == "74"
    assert LATE not in words(app)


def test_the_digit_in_doubt_is_the_chosen_one(app):
    for place, drawing in enumerate((letter([(0, 4), (2, 0), (4, 4)], [(1, 3), (3, 3)]), SEVEN)):
        draw(app, beside(drawing, place))
    assert headline(app) == "This does not look like a number"
    assert "1 of 2 is no digit" in words(app)
    assert max(app.answer.bars.probabilities) < 0.7  # of the A, though the 7 was drawn last
    assert app.history.entries[0].words == "no number"


def test_without_a_network_one_can_open_another(open_window, tmp_path, monkeypatch):
    app = open_window(model_file=tmp_path / "mine.h5")
    wait_until(lambda: headline(app) == "No network", app.update)
    monkeypatch.setattr("tkinter.filedialog.askopenfilename", lambda **options: str(MODEL_FILE))
    (button,) = [one for one in app.answer.result.winfo_children() if isinstance(one, Button)]
    click(button)
    wait_until(lambda: app.ready, app.update)
    draw(app, SEVEN)
    assert headline(app) == "7"
    assert not button.winfo_viewable()


# --- small screens, large text -------------------------------------------------------------------


@pytest.fixture(params=[(640, 480), (1024, 768)])
def small_screen(request, monkeypatch):
    wide, high = request.param
    monkeypatch.setattr(App, "winfo_screenwidth", lambda self: wide)
    monkeypatch.setattr(App, "winfo_screenheight", lambda self: high)
    return wide, high


def bottom_right(widget):
    return (
        widget.winfo_rootx() + widget.winfo_width(),
        widget.winfo_rooty() + widget.winfo_height(),
    )


@pytest.mark.parametrize("steps", [0, 12])
def test_the_window_fits_the_screen_and_keeps_its_pad_and_status_line(
    open_window, small_screen, steps
):
    app = open_window()
    load(app)
    for _ in range(steps):
        press(app, "<Control-plus>")
    app.say("Something to be read.")
    settle(app)
    for widget in (app, app.canvas, app.clear_button, app.answer.bars, app._status):
        right, bottom = bottom_right(widget)
        assert widget.winfo_viewable()
        assert right <= small_screen[0]
        assert bottom <= small_screen[1]
    assert min(app.canvas.winfo_width(), app.canvas.winfo_height()) >= PAD_PX


def test_the_help_fits_the_screen_and_scrolls(open_window, small_screen, monkeypatch):
    for name, side in zip(("winfo_screenwidth", "winfo_screenheight"), small_screen, strict=True):
        monkeypatch.setattr(TableWindow, name, lambda self, side=side: side)
    app = open_window()
    load(app)
    press(app, "<F1>")
    (shown,) = [w for w in app.winfo_children() if w.winfo_class() == "Toplevel"]
    shown.update()
    assert shown.winfo_width() <= small_screen[0]
    assert shown.winfo_height() <= small_screen[1]
    before = shown.canvas.yview()
    shown.focus_force()
    shown.event_generate("<Next>")
    assert (shown.canvas.yview() != before) == (before != (0.0, 1.0))


@pytest.mark.parametrize("is_full_size", [False, True])
def test_larger_text_never_makes_the_answer_smaller(app, is_full_size):
    if is_full_size:
        app.geometry("{}x{}".format(*app._room()))
    draw(app, SEVEN)
    size = digit_px(app)
    for _ in range(8):
        press(app, "<Control-plus>")
        assert digit_px(app) >= size
        size = digit_px(app)


def digit_px(app):
    return -font.nametofont("Digit", root=app).cget("size")


def test_preview_and_answer_grow_with_the_window(app):
    draw(app, SEVEN)
    before = digit_px(app), app.answer.preview.side_px
    app.geometry("{}x{}".format(*app._room()))
    settle(app)
    assert digit_px(app) > before[0]
    assert app.answer.preview.side_px > before[1]


# --- looks ---------------------------------------------------------------------------------------


def overlap(one, other):
    return all(max(one[i], other[i]) < min(one[i + 2], other[i + 2]) for i in (0, 1))


def test_labels_of_dense_numbers_do_not_lie_on_digits(app):
    places = [(place, row) for row in range(3) for place in range(3)]
    draw(app, [[(x / 4 + 90 * i, y / 4 + 85 * j) for x, y in SEVEN[0]] for i, j in places])
    assert headline(app) == "777\n777\n777"
    app.update()
    texts = [i for i in app.canvas.find_withtag("frame") if app.canvas.type(i) == "text"]
    boxes = [app.canvas.bbox(i) for i in texts if app.canvas.itemcget(i, "font") != "Bold"]
    assert boxes  # the inner row has no room for its own
    for stroke in app.canvas.sheet.strokes:
        columns, rows = zip(
            *(app.canvas.view.to_pad(point) for point in stroke.points), strict=True
        )
        digit = (min(columns), min(rows), max(columns), max(rows))
        assert not any(overlap(box, digit) for box in boxes)


def test_a_tool_says_what_it_is_for_when_the_mouse_rests_on_it(app):
    eraser = tools(app)[1]
    eraser.event_generate("<Enter>")
    said = "Erase (E), or right button"
    wait_until(lambda: said in words(eraser), app.update)
    eraser.event_generate("<Leave>")
    app.update()
    assert words(eraser) == []


@pytest.mark.parametrize("name", ["pen", "eraser", "undo", "redo"])
def test_icons_are_drawn_at_any_size_in_any_colour(name):
    for side in (12, 40):
        drawn = icon(name, side, "#ff0000")
        assert drawn.size == (side, side)
        colours = {colour[:3] for _, colour in drawn.getcolors(side * side) if colour[3] == 255}
        assert colours == {(255, 0, 0)}


def test_what_a_person_said_is_not_called_a_confidence(app):
    draw(app, SEVEN)
    press(app, "<Key-1>")
    assert headline(app) == "1"
    assert "You said so." in words(app)


# --- files ---------------------------------------------------------------------------------------


def test_dialogs_begin_in_the_users_pictures_and_then_where_the_last_one_was(
    app, monkeypatch, tmp_path
):
    asked = []
    pictures = tmp_path / "Pictures"
    pictures.mkdir()
    monkeypatch.setattr("platformdirs.user_pictures_path", lambda: pictures)
    monkeypatch.setattr(
        "tkinter.filedialog.askopenfilename",
        lambda **options: asked.append(options["initialdir"]) or str(tmp_path / "seven.png"),
    )
    commands = PictureCommands(app.canvas, app.say)
    commands.choose_to_open()
    commands.choose_to_open()
    assert asked == [pictures, tmp_path]


PROGRAM = """#!/bin/sh
echo "$0 $*" > "{log}"
echo "{answer}"
exit {status}
"""


def desktop_dialog(monkeypatch, folder, name, answer="", status=0):
    """A program of this name, which notes how it is called."""
    monkeypatch.undo()  # of what keeps dialogs of desktops away
    (folder / name).write_text(PROGRAM.format(log=folder / "log", answer=answer, status=status))
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize("name", ["zenity", "kdialog"])
def test_the_desktops_own_dialog_is_used_where_there_is_one(app, monkeypatch, tmp_path, name):
    desktop_dialog(monkeypatch, tmp_path, name, answer=tmp_path / "my seven.png")
    wish = file_dialogs.Wish("Open a picture", tmp_path, (("Pictures", ("*.png",)),))
    assert file_dialogs.ask(app, wish) == tmp_path / "my seven.png"
    called = (tmp_path / "log").read_text()
    assert str(tmp_path / name) in called
    assert "Open a picture" in called
    assert "*.png" in called


def test_a_window_that_is_closed_while_a_dialog_is_open_does_not_wait_for_it(
    app, monkeypatch, tmp_path
):
    desktop_dialog(monkeypatch, tmp_path, "zenity")
    (tmp_path / "zenity").write_text("#!/bin/sh\nexec sleep 600\n")
    app.after(100, app.destroy)
    assert file_dialogs.ask(app, file_dialogs.Wish("Open a picture", tmp_path)) is None


def test_a_cancelled_dialog_chooses_nothing_and_a_broken_one_gives_way_to_tks(
    app, monkeypatch, tmp_path
):
    desktop_dialog(monkeypatch, tmp_path, "zenity", status=1)
    wish = file_dialogs.Wish("Save the drawing", tmp_path, name="digit.png")
    assert file_dialogs.ask(app, wish) is None
    assert "--save" in (tmp_path / "log").read_text()
    desktop_dialog(monkeypatch, tmp_path, "zenity", status=5)
    monkeypatch.setattr("tkinter.filedialog.asksaveasfilename", lambda **options: "/tmp/a.png")
    assert file_dialogs.ask(app, wish) == Path("/tmp/a.png")


# --- screen readers ------------------------------------------------------------------------------

TK_9_1 = """
rename tk tk_before
proc tk {what args} {
    if {$what eq "accessible"} { lappend ::heard $args } else { tk_before $what {*}$args }
}
set heard {}
"""


def test_a_screen_reader_is_told_the_answer_where_tk_can_do_that(app):
    app.tk.eval(TK_9_1)
    draw(app, SEVEN)
    heard = app.tk.eval("set heard")
    assert "set_acc_value" in heard
    assert f"{headline(app)}. {app.answer.result.detail.get()}" in heard


# --- the end -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal to send")
@pytest.mark.window
def test_ctrl_c_in_the_terminal_closes_the_window_and_keeps_its_settings(tmp_path):
    program = (
        "import sys, gui_digit_recognizer as gui\n"
        "from pathlib import Path\n"
        "from digit_recognizer.window import app, settings\n"
        "class Ready(app.App):\n"
        "    def mainloop(self):\n"
        "        self.after(1, lambda: print('open', flush=True))\n"
        "        super().mainloop()\n"
        "app.App = Ready\n"
        "settings.settings_file = lambda: Path(sys.argv[1])\n"
        "sys.exit(gui.main([]))\n"
    )
    window = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "settings.json"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert window.stdout.readline() == "open\n"
    window.send_signal(signal.SIGINT)
    _, errors = window.communicate(timeout=60)
    assert (window.returncode, errors) == (0, "")
    assert json.loads((tmp_path / "settings.json").read_text())["live"] is True
