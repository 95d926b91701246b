"""A few words beside the mouse, when it rests on a button or the keyboard has come to it."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from digit_recognizer.window.widgets.theme import colour, unit_px

DELAY_MS = 600  # of the mouse: who knows the button presses it before


class Tooltip:
    """Belongs to a widget."""

    def __init__(self, widget: tk.Widget, text: str) -> None:
        self._widget, self._text = widget, text
        self._later: str | None = None
        self._shown: tk.Toplevel | None = None
        for event in ("<Enter>", "<FocusIn>"):
            widget.bind(event, lambda event: self._wait(), add=True)
        for event in ("<Leave>", "<FocusOut>", "<Button>", "<Key>", "<Destroy>"):
            widget.bind(event, lambda event: self._hide(), add=True)

    def _wait(self) -> None:
        self._hide()
        self._later = self._widget.after(DELAY_MS, self._show)

    def _show(self) -> None:
        self._later = None
        unit = unit_px(self._widget)
        window = self._shown = tk.Toplevel(self._widget, background=colour(self._widget, "line"))
        window.wm_overrideredirect(True)  # no title bar
        label = ttk.Label(window, text=self._text, style="Tooltip.TLabel")
        label.pack(padx=1, pady=1)
        left = self._widget.winfo_rootx()
        below = self._widget.winfo_rooty() + self._widget.winfo_height() + unit // 2
        window.wm_geometry(f"+{left}+{below}")

    def _hide(self) -> None:
        if self._later is not None:
            self._widget.after_cancel(self._later)
            self._later = None
        if self._shown is not None:
            self._shown.destroy()
            self._shown = None
