"""Pictures that were copied elsewhere."""

from __future__ import annotations

import io
import tkinter as tk
from pathlib import Path
from typing import BinaryIO

from PIL import ImageGrab

EMPTY = "There is no picture on the clipboard. Copy one first."
X11_TYPES = ("image/png", "image/jpeg", "image/bmp", "image/tiff", "image/gif")


def copied_picture(window: tk.Misc) -> Path | BinaryIO:
    """The picture file on the clipboard, or its content, for open_picture().

    Raises ValueError where there is none.
    """
    if window.tk.call("tk", "windowingsystem") == "x11":
        return _from_x11(window)
    try:
        found = ImageGrab.grabclipboard()  # a picture, names of files, or None
    except OSError as error:
        raise ValueError(EMPTY) from error
    if isinstance(found, list) and found:
        return Path(found[0])
    if found is None or isinstance(found, list):
        raise ValueError(EMPTY)
    content = io.BytesIO()
    found.save(content, "PNG")
    return content


def _from_x11(window: tk.Misc) -> Path | BinaryIO:
    """Asks X11 itself, and what speaks X11 on Wayland; no other program is needed."""
    types = _selection(window, "TARGETS").split()
    for wanted in X11_TYPES:
        if wanted in types:
            # Tk gives bytes as numbers: "0x89 0x50 0x4e ..."
            return io.BytesIO(bytes(int(n, 0) & 255 for n in _selection(window, wanted).split()))
    raise ValueError(EMPTY)


def _selection(window: tk.Misc, kind: str) -> str:
    try:
        return str(window.selection_get(selection="CLIPBOARD", type=kind))
    except tk.TclError:  # nobody has copied anything, or not as this
        return ""
