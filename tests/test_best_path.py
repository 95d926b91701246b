"""Which candidates of a line are its digits."""

import math
from dataclasses import replace

import numpy as np
import pytest

from digit_recognizer.reading.best_path import DEFAULT_WEIGHTS, PathWeights, best_path, score
from digit_recognizer.reading.candidates import line_candidates, text_lines
from digit_recognizer.reading.components import Component

HEIGHT = 100
WEIGHTS = PathWeights(  # of no one's choosing: the formula is the same for all
    log_odds_weight=0.5,
    log_odds_limit=8.0,
    gap_weight=1.0,
    height_weight=4.0,
    min_height=0.5,
    width_weight=2.7,
    max_width=0.85,
    overlap_weight=1.5,
    clear_distance=0.1,
)


def block(left, width, top=0, height=HEIGHT):
    """A component that is black all over."""
    return Component(np.ones((height, width), np.float32), (left, top, left + width, top + height))


def seven_and_one():
    """50 wide above and 30 below; 15 columns under its bar and 5 pixels off, 40 wide."""
    seven = block(0, 50)
    seven.ink[HEIGHT // 2 :, 30:] = 0
    return [seven, block(35, 40, top=HEIGHT // 2, height=HEIGHT // 2)]


def line_of(*components):
    (line,) = text_lines(components)
    return line, line_candidates(line)


def candidate_of(line, start, stop):
    """Of all candidates of a line and its neighbours, the one with these components."""
    return next(c for c in line[1] if (c.start, c.stop) == (start, stop))


def test_the_score_of_a_digit_alone_is_its_log_odds_times_its_ink():
    line = line_of(block(0, 60))
    expected = 0.5 * math.log(0.8 / 0.2) * 0.6  # 60 x 100 pixels of ink, in squared heights
    assert score(line[0], line[1][0], 0.8, WEIGHTS) == pytest.approx(expected)


def test_more_certainty_than_the_limit_says_no_more():
    line, (digit,) = line_of(block(0, 60))
    best = 0.5 * 8.0 * 0.6
    for confidence in (0.9999, 1.0):
        assert score(line, digit, confidence, WEIGHTS) == pytest.approx(best)


@pytest.mark.parametrize(
    ("components", "start", "stop", "penalty"),
    [
        ([block(0, 30), block(50, 30)], 0, 2, 1.0 * 0.2),  # a gap of 20
        ([block(0, 50), block(90, 30, 70, 30)], 1, 2, 4.0 * (0.5 - 0.3)),  # 30 high
        ([block(0, 105)], 0, 1, 2.7 * (1.05 - 0.85)),  # 105 wide
        (seven_and_one(), 1, 2, 1.5 * 15 / 40 * (1 - 5 / 10)),
    ],
    ids=["gap", "low", "wide", "overlap"],
)
def test_each_penalty_is_as_its_formula_says(components, start, stop, penalty):
    line = line_of(*components)
    digit = candidate_of(line, start, stop)
    assert score(line[0], digit, 0.5, WEIGHTS) == pytest.approx(-penalty)  # ln(1) = 0


def test_the_path_takes_what_the_network_is_sure_of():
    line, candidates = line_of(block(0, 40), block(50, 40))
    alone = [0.99 if c.stop - c.start == 1 else 0.2 for c in candidates]
    together = [0.2 if c.stop - c.start == 1 else 0.99 for c in candidates]
    assert [c.stop for c in best_path(line, candidates, alone)] == [1, 2]
    assert [c.stop for c in best_path(line, candidates, together)] == [2]


def test_the_path_is_the_best_of_all_ways_to_cover_the_line():
    rng = np.random.default_rng(1)
    for _ in range(30):
        lefts = np.cumsum(rng.integers(15, 45, 6))
        blocks = [block(int(x), int(rng.integers(10, 40))) for x in lefts]
        line, candidates = line_of(*blocks)
        confidences = rng.uniform(0.01, 0.99, len(candidates)).tolist()
        value = {
            c: score(line, c, confidence, DEFAULT_WEIGHTS)
            for c, confidence in zip(candidates, confidences, strict=True)
        }
        best = max(sum(map(value.get, way)) for way in ways_to_cover(candidates, 0, 6))
        path = best_path(line, candidates, confidences)
        assert [c.start for c in path] == [0, *(c.stop for c in path[:-1])]
        assert path[-1].stop == 6
        assert sum(map(value.get, path)) == pytest.approx(best)


def ways_to_cover(candidates, start, end):
    if start == end:
        yield ()
    for candidate in candidates:
        if candidate.start == start:
            for rest in ways_to_cover(candidates, candidate.stop, end):
                yield (candidate, *rest)


def test_the_weights_that_are_passed_in_count():
    line, candidates = line_of(block(0, 30), block(50, 30))
    confidences = [0.9 if c.stop - c.start == 2 else 0.85 for c in candidates]
    assert len(best_path(line, candidates, confidences)) == 2
    no_gap_penalty = replace(DEFAULT_WEIGHTS, gap_weight=0.0)
    assert len(best_path(line, candidates, confidences, no_gap_penalty)) == 1
