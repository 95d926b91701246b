"""A small window with tables of two columns: shortcuts, or facts."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from digit_recognizer.window.widgets.theme import colour, unit_px

WIDEST_UNITS = 36  # of the second column; longer texts go on below
MOST_ROWS = 18  # below each other; the tables go on beside them

Table = tuple[str, Sequence[tuple[str, str]]]  # a heading, or "", and rows: a name, what is said


class TableWindow(tk.Toplevel):
    """Tables with headings; Escape and Enter close it."""

    def __init__(self, window: tk.Tk, title: str, tables: Sequence[Table]) -> None:
        super().__init__(window, background=colour(window, "window"))
        self.title(title)
        self.transient(window)
        self.resizable(False, False)
        unit = unit_px(window)
        part = ttk.Frame(self, padding=2 * unit)
        part.pack(fill="both", expand=True)
        for column, group in enumerate(in_columns(tables)):
            self._column(part, group).grid(
                row=0, column=column, sticky="n", padx=(4 * unit if column else 0, 0)
            )
        close = ttk.Button(part, text="Close", command=self.destroy)
        close.grid(row=1, column=0, columnspan=10, pady=(2 * unit, 0))
        close.focus_set()
        for key in ("<Escape>", "<Return>"):
            self.bind(key, lambda event: self.destroy())

    def _column(self, parent: ttk.Frame, tables: Sequence[Table]) -> ttk.Frame:
        part = ttk.Frame(parent)
        for index, table in enumerate(tables):
            above = unit_px(self) if index else 0
            self._table(part, table).pack(anchor="w", pady=(above, 0))
        return part

    def _table(self, parent: ttk.Frame, table: Table) -> ttk.Frame:
        part, unit = ttk.Frame(parent), unit_px(self)
        heading, rows = table
        if heading:
            label = ttk.Label(part, text=heading, style="Heading.TLabel")
            label.grid(row=0, column=0, columnspan=2, sticky="w", pady=(0, unit // 2))
        for row, (name, text) in enumerate(rows, start=1):
            ttk.Label(part, text=name).grid(row=row, column=0, sticky="nw")
            about = ttk.Label(part, text=text, style="Faint.TLabel", wraplength=WIDEST_UNITS * unit)
            about.grid(row=row, column=1, sticky="w", padx=(2 * unit, 0))
        return part


def in_columns(tables: Sequence[Table]) -> list[list[Table]]:
    """The tables in their order, as few columns as there is room for."""
    columns: list[list[Table]] = [[]]
    count = 0
    for table in tables:
        rows = len(table[1]) + 1
        if columns[-1] and count + rows > MOST_ROWS:
            columns.append([])
            count = 0
        columns[-1].append(table)
        count += rows
    return columns
