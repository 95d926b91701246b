"""What a person's corrections change in a network's answers: numbers added to its last layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from digit_recognizer import DIGITS, NO_DIGIT
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.network.self_test import softmax

SMALLEST = 1e-30  # probability: below it, softmax has lost the logit
TOLD = 0.999  # confidence in what a person has said of this very digit


@dataclass(frozen=True, eq=False)
class LayerChange:
    """Added to the weights and biases of the layer that has ten outputs."""

    weights: FloatArray  # (D, 10)
    bias: FloatArray  # (10,)

    def applied(self, probabilities: FloatArray, features: FloatArray) -> FloatArray:
        """The network's answers (N, 10), changed. features: (N, D), what its last layer takes."""
        logits = logits_of(probabilities)
        changed: FloatArray = softmax(logits + features @ self.weights + self.bias)
        return changed


@dataclass(frozen=True, eq=False)
class Adaptation:
    """What is known of a person's hand."""

    change: LayerChange | None  # None: nothing was learnt, or the last layer cannot be reached
    told: Mapping[bytes, int]  # the bytes of a digit -> its label, 0 to 9, or 10 for no digit

    def knows(self, digits: FloatArray) -> list[bool]:
        """Which of them a person has labelled. digits: float32 (N, 28, 28, 1) in [0, 1]."""
        return [digit.tobytes() in self.told for digit in as_bytes(digits)]

    def applied(
        self, digits: FloatArray, probabilities: FloatArray, features: FloatArray | None
    ) -> FloatArray:
        """The network's answers (N, 10), adapted. digits: float32 (N, 28, 28, 1) in [0, 1]."""
        adapted: FloatArray = probabilities.copy()
        if self.change is not None and features is not None:
            adapted = self.change.applied(probabilities, features)
        for row, digit in enumerate(as_bytes(digits)):
            label = self.told.get(digit.tobytes())
            if label is not None:
                adapted[row] = target_of(label, TOLD)
        return adapted


def logits_of(probabilities: FloatArray) -> FloatArray:
    """(N, 10) -> (N, 10), up to a constant for each row."""
    logits: FloatArray = np.log(np.maximum(probabilities, SMALLEST))
    return logits


def as_bytes(digits: FloatArray) -> ByteArray:
    """float32 (N, 28, 28, 1) in [0, 1] -> uint8 (N, 28, 28), 255 = ink, as they were prepared."""
    pixels: ByteArray = np.rint(digits[..., 0] * 255).astype(np.uint8)
    return pixels


def target_of(label: int, confidence: float) -> FloatArray:
    """(10,): so much confidence in a digit, 0 to 9; all ten alike for what is no digit."""
    target: FloatArray = np.full(DIGITS, (1 - confidence) / (DIGITS - 1))
    if label == NO_DIGIT:
        target[:] = 1 / DIGITS
    else:
        target[label] = confidence
    return target
