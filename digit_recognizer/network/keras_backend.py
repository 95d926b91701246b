"""Keras on TensorFlow: imported late and silently."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import platform
import sys
from collections.abc import Iterator
from types import ModuleType

from digit_recognizer.network.advice import first_line, how_to_install, this_place

PYTHONS = "3.10 to 3.13"  # that have a TensorFlow; pyproject.toml keeps pip off the others


@functools.cache  # an import that fails is tried again
def import_keras() -> ModuleType:
    """Imports Keras on TensorFlow, which takes seconds; the user's environment variables win.

    A plain `import keras` does the same, with half a page of log about CPU features and missing
    GPUs. Raises ImportError with what to do about it.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("absl").setLevel(logging.ERROR)  # no warning that HDF5 is an old format,
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # nor that it compiles again,
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # nor that there is no home folder
    try:
        with _silent_libraries():
            import keras

            module: ModuleType = keras
    except Exception as error:  # an odd backend makes Keras raise almost anything
        raise ImportError(
            f"Keras and TensorFlow cannot be imported ({first_line(error)}). {_remedy()}"
        ) from error
    return module


def _remedy() -> str:
    backend = os.environ["KERAS_BACKEND"]
    if backend != "tensorflow":
        return f"KERAS_BACKEND is set to {backend}: unset it."
    how = how_to_install(this_place())
    return f"With Python {PYTHONS} (this is {platform.python_version()}), install them: {how}"


@contextlib.contextmanager
def _silent_libraries() -> Iterator[None]:
    """Drops what C code writes to stderr, but not what Python writes there.

    TF_CPP_MIN_LOG_LEVEL alone does not silence the import: TensorFlow issue 100442.
    """
    if sys.stderr is None:  # a program without a console, on Windows
        yield
        return
    python_stderr, kept = sys.stderr, os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        with open(kept, "w", buffering=1, closefd=False) as sys.stderr:
            yield
    finally:
        os.dup2(kept, 2)
        sys.stderr = python_stderr
        os.close(kept)
        os.close(nowhere)
