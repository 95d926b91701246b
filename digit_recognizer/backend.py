"""TensorFlow under Keras, without the lines that it prints when it starts."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from types import ModuleType


def import_keras() -> ModuleType:
    """Imports Keras on TensorFlow; what the user has set in the environment stays. Takes seconds.

    An ordinary `import keras` does the same, with half a page of notes about CPU features and
    GPUs that are not there.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("absl").setLevel(logging.ERROR)  # no warning that HDF5 is an old format
    with _silent_libraries():
        import keras
    return keras


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
