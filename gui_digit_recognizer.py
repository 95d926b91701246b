"""Draw a digit, click Recognise, read the answer.

    python gui_digit_recognizer.py                  an empty pad
    python gui_digit_recognizer.py seven.png        with a picture on it
    python gui_digit_recognizer.py --model my.h5    with a network of yours

From Python, without a window or a display:

    from PIL import Image
    from gui_digit_recognizer import predict_digit
    digit, confidence = predict_digit(Image.open("seven.png"))

The window is up at once; TensorFlow is imported and the network loaded by a thread, while one can
already draw. Everything that Tk owns is touched by the main thread only.
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

try:
    import tkinter as tk
    from tkinter import ttk
except ImportError:  # some systems package it apart from Python
    if __name__ != "__main__":
        raise
    print(
        "This Python has no tkinter. On Debian and Ubuntu: sudo apt install python3-tk",
        file=sys.stderr,
    )
    sys.exit(2)

from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.images import prepare
from digit_recognizer.pictures import open_picture
from digit_recognizer.recognizer import ModelError, Prediction, load_recognizer
from digit_recognizer.widgets import (
    DrawingPad,
    ProbabilityBars,
    ResultLabel,
    set_style,
    system_font,
)

POLL_MS = 20  # how often the window looks whether the network is loaded
SPACE_PX = 16  # between the parts of the window
PANEL_PX = 260  # width of the result and the bars

LOADING = "The network is loading. You can draw already."
ASKED_EARLY = "The network is still loading; the answer comes by itself."
DRAW = "Draw a digit, then click Recognise or press Enter."
CHANGED = "Click Recognise or press Enter."
READ = "Escape clears the pad."
NOT_SURE = "Add to the drawing to make it clearer, or press Escape and draw it again."
NO_DIGIT = "This does not look like a digit"
NOTHING = "The pad is empty. Draw a digit first."


def predict_digit(image: Image.Image, model_file: Path | str = MODEL_FILE) -> Prediction:
    """Reads the digit in any PIL image: dark ink on light paper, or light on dark.

    Returns a Prediction, which unpacks as `digit, confidence`: int 0..9, float 0..1. Its `.sure`
    is False where the answer should not be relied on, `.runner_up` is the second best.
    The first call loads the network, which takes some seconds. Needs no display.
    Raises ValueError("nothing is drawn") for an empty image, ModelError for a missing network.
    """
    digit = prepare(image)  # float32 (1, 28, 28, 1) in [0, 1]
    return load_recognizer(model_file).predict(digit)


def in_words(prediction: Prediction) -> tuple[str, str, str]:
    """What the window says: the result, the line below it, and what to do next."""
    digit, confidence = prediction
    second, its_confidence = prediction.runner_up
    if prediction.sure:
        return str(digit), f"{100 * confidence:.1f} % sure", READ
    if prediction.is_digit:
        both = f"{100 * confidence:.0f} % and {100 * its_confidence:.0f} %"
        return f"Not sure: {digit} or {second}?", both, NOT_SURE
    return NO_DIGIT, f"at best a {digit}, {100 * confidence:.0f} %", NOT_SURE


class App(tk.Tk):
    """The window: a pad on the left, the answer on the right, two buttons and a status line."""

    def __init__(
        self, model_file: Path | str = MODEL_FILE, picture: Image.Image | None = None
    ) -> None:
        super().__init__()
        self.ready = False  # True once the network is loaded
        self.result_text = tk.StringVar(self)
        self._confidence_text = tk.StringVar(self)
        self._status_text = tk.StringVar(self)
        self._model_file = model_file
        self._asked_early = False  # Recognise was pressed before the network was there
        self._loader: threading.Thread | None = None  # while it loads
        self._next_poll: str | None = None
        self._outcomes: queue.SimpleQueue[ModelError | None] = queue.SimpleQueue()
        self._lay_out()
        self._bind_keys()
        self.update()  # on screen first: importing TensorFlow keeps Python busy for seconds
        if picture is not None:
            self.canvas.open(picture)
        self._status_text.set(LOADING)
        self._load()

    @property
    def is_loading(self) -> bool:
        """Whether the network is being loaded."""
        return self._loader is not None

    # --- what the person does ---

    def recognise(self) -> None:
        """Reads the pad and shows the answer; before the network is loaded, as soon as it is."""
        if not self.ready:
            self._asked_early = True
            self._show("One moment", "", ASKED_EARLY)
            self._load()
            return
        try:
            prediction = predict_digit(self.canvas.picture(), self._model_file)
        except ValueError:
            self._show("Nothing is drawn", "", NOTHING)
            return
        self._show(*in_words(prediction))
        self.bars.show(prediction.probabilities)

    def clear(self) -> None:
        """An empty pad and no answer."""
        self.canvas.clear()
        self._asked_early = False
        if self.ready:
            self._show("", "", DRAW)
        elif self.is_loading:
            self._show("", "", LOADING)
        else:
            self._show("", "", self._status_text.get())  # why there is no network

    def _drawn(self) -> None:
        """The pad has changed: an answer on screen would be to another drawing."""
        if self.ready:
            self._show("", "", CHANGED)

    # --- the network, loaded by a thread ---

    def _load(self) -> None:
        if self._loader is None:
            self._loader = threading.Thread(target=self._load_in_thread, daemon=True)
            self._loader.start()
            self._poll()

    def _load_in_thread(self) -> None:
        """Touches no widget: leaves what came of it in the queue."""
        try:
            load_recognizer(self._model_file)
        except ModelError as error:
            self._outcomes.put(error)
        else:
            self._outcomes.put(None)

    def _poll(self) -> None:
        try:
            error = self._outcomes.get_nowait()
        except queue.Empty:
            self._next_poll = self.after(POLL_MS, self._poll)
        else:
            self._loader = None
            self._loaded(error)

    def _loaded(self, error: ModelError | None) -> None:
        if error is not None:
            self._show("No network", "", str(error))
            return
        self.ready = True
        if self._asked_early:
            self.recognise()
        else:
            self._status_text.set(DRAW)

    def destroy(self) -> None:
        """Closes the window; a thread that is still loading has nobody to tell any more."""
        if self._next_poll is not None:
            self.after_cancel(self._next_poll)
        super().destroy()

    # --- how it looks ---

    def _show(self, result: str, confidence: str, status: str) -> None:
        self.result_text.set(result)
        self._confidence_text.set(confidence)
        self._status_text.set(status)
        self.bars.clear()

    def _lay_out(self) -> None:
        self.title("Digit recogniser")
        set_style(self)
        window = ttk.Frame(self, padding=SPACE_PX)
        window.pack(fill="both", expand=True)
        window.columnconfigure(0, weight=1)
        window.rowconfigure(0, weight=1)
        self._lay_out_pad(window).grid(row=0, column=0, sticky="nsew")
        self._lay_out_answer(window).grid(row=0, column=1, sticky="ns", padx=(SPACE_PX, 0))
        status = ttk.Label(window, textvariable=self._status_text, style="Status.TLabel")
        status.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(SPACE_PX, 0))
        status.bind("<Configure>", lambda event: status.configure(wraplength=event.width))
        self.update_idletasks()
        self.minsize(self.winfo_reqwidth(), self.winfo_reqheight())

    def _lay_out_pad(self, window: ttk.Frame) -> ttk.Frame:
        part = ttk.Frame(window)
        part.columnconfigure((0, 1), weight=1, uniform="buttons")
        part.rowconfigure(0, weight=1)
        self.canvas = DrawingPad(part)
        self.recognise_button = ttk.Button(
            part, text="Recognise", command=self.recognise, style="Accent.TButton"
        )
        self.clear_button = ttk.Button(part, text="Clear", command=self.clear)
        self.canvas.grid(row=0, column=0, columnspan=2, sticky="nsew", pady=(0, SPACE_PX))
        self.recognise_button.grid(row=1, column=0, sticky="ew", padx=(0, SPACE_PX // 2))
        self.clear_button.grid(row=1, column=1, sticky="ew", padx=(SPACE_PX // 2, 0))
        return part

    def _lay_out_answer(self, window: ttk.Frame) -> ttk.Frame:
        part = ttk.Frame(window)
        part.columnconfigure(0, minsize=PANEL_PX)
        part.rowconfigure((0, 2), weight=1)
        result = ResultLabel(part, self.result_text, PANEL_PX)
        confidence = ttk.Label(
            part, textvariable=self._confidence_text, font=system_font(self, 1.3), anchor="center"
        )
        self.bars = ProbabilityBars(part, PANEL_PX)
        result.grid(row=0, column=0, sticky="sew")
        confidence.grid(row=1, column=0, sticky="ew")
        self.bars.grid(row=3, column=0, sticky="ew", pady=(SPACE_PX, 0))
        return part

    def _bind_keys(self) -> None:
        self.canvas.bind("<<Drawn>>", lambda event: self._drawn())
        for key in ("<Return>", "<KP_Enter>"):
            self.bind(key, lambda event: self.recognise())
        for key in ("<Escape>", "<Delete>"):
            self.bind(key, lambda event: self.clear())
        self.bind("<space>", self._space)

    def _space(self, event: tk.Event) -> None:
        """Recognises, unless the focus is on a button: that is pressed by space anyway."""
        if not isinstance(event.widget, ttk.Button):
            self.recognise()


def main(arguments: Sequence[str] | None = None) -> int:
    """Opens the window and waits until it is closed; returns the exit status."""
    options = parse_arguments(arguments)
    try:
        picture = None if options.image is None else open_picture(options.image)
        app = App(options.model, picture)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except tk.TclError as error:
        print(f"No window can be opened here: {error}.", file=sys.stderr)
        return 2
    app.mainloop()
    if app.is_loading:
        os._exit(0)  # an import of TensorFlow cannot be stopped, and would hold up the exit
    return 0


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """model: Path; image: Path or None."""
    parser = argparse.ArgumentParser(description="Draw a digit and have it recognised.")
    parser.add_argument("image", nargs="?", type=Path, help="a picture to begin with")
    parser.add_argument(
        "--model", type=Path, default=MODEL_FILE, metavar="FILE", help="default: mnist.h5"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
