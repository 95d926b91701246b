"""Corrections of one person: kept in a file, learnt from, carried along."""

import json
import multiprocessing
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from conftest import SEVEN
from PIL import Image

from digit_recognizer import MODEL_FILE, NO_DIGIT
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.network.self_test import ten_digits
from digit_recognizer.reading.handwriting import learning
from digit_recognizer.reading.handwriting.examples import example_from
from digit_recognizer.reading.handwriting.exchange import export, imported
from digit_recognizer.reading.handwriting.learning import Learner, newest_of_each, other_hands
from digit_recognizer.reading.handwriting.profile import Profile, profile_file, profile_names
from digit_recognizer.reading.preprocessing import prepare
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes
from gui_digit_recognizer import find_number, predict_digit


@pytest.fixture
def profile(tmp_path):
    return Profile(tmp_path / "me.json")


@pytest.fixture
def recognizer():
    return load_recognizer(MODEL_FILE)


def sevens(count):
    """A person's 7s, of which no two are alike."""
    random = np.random.default_rng(5)
    for _ in range(count):
        lean, wide = random.normal(0, 0.1), random.uniform(0.8, 1.2)
        stroke = [(200 + wide * (x - 200) + lean * (y - 200), y) for x, y in SEVEN[0]]
        yield draw_strokes(Image.new("L", (400, 400), WHITE), [stroke], 22, BLACK)


def test_a_correction_changes_the_answer_at_once_and_for_what_looks_alike(profile):
    first, second, third = sevens(3)
    assert predict_digit(first).digit == predict_digit(third).digit == 7
    for picture in (first, second):
        profile.correct(picture, 1)
    assert predict_digit(first, profile=profile).digit == 1
    assert str(find_number(first, profile=profile)) == "1"
    before, after = (predict_digit(third, profile=one).probabilities for one in (None, profile))
    assert after[1] > 10 * before[1]


def test_what_is_said_to_be_no_digit_is_none_any_more(profile):
    (picture,) = sevens(1)
    profile.correct(picture, None)
    assert not predict_digit(picture, profile=profile).is_digit


def test_other_hands_keep_their_answers(profile, recognizer):
    """Whatever is said: here, that each of ten plain digits is the next one."""
    profile.add([example_from(ten_digits()[i : i + 1], (i + 1) % 10) for i in range(10)])
    digits = other_hands()
    before = recognizer.probabilities(digits)
    after = profile.adapt(recognizer).probabilities(digits)
    assert digits.shape == (2000, 28, 28, 1)
    told = len(profile.examples)  # some of the ten may be among them
    assert np.sum(before.argmax(axis=1) != after.argmax(axis=1)) <= learning.MOST_LOST + told


def test_without_examples_nothing_is_adapted(profile, recognizer):
    assert profile.adapt(recognizer) is recognizer


def test_deleting_the_example_undoes_the_correction(profile, recognizer):
    (picture,) = sevens(1)
    example = profile.correct(picture, 1)
    profile.delete([example.id])
    assert profile.examples == ()
    assert predict_digit(picture, profile=profile).digit == 7


def test_another_label_is_learnt_in_place_of_the_first(profile):
    (picture,) = sevens(1)
    example = profile.correct(picture, 1)
    profile.relabel(example.id, 4)
    assert predict_digit(picture, profile=profile).digit == 4


@pytest.mark.parametrize("label", [10, -1, True, "7", 1.5])
def test_what_is_no_label_is_refused(profile, seven, label):
    with pytest.raises(ValueError, match="A digit is 0 to 9"):
        profile.correct(seven, label)
    assert profile.examples == ()


def test_another_window_sees_what_this_one_keeps(profile, seven):
    other = Profile(profile.path)
    profile.correct(seven, 1)
    assert other.examples == profile.examples
    other.correct(seven, 2)
    assert [example.label for example in profile.examples] == [1, 2]


