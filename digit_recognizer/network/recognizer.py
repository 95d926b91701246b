"""mnist.h5, checked and opened; float32 (N, 28, 28, 1) in [0, 1] -> N Predictions."""

from __future__ import annotations

import copy
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.adaptation import Adaptation
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.model_file import confidence_threshold
from digit_recognizer.network.opening import ModelError, OpenNetwork, open_network
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.runtime import Runtime
from digit_recognizer.network.self_test import softmax

__all__ = ["ModelError", "Recognizer", "load_recognizer"]

KEPT = 4  # networks: two that are compared, and what they were before a file changed

_loading = threading.Lock()
_loaded: dict[tuple[Path, tuple[int, int, int]], Recognizer] = {}


class Recognizer:
    """A trained network, ready to read digits."""

    def __init__(self, model_file: Path) -> None:
        """Raises ModelError where the file cannot be used."""
        self.network: OpenNetwork = open_network(model_file)
        self.threshold = confidence_threshold(self.network.notes)  # answers below it are not sure
        self.adaptation: Adaptation | None = None  # to a person's hand

    def adapted(self, adaptation: Adaptation) -> Recognizer:
        """The same network, its answers adapted."""
        other = copy.copy(self)
        other.adaptation = adaptation
        return other

    @property
    def remark(self) -> str:
        """What a user should know of the network, in a sentence; "" where nothing is unusual."""
        usage = self.network.usage
        if not usage.knows_digits:
            return "This network knows no digits: it misreads most of ten plain ones."
        if not usage.is_usual:
            return f"This network was made for {usage.words}."
        if self.network.notes.get("quick") is True:
            return "This network comes from a quick training: a whole one reads better."
        return ""

    def predict(self, digit: NDArray[np.float32]) -> Prediction:
        """Reads one digit, float32 (1, 28, 28, 1) in [0, 1], ink = 1."""
        return self.predict_all(digit)[0]

    def predict_all(self, digits: NDArray[np.float32]) -> list[Prediction]:
        """Reads many at once, float32 (N, 28, 28, 1) in [0, 1], ink = 1."""
        told = [False] * len(digits) if self.adaptation is None else self.adaptation.knows(digits)
        return list(map(self._prediction, self.probabilities(digits), told))

    def _prediction(self, probabilities: NDArray[np.float64], is_told: bool) -> Prediction:
        """probabilities: (10,)."""
        digit = int(probabilities.argmax())
        confidence = float(probabilities[digit])
        is_sure = confidence >= self.threshold
        return Prediction(digit, confidence, tuple(probabilities.tolist()), is_sure, is_told)

    def probabilities(self, digits: NDArray[np.float32]) -> NDArray[np.float64]:
        """float32 (N, 28, 28, 1) in [0, 1], ink = 1  ->  (N, 10)."""
        if self.adaptation is None:
            inputs = self.network.usage.input_of(digits)
            return self._as_probabilities(self.network.runtime.probabilities(inputs))
        probabilities, features = self.with_features(digits)
        return self.adaptation.applied(digits, probabilities, features).astype(np.float64)

    def with_features(
        self, digits: NDArray[np.float32]
    ) -> tuple[NDArray[np.float64], FloatArray | None]:
        """Probabilities (N, 10), not adapted, and features (N, D): what the last layer takes.

        digits: float32 (N, 28, 28, 1) in [0, 1], ink = 1, N at least 1. Features are None where the
        network does not end in a Dense layer, or only Keras can compute it.
        """
        inputs = self.network.usage.input_of(digits)
        outputs, features = self.network.runtime.with_features(inputs)
        return self._as_probabilities(outputs), features

    def _as_probabilities(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        is_done = self.network.usage.ends_in_softmax
        return (outputs if is_done else softmax(outputs)).astype(np.float64)

    def activations(self, digit: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """What each layer puts out for one digit: its name -> (1, ...), as in Keras."""
        return self.network.runtime.activations(self.network.usage.input_of(digit))

    def without_map(
        self, layer: str, index: int, digits: NDArray[np.float32]
    ) -> list[Prediction] | None:
        """What is read in them when one map of a layer is off; None: only Keras computes it."""
        runtime = self.network.runtime
        if not isinstance(runtime, Runtime):
            return None
        outputs = runtime.without_map(layer, index, self.network.usage.input_of(digits))
        return [self._prediction(row, False) for row in self._as_probabilities(outputs)]


def load_recognizer(model_file: Path | str) -> Recognizer:
    """The Recognizer of the file that has this name now; the thread that asks first loads it.

    One that is loaded does not wait for another that is being loaded. Raises ModelError; the next
    call tries again.
    """
    path = Path(model_file)
    key = path.resolve(), _version_of(path)  # resolved: the current folder may change
    loaded = _loaded.get(key)
    if loaded is not None:
        return loaded
    with _loading:
        if key not in _loaded:
            _loaded[key] = Recognizer(path)
            while len(_loaded) > KEPT:
                del _loaded[next(iter(_loaded))]  # the oldest
        return _loaded[key]


def _version_of(path: Path) -> tuple[int, int, int]:
    """Another file, or another content, has another one: inode, size, time of the last change."""
    try:
        status = path.stat()
    except OSError:  # loading it says why
        return (0, 0, 0)
    return status.st_ino, status.st_size, status.st_mtime_ns
