"""mnist.h5: Keras' HDF5 file, with notes of ours in it.

The notes are JSON in an attribute of the file: the confidence threshold, how the training went.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.atomic_write import atomic_write, reason
from digit_recognizer.network.model_check import RefusedModel

if TYPE_CHECKING:
    import keras

ATTRIBUTE = "digit_recognizer"
CHECKSUM = "checksum"  # in the notes, of the weights
DEFAULT_THRESHOLD = 0.5  # where the notes have none: likelier than all other digits together

Notes = dict[str, Any]  # what JSON can hold


def save(model: keras.Model, notes: Notes, output: Path) -> None:
    """Writes architecture, weights and notes, but not the optimiser's state, in one atomic step.

    Raises OSError with a sentence.
    """
    import h5py

    try:
        with atomic_write(output) as file:
            model.save(file, include_optimizer=False)
            with h5py.File(file, "r+") as content:
                content.attrs[ATTRIBUTE] = json.dumps(
                    notes | {CHECKSUM: checksum(model.get_weights())}
                )
    except (OSError, RuntimeError) as error:  # the latter from h5py, when closing fails
        raise OSError(f"{output} could not be written: {reason(error)}.") from error


def checksum(weights: Sequence[FloatArray]) -> int:
    """The CRC-32 of all weights, in Keras' order: one damaged byte changes it."""
    value = 0
    for array in weights:
        value = zlib.crc32(np.ascontiguousarray(array, "<f4").tobytes(), value)
    return value


def check_weights(weights: Sequence[FloatArray], notes: Notes) -> None:
    """Raises RefusedModel where weights are not finite, or not those that were saved."""
    if not all(np.isfinite(array).all() for array in weights):
        raise RefusedModel("has weights that are not finite")
    if CHECKSUM in notes and notes[CHECKSUM] != checksum(weights):
        raise RefusedModel("is damaged: its weights are not those that were saved")


def read_notes(path: Path) -> Notes:
    """The notes of a model file; {} where it has none that can be read."""
    import h5py

    if not h5py.is_hdf5(path):  # a .keras archive
        return {}
    with h5py.File(path) as content:
        text = content.attrs.get(ATTRIBUTE, "{}")
    try:
        notes = json.loads(text)
    except (ValueError, TypeError):
        return {}
    return notes if isinstance(notes, dict) else {}


def confidence_threshold(notes: Notes) -> float:
    """The confidence threshold, 0 to 1: answers below it are not sure."""
    value = notes.get("sure_from")
    return value if isinstance(value, float) and 0 <= value <= 1 else DEFAULT_THRESHOLD
