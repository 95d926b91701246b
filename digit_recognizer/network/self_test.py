"""Ten known digits, one of each: how a network answers them tells how it is to be used.

A file does not say whether its network was trained on 0 to 1 or on 0 to 255, nor whether its ten
outputs are probabilities or logits: the answers show it.
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
SCALES = (1.0, 255.0)  # what ink is: ours, and that of a network trained on bytes
LEAST_RIGHT = 5  # of ten; by chance, 5 or more are right once in 600 networks
LEAST_CONFIDENCE = 0.5  # in the ten digits, on average, from a network that knows them
TOLERANCE = 1e-3  # by which the sum of probabilities may differ from 1: float16 weights do

Network = Callable[[FloatArray], FloatArray]  # (N, 28, 28, 1) -> (N, 10)


@dataclass(frozen=True)
class Usage:
    """How a network is to be used."""

    scale: float  # what ink is in its input
    ends_in_softmax: bool  # else softmax comes after it
    knows_digits: bool


def usage_of(network: Network) -> Usage:
    """Tries the scales. Raises RefusedModel where no probabilities can be made of its outputs."""
    digits = ten_digits()
    answers = [network(digits * np.float32(scale)) for scale in SCALES]
    right = [int((answer.argmax(axis=1) == np.arange(DIGITS)).sum()) for answer in answers]
    # on a hundredth of what it was made for, a network may be right, but with little confidence
    is_sure = [_confidence(answer) > LEAST_CONFIDENCE for answer in answers]
    ranked = sorted(range(len(SCALES)), key=lambda i: (right[i], is_sure[i]), reverse=True)
    best = ranked[0] if max(right) >= LEAST_RIGHT else 0
    return Usage(SCALES[best], _are_probabilities(answers[best]), right[best] >= LEAST_RIGHT)


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
