"""Whole numbers in the window, with real events."""

import numpy as np
import pytest
from conftest import HANDWRITTEN, line, ruled
from PIL import Image
from window import captured, click, draw, headline, press, settle, switch_live_off, words

from digit_recognizer.network import page_network
from digit_recognizer.reading.rendering import BLACK, draw_strokes

SIZE, STEP = 0.45, 110  # of a digit, and from one to the next, in sheet units


def digit(text, place, of):
    """The strokes of a digit: in sheet units + 200, where draw() wants them."""
    middle = 200 + (place - (of - 1) / 2) * STEP
    return [
        [(middle + SIZE * (x - 200), 200 + SIZE * (y - 200)) for x, y in stroke]
        for stroke in HANDWRITTEN[int(text)]
    ]


def write(app, text):
    for place, one in enumerate(text):
        draw(app, digit(one, place, len(text)))


def marks(app):
    """What is written over the digits."""
    items = [i for i in app.canvas.find_withtag("frame") if app.canvas.type(i) == "text"]
    return [app.canvas.itemcget(item, "text") for item in items]


def frames(app):
    items = [i for i in app.canvas.find_withtag("frame") if app.canvas.type(i) == "rectangle"]
    return [app.canvas.coords(item) for item in items]


def thickest(app):
    """Which of the frames is drawn with the thicker line."""
    items = [i for i in app.canvas.find_withtag("frame") if app.canvas.type(i) == "rectangle"]
    widths = [float(app.canvas.itemcget(item, "width")) for item in items]
    assert widths.count(max(widths)) == 1
    return widths.index(max(widths))


def best_bar(app):
    return int(np.argmax(app.answer.bars.probabilities))


def tap(app, x, y):
    for event in ("<Button-1>", "<ButtonRelease-1>"):
        app.canvas.event_generate(event, x=round(x), y=round(y))
    settle(app)


def dark_pixels(picture):
    return np.count_nonzero(np.asarray(picture.convert("L")) < 150)


def test_2026_and_what_becomes_of_it(app):
    write(app, "2026")
    assert headline(app) == "2026"
    assert marks(app) == list("2026")
    draw(app, digit("7", 4, 4))
    assert headline(app) == "20267"
    press(app, "<Control-Key-z>")
    assert headline(app) == "2026"
    press(app, "e")
    left, top, right, bottom = frames(app)[1]
    units = [
        (
            200 + (x - app.canvas.winfo_width() / 2) / app.canvas.view.scale,
            200 + (y - app.canvas.winfo_height() / 2) / app.canvas.view.scale,
        )
        for x, y in [
            (left, top),
            (right, top),
            (right, bottom),
            (left, bottom),
            (left, top),
            (right, bottom),
            (left, bottom),
            (right, top),
        ]
    ]
    app.toolbar.width.set(40)
    app.toolbar.changed()
    draw(app, [line(*units)])
    assert headline(app) == "226"
    press(app, "<Control-Key-z>")
    assert headline(app) == "2026"


def test_a_single_digit_on_paper_has_no_frame(app):
    draw(app, digit("7", 0, 1))
    assert headline(app) == "7"
    assert not app.canvas.find_withtag("frame")


def test_every_digit_stands_in_its_frame(app):
    write(app, "47")
    for (left, top, right, bottom), (text, place) in zip(
        frames(app), (("4", 0), ("7", 1)), strict=True
    ):
        points = [point for stroke in digit(text, place, 2) for point in stroke]
        for x, y in points:
            on_pad = app.canvas.view.to_pad((x - 200, y - 200))
            assert left < on_pad[0] < right
            assert top < on_pad[1] < bottom


def test_frames_move_with_the_drawing_when_the_window_changes(app):
    write(app, "47")
    before = frames(app)
    app.geometry(f"{app.winfo_width() + 200}x{app.winfo_height() + 200}")
    settle(app)
    after = frames(app)
    assert len(after) == 2
    assert after[0][2] - after[0][0] > before[0][2] - before[0][0]


def test_bars_and_preview_follow_the_digit_that_was_drawn_last(app):
    draw(app, digit("7", 1, 2))
    draw(app, digit("4", 0, 2))
    assert headline(app) == "47"
    assert (best_bar(app), thickest(app)) == (4, 0)


def test_a_click_chooses_a_digit_and_leaves_no_ink(app):
    write(app, "472")
    strokes = app.canvas.sheet.strokes
    seen = app.answer.preview.digit
    left, top, right, bottom = frames(app)[1]
    tap(app, (left + right) / 2, (top + bottom) / 2)
    assert app.canvas.sheet.strokes == strokes
    assert (best_bar(app), thickest(app)) == (7, 1)
    assert not np.array_equal(app.answer.preview.digit, seen)
    tap(app, (frames(app)[0][0] + frames(app)[0][2]) / 2, frames(app)[0][1] - 8)  # its reading
    assert (best_bar(app), thickest(app)) == (4, 0)
    assert headline(app) == "472"


def test_a_click_beside_the_digits_is_a_dot(app):
    write(app, "47")
    tap(app, 20, 20)
    assert len(app.canvas.sheet.strokes) == 4


