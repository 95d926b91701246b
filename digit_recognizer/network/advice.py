"""What to do about a network that cannot be used, which depends on where the program is."""

from __future__ import annotations

import enum
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from digit_recognizer import MODEL_FILE, PROJECT

SCRIPT = "train_digit_recognizer.py"
NEEDS_SOURCE = "Training needs the project's source: see its README"


class Place(enum.Enum):
    """Where a copy of the program can be."""

    CHECKOUT = "beside the script that trains"
    INSTALLED = "in Python's packages"
    BUILT = "in a program of its own, without Python"


def this_place() -> Place:
    """Where this copy is."""
    if hasattr(sys, "frozen"):  # PyInstaller and the like set it
        return Place.BUILT
    return Place.CHECKOUT if (PROJECT / SCRIPT).exists() else Place.INSTALLED


def how_to_train(model_file: Path, place: Place, has_make: bool) -> str:
    """How to get a network where model_file should be; beside it, if there is something else."""
    is_shipped = model_file.absolute() == MODEL_FILE
    if place is not Place.CHECKOUT:
        return "Install the program again" if is_shipped else NEEDS_SOURCE
    if is_shipped:
        return "Train it: make train" if has_make else f"Train it: python {SCRIPT}"
    name = model_file.name.split(".")[0]  # not .keras, which the script does not write
    if model_file.exists():  # it is the user's: not to be written over
        name = f"new_{name}"
    output = model_file.with_name(f"{name}.h5")
    return f"Train one: python {SCRIPT} --output {quoted(output)}"


def how_to_install(place: Place) -> str:
    """How to get Keras, or a package that is missing."""
    if place is Place.BUILT:
        return NEEDS_SOURCE
    if place is Place.INSTALLED:
        return 'python -m pip install "digit-recognizer[train]"'
    return "python -m pip install -r requirements.txt"


def has_make() -> bool:
    """Whether `make train` works: its file is for the shells of Linux and macOS."""
    return os.name == "posix" and shutil.which("make") is not None


def quoted(path: Path) -> str:
    """As it is to be typed."""
    return subprocess.list2cmdline([str(path)]) if os.name == "nt" else shlex.quote(str(path))


def first_line(error: BaseException) -> str:
    """What an error says, for the middle of a sentence."""
    lines = str(error).strip().splitlines()
    return lines[0][:200].rstrip(".") if lines else type(error).__name__
