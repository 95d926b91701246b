"""What the network says of one digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digit_recognizer import DIGITS

LEAST_FOR_TWO = 0.7  # of the probability, for the best two: below that it is neither of them


@dataclass(frozen=True)
class Prediction:
    """What the network read; `digit, confidence = prediction` works too."""

    digit: int  # 0 to 9
    confidence: float  # 0 to 1, the largest of the probabilities
    probabilities: tuple[float, ...]  # ten, in the order of the digits; their sum is 1
    sure: bool  # the confidence reaches what all but 1 % of true digits reach
    is_told: bool = False  # a person has said so of this very drawing

    @property
    def runner_up(self) -> tuple[int, float]:
        """The second best: a digit and its confidence."""
        others = (digit for digit in range(DIGITS) if digit != self.digit)
        second = max(others, key=lambda digit: self.probabilities[digit])
        return second, self.probabilities[second]

    @property
    def is_digit(self) -> bool:
        """Whether it looks like a digit at all: sure, or torn between two."""
        return self.sure or self.confidence + self.runner_up[1] >= LEAST_FOR_TWO

    def __iter__(self) -> Iterator[float]:
        return iter((self.digit, self.confidence))


def in_percent(confidence: float, more: str = "over") -> str:
    """In words that never say 100 %: "98.2 %", "over 99.9 %"."""
    return f"{more} 99.9 %" if confidence >= 0.9995 else f"{100 * confidence:.1f} %"
