"""What was asked of the reader, and which answers still count. Knows no Tk: the timer is passed in.

    the drawing changes        -> a question, at once or every 50 ms   Reader.ask()
    until no answer is due     <- readings and loaded networks         on_reading(), on_loaded()

Question ids ascend, so three of them are all the state that questions have:

    _newest    the last question asked
    _answered  the last question answered; below _newest, an answer is due
    _current   the first question about the drawing as it is now; answers to older ones are stale
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from digit_recognizer.network.recognizer import ModelError, Recognizer
from digit_recognizer.window.reader import Reader, Reading
from digit_recognizer.window.snapshot import Snapshot

ASK_EVERY_MS = 50  # while the pen moves: the answer follows it, and the pen is not held up
POLL_MS = 1  # while an answer is due; it is on the screen within 2 ms
LATE_S = 0.4  # without an answer: the one that is seen is an old one
LOADING_POLL_MS = 20  # while the network loads: more polls would slow the import down


class Timer(Protocol):
    """What every Tk widget offers."""

    def after(self, ms: int, func: Callable[[], object], /) -> str:
        """Calls func once after so many milliseconds; returns what after_cancel() takes."""

    def after_cancel(self, id: str, /) -> None:
        """Takes an after() back."""


class Conversation:
    """Asks the reader about the drawing, and passes on the answers that still count."""

    def __init__(
        self,
        reader: Reader,
        timer: Timer,
        snapshot: Callable[[], Snapshot],
        is_live: Callable[[], bool],
        shows_ink: Callable[[], bool],
        on_reading: Callable[[Reading], None],
        on_loaded: Callable[[], None],
        on_late: Callable[[], None],
    ) -> None:
        """on_late: an answer has been due for a while, so the last one is old.

        snapshot: the drawing now. is_live: whether to ask the network without a request.

        shows_ink: whether readings of opened pictures tell which ink is of digits.
        """
        self.ready = False  # whether a network is loaded
        self.problem: ModelError | None = None  # why the last loading failed
        self.requested = False  # Recognise was pressed, and its answer is still due
        self._reader, self._timer = reader, timer
        self._snapshot, self._is_live, self._shows_ink = snapshot, is_live, shows_ink
        self._on_reading, self._on_loaded, self._on_late = on_reading, on_loaded, on_late
        self._newest = self._answered = self._current = 0
        self._asked_at_s = 0.0  # time.monotonic() of the last question
        self._due_since_s = math.inf  # time.monotonic(); infinite: none is due, or late already
        self._next_question: str | None = None  # of the timer
        self._next_poll: str | None = None  # of the timer

    @property
    def is_loading(self) -> bool:
        """Whether the network is being loaded, or that it is has not been passed on."""
        return self._reader.is_loading or not self._reader.loads.empty()

    @property
    def is_reading(self) -> bool:
        """Whether an answer is due, or a question is about to be asked."""
        return self._answered < self._newest or self.is_asking_soon

    @property
    def is_asking_soon(self) -> bool:
        """Whether the timer will ask the next question."""
        return self._next_question is not None

    @property
    def recognizer(self) -> Recognizer | None:
        """The network in use."""
        return self._reader.recognizer

    @property
    def model_file(self) -> Path:
        """Of the network in use; while there is none, of that asked for."""
        return self._reader.model_file

    def is_last(self, reading: Reading) -> bool:
        """Whether it answers the last question asked."""
        return reading.question.id == self._newest

    # --- asking ---

    def load(self, model_file: Path | None = None) -> None:
        """Starts to load a network, in a thread; on_loaded() is called when that has ended.

        Without model_file: that of the network again.
        """
        self.problem = None
        self._reader.load(model_file)
        self._poll()

    def request(self) -> None:
        """Asks the network, live or not; loads it first where that has failed before."""
        self.requested = True
        if not self.ready:
            self.load()
        self.ask()

    def withdraw(self) -> None:
        """Takes request() back."""
        self.requested = False

    def ask(self) -> None:
        """The drawing is a new one: answers to older questions are stale."""
        self.discard_answers()
        self._ask_now()

    def ask_soon(self) -> None:
        """The stroke under the pen has grown: asks, but no more often than every 50 ms."""
        if not self.is_asking_soon:
            passed_ms = 1000 * (time.monotonic() - self._asked_at_s)
            delay_ms = max(0, round(ASK_EVERY_MS - passed_ms))
            self._next_question = self._timer.after(delay_ms, self._ask_now)

    def discard_answers(self) -> None:
        """Answers to all questions so far are stale."""
        self._current = self._newest + 1

    def close(self) -> None:
        """Lets the reader's thread end; on_reading() and on_loaded() are not called any more."""
        self._cancel_question()
        self._cancel_poll()
        self._reader.close()

    def _ask_now(self) -> None:
        self._cancel_question()
        self._asked_at_s = time.monotonic()
        if self._answered == self._newest:
            self._due_since_s = self._asked_at_s
        ask_network = self._is_live() or self.requested
        self._newest = self._reader.ask(self._snapshot(), ask_network, self._shows_ink())
        self._poll()

    # --- answers ---

    def _poll(self) -> None:
        """Passes on what the threads have left, and comes again while more is due."""
        self._cancel_poll()
        while not self._reader.loads.empty():
            self._loaded(self._reader.loads.get())
        reading = self._reader.newest_reading()
        if reading is not None:
            self._answer(reading)
        if self.ready and time.monotonic() - self._due_since_s > LATE_S:
            self._due_since_s = math.inf
            self._on_late()
        if self._next_poll is None and (self.is_loading or self.is_reading):
            answers = self.ready and self._answered < self._newest
            delay_ms = POLL_MS if answers else LOADING_POLL_MS
            self._next_poll = self._timer.after(delay_ms, self._poll)

    def _loaded(self, problem: ModelError | None) -> None:
        self.ready, self.problem = self._reader.recognizer is not None, problem
        self.requested = self.requested and self.ready
        self._on_loaded()
        self.ask()

    def _answer(self, reading: Reading) -> None:
        self._answered = reading.question.id
        self._due_since_s = time.monotonic() if self._answered < self._newest else math.inf
        if self._answered >= self._current:
            self._on_reading(reading)
            self.requested = self.requested and not self.ready

    def _cancel_question(self) -> None:
        if self._next_question is not None:
            self._timer.after_cancel(self._next_question)
            self._next_question = None

    def _cancel_poll(self) -> None:
        if self._next_poll is not None:
            self._timer.after_cancel(self._next_poll)
            self._next_poll = None
