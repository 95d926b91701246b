"""What a screen reader says of the parts that Tk does not know: the pad, the bars, the answer.

Tk tells screen readers nothing before version 9.1, which has `tk accessible` (TIP 733: AT-SPI on
Linux, MSAA on Windows, NSAccessibility on macOS). Its own labels and buttons then speak for
themselves. Older versions do not know the command, and nothing is lost there.
"""

from __future__ import annotations

import contextlib
import tkinter as tk


def describe(widget: tk.Misc, role: str, name: str, description: str = "") -> None:
    """Once, when the widget is made. role: one of Tk's: "Label", "Canvas", ..."""
    _tell(widget, "set_acc_role", role)
    _tell(widget, "set_acc_name", name)
    if description:
        _tell(widget, "set_acc_description", description)


def announce(widget: tk.Misc, words: str) -> None:
    """What it says now is to be heard."""
    _tell(widget, "set_acc_value", words)
    _tell(widget, "emit_selection_change")


def _tell(widget: tk.Misc, what: str, *words: str) -> None:
    with contextlib.suppress(tk.TclError):  # Tk before 9.1
        widget.tk.call("tk", "accessible", what, widget, *words)
