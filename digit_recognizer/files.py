"""Writing a file so that it is whole or not there, whatever happens meanwhile."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Gives a path beside `path` to write to; at the end, renames it over `path`.

    Until then the old file stays as it is. If the writing fails, it stays for good, and the new
    one is removed.
    """
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())  # on the disk before the old one goes
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
