"""Writing a file so that it is whole or not there, whatever happens meanwhile."""

import errno
import glob
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FORGOTTEN_S = 3600  # what a killed run has left beside a file is removed after that


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Gives a path beside `path` to write to; at the end, renames it over `path`.

    Until then the old file stays as it is. If the writing fails, it stays for good, and the new
    one is removed.
    """
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    _remove_forgotten(path)
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())  # on the disk before the old one goes
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def reason(error: Exception) -> str:
    """Why something could not be written, in the system's words. HDF5 does not always say."""
    return os.strerror(getattr(error, "errno", None) or errno.ENOSPC)


def _remove_forgotten(path: Path) -> None:
    for beside in path.parent.glob(f".{glob.escape(path.stem)}.*{path.suffix}"):
        is_number = beside.name.split(".")[2].isdigit()
        if is_number and time.time() - beside.stat().st_mtime > FORGOTTEN_S:
            beside.unlink(missing_ok=True)
