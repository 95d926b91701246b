"""The window of the network's inside: what is asked for, and when."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.inside.layers import receptive_field
from digit_recognizer.reading.picture_files import save_picture
from digit_recognizer.window.inspector import Insight, Inspector, Look
from digit_recognizer.window.newest import NewestOnly
from digit_recognizer.window.widgets.file_dialogs import Wish, ask
from digit_recognizer.window.widgets.inside_window import InsideWindow

POLL_MS = 20  # while an insight is due
LOOK_EVERY_MS = 150  # while the pen moves
Field = tuple[int, int, int, int]  # left, top, right, bottom, in pixels of the 28 by 28
NOT_OPEN = "There is nothing to save yet."


class InsideCommands:
    """Shows what the network makes of the digit whose bars are shown, while it is drawn."""

    def __init__(
        self,
        window: tk.Tk,
        digit: Callable[[], NDArray[np.float32] | None],
        recognizer: Callable[[], Recognizer | None],
        show_field: Callable[[Field | None, bool], None],
        say: Callable[[str, bool], None],
    ) -> None:
        """digit: (1, 28, 28, 1), that is to be seen, or None.

        show_field: frames it on the pad; True: as a spot, with dots.
        """
        self._window, self._digit, self._recognizer = window, digit, recognizer
        self._show_field, self._say = show_field, say
        self._inspector: NewestOnly[Look, Insight] | None = None
        self._panel: InsideWindow | None = None
        self._wants_turn = False
        self._next_look: str | None = None  # of the timer

    @property
    def panel(self) -> InsideWindow | None:
        """The window, while it is open."""
        is_open = self._panel is not None and self._panel.winfo_exists()
        return self._panel if is_open else None

    @property
    def is_busy(self) -> bool:
        """Whether something else is about to be seen."""
        is_looking = self._inspector is not None and self._inspector.is_busy
        return is_looking or self._next_look is not None

    def show(self) -> None:
        """Opens it, or brings it to the front."""
        if self.panel is None:
            self._panel = self._open()
            self._look()
        assert self._panel is not None
        self._panel.lift()

    def look(self) -> None:
        """The digit is another one, or a further stroke of it is there: looks at it soon.

        No more often than the eye can follow, so that the pen is not held up.
        """
        self._wants_turn = False
        panel = self.panel
        if panel is not None and self._next_look is None:
            self._next_look = panel.after(LOOK_EVERY_MS, self._look)

    def save(self) -> None:
        """Asks for a file, and writes all maps into it."""
        path = ask(self._panel or self._window, Wish("Save the maps", Path.home(), name="maps.png"))
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Writes all maps as one picture."""
        poster = self._panel.poster() if self._panel is not None else None
        if poster is None:
            self._say(NOT_OPEN, True)
            return
        try:
            save_picture(poster, path)
            self._say(f"Saved as {path}", False)
        except ValueError as error:
            self._say(str(error), True)

    def close(self) -> None:
        """The thread ends."""
        if self._inspector is not None:
            self._inspector.close()

    def _open(self) -> InsideWindow:
        if self._inspector is None:
            self._inspector = NewestOnly(Inspector().insight)
        panel = InsideWindow(self._window)
        for event in ("<<OtherChosen>>", "<<Switched>>"):
            panel.bind(event, lambda event: self._look())
        panel.maps.bind("<<MapChosen>>", lambda event: self._look())
        panel.bind("<<TurnWanted>>", lambda event: self._want_turn())
        panel.detail.bind("<<FieldMoved>>", lambda event: self._frame_field())
        for key in ("<Control-Shift-Key-S>", "<Control-Shift-Key-s>"):
            panel.bind(key, lambda event: self.save())
        return panel

    def _want_turn(self) -> None:
        self._wants_turn = True
        self._look()

    def _look(self) -> None:
        self._next_look = None
        panel, digit, recognizer = self.panel, self._digit(), self._recognizer()
        if panel is None or self._inspector is None:
            return
        if digit is None or recognizer is None:
            panel.show(None)
            return
        other = panel.other.get()
        look = Look(digit, recognizer, int(other) if other else None, panel.maps.chosen)
        self._inspector.ask(replace(look, is_off=panel.is_off.get(), wants_turn=self._wants_turn))
        self._poll()

    def _poll(self) -> None:
        panel = self.panel
        if panel is None or self._inspector is None:
            return
        insight = self._inspector.newest()
        if insight is not None and self._digit() is not None:
            panel.show(insight)
            if insight.look.wants_turn and insight.turn is not None:
                self._show_field(insight.turn.spot, True)
        if self._inspector.is_busy:
            panel.after(POLL_MS, self._poll)

    def _frame_field(self) -> None:
        """The pixels that the place under the mouse sees, on the pad."""
        panel, recognizer = self.panel, self._recognizer()
        chosen, place = (panel.maps.chosen, panel.detail.under_mouse) if panel else (None, None)
        if recognizer is None or chosen is None or place is None:
            self._show_field(None, False)
            return
        self._show_field(receptive_field(recognizer, chosen[0], *place), False)
