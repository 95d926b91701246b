"""Ten probabilities."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import font as tkfont

from digit_recognizer import DIGITS
from digit_recognizer.network.prediction import in_percent
from digit_recognizer.window.widgets.accessible import describe
from digit_recognizer.window.widgets.theme import colour

WIDTH_DIGITS = 25  # the least width, in digits of text
ROWS = (1.0, 1.9)  # least and largest height of a row, in lines of text
HALF_THICKNESS = 0.3  # of a bar, in heights of a row


class ProbabilityBars(tk.Canvas):
    """Ten bars, one for each digit, the longest in the accent colour and in bold.

    Sends <<BarChosen>> when one is clicked; `chosen` is its digit.
    """

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent, highlightthickness=0)
        self.probabilities: Sequence[float] = ()
        self.chosen = 0  # the digit of the bar that was clicked last
        self._body = tkfont.nametofont("TkDefaultFont", root=parent)
        self._font, self._bold = self._body.copy(), self._body.copy()  # as large as a row allows
        self.bind("<Configure>", lambda event: self._draw())
        self.bind("<Button-1>", self._choose)
        self.bind("<<ThemeChanged>>", lambda event: self._new_looks())
        describe(self, "Canvas", "How likely each digit is", "Keys 0 to 9 say which one it is.")
        self._new_looks()

    def show(self, probabilities: Sequence[float]) -> None:
        """Ten numbers from 0 to 1, in the order of the digits; none: empty bars."""
        self.probabilities = probabilities
        self.configure(cursor="hand2" if probabilities else "")
        self._draw()

    def _choose(self, event: tk.Event) -> None:
        digit = int(event.y / self._row_px)
        if self.probabilities and digit < DIGITS:
            self.chosen = digit
            self.event_generate("<<BarChosen>>")

    @property
    def _row_px(self) -> float:
        return min(self.winfo_height() / DIGITS, ROWS[1] * self._body.metrics("linespace"))

    def _new_looks(self) -> None:
        line = self._body.metrics("linespace")
        self.configure(
            background=colour(self, "window"),
            width=WIDTH_DIGITS * self._body.measure("0"),
            height=round(ROWS[0] * line) * DIGITS,
        )
        self._draw()

    def _draw(self) -> None:
        self.delete("all")
        share_of_row = min(1.0, self._row_px / self._body.metrics("linespace"))
        size_px = max(1, round(share_of_row * self._body.metrics("ascent")))
        self._font.configure(family=self._body.actual("family"), size=-size_px)
        self._bold.configure(family=self._body.actual("family"), size=-size_px, weight="bold")
        for digit in range(DIGITS):
            share = self.probabilities[digit] if self.probabilities else None
            self._draw_row(
                digit, share, is_best=bool(self.probabilities) and share == max(self.probabilities)
            )

    def _draw_row(self, digit: int, share: float | None, is_best: bool) -> None:
        row_px = self._row_px
        middle, font = (digit + 0.5) * row_px, self._bold if is_best else self._font
        left = 2 * self._font.measure("0")
        right = self.winfo_width() - self._bold.measure(f"{in_percent(1, more='>')}  ")
        half = HALF_THICKNESS * row_px
        fill = colour(self, "faint" if share is None else "text")
        self.create_text(0, middle, text=digit, anchor="w", font=font, fill=fill)
        self._draw_bar(left, right, middle, half, "track")
        if share is not None:
            end = left + share * (right - left)
            self._draw_bar(left, end, middle, half, "accent" if is_best else "bar")
            x = self.winfo_width()
            self.create_text(
                x, middle, text=in_percent(share, more=">"), anchor="e", font=font, fill=fill
            )

    def _draw_bar(self, left: float, right: float, middle: float, half: float, name: str) -> None:
        if right - left >= 1:  # Tk would draw a line for nothing
            box = (left, middle - half, right, middle + half)
            self.create_rectangle(*box, fill=colour(self, name), width=0)
