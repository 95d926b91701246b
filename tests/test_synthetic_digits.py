"""Synthetic digits: prepared as MNIST, and read by the shipped network, which saw others."""

import numpy as np
import pytest
from conftest import answers_of

from digit_recognizer import MODEL_FILE
from digit_recognizer.training.pen import handwritten, image_of, line
from digit_recognizer.training.synthetic_digits import WRITING_STYLES, synthetic_digits

IDS = [style.__name__ for _, style in WRITING_STYLES]


def synthetic(style, count, seed):
    rng = np.random.default_rng(seed)
    return np.stack([image_of(handwritten(style(rng), rng), rng) for _ in range(count)])


def test_a_synthetic_digit_is_prepared_as_mnists():
    images, labels = synthetic_digits(3 * len(WRITING_STYLES), (1, 2))
    assert (images.dtype, images.shape) == (np.uint8, (3 * len(WRITING_STYLES), 28, 28))
    assert images.max(axis=(1, 2)).min() >= 254
    for image in images:
        rows, columns = np.nonzero(image)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20)
        centre = np.array([rows, columns]) @ image[rows, columns] / image.sum()
        assert np.all(np.abs(centre - 14) <= 0.51)  # placed by whole pixels
    assert labels.dtype == np.uint8
    assert np.bincount(labels, minlength=10).tolist() == [
        3 * [a for a, _ in WRITING_STYLES].count(n) for n in range(10)
    ]


def test_the_seed_fixes_the_images_and_no_two_are_alike():
    first, again, other = (
        synthetic_digits(len(WRITING_STYLES), (seed, 0))[0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    two_rounds = synthetic_digits(2 * len(WRITING_STYLES), (1, 0))[0]
    assert all((a != b).any() for a, b in zip(two_rounds, two_rounds[len(WRITING_STYLES) :]))  # noqa: B905


def test_there_can_be_none():
    images, labels = synthetic_digits(0, (1, 0))
    assert (images.shape, labels.shape) == ((0, 28, 28), (0,))


@pytest.mark.slow
@pytest.mark.parametrize(("label", "style"), WRITING_STYLES, ids=IDS)
def test_the_shipped_network_reads_every_writing_style(label, style):
    answers = answers_of(
        MODEL_FILE, synthetic(style, 200, seed=12345)
    )  # of 60, chance moves 4 % of them
    assert np.mean(answers == label) >= 0.9


def test_pens_are_thin_and_thick():
    rng = np.random.default_rng(1)
    widths = [image_of([line((0, 0), (0.02, 1))], rng)[14].sum() / 255 for _ in range(100)]
    assert min(widths) < 1.2
    assert max(widths) > 2.8


def test_handwriting_is_unsteady_but_not_too_much():
    rng = np.random.default_rng(1)
    stroke = line((0, 0), (0.5, 0), (0.5, 1))
    hands = [handwritten([stroke], rng)[0] for _ in range(200)]
    assert all(hand.shape == stroke.shape for hand in hands)
    from_the_mean = np.array([hand[-1] for hand in hands]) - np.mean([h[-1] for h in hands], axis=0)
    assert 0.05 < np.sqrt((from_the_mean**2).mean()) < 0.3
