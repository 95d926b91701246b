"""For a class: examples, and the way from pixels to the answer."""

import numpy as np
import pytest
from conftest import SEVEN
from window import draw, headline, load, press, settle, words

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.inside.steps import softmax_in_words, steps
from digit_recognizer.reading.picture import find_number
from digit_recognizer.reading.preprocessing import prepare
from digit_recognizer.window.class_commands import DRAW_FIRST, NO_REPORT
from digit_recognizer.window.examples import PEOPLE, all_examples, paper, squares, waves


def test_the_steps_end_with_what_the_network_sees_and_says(seven):
    digit = prepare(seven)
    prediction = load_recognizer(MODEL_FILE).predict(digit)
    shown = steps(seven, digit, prediction, side=140)
    assert [step.title.split()[1] for step in shown] == ["Grey", "Ink", "Box", "Place", "Network"]
    assert all(max(step.picture.size) == 140 for step in shown)
    placed = np.asarray(shown[3].picture.resize((28, 28), 0)) / 255
    assert placed == pytest.approx(digit[0, :, :, 0], abs=0.01)
    bars = np.asarray(shown[4].picture)
    assert (bars.mean(axis=0).reshape(10, 14).mean(axis=1)).argmax() == 7


def test_the_softmax_is_worked_out_with_its_numbers():
    shares = np.full(10, 0.01)
    shares[4], shares[9] = 0.52, 0.40
    prediction = Prediction(4, 0.52, tuple(shares), sure=False)
    said = softmax_in_words(prediction)
    powers = shares / np.exp(np.log(shares).mean())
    assert f"so 4 gets {powers[4]:.1f} / {powers.sum():.1f} = 52.0 %." in said
    assert f"9: e^{np.log(powers[9]):.1f} = {powers[9]:.1f}" in said


def test_the_numbers_on_paper_are_read_from_it():
    recognizer = load_recognizer(MODEL_FILE)
    for text, ruling in (("257", squares), ("7500", waves)):
        assert str(find_number(paper(text, ruling), recognizer)) == text


def test_examples_come_in_groups_with_other_people_each_time():
    recognizer = load_recognizer(MODEL_FILE)
    groups = [all_examples(np.random.default_rng(seed), recognizer) for seed in (1, 2)]
    shown = groups[0]["By other people"]
    assert [str(find_number(one.picture, recognizer)) for one in shown] == list("0123456789") * 2
    assert len(all_examples(np.random.default_rng(1), None)["By other people"]) == PEOPLE
    first = [group["By other people"][0].picture for group in groups]
    assert first[0] != first[1]


def gallery_buttons(app):
    frames = app.lesson.gallery.part.winfo_children()
    return [b for frame in frames for b in frame.winfo_children() if b.winfo_class() == "TButton"]


def test_a_click_on_an_example_puts_it_on_the_pad_and_undo_takes_it_away(app):
    draw(app, SEVEN)
    press(app, "<Control-Key-e>")
    (button,) = [b for b in gallery_buttons(app) if b.cget("text") == "0 with a slash"]
    button.invoke()
    settle(app)
    assert headline(app) == "0"
    (button,) = [b for b in gallery_buttons(app) if b.cget("text") == "squared paper"]
    button.invoke()
    settle(app)
    assert headline(app) == "257"
    for _ in range(2):
        press(app, "<Control-z>")
    assert headline(app) == "7"


def test_other_digits_by_other_people_are_one_click_away(app):
    app.lesson.show_examples()
    before = app.lesson.gallery
    (more,) = [b for b in gallery_buttons(app) if b.cget("text") == "Other digits"]
    more.invoke()
    app.update()
    assert not before.winfo_exists()
    assert app.lesson.gallery.winfo_exists()


def test_the_steps_of_a_drawing_open_and_close_by_keys(open_window):
    app = open_window()
    load(app)
    press(app, "<F2>")
    assert DRAW_FIRST in words(app)
    draw(app, SEVEN)
    press(app, "<F2>")
    (shown,) = [w for w in app.winfo_children() if w.winfo_class() == "Toplevel"]
    assert any(
        text.startswith("The last layer gives each digit a score. 7: e^") for text in words(shown)
    )
    shown.focus_force()
    shown.event_generate("<Escape>")
    app.update()
    assert not shown.winfo_exists()


def test_a_click_on_a_misread_digit_puts_it_on_the_pad(app):
    app.lesson.show_mistakes()
    (shown,) = [w for w in app.winfo_children() if w.winfo_class() == "Toplevel"]
    assert shown.title() == f"Where {MODEL_FILE.name} errs"
    tiles = [
        b for frame in shown.winfo_children()[0].winfo_children() for b in frame.winfo_children()
    ]
    first = next(b for b in tiles if b.winfo_class() == "TButton")
    first.invoke()
    settle(app)
    assert app.canvas.sheet.picture is not None


def test_a_network_without_a_report_says_so(open_window, tmp_path):
    path = tmp_path / "mine.h5"
    path.write_bytes(MODEL_FILE.read_bytes())
    app = open_window(model_file=path)
    load(app)
    app.lesson.show_mistakes()
    assert NO_REPORT in words(app)
