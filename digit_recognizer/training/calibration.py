"""Calibrated confidence: of the answers given with 90 % confidence, 90 % are correct.

A trained network is often too confident. Dividing the logits of its last layer by one number, the
temperature, changes every confidence but no answer: Guo, Pleiss, Sun, Weinberger, "On Calibration
of Modern Neural Networks", ICML 2017. The temperature is chosen on the validation set, and so is
the confidence threshold, below which the program says that it is not sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.arrays import FloatArray

if TYPE_CHECKING:
    import keras

TEMPERATURES = np.geomspace(0.5, 2.0, 121)  # the candidates, 1.2 % apart
SMALLEST = 1e-7  # probabilities are clipped here before the logarithm, as Keras does
REJECTED_SHARE = 0.01  # of the digits in the validation set
BINS = 15  # of equal width, as in the paper


def best_temperature(probabilities: FloatArray, labels: NDArray[np.integer]) -> float:
    """The temperature with the smallest loss, for probabilities (N, 10) and labels (N,)."""
    losses = [cross_entropy(at_temperature(probabilities, t), labels) for t in TEMPERATURES]
    return float(TEMPERATURES[np.argmin(losses)])


def at_temperature(probabilities: FloatArray, temperature: float) -> FloatArray:
    """softmax(logits / temperature), from softmax(logits): (N, 10) -> (N, 10)."""
    logits = np.log(np.maximum(probabilities, 1e-30)) / temperature  # up to a constant per row
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    normalised: FloatArray = powers / powers.sum(axis=1, keepdims=True)
    return normalised


def apply_temperature(model: keras.Sequential, temperature: float) -> None:
    """Divides the last layer's weights, and so its logits: the file needs no temperature."""
    last = model.layers[-1]
    last.set_weights([weights / temperature for weights in last.get_weights()])


def choose_threshold(confidences: FloatArray) -> float:
    """The confidence threshold that rejects 1 % of these digits, (N,)."""
    return float(np.quantile(confidences, REJECTED_SHARE))


def cross_entropy(probabilities: FloatArray, labels: NDArray[np.integer]) -> float:
    """In nats, the mean over probabilities (N, 10) and labels (N,)."""
    of_labels = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(of_labels, SMALLEST)).mean())


def reliability_bins(confidences: FloatArray, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(bins in use, 3): mean confidence, accuracy, share of all answers.

    confidences: (N,) in [0, 1]. right: (N,). Bins of equal width; empty ones are left out.
    """
    index = np.minimum((confidences * BINS).astype(int), BINS - 1)
    used = [index == b for b in range(BINS) if (index == b).any()]
    return np.array([(confidences[m].mean(), right[m].mean(), m.mean()) for m in used])


def calibration_error(confidences: FloatArray, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: |confidence - accuracy|, the mean over all answers by bins."""
    confidence, accuracy, share = reliability_bins(confidences, right).T
    return float(np.sum(np.abs(confidence - accuracy) * share))
