"""Reads drawings in its own thread, so that the pen never waits.

    ask()  ->  the newest question; older ones are dropped  ->  newest_reading()

Knows no window: conversation.py polls it.
"""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.network.page_network import load_page_network
from digit_recognizer.network.recognizer import ModelError, Recognizer, load_recognizer
from digit_recognizer.reading.handwriting.profile import Profile
from digit_recognizer.reading.marks import Mark
from digit_recognizer.reading.number import Number
from digit_recognizer.reading.page.faded import faded
from digit_recognizer.window.newest import NewestOnly
from digit_recognizer.window.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Question:
    """A drawing, and whether to ask the network."""

    id: int  # ascending, from 1
    snapshot: Snapshot
    ask_network: bool
    show_ink: bool = False  # whether to fade all but the digits of an opened picture
    profile: Profile | None = None  # whose hand it is


@dataclass(frozen=True, eq=False)
class Reading:
    """The answer to a question."""

    question: Question
    number: Number | None = None  # with digits; None: no ink, no network, or not asked for
    has_ink: bool = False  # whether anything is drawn
    pixels: NDArray[np.float32] | None = None  # (1, 28, 28, 1): ink of one digit that is not read
    marks: tuple[Mark, ...] = ()  # the same: what there is instead
    faded: Image.Image | None = None  # the opened picture, where that was asked for, mode "RGB"
    problem: str = ""  # why nothing could be read, in a sentence


class Reader:
    """Loads networks and reads with the last one; none of its methods waits."""

    def __init__(self, model_file: Path | str) -> None:
        self.loads: queue.SimpleQueue[ModelError | None] = queue.SimpleQueue()  # None: it is loaded
        self.profile: Profile | None = None  # whose hand to read; None: anybody's
        self._wanted = Path(model_file)  # asked for last
        self._network: tuple[Path, Recognizer] | None = None  # in use, and its file
        self._changing = threading.Lock()  # both threads set these two
        self._loader: threading.Thread | None = None
        self._faded: tuple[Image.Image, Image.Image] | None = None  # a picture, and it faded
        self._last_id = 0
        self._worker: NewestOnly[Question, Reading] = NewestOnly(self._answer)

    def load(self, model_file: Path | None = None) -> None:
        """Starts to load a network; the outcome goes to `loads`. Until then the old one reads.

        Without model_file: that of the network again, unless one is being loaded.
        """
        if model_file is None and self.is_loading:
            return
        self._wanted = model_file or self.model_file
        self._loader = threading.Thread(target=self._load, args=(self._wanted,), daemon=True)
        self._loader.start()

    @property
    def is_loading(self) -> bool:
        """Whether the network is being loaded."""
        return self._loader is not None and self._loader.is_alive()

    @property
    def recognizer(self) -> Recognizer | None:
        """The network in use."""
        return None if self._network is None else self._network[1]

    @property
    def model_file(self) -> Path:
        """Of the network in use; while there is none, of that asked for."""
        return self._wanted if self._network is None else self._network[0]

    def ask(self, snapshot: Snapshot, ask_network: bool, show_ink: bool = False) -> int:
        """Returns the question's id."""
        self._last_id += 1
        self._worker.ask(Question(self._last_id, snapshot, ask_network, show_ink, self.profile))
        return self._last_id

    def newest_reading(self) -> Reading | None:
        """The answer to the last question answered; None: nothing new since the last call.

        Raises any unexpected error of the thread, which would be lost there.
        """
        return self._worker.newest()

    def close(self) -> None:
        """Lets the thread end."""
        self._worker.close()

    # --- in its own threads ---

    def _load(self, path: Path) -> None:
        try:
            recognizer = load_recognizer(path)
        except ModelError as error:
            self._loaded(path, error)
        except Exception as error:  # noqa: BLE001 - else the window would wait for ever
            self._loaded(path, ModelError(f"The network could not be loaded: {error!r}."))
        else:
            self._loaded(path, recognizer)
            # no daemon: Python, ending, would crash it in ONNX Runtime; so it waits half a second
            threading.Thread(target=self._prepare, args=(recognizer,), daemon=False).start()

    def _prepare(self, recognizer: Recognizer) -> None:
        """What the first correction would wait for; where this fails, that one says so."""
        with suppress(OSError, MemoryError):
            if self.profile is not None:
                self.profile.prepare(recognizer)

    def _loaded(self, path: Path, outcome: Recognizer | ModelError) -> None:
        """Takes a network into use; one that cannot be used changes nothing."""
        with self._changing:
            if path is not self._wanted:
                return  # meanwhile another one was asked for
            if isinstance(outcome, Recognizer):
                self._network = path, outcome
            self._wanted = self.model_file
            self.loads.put(outcome if isinstance(outcome, ModelError) else None)

    def _up_to_date(self) -> Recognizer | None:
        """The network that its file holds now; None until one is loaded."""
        before = self._network
        if before is None:
            return None
        path, recognizer = before
        try:
            now, problem = load_recognizer(path), None
        except ModelError as error:
            now, problem = None, error
        with self._changing:
            if now is not recognizer and self._network is before:  # no other one was opened
                self._network = None if now is None else (path, now)
                self.loads.put(problem)
        return now

    def _answer(self, question: Question) -> Reading:
        picture = question.snapshot.sheet.picture
        try:
            reading = self._read(question)
            if picture is None or not question.show_ink:
                return reading
            return replace(reading, faded=self._faded_once(picture))
        except ModelError as error:  # of the page network
            return Reading(question, problem=f"{error}.")

    def _faded_once(self, picture: Image.Image) -> Image.Image:
        """The same for every stroke over this picture."""
        if self._faded is None or self._faded[0] is not picture:
            self._faded = picture, faded(picture, load_page_network())
        return self._faded[1]

    def _read(self, question: Question) -> Reading:
        snapshot = question.snapshot
        if snapshot.sheet.is_empty:
            return Reading(question)
        recognizer = self._up_to_date() if question.ask_network else None
        try:
            if recognizer is None:
                return Reading(question, has_ink=True, pixels=snapshot.pixels())
            number = snapshot.number(_for_hand(question.profile, recognizer))
            if number.digits:
                return Reading(question, number, has_ink=True)
            return Reading(question, has_ink=True, pixels=snapshot.pixels(), marks=number.marks)
        except ValueError:  # nothing is drawn
            return Reading(question)


def _for_hand(profile: Profile | None, recognizer: Recognizer) -> Recognizer:
    """Adapted; where the profile cannot be read, as it is: the window has said so."""
    if profile is None:
        return recognizer
    try:
        return profile.adapt(recognizer)
    except OSError:
        return recognizer
