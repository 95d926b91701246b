"""A look and its digit ink -> the digits, line by line: two networks say which digit each is.

Each pixel of ink belongs to the nearest middle. The digit network reads that ink; the page network
has read the same digit in its surroundings. They fail differently, so their answers are multiplied,
and a digit is sure only where they agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.beside_digits import without_marks
from digit_recognizer.reading.components import Component, connected_components, merged
from digit_recognizer.reading.digit import FoundDigit
from digit_recognizer.reading.marks import COMMA, POINT, Mark
from digit_recognizer.reading.page.look import Look
from digit_recognizer.reading.page.middles import Middle, typical_height
from digit_recognizer.reading.preprocessing import fit_box, place, to_network
from digit_recognizer.reading.splits import Lines

HEIGHTS = (0.5, 2.0)  # of the typical height: lower and higher digits are no digits, unless
STRONG = 0.6  # the network is as sure of them as this
REACH = 0.9  # of width and height, from the middle: ink that is further away is of no digit
LEAST_SIDES = (6.0, 10.0)  # pixels: a 1 is narrow, but its ink may be as far away as this
LEAST_INK = 3.0  # pixels of black
FLOORS = (0.1, 0.01)  # of the digit network and the page network: neither can rule a digit out,
# and the one that sees the digits beside it has more to say
SAME_LINE = 0.55  # of the height: middles that are nearer to each other, up or down
SURE_STRENGTH = 0.6  # of a middle. With both, 2 of 181 sure numbers on made-up pages are wrong
SURE_SHARE = 0.7  # of the page network's answer


@dataclass(frozen=True, eq=False)
class Candidate:
    """A digit that the page network has found, and its ink."""

    middle: Middle
    ink: Component  # in pixels of the look
    image: ByteArray  # uint8 (28, 28), 255 = ink
    marks: list[Mark]  # in pixels of the look: points and commas among its ink


def read_middles(look: Look, ink: FloatArray, recognizer: Recognizer) -> tuple[Lines, list[Mark]]:
    """All digits of the look, top to bottom, left to right; () where there are none.

    And the points and commas among their ink, in pixels of the look: they stand so near.
    """
    candidates = _candidates(plausible(look.middles), ink)
    if not candidates:
        return (), []
    pixels = to_network(np.stack([candidate.image for candidate in candidates]))
    answers = recognizer.predict_all(pixels)
    digits = {
        candidate.middle: _found(candidate, pixels[i : i + 1], answers[i], look.scale)
        for i, candidate in enumerate(candidates)
    }
    lines = tuple(tuple(digits[middle] for middle in line) for line in in_lines(list(digits)))
    return lines, [mark for one in candidates for mark in one.marks]


def plausible(middles: list[Middle]) -> list[Middle]:
    """Without those that are far lower or higher than most."""
    if not middles:
        return []
    low, high = (share * typical_height(middles) for share in HEIGHTS)
    return [middle for middle in middles if low < middle.height < high or middle.strength >= STRONG]


def in_lines(middles: Sequence[Middle]) -> list[list[Middle]]:
    """Lines from top to bottom, each from left to right: each digit joins its nearest neighbour."""
    lines: list[list[Middle]] = []
    for middle in sorted(middles, key=lambda middle: -middle.height):
        line = next((line for line in lines if _is_beside(middle, line)), None)
        if line is None:
            lines.append([middle])
        else:
            line.append(middle)
    lines.sort(key=lambda line: float(np.mean([middle.y for middle in line])))
    return [sorted(line, key=lambda middle: middle.x) for line in lines]


def _is_beside(middle: Middle, line: list[Middle]) -> bool:
    nearest = min(line, key=lambda other: abs(other.x - middle.x))
    return abs(nearest.y - middle.y) < SAME_LINE * max(nearest.height, middle.height)


def _candidates(middles: list[Middle], ink: FloatArray) -> list[Candidate]:
    """One for each middle that has ink."""
    if not middles:
        return []
    nearest, reach = _nearest(middles, ink.shape)
    found = []
    for index, middle in enumerate(middles):
        own = np.where((nearest == index) & (reach < REACH), ink, 0)
        if own.sum() >= LEAST_INK:
            found.append(_candidate(middle, own))
    return found


def _candidate(middle: Middle, ink: FloatArray) -> Candidate:
    """The network sees half of a digit in a comma that nearly touches one: its shape tells."""
    parts, marks = without_marks(connected_components(ink), kinds=(POINT, COMMA))
    digit = merged(parts)
    return Candidate(middle, digit, place(fit_box(digit.ink)), marks)


def _nearest(middles: list[Middle], shape: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """(H, W) each: the number of the nearest middle, and how far it is, in its width and height."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    nearest, least = np.full(shape, -1), np.full(shape, np.inf, np.float32)
    for index, middle in enumerate(middles):
        x = (columns - middle.x) / max(LEAST_SIDES[0], middle.width)
        y = (rows - middle.y) / max(LEAST_SIDES[1], middle.height)
        distance = np.hypot(x, y)
        nearest = np.where(distance < least, index, nearest)
        least = np.minimum(distance, least)
    return nearest, least


def _found(
    candidate: Candidate, pixels: FloatArray, answer: Prediction, scale: float
) -> FoundDigit:
    """In pixels of the picture again. pixels: (1, 28, 28, 1)."""
    prediction = both(np.array(answer.probabilities), candidate.middle, answer.sure)
    return FoundDigit((candidate.ink.scaled(1 / scale),), pixels, prediction)


def both(probabilities: FloatArray, middle: Middle, is_sure: bool) -> Prediction:
    """What the two networks say together. probabilities: (10,), of the digit network."""
    product = (probabilities + FLOORS[0]) * (middle.shares + FLOORS[1])
    product /= product.sum()
    digit = int(product.argmax())
    agree = digit == probabilities.argmax() == middle.shares.argmax()
    is_clear = middle.strength >= SURE_STRENGTH and middle.shares[digit] >= SURE_SHARE
    return Prediction(
        digit, float(product[digit]), tuple(product.tolist()), bool(is_sure and agree and is_clear)
    )
