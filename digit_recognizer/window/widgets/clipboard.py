"""The picture on the clipboard."""

from __future__ import annotations

import io
import tkinter as tk
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

EMPTY = "There is no picture on the clipboard. Copy one first."
FILE_LIST = "text/uri-list"
X11_TYPES = ("image/png", "image/jpeg", "image/bmp", "image/tiff", "image/gif", "image/webp")


def copied_picture(window: tk.Misc) -> Path | BinaryIO:
    """The picture file on the clipboard, or its content, for open_picture().

    Raises ValueError where there is none.
    """
    if window.tk.call("tk", "windowingsystem") == "x11":
        return _from_x11(window)
    from PIL import ImageGrab  # not before it is needed: the window must open at once

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
    """Asks X11, or XWayland; needs no other program."""
    types = _selection(window, "TARGETS").split()
    for wanted in X11_TYPES:
        if wanted in types:
            return io.BytesIO(_bytes(_selection(window, wanted)))
    if FILE_LIST in types:  # copied in a file manager
        names = _bytes(_selection(window, FILE_LIST)).decode(errors="replace").splitlines()
        files = [name for name in names if name.startswith("file:")]
        if files:
            return Path(unquote(urlsplit(files[0]).path))
    raise ValueError(EMPTY)


def _selection(window: tk.Misc, kind: str) -> str:
    try:
        return str(window.tk.call("selection", "get", "-selection", "CLIPBOARD", "-type", kind))
    except tk.TclError:  # nothing is there, or not of this kind
        return ""


def _bytes(numbers: str) -> bytes:
    """Tk gives binary data as numbers: "0x89 0x50 0x4e ..."."""
    return bytes(int(number, 0) & 255 for number in numbers.split())