def test_a_stroke_that_begins_in_a_frame_is_a_stroke(app):
    write(app, "47")
    draw(app, [line((240, 200), (270, 210))])
    assert len(app.canvas.sheet.strokes) == 4


def test_a_key_goes_from_digit_to_digit(app):
    write(app, "472")
    chosen = []
    for _ in range(4):
        press(app, "n")
        chosen.append(best_bar(app))
    assert chosen == [4, 7, 2, 4]


def test_what_is_no_number_is_said_to_be_none(app):
    draw(app, digit("7", 0, 3))
    cross = [line((160, 140), (240, 260)), line((240, 140), (160, 260))]
    draw(app, cross)
    assert headline(app) == "This does not look like a number"
    assert marks(app) == ["7", "no digit"]


def test_a_minus_is_a_mark_and_stands_before_the_number(app):
    write(app, "47")
    draw(app, [line((40, 200), (85, 198))])
    assert headline(app) == "-47"
    assert marks(app) == ["4", "7"]
    assert len(frames(app)) == 3
    press(app, "<Control-Key-c>")
    assert app.clipboard_get() == "-47"


def test_a_number_with_a_sign_is_as_large_as_one_without(app):
    result = app.answer.result
    result.show("-12.5", "")
    assert str(result._headline.cget("font")) == "Digit"
    result.show("Not sure: 12?", "")
    assert str(result._headline.cget("font")) == "Words"


def test_a_plus_between_digits_leaves_a_doubt(app):
    draw(app, digit("4", 0, 3) + digit("7", 2, 3))
    draw(app, [line((170, 200), (230, 200)), line((200, 170), (200, 230))])
    assert headline(app) == "Not sure: 47?"
    assert any("there is ink that is no digit" in text for text in words(app))


def test_a_dot_alone_is_said_to_be_no_digit(app):
    draw(app, [[(200, 200)]])
    assert headline(app) == "No digit"
    press(app, "<Return>")
    assert not app.history.entries
    press(app, "<Control-Key-c>")
    assert "There is no result to copy yet." in words(app)


def test_a_damaged_page_network_is_said_inline(app, tmp_path, monkeypatch):
    monkeypatch.setattr(page_network, "PAGE_FILE", tmp_path / "pages.h5")
    page_network.load_page_network.cache_clear()
    app.open_picture(ruled("472"))
    settle(app)
    assert headline(app) == "This picture cannot be read"
    assert any("pages.h5" in text and "install it again" in text for text in words(app))
    press(app, "<Escape>")
    write(app, "47")
    assert headline(app) == "47"


def test_two_lines_are_two_lines(app):
    for text, x, y in [("4", -80, -90), ("7", 60, -90), ("2", -70, 90)]:
        strokes = digit(text, 0, 1)
        draw(app, [[(px + x, py + y) for px, py in stroke] for stroke in strokes])
    assert headline(app) == "47\n2"


def test_the_number_goes_to_the_clipboard_and_to_the_history(app):
    write(app, "47")
    press(app, "<Control-Key-c>")
    assert app.clipboard_get() == "47"
    press(app, "<Return>")
    assert [entry.words for entry in app.history.entries] == ["47"]


def test_without_live_reading_a_new_stroke_takes_the_frames_away(app):
    switch_live_off(app)
    write(app, "47")
    click(app.recognise_button)
    assert marks(app) == ["4", "7"]
    draw(app, [line((330, 150), (330, 250))])
    assert not marks(app)
    assert any("Press Enter" in text for text in words(app))


@pytest.mark.parametrize("text", ["472", "5"])
def test_digits_in_a_picture_have_frames(app, text):
    strokes = [
        [(x + 210 * place - 60, y) for x, y in stroke]
        for place, one in enumerate(text)
        for stroke in HANDWRITTEN[int(one)]
    ]
    picture = Image.new("RGB", (210 * len(text) + 80, 400), "white")
    app.open_picture(draw_strokes(picture.convert("L"), strokes, 20, BLACK))
    settle(app)
    assert headline(app) == text
    assert len(frames(app)) == len(text)
    assert marks(app) == (list(text) if len(text) > 1 else [])


def test_a_picture_on_its_side_is_turned_by_a_key_and_that_can_be_undone(app):
    picture = draw_strokes(Image.new("L", (400, 400), "white"), HANDWRITTEN[7], 22, BLACK)
    app.open_picture(picture.transpose(Image.Transpose.ROTATE_90))
    press(app, "<Key-r>")
    assert headline(app) == "7"
    press(app, "<Control-Key-z>")
    assert headline(app) != "7"


def test_a_key_that_turns_nothing_says_so(app):
    press(app, "<Key-r>")
    assert "There is no picture to turn. Open one first." in words(app)


@pytest.mark.parametrize("live", [True, False])
def test_a_key_fades_what_was_not_read_and_brings_it_back(app, live):
    if not live:
        switch_live_off(app)
    app.open_picture(ruled("472"))
    click(app.recognise_button)
    said = headline(app)
    assert "472" in said
    before = captured(app.canvas)
    press(app, "<Key-i>")
    faded = captured(app.canvas)
    assert dark_pixels(faded) < 0.8 * dark_pixels(before)
    assert headline(app) == said
    assert app.canvas.snapshot().picture() == ruled("472")
    press(app, "<Key-i>")
    assert captured(app.canvas) == before
