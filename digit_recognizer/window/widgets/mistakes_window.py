"""Where a network errs: which digits it takes for which others, and the images themselves."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

import numpy as np
from PIL import Image, ImageTk

from digit_recognizer import DIGITS
from digit_recognizer.reading.inside.mistakes import Misread, Mistakes
from digit_recognizer.window.widgets.dialog import Dialog
from digit_recognizer.window.widgets.picture_canvas import PictureCanvas
from digit_recognizer.window.widgets.theme import colour, in_colours, unit_px

CELL_UNITS = 4  # side of a cell of the matrix
TILE_UNITS = 5  # side of an image
TILE_ROWS, TILE_COLUMNS = 6, 10
SHADES = 3.0  # mistakes of one kind, from which a cell is fully coloured


class MistakesWindow(Dialog):
    """The confusion matrix on the left, what was misread on the right; Escape closes it."""

    def __init__(
        self, window: tk.Tk, name: str, mistakes: Mistakes, on_choice: Callable[[Misread], None]
    ) -> None:
        """name: of the network. on_choice: an image was clicked."""
        super().__init__(window, f"Where {name} errs")
        self.resizable(False, False)
        unit, part = unit_px(window), self.part
        matrix, tiles = Confusion(part), ttk.Frame(part)
        matrix.show(mistakes.confusion)
        self._on_choice = on_choice
        self._images: list[ImageTk.PhotoImage] = []  # Tk shows them only while Python holds them
        for index, misread in enumerate(mistakes.misread[: TILE_ROWS * TILE_COLUMNS]):
            row, column = divmod(index, TILE_COLUMNS)
            self._tile(tiles, misread).grid(row=row, column=column, padx=1, pady=1)
        for column, text in enumerate(
            ("True digit down, read as across", "Misread: true, read as")
        ):
            ttk.Label(part, text=text, style="Heading.TLabel").grid(
                row=0, column=column, sticky="w", pady=(0, unit)
            )
        matrix.grid(row=1, column=0, sticky="n", padx=(0, 3 * unit))
        tiles.grid(row=1, column=1, sticky="n")
        close = ttk.Button(part, text="Close", command=self.destroy)
        close.grid(row=2, column=0, columnspan=2, pady=(2 * unit, 0))
        close.focus_set()

    def _tile(self, parent: ttk.Frame, misread: Misread) -> ttk.Button:
        side = TILE_UNITS * unit_px(self)
        ink_on_paper = in_colours(self, Image.fromarray(255 - misread.pixels))
        image = ImageTk.PhotoImage(ink_on_paper.resize((side, side)), master=self)
        self._images.append(image)
        return ttk.Button(
            parent,
            image=image,
            text=f"{misread.label}, {misread.answer}",
            compound="top",
            style="Past.TButton",
            command=lambda: self._on_choice(misread),
        )


class Confusion(PictureCanvas):
    """A table of 10 by 10 numbers; mistakes are coloured, the more the stronger."""

    def show(self, confusion: list[list[int]]) -> None:
        """confusion: [label][answer]."""
        self.clear()
        cell = CELL_UNITS * self.unit
        side = cell * (DIGITS + 1)
        self.configure(width=side + 1, height=side + 1)  # and the last line
        for digit in range(DIGITS):
            middle = (digit + 1.5) * cell
            for place in ((middle, cell / 2), (cell / 2, middle)):
                self.create_text(*place, text=digit, font="Bold", fill=colour(self, "text"))
        for label, row in enumerate(confusion):
            for answer, count in enumerate(row):
                self._cell(label, answer, count)

    def _cell(self, label: int, answer: int, count: int) -> None:
        cell = CELL_UNITS * self.unit
        left, top = (answer + 1) * cell, (label + 1) * cell
        is_right = label == answer
        share = 0.0 if is_right else min(1.0, count / SHADES)
        fill = self._mixed("surface", "found", share)
        self.create_rectangle(
            left, top, left + cell, top + cell, fill=fill, outline=colour(self, "line")
        )
        if count:
            shade = "faint" if is_right else ("window" if share > 0.5 else "text")
            middle = (left + cell / 2, top + cell / 2)
            self.create_text(*middle, text=count, font="Small", fill=colour(self, shade))

    def _mixed(self, name: str, other: str, share: float) -> str:
        ends = [np.array(self.winfo_rgb(colour(self, one))) / 257 for one in (name, other)]
        mixed = np.rint(ends[0] + share * (ends[1] - ends[0])).astype(int)
        return "#{:02x}{:02x}{:02x}".format(*mixed)
