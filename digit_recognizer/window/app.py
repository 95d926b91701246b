"""The window at work: what its widgets tell goes to the conversation, what comes back is shown.

    canvas  -- <<StrokeGrows>>, <<SheetChanged>> -->  App  -->  Conversation  --> Reader, a thread
    result, bars, pixels, frames  <-- Presenter  <--  App  <--  Conversation  <-- a Reading

The window is up at once; a thread loads the network while one can already draw. Only the main
thread touches what belongs to Tk.
"""

from __future__ import annotations

import sys
import tempfile
import tkinter as tk
from dataclasses import replace
from pathlib import Path
from tkinter import ttk
from typing import BinaryIO

from PIL import Image

from digit_recognizer import DIGITS, MODEL_FILE
from digit_recognizer.network.atomic_write import reason
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.handwriting.profile import Profile
from digit_recognizer.window import words
from digit_recognizer.window.class_commands import ClassCommands
from digit_recognizer.window.commands import handwriting_menu, menu_table
from digit_recognizer.window.compare_commands import CompareCommands
from digit_recognizer.window.conversation import Conversation
from digit_recognizer.window.epochs_commands import EpochsCommands
from digit_recognizer.window.handwriting_commands import HandwritingCommands
from digit_recognizer.window.inside_commands import InsideCommands
from digit_recognizer.window.network_commands import NetworkCommands
from digit_recognizer.window.picture_commands import PictureCommands
from digit_recognizer.window.presenter import Presenter, entry_of
from digit_recognizer.window.reader import Reader, Reading
from digit_recognizer.window.settings import Settings, load_settings, save_settings
from digit_recognizer.window.widgets.drop import accept_files
from digit_recognizer.window.widgets.main_window import MainWindow
from digit_recognizer.window.widgets.menus import Menus

PRESSED_BY_SPACE = (ttk.Button, ttk.Checkbutton, ttk.Radiobutton)


