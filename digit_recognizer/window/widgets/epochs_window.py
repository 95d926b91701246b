"""What a network said of a digit while it learnt: from before the first epoch to the end."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from digit_recognizer.network.prediction import Prediction
from digit_recognizer.window.widgets.bars import ProbabilityBars
from digit_recognizer.window.widgets.dialog import Dialog
from digit_recognizer.window.widgets.theme import unit_px
from digit_recognizer.window.words import is_unsure_of

STEP_MS = 700  # from one epoch to the next while it plays
WIDTH_UNITS = 40


class EpochsWindow(Dialog):
    """A slider over the epochs. Sends <<EpochChosen>>; `epoch` is the chosen one."""

    def __init__(self, window: tk.Tk, name: str, epochs: Sequence[int]) -> None:
        """epochs: those that were kept, ascending; 0 is before the first."""
        super().__init__(window, f"How {name} learnt")
        self._epochs = epochs
        self._index = tk.DoubleVar(self, 0)
        self._next: str | None = None  # of the timer, while it plays
        unit, part = unit_px(window), self.part
        part.columnconfigure(0, weight=1, minsize=WIDTH_UNITS * unit)
        part.rowconfigure(2, weight=1)
        self.when = ttk.Label(part, style="Heading.TLabel")
        self.answer = ttk.Label(part, style="Answer.TLabel", font="Answer")
        self.bars = ProbabilityBars(part)
        scale = ttk.Scale(
            part, to=len(epochs) - 1, variable=self._index, command=lambda _: self._moved()
        )
        self._button = ttk.Button(part, text="Play", command=self._play_or_stop)
        self.when.grid(row=0, column=0, sticky="w")
        self.answer.grid(row=1, column=0)
        self.bars.grid(row=2, column=0, sticky="nsew", pady=unit)
        scale.grid(row=3, column=0, sticky="ew")
        self._button.grid(row=4, column=0, pady=(unit, 0))
        self._say_when()

    @property
    def epoch(self) -> int:
        """That the slider stands on."""
        return self._epochs[round(self._index.get())]

    def show(self, prediction: Prediction | None) -> None:
        """What the network of that epoch says; None: it is not loaded, or there is no digit."""
        self._say_when()
        text = f"{prediction.digit}{is_unsure_of(prediction)}" if prediction else ""
        self.answer.configure(text=text)
        self.bars.show(prediction.probabilities if prediction else ())

    def _say_when(self) -> None:
        last = self._epochs[-1]
        text = (
            f"After epoch {self.epoch} of {last}" if self.epoch else "Before it has learnt anything"
        )
        self.when.configure(text=text)

    def _moved(self) -> None:
        self._say_when()
        self.event_generate("<<EpochChosen>>")

    def _play_or_stop(self) -> None:
        if self._next is not None:
            self.after_cancel(self._next)
            self._next = None
            self._button.configure(text="Play")
            return
        self._index.set(0)
        self._button.configure(text="Stop")
        self._moved()
        self._next = self.after(STEP_MS, self._step)

    def _step(self) -> None:
        index = round(self._index.get()) + 1
        if index == len(self._epochs):
            self._play_or_stop()
            return
        self._index.set(index)
        self._moved()
        self._next = self.after(STEP_MS, self._step)
