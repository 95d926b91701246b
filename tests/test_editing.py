"""The window draws, opens, saves and remembers, with events on a real display."""

import json
import subprocess
import sys

import numpy as np
import pytest
from conftest import HANDWRITTEN, SEVEN, wait_until
from PIL import Image
from window import (
    bad_picture,
    captured,
    click,
    draw,
    headline,
    ink_of,
    letter,
    load,
    on_pad,
    pen_down,
    press,
    settle,
    words,
)

from digit_recognizer.window.settings import Settings, load_settings, save_settings
from digit_recognizer.window.widgets.clipboard import copied_picture
from digit_recognizer.window.widgets.drop import accept_files, first_file
from digit_recognizer.window.widgets.palette import PALETTES

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, it needs a permission")
FOUR = HANDWRITTEN[4]  # two strokes

# --- the pad -------------------------------------------------------------------------------------


def test_a_fast_mouse_leaves_no_gaps(app):
    draw(app, [[(60, 60), (340, 340)]])
    ink = np.asarray(ink_of(app))
    (left, top), (right, bottom) = on_pad(app, [[(60, 60), (340, 340)]])[0]
    count = right - left
    at = [(round(top + (bottom - top) * i / count), left + i) for i in range(count)]
    assert max(ink[place] for place in at) == 0


def test_a_tap_leaves_a_dot(app):
    draw(app, [[(200, 200)]])
    (spot,) = on_pad(app, [[(200, 200)]])[0]
    assert ink_of(app).getpixel(spot) == 0


def test_a_stroke_may_leave_the_pad_and_come_back(app):
    draw(app, [[(200, 300), (200, 600), (230, 600), (230, 300)]])
    ink = np.asarray(ink_of(app)) < 128
    assert ink[-1].sum() > 30  # two strokes go down to the edge
    assert ink.sum(axis=1).max() < 70 * app.canvas.view.scale  # and nothing goes along it


@on_linux
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pen_is_down", [True, False])
def test_what_is_seen_is_what_is_read(app, theme, pen_is_down):
    choose(app, "View", f"{theme.capitalize()} theme")
    draw(app, SEVEN)
    if pen_is_down:
        pen_down(app, on_pad(app, [[(60, 300), (120, 340)]])[0])
    seen = np.asarray(captured(app.canvas).convert("L"), float)
    palette = PALETTES[theme]
    paper, ink = (Image.new("RGB", (1, 1), c).convert("L") for c in (palette.paper, palette.ink))
    paper, ink = float(paper.getpixel((0, 0))), float(ink.getpixel((0, 0)))
    as_read = (seen - ink) / (paper - ink) * 255
    difference = as_read - np.asarray(ink_of(app), float)
    inner = difference[2:-2, 2:-2]  # inside the frame
    assert np.abs(inner).mean() < 1.5  # of 255: only the edges of the line under the pen differ


def test_the_pad_grows_with_the_window_and_the_drawing_with_it(app):
    draw(app, SEVEN)
    before, width = ink_of(app), app.canvas.winfo_width()
    app.geometry("1300x1000")
    wait_until(lambda: app.canvas.winfo_width() > width + 100, app.update)
    settle(app)
    after = ink_of(app)
    assert after.size == (app.canvas.winfo_width(), app.canvas.winfo_height())
    grown = app.canvas.winfo_height() / before.height
    assert box_of(after)[1] == pytest.approx(box_of(before)[1] * grown, rel=0.05)
    assert headline(app) == "7"


def box_of(picture):
    """Width and height of the ink."""
    rows, columns = np.nonzero(np.asarray(picture) < 128)
    return np.ptp(columns), np.ptp(rows)


def test_the_eraser_takes_ink_away_and_the_pen_puts_it_there(app):
    press(app, "<Key-e>")
    assert "Eraser" in [b.cget("text") for b in tools(app) if b.instate(["selected"])]
    draw(app, [[(100, 200), (300, 200)]])
    assert ink_of(app).getextrema() == (255, 255)
    press(app, "<Key-p>")
    draw(app, SEVEN)
    with_ink = box_of(ink_of(app))
    press(app, "<Key-e>")
    for _ in range(6):
        press(app, "<Key-bracketright>")
    draw(app, [[(190, 310), (230, 205)]])
    assert box_of(ink_of(app))[1] < 0.8 * with_ink[1]


