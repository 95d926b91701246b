"""Questions are answered in a thread of their own; of several that wait, only the newest."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class NewestOnly(Generic[Question, Answer]):
    """None of its methods waits, so the pen and the window never do.

    ask()  ->  the newest question; older ones are dropped  ->  newest()
    """

    def __init__(self, answer: Callable[[Question], Answer]) -> None:
        """answer: called in the thread; what it raises, newest() raises."""
        self._answer = answer
        self._questions: queue.SimpleQueue[tuple[int, Question] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[int, Answer | Exception]] = queue.SimpleQueue()
        self._asked = self._answered = 0  # numbers of the last questions, from 1
        threading.Thread(target=self._answer_all, daemon=True).start()

    def ask(self, question: Question) -> None:
        """Those before it may never be answered."""
        self._asked += 1
        self._questions.put((self._asked, question))

    @property
    def is_busy(self) -> bool:
        """Whether newest() will have something else."""
        return self._answered < self._asked

    def newest(self) -> Answer | None:
        """The last answer; None: nothing new since the last call.

        Raises any unexpected error of the thread, which would be lost there.
        """
        newest = None
        while not self._answers.empty():
            self._answered, answer = self._answers.get()
            if isinstance(answer, Exception):
                raise answer
            newest = answer
        return newest

    def close(self) -> None:
        """Lets the thread end."""
        self._questions.put(None)

    # --- in its own thread ---

    def _answer_all(self) -> None:
        while (asked := self._newest_question()) is not None:
            number, question = asked
            try:
                self._answers.put((number, self._answer(question)))
            except Exception as error:  # noqa: BLE001 - newest() raises it again
                self._answers.put((number, error))

    def _newest_question(self) -> tuple[int, Question] | None:
        """Waits for one; None: to end."""
        asked = self._questions.get()
        while not self._questions.empty():
            asked = self._questions.get()
        return asked
