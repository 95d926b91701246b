"""What the menus do with networks: open another one, tell of the one that is open."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from digit_recognizer import MODEL_FILE
from digit_recognizer.window.conversation import Conversation
from digit_recognizer.window.network_words import facts_in_words, title
from digit_recognizer.window.widgets.file_dialogs import ALL_FILES, Wish, ask
from digit_recognizer.window.widgets.table_window import TableWindow
from digit_recognizer.window.words import no_network

# in the dialog; Linux tells NET.H5 from net.h5
PATTERNS = ("*.h5", "*.H5", "*.hdf5", "*.HDF5", "*.keras", "*.KERAS")
KINDS = (("Networks of Keras", PATTERNS), ALL_FILES)
NOT_YET = "There is no network yet."


class NetworkCommands:
    """Opens networks; the one in use stays until another is loaded. Its name is in the title."""

    def __init__(
        self, window: tk.Tk, conversation: Conversation, say: Callable[[str, bool], None]
    ) -> None:
        """say: shows a sentence; True: it tells of a problem."""
        self._window, self._conversation, self._say = window, conversation, say
        self._opening: Path | None = None  # what a person has asked for

    def open(self, model_file: Path) -> None:
        """Starts to load it; what is drawn is read again when it is there."""
        self._opening = model_file
        self._say(f"{model_file.name} is being opened.", False)
        self._conversation.load(model_file)

    def open_usual(self) -> None:
        """The network that came with the program."""
        self.open(MODEL_FILE)

    def choose_to_open(self) -> None:
        """Asks for a file to open."""
        folder = self._conversation.model_file.absolute().parent
        path = ask(self._window, Wish("Open a network", folder, KINDS))
        if path is not None:
            self.open(path)

    def loaded(self) -> None:
        """Loading has ended: says which network is open, or why another one is not."""
        talk = self._conversation
        self._window.title(title(talk.model_file))
        asked, self._opening = self._opening, None
        if talk.recognizer is None:
            self._say("", False)  # the answer's place says why
        elif talk.problem is not None:
            self._say(no_network(str(talk.problem), asked or talk.model_file).detail, True)
        elif talk.recognizer.remark:
            self._say(talk.recognizer.remark, True)
        elif asked:
            self._say(f"{asked.name} is open.", False)

    def show_facts(self) -> None:
        """A small window that tells what is known of the network."""
        talk = self._conversation
        if talk.recognizer is None:
            self._say(NOT_YET, True)
            return
        rows = facts_in_words(talk.model_file, talk.recognizer)
        TableWindow(self._window, "About this network", [("", rows)])
