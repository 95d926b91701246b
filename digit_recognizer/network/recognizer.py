"""mnist.h5, checked when it is opened; (1, 28, 28, 1) -> a Prediction."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_check import RefusedModel, check_size, checked_description
from digit_recognizer.network.model_file import check_weights, read_notes, threshold_of

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

TRAIN_COMMAND = "python train_digit_recognizer.py"
BATCH_SIZES = (
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    10,
    12,
    16,
    24,
    32,
    64,
    128,
)  # of batches: for each size that it has
# seen, TensorFlow keeps memory, and 500 of them took half a gigabyte
TWO_SHARE = 0.7  # of the probability: with less for the best two, it is not one of them

_loading = threading.Lock()


class ModelError(Exception):
    """The model file cannot be used; its text names the file and the command that makes one."""


@dataclass(frozen=True)
class Prediction:
    """What the network read; `digit, confidence = prediction` works too."""

    digit: int  # 0 to 9
    confidence: float  # 0 to 1, the largest of the probabilities
    probabilities: tuple[float, ...]  # ten, in the order of the digits; their sum is 1
    sure: bool  # the confidence reaches what all but 1 % of true digits reach

    @property
    def runner_up(self) -> tuple[int, float]:
        """The second best: a digit and its confidence."""
        others = (digit for digit in range(DIGITS) if digit != self.digit)
        second = max(others, key=lambda digit: self.probabilities[digit])
        return second, self.probabilities[second]

    @property
    def is_digit(self) -> bool:
        """Whether it looks like a digit at all: sure, or torn between two."""
        return self.sure or self.confidence + self.runner_up[1] >= TWO_SHARE

    def __iter__(self) -> Iterator[float]:
        return iter((self.digit, self.confidence))


class Recognizer:
    """A trained network, ready to read digits."""

    def __init__(self, model_file: Path) -> None:
        """Takes seconds: imports TensorFlow. Raises ModelError if the file is no such model."""
        self._network = _traced(_open_model(model_file))
        self._sure_from = threshold_of(read_notes(model_file))
        self.predict(np.zeros((1, SIDE, SIDE, 1), np.float32))  # the first is slow

    def predict(self, digit: NDArray[np.float32]) -> Prediction:
        """Reads one digit, float32 (1, 28, 28, 1) in [0, 1], ink = 1."""
        return self.predict_all(digit)[0]

    def predict_all(self, digits: NDArray[np.float32]) -> list[Prediction]:
        """Reads many at once, float32 (N, 28, 28, 1) in [0, 1], ink = 1."""
        return [self._prediction(shares) for shares in self.probabilities(digits)]

    def _prediction(self, shares: NDArray[np.float64]) -> Prediction:
        best = int(shares.argmax())
        confidence = float(shares[best])
        return Prediction(
            best, confidence, tuple(shares.tolist()), sure=confidence >= self._sure_from
        )

    def probabilities(self, digits: NDArray[np.float32]) -> NDArray[np.float64]:
        """float32 (N, 28, 28, 1) in [0, 1], ink = 1  ->  (N, 10)."""
        starts = range(0, len(digits), BATCH_SIZES[-1])
        return np.concatenate([self._shares(digits[i : i + BATCH_SIZES[-1]]) for i in starts])

    def _shares(self, digits: NDArray[np.float32]) -> NDArray[np.float64]:
        """probabilities() of one batch: filled up with paper to a size that is known."""
        size = next(size for size in BATCH_SIZES if size >= len(digits))
        batch = np.zeros((size, SIDE, SIDE, 1), np.float32)
        batch[: len(digits)] = digits
        return np.asarray(self._network(batch), float)[: len(digits)]


def _traced(model: keras.Model) -> Callable[[NDArray[np.float32]], tf.Tensor]:
    """The model as one TensorFlow graph: for a single digit, ten times as fast as model(x).

    Its weights are constants in it, so that TensorFlow can put layers together that follow each
    other: for ten digits, half the time again. And Python has little to do meanwhile, so the
    window's thread goes on.
    """
    import tensorflow as tf

    trainable = [np.asarray(weights) for weights in model.trainable_variables]
    others = [np.asarray(weights) for weights in model.non_trainable_variables]

    def probabilities(digits: tf.Tensor) -> tf.Tensor:
        return model.stateless_call(trainable, others, digits, training=False)[0]

    shape = tf.TensorSpec((None, SIDE, SIDE, 1), tf.float32)
    return tf.function(probabilities, input_signature=[shape])


def load_recognizer(model_file: Path | str) -> Recognizer:
    """The Recognizer of this file, loaded once, whichever thread asks first.

    Raises ModelError; the next call then tries again.
    """
    with _loading:
        return _load(Path(model_file))


@functools.cache  # a load that fails is not kept
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
    """Raises RefusedModel for what should not be opened, or not be used."""
    description = checked_description(path)
    try:
        check_size(description)
        model = import_keras().models.load_model(path, compile=False)
    except TypeError:  # the file is of a newer Keras, whose layers have options unknown to this one
        model = build_model()
        model.load_weights(path)
    check_weights(model, read_notes(path))
    return model
