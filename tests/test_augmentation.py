"""Batches for training: every image changed a little, and repeatable."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from digit_recognizer.training.augmentation import AugmentationRanges, augment, augmented_batches

pytestmark = pytest.mark.slow  # with TensorFlow

NO_CHANGE = AugmentationRanges(*[0] * 7)


def only(**changes):
    return replace(NO_CHANGE, **changes)


def batches(mnist, seed=1, ranges=AugmentationRanges(), count=300):  # noqa: B008 - it is frozen
    images, labels = mnist.x_train[:count], mnist.y_train[:count]
    return augmented_batches(images, labels, batch_size=128, seed=seed, ranges=ranges)


def as_network_input(images):
    return (images[..., np.newaxis] / 255).astype(np.float32)


def changed_images(mnist, ranges, count=200, seed=5):
    before = as_network_input(mnist.x_train[:count])
    return before, augment(before, np.array([seed, 0]), ranges).numpy()


@pytest.mark.slow
def test_each_epoch_has_every_image_once_in_batches_of_the_right_form(mnist):
    epoch = list(batches(mnist))
    assert [len(images) for images, _ in epoch] == [128, 128, 44]
    assert all(images.shape[1:] == (28, 28, 1) for images, _ in epoch)
    assert all(0 <= images.numpy().min() and images.numpy().max() <= 1 for images, _ in epoch)
    labels = np.concatenate([labels for _, labels in epoch])
    assert np.bincount(labels).tolist() == np.bincount(mnist.y_train[:300]).tolist()


@pytest.mark.slow
def test_the_seed_fixes_every_epoch_and_no_two_epochs_are_alike(mnist):
    def two_epochs(seed):
        dataset = batches(mnist, seed)
        return [np.concatenate([images for images, _ in dataset]) for _ in range(2)]

    first, again, other = two_epochs(1), two_epochs(1), two_epochs(2)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first[0], first[1])


def test_each_epoch_has_other_extra_images(mnist):
    numbers = np.arange(500)  # in place of labels: each identifies its image
    batches = augmented_batches(
        mnist.x_train[:500], numbers, 128, seed=3, ranges=None, always=400, extra_share=0.3
    )
    first, second = (np.concatenate([y for _, y in batches.as_numpy_iterator()]) for _ in range(2))
    assert len(first) == len(set(first)) == 430
    assert set(range(400)) < set(first)
    assert set(first) != set(second)
    assert len(batches) == 4


def test_without_augmentation_the_images_are_mnists(mnist):
    epoch = np.concatenate([images for images, _ in batches(mnist, ranges=None)])
    ours = sorted(np.rint(image * 255).astype(np.uint8).tobytes() for image in epoch)
    assert ours == sorted(image.tobytes() for image in mnist.x_train[:300])


def test_ranges_of_0_change_nothing(mnist):
    before, after = changed_images(mnist, NO_CHANGE)
    np.testing.assert_allclose(after, before, atol=1e-6)


def test_turning_is_turning_about_the_centre_of_mass(mnist):
    """Pillow, an independent implementation, agrees at one of the angles."""
    before, after = changed_images(mnist, only(turn_degrees=30), count=1)
    original = Image.fromarray(before[0, :, :, 0])
    errors = [
        np.abs(
            np.asarray(original.rotate(angle, Image.Resampling.BILINEAR, center=(14.5, 14.5)))
            - after[0, :, :, 0]
        ).mean()
        for angle in np.arange(-30, 30, 0.25)
    ]
    assert min(errors) < 0.01 < np.median(errors)


def test_shifts_stay_within_their_range_and_use_it(mnist):
    before, after = changed_images(mnist, only(shift_px=2))
    axis = np.arange(28)
    moved = [
        (image[:, :, 0].sum(0) @ axis / image.sum()) - (old[:, :, 0].sum(0) @ axis / old.sum())
        for old, image in zip(before, after, strict=True)
    ]
    assert 1.7 < np.max(np.abs(moved)) < 2.1


def test_bending_bends(mnist):
    """A horizontal bar is bent smoothly; a shift keeps it straight."""
    bars = np.zeros((200, 28, 28, 1), np.float32)
    bars[:, 13:15] = 1
    rows = np.arange(28)[:, None]

    def heights(ranges):  # (200, 16): of the middle of the bar, column by column
        after = augment(bars, np.array([5, 0]), ranges).numpy()[..., 0]
        inner = after[:, :, 6:-6]
        return (inner * rows).sum(1) / inner.sum(1)

    bent = heights(only(bend_px=0.7))
    assert np.abs(heights(only(shift_px=2)).std(axis=1)).max() < 1e-4
    assert 0.2 < bent.std(axis=1).mean() < 0.7
    assert np.abs(np.diff(bent)).mean() < 0.2


@pytest.mark.parametrize("changes", [{"thickness": 0.6}, {"gain": 0.4}])
def test_ink_grows_in_some_images_and_shrinks_in_others(mnist, changes):
    before, after = changed_images(mnist, only(**changes))
    ratio = after.sum((1, 2, 3)) / before.sum((1, 2, 3))
    assert 0.4 < ratio.min() < 0.9
    assert 1.1 < ratio.max() < 2
