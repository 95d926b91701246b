"""Digits pushed together, and what is cut out of them."""

from itertools import islice

import numpy as np
import pytest

from digit_recognizer.segmentation import cut_in_two, joined, pieces_of
from digit_recognizer.touching import DARK, push_together, touching


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


def test_a_pair_hangs_together(digits):
    rng = np.random.default_rng(1)
    for layers, _ in islice(touching(*digits, rng), 20):
        pieces = pieces_of(layers.max(axis=0) / np.float32(255))
        widest = max(pieces, key=lambda piece: piece.width)
        for layer in layers:
            inked = np.flatnonzero((layer >= DARK).any(axis=0))
            assert widest.box[0] <= inked[-1]
            assert widest.box[2] > inked[0]


def test_halves_are_all_of_the_ink(digits):
    rng = np.random.default_rng(2)
    for layers, _ in islice(touching(*digits, rng), 20):
        ink = layers.max(axis=0) / np.float32(255)
        pair = max(pieces_of(ink), key=lambda piece: piece.width)
        cuts = cut_in_two(pair)
        assert cuts
        for left, right in cuts:
            assert left.ink.sum() + right.ink.sum() == pytest.approx(pair.ink.sum(), rel=1e-4)
            assert joined([left, right]).box == pair.box
