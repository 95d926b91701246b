"""Files dropped on a widget, where tkinterdnd2 is installed; without it, there are no drops."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path


def accept_files(widget: tk.Widget, opened: Callable[[Path], None]) -> bool:
    """Calls `opened` with the first file of each drop; False where drops are not possible."""
    try:
        from tkinterdnd2 import DND_FILES, TkinterDnD

        TkinterDnD._require(widget.winfo_toplevel())
    except (ImportError, RuntimeError, tk.TclError):  # not installed, or not for this system
        return False
    widget.drop_target_register(DND_FILES)  # type: ignore[attr-defined] # tkinterdnd2 adds it
    widget.dnd_bind(  # type: ignore[attr-defined]
        "<<Drop>>", lambda event: opened(first_file(widget, event.data))
    )
    return True


def first_file(widget: tk.Misc, data: str) -> Path:
    """What a drop brings is a Tcl list of names: "{/home/me/my seven.png} /home/me/8.png"."""
    return Path(widget.tk.splitlist(data)[0])
