"""A small window with a table of two columns: shortcuts, or facts."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from digit_recognizer.window.widgets.theme import colour, unit_px

WIDEST_UNITS = 50  # of the second column; longer texts go on below


class TableWindow(tk.Toplevel):
    """Rows of a name and what is said of it; Escape and Enter close it."""

    def __init__(self, window: tk.Tk, title: str, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__(window, background=colour(window, "window"))
        self.title(title)
        self.transient(window)
        self.resizable(False, False)
        unit = unit_px(window)
        part = ttk.Frame(self, padding=2 * unit)
        part.pack(fill="both", expand=True)
        for row, (name, text) in enumerate(rows):
            ttk.Label(part, text=name).grid(row=row, column=0, sticky="nw")
            about = ttk.Label(part, text=text, style="Faint.TLabel", wraplength=WIDEST_UNITS * unit)
            about.grid(row=row, column=1, sticky="w", padx=(3 * unit, 0))
        close = ttk.Button(part, text="Close", command=self.destroy)
        close.grid(row=len(rows), column=0, columnspan=2, pady=(2 * unit, 0))
        close.focus_set()
        for key in ("<Escape>", "<Return>"):
            self.bind(key, lambda event: self.destroy())
