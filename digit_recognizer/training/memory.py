"""Keeps the memory that one training step frees for the next one."""

from __future__ import annotations

import ctypes
import sys

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4  # names of glibc's options: man 3 mallopt
NEVER = 2**31 - 1  # bytes, the largest that can be said
AHEAD = 64 * 2**20  # bytes


def keep_freed_memory() -> None:
    """Linux alone: what is freed stays with the process. Elsewhere it does nothing.

    TensorFlow frees a step's feature maps and asks for as much in the next one. glibc returns large
    arrays to the system each time, which fills every page with zeros before it lends it again:
    where that is slow, it took two fifths of a step of the page network.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
    if mallopt is not None:
        mallopt(M_MMAP_MAX, 0)
        mallopt(M_TRIM_THRESHOLD, NEVER)
        mallopt(M_TOP_PAD, AHEAD)
