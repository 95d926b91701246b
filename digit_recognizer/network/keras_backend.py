"""Keras on TensorFlow: imported late, silently, and without freezing the window."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import importlib.util
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


@functools.cache  # an import that fails is tried again
def import_keras() -> ModuleType:
    """Imports Keras on TensorFlow, which takes seconds; the user's environment variables win.

    A plain `import keras` does the same, with half a page of log about CPU features and missing
    GPUs. Raises ImportError with the command that installs what is missing.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("absl").setLevel(logging.ERROR)  # no warning that HDF5 is an old format,
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # nor that there is no home folder
    try:
        with _silent_libraries(), _no_garbage_collection():
            _load_tensorflow_library()
            import keras

            module: ModuleType = keras
    except ImportError as error:
        raise ImportError(
            f"Keras cannot be imported ({error}). "
            "Install what is needed: python -m pip install -r requirements.txt"
        ) from error
    return module


def _load_tensorflow_library() -> None:
    """Loads TensorFlow's shared library, a gigabyte, while other threads go on.

    Python's import holds the GIL meanwhile and would freeze the window: for a second, or for many
    when the disk cache is cold. A call through ctypes releases the GIL. Where this finds nothing
    or fails, the import does it all.
    """
    package = importlib.util.find_spec("tensorflow")
    if "tensorflow" in sys.modules or package is None or os.name != "posix":
        return
    for folder in package.submodule_search_locations or ():
        for library in Path(folder).glob("libtensorflow_cc.*"):
            ctypes.CDLL(None).dlopen(os.fsencode(library), os.RTLD_NOW)


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """The import makes 300,000 lasting objects; scanning them would take a fifth of its time.

    Afterwards they are frozen: each full collection would hold up the pen for 0.1 seconds.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


@contextlib.contextmanager
def without_matplotlib() -> Iterator[None]:
    """Keeps Keras from importing matplotlib for its own plots, which takes nearly half a second.

    If Keras is imported meanwhile, keras.visualization has no plots in this process.
    """
    is_there = "matplotlib" in sys.modules
    if not is_there:
        sys.modules["matplotlib"] = None  # type: ignore[assignment] # cannot be imported
    try:
        yield
    finally:
        if not is_there:
            del sys.modules["matplotlib"]


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