class App(MainWindow):
    """The window at work: what is drawn goes to the reader, and what comes back is shown."""

    def __init__(
        self,
        model_file: Path | str = MODEL_FILE,
        picture: Image.Image | Path | None = None,
        settings_path: Path | None = None,
        profiles: Path | None = None,
    ) -> None:
        """picture: what the pad begins with; the window says so where a file cannot be opened.

        settings_path: where the window remembers its settings; None: nowhere. profiles: the folder
        where it keeps what it has learnt of people's hands; None: one that goes with the window.
        """
        settings, problem = load_settings(settings_path) if settings_path else (Settings(), "")
        super().__init__(settings)
        self._settings_path = settings_path
        self._scratch = tempfile.TemporaryDirectory() if profiles is None else None
        self.presenter = Presenter(self.answer, self.canvas)
        self.pictures = PictureCommands(self.canvas, self.say)
        self._reader = Reader(model_file)
        self.conversation = Conversation(
            self._reader,
            timer=self,
            snapshot=self.canvas.snapshot,
            is_live=self.live.get,
            shows_ink=self.shows_ink.get,
            on_reading=self._show,
            on_loaded=self._loaded,
            on_late=lambda: self.answer.result.mark_late(words.LATE),
        )
        self.networks = NetworkCommands(self, self.conversation, self.say)
        self._connect_lessons()
        self.handwriting = HandwritingCommands(
            self,
            Path(self._scratch.name) if self._scratch else profiles or Path(),
            self.say,
            self._profile_changed,
            settings.hand,
            settings.uses_hand,
        )
        self.menus = Menus(self, menu_table(self))
        self._bind_events()
        self._tool_changed()
        self.toolbar.allow(undo=False, redo=False)
        self.update()  # on screen first: loading the network keeps Python busy for a moment
        if picture is not None:
            self.open_picture(picture)
        if problem:
            self.say(problem, is_problem=True)
        self._show_state()
        self.handwriting.start()
        self.conversation.load()

    def _connect_lessons(self) -> None:
        """What shows a class how the network works: all about the digit whose bars are shown."""
        digit, network = self.presenter.seen_digit, self._network_in_use
        self.inside = InsideCommands(
            self, digit, lambda: network()[1], self.presenter.show_field, self.say
        )
        self.comparison = CompareCommands(self, digit, network, self.say)
        self.epochs = EpochsCommands(self, digit, lambda: network()[0], self.say)
        self.lesson = ClassCommands(self, self.canvas, self.presenter, network, self.say)
        self.presenter.on_change = self._digit_changed

    @property
    def ready(self) -> bool:
        """Whether the network is loaded."""
        return self.conversation.ready

    @property
    def is_loading(self) -> bool:
        """Whether the network is being loaded."""
        return self.conversation.is_loading

    @property
    def is_reading(self) -> bool:
        """Whether an answer is still to come."""
        return self.conversation.is_reading

    # --- what a person does ---

    def recognise(self) -> None:
        """Reads the pad and shows the answer; while the network loads, as soon as it is there."""
        self.canvas.pen_up()
        self.conversation.request()
        if not self.ready:
            self._show_state()

    def clear(self) -> None:
        """An empty pad and no answer; the drawing goes to the history."""
        self.conversation.withdraw()
        self.canvas.clear()
        self._show_state()

    def open_picture(self, source: Image.Image | Path | BinaryIO) -> None:
        """Puts a picture on the pad; says why where it cannot be read."""
        self.pictures.open(source)

    def correct(self, label: int | None) -> None:
        """The digit whose bars are shown is another one, or None: none."""
        self.handwriting.correct(self.presenter.chosen, label, self.canvas.sheet)
        self.toolbar.allow(self.canvas.can_undo or self.handwriting.can_undo, self.canvas.can_redo)

    def undo(self) -> None:
        """Takes the last correction back, or else the last change of the drawing."""
        if not self.handwriting.take_back(self.canvas.sheet):
            self.canvas.undo()

    def copy_result(self) -> None:
        """Puts the digits on the clipboard, with their points, commas and minus."""
        number = self.presenter.number
        if number is None or not words.is_number(number):
            self.say(words.NO_RESULT, is_problem=True)
            return
        self.clipboard_clear()
        self.clipboard_append(number.text)
        self.say(f"Copied: {number.text}")

    def destroy(self) -> None:
        """Closes the window and keeps its settings."""
        self._save_settings()
        self.conversation.close()
        self.inside.close()
        super().destroy()
        if self._scratch is not None:
            self._scratch.cleanup()

    # --- what the widgets and the reader tell ---

    def _bind_events(self) -> None:
        events = {
            "<<Recognise>>": (self, self.recognise),
            "<<Clear>>": (self, self.clear),
            "<<LiveChanged>>": (self, self.live_changed),
            "<<StrokeGrows>>": (self.canvas, self._stroke_grows),
            "<<SheetChanged>>": (self.canvas, self._sheet_changed),
            "<<FrameChosen>>": (self.canvas, self._frame_chosen),
            "<<ToolChanged>>": (self.toolbar, self._tool_changed),
            "<<Undo>>": (self.toolbar, self.undo),
            "<<Redo>>": (self.toolbar, self.canvas.redo),
            "<<Chosen>>": (self.history, self._restore_from_history),
            "<<OpenNetwork>>": (self.answer.result, self.networks.choose_to_open),
            "<<BarChosen>>": (self.answer.bars, lambda: self.correct(self.answer.bars.chosen)),
        }
        for name, (widget, action) in events.items():
            widget.bind(name, lambda event, action=action: action())  # type: ignore[misc]
        for key in ("<KP_Enter>", "<space>"):
            self.bind(key, self._recognise_by_key)
        for digit in range(DIGITS):
            for key in (f"<Key-{digit}>", f"<KP_{digit}>"):
                self.bind(key, lambda event, digit=digit: self.correct(digit))  # type: ignore[misc]
        accept_files(self.canvas, self.open_picture)

    def _stroke_grows(self) -> None:
        """Reads now and then; in between nothing is done, so that the ink keeps up with the pen."""
        if self.conversation.is_asking_soon:
            return
        self.say("")
        if not self.live.get():
            self.conversation.discard_answers()
            self._show_state(words.CHANGED)
        self.conversation.ask_soon()

    def _sheet_changed(self) -> None:
        """Reads it."""
        self.say("")
        self.toolbar.allow(self.canvas.can_undo, self.canvas.can_redo)
        if not self.live.get():
            self._show_state(words.CHANGED)
        self.conversation.ask()

    def _frame_chosen(self) -> None:
        self.presenter.choose(self.canvas.chosen_frame or 0)

    def _network_in_use(self) -> tuple[Path, Recognizer | None]:
        return self.conversation.model_file, self.conversation.recognizer

    def _digit_changed(self) -> None:
        """The digit that bars and pixels are about is another one."""
        self.inside.look()
        self.comparison.look()
        self.epochs.look()

    def _tool_changed(self) -> None:
        self.canvas.pen_width = self.toolbar.width.get()
        self.canvas.erases = self.toolbar.erases

    def live_changed(self) -> None:
        """Live reading was switched on or off."""
        self.use_live()
        self._show_state(None if self.canvas.sheet.is_empty else words.CHANGED)
        self.conversation.ask()

    def ink_changed(self) -> None:
        """The ink of digits alone is to be seen, or the whole picture again."""
        if not self.shows_ink.get():
            self.canvas.show_faded(None)
        elif self.presenter.number is None:
            self.conversation.ask()
        else:
            self.conversation.request()  # the answer stays, live or not

    def _restore_from_history(self) -> None:
        if self.history.chosen is not None:
            self.canvas.show(self.history.chosen.sheet)

    def _recognise_by_key(self, event: tk.Event) -> None:
        """Unless a button or a box has the focus: space presses it."""
        if event.keysym != "space" or not isinstance(event.widget, PRESSED_BY_SPACE):
            self.recognise()

    def _loaded(self) -> None:
        self._show_state()
        self.networks.loaded()

    def _show(self, reading: Reading) -> None:
        requested = self.conversation.requested
        if self.shows_ink.get():
            self.canvas.show_faded(reading.faded)
        if reading.number is None:
            self._show_state(words.nothing_read(reading, requested))
            self.presenter.show_pixels(reading.pixels, reading.question.snapshot)
            return
        self.presenter.show_number(reading.number, reading.question.snapshot)
        if self.conversation.is_last(reading) and not self.canvas.pen_is_down:
            self.history.keep(entry_of(reading))

    def _show_state(self, otherwise: words.Message | None = None) -> None:
        """There is no answer to show: says why, or what to do."""
        talk = self.conversation
        if not talk.ready and talk.problem is not None:
            message = words.no_network(str(talk.problem), talk.model_file)
        elif not talk.ready:
            message = words.ASKED_EARLY if talk.requested else words.LOADING
        else:
            message = otherwise or (words.EMPTY_LIVE if self.live.get() else words.EMPTY)
        self.presenter.show_message(message)

    def _profile_changed(self, profile: Profile | None) -> None:
        """What is on the pad is read again, by what was learnt."""
        self._reader.profile = profile
        self.menus.show_lines("Handwriting", handwriting_menu(self))
        if self.ready and not self.canvas.sheet.is_empty:
            self.conversation.request()

    def _save_settings(self) -> None:
        if self._settings_path is None:
            return
        try:
            hand, is_used = self.handwriting.name.get(), self.handwriting.is_used.get()
            settings = replace(self.settings(), hand=hand, uses_hand=is_used)
            save_settings(settings, self._settings_path)
        except OSError as error:
            print(f"The settings could not be saved: {reason(error)}.", file=sys.stderr)
