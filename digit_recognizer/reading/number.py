"""Whole numbers: every digit of a picture, line by line, left to right.

PIL image -> ink -> lines of candidates            segmentation.py
  -> float32 (N, 28, 28, 1), all in one batch -> (N, 10) probabilities
  -> of all ways to cover a line with candidates, the best
  -> what does not look like one digit is cut in two, if the halves look more like it
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.components import (
    Candidate,
    Component,
    Line,
    box_of,
    connected_components,
    gap,
    line_candidates,
    merged,
    overlap,
    splits_of,
    text_lines,
    without_specks,
)
from digit_recognizer.reading.preprocessing import (
    NOTHING_DRAWN,
    Box,
    find_ink,
    fit_box,
    place,
    to_grey,
    to_network,
)

# How well candidates explain the ink of a line; chosen on pairs and numbers that were put together
# from MNIST's validation images.
WEIGHT = 0.5  # of the log-odds that a candidate is its digit, for ink of one height by one height
BEST_ODDS = 8.0  # logarithm: beyond, the network is as sure as it can be
OVERLAP = 1.5  # against two digits in the same columns, in widths of the narrower,
FAR = 0.1  # as far as they are nearer than that, in heights of the line
GAP = 1.0  # against a gap inside a digit, in heights of the line
LOW = 4.0  # against a digit that is lower than half the line, in heights of the line
WIDE = 2.7  # against a digit that is wider than is usual, in heights of the line
USUAL_WIDTH = 0.85  # heights of the line
ONE_DIGIT = 0.5  # confidence: numbers look less like one digit than that, odd digits do not
CUT_RIGHT = 0.9  # of the numbers that were cut: read rightly, on touching validation digits
WIDEST_DIGIT = 2.0  # of its height: what is wider is not read as a whole
NARROWEST_PAIR = 0.4  # of its height: what is narrower is not cut
WIDE_STROKE = 1.2  # of its height: no narrower stroke is cut; one lifts the pen between digits
MOST_TO_CUT = 50  # digits; with more, it is a page, or no writing at all
WIDEST_CUT = 4.0  # of its height: what is wider is a line, not five digits that touch
WIDE_REST = 1.0  # of its height: what is right of a cut may be cut again

Group = tuple[Component, ...]  # what may be one digit


@dataclass(frozen=True, eq=False)
class FoundDigit:
    """A digit, and where it is in the picture."""

    pieces: Group  # its ink
    pixels: NDArray[np.float32]  # (1, 28, 28, 1) in [0, 1], ink = 1: what the network saw of it
    prediction: Prediction
    is_split: bool = False  # out of digits that touch, or of something else

    @property
    def box(self) -> Box:
        """Left, top, right, bottom, in pixels of the picture."""
        return box_of(self.pieces)


@dataclass(frozen=True, eq=False)
class Number:
    """All digits of a picture."""

    lines: tuple[tuple[FoundDigit, ...], ...]

    def __str__(self) -> str:
        """The digits; lines merged by a newline."""
        return "\n".join("".join(str(d.prediction.digit) for d in line) for line in self.lines)

    @property
    def digits(self) -> tuple[FoundDigit, ...]:
        """In the order of reading."""
        return tuple(digit for line in self.lines for digit in line)

    @property
    def confidence(self) -> float:
        """0 to 1: that all of them are right."""
        return joint_confidence(self.digits) * (CUT_RIGHT if self.is_split else 1)

    @property
    def is_split(self) -> bool:
        """Whether digits were cut apart. Letters can look like that, too: n like 1 and 7."""
        return any(digit.is_split for digit in self.digits)

    @property
    def sure(self) -> bool:
        """Whether each of them is, and where it begins and ends."""
        return all(digit.prediction.sure for digit in self.digits) and not self.is_split


def find_number(image: Image.Image, recognizer: Recognizer) -> Number:
    """Reads all digits. Raises ValueError("nothing is drawn") where there is only paper."""
    return number_of(connected_components(find_ink(to_grey(image))), recognizer)


def number_of(
    pieces: list[Component], recognizer: Recognizer, narrowest_pair: float = NARROWEST_PAIR
) -> Number:
    """Reads all digits that these pieces make up.

    narrowest_pair: in heights, what may be two digits that touch.
    Raises ValueError("nothing is drawn") where there are no pieces.
    """
    if not pieces:
        raise ValueError(NOTHING_DRAWN)
    lines = text_lines(without_specks(pieces))
    candidates = [line_candidates(line) for line in lines]
    groups = [candidate.pieces for found in candidates for candidate in found]
    one = next((group for group in groups if len(group) == len(pieces)), tuple(pieces))
    may_be_one = _shape(one) <= WIDEST_DIGIT
    read = _read([one, *groups] if may_be_one else groups, recognizer)
    whole = read.get(one) if may_be_one else None
    ways = [best_path(line, found, read) for line, found in zip(lines, candidates, strict=True)]
    apart = len(ways) == 1 and all(digit.prediction.sure for digit in ways[0])
    if whole and whole.prediction.confidence >= ONE_DIGIT and not apart:
        return Number(((whole,),))
    if sum(map(len, ways)) <= MOST_TO_CUT:
        ways = [
            tuple(part for digit in way for part in split_digit(digit, recognizer, narrowest_pair))
            for way in ways
        ]
    if whole and sum(map(len, ways)) == 1:  # with its specks, as predict_digit() reads it
        return Number(((whole,),))
    return Number(tuple(ways))


def pixels_of(pieces: list[Component]) -> NDArray[np.float32]:
    """All of them as one digit: (1, 28, 28, 1) in [0, 1], ink = 1, as prepare() makes it.

    Raises ValueError("nothing is drawn") where there are none.
    """
    if not pieces:
        raise ValueError(NOTHING_DRAWN)
    return to_network(_image(pieces)[np.newaxis])


def _image(pieces: Sequence[Component]) -> ByteArray:
    """All of them as one digit: uint8 (28, 28), 255 = ink."""
    return place(fit_box(merged(pieces).ink))


def _read(groups: list[Group], recognizer: Recognizer) -> dict[Group, FoundDigit]:
    """Each as if it were one digit; all in one batch, and none twice."""
    groups = list(dict.fromkeys(groups))
    images = to_network(np.stack([_image(group) for group in groups]))
    predictions = recognizer.predict_all(images)
    return {
        group: FoundDigit(group, image[np.newaxis], prediction)
        for group, image, prediction in zip(groups, images, predictions, strict=True)
    }


def _shape(pieces: Sequence[Component]) -> float:
    """The width of all of them together, in their height."""
    left, top, right, bottom = box_of(pieces)
    return (right - left) / (bottom - top)


def best_path(
    line: Line, candidates: list[Candidate], read: dict[Group, FoundDigit]
) -> tuple[FoundDigit, ...]:
    """Covers the line's pieces with candidates that do not overlap, by dynamic programming.

    read: the pieces of each candidate as the network reads them.
    """
    best: list[tuple[float, tuple[FoundDigit, ...]]] = [(0.0, ())]  # up to each piece
    best += [(-math.inf, ())] * len(line.pieces)
    for candidate in candidates:  # in order of `first`
        digit, (before, so_far) = read[candidate.pieces], best[candidate.first]
        score = before + score_of(line, candidate, digit.prediction)
        if score > best[candidate.last][0]:
            best[candidate.last] = score, (*so_far, digit)
    return best[-1][1]


def score_of(line: Line, candidate: Candidate, prediction: Prediction) -> float:
    """How well it explains its ink as one digit.

    Log-odds, weighted with the ink: however many digits there are on the way through a line, all
    of its ink is explained once.
    """
    share = min(prediction.confidence, 1 - 1e-9)
    odds = min(math.log(share / (1 - share)), BEST_ODDS)
    against = GAP * candidate.widest_gap
    against += LOW * max(0.0, 0.5 - candidate.height)
    against += WIDE * max(0.0, candidate.width - USUAL_WIDTH)
    if candidate.first > 0:
        left, right = line.pieces[candidate.first - 1 : candidate.first + 1]
        against += _end(left, right, line.height)
    mass = sum(piece.mass for piece in candidate.pieces)
    return WEIGHT * odds * mass / line.height**2 - against


def _end(left: Component, right: Component, line_height: float) -> float:
    """What speaks against the end of a digit between two pieces."""
    shared = max(0.0, overlap(left, right)) / min(left.width, right.width)
    near = max(0.0, 1 - gap(left, right) / (FAR * line_height))
    return OVERLAP * shared * near


# --- digits that touch ---------------------------------------------------------------------------


def split_digit(
    digit: FoundDigit, recognizer: Recognizer, narrowest_pair: float
) -> tuple[FoundDigit, ...]:
    """The digits that touch in it, if both look more like digits than it does; else itself."""
    shape = _shape(digit.pieces)
    if digit.prediction.confidence >= ONE_DIGIT or not narrowest_pair <= shape <= WIDEST_CUT:
        return (digit,)
    left, right = best_split(merged(digit.pieces), recognizer) or (digit, digit)
    if joint_confidence((left, right)) <= digit.prediction.confidence**2:
        return (digit,)
    rest = split_digit(right, recognizer, max(WIDE_REST, narrowest_pair))
    return tuple(replace(part, is_split=True) for part in (left, *rest))


def best_split(piece: Component, recognizer: Recognizer) -> tuple[FoundDigit, FoundDigit] | None:
    """The two halves of it that look most like digits; None: it cannot be cut."""
    images = np.array([_image((half,)) for halves in splits_of(piece) for half in halves])
    if not images.size:
        return None
    pixels = to_network(images)  # (2 N, 28, 28, 1): left, right, left, right, ...
    predictions = recognizer.predict_all(pixels)
    likeness = [
        left.confidence * right.confidence
        for left, right in zip(predictions[::2], predictions[1::2], strict=True)
    ]
    best = likeness.index(max(likeness))
    halves = next(islice(splits_of(piece), best, None))
    left, right = (
        FoundDigit((half,), pixels[index : index + 1], predictions[index])
        for index, half in enumerate(halves, 2 * best)
    )
    return left, right


def joint_confidence(digits: Sequence[FoundDigit]) -> float:
    """How much all of them look like digits, 0 to 1."""
    return math.prod(digit.prediction.confidence for digit in digits)
