"""Real pen strokes as training images: prepared as MNIST, by other writers in each set."""

import numpy as np
import pytest

from digit_recognizer.training.pen_digits import pen_digits, unsteady
from digit_recognizer.training.pen_strokes import load_writers, thinned

COUNT = 40


@pytest.fixture(scope="module")
def writers():
    return load_writers(validation=True)


def test_nobody_writes_in_both_sets(writers):
    training = load_writers(validation=False)
    assert (len(training), len(writers)) == (91, 19)
    assert sum(map(len, training)) + sum(map(len, writers)) == 5438
    first = {digit.strokes[0].tobytes() for own in training for digit in own}
    assert not first & {digit.strokes[0].tobytes() for own in writers for digit in own}


def test_a_pen_digit_is_prepared_as_mnists(writers):
    images, labels = pen_digits(writers, COUNT, 1)
    assert (images.shape, images.dtype) == ((COUNT, 28, 28), np.uint8)
    assert (labels.shape, labels.dtype) == ((COUNT,), np.uint8)
    assert images.max(axis=(1, 2)).min() >= 254
    assert labels.max() <= 9


@pytest.mark.slow
def test_every_digit_has_its_turn_in_another_order_for_each_seed(writers):
    every = [digit.label for own in writers for digit in own]
    once, again = (pen_digits(writers, len(every), seed)[1] for seed in (1, 2))
    assert sorted(once) == sorted(again) == sorted(every)
    assert once.tolist() != again.tolist()


def test_the_seed_fixes_the_drawings_and_no_two_seeds_share_one(writers):
    first, same, other = (pen_digits(writers, COUNT, seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, same)
    assert not {image.tobytes() for image in first} & {image.tobytes() for image in other}


def test_pens_are_thin_and_thick(writers):
    ink = pen_digits(writers, 200, 3)[0].mean(axis=(1, 2)) / 255
    assert np.quantile(ink, 0.95) > 3 * np.quantile(ink, 0.05)


def test_there_may_be_none():
    images, labels = pen_digits((), 0, 1)
    assert (images.shape, labels.shape) == ((0, 28, 28), (0,))


def test_an_unsteady_digit_is_the_same_digit(writers):
    """Its strokes go the same way; the points are near where they were."""
    random = np.random.default_rng(1)
    for digit in writers[0][:10]:
        moved = unsteady(digit.strokes, random)
        assert len(moved) == len(digit.strokes)
        for old, new in zip(digit.strokes, moved, strict=True):
            assert np.abs(new[[0, -1]] - old[[0, -1]]).max() < 0.6


def test_thinning_keeps_the_ends_and_the_distance():
    stroke = np.column_stack([np.linspace(0, 1, 200), np.zeros(200)])
    thin = thinned(stroke, 0.1)
    np.testing.assert_array_equal(thin[[0, -1]], stroke[[0, -1]])
    assert (np.diff(thin[:-1, 0]) >= 0.1).all()
    assert len(thinned(stroke[:1])) == 1
