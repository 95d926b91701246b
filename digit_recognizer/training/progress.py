"""A line every few seconds while an epoch runs, where there is no terminal for a progress bar."""

from __future__ import annotations

import time

from digit_recognizer.training.checkpoint import Losses

PAUSE_S = 10.0  # between two lines


class Progress:
    """Keras calls its methods."""

    def __init__(self, steps: int | None) -> None:
        """steps: in an epoch, if that is known."""
        self._of = "" if steps is None else f" of {steps:,}"
        self._epoch = 0  # counted from 1
        self._last = time.monotonic()

    def epoch_began(self, index: int, logs: Losses) -> None:
        """index: counts from 0."""
        self._epoch, self._last = index + 1, time.monotonic()

    def batch_ended(self, index: int, logs: Losses) -> None:
        """index: counts from 0. Prints a line where the last one is long ago."""
        now = time.monotonic()
        if now - self._last >= PAUSE_S:
            self._last = now
            step = f"step {index + 1:,}{self._of}"
            print(f"  in epoch {self._epoch}: {step}, training loss {logs['loss']:.4f}", flush=True)
