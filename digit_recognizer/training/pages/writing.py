"""The sources of digit writing: MNIST, and pen strokes that were recorded on tablets."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.training.data import load_mnist, split
from digit_recognizer.training.pen_strokes import Writers, load_writers


@dataclass(frozen=True)
class Writing:
    """Digits to make pages from.

    images: uint8 (N, 28, 28), ink = 255, in MNIST's order, in which neighbours mostly have the
    same writer. labels: uint8 (N,). writers: the pen digits of each writer.
    """

    images: ByteArray
    labels: ByteArray
    writers: Writers


def load_writing(validation: bool, seed: int = 1) -> Writing:
    """The writing to train with, or that to validate with. They have no image or pen in common.

    seed: of MNIST's split, as for the training of the digit network.
    """
    mnist = load_mnist()
    indices = np.sort(split(mnist.y_train, seed)[int(validation)])
    writers = load_writers(validation)
    return Writing(mnist.x_train[indices], mnist.y_train[indices], writers)