def test_the_file_can_be_read_by_people(profile):
    example = example_from(ten_digits()[3:4], 5, [[(1, 2), (3, 4.26)]], read_as=3)
    profile.add([example])
    (record,) = json.loads(profile.path.read_text())["examples"]
    assert (record["label"], record["read_as"], record["strokes"]) == (5, 3, [[[1, 2], [3, 4.3]]])
    assert len(record["pixels"]) == 28
    assert record["when"].endswith("+00:00")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
        (b"[]", "is damaged"),
        (b'{"version": 1}', "is damaged"),
        (b'{"version": 1, "examples": [{"label": 3}]}', "is damaged"),
        (b"[" * 100_000, "is damaged"),
        (b'{"version": 2, "hands": []}', "is from a newer version"),
    ],
)
def test_a_file_that_cannot_be_used_is_set_aside(profile, content, why):
    profile.path.write_bytes(content)
    assert profile.examples == ()
    assert why in profile.problem
    (aside,) = profile.path.parent.glob("*.old")
    assert aside.read_bytes() == content
    assert str(aside) in profile.problem


def test_nothing_that_was_set_aside_is_overwritten(profile):
    for content in ("one", "two"):
        profile.path.write_text(content)
        assert profile.examples == ()
    kept = sorted(path.read_text() for path in profile.path.parent.glob("*.old"))
    assert kept == ["one", "two"]


def add_ten(path, start):
    for i in range(start, start + 10):
        Profile(path).add([example_from(np.roll(ten_digits()[:1], i, axis=2), 0)])


def test_two_programs_that_learn_at_once_lose_nothing(profile):
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=add_ten, args=(profile.path, start)) for start in (0, 10)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(profile.examples) == 20


def test_fifty_of_a_digit_do_not_count_more_than_a_few(recognizer):
    one = example_from(ten_digits()[7:8], 1)
    many = [replace(one, id=str(i)) for i in range(50)]
    assert [example.id for example in newest_of_each(many)] == [str(i) for i in range(30, 50)]
    few, more = (Learner().adapted(recognizer, some) for some in (many[:5], many))
    changes = [one.adaptation.change.weights for one in (few, more)]
    assert np.linalg.norm(changes[1]) < 1.05 * np.linalg.norm(changes[0])


def test_an_export_comes_back_as_it_was(profile, tmp_path):
    examples = [example_from(ten_digits()[i : i + 1], i or None) for i in range(10)]
    profile.add(examples)
    file = tmp_path / "hand.zip"
    export(profile.examples, file)
    other = Profile(tmp_path / "other.json")
    other.add(imported(file))
    assert other.examples == profile.examples
    other.add(imported(file))
    assert other.examples == profile.examples  # not twice


def test_the_pictures_of_an_export_are_prepared_as_the_drawings_were(tmp_path):
    examples = [example_from(ten_digits()[i : i + 1], i) for i in range(10)]
    file = tmp_path / "hand.zip"
    export(examples, file)
    with zipfile.ZipFile(file) as content:
        for example in examples:
            with content.open(f"{example.label}/{example.id}.png") as png:
                again = example_from(prepare(Image.open(png)), example.label)
            difference = again.image.astype(int) - example.image
            assert np.abs(difference).max() <= 2


def test_pictures_in_folders_are_imported(tmp_path, seven):
    seven.save(tmp_path / "a.png")
    file = tmp_path / "mine.zip"
    with zipfile.ZipFile(file, "w") as content:
        content.write(tmp_path / "a.png", "digits/7/a.png")
        content.write(tmp_path / "a.png", "digits/none/b.png")
        content.writestr("digits/readme.txt", "hello")
    assert [example.label for example in imported(file)] == [7, NO_DIGIT]


@pytest.mark.parametrize("content", [None, b"no zip", b""])
def test_what_is_no_zip_is_refused_in_a_sentence(tmp_path, content):
    file = tmp_path / "x.zip"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ValueError, match=r"x\.zip .*\."):
        imported(file)


def test_a_zip_without_pictures_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as content:
        content.writestr("7/readme.txt", "hello")
    with pytest.raises(ValueError, match="no pictures in folders 0 to 9"):
        imported(tmp_path / "x.zip")


def test_names_become_files(tmp_path):
    assert profile_names(tmp_path) == ["me"]
    for name in ("Zoë", "Jim B-2"):
        Profile(profile_file(tmp_path, name)).add([example_from(ten_digits()[:1], 1)])
    assert profile_names(tmp_path) == ["me", "Jim B-2", "Zoë"]
    for odd in ("", "..", "a/b", "a\\b", " a", "a.", "x" * 41, "a\n"):
        with pytest.raises(ValueError, match="A name has"):
            profile_file(tmp_path, odd)
