"""What a new user stumbled over, each mended: keys, buttons, waiting, words, files."""

import json
import signal
import subprocess
import sys

import pytest
from conftest import HANDWRITTEN, PROJECT, SEVEN, line
from window import (
    click,
    draw,
    has_digit,
    headline,
    on_pad,
    press,
    settle,
    switch_live_off,
)

from digit_recognizer.window.picture_commands import PictureCommands
from digit_recognizer.window.widgets.keys import key_there

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
