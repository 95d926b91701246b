"""Correcting answers in the window, with keys and clicks."""

import pytest
from conftest import HANDWRITTEN, SEVEN, wait_until
from window import draw, headline, load, press, settle, words

from digit_recognizer.reading.handwriting.profile import Profile


def examples(app):
    return app.handwriting.profile.examples


def test_a_digit_key_corrects_the_answer_and_undo_takes_it_back(app):
    draw(app, SEVEN)
    assert headline(app) == "7"
    press(app, "<Key-1>")
    assert headline(app) == "1"
    assert "Kept as 1 in My handwriting. Ctrl+Z takes it back." in words(app)
    (example,) = examples(app)
    assert (example.label, example.read_as, len(example.strokes)) == (1, 7, 1)
    press(app, "<Control-Key-z>")
    assert headline(app) == "7"
    assert examples(app) == ()
    assert len(app.canvas.sheet.strokes) == 1
    press(app, "<Control-Key-z>")
    assert app.canvas.sheet.is_empty


def test_a_click_on_a_bar_corrects_too(app):
    draw(app, SEVEN)
    bars = app.answer.bars
    bars.event_generate("<Button-1>", x=20, y=round(2.5 * bars._row_px))
    settle(app)
    assert headline(app) == "2"


def test_x_says_that_it_is_no_digit(app):
    draw(app, SEVEN)
    press(app, "<Key-x>")
    assert headline(app) == "No digit"


def test_of_a_number_the_chosen_digit_is_corrected(app):
    left = [[(x / 2 + 20, y / 2 + 100) for x, y in SEVEN[0]]]
    right = [[(x / 2 + 180, y / 2 + 100) for x, y in HANDWRITTEN[2][0]]]
    draw(app, left + right)
    assert headline(app) == "72"
    press(app, "<Key-3>")  # the one that was drawn last
    assert headline(app) == "73"
    assert len(examples(app)[0].strokes) == 1


def test_without_an_answer_there_is_nothing_to_correct(app):
    press(app, "<Key-1>")
    assert "There is no answer to correct yet." in words(app)
    assert examples(app) == ()


def test_what_was_learnt_stays_when_the_window_is_closed(open_window, tmp_path):
    first = open_window(profiles=tmp_path)
    load(first)
    draw(first, SEVEN)
    press(first, "<Key-1>")
    first.destroy()
    second = open_window(profiles=tmp_path)
    load(second)
    draw(second, SEVEN)
    assert headline(second) == "1"


def test_reading_without_it_is_one_switch(app):
    draw(app, SEVEN)
    press(app, "<Key-1>")
    app.handwriting.is_used.set(False)
    app.handwriting.use_or_not()
    settle(app)
    assert headline(app) == "7"


def test_a_damaged_profile_is_said_and_the_window_reads(open_window, tmp_path):
    (tmp_path / "me.json").write_text("{")
    app = open_window(profiles=tmp_path)
    load(app)
    draw(app, SEVEN)
    assert headline(app) == "7"
    assert (tmp_path / "me.kept-1.old").read_text() == "{"


def test_a_profile_that_cannot_be_written_is_said_and_the_drawing_stays(open_window, tmp_path):
    (tmp_path / "file").write_text("in the way")
    app = open_window(profiles=tmp_path / "file")
    load(app)
    draw(app, SEVEN)
    press(app, "<Key-1>")
    assert any("could not be written" in text for text in words(app))
    assert headline(app) == "7"


@pytest.fixture
def panel(app):
    draw(app, SEVEN)
    for key in ("<Key-1>", "<Key-2>"):
        press(app, key)
    app.handwriting.show()
    app.update()
    return app.handwriting._panel


def choose_tile(panel, place):
    left, top, _ = panel.tiles._places[place]
    panel.tiles.event_generate("<Button-1>", x=left + 5, y=top + 5)
    settle(panel.master)


def test_the_panel_shows_relabels_and_deletes(app, panel):
    assert [example.label for _, _, example in panel.tiles._places] == [1, 2]
    choose_tile(panel, 0)
    panel.tiles.focus_force()
    panel.update()
    panel.tiles.event_generate("<Key-4>")
    settle(app)
    assert sorted(example.label for example in examples(app)) == [2, 4]
    panel._delete.invoke()
    settle(app)
    assert [example.label for example in examples(app)] == [2]


def test_clearing_all_asks_once(app, panel):
    panel._clear.invoke()
    assert len(examples(app)) == 2
    assert panel._clear.cget("text") == "Forget all 2?"
    panel._clear.invoke()
    settle(app)
    assert examples(app) == ()
    assert any(text.startswith("Nothing yet.") for text in words(panel))


def test_another_person_has_another_hand(app, panel):
    app.handwriting.use("Ada")
    wait_until(lambda: headline(app) == "7", app.update)
    assert examples(app) == ()
    app.handwriting.use("me")
    settle(app)
    assert len(examples(app)) == 2
    app.handwriting.use("a/b")
    assert any("A name has up to 40" in text for text in words(app))
    assert app.handwriting.profile.path.name == "me.json"


def test_a_person_is_chosen_in_the_menu_too(app, panel):
    app.handwriting.use("Ada")
    press(app, "<Key-5>")
    menu = app.menus.nametowidget(app.menus.entrycget("Handwriting", "menu"))
    menu.invoke("Me")
    settle(app)
    assert app.handwriting.profile.path.name == "me.json"
    menu.invoke("Ada")
    settle(app)
    assert [example.label for example in examples(app)] == [5]


def test_the_panel_exports_and_imports(app, panel, tmp_path):
    file = tmp_path / "hand.zip"
    app.handwriting.export(file)
    app.handwriting.use("Ada")
    app.handwriting.import_from(file)
    settle(app)
    assert len(examples(app)) == 2
    assert "2 examples added from hand.zip." in words(app)
    assert Profile(app.handwriting.profile.path).examples == examples(app)
