"""Atomic writes: whatever happens meanwhile, the file is the old one or the new one, whole."""

import errno
import glob
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FORGOTTEN_S = 3600  # temporary files of killed runs are removed after that


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Gives a temporary path beside `path` to write to, and at the end renames it over `path`.

    If the writing fails, the old file stays and the temporary one is removed.
    """
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    _remove_forgotten(path)
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())  # on the disk before it replaces the old one
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def reason(error: Exception) -> str:
    """Why a write failed, in the system's words; HDF5 does not always say: then "disk full"."""
    return os.strerror(getattr(error, "errno", None) or errno.ENOSPC)


def _remove_forgotten(path: Path) -> None:
    for beside in path.parent.glob(f".{glob.escape(path.stem)}.*{path.suffix}"):
        is_number = beside.name.split(".")[2].isdigit()
        if is_number and time.time() - beside.stat().st_mtime > FORGOTTEN_S:
            beside.unlink(missing_ok=True)
