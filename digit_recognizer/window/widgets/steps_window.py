"""From pixels to the answer, step by step: pictures and a sentence each, for a class."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from PIL import ImageTk

from digit_recognizer.reading.inside.steps import Step
from digit_recognizer.window.widgets.dialog import Dialog
from digit_recognizer.window.widgets.theme import unit_px

SIDE_UNITS = 18  # of a picture


class StepsWindow(Dialog):
    """Each step beside the one before; Escape closes it."""

    def __init__(self, window: tk.Tk, steps: Sequence[Step]) -> None:
        super().__init__(window, "From pixels to the answer")
        self.resizable(False, False)
        unit, part = unit_px(window), self.part
        self._images = [ImageTk.PhotoImage(step.picture, master=self) for step in steps]
        for column, (step, image) in enumerate(zip(steps, self._images, strict=True)):
            space = (2 * unit if column else 0, 0)
            title = ttk.Label(part, text=step.title, style="Heading.TLabel")
            words = ttk.Label(part, text=step.words, wraplength=SIDE_UNITS * unit)
            title.grid(row=0, column=column, sticky="w", padx=space, pady=(0, unit // 2))
            ttk.Label(part, image=image).grid(row=1, column=column, sticky="n", padx=space)
            words.grid(row=2, column=column, sticky="nw", padx=space, pady=(unit, 0))
        close = ttk.Button(part, text="Close", command=self.destroy)
        close.grid(row=3, column=0, columnspan=len(steps), pady=(2 * unit, 0))
        close.focus_set()
        self.bind("<Return>", lambda event: self.destroy())


def side_px(window: tk.Misc) -> int:
    """Of the pictures that it shows."""
    return SIDE_UNITS * unit_px(window)
