"""Confidence that means something: of the answers given with 90 % confidence, 90 % are right.

A trained network is often too sure of itself. Dividing what its last layer gives, the logits, by
one number, the temperature, changes no answer but every confidence: Guo, Pleiss, Sun, Weinberger,
"On Calibration of Modern Neural Networks", ICML 2017. The number is chosen on images that were not
trained on, and so is the confidence below which the program says that it is not sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.arrays import FloatArray

if TYPE_CHECKING:
    import keras

TEMPERATURES = np.geomspace(0.5, 2.0, 121)  # the candidates, 1.2 % apart
SMALLEST = 1e-7  # no probability is taken for smaller in a loss; Keras cuts there too
REFUSED_SHARE = 0.01  # of true digits, at most, are called not sure
BINS = 15  # of equal width, as in the paper


def best_temperature(probabilities: FloatArray, labels: NDArray[np.integer]) -> float:
    """The temperature with the smallest loss, for probabilities (N, 10) and labels (N,)."""
    losses = [loss(at_temperature(probabilities, t), labels) for t in TEMPERATURES]
    return float(TEMPERATURES[np.argmin(losses)])


def at_temperature(probabilities: FloatArray, temperature: float) -> FloatArray:
    """What softmax gives for logits / temperature: (N, 10) -> (N, 10)."""
    logits = np.log(np.maximum(probabilities, 1e-30)) / temperature  # up to a constant in each row
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def set_temperature(model: keras.Sequential, temperature: float) -> None:
    """Divides the last layer's weights, and by that its logits: whoever reads the file has it."""
    last = model.layers[-1]
    last.set_weights([weights / temperature for weights in last.get_weights()])


def confidence_threshold(confidences: FloatArray) -> float:
    """The confidence that all but 1 % of these true digits, (N,), reach."""
    return float(np.quantile(confidences, REFUSED_SHARE))


def loss(probabilities: FloatArray, labels: NDArray[np.integer]) -> float:
    """Cross-entropy in nats, the mean over probabilities (N, 10) and labels (N,)."""
    of_truth = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(of_truth, SMALLEST)).mean())


def reliability(confidences: FloatArray, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(bins in use, 3): mean confidence, share of right answers, share of all answers.

    confidences: (N,) in [0, 1]. right: (N,). Bins of equal width; empty ones are left out.
    """
    index = np.minimum((confidences * BINS).astype(int), BINS - 1)
    used = [index == b for b in range(BINS) if (index == b).any()]
    return np.array([(confidences[m].mean(), right[m].mean(), m.mean()) for m in used])


def calibration_error(confidences: FloatArray, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: by how much confidence and truth differ, over all bins."""
    confidence, truth, share = reliability(confidences, right).T
    return float(np.sum(np.abs(confidence - truth) * share))
