"""The smallest change of a drawing that turns the answer: a little ink rubbed out, or added."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.preprocessing import tight_box

RADII = (1.0, 1.5, 2.0, 2.6, 3.3)  # pixels, of the round spots that are tried, the smallest first
NEAR = 2.0  # pixels: ink is added no further from other ink, as if a stroke went on
INKED = 0.3  # ink from which a pixel counts as drawn
SEEN = 0.1  # of black: a smaller change is not seen
CHANGES = 0.5  # pixels of black, at least: less is no change that one could see


@dataclass(frozen=True, eq=False)
class Turn:
    """A change, and what is read then."""

    digit: FloatArray  # float32 (1, 28, 28, 1), changed
    changed: FloatArray  # float32 (28, 28): above 0 where ink was added, below where it went
    answer: int

    @property
    def spot(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the change, in pixels of the digit."""
        rows, columns = tight_box(np.abs(self.changed) > SEEN)
        return columns.start, rows.start, columns.stop, rows.stop


def smallest_turn(recognizer: Recognizer, digit: FloatArray, answer: int) -> Turn | None:
    """None where no single spot turns the answer. digit: float32 (1, 28, 28, 1), ink = 1."""
    ink = digit[0, :, :, 0]
    for radius in RADII:
        tried = _spots(ink, radius)
        if not len(tried):
            continue
        probabilities = recognizer.probabilities(tried[..., np.newaxis])
        answers = probabilities.argmax(axis=1)
        turned = np.flatnonzero(answers != answer)
        if len(turned):
            changes = np.abs(tried[turned] - ink).sum(axis=(1, 2))
            best = int(turned[changes.argmin()])
            changed = tried[best] - ink
            return Turn(tried[best : best + 1, ..., np.newaxis], changed, int(answers[best]))
    return None


def _spots(ink: FloatArray, radius: float) -> FloatArray:
    """float32 (N, 28, 28): the digit with one spot of ink less, or one more, N times."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    near = _near(ink)
    tried = []
    for row, column in np.argwhere(near):
        distance = np.hypot(rows - row, columns - column)
        spot = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)  # soft at its edge
        tried += [np.minimum(ink, 1 - spot), np.maximum(ink, spot)]
    changes = [one for one in tried if np.abs(one - ink).sum() >= CHANGES]
    return np.stack(changes) if changes else np.empty((0, SIDE, SIDE), np.float32)


def _near(ink: FloatArray) -> FloatArray:
    """Bool (28, 28): no further than NEAR from ink."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    near = np.zeros((SIDE, SIDE), bool)
    for row, column in np.argwhere(ink > INKED):
        near |= np.hypot(rows - row, columns - column) <= NEAR
    return near
