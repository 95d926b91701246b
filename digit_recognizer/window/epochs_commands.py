"""The training watched: the networks that a run has kept read the digit whose bars are shown."""

from __future__ import annotations

import threading
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.recognizer import ModelError, Recognizer
from digit_recognizer.reading.inside.epochs import kept_networks
from digit_recognizer.window.widgets.epochs_window import EpochsWindow

NONE_KEPT = (
    "The training of this network kept none of its epochs. A run with --keep-epochs does: "
    "about ten networks of 1.4 MB."
)
POLL_MS = 50  # while networks are loaded


class EpochsCommands:
    """Loads the networks in a thread, the first epochs first."""

    def __init__(
        self,
        window: tk.Tk,
        digit: Callable[[], NDArray[np.float32] | None],
        model_file: Callable[[], Path],
        say: Callable[[str, bool], None],
    ) -> None:
        """digit: (1, 28, 28, 1), or None. model_file: of the network in use."""
        self._window, self._digit, self._model_file, self._say = window, digit, model_file, say
        self._networks: dict[int, Recognizer | ModelError] = {}  # by epoch; a thread adds to it
        self.panel: EpochsWindow | None = None

    def show(self) -> None:
        """Opens the window; says why where there is nothing to see."""
        model_file = self._model_file()
        files = kept_networks(model_file)
        if not files:
            self._say(NONE_KEPT, True)
            return
        if self.panel is not None and self.panel.winfo_exists():
            self.panel.destroy()
        networks = self._networks = {}
        threading.Thread(target=_load, args=(files, networks), daemon=True).start()
        self.panel = EpochsWindow(self._window, model_file.name, list(files))
        self.panel.bind("<<EpochChosen>>", lambda event: self.look())
        self._poll(len(files))

    def look(self) -> None:
        """The digit is another one, or the epoch is."""
        if self.panel is None or not self.panel.winfo_exists():
            return
        digit, network = self._digit(), self._networks.get(self.panel.epoch)
        if isinstance(network, ModelError):
            self._say(str(network), True)
        if digit is None or not isinstance(network, Recognizer):
            self.panel.show(None)
        else:
            self.panel.show(network.predict(digit))

    def _poll(self, count: int) -> None:
        """Shows the chosen epoch as soon as it is loaded."""
        if self.panel is None or not self.panel.winfo_exists():
            return
        self.look()
        if len(self._networks) < count:
            self.panel.after(POLL_MS, lambda: self._poll(count))


def _load(files: dict[int, Path], networks: dict[int, Recognizer | ModelError]) -> None:
    for epoch, path in files.items():
        try:
            networks[epoch] = Recognizer(path)
        except ModelError as error:
            networks[epoch] = error
