"""The window at work: owns its parts and connects them.

    canvas  -- <<StrokeGrows>>, <<SheetChanged>> -->  LiveReading  --> Conversation, Reader
    result, bars, pixels, frames  <-- Presenter  <--  LiveReading

The window is up at once; a thread loads the network while one can already draw. Only the main
thread touches what belongs to Tk.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.atomic_write import reason
from digit_recognizer.reading.handwriting.profile import Profile
from digit_recognizer.window import words
from digit_recognizer.window.class_commands import ClassCommands
from digit_recognizer.window.commands import handwriting_menu, menu_table
from digit_recognizer.window.compare_commands import CompareCommands
from digit_recognizer.window.epochs_commands import EpochsCommands
from digit_recognizer.window.events import bind_events
from digit_recognizer.window.handwriting_commands import HandwritingCommands
from digit_recognizer.window.inside_commands import InsideCommands
from digit_recognizer.window.live_reading import LiveReading
from digit_recognizer.window.network_commands import NetworkCommands
from digit_recognizer.window.picture_commands import PictureCommands
from digit_recognizer.window.presenter import Presenter
from digit_recognizer.window.settings import Settings, load_settings, save_settings
from digit_recognizer.window.widgets.main_window import MainWindow
from digit_recognizer.window.widgets.menus import Menus


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
        self.reading = LiveReading(
            self, self.presenter, model_file, on_loaded=lambda: self.networks.loaded()
        )
        self.conversation = self.reading.conversation
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
        bind_events(self)
        self.use_tool()
        self.toolbar.allow(undo=False, redo=False)
        self.update()  # on screen first: loading the network keeps Python busy for a moment
        if picture is not None:
            self.open_picture(picture)
        if problem:
            self.say(problem, is_problem=True)
        self.reading.show_state()
        self.handwriting.start()
        self.conversation.load()

    def _connect_lessons(self) -> None:
        """What shows a class how the network works: all about the digit whose bars are shown."""
        digit, network = self.presenter.seen_digit, self.reading.network
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
        self.reading.request()

    def clear(self) -> None:
        """An empty pad and no answer; the drawing goes to the history."""
        self.conversation.withdraw()
        self.canvas.clear()
        self.reading.show_state()

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

    def sheet_changed(self) -> None:
        """The drawing is another one."""
        self.toolbar.allow(self.canvas.can_undo, self.canvas.can_redo)
        self.reading.sheet_changed()

    def use_tool(self) -> None:
        """The pen or the eraser that the toolbar says."""
        self.canvas.pen_width = self.toolbar.width.get()
        self.canvas.erases = self.toolbar.erases

    def restore_from_history(self) -> None:
        """Puts the chosen drawing back on the pad."""
        if self.history.chosen is not None:
            self.canvas.show(self.history.chosen.sheet)

    def _digit_changed(self) -> None:
        """The digit that bars and pixels are about is another one."""
        self.inside.look()
        self.comparison.look()
        self.epochs.look()

    def _profile_changed(self, profile: Profile | None) -> None:
        """What is on the pad is read again, by what was learnt."""
        self.menus.show_lines("Handwriting", handwriting_menu(self))
        self.reading.use_profile(profile)

    def _save_settings(self) -> None:
        if self._settings_path is None:
            return
        try:
            hand, is_used = self.handwriting.name.get(), self.handwriting.is_used.get()
            settings = replace(self.settings(), hand=hand, uses_hand=is_used)
            save_settings(settings, self._settings_path)
        except OSError as error:
            print(f"The settings could not be saved: {reason(error)}.", file=sys.stderr)
