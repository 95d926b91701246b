"""A network that only Keras can compute, computed by Keras: what Runtime is for all others.

Importing Keras takes seconds: this room does it for such networks alone.
"""

from __future__ import annotations

import copy
import math
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digit_recognizer import SIDE
from digit_recognizer.network.advice import first_line
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.graph import MOST_OUTPUTS
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.model_check import MOST_NUMBERS, RefusedModel

if TYPE_CHECKING:
    import keras

BATCH = 256  # digits at once: Keras keeps all their feature maps


class KerasRuntime:
    """A network, ready to compute; several threads may use it at once."""

    def __init__(self, network: dict[str, Any], weights: bytes, suffix: str) -> None:
        """network: from safe_network(). weights: an HDF5 file of Keras, its content checked.

        suffix: ".h5", or ".weights.h5" for that of an archive: they differ inside. Raises
        ImportError where Keras is missing, and RefusedModel.
        """
        keras = import_keras()
        self._lock = threading.Lock()  # Keras compiles at the first digits, in one thread only
        try:
            _check_size(keras, network)
            self._model = _build(keras, network)
            _load(self._model, weights, suffix)
        except RefusedModel:
            raise
        except Exception as error:  # Keras raises almost anything
            raise RefusedModel(
                f"cannot be read by Keras {keras.__version__} either ({first_line(error)})"
            ) from error
        self.input_shape = tuple(SIDE if n is None else n for n in self._model.input_shape[1:])
        self.output_shape = self._model.output_shape[1:]
        self.layers = tuple(layer.name for layer in self._model.layers)
        self.kinds = {layer.name: type(layer).__name__ for layer in self._model.layers}
        self.kernels: dict[str, FloatArray] = {}  # they are not looked at

    def weights(self) -> list[FloatArray]:
        """All of them, in Keras' order."""
        weights: list[FloatArray] = self._model.get_weights()
        return weights

    def probabilities(self, digits: FloatArray) -> FloatArray:
        """What the last layer says, float32 (N, 10), of float32 (N, 28, 28, 1); N may be 0."""
        digits = self._fitting(digits)
        batches = [digits[start : start + BATCH] for start in range(0, len(digits), BATCH)]
        with self._lock:
            results = [self._model.predict_on_batch(batch) for batch in batches]
        return np.concatenate([np.empty((0, *self.output_shape), np.float32), *results])

    def with_features(self, digits: FloatArray) -> tuple[FloatArray, None]:
        """What probabilities() gives; what the last layer takes is not looked for."""
        return self.probabilities(digits), None

    def activations(self, digits: FloatArray) -> dict[str, FloatArray]:
        """What each layer puts out: its name -> (N, ...)."""
        outputs = {layer.name: layer.output for layer in self._model.layers}
        model = import_keras().Model(self._model.inputs[0], outputs)
        results: dict[str, FloatArray] = model.predict_on_batch(self._fitting(digits))
        return results

    def _fitting(self, digits: FloatArray) -> FloatArray:
        return np.asarray(digits, np.float32).reshape(len(digits), *self.input_shape)


def _build(keras: Any, network: dict[str, Any]) -> keras.Model:  # noqa: ANN401
    description = copy.deepcopy(network)  # Keras takes it apart
    model: keras.Model = keras.saving.deserialize_keras_object(description, safe_mode=True)
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise RefusedModel("is a network with several inputs or outputs")
    return model


def _check_size(keras: Any, network: dict[str, Any]) -> None:  # noqa: ANN401
    """Raises RefusedModel for a network that would take all memory."""
    with keras.StatelessScope():  # its variables have shapes, and take no memory before its end
        try:
            model = _build(keras, network)
            numbers = model.count_params()
            shapes = [layer.output.shape for layer in model.layers]
        finally:
            keras.utils.clear_session()  # Keras forgets them before it fills them
    largest = max(math.prod(side or 1 for side in shape) for shape in shapes)
    if numbers > MOST_NUMBERS or largest > MOST_OUTPUTS:
        raise RefusedModel("describes a network far larger than any for digits")


def _load(model: keras.Model, weights: bytes, suffix: str) -> None:
    """Keras wants a file, and goes by its name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"network{suffix}"
        path.write_bytes(weights)
        model.load_weights(path)
