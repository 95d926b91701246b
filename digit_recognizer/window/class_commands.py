"""What the menus offer to a class: examples, and the way from pixels to the answer."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import numpy as np

from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.inside.mistakes import Misread, read_mistakes, report_folder
from digit_recognizer.reading.inside.steps import steps
from digit_recognizer.window.examples import Example, all_examples, enlarged
from digit_recognizer.window.presenter import Presenter
from digit_recognizer.window.widgets.gallery_window import GalleryWindow
from digit_recognizer.window.widgets.mistakes_window import MistakesWindow
from digit_recognizer.window.widgets.pad import DrawingPad
from digit_recognizer.window.widgets.steps_window import StepsWindow, side_px

NO_REPORT = "There is no report of this network: the training writes it beside the network's file."
DRAW_FIRST = "Draw a digit first: then its way to the answer can be shown."


class ClassCommands:
    """Opens the gallery, and the steps of what is on the pad."""

    def __init__(
        self,
        window: tk.Tk,
        canvas: DrawingPad,
        presenter: Presenter,
        network: Callable[[], tuple[Path, Recognizer | None]],
        say: Callable[[str, bool], None],
    ) -> None:
        """network: that is in use, and its file."""
        self._window, self._canvas, self._presenter = window, canvas, presenter
        self._network, self._say = network, say
        self.gallery: GalleryWindow | None = None

    def show_examples(self) -> None:
        """In place of those that are shown."""
        if self.gallery is not None and self.gallery.winfo_exists():
            self.gallery.destroy()
        self.gallery = GalleryWindow(
            self._window,
            all_examples(np.random.default_rng(), self._network()[1]),
            self.put,
            self.show_examples,
        )

    def put(self, example: Example) -> None:
        """On the pad, in place of what is there; can be undone."""
        if example.sheet is not None:
            self._canvas.show(example.sheet)
        else:
            self._canvas.open(example.picture.convert("RGB"))

    def show_mistakes(self) -> None:
        """Of the network in use, from its report; a click puts one on the pad."""
        model_file, _ = self._network()
        mistakes = read_mistakes(report_folder(model_file))
        if mistakes is None:
            self._say(NO_REPORT, True)
            return
        MistakesWindow(self._window, model_file.name, mistakes, self._put_misread)

    def _put_misread(self, misread: Misread) -> None:
        self._canvas.open(enlarged(255 - misread.pixels).convert("RGB"))

    def show_steps(self) -> None:
        """Of the digit whose bars are shown."""
        digit = self._presenter.read_digit()
        if digit is None:
            self._say(DRAW_FIRST, True)
            return
        picture = self._canvas.snapshot().picture()
        shown = steps(picture, digit.pixels, digit.prediction, side_px(self._window))
        StepsWindow(self._window, shown)
