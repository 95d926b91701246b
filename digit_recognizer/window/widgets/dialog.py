"""What the smaller windows of the program have in common."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from digit_recognizer.window.widgets.theme import colour, unit_px


class Dialog(tk.Toplevel):
    """Above the main window, in its colours; Escape closes it. `part` is for its widgets."""

    def __init__(self, window: tk.Tk, title: str) -> None:
        super().__init__(window)
        self.title(title)
        self.transient(window)
        self.part = ttk.Frame(self, padding=2 * unit_px(window))
        self.part.pack(fill="both", expand=True)
        self.bind("<Escape>", lambda event: self.destroy())
        self.bind("<<ThemeChanged>>", lambda event: self._new_looks())
        self._new_looks()

    def _new_looks(self) -> None:
        self.configure(background=colour(self, "window"))
