"""Types for argparse, which calls them with the text of an argument.

Each raises ArgumentTypeError with a sentence; argparse then exits with status 2.
"""

import math
import os
import shutil
from argparse import ArgumentTypeError
from pathlib import Path

ROOM = 40e6  # bytes: the network, a temporary copy of it, and twice what --resume needs


def positive_int(text: str) -> int:
    """At least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a whole number of at least 1")
    return int(text)


def positive_float(text: str) -> float:
    """Above 0 and finite."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise ArgumentTypeError(f"{text} is not a number above 0")
    return value


def seed(text: str) -> int:
    """A seed for NumPy and TensorFlow: 0 to 2^32 - 1."""
    if not text.isdecimal() or int(text) >= 2**32:
        raise ArgumentTypeError(f"{text} is not a whole number from 0 to 4294967295")
    return int(text)


def new_model_file(text: str) -> Path:
    """A path where a model can be saved; checked before the training, not after it."""
    path = Path(text)
    if path.suffix != ".h5":
        raise ArgumentTypeError(f"{path}: the name must end in .h5")
    if path.is_dir():
        raise ArgumentTypeError(f"{path} is a folder: give a file's name")
    if not path.parent.is_dir():
        raise ArgumentTypeError(f"{path}: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise ArgumentTypeError(f"{path}: the folder {path.parent} cannot be written to")
    if shutil.disk_usage(path.parent).free < ROOM:
        raise ArgumentTypeError(
            f"{path}: the disk is full; training needs {ROOM / 1e6:.0f} MB for a while"
        )
    return path
