"""The candidates of a line -> those that cover it best, by dynamic programming.

candidates, each with the network's confidence
  -> a score for each                                       score()
  -> the path: candidates from left to right, each component in exactly one of them, with the
     largest sum of scores                                  best_path()
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from digit_recognizer.reading.candidates import Candidate, TextLine
from digit_recognizer.reading.components import distance, overlap


@dataclass(frozen=True)
class PathWeights:
    """The score of one candidate; the unit of length is the height of the line.

        score =  log_odds_weight * min(ln(p / (1 - p)), log_odds_limit) * m
               - gap_weight      * g
               - height_weight   * max(0, min_height - h)
               - width_weight    * max(0, w - max_width)
               - overlap_weight  * o * max(0, 1 - d / clear_distance)

    p  the network's confidence that it is a digit, 0 to 1
    m  its mass of ink, in squared heights. The log-odds are weighted with it so that every path
       explains the same ink once, however many digits it has
    g  the widest gap inside it;  h, w  its height and width
    o  the columns that its first component shares with the component before it, as a share of the
       narrower one (0 to 1; 0 at the start of the line);  d  the distance between the two

    The values were chosen on touching pairs and numbers put together from MNIST's validation
    images, and on numbers of pen digits; docs/tune_numbers.py chooses them again. min_height and
    max_width are lower than the best there: a 1 under the bar of a 7 may well be small.
    """

    log_odds_weight: float = 0.36
    log_odds_limit: float = 8.0  # reached at p = 0.9997
    gap_weight: float = 0.5
    height_weight: float = 4.0
    min_height: float = 0.7  # lower candidates are more likely part of a digit
    width_weight: float = 2.7
    max_width: float = 0.95  # wider candidates are more likely two digits
    overlap_weight: float = 1.5
    clear_distance: float = 0.1  # digits further apart than that may share columns


DEFAULT_WEIGHTS = PathWeights()


def best_path(
    line: TextLine,
    candidates: Sequence[Candidate],
    confidences: Sequence[float],
    weights: PathWeights = DEFAULT_WEIGHTS,
) -> tuple[Candidate, ...]:
    """The candidates, left to right, that cover all components of the line with the best score.

    candidates: as line_candidates() orders them, by `start`. confidences: of each, 0 to 1.
    """
    best: list[tuple[float, tuple[Candidate, ...]]] = [(0.0, ())]  # up to each component
    best += [(-math.inf, ())] * len(line.components)
    for candidate, confidence in zip(candidates, confidences, strict=True):
        score_before, path = best[candidate.start]
        total = score_before + score(line, candidate, confidence, weights)
        if total > best[candidate.stop][0]:
            best[candidate.stop] = total, (*path, candidate)
    return best[-1][1]


def score(line: TextLine, candidate: Candidate, confidence: float, weights: PathWeights) -> float:
    """How well the candidate explains its ink as one digit: see PathWeights."""
    penalty = weights.gap_weight * candidate.inner_gap
    penalty += weights.height_weight * max(0.0, weights.min_height - candidate.height)
    penalty += weights.width_weight * max(0.0, candidate.width - weights.max_width)
    penalty += _overlap_penalty(line, candidate.start, weights)
    mass = sum(component.mass for component in candidate.components)
    log_odds = min(_logit(confidence), weights.log_odds_limit)
    return weights.log_odds_weight * log_odds * mass / line.height**2 - penalty


def _logit(probability: float) -> float:
    """ln(p / (1 - p)), finite at 1."""
    p = min(probability, 1 - 1e-9)
    return math.log(p / (1 - p))


def _overlap_penalty(line: TextLine, start: int, weights: PathWeights) -> float:
    """Against a digit that begins at component `start`, under or over the one before it."""
    if start == 0:
        return 0.0
    before, first = line.components[start - 1 : start + 1]
    shared = max(0.0, overlap(before, first))
    clearance = distance(before, first) / (weights.clear_distance * line.height)
    return weights.overlap_weight * shared * max(0.0, 1 - clearance)
