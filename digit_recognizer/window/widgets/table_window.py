"""A small window with tables of two columns: shortcuts, or facts."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from digit_recognizer.window.widgets.theme import colour, unit_px

WIDEST_UNITS = 36  # of the second column; longer texts go on below
ROWS = (18, 27, 200)  # below each other, at most; with more, there are fewer tables side by side
AROUND_UNITS = 14  # of the screen's height, for the title bar and the button

Table = tuple[str, Sequence[tuple[str, str]]]  # a heading, or "", and rows: a name, what is said


class TableWindow(tk.Toplevel):
    """Tables with headings; Escape and Enter close it. Small screens scroll."""

    def __init__(self, window: tk.Tk, title: str, tables: Sequence[Table]) -> None:
        super().__init__(window, background=colour(window, "window"))
        self.title(title)
        self.transient(window)
        self.resizable(False, False)
        unit = unit_px(window)
        self.canvas = tk.Canvas(self, highlightthickness=0, background=colour(window, "window"))
        bar = ttk.Scrollbar(self, command=self.canvas.yview)
        self.canvas.configure(yscrollcommand=bar.set)
        close = ttk.Button(self, text="Close", command=self.destroy)
        self.canvas.grid(row=0, column=0, padx=2 * unit, pady=2 * unit)
        close.grid(row=1, column=0, columnspan=2, pady=(0, 2 * unit))
        if self._fill(tables):
            bar.grid(row=0, column=1, sticky="ns")
        close.focus_set()
        for key in ("<Escape>", "<Return>"):
            self.bind(key, lambda event: self.destroy())
        for key, steps in (("<Up>", -1), ("<Down>", 1), ("<Prior>", -10), ("<Next>", 10)):
            self.bind(key, lambda event, steps=steps: self.canvas.yview_scroll(steps, "units"))  # type: ignore[misc]

    def _fill(self, tables: Sequence[Table]) -> bool:
        """As many columns as the screen has room for; whether it has to scroll."""
        most_wide = self.winfo_screenwidth() - 6 * unit_px(self)
        most_high = self.winfo_screenheight() - AROUND_UNITS * unit_px(self)
        for rows in ROWS:
            part = self._columns(in_columns(tables, rows))
            part.update_idletasks()
            if part.winfo_reqwidth() <= most_wide or rows == ROWS[-1]:
                break
            part.destroy()
        wide, high = part.winfo_reqwidth(), part.winfo_reqheight()
        self.canvas.create_window(0, 0, window=part, anchor="nw")
        self.canvas.configure(
            width=min(wide, most_wide), height=min(high, most_high), scrollregion=(0, 0, wide, high)
        )
        return high > most_high

    def _columns(self, columns: Sequence[Sequence[Table]]) -> ttk.Frame:
        part = ttk.Frame(self.canvas)
        for column, tables in enumerate(columns):
            space = (4 * unit_px(self) if column else 0, 0)
            self._column(part, tables).grid(row=0, column=column, sticky="n", padx=space)
        return part

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


def in_columns(tables: Sequence[Table], most_rows: int) -> list[list[Table]]:
    """The tables in their order, so many rows in a column."""
    columns: list[list[Table]] = [[]]
    count = 0
    for table in tables:
        rows = len(table[1]) + 1
        if columns[-1] and count + rows > most_rows:
            columns.append([])
            count = 0
        columns[-1].append(table)
        count += rows
    return columns
