"""Two networks side by side, on the same digit."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from tkinter import ttk

from digit_recognizer.network.prediction import Prediction
from digit_recognizer.window.widgets.bars import ProbabilityBars
from digit_recognizer.window.widgets.dialog import Dialog
from digit_recognizer.window.widgets.theme import unit_px
from digit_recognizer.window.words import is_unsure_of, percent_sure

EMPTY = ""  # in place of a digit


@dataclass(frozen=True)
class Column:
    """The widgets of one network."""

    digit: ttk.Label
    words: ttk.Label
    bars: ProbabilityBars


class CompareWindow(Dialog):
    """The name of each network, its answer and ten bars; Escape closes it."""

    def __init__(self, window: tk.Tk, names: tuple[str, str]) -> None:
        super().__init__(window, "Two networks")
        self.part.columnconfigure((0, 1), weight=1, uniform="network")
        self.part.rowconfigure(3, weight=1)
        self._columns = [self._column(self.part, index, name) for index, name in enumerate(names)]

    def show(self, predictions: tuple[Prediction, Prediction] | None) -> None:
        """None: there is no digit."""
        for index, column in enumerate(self._columns):
            if predictions is None:
                column.digit.configure(text=EMPTY)
                column.words.configure(text="")
                column.bars.show(())
                continue
            prediction = predictions[index]
            column.digit.configure(text=f"{prediction.digit}{is_unsure_of(prediction)}")
            column.words.configure(text=percent_sure(prediction))
            column.bars.show(prediction.probabilities)

    def _column(self, parent: ttk.Frame, index: int, name: str) -> Column:
        unit = unit_px(self)
        space = (4 * unit if index else 0, 0)
        column = Column(
            ttk.Label(parent, style="Answer.TLabel", font="Answer"),
            ttk.Label(parent, style="Faint.TLabel"),
            ProbabilityBars(parent),
        )
        ttk.Label(parent, text=name, style="Heading.TLabel").grid(
            row=0, column=index, sticky="w", padx=space
        )
        column.digit.grid(row=1, column=index, padx=space)
        column.words.grid(row=2, column=index, padx=space, pady=(0, unit))
        column.bars.grid(row=3, column=index, sticky="nsew", padx=space)
        return column
