"""Examples as pictures: a click puts one on the pad."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from tkinter import ttk

from PIL import ImageOps, ImageTk

from digit_recognizer.window.examples import Example
from digit_recognizer.window.widgets.dialog import Dialog
from digit_recognizer.window.widgets.theme import in_colours, unit_px

SIDE_UNITS = 7  # of a picture
PER_ROW = 10


class GalleryWindow(Dialog):
    """Groups of examples; Escape closes it."""

    def __init__(
        self,
        window: tk.Tk,
        groups: Mapping[str, Sequence[Example]],
        on_choice: Callable[[Example], None],
        on_more: Callable[[], None],
    ) -> None:
        """on_more: other digits by other people are wanted."""
        super().__init__(window, "Examples")
        self.resizable(False, False)
        self._on_choice = on_choice
        self._images: list[ImageTk.PhotoImage] = []  # Tk shows them only while Python holds them
        unit = unit_px(window)
        for heading, examples in groups.items():
            self._group(heading, examples).pack(anchor="w", pady=(0, unit))
        buttons = ttk.Frame(self.part)
        buttons.pack(anchor="e")
        ttk.Button(buttons, text="Other digits", command=on_more).pack(side="left")
        close = ttk.Button(buttons, text="Close", command=self.destroy)
        close.pack(side="left", padx=(unit, 0))
        close.focus_set()

    def _group(self, heading: str, examples: Sequence[Example]) -> ttk.Frame:
        part, unit = ttk.Frame(self.part), unit_px(self)
        ttk.Label(part, text=heading, style="Heading.TLabel").grid(
            row=0, column=0, columnspan=PER_ROW, sticky="w", pady=(0, unit // 2)
        )
        for index, example in enumerate(examples):
            row, column = divmod(index, PER_ROW)
            button = self._button(part, example)
            button.grid(row=row + 1, column=column, padx=(0, unit // 2), pady=(0, unit // 2))
        return part

    def _button(self, parent: ttk.Frame, example: Example) -> ttk.Button:
        side = SIDE_UNITS * unit_px(self)
        small = ImageOps.contain(in_colours(self, example.picture), (3 * side, side))
        image = ImageTk.PhotoImage(small, master=self)
        self._images.append(image)
        return ttk.Button(
            parent,
            image=image,
            text=example.name,
            compound="top" if example.name else "image",
            style="Past.TButton",
            command=lambda: self._on_choice(example),
        )
