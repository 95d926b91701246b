"""Draw a digit, or a number, and read what the network makes of it, while you draw.

    python gui_digit_recognizer.py                  an empty pad
    python gui_digit_recognizer.py seven.png        with a picture on it
    python gui_digit_recognizer.py --model my.h5    with a network of yours

From Python, without a window or a display:

    from PIL import Image
    from gui_digit_recognizer import predict_digit, read_number
    digit, confidence = predict_digit(Image.open("seven.png"))
    number = read_number(Image.open("2026.png"))

How the window works:

    pad  -- <<StrokeGrows>>, <<SheetChanged>> -->  App  -- a Snapshot -->  Reader, its own thread
    result, bars, preview, history, frames on the pad  <--  App  <-- a Reading --

The window is up at once; TensorFlow is imported and the network loaded by another thread, while one
can already draw. Everything that Tk owns is touched by the main thread only.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

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

if sys.flags.isolated:  # python -I does not look for modules beside the script
    sys.path.insert(0, str(Path(__file__).resolve().parent))

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.atomic_write import reason
from digit_recognizer.network.recognizer import ModelError, Prediction, load_recognizer
from digit_recognizer.reading.number import Number, find_number
from digit_recognizer.reading.preprocessing import prepare, to_rgb
from digit_recognizer.window import words
from digit_recognizer.window.picture_files import open_picture, save_picture
from digit_recognizer.window.reader import Reader, Reading
from digit_recognizer.window.settings import (
    THEMES,
    Settings,
    load_settings,
    save_settings,
    settings_file,
)
from digit_recognizer.window.snapshot import Snapshot
from digit_recognizer.window.widgets.clipboard import copied_picture
from digit_recognizer.window.widgets.drop import accept_files
from digit_recognizer.window.widgets.history import Entry
from digit_recognizer.window.widgets.main_window import MainWindow
from digit_recognizer.window.widgets.menus import Command, Lines, Menus, ShortcutsWindow
from digit_recognizer.window.widgets.pad import Mark
from digit_recognizer.window.widgets.theme import enable_high_dpi

POLL_MS = 1  # how often the window looks whether there is a reading, while it waits for one
LOADING_POLL_MS = 20  # while it waits for the network: each look holds up the import of TensorFlow
READ_EVERY_MS = 50  # while the pen moves
PICTURES = "*.png *.jpg *.jpeg *.gif *.bmp *.tif *.tiff *.webp"


def predict_digit(image: Image.Image, model_file: Path | str = MODEL_FILE) -> Prediction:
    """Reads the digit in any PIL image: dark ink on light paper, or light on dark.

    Returns a Prediction, which unpacks as `digit, confidence`: int 0..9, float 0..1. Its `.sure`
    is False where the answer should not be relied on, `.runner_up` is the second best.
    The first call loads the network, which takes some seconds. Needs no display.
    Raises ValueError("nothing is drawn") for an empty image, ModelError for a missing network.
    """
    digit = prepare(image)  # float32 (1, 28, 28, 1) in [0, 1]
    return load_recognizer(model_file).predict(digit)


def read_number(image: Image.Image, model_file: Path | str = MODEL_FILE) -> str:
    """Reads all digits in a picture, left to right, lines top to bottom, joined by a newline.

    digit_recognizer.reading.number.find_number() tells where each digit is, and how sure it is.
    Raises ValueError("nothing is drawn") for an empty image, ModelError for a missing network.
    """
    return str(find_number(image, load_recognizer(model_file)))


def marks_of(number: Number, drawing: Snapshot, chosen: int) -> list[Mark]:
    """A frame around each digit with its reading above it; a single one has a frame in a picture.

    On paper, one can see what is read.
    """
    digits = number.digits
    if len(digits) == 1:
        return [Mark(drawing.in_units(digits[0].box))] if drawing.is_picture else []
    return [
        Mark(drawing.in_units(digit.box), words.in_short(digit.prediction), index == chosen)
        for index, digit in enumerate(digits)
    ]


def last_drawn(number: Number, drawing: Snapshot) -> int:
    """Which digit the last stroke belongs to; without strokes, the last one."""
    boxes = [drawing.in_units(digit.box) for digit in number.digits]
    if not drawing.sheet.strokes:
        return len(boxes) - 1
    points = drawing.sheet.strokes[-1].points
    inside = [sum(x0 <= x <= x1 and y0 <= y <= y1 for x, y in points) for x0, y0, x1, y1 in boxes]
    return inside.index(max(inside))


def entry_of(reading: Reading) -> Entry:
    """For the history. The reading has a number."""
    drawing, number = reading.question.drawing, reading.number
    assert number is not None
    return Entry(drawing.sheet, drawing.picture(), words.in_short(number))


class App(MainWindow):
    """The window at work: what is drawn goes to the reader, and what comes back is shown."""

    def __init__(
        self,
        model_file: Path | str = MODEL_FILE,
        picture: Image.Image | None = None,
        settings_path: Path | None = None,
    ) -> None:
        """settings_path: where the window remembers its settings; None: nowhere."""
        settings, problem = load_settings(settings_path) if settings_path else (Settings(), "")
        super().__init__(settings)
        self.ready = False  # True once the network is loaded
        self._settings_path = settings_path
        self._model_file = Path(model_file)
        self._reader = Reader(model_file)
        self._problem: ModelError | None = None  # why there is no network
        self._asked_by_hand = False  # Recognise was pressed; its answer is still to come
        self._expected = self._answered = 0  # numbers of the last question, the last answer
        self._not_before = 0  # answers to earlier questions are to another drawing
        self._asked_at = 0.0  # time.monotonic() of the last question
        self._ask_later: str | None = None
        self._next_poll: str | None = None
        self._last: Reading | None = None  # of the drawing on the pad, with a number
        self._shown: Reading | None = None  # with a number
        self._chosen = 0  # of the digits shown, the one that bars and preview are about
        self.menus = Menus(self, self._menu_table())
        self._bind_events()
        self._tool_changed()
        self.toolbar.allow(undo=False, redo=False)
        self.update()  # on screen first: importing TensorFlow keeps Python busy for seconds
        if picture is not None:
            self.open_picture(picture)
        self.say(problem, is_problem=True)
        self._load()

    @property
    def is_loading(self) -> bool:
        """Whether the network is being loaded."""
        return self._reader.is_loading or not self._reader.loads.empty()

    @property
    def is_reading(self) -> bool:
        """Whether an answer is still to come."""
        return self._answered < self._expected or self._ask_later is not None

    # --- what the person does ---

    def recognise(self) -> None:
        """Reads the pad and shows the answer; before the network is loaded, as soon as it is."""
        self.pad.pen_up()
        self._asked_by_hand = True
        if not self.ready:
            self._problem = None
            self._load()
        self._ask_anew()

    def clear(self) -> None:
        """An empty pad and no answer; the drawing goes to the history."""
        self._asked_by_hand = False
        self.pad.clear()
        self._show_state()

    def open_picture(self, source: Image.Image | Path | BinaryIO) -> None:
        """Puts a picture on the pad; what cannot be read is said, and leaves the pad as it is."""
        try:
            picture = source if isinstance(source, Image.Image) else open_picture(source)
            self.pad.open(to_rgb(picture))
        except ValueError as error:
            self.say(str(error), is_problem=True)

    def choose_picture(self) -> None:
        """Asks for a file to open."""
        from tkinter import filedialog  # not before it is needed: the window must open at once

        kinds = [("Pictures", PICTURES), ("All files", "*")]
        if name := filedialog.askopenfilename(parent=self, title="Open a picture", filetypes=kinds):
            self.open_picture(Path(name))

    def paste(self) -> None:
        """Opens the picture on the clipboard."""
        try:
            self.open_picture(copied_picture(self))
        except ValueError as error:
            self.say(str(error), is_problem=True)

    def save_drawing(self, path: Path) -> None:
        """Writes the pad as a picture."""
        try:
            save_picture(self.pad.drawing().picture(), path)
            self.say(f"Saved as {path}")
        except ValueError as error:
            self.say(str(error), is_problem=True)

    def choose_where_to_save(self) -> None:
        """Asks for a file to write."""
        from tkinter import filedialog

        name = filedialog.asksaveasfilename(
            parent=self, title="Save the drawing", defaultextension=".png", initialfile="digit.png"
        )
        if name:
            self.save_drawing(Path(name))

    def copy_result(self) -> None:
        """Puts the digits on the clipboard."""
        number = None if self._shown is None else self._shown.number
        if number is None or not words.is_number(number):
            self.say(words.NO_RESULT, is_problem=True)
            return
        self.clipboard_clear()
        self.clipboard_append(str(number))
        self.say(f"Copied: {number}")

    # --- reading ---

    def _drawing(self) -> None:
        """The pen moves: read now and then. Between, nothing is done, so that the ink is quick."""
        if self._ask_later is not None:
            return
        self.say("")
        if not self.live.get():
            self._not_before = self._expected + 1
            self._show_state(words.CHANGED)
        passed_ms = 1000 * (time.monotonic() - self._asked_at)
        self._ask_later = self.after(max(0, round(READ_EVERY_MS - passed_ms)), self._ask)

    def _drawn(self) -> None:
        """The sheet is another one: read it, and keep the last one if this is a new drawing."""
        self.say("")
        last = self._last
        if last is not None and not self.pad.sheet.continues(last.question.drawing.sheet):
            self.history.add(entry_of(last))
            self._last = None
        self.toolbar.allow(self.pad.can_undo, self.pad.can_redo)
        if not self.live.get():
            self._show_state(words.CHANGED)
        self._ask_anew()

    def _ask_anew(self) -> None:
        """Answers to earlier questions are of no interest any more."""
        self._not_before = self._expected + 1
        self._ask()

    def _ask(self) -> None:
        if self._ask_later is not None:
            self.after_cancel(self._ask_later)
            self._ask_later = None
        self._asked_at = time.monotonic()
        network = self.live.get() or self._asked_by_hand
        self._expected = self._reader.ask(self.pad.drawing(), network)
        self._poll()

    def _poll(self) -> None:
        """Looks whether a thread has left something; until nothing more is to come."""
        if self._next_poll is not None:
            self.after_cancel(self._next_poll)
            self._next_poll = None
        while not self._reader.loads.empty():
            self._loaded(self._reader.loads.get())
        reading = self._reader.newest_reading()
        if reading is not None:
            self._answered = reading.question.count
            if self._answered >= self._not_before:
                self._show(reading)
        if self._next_poll is None and (self.is_loading or self.is_reading):
            self._next_poll = self.after(POLL_MS if self.ready else LOADING_POLL_MS, self._poll)

    def _show(self, reading: Reading) -> None:
        if reading.number is not None:
            self._show_number(reading, reading.number)
        else:
            nothing = words.NOTHING if self._asked_by_hand else None
            self._show_state(nothing if reading.pixels is None else words.CHANGED)
            self.answer.preview.show(reading.pixels)
        if self.ready:
            self._asked_by_hand = False

    def _show_number(self, reading: Reading, number: Number) -> None:
        drawing = reading.question.drawing
        is_same = self._shown is not None and self._shown.question.drawing.sheet is drawing.sheet
        self._shown = reading
        self.answer.result.show(*words.in_words(number, self.pad.pen_is_down))
        self._choose(self._chosen if is_same else last_drawn(number, drawing))
        if reading.question.count == self._expected and not self.pad.pen_is_down:
            self._last = reading
            if self._asked_by_hand:
                self.history.add(entry_of(reading))

    def _choose(self, index: int) -> None:
        """Bars and preview are about this digit, counted in the order of reading."""
        if self._shown is None or self._shown.number is None:
            return
        digits = self._shown.number.digits
        self._chosen = index % len(digits)
        self.answer.bars.show(digits[self._chosen].prediction.probabilities)
        self.answer.preview.show(digits[self._chosen].pixels)
        self.pad.mark(marks_of(self._shown.number, self._shown.question.drawing, self._chosen))

    def _restore_from_history(self) -> None:
        entry = self.history.chosen
        if entry is not None:
            self.pad.show(entry.sheet)

    def _show_state(self, otherwise: tuple[str, str] | None = None) -> None:
        """There is no answer to show: says why, or what to do."""
        self._shown = None
        self.pad.mark(())
        if self._problem is not None:
            self.answer.show(*words.no_network(str(self._problem), self._model_file))
        elif not self.ready:
            self.answer.show(*(words.ASKED_EARLY if self._asked_by_hand else words.LOADING))
        elif otherwise is not None:
            self.answer.show(*otherwise)
        else:
            self.answer.show(*(words.EMPTY_LIVE if self.live.get() else words.EMPTY))

    # --- the network ---

    def _load(self) -> None:
        self._reader.load()
        self._show_state()
        self._poll()

    def _loaded(self, problem: ModelError | None) -> None:
        self.ready = problem is None
        self._problem = problem
        if problem is not None:
            self._asked_by_hand = False
        self._show_state()
        self._ask_anew()

    def destroy(self) -> None:
        """Closes the window; a thread that is still loading has nobody to tell any more."""
        self._remember_settings()
        self._reader.close()
        for timer in (self._next_poll, self._ask_later):
            if timer is not None:
                self.after_cancel(timer)
        super().destroy()

    # --- the window's own ---

    def _remember_settings(self) -> None:
        if self._settings_path is None:
            return
        try:
            save_settings(self.settings(), self._settings_path)
        except OSError as error:
            print(f"The settings could not be saved: {reason(error)}.", file=sys.stderr)

    def _live_changed(self) -> None:
        self._show_state(None if self.pad.sheet.is_empty else words.CHANGED)
        self._ask_anew()

    def _tool_changed(self) -> None:
        self.pad.pen_width = self.toolbar.width.get()
        self.pad.erases = self.toolbar.erases

    def _menu_table(self) -> dict[str, Lines]:
        """Every command of the window, where it is found, and its shortcuts."""
        pad, tools = self.pad, self.toolbar
        themes = [
            Command(f"{name.capitalize()} theme", self.use_theme, (), self.theme_name, name)
            for name in THEMES
        ]
        return {
            "File": [
                Command("Open picture…", self.choose_picture, ("Mod+O",)),
                Command("Save drawing…", self.choose_where_to_save, ("Mod+S",)),
                None,
                Command("Quit", self.destroy, ("Mod+Q",)),
            ],
            "Edit": [
                Command("Undo", pad.undo, ("Mod+Z",)),
                Command("Redo", pad.redo, ("Mod+Shift+Z", "Mod+Y")),
                Command("Clear", self.clear, ("Esc", "Del")),
                None,
                Command("Copy result", self.copy_result, ("Mod+C",)),
                Command("Paste picture", self.paste, ("Mod+V",)),
            ],
            "Draw": [
                Command("Recognise", self.recognise, ("Enter",)),
                Command("Read while drawing", self._live_changed, ("L",), self.live),
                None,
                Command("Pen", tools.changed, ("P",), tools.tool, "pen"),
                Command("Eraser", tools.changed, ("E",), tools.tool, "eraser"),
                Command("Wider", lambda: tools.step(1), ("]",)),
                Command("Narrower", lambda: tools.step(-1), ("[",)),
                None,
                Command("Next digit", lambda: self._choose(self._chosen + 1), ("N",)),
            ],
            "View": [
                *themes,
                None,
                Command("Larger text", lambda: self.resize_text(1), ("Mod+Plus",)),
                Command("Smaller text", lambda: self.resize_text(-1), ("Mod+Minus",)),
                Command("Usual text size", lambda: self.resize_text(0), ("Mod+0",)),
            ],
            "Help": [
                Command("Keyboard shortcuts", lambda: ShortcutsWindow(self, self.menus), ("F1",)),
            ],
        }

    def _bind_events(self) -> None:
        self.bind("<<Recognise>>", lambda event: self.recognise())
        self.bind("<<Clear>>", lambda event: self.clear())
        self.bind("<<LiveChanged>>", lambda event: self._live_changed())
        self.pad.bind("<<StrokeGrows>>", lambda event: self._drawing())
        self.pad.bind("<<SheetChanged>>", lambda event: self._drawn())
        self.pad.bind("<<MarkChosen>>", lambda event: self._choose(self.pad.chosen_mark or 0))
        self.toolbar.bind("<<ToolChanged>>", lambda event: self._tool_changed())
        self.toolbar.bind("<<Undo>>", lambda event: self.pad.undo())
        self.toolbar.bind("<<Redo>>", lambda event: self.pad.redo())
        self.history.bind("<<Chosen>>", lambda event: self._restore_from_history())
        accept_files(self.pad, self.open_picture)
        for key in ("<KP_Enter>", "<space>"):
            self.bind(key, self._recognise_by_key)

    def _recognise_by_key(self, event: tk.Event) -> None:
        """Unless a button has the focus: space presses it."""
        if event.keysym != "space" or not isinstance(event.widget, ttk.Button):
            self.recognise()


def main(arguments: Sequence[str] | None = None) -> int:
    """Opens the window and waits until it is closed; returns the exit status."""
    options = parse_arguments(arguments)
    try:
        picture = None if options.image is None else open_picture(options.image)
        enable_high_dpi()
        app = App(options.model, picture, settings_file())
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