def tools(app):
    return [w for w in app.toolbar.winfo_children() if w.winfo_class() == "TRadiobutton"]


def test_the_width_of_the_pen_can_be_chosen(app):
    draw(app, [[(100, 200), (300, 200)]])
    thin = box_of(ink_of(app))[1]
    click(app.clear_button)
    for _ in range(3):
        press(app, "<Key-bracketright>")
    draw(app, [[(100, 200), (300, 200)]])
    assert box_of(ink_of(app))[1] == pytest.approx(thin * 1.2**3, abs=2)


# --- undo ----------------------------------------------------------------------------------------


def test_undo_and_redo_by_stroke(app):
    draw(app, FOUR)
    whole = ink_of(app)
    press(app, "<Control-z>")
    assert len(app.canvas.sheet.strokes) == 1
    assert headline(app) != "4"
    press(app, "<Control-y>")
    assert ink_of(app) == whole
    assert headline(app) == "4"
    for _ in range(2):
        press(app, "<Control-z>")
    assert app.canvas.sheet.is_empty
    press(app, "<Control-Shift-Z>")
    press(app, "<Control-Shift-Z>")
    assert ink_of(app) == whole


def test_clear_can_be_undone(app):
    draw(app, FOUR)
    whole = ink_of(app)
    press(app, "<Escape>")
    assert ink_of(app).getextrema() == (255, 255)
    press(app, "<Control-z>")
    assert ink_of(app) == whole
    assert headline(app) == "4"


def test_undo_while_the_pen_is_down_ends_the_stroke_first(app):
    draw(app, SEVEN)
    pen_down(app, on_pad(app, [[(60, 300), (120, 340)]])[0])
    press(app, "<Control-z>")
    assert len(app.canvas.sheet.strokes) == 1
    assert not app.canvas.pen_is_down


def test_the_buttons_show_what_can_be_undone(app):
    undo, redo = app.toolbar.undo_button, app.toolbar.redo_button
    assert undo.instate(["disabled"]) and redo.instate(["disabled"])
    draw(app, SEVEN)
    click(undo)
    assert app.canvas.sheet.is_empty
    assert undo.instate(["disabled"]) and redo.instate(["!disabled"])
    click(redo)
    assert headline(app) == "7"


# --- history -------------------------------------------------------------------------------------


def captions(app):
    return [entry.words for entry in app.history.entries]


def test_a_drawing_goes_to_the_history_when_it_is_cleared_and_comes_back_as_strokes(app):
    for digit in (4, 7):
        draw(app, HANDWRITTEN[digit])
        press(app, "<Escape>")
    assert captions(app) == ["7", "4"]
    app.update()
    click(app.history.winfo_children()[1])
    assert headline(app) == "4"
    assert len(app.canvas.sheet.strokes) == 2
    press(app, "<Control-z>")
    assert app.canvas.sheet.is_empty


def test_each_recognised_drawing_is_kept_once(app):
    draw(app, SEVEN)
    for _ in range(3):
        press(app, "<Return>")
    assert captions(app) == ["7"]
    press(app, "<Escape>")
    assert captions(app) == ["7"]


def test_a_drawing_is_in_the_history_once_as_soon_as_it_is_read(app):
    for count, stroke in enumerate(FOUR, start=1):
        draw(app, [stroke])
        assert [len(entry.sheet.strokes) for entry in app.history.entries] == [count]
    assert captions(app) == ["4"]


def test_undoing_everything_leaves_the_whole_drawing_in_the_history(app):
    draw(app, FOUR)
    for _ in FOUR:
        press(app, "<Control-z>")
    assert app.canvas.sheet.is_empty
    assert captions(app) == ["4"]
    assert len(app.history.entries[0].sheet.strokes) == len(FOUR)


def test_an_empty_history_says_what_it_is_for(app):
    assert any("click one" in text for text in words(app))


# --- pictures in and out -------------------------------------------------------------------------


