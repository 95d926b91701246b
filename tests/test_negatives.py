"""Negative examples, and that the shipped network rejects them."""

import numpy as np
import pytest

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.model_file import read_notes
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.negatives import (
    LETTERS,
    ODD_TURNS,
    SHAPES,
    glyph,
    mixed_quarters,
    negatives,
    scribble,
    turned_digit,
    two_digits,
)


@pytest.fixture(scope="module")
def digits(mnist):
    """Of the test set: no network was trained on them."""
    return mnist.x_test[:2000], mnist.y_test[:2000]


def kinds(digits):
    images, labels = digits
    by_digit = [images[labels == label] for label in range(10)]
    return {
        "letters": lambda rng: glyph(LETTERS, rng),
        "shapes": lambda rng: glyph(SHAPES, rng),
        "scribbles": scribble,
        "turned digits": lambda rng: turned_digit(by_digit, rng),
        "two digits": lambda rng: two_digits(images, rng),
        "mixed quarters": lambda rng: mixed_quarters(images, rng),
    }


def test_they_are_prepared_as_mnist_and_the_seed_fixes_them(digits):
    first, again, other = (negatives(*digits, 60, (seed, 0)) for seed in (1, 1, 2))
    assert (first.dtype, first.shape) == (np.uint8, (60, 28, 28))
    assert first.max(axis=(1, 2)).min() >= 254
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert negatives(*digits, 0, (1, 0)).shape == (0, 28, 28)


def test_a_few_digits_are_enough(mnist):
    assert len(negatives(mnist.x_train[:60], mnist.y_train[:60], 20, (1, 0))) == 20


@pytest.mark.parametrize("outline", LETTERS + SHAPES)
def test_every_outline_is_well_formed(outline):
    name, strokes = outline.split("  ")
    assert name.isalpha()
    for stroke in strokes.split(" | "):
        points = [tuple(map(float, p.split(","))) for p in stroke.removeprefix("~ ").split()]
        assert len(points) >= 2
        assert all(-0.2 <= x <= 1 and 0 <= y <= 1 for x, y in points)


def test_no_letter_is_one_that_looks_like_a_digit():
    names = {outline.split("  ")[0] for outline in LETTERS}
    assert not names & set("OoDQIilJZzSsGgqbByaÜ")
    assert names >= set("AEFHKMNRWXfhkmnruvwx")


def test_a_digit_that_is_turned_into_another_is_not_used():
    """A 6 upside down is a 9; 0, 1 and 8 stay what they are; 2 and 5 are each other's mirror."""
    half_turns = {
        label for label, quarters, mirrored in ODD_TURNS if (quarters, mirrored) == (2, 0)
    }
    mirrors = {label for label, _, mirrored in ODD_TURNS if mirrored}
    assert not half_turns & {0, 1, 2, 5, 6, 8, 9}
    assert not mirrors & {0, 1, 2, 5, 8}


def test_two_digits_are_shown_whole(digits):
    """Two digits are twice as wide as one, and so half as high."""
    rng = np.random.default_rng(1)
    eights = digits[0][digits[1] == 8]
    for _ in range(20):
        rows, columns = np.nonzero(two_digits(eights, rng))
        assert np.ptp(columns) + 1 in (19, 20)
        assert np.ptp(rows) < 19


@pytest.mark.parametrize(
    "kind", ["letters", "shapes", "scribbles", "turned digits", "two digits", "mixed quarters"]
)
def test_the_shipped_network_is_not_sure_of_them(kind, digits):
    rng = np.random.default_rng(54321)
    images = np.stack([kinds(digits)[kind](rng) for _ in range(150)])
    confidences = load_recognizer(MODEL_FILE).probabilities(to_network(images)).max(axis=1)
    assert np.mean(confidences >= read_notes(MODEL_FILE)["sure_from"]) <= 0.08


def test_two_wide_digits_have_room_beside_each_other():
    """Ink from edge to edge, which a digit that is placed by its centre of mass may have."""
    wide = np.zeros((1, 28, 28), np.uint8)
    wide[:, 10:18] = 255
    assert all(two_digits(wide, np.random.default_rng(seed)).any() for seed in range(20))
