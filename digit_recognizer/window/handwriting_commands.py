"""What a person does with their own hand: correct an answer, look at the examples, carry them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path

from digit_recognizer.network.atomic_write import reason
from digit_recognizer.reading.handwriting.examples import Example, checked_label, example_from
from digit_recognizer.reading.handwriting.exchange import export, imported
from digit_recognizer.reading.handwriting.profile import (
    Profile,
    profile_file,
    profile_names,
)
from digit_recognizer.window import handwriting_words as words
from digit_recognizer.window.presenter import Chosen
from digit_recognizer.window.sheet import Sheet
from digit_recognizer.window.widgets.file_dialogs import ALL_FILES, Wish, ask
from digit_recognizer.window.widgets.handwriting_window import HandwritingWindow

ZIP = ("Handwriting", ("*.zip",))


class HandwritingCommands:
    """The profile in use, and what is done to it. Says each thing in one sentence."""

    def __init__(
        self,
        window: tk.Tk,
        folder: Path,
        say: Callable[[str, bool], None],
        on_change: Callable[[Profile | None], None],
        name: str,
        is_used: bool,
    ) -> None:
        """folder: of the profiles; name: of the one in use.

        on_change: called when answers may be others now, with the profile to read with.
        """
        self._window, self._folder, self._say, self._on_change = window, folder, say, on_change
        self.name = tk.StringVar(window, name)
        self.is_used = tk.BooleanVar(window, is_used)
        self.profile = Profile(profile_file(folder, name))
        self._last: tuple[Example, Sheet] | None = None  # the correction that undo takes back
        self._panel: HandwritingWindow | None = None

    # --- correcting ---

    def correct(self, chosen: Chosen | None, label: int | None, sheet: Sheet) -> None:
        """Keeps that this digit is another one, or None: none. sheet: that it stands on."""
        if chosen is None:
            self._say(words.NOTHING_TO_CORRECT, True)
            return
        strokes = [stroke.points for stroke in chosen.strokes]
        example = example_from(chosen.pixels, label, strokes, chosen.read_as)
        if self._changes(lambda: self.profile.add([example])):
            self._last = example, sheet
            self.is_used.set(True)
            self._tell()
            self._say(words.kept(label), False)

    @property
    def can_undo(self) -> bool:
        """Whether a correction can be taken back."""
        return self._last is not None

    def take_back(self, sheet: Sheet) -> bool:
        """Undoes the last correction, if it was made on this sheet; False: there is none."""
        if self._last is None or self._last[1] is not sheet:
            return False
        example, self._last = self._last[0], None
        if self._changes(lambda: self.profile.delete([example.id])):
            self._tell()
            self._say(words.TAKEN_BACK, False)
        return True

    # --- the examples ---

    @property
    def examples(self) -> Sequence[Example]:
        """Of the profile in use; none where its file cannot be read, and that is said."""
        try:
            return self.profile.examples
        except OSError as error:
            self._say(words.cannot_read(reason(error)), True)
            return ()

    def delete(self, examples: Sequence[Example]) -> None:
        """Forgets them."""
        ids = [example.id for example in examples]
        if self._changes(lambda: self.profile.delete(ids)):
            self._tell()

    def relabel(self, example: Example, label: int | None) -> None:
        """It is another digit, or None: none."""
        if example.label != checked_label(label) and self._changes(
            lambda: self.profile.relabel(example.id, label)
        ):
            self._tell()

    def use_or_not(self) -> None:
        """The switch was moved."""
        self._tell()

    # --- profiles ---

    def names(self) -> list[str]:
        """Of the profiles that there are."""
        return profile_names(self._folder)

    def use(self, name: str) -> None:
        """Another person's hand; a new name begins with no examples."""
        try:
            self.profile = Profile(profile_file(self._folder, name.strip()))
        except ValueError as error:
            self._say(str(error), True)
            return
        self.name.set(name.strip())
        self._last = None
        self._tell()
        self._say(words.in_use(name.strip(), len(self.examples)), False)

    # --- the panel, files ---

    def show(self) -> None:
        """The panel; brought to the front where it is open."""
        if self._panel is None or not self._panel.winfo_exists():
            self._panel = HandwritingWindow(self._window, self)
        self._panel.lift()

    def choose_to_export(self) -> None:
        """Asks for a file to write."""
        wish = Wish("Export my handwriting", Path.home(), (ZIP, ALL_FILES), "handwriting.zip")
        path = ask(self._panel or self._window, wish)
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Writes a zip."""
        try:
            export(self.examples, path)
            self._say(words.exported(len(self.examples), path), False)
        except OSError as error:
            self._say(f"{path} could not be written: {reason(error)}.", True)

    def choose_to_import(self) -> None:
        """Asks for a file to read."""
        wish = Wish("Import handwriting", Path.home(), (ZIP, ALL_FILES))
        path = ask(self._panel or self._window, wish)
        if path is not None:
            self.import_from(path)

    def import_from(self, path: Path) -> None:
        """Adds what is in a zip."""
        before = len(self.examples)
        try:
            found = imported(path)
        except ValueError as error:
            self._say(str(error), True)
            return
        if self._changes(lambda: self.profile.add(found)):
            self._tell()
            self._say(words.added(len(self.examples) - before, path), False)

    # --- telling ---

    def start(self) -> None:
        """Says with which profile to read, and what is wrong with its file."""
        self._tell()
        _ = self.examples

    def _changes(self, change: Callable[[], None]) -> bool:
        try:
            change()
        except OSError as error:
            self._say(words.cannot_keep(reason(error)), True)
            return False
        return True

    def _tell(self) -> None:
        self._on_change(self.profile if self.is_used.get() else None)
        if self._panel is not None and self._panel.winfo_exists():
            self._panel.refresh()
        if self.profile.problem:
            self._say(self.profile.problem, True)
            self.profile.problem = ""
