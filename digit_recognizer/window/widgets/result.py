"""The answer, to be read from the back of a room."""

from __future__ import annotations

import tkinter as tk
from tkinter import font as tkfont
from tkinter import ttk

from digit_recognizer.window.widgets.accessible import announce, describe
from digit_recognizer.window.widgets.theme import unit_px

LEAST_UNITS = 13  # the least height
MARGIN_UNITS = 2  # on both sides of what moves
WAITING_MS = 20  # from step to step of what moves
LONG = 50  # characters; a longer line has a smaller font
DIGIT_HIGH = 0.5  # of the height, whatever the size of the line below: there is room for it
CAPITALS = 0.75  # of a font's size: how high digits are
DIGIT_WIDE = 0.8  # of the width, for one digit
NUMBER = set("0123456789-.,\n")  # what is shown as large as there is room for
CHARACTER_WIDE = 0.75  # of a font's size: no font has wider bold digits


class Result(ttk.Frame):
    """A digit as large as there is room for, or a few words; below, a line that says more.

    Sends <<OpenNetwork>> when the button for that is pressed, which is there when it is needed.
    """

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent)
        self.headline = tk.StringVar(self)
        self.detail = tk.StringVar(self)
        self._digit_font = tkfont.nametofont("Digit", root=parent)
        self._headline = ttk.Label(self, textvariable=self.headline, anchor="center")
        self._detail = ttk.Label(self, textvariable=self.detail, anchor="center", font="Large")
        self._waiting = ttk.Progressbar(self, mode="indeterminate")
        self._open = ttk.Button(
            self, text="Open a network…", command=lambda: self.event_generate("<<OpenNetwork>>")
        )
        describe(self._headline, "Label", "Answer")
        self._headline.grid(row=1, column=0, sticky="ew")
        self._detail.grid(row=2, column=0, sticky="ew")
        self.columnconfigure(0, weight=1)
        self.rowconfigure((0, 4), weight=1)
        self.grid_propagate(False)  # its text moves nothing around it
        self.bind("<Configure>", lambda event: self._fit())
        self.bind("<<ThemeChanged>>", lambda event: self._new_looks())
        self._new_looks()

    def show(self, headline: str, detail: str) -> None:
        """headline: a number, in one line or several, or words, or nothing."""
        self.headline.set(headline)
        self.detail.set(detail)
        is_number = bool(headline) and not set(headline) - NUMBER
        self._headline.configure(
            font="Digit" if is_number else "Words", style="Answer.TLabel" if is_number else "TLabel"
        )
        self.wait(False)
        self.offer_network(False)
        self._detail.configure(
            style="TLabel" if headline else "Faint.TLabel",
            font="Large" if len(detail) <= LONG else "TkDefaultFont",
        )
        self._fit()
        announce(self._headline, f"{headline}. {detail}")

    def wait(self, is_on: bool) -> None:
        """Something moves below the words, until it is switched off."""
        if is_on:
            self._waiting.grid(row=3, column=0, sticky="ew", padx=MARGIN_UNITS * unit_px(self))
            self._waiting.start(WAITING_MS)
        else:
            self._waiting.stop()
            self._waiting.grid_remove()

    def offer_network(self, is_on: bool) -> None:
        """A button below the words, which say what is wrong with the network."""
        self._open.grid_remove()
        if is_on:
            self._headline.configure(style="Problem.TLabel")
            self._open.grid(row=3, column=0, pady=unit_px(self))

    def mark_late(self, words: str) -> None:
        """What is shown is an answer to an older drawing."""
        if self.headline.get():
            self._headline.configure(style="Faint.TLabel")
            self.detail.set(words)

    def _new_looks(self) -> None:
        self.configure(height=LEAST_UNITS * unit_px(self))
        self._fit()

    def _fit(self) -> None:
        """Digits fill the room; words are wrapped at its edge."""
        width, height = self.winfo_width(), self.winfo_height()
        lines = self.headline.get().splitlines() or [""]
        longest = max(map(len, lines))
        high = DIGIT_HIGH * height / CAPITALS / len(lines)
        wide = DIGIT_WIDE * width if longest <= 1 else width / (longest * CHARACTER_WIDE)
        self._digit_font.configure(size=-max(1, round(min(high, wide))))  # negative: in pixels
        for label in (self._headline, self._detail):
            label.configure(wraplength=width, justify="center")