@pytest.fixture
def photo(tmp_path, seven):
    """A 7 on a shaded, noisy, bluish sheet, not in the middle."""
    rng = np.random.default_rng(4)
    ink = 1 - np.asarray(seven.resize((200, 200)), float) / 255
    page = np.full((480, 640), 0.78) + np.linspace(-0.06, 0.06, 640)
    page[180:380, 330:530] *= 1 - 0.75 * ink
    page = np.clip(page + rng.normal(0, 0.01, page.shape), 0, 1)[..., None] * (235, 240, 255)
    path = tmp_path / "my photo.png"
    Image.fromarray(page.astype(np.uint8)).save(path)
    return path


def test_an_opened_photograph_is_shown_as_it_is_with_what_was_found(app, photo):
    app.open_picture(photo)
    settle(app)
    assert headline(app) == "7"
    shown = np.asarray(captured(app.canvas), float)
    assert shown[app.canvas.winfo_height() // 2, 20].tolist() == pytest.approx(
        [0.74 * 235, 0.74 * 240, 0.74 * 255], abs=14
    )
    (frame,) = app.canvas.find_withtag("frame")
    left, top, right, bottom = app.canvas.coords(frame)
    where = app.canvas.view.place_of(app.canvas.sheet.picture, app.canvas.sheet.picture_scale)
    factor = (where[2] - where[0]) / 640
    expected = np.array([385, 225, 465, 335]) * factor + [where[0], where[1]] * 2
    assert [left, top, right, bottom] == pytest.approx(expected.tolist(), abs=12)


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "bmp", "tiff", "webp"])
def test_a_saved_drawing_is_read_when_it_is_opened(app, tmp_path, suffix):
    draw(app, SEVEN)
    app.pictures.save(tmp_path / f"seven.{suffix}")
    assert any("Saved as" in text for text in words(app))
    press(app, "<Escape>")
    app.open_picture(tmp_path / f"seven.{suffix}")
    settle(app)
    assert headline(app) == "7"


def test_of_an_animation_the_first_frame_is_opened(app, tmp_path, seven):
    blank = Image.new("L", seven.size, 255)
    seven.save(tmp_path / "moving.gif", save_all=True, append_images=[blank, blank])
    app.open_picture(tmp_path / "moving.gif")
    settle(app)
    assert headline(app) == "7"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nothing.png", "was not found"),
        ("text.png", "is not a picture"),
        ("cut.png", "may be damaged"),
        ("bomb.png", "is too large"),
    ],
)
def test_what_cannot_be_opened_is_said_and_nothing_is_lost(app, tmp_path, name, sentence):
    draw(app, FOUR)
    press(app, "<Return>")
    before = app.canvas.sheet
    app.open_picture(bad_picture(tmp_path, name))
    settle(app)
    assert any(sentence in text for text in words(app))
    assert app.canvas.sheet is before
    assert (headline(app), captions(app)) == ("4", ["4"])


@pytest.mark.parametrize("name", ["no such folder/digit.png", "digit.xyz", "digit"])
def test_what_cannot_be_saved_is_said(app, tmp_path, name):
    draw(app, SEVEN)
    app.pictures.save(tmp_path / name)
    assert any("could not be written" in text or "format" in text for text in words(app))
    assert list(tmp_path.iterdir()) == []
    assert headline(app) == "7"


def test_a_failed_save_leaves_the_old_file(app, tmp_path, monkeypatch):
    old = tmp_path / "digit.png"
    old.write_bytes(b"old")
    draw(app, SEVEN)
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, limits[1]))  # as on a full disk
    try:
        app.pictures.save(old)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert any("could not be written" in text for text in words(app))
    assert [path.name for path in tmp_path.iterdir()] == ["digit.png"]
    assert old.read_bytes() == b"old"


@on_linux
@pytest.mark.parametrize("kind", ["image/png", "text/uri-list"])
def test_a_copied_picture_is_pasted(app, seven, tmp_path, kind):
    seven.save(tmp_path / "a seven.png")
    (tmp_path / "list").write_text((tmp_path / "a seven.png").as_uri() + "\r\n")
    content = tmp_path / ("a seven.png" if kind == "image/png" else "list")
    owner = subprocess.Popen(
        ["xclip", "-quiet", "-selection", "clipboard", "-t", kind, content],
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: can_paste(app), app.update)
        press(app, "<Control-v>")
        assert headline(app) == "7"
    finally:
        owner.terminate()
        owner.wait()


