"""What the network is trained and validated on: MNIST's images, and four kinds added to them.

uint8 (N, 28, 28) and labels (N,) from 0 to 9
  -> the same, then synthetic digits and split examples, made once           mixed()
  -> real pen digits and negative examples, others in each epoch             drawn_anew()
  -> all of them, those that are drawn anew after MNIST's                    with_drawn()
  -> soft targets, float32 (M, 10)                                           soft_targets()
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, NO_DIGIT
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.training.negatives import negatives
from digit_recognizer.training.pen_digits import pen_digits
from digit_recognizer.training.pen_strokes import Writers
from digit_recognizer.training.synthetic_digits import synthetic_digits
from digit_recognizer.training.touching_digits import split_examples


class Drawn(NamedTuple):
    """Images with their labels, drawn anew for each epoch."""

    images: ByteArray  # (M, 28, 28), ink = 255
    labels: ByteArray  # (M,): 0 to 9, or 10 for a negative example


class Examples(NamedTuple):
    """Images with their labels. MNIST's come first, then those that are drawn anew."""

    images: ByteArray  # (M, 28, 28), ink = 255
    labels: ByteArray  # (M,): 0 to 9, or 10 for a negative example
    mnist_count: int  # how many of them are MNIST's
    drawn_count: int = 0  # how many are drawn anew for each epoch

    @property
    def always(self) -> int:
        """How many of them, from the first, are in every epoch."""
        return self.mnist_count + self.drawn_count

    @property
    def is_digit(self) -> NDArray[np.bool_]:
        """(M,): False for a negative example."""
        is_digit: NDArray[np.bool_] = self.labels != NO_DIGIT
        return is_digit


def mixed(
    images: ByteArray,
    labels: ByteArray,
    *,
    synthetic: float,
    split: float,
    seed: Sequence[int],
) -> Examples:
    """Adds examples to MNIST's images, uint8 (N, 28, 28), labels (N,); each count is a share of N.

    Split examples, half of them digits and half negative, come from pairs of the same images.
    """
    synthetic_count, split_count = (round(share * len(images)) for share in (synthetic, split))
    synthetic_images, synthetic_labels = synthetic_digits(synthetic_count, seed)
    split_images, split_labels = split_examples(images, labels, split_count, seed)
    return Examples(
        np.concatenate([images, synthetic_images, split_images]),
        np.concatenate([labels, synthetic_labels, split_labels]),
        len(images),
    )


def drawn_anew(
    images: ByteArray, labels: ByteArray, writers: Writers, counts: tuple[int, int], seed: int
) -> Drawn:
    """So many pen digits by these writers, and so many negative examples.

    images: uint8 (N, 28, 28), labels (N,): of which some negative examples are made.
    """
    pen_count, negative_count = counts
    pen_images, pen_labels = pen_digits(writers, pen_count, seed)
    negative_images = negatives(images, labels, negative_count, (seed,))
    negative_labels = np.full(negative_count, NO_DIGIT, np.uint8)
    return Drawn(
        np.concatenate([pen_images, negative_images]),
        np.concatenate([pen_labels, negative_labels]),
    )


def with_drawn(examples: Examples, drawn: Drawn) -> Examples:
    """Puts what was drawn after MNIST's images; so far there was nothing drawn."""
    first = examples.mnist_count
    return Examples(
        np.concatenate([examples.images[:first], drawn.images, examples.images[first:]]),
        np.concatenate([examples.labels[:first], drawn.labels, examples.labels[first:]]),
        first,
        len(drawn.images),
    )


def soft_targets(labels: ByteArray) -> NDArray[np.float32]:
    """uint8 (N,) -> (N, 10): 1 for the digit and 0 for the others.

    A negative example gets 0.1 for every digit: as unsure as an answer can be.
    """
    rows = np.vstack([np.eye(DIGITS), np.full(DIGITS, 1 / DIGITS)])
    return rows[labels].astype(np.float32)
