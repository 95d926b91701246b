"""Components -> lines of text, and in each line the groups that may be one digit.

    components
      -> lines, top to bottom, each from left to right       text_lines()
      -> candidates: neighbours in a line, taken as one      line_candidates()

This is over-segmentation: a digit may well be in several components, because every group of
neighbours becomes a candidate, the network reads all candidates, and best_path.py picks those that
explain the line best. After Matan, Burges, LeCun and Denker, "Multi-Digit Recognition Using a Space
Displacement Neural Network", 1992.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from digit_recognizer.reading.components import Component, box_of, overlap, shared_columns

MIN_LINE_HEIGHT = 0.5  # of the tallest component's height: lower ones start no line of their own
MIN_LINE_OVERLAP = 0.4  # of the lower one's height: two tall components that share it are in a line
MAX_COMPONENTS_PER_DIGIT = 12
MAX_WIDTH = 1.2  # heights of the line: no digit is wider, unless one of its components is,
OVERLAP = 0.5  # or they share that much of the narrower one's columns: a 5 and its long bar
MAX_INNER_GAP = 0.35  # heights of the line: no digit has a wider gap inside

Group = tuple[Component, ...]  # read as one digit


@dataclass(frozen=True, eq=False)
class TextLine:
    """The components of a line, from left to right."""

    components: Group
    height: float  # of its tallest component, in pixels


@dataclass(frozen=True, eq=False)
class Candidate:
    """The components `start` to `stop - 1` of a line, read as one digit."""

    start: int
    stop: int
    components: Group
    inner_gap: float  # the widest between two neighbours, in columns; in heights of the line
    width: float  # in heights of the line
    height: float  # in heights of the line
    overlap: float  # the least of two neighbours, in columns of the narrower one; 1 for one alone


def text_lines(components: Sequence[Component]) -> list[TextLine]:
    """The lines, top to bottom. A low component, such as the bar of a 5, joins the nearest line.

    components: at least one.
    """
    tallest = max(component.height for component in components)
    lines: list[list[Component]] = []  # the tallest component of each comes first
    for component in sorted(components, key=lambda component: -component.height):
        nearest = max(lines, key=lambda line: _shared_height(line[0], component), default=None)
        is_low = component.height < MIN_LINE_HEIGHT * tallest
        if nearest and (is_low or _shared_height(nearest[0], component) >= MIN_LINE_OVERLAP):
            nearest.append(component)
        else:
            lines.append([component])
    lines.sort(key=lambda line: line[0].box[1] + line[0].box[3])
    return [text_line(line) for line in lines]


def _shared_height(one: Component, other: Component) -> float:
    """The rows that both boxes have, in heights of the lower one; below 0: the rows between."""
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return shared / min(one.height, other.height)


def text_line(components: Sequence[Component]) -> TextLine:
    """All of them as one line; at least one."""
    left_to_right = sorted(components, key=lambda component: component.box[0] + component.box[2])
    tallest = max(component.height for component in components)
    return TextLine(tuple(left_to_right), float(tallest))


def line_candidates(line: TextLine) -> list[Candidate]:
    """All groups of neighbours that are close and narrow enough to be one digit, by `start`."""
    found = []
    count = len(line.components)
    for start in range(count):
        for stop in range(start + 1, min(start + MAX_COMPONENTS_PER_DIGIT, count) + 1):
            candidate = _candidate(line, start, stop)
            is_loose = _is_too_wide(candidate, line) or candidate.inner_gap > MAX_INNER_GAP
            if is_loose and stop > start + 1:
                break  # with more components it would be looser still
            found.append(candidate)
    return found


def _is_too_wide(candidate: Candidate, line: TextLine) -> bool:
    widest = max(component.width for component in candidate.components) / line.height
    return candidate.width > max(MAX_WIDTH, widest) and candidate.overlap < OVERLAP


def _candidate(line: TextLine, start: int, stop: int) -> Candidate:
    components = line.components[start:stop]
    left, top, right, bottom = box_of(components)
    gaps = [-shared_columns(one, other) for one, other in pairwise(components)]
    return Candidate(
        start,
        stop,
        components,
        inner_gap=max([0.0, *gaps]) / line.height,
        width=(right - left) / line.height,
        height=(bottom - top) / line.height,
        overlap=min((overlap(one, other) for one, other in pairwise(components)), default=1.0),
    )
