"""A model file -> a network that is ready to compute, or a sentence on what is wrong.

What is wrong with the file is told from what is wrong around it: a package, a variable, memory.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.network.advice import (
    first_line,
    has_make,
    how_to_install,
    how_to_train,
    this_place,
)
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.keras_file import WRONG, read_for_keras, read_network
from digit_recognizer.network.keras_layers import SavedLayer, UnsupportedLayer
from digit_recognizer.network.keras_only import needs_keras, safe_network
from digit_recognizer.network.keras_runtime import KerasRuntime
from digit_recognizer.network.model_check import RefusedModel
from digit_recognizer.network.model_file import Notes, check_weights, read_notes
from digit_recognizer.network.runtime import Runtime, import_onnxruntime
from digit_recognizer.network.self_test import Usage, usage_of

INPUTS = ((SIDE, SIDE, 1), (SIDE, SIDE), (SIDE * SIDE,), (1, SIDE, SIDE))  # of one digit


class ModelError(Exception):
    """The model file cannot be used; its text names the file and says what to do."""


@dataclass(frozen=True)
class OpenNetwork:
    """A network for digits, and what is known of it."""

    runtime: Runtime | KerasRuntime
    usage: Usage
    parameters: int  # numbers in its weights
    notes: Notes


def open_network(path: Path) -> OpenNetwork:
    """Raises ModelError."""
    _import_packages()
    train = how_to_train(path, this_place(), has_make())
    try:
        if not path.exists():
            raise ModelError(f"{path} was not found. {train}")
        if path.is_dir():
            raise ModelError(f"{path} is a folder, not a model file. {train}")
        runtime, weights = _runtime(path, train)
        return _checked(runtime, weights, read_notes(path))
    except ModelError:
        raise
    except RefusedModel as refusal:
        raise ModelError(f"{path} {refusal}. {train}") from refusal
    except PermissionError as error:
        raise ModelError(f"{path} may not be read: it belongs to somebody else.") from error
    except MemoryError as error:
        raise ModelError(f"There is not enough memory for {path}.") from error
    except Exception as error:  # what is wrong with the file has been told by now
        raise ModelError(f"{path} cannot be run here: {first_line(error)}.") from error


def _import_packages() -> None:
    """Raises ModelError: what goes wrong here is not the fault of a file."""
    try:
        import h5py  # noqa: F401
        import onnx.helper  # noqa: F401

        import_onnxruntime()
    except ImportError as error:
        raise ModelError(
            f"A package that reads networks is missing or broken ({first_line(error)}). "
            f"Install what is needed: {how_to_install(this_place())}"
        ) from error
    except Exception as error:  # whatever stands in the way of it, an odd variable for one
        raise ModelError(
            f"The packages that read networks do not start: {first_line(error)}."
        ) from error


def _read(path: Path, train: str) -> SavedLayer:
    """Raises RefusedModel; ModelError for a file that cannot be opened, or is damaged."""
    try:
        return read_network(path)
    except (RefusedModel, MemoryError, PermissionError):
        raise
    except Exception as error:  # a damaged file makes h5py raise almost anything
        if isinstance(error, OSError) and error.errno is not None:  # the system's; HDF5 has none
            problem = f"{path} cannot be opened: {os.strerror(error.errno)}."
        else:
            problem = f"{path} could not be read as a Keras model. {train}"
        raise ModelError(problem) from error


def _runtime(path: Path, train: str) -> tuple[Runtime | KerasRuntime, list[FloatArray]]:
    """The network and its weights. Raises RefusedModel and ModelError."""
    try:
        network = _read(path, train)
        return Runtime(network), network.all_weights()
    except UnsupportedLayer as unsupported:
        runtime = _with_keras(path, unsupported)
        return runtime, runtime.weights()


def _with_keras(path: Path, unsupported: UnsupportedLayer) -> KerasRuntime:
    """The same network in Keras. Raises `unsupported` where Keras is not to be trusted with it."""
    description, weights, suffix = read_for_keras(path)
    if not needs_keras(description):
        raise unsupported
    try:
        network = safe_network(description)
    except WRONG as error:
        raise RefusedModel("has a damaged description of its layers") from error
    try:
        return KerasRuntime(network, weights, suffix)
    except ImportError as error:
        raise ModelError(f"{path} {unsupported}. Only Keras can compute it. {error}") from error


def _checked(
    runtime: Runtime | KerasRuntime, weights: list[FloatArray], notes: Notes
) -> OpenNetwork:
    """Raises RefusedModel for damaged weights, or what is no network for digits."""
    check_weights(weights, notes)
    if runtime.input_shape not in INPUTS or runtime.output_shape != (DIGITS,):
        raise RefusedModel(
            f"is a network from {runtime.input_shape} to {runtime.output_shape}, not from "
            f"{INPUTS[0]} to ({DIGITS},)"
        )
    parameters = sum(array.size for array in weights)
    return OpenNetwork(runtime, usage_of(runtime.probabilities), parameters, notes)
