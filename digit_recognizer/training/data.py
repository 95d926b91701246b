"""Labelled digits: read, and split into training, validation and test set.

data/mnist.npz, or a file or folder of one's own          data_files.py
  -> images uint8 (N, 28, 28), labels uint8 from 0 to 9   load_mnist(), load_digits()
  -> of MNIST, 55,000 to train on, 5,000 to validate      divided()
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, MNIST_FILE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.training.data_files import DataError, Labelled, read_digits

VALIDATION_SHARE = 12  # one of so many; of MNIST 5,000, of which one is 0.02 %
TEST_SHARE = 7  # one of so many, where there is no test set: MNIST's share
LEAST_OF_EACH = 20  # images of a digit, to train on nothing else: two or three to test with


class Digits(NamedTuple):
    """uint8: images (N, 28, 28) with ink = 255, labels (N,) from 0 to 9."""

    x_train: ByteArray
    y_train: ByteArray
    x_test: ByteArray
    y_test: ByteArray


def load_mnist() -> Digits:
    """MNIST: four uint8 arrays, (60000, 28, 28), (60000,), (10000, 28, 28), (10000,).

    From data/mnist.npz or, if that is missing, the copy that Keras downloads. Raises DataError.
    """
    return load_digits(MNIST_FILE) if MNIST_FILE.exists() else _download()


def load_digits(path: Path) -> Digits:
    """A file or folder of digits; without a test set, a seventh of it becomes one.

    Raises DataError where it is missing, damaged, or has no digits.
    """
    training, test = read_digits(path)
    if test is None:
        rest, held_out = split(training.labels, 0, TEST_SHARE)
        training, test = (Labelled(*(a[i] for a in training)) for i in (rest, held_out))
    for labels, least in ((training.labels, LEAST_OF_EACH), (test.labels, 1)):
        counts = np.bincount(labels, minlength=DIGITS)
        if counts.min() < least:
            raise DataError(
                f"{path} has only {counts.min()} images of the digit {counts.argmin()}, of which "
                f"{least} are needed: add them to MNIST's with --more {path}"
            )
    return Digits(*training, *test)


def load_more(path: Path) -> Labelled:
    """The training set of a file or folder, any number of images. Raises DataError."""
    return read_digits(path)[0]


def split(
    labels: ByteArray, seed: int, share: int = VALIDATION_SHARE
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of the training set and of the validation set, for labels (N,).

    Each digit's images are divided into twelve runs of neighbours (or as many as `share` says); the
    seed picks the run that is held out for validation. Single images are not picked at random,
    because MNIST's training images are still in the order of their writers (strokes are about as
    thick as in nearby images), and the test images are by other people. So are these, except at the
    ends of the run.
    """
    position = np.empty(len(labels))  # of each image among those of its digit, from 0 to 1
    for digit in range(DIGITS):
        of_digit = labels == digit
        position[of_digit] = np.linspace(0, 1, of_digit.sum())
    runs = np.array_split(np.argsort(position, kind="stable"), share)
    chosen = np.random.default_rng(seed).integers(share)
    others = [run for i, run in enumerate(runs) if i != chosen]
    return np.sort(np.concatenate(others)), np.sort(runs[chosen])


def divided(digits: Labelled, seed: int) -> tuple[Labelled, Labelled]:
    """The training set and the validation set in these digits."""
    training, validation = (
        Labelled(digits.images[chosen], digits.labels[chosen])
        for chosen in split(digits.labels, seed)
    )
    return training, validation


def joined(some: Labelled, others: Labelled) -> Labelled:
    """Both, one after the other."""
    images, labels = (np.concatenate(both) for both in zip(some, others, strict=True))
    return Labelled(images, labels)


def _download() -> Digits:
    keras = import_keras()
    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a plain Exception when a download fails
        raise DataError(
            f"{MNIST_FILE} is missing and MNIST could not be downloaded ({error}). "
            "Restore the file, or name another one with --data."
        ) from error
    return Digits(x_train, y_train, x_test, y_test)
