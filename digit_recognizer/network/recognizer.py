"""mnist.h5, checked and opened; float32 (N, 28, 28, 1) in [0, 1] -> N Predictions."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.network.keras_file import read_network
from digit_recognizer.network.model_check import RefusedModel
from digit_recognizer.network.model_file import check_weights, confidence_threshold, read_notes
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.runtime import Runtime
from digit_recognizer.network.self_test import Usage, softmax, usage_of

TRAIN_COMMAND = "python train_digit_recognizer.py"
INPUTS = ((SIDE, SIDE, 1), (SIDE, SIDE), (SIDE * SIDE,), (1, SIDE, SIDE))  # of one digit
KEPT = 4  # networks: two that are compared, and what they were before a file changed

_loading = threading.Lock()
_loaded: dict[tuple[Path, tuple[int, int, int]], Recognizer] = {}


class ModelError(Exception):
    """The model file cannot be used; its text names the file and says what to do."""


class Recognizer:
    """A trained network, ready to read digits."""

    def __init__(self, model_file: Path) -> None:
        """Raises ModelError where the file cannot be used."""
        self._runtime, self._usage, self._threshold = _open(model_file)

    @property
    def remark(self) -> str:
        """What a user should know of the network, in a sentence; "" where nothing is unusual."""
        if not self._usage.knows_digits:
            return "This network knows no digits: it misreads most of ten plain ones."
        if self._usage.scale != 1:
            return f"This network was made for brightness from 0 to {self._usage.scale:.0f}."
        return ""

    def predict(self, digit: NDArray[np.float32]) -> Prediction:
        """Reads one digit, float32 (1, 28, 28, 1) in [0, 1], ink = 1."""
        return self.predict_all(digit)[0]

    def predict_all(self, digits: NDArray[np.float32]) -> list[Prediction]:
        """Reads many at once, float32 (N, 28, 28, 1) in [0, 1], ink = 1."""
        return [self._prediction(row) for row in self.probabilities(digits)]

    def _prediction(self, probabilities: NDArray[np.float64]) -> Prediction:
        """probabilities: (10,)."""
        digit = int(probabilities.argmax())
        confidence = float(probabilities[digit])
        is_sure = confidence >= self._threshold
        return Prediction(digit, confidence, tuple(probabilities.tolist()), is_sure)

    def probabilities(self, digits: NDArray[np.float32]) -> NDArray[np.float64]:
        """float32 (N, 28, 28, 1) in [0, 1], ink = 1  ->  (N, 10)."""
        scaled = digits if self._usage.scale == 1 else digits * np.float32(self._usage.scale)
        outputs = self._runtime.probabilities(scaled)
        return (outputs if self._usage.ends_in_softmax else softmax(outputs)).astype(np.float64)

    def activations(self, digit: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """What each layer puts out for one digit: its name -> (1, ...), as in Keras."""
        return self._runtime.activations(digit * np.float32(self._usage.scale))


def load_recognizer(model_file: Path | str) -> Recognizer:
    """The Recognizer of the file that has this name now; the thread that asks first loads it.

    Raises ModelError; the next call tries again.
    """
    path = Path(model_file)
    with _loading:
        key = path.resolve(), _version_of(path)  # resolved: the current folder may change
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


def _open(path: Path) -> tuple[Runtime, Usage, float]:
    """The network, how to use it, and its confidence threshold."""
    if not path.exists():
        raise ModelError(f"{path} was not found. Train it: {TRAIN_COMMAND}")
    if path.is_dir():
        raise ModelError(f"{path} is a folder, not a model file. Train one: {TRAIN_COMMAND}")
    try:
        return _checked(path)
    except RefusedModel as refusal:
        raise ModelError(f"{path} {refusal}. Train a new one: {TRAIN_COMMAND}") from refusal
    except ImportError as error:
        raise ModelError(
            f"A package that reads networks is missing ({error}). "
            "Install what is needed: python -m pip install -r requirements.txt"
        ) from error
    except PermissionError as error:
        raise ModelError(f"{path} may not be read: it belongs to somebody else.") from error
    except Exception as error:  # a damaged file makes h5py raise almost anything
        raise ModelError(
            f"{path} could not be read as a Keras model. Train a new one: {TRAIN_COMMAND}"
        ) from error


def _checked(path: Path) -> tuple[Runtime, Usage, float]:
    """Raises RefusedModel for a file that is not safe to open, or is no network for digits."""
    network, notes = read_network(path), read_notes(path)
    check_weights(network.all_weights(), notes)
    runtime = Runtime(network)
    if runtime.input_shape not in INPUTS or runtime.output_shape != (DIGITS,):
        raise RefusedModel(
            f"is a network from {runtime.input_shape} to {runtime.output_shape}, not from "
            f"{INPUTS[0]} to ({DIGITS},)"
        )
    return runtime, usage_of(runtime.probabilities), confidence_threshold(notes)
