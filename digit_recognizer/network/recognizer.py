"""mnist.h5, checked and opened; float32 (N, 28, 28, 1) in [0, 1] -> N Predictions."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_check import RefusedModel, check_size, checked_description
from digit_recognizer.network.model_file import check_weights, confidence_threshold, read_notes
from digit_recognizer.network.prediction import Prediction

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

TRAIN_COMMAND = "python train_digit_recognizer.py"
# TensorFlow keeps memory for each batch size it has seen, half a gigabyte for 500 of them: batches
# are padded to the next of these.
BATCH_SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 64, 128)

_loading = threading.Lock()


class ModelError(Exception):
    """The model file cannot be used; its text names the file and the command that makes one."""


class Recognizer:
    """A trained network, ready to read digits."""

    def __init__(self, model_file: Path) -> None:
        """Takes seconds: imports TensorFlow. Raises ModelError where the file cannot be used."""
        self._network = _traced(_open_model(model_file))
        self._threshold = confidence_threshold(read_notes(model_file))
        self.predict(np.zeros((1, SIDE, SIDE, 1), np.float32))  # the first is slow

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
        starts = range(0, len(digits), BATCH_SIZES[-1])
        return np.concatenate([self._one_batch(digits[i : i + BATCH_SIZES[-1]]) for i in starts])

    def _one_batch(self, digits: NDArray[np.float32]) -> NDArray[np.float64]:
        """probabilities() of at most 128 digits, padded with empty ones."""
        size = next(size for size in BATCH_SIZES if size >= len(digits))
        batch = np.zeros((size, SIDE, SIDE, 1), np.float32)
        batch[: len(digits)] = digits
        return np.asarray(self._network(batch), float)[: len(digits)]


def _traced(model: keras.Model) -> Callable[[NDArray[np.float32]], tf.Tensor]:
    """The model as one TensorFlow graph: for a single digit, ten times as fast as model(x).

    The weights are constants in it, so that TensorFlow can fuse consecutive layers: for ten digits,
    half the time again. And it needs little of Python meanwhile, so the window's thread goes on.
    """
    import tensorflow as tf

    trainable = [np.asarray(weights) for weights in model.trainable_variables]
    others = [np.asarray(weights) for weights in model.non_trainable_variables]

    def probabilities(digits: tf.Tensor) -> tf.Tensor:
        return model.stateless_call(trainable, others, digits, training=False)[0]

    shape = tf.TensorSpec((None, SIDE, SIDE, 1), tf.float32)
    graph: Callable[[NDArray[np.float32]], tf.Tensor]
    graph = tf.function(probabilities, input_signature=[shape])
    return graph


def load_recognizer(model_file: Path | str) -> Recognizer:
    """The Recognizer of this file; loaded once, by the thread that asks first.

    Raises ModelError; the next call tries again.
    """
    with _loading:
        return _load(Path(model_file))


@functools.cache  # a load that fails is not cached
def _load(model_file: Path) -> Recognizer:
    return Recognizer(model_file)


def _open_model(path: Path) -> keras.Model:
    if not path.exists():
        raise ModelError(f"{path} was not found. Train it: {TRAIN_COMMAND}")
    if path.is_dir():
        raise ModelError(f"{path} is a folder, not a model file. Train one: {TRAIN_COMMAND}")
    try:
        model = _read_model(path)
    except ImportError as error:
        raise ModelError(str(error)) from error
    except RefusedModel as refusal:
        raise ModelError(f"{path} {refusal}. Train a new one: {TRAIN_COMMAND}") from refusal
    except Exception as error:  # a damaged or foreign file makes Keras raise almost anything
        raise ModelError(
            f"{path} could not be read as a Keras model. Train a new one: {TRAIN_COMMAND}"
        ) from error
    expected = ((None, SIDE, SIDE, 1), (None, DIGITS))
    found = (getattr(model, "input_shape", None), getattr(model, "output_shape", None))
    if found != expected:
        raise ModelError(
            f"{path} is a network from {found[0]} to {found[1]}, not from {expected[0]} to "
            f"{expected[1]}. Train one that reads digits: {TRAIN_COMMAND}"
        )
    return model


def _read_model(path: Path) -> keras.Model:
    """Raises RefusedModel for a file that is not safe to open, or whose weights are damaged."""
    description = checked_description(path)
    try:
        check_size(description)
        model = import_keras().models.load_model(path, compile=False)
    except TypeError:  # from a newer Keras, whose layers have options that this one does not know
        model = build_model()
        model.load_weights(path)
    check_weights(model, read_notes(path))
    return model
