"""Digits pushed together, and the sides of their splits."""

from itertools import islice

import numpy as np
import pytest

from digit_recognizer import MODEL_FILE, NO_DIGIT
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.components import connected_components, merged
from digit_recognizer.reading.splits import splits_of
from digit_recognizer.training.data import split
from digit_recognizer.training.touching_digits import (
    DARK,
    push_together,
    split_examples,
    touching_pairs,
)

pytestmark = pytest.mark.slow  # draws hundreds of pairs


@pytest.fixture(scope="module")
def digits(mnist):
    return mnist.x_train[:500], mnist.y_train[:500]


@pytest.mark.parametrize("shared", [1, 2, 3])
def test_they_are_as_far_apart_as_touching_allows(digits, shared):
    for left, right in zip(digits[0][:20], digits[0][20:40], strict=True):
        layers = push_together(left, right, shared)
        assert np.count_nonzero((layers >= DARK).all(axis=0)) >= shared
        assert layers.sum() == int(left.sum()) + int(right.sum())
        further = np.pad(layers[0], ((0, 0), (0, 1))), np.pad(layers[1], ((0, 0), (1, 0)))
        assert np.count_nonzero((np.stack(further) >= DARK).all(axis=0)) < shared


def test_a_pair_is_one_component(digits):
    rng = np.random.default_rng(1)
    for layers, _ in islice(touching_pairs(*digits, rng), 20):
        components = connected_components(layers.max(axis=0) / np.float32(255))
        widest = max(components, key=lambda component: component.width)
        for layer in layers:
            inked = np.flatnonzero((layer >= DARK).any(axis=0))
            assert widest.box[0] <= inked[-1]
            assert widest.box[2] > inked[0]


def test_half_of_the_examples_are_digits_and_half_are_not(digits):
    images, labels = split_examples(*digits, 40, (1, 0))
    assert (images.dtype, images.shape) == (np.uint8, (40, 28, 28))
    assert images.max(axis=(1, 2)).min() >= 254
    assert (labels[:20] < 10).all()
    assert (labels[20:] == NO_DIGIT).all()
    again, other = (split_examples(*digits, 40, (seed, 0))[0] for seed in (1, 2))
    np.testing.assert_array_equal(images, again)
    assert not np.array_equal(images, other)


def test_the_network_recognises_the_sides_that_are_digits(mnist):
    _, validation = split(mnist.y_train, 1)
    images, labels = split_examples(
        mnist.x_train[validation], mnist.y_train[validation], 200, (1, 0)
    )
    shares = load_recognizer(MODEL_FILE).probabilities(images[..., None] / np.float32(255))
    is_digit = labels != NO_DIGIT
    assert np.mean(shares[is_digit].argmax(axis=1) == labels[is_digit]) > 0.9
    assert np.mean(shares[~is_digit].max(axis=1)) < np.mean(shares[is_digit].max(axis=1)) - 0.3


def test_there_may_be_no_examples(digits):
    assert split_examples(*digits, 0, (1, 0))[0].shape == (0, 28, 28)
    flat = np.zeros((3, 28, 28), np.uint8)
    flat[:, 13:15, 4:24] = 255  # three bars: either side of a split is a bar, too
    assert len(split_examples(flat, np.ones(3, np.uint8), 6, (1, 0))[0]) <= 6


def test_both_sides_together_have_all_the_ink(digits):
    rng = np.random.default_rng(2)
    for layers, _ in islice(touching_pairs(*digits, rng), 20):
        ink = layers.max(axis=0) / np.float32(255)
        pair = max(connected_components(ink), key=lambda component: component.width)
        splits = list(splits_of(pair))
        assert splits
        for left, right in splits:
            assert left.ink.sum() + right.ink.sum() == pytest.approx(pair.ink.sum(), rel=1e-4)
            assert merged([left, right]).box == pair.box
