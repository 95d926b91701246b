"""Ten known digits, one of each: how a network answers them tells how it is to be used.

A file does not say whether its network was trained on 0 to 1 or on 0 to 255, on light ink or on
dark, nor whether its ten outputs are probabilities or logits: the answers show it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.model_check import RefusedModel

TEN_DIGITS = Path(__file__).with_name("ten_digits.png")  # MNIST's plainest, from its training set
RANGES = (  # what paper is, and what ink is; the small first: on too large a one, all is sure
    (0.0, 1.0),  # ours
    (-1.0, 1.0),  # of a network trained on what was centred
    (1.0, 0.0),  # on dark ink, as on paper
    (0.0, 255.0),  # on bytes
    (255.0, 0.0),  # on bytes of dark ink
)
LEAST_RIGHT = 6  # of ten; by chance, so many are right in one of the ranges once in 1,300 networks
LEAST_CONFIDENCE = 0.5  # in the ten digits, on average, from a network that knows them
TOLERANCE = 1e-3  # by which the sum of probabilities may differ from 1: float16 weights do

Network = Callable[[FloatArray], FloatArray]  # (N, 28, 28, 1) -> (N, 10)


@dataclass(frozen=True)
class Usage:
    """How a network is to be used."""

    paper: float  # in its input
    ink: float  # in its input
    ends_in_softmax: bool  # else softmax comes after it
    knows_digits: bool

    @property
    def is_usual(self) -> bool:
        """Whether it takes what our own networks take."""
        return (self.paper, self.ink) == RANGES[0]

    def input_of(self, digits: FloatArray) -> FloatArray:
        """float32 (N, 28, 28, 1) in [0, 1], ink = 1  ->  the same in the network's range."""
        return digits if self.is_usual else in_range(digits, self.paper, self.ink)

    @property
    def words(self) -> str:
        """What it takes, as "brightness from 0 to 1"."""
        low, high = sorted((self.paper, self.ink))
        dark = ", dark ink on light paper" if self.ink < self.paper else ""
        return f"brightness from {low:.0f} to {high:.0f}{dark}"


def usage_of(network: Network) -> Usage:
    """Tries the ranges. Raises RefusedModel where no probabilities can be made of its outputs."""
    digits = ten_digits()
    answers = [network(in_range(digits, paper, ink)) for paper, ink in RANGES]
    right = [int((answer.argmax(axis=1) == np.arange(DIGITS)).sum()) for answer in answers]
    # on a hundredth of what it was made for, a network may be right, but with little confidence
    is_sure = [_confidence(answer) > LEAST_CONFIDENCE for answer in answers]
    ranked = sorted(range(len(RANGES)), key=lambda i: (right[i], is_sure[i]), reverse=True)
    best = ranked[0] if max(right) >= LEAST_RIGHT else 0
    has_softmax = _are_probabilities(answers[best])
    return Usage(*RANGES[best], has_softmax, knows_digits=right[best] >= LEAST_RIGHT)


def in_range(digits: FloatArray, paper: float, ink: float) -> FloatArray:
    """float32 in [0, 1], ink = 1  ->  float32 from what paper is to what ink is."""
    scaled: FloatArray = np.float32(paper) + digits * np.float32(ink - paper)
    return scaled


def _confidence(answers: FloatArray) -> float:
    """In the right digits, 0 to 1, on average."""
    shares = answers if _look_like_probabilities(answers) else softmax(answers)
    return float(np.diag(shares).mean())


def _look_like_probabilities(answers: FloatArray) -> bool:
    return bool(answers.min() >= 0 and answers.max() <= 1 + TOLERANCE)


def ten_digits() -> FloatArray:
    """float32 (10, 28, 28, 1) in [0, 1], ink = 1: a 0, a 1, ..., a 9."""
    with Image.open(TEN_DIGITS) as strip:
        pixels = np.asarray(strip, np.float32) / np.float32(255)  # (28, 280)
    return np.stack(np.split(pixels, DIGITS, axis=1)).reshape(DIGITS, SIDE, SIDE, 1)


def softmax(logits: FloatArray) -> FloatArray:
    """(N, 10) -> (N, 10); log-probabilities become probabilities again."""
    powers: FloatArray = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: FloatArray = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def _are_probabilities(answers: FloatArray) -> bool:
    """False: logits. Raises RefusedModel for what is neither."""
    if not np.isfinite(answers).all():
        raise RefusedModel("gives answers that are not finite numbers")
    if not _look_like_probabilities(answers):
        return False
    if np.abs(answers.sum(axis=1) - 1).max() <= TOLERANCE:
        return True
    raise RefusedModel(
        "gives ten answers that do not sum to 1, as a sigmoid does: end the network with softmax"
    )
