"""A second network beside the one in use: both read the digit whose bars are shown."""

from __future__ import annotations

import queue
import threading
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.recognizer import ModelError, Recognizer, load_recognizer
from digit_recognizer.window.network_commands import KINDS
from digit_recognizer.window.widgets.compare_window import CompareWindow
from digit_recognizer.window.widgets.file_dialogs import Wish, ask

POLL_MS = 50  # while the second network is loaded


class CompareCommands:
    """Loads the second network in a thread, and shows both answers while one draws."""

    def __init__(
        self,
        window: tk.Tk,
        digit: Callable[[], NDArray[np.float32] | None],
        first: Callable[[], tuple[Path, Recognizer | None]],
        say: Callable[[str, bool], None],
    ) -> None:
        """digit: (1, 28, 28, 1), that both read, or None. first: the network in use, its file."""
        self._window, self._digit, self._first, self._say = window, digit, first, say
        self._second: Recognizer | None = None
        self._loads: queue.SimpleQueue[tuple[Path, Recognizer | ModelError]] = queue.SimpleQueue()
        self.panel: CompareWindow | None = None

    def choose(self) -> None:
        """Asks for the file of the second network."""
        path = ask(self._window, Wish("Compare with a network", self._first()[0].parent, KINDS))
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Loads it; the answers stand side by side when it is there."""
        self._say(f"{path.name} is being opened.", False)
        threading.Thread(target=self._load, args=(path,), daemon=True).start()
        self._poll()

    def look(self) -> None:
        """The digit is another one."""
        digit, (_, first) = self._digit(), self._first()
        if self.panel is None or not self.panel.winfo_exists():
            return
        if digit is None or first is None or self._second is None:
            self.panel.show(None)
        else:
            self.panel.show((first.predict(digit), self._second.predict(digit)))

    def _load(self, path: Path) -> None:
        try:
            self._loads.put((path, load_recognizer(path)))
        except ModelError as error:
            self._loads.put((path, error))

    def _poll(self) -> None:
        if self._loads.empty():
            self._window.after(POLL_MS, self._poll)
            return
        path, loaded = self._loads.get()
        if isinstance(loaded, ModelError):
            self._say(str(loaded), True)
            return
        self._say("", False)
        self._second = loaded
        if self.panel is not None and self.panel.winfo_exists():
            self.panel.destroy()
        self.panel = CompareWindow(self._window, (self._first()[0].name, path.name))
        self.look()
