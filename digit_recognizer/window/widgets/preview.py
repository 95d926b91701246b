"""The 28 x 28 pixels that the network sees."""

from __future__ import annotations

import tkinter as tk
from tkinter import font as tkfont

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageTk

from digit_recognizer import SIDE
from digit_recognizer.window.widgets.theme import colour, unit_px

LEAST_UNITS = 7.5  # the least side
CAPTION = "What the network sees:\n28 by 28 pixels"  # the first line alone where it is low


class Preview(tk.Canvas):
    """White on black, as MNIST has it; each pixel is a square of whole pixels."""

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent, highlightthickness=0)
        self.digit: NDArray[np.float32] | None = None
        self._shown: ImageTk.PhotoImage | None = None  # Tk shows it only while Python holds it
        self._small = tkfont.nametofont("Small", root=parent)
        self.bind("<Configure>", lambda event: self._draw())
        self.bind("<<ThemeChanged>>", lambda event: self._new_looks())
        self._new_looks()

    def show(self, digit: NDArray[np.float32] | None) -> None:
        """float32 (1, 28, 28, 1) in [0, 1], ink = 1; None: there is nothing to see."""
        self.digit = digit
        self._draw()

    @property
    def side_px(self) -> int:
        """Of the digit on the screen."""
        beside = unit_px(self) + self._small.measure(CAPTION.splitlines()[0])
        room = min(self.winfo_height(), self.winfo_width() - beside) - 2
        return max(1, room // SIDE) * SIDE

    def _new_looks(self) -> None:
        side = round(LEAST_UNITS * unit_px(self))
        self.configure(width=2 * side, height=side, background=colour(self, "window"))
        self._draw()

    def _draw(self) -> None:
        self.delete("all")
        side = self.side_px
        pixels = Image.new("L", (SIDE, SIDE), 0)
        if self.digit is not None:
            pixels = Image.fromarray(np.rint(self.digit[0, :, :, 0] * 255).astype(np.uint8))
        large = pixels.resize((side, side), Image.Resampling.NEAREST)
        self._shown = ImageTk.PhotoImage(large, master=self)
        self.create_image(1, 1, image=self._shown, anchor="nw")
        self.create_rectangle(0, 0, side + 1, side + 1, outline=colour(self, "line"))
        x, middle = side + unit_px(self), side // 2
        fill = colour(self, "faint")
        lines = CAPTION.splitlines()
        has_room = self.winfo_height() >= len(lines) * self._small.metrics("linespace")
        text = "\n".join(lines if has_room else lines[:1])
        self.create_text(x, middle, text=text, fill=fill, font="Small", anchor="w")
