"""Reads drawings in its own thread, so that the pen never waits.

    ask()  ->  the newest question; older ones are dropped  ->  newest_reading()

Knows no window: conversation.py polls it.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.recognizer import ModelError, Recognizer, load_recognizer
from digit_recognizer.reading.number import Number, pixels_of, read_components
from digit_recognizer.reading.splits import MIN_PAIR_ASPECT, MIN_STROKE_ASPECT
from digit_recognizer.window.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Question:
    """A drawing, and whether to ask the network."""

    id: int  # ascending, from 1
    snapshot: Snapshot
    ask_network: bool


@dataclass(frozen=True, eq=False)
class Reading:
    """The answer to a question."""

    question: Question
    number: Number | None = None  # None: no ink, no network, or not asked for
    pixels: NDArray[np.float32] | None = None  # (1, 28, 28, 1), where there is ink but no number


class Reader:
    """Loads the network and reads with it; none of its methods waits."""

    def __init__(self, model_file: Path | str) -> None:
        self._readings: queue.SimpleQueue[Reading | Exception] = queue.SimpleQueue()
        self.loads: queue.SimpleQueue[ModelError | None] = queue.SimpleQueue()  # None: it is loaded
        self._model_file = model_file
        self._recognizer: Recognizer | None = None
        self._questions: queue.SimpleQueue[Question | None] = queue.SimpleQueue()
        self._loader: threading.Thread | None = None
        self._last_id = 0
        threading.Thread(target=self._answer_all, daemon=True).start()

    def load(self) -> None:
        """Starts to load the network, unless it is loading; the outcome goes to `loads`."""
        if not self.is_loading:
            self._loader = threading.Thread(target=self._load, daemon=True)
            self._loader.start()

    @property
    def is_loading(self) -> bool:
        """Whether the network is being loaded."""
        return self._loader is not None and self._loader.is_alive()

    @property
    def remark(self) -> str:
        """What a user should know of the loaded network, in a sentence, or ""."""
        return "" if self._recognizer is None else self._recognizer.remark

    def ask(self, snapshot: Snapshot, ask_network: bool) -> int:
        """Returns the question's id."""
        self._last_id += 1
        self._questions.put(Question(self._last_id, snapshot, ask_network))
        return self._last_id

    def newest_reading(self) -> Reading | None:
        """The answer to the last question answered; None: nothing new since the last call.

        Raises any unexpected error of the thread, which would be lost there.
        """
        newest = None
        while not self._readings.empty():
            reading = self._readings.get()
            if isinstance(reading, Exception):
                raise reading
            newest = reading
        return newest

    def close(self) -> None:
        """Lets the thread end."""
        self._questions.put(None)

    # --- in its own threads ---

    def _load(self) -> None:
        try:
            self._recognizer = load_recognizer(self._model_file)
        except ModelError as error:
            self.loads.put(error)
        except Exception as error:  # noqa: BLE001 - else the window would wait for ever
            self.loads.put(ModelError(f"The network could not be loaded: {error!r}."))
        else:
            self.loads.put(None)

    def _answer_all(self) -> None:
        while (question := self._newest()) is not None:
            try:
                self._readings.put(self._answer(question))
            except Exception as error:  # noqa: BLE001 - newest_reading() raises it again
                self._readings.put(error)

    def _up_to_date(self) -> Recognizer | None:
        """The network that the file holds now; None until one is loaded."""
        before = self._recognizer
        if before is None:
            return None
        try:
            self._recognizer = load_recognizer(self._model_file)
        except ModelError as error:
            self._recognizer = None
            self.loads.put(error)
        if self._recognizer not in (before, None):
            self.loads.put(None)
        return self._recognizer

    def _newest(self) -> Question | None:
        """Waits for a question; of several, only the last is answered."""
        question = self._questions.get()
        while not self._questions.empty():
            question = self._questions.get()
        return question

    def _answer(self, question: Question) -> Reading:
        try:
            components = question.snapshot.components()
        except ValueError:  # nothing is drawn
            components = []
        if not components:
            return Reading(question)
        recognizer = self._up_to_date() if question.ask_network else None
        if recognizer is None:
            return Reading(question, pixels=pixels_of(components))
        are_strokes = question.snapshot.strokes_are_components
        min_aspect = MIN_STROKE_ASPECT if are_strokes else MIN_PAIR_ASPECT
        return Reading(question, read_components(components, recognizer, min_aspect))
