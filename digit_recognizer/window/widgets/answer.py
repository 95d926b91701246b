"""The right side of the window: the answer, ten bars, and the pixels that the network saw."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from digit_recognizer.window.widgets.bars import ProbabilityBars
from digit_recognizer.window.widgets.preview import Preview
from digit_recognizer.window.widgets.result import Result
from digit_recognizer.window.widgets.theme import unit_px
from digit_recognizer.window.words import Message

RESULT_SHARE = 0.38  # of the window's height


class AnswerPanel(ttk.Frame):
    """The result on top takes the room that bars and preview leave."""

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent)
        self.result = Result(self)
        self.bars = ProbabilityBars(self)
        self.preview = Preview(self)
        self.result.grid(row=0, column=0, sticky="nsew")
        self.bars.grid(row=1, column=0, sticky="nsew", pady=unit_px(self))
        self.preview.grid(row=2, column=0, sticky="nsew")
        self.columnconfigure(0, weight=1)
        self.rowconfigure((1, 2), weight=1)
        self.grid_propagate(False)  # it asks for room itself
        self.bind("<Configure>", lambda event: self._share_out())

    def ask_for_room(self) -> None:
        """As much as its parts need that are shown; to be called when that may have changed."""
        self.update_idletasks()  # so that they have asked for theirs
        shown = [part for part in (self.result, self.bars, self.preview) if part.grid_info()]
        height = sum(part.winfo_reqheight() for part in shown) + 2 * unit_px(self)
        self.configure(width=self.bars.winfo_reqwidth(), height=height)

    def _share_out(self) -> None:
        """The answer keeps its share of the window: larger text makes the bars give way."""
        height = self.winfo_toplevel().winfo_height()
        self.rowconfigure(0, minsize=round(RESULT_SHARE * height))

    def show_message(self, message: Message) -> None:
        """Words, and empty bars."""
        self.result.show(message.headline, message.detail)
        self.result.wait(message.waits)
        self.result.offer_network(message.is_problem)
        self.bars.show(())
