"""The window of the network's inside, with real events."""

import numpy as np
import pytest
from conftest import HANDWRITTEN, SEVEN, wait_until
from PIL import Image
from window import draw, headline, load, on_pad, pen_down, press, settle

from digit_recognizer.window import inside_words as words


@pytest.fixture
def inside(app):
    """A window with a 7, and its inside."""
    draw(app, SEVEN)
    press(app, "<Control-Key-i>")
    panel = app.inside.panel
    seen(app)
    return panel


def seen(app, condition=lambda insight: True):
    """Waits for an insight of what is on the pad."""

    def is_there():
        insight = app.inside.panel.insight
        is_of_pad = insight is not None and insight.look.digit is app.presenter.seen_digit()
        return is_of_pad and not app.inside.is_busy and condition(insight)

    wait_until(is_there, app.update)
    app.update()


def texts(canvas):
    return [canvas.itemcget(i, "text") for i in canvas.find_all() if canvas.type(i) == "text"]


def choose(app, panel, layer, index):
    """A click on a map."""
    sheet = next(one for one in panel.maps.sheets if one.layer == layer)
    x, y = sheet.corner(index)
    left, top = (round(panel.maps.canvasx(0)), round(panel.maps.canvasy(0)))
    panel.maps.event_generate("<Button-1>", x=x - left + 3, y=y - top + 3)
    seen(app, lambda insight: insight.look.chosen == (layer, index))


def test_it_shows_every_layer_and_why(app, inside):
    assert [text.split(":")[0] for text in texts(inside.maps)][:2] == [
        "Convolution 3 by 3",
        "Convolution 4 by 4",
    ]
    assert len(inside.maps.sheets) == 7
    assert {"Why a 7", "What it sees"} <= set(texts(inside.strip))
    assert any(text.startswith("7, ") for text in texts(inside.strip))


def test_it_follows_the_pen(app, inside):
    pen_down(app, on_pad(app, HANDWRITTEN[4])[0])
    settle(app)
    seen(app)
    assert app.canvas.pen_is_down
    digit = inside.insight.look.digit
    assert not np.array_equal(digit, 0)
    assert digit is app.answer.preview.digit


def test_a_click_on_a_map_shows_it_closely_and_what_it_responds_to(app, inside):
    choose(app, inside, "conv2d_1", 5)
    assert "Map 6 of 32, convolution 4 by 4" in texts(inside.detail)
    assert len(inside.insight.patches) == 9


def test_a_map_can_be_switched_off(app, inside):
    choose(app, inside, "conv2d_4", 10)
    assert any(text.startswith("With it: 7") for text in texts(inside.detail))
    inside._switch.invoke()
    seen(app, lambda insight: insight.look.is_off)
    assert any(text.startswith("Without it: ") for text in texts(inside.detail))


def test_why_this_and_not_that(app, inside):
    inside.other.set("1")
    inside.event_generate("<<OtherChosen>>")
    seen(app, lambda insight: insight.other == 1)
    assert "… and not a 1" in texts(inside.strip)


def test_what_would_turn_it_is_asked_for_once(app, inside):
    inside.event_generate("<<TurnWanted>>")
    seen(app, lambda insight: insight.look.wants_turn)
    assert words.turned(inside.insight) in texts(inside.strip)
    shapes = {app.canvas.type(i) for i in app.canvas.find_withtag("frame")}
    assert ("oval" in shapes) == (inside.insight.turn is not None)  # dotted, on the pad
    draw(app, [[(10, 10), (12, 12)]])
    seen(app, lambda insight: not insight.look.wants_turn)


def test_the_pixels_that_a_place_sees_are_framed_on_the_pad(app, inside):
    choose(app, inside, "conv2d_2", 0)
    before = [app.canvas.coords(i) for i in app.canvas.find_withtag("frame")]
    left, top, right, bottom = inside.detail.map_box
    middle = (left + right) // 2, (top + bottom) // 2
    inside.detail.event_generate("<Motion>", x=middle[0], y=middle[1])
    app.update()
    (frame,) = [app.canvas.coords(i) for i in app.canvas.find_withtag("frame")]
    assert frame not in before
    field, pad = frame[2] - frame[0], app.canvas.winfo_width()
    assert 0 < field < pad
    inside.detail.event_generate("<Leave>")
    app.update()
    assert [app.canvas.coords(i) for i in app.canvas.find_withtag("frame")] == before


def test_the_maps_can_be_saved(app, inside, tmp_path):
    app.inside.save_to(tmp_path / "maps.png")
    with Image.open(tmp_path / "maps.png") as saved:
        assert saved.width > 400
        assert saved.height > 400


def test_an_empty_pad_has_nothing_inside(app, inside):
    press(app, "<Escape>")
    wait_until(lambda: words.NOTHING in texts(inside.strip), app.update)
    assert texts(inside.maps) == []


def test_it_opens_before_anything_is_drawn_and_after_it_was_closed(open_window):
    app = open_window()
    app.inside.show()
    load(app)
    assert texts(app.inside.panel.strip) == [words.NOTHING]
    draw(app, SEVEN)
    seen(app)
    app.inside.panel.event_generate("<Escape>")
    app.update()
    assert app.inside.panel is None
    assert headline(app) == "7"
    app.inside.show()
    seen(app)


def test_full_screen_is_one_key(app, monkeypatch):
    asked = []  # of the window manager: here, there is none
    monkeypatch.setattr(app, "attributes", lambda *what: asked.append(what))
    press(app, "<F11>")
    press(app, "<F11>")
    assert asked == [("-fullscreen", True), ("-fullscreen", False)]


def test_maps_are_reached_by_arrow_keys_and_the_focus_is_seen(app, inside):
    inside.maps.focus_force()
    app.update()
    for key, chosen in [
        ("<Right>", ("conv2d", 0)),
        ("<Right>", ("conv2d", 1)),
        ("<Down>", ("conv2d_1", 1)),
        ("<Left>", ("conv2d_1", 0)),
        ("<Up>", ("conv2d", 0)),
    ]:
        inside.maps.event_generate(key)
        seen(app, lambda insight, chosen=chosen: insight.look.chosen == chosen)
    assert "Map 1 of 16, convolution 3 by 3" in texts(inside.detail)
    assert int(inside.maps.cget("highlightthickness")) > 0
