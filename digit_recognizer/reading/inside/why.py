"""Which ink speaks for an answer, and which against it: by occlusion.

A small square of the digit is wiped out, and the network asked again; so with every square, in one
batch. What the answer loses without that ink is what the ink says for it (Zeiler and Fergus,
"Visualizing and Understanding Convolutional Networks", 2014).
"""

from __future__ import annotations

import numpy as np

from digit_recognizer import SIDE
from digit_recognizer.network.adaptation import logits_of
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.recognizer import Recognizer

SQUARE, STEP = 5, 2  # pixels: of what is wiped out, and from one to the next
LEAST_INK = 0.5  # in a square, in pixels of black: with less, nothing is wiped out
MOST_SQUARES = 200  # in the batch


class Occlusion:
    """A digit with every square wiped out in turn, and what the network says of each."""

    def __init__(self, recognizer: Recognizer, digit: FloatArray) -> None:
        """digit: float32 (1, 28, 28, 1) in [0, 1], ink = 1."""
        self._ink = digit[0, :, :, 0]
        self._squares = inked_squares(self._ink)
        wiped = np.repeat(digit, len(self._squares) + 1, axis=0)  # the first one is whole
        for image, (row, column) in zip(wiped[1:], self._squares, strict=True):
            image[row : row + SQUARE, column : column + SQUARE] = 0
        self._logits = logits_of(recognizer.probabilities(wiped))  # (squares + 1, 10)

    def evidence(self, answer: int, other: int | None = None) -> FloatArray:
        """float32 (28, 28): above 0 where ink speaks for the answer, below where against it.

        In logits. 0 where there is no ink. other: another digit: what speaks for the answer *and
        not for that one*.
        """
        scores = _scores(self._logits, answer, other)
        return _spread(scores[0] - scores[1:], self._squares) * (self._ink > 0)


def inked_squares(ink: FloatArray) -> list[tuple[int, int]]:
    """Row and column where squares begin that have ink. ink: (28, 28)."""
    starts = range(0, SIDE - SQUARE + 1, STEP)
    mass = {
        (row, column): float(ink[row : row + SQUARE, column : column + SQUARE].sum())
        for row in starts
        for column in starts
    }
    most_first = sorted(mass, key=lambda place: -mass[place])
    return [place for place in most_first if mass[place] >= LEAST_INK][:MOST_SQUARES]


def _scores(logits: FloatArray, answer: int, other: int | None) -> FloatArray:
    """(N, 10) -> (N,): that of the answer, over that of the other digit or the mean of all."""
    others = [d for d in range(logits.shape[1]) if d != answer] if other is None else [other]
    scores: FloatArray = logits[:, answer] - logits[:, others].mean(axis=1)
    return scores


def _spread(losses: FloatArray, squares: list[tuple[int, int]]) -> FloatArray:
    """Each pixel gets the mean of the losses of the squares over it."""
    total, count = np.zeros((2, SIDE, SIDE), np.float32)
    for loss, (row, column) in zip(losses, squares, strict=True):
        place = np.s_[row : row + SQUARE, column : column + SQUARE]
        total[place] += loss
        count[place] += 1
    return total / np.maximum(count, 1)