def can_paste(app):
    try:
        copied_picture(app)
    except ValueError:
        return False
    return True


@on_linux
@pytest.mark.parametrize("content", [None, "some text"])
def test_a_clipboard_without_a_picture_is_said(app, content):
    app.clipboard_clear()
    if content:
        app.clipboard_append(content)
    draw(app, SEVEN)
    press(app, "<Control-v>")
    assert any("no picture on the clipboard" in text for text in words(app))
    assert headline(app) == "7"


def test_the_result_is_copied(app):
    press(app, "<Control-c>")
    assert any("no result to copy" in text for text in words(app))
    draw(app, SEVEN)
    press(app, "<Control-c>")
    assert app.clipboard_get() == "7"
    draw(app, letter([(0, 0), (4, 4)], [(4, 0), (0, 4)], [(0, 2), (4, 2)]))
    press(app, "<Control-c>")
    assert app.clipboard_get() == "7"


def test_files_can_be_dropped_where_tkinterdnd2_is_installed(app, monkeypatch):
    assert accept_files(app.canvas, app.open_picture)
    monkeypatch.setitem(sys.modules, "tkinterdnd2", None)  # an import of it fails
    assert not accept_files(app.canvas, app.open_picture)


def test_a_dropped_name_may_have_spaces(app):
    assert str(first_file(app, "{/home/me/my seven.png} /home/me/8.png")).endswith("my seven.png")


# --- menus, looks and settings -------------------------------------------------------------------


def choose(app, menu, label):
    """Picks a line of a menu, as the mouse does."""
    bar = app.menus
    index = [bar.entrycget(i, "label") for i in range(bar.index("end") + 1)].index(menu)
    lines = bar.nametowidget(bar.entrycget(index, "menu"))
    lines.invoke(label)
    settle(app)


def test_every_shortcut_in_a_menu_is_bound(app):
    shown = 0
    for command in app.menus.commands():
        for key in command.keys:
            for sequence in app.menus.sequences(key):
                assert app.bind(sequence), (command.label, sequence)
                shown += 1
    assert shown > 25


def test_the_list_of_shortcuts_has_every_one_and_closes(app):
    press(app, "<F1>")
    (help_window,) = [w for w in app.winfo_children() if w.winfo_class() == "Toplevel"]
    texts = words(help_window)
    for command in app.menus.commands():
        for key in command.keys:
            assert any(app.menus.shown(key) in text for text in texts)
    help_window.focus_force()
    help_window.event_generate("<Escape>")
    app.update()
    assert not help_window.winfo_exists()


def test_letters_work_with_caps_lock(app):
    lock = 0x0002
    press(app, "<Key-e>")
    app.event_generate("<Key-P>", state=lock)
    app.update()
    assert not app.toolbar.erases


def test_a_choice_by_key_is_marked_in_the_menu(app):
    assert app.live_box.instate(["selected"])
    press(app, "<Key-l>")
    assert app.live_box.instate(["!selected"])
    choose(app, "Draw", "Read while drawing")
    assert app.live_box.instate(["selected"])


def test_everything_is_reached_by_tab_and_shows_it(app):
    draw(app, SEVEN)
    press(app, "<Return>")
    app.focus_force()
    app.update()
    reached = {app.focus_get()}
    for _ in range(30):
        app.focus_get().event_generate("<Tab>")
        app.update()
        reached.add(app.focus_get())
    wanted = [*tools(app), app.toolbar.undo_button, app.recognise_button, app.clear_button]
    wanted += [app.live_box, *app.history.winfo_children()]
    assert set(wanted) <= reached
    for widget in [*wanted[:2], *wanted[3:]]:
        app.focus_force()
        app.update()
        without = captured(widget)
        widget.focus_force()
        assert captured(widget) != without, widget


