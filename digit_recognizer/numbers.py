"""Whole numbers: every digit of a picture, line by line, left to right.

PIL image -> ink -> lines of candidates            segmentation.py
  -> float32 (N, 28, 28, 1), all in one batch -> (N, 10) probabilities
  -> of all ways to cover a line with candidates, the best
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from digit_recognizer.images import (
    NOTHING_DRAWN,
    Box,
    find_ink,
    fit_box,
    place,
    to_grey,
    to_network,
)
from digit_recognizer.recognizer import Prediction, Recognizer
from digit_recognizer.segmentation import (
    Candidate,
    Line,
    Piece,
    candidates_of,
    gap,
    lines_of,
    overlap,
    pieces_of,
)

# How well candidates explain the ink of a line; chosen on pairs and numbers that were put together
# from MNIST's validation images; CUT on drawings by real people as well.
WEIGHT = 0.5  # of the log-odds that a candidate is its digit, for ink of one height by one height
BEST_ODDS = 8.0  # logarithm: beyond, the network is as sure as it can be
CUT = 1.0  # against the end of a digit at a cut; with less, wide digits fall apart
OVERLAP = 1.5  # against two digits in the same columns, in widths of the narrower,
FAR = 0.1  # as far as they are nearer than that, in heights of the line
GAP = 1.0  # against a gap inside a digit, in heights of the line
LOW = 4.0  # against a digit that is lower than half the line, in heights of the line
WIDE = 2.7  # against a digit that is wider than is usual, in heights of the line
USUAL_WIDTH = 0.85  # heights of the line


@dataclass(frozen=True)
class FoundDigit:
    """A digit, and where it is in the picture."""

    box: Box
    prediction: Prediction


@dataclass(frozen=True)
class Number:
    """All digits of a picture."""

    lines: tuple[tuple[FoundDigit, ...], ...]

    def __str__(self) -> str:
        """The digits; lines joined by a newline."""
        return "\n".join("".join(str(d.prediction.digit) for d in line) for line in self.lines)

    @property
    def confidence(self) -> float:
        """0 to 1: that all of them are right."""
        return math.prod(d.prediction.confidence for line in self.lines for d in line)


def find_number(image: Image.Image, recognizer: Recognizer) -> Number:
    """Reads all digits. Raises ValueError("nothing is drawn") where there is only paper."""
    pieces = pieces_of(find_ink(to_grey(image)))
    if not pieces:
        raise ValueError(NOTHING_DRAWN)
    lines = lines_of(pieces)
    candidates = [candidates_of(line) for line in lines]
    images = np.stack([place(fit_box(c.ink)) for found in candidates for c in found])
    predictions = recognizer.predict_all(to_network(images))
    read, start = [], 0
    for line, found in zip(lines, candidates, strict=True):
        read.append(best_way(line, found, predictions[start : start + len(found)]))
        start += len(found)
    return Number(tuple(read))


def best_way(
    line: Line, candidates: list[Candidate], predictions: list[Prediction]
) -> tuple[FoundDigit, ...]:
    """Covers the line's pieces with candidates that do not overlap, by dynamic programming."""
    best: list[tuple[float, tuple[FoundDigit, ...]]] = [(0.0, ())]  # up to each piece
    best += [(-math.inf, ())] * len(line.pieces)
    for candidate, prediction in zip(candidates, predictions, strict=True):  # in order of `first`
        before, digits = best[candidate.first]
        score = before + score_of(line, candidate, prediction)
        if score > best[candidate.last][0]:
            best[candidate.last] = score, (*digits, FoundDigit(candidate.box, prediction))
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
    return WEIGHT * odds * float(candidate.ink.sum()) / line.height**2 - against


def _end(left: Piece, right: Piece, line_height: float) -> float:
    """What speaks against the end of a digit between two pieces."""
    if right.is_cut:
        return CUT
    shared = max(0.0, overlap(left, right)) / min(left.width, right.width)
    near = max(0.0, 1 - gap(left, right) / (FAR * line_height))
    return OVERLAP * shared * near
