"""TensorFlow under Keras: imported late, silently, and without stopping the window."""

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
    """Imports Keras on TensorFlow; what the user has set in the environment stays. Takes seconds.

    An ordinary `import keras` does the same, with half a page of notes about CPU features and
    GPUs that are not there. Raises ImportError with the command that installs what is missing.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("absl").setLevel(logging.ERROR)  # no warning that HDF5 is an old format,
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # nor that there is no home folder
    try:
        with _silent_libraries(), _no_garbage_collection():
            _load_tensorflow_library()
            import keras
    except ImportError as error:
        raise ImportError(
            f"Keras cannot be imported ({error}). "
            "Install what is needed: python -m pip install -r requirements.txt"
        ) from error
    return keras


def _load_tensorflow_library() -> None:
    """Loads the gigabyte of TensorFlow that is not Python, while other threads go on.

    Python's import would hold the interpreter's lock meanwhile, and the window stand still: for a
    second, or for many when the disk is cold. A call through ctypes lets go of the lock. If this
    finds nothing, or fails, the import does it all.
    """
    package = importlib.util.find_spec("tensorflow")
    if "tensorflow" in sys.modules or package is None or os.name != "posix":
        return
    for folder in package.submodule_search_locations or ():
        for library in Path(folder).glob("libtensorflow_cc.*"):
            ctypes.CDLL(None).dlopen(os.fsencode(library), os.RTLD_NOW)


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """An import makes 300,000 objects that stay: looking through them takes a fifth of its time.

    Nor are they looked through afterwards: the pen would be held up for 0.1 seconds each time.
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
    """Keras imports matplotlib, where it is there, for plots of its own: nearly half a second.

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
    """What C code writes to stderr is dropped; what Python writes there is not.

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