def luminance(colour):
    """Relative, after WCAG 2.1."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return np.dot((0.2126, 0.7152, 0.0722), linear)


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_says():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


TEXTS = [
    ("text", "window"),
    ("text", "surface"),
    ("text", "hover"),
    ("faint", "window"),
    ("faint", "surface"),
    ("problem", "window"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("hint", "paper"),
    ("ink", "paper"),
]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_all_text_can_be_read(palette):
    ratios = {pair: contrast(*(getattr(palette, name) for name in pair)) for pair in TEXTS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}
    assert contrast(palette.accent, palette.track) > 3  # bars, after WCAG 1.4.11


@pytest.mark.parametrize("size", ["640x480", "1920x1080"])
def test_everything_is_in_the_window(app, size):
    draw(app, SEVEN)
    press(app, "<Return>")
    app.geometry(size)
    width, height = map(int, size.split("x"))
    wait_until(lambda: (app.winfo_width(), app.winfo_height()) == (width, height), app.update)
    settle(app)
    right, bottom = app.winfo_rootx() + width, app.winfo_rooty() + height
    for widget in all_below(app.content):
        assert widget.winfo_rootx() + widget.winfo_width() <= right, widget
        assert widget.winfo_rooty() + widget.winfo_height() <= bottom, widget
        if widget.winfo_class() in ("TButton", "TLabel", "TRadiobutton", "TCheckbutton"):
            assert widget.winfo_height() >= widget.winfo_reqheight() - 1, widget


def all_below(widget):
    for child in widget.winfo_children():
        if child.winfo_ismapped():
            yield child
            yield from all_below(child)


def test_text_can_be_made_larger(app):
    before = app.recognise_button.winfo_reqheight()
    app.geometry("640x480")
    wait_until(lambda: app.winfo_width() == 640, app.update)
    for _ in range(5):
        press(app, "<Control-plus>")
    assert app.recognise_button.winfo_reqheight() > 1.3 * before
    wait_until(lambda: app.winfo_width() > 640, app.update)
    settle(app)
    for button in (app.recognise_button, app.clear_button, app.toolbar.redo_button):
        assert button.winfo_width() >= button.winfo_reqwidth() - 1
    press(app, "<Control-0>")
    assert app.recognise_button.winfo_reqheight() == before


def test_the_window_remembers_its_settings(open_window, tmp_path):
    path = tmp_path / "somewhere" / "settings.json"
    first = open_window(settings_path=path)
    load(first)
    choose(first, "View", "Dark theme")
    press(first, "<Key-l>")
    press(first, "<Key-bracketright>")
    first.geometry("1000x700")
    wait_until(lambda: first.winfo_width() == 1000, first.update)
    width = first.canvas.pen_width
    first.destroy()
    assert load_settings(path) == (Settings("1000x700", "dark", 1.0, width, False), "")
    second = open_window(settings_path=path)
    load(second)
    wait_until(lambda: second.winfo_width() == 1000, second.update)
    assert second.canvas.pen_width == pytest.approx(width)
    assert second.live_box.instate(["!selected"])
    assert captured(second.canvas).getpixel((30, 30)) == (0x0E, 0x11, 0x16)


DAMAGED = {
    "cut": '{"theme": "da',
    "no text": b"\xff\xfe\x00\x01",
    "a list": "[]",
    "a theme": '{"theme": "pink"}',
    "a size": '{"pen_width": 1e9}',
    "not a number": '{"pen_width": NaN}',
    "a kind": '{"live": "yes"}',
    "a window": '{"window": "huge"}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_damaged_settings_are_put_aside_and_said(open_window, tmp_path, content):
    path = tmp_path / "settings.json"
    content = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(content)
    app = open_window(settings_path=path)
    assert any("The settings were damaged" in text for text in words(app))
    assert (tmp_path / "settings.damaged.json").read_bytes() == content


def test_settings_are_as_they_were_saved(tmp_path):
    settings = Settings("800x600", "light", 1.5, 30.0, live=False)
    save_settings(settings, tmp_path / "settings.json")
    assert load_settings(tmp_path / "settings.json") == (settings, "")


def test_settings_of_another_version_are_no_fault(tmp_path):
    (tmp_path / "settings.json").write_text(json.dumps({"theme": "dark", "zoom": 3}))
    assert load_settings(tmp_path / "settings.json") == (Settings(theme="dark"), "")


def test_settings_that_cannot_be_written_do_not_keep_the_window_open(open_window, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    app = open_window(settings_path=tmp_path / "file" / "settings.json")
    app.destroy()
    assert "could not be saved" in capsys.readouterr().err
