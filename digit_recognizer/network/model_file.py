"""mnist.h5: Keras' HDF5 file, and in it what we know of the network besides its weights.

The notes are JSON, in an attribute of the file: when an answer is sure, how the training went.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digit_recognizer.network.atomic_write import atomic_write, reason
from digit_recognizer.network.model_check import RefusedModel

if TYPE_CHECKING:
    import keras

ATTRIBUTE = "digit_recognizer"
CHECKSUM = "checksum"  # in the notes, of the weights
SURE_FROM = 0.5  # where a file does not say: more likely than all the other digits together

Notes = dict[str, Any]  # what JSON can hold


def save(model: keras.Model, notes: Notes, output: Path) -> None:
    """Weights, architecture, notes; without the optimiser's state. The old file stays until then.

    Raises OSError with a sentence.
    """
    import h5py

    try:
        with atomic_write(output) as file:
            model.save(file, include_optimizer=False)
            with h5py.File(file, "r+") as content:
                content.attrs[ATTRIBUTE] = json.dumps(notes | {CHECKSUM: checksum(model)})
    except (OSError, RuntimeError) as error:  # the latter from h5py, when closing fails
        raise OSError(f"{output} could not be written: {reason(error)}.") from error


def checksum(model: keras.Model) -> int:
    """The CRC-32 of all weights: one damaged byte makes it another."""
    value = 0
    for weights in model.get_weights():
        value = zlib.crc32(np.ascontiguousarray(weights, "<f4").tobytes(), value)
    return value


def check_weights(model: keras.Model, notes: Notes) -> None:
    """Raises RefusedModel where weights are not numbers, or not those that were saved."""
    if not all(np.isfinite(weights).all() for weights in model.get_weights()):
        raise RefusedModel("has weights that are not finite")
    if notes.get(CHECKSUM, checksum(model)) != checksum(model):
        raise RefusedModel("is damaged: its weights are not those that were saved")


def read_notes(path: Path) -> Notes:
    """The notes of a file that Keras can open; {} where it has none that can be read."""
    import h5py

    with h5py.File(path) as content:
        text = content.attrs.get(ATTRIBUTE, "{}")
    try:
        notes = json.loads(text)
    except (ValueError, TypeError):
        return {}
    return notes if isinstance(notes, dict) else {}


def threshold_of(notes: Notes) -> float:
    """The confidence from which on an answer is sure, 0 to 1."""
    value = notes.get("sure_from")
    return value if isinstance(value, float) and 0 <= value <= 1 else SURE_FROM
