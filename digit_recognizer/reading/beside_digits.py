"""Points, commas, dashes and plus signs among the components of clean paper: known by their shape.

Nothing is taken for a mark that a digit may need: the bar of a 5 and the base of a 1 stand over and
under the rest of their digit, and a mark stands beside digits.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from digit_recognizer.reading.components import (
    Component,
    distance,
    merged,
    shared_columns,
)
from digit_recognizer.reading.marks import COMMA, DASH, PLUS, POINT, Mark, kind_of, paired

SHAPES = (POINT, COMMA, DASH, PLUS)  # that are told by their shape
MOST_SHARED = 0.3  # of a mark's columns: with more, it stands over or under a digit, not beside it
BAR_ROWS = 0.4  # of a digit's height, from its top: a dash in its columns is its bar, if above that
LARGEST_POINT = 0.35  # of the line's height; of a comma, too
ROUND = 1.2  # times as wide as high: what is flatter may be the end of a 2
FOOT = 0.55  # of the line's height, from its top: the middle of a point is further down
DASH_ROWS = (0.25, 0.8)  # of the line's height, from its top: the middle of a dash is between
HIGHEST_PLUS = 0.85  # of the line's height
PLUS_ASPECT = (0.6, 1.7)  # width / height
ARM = 0.36  # of its width and height: how far the middle of a plus is from its ends
SLACK = 0.05  # of its longer side: how far a stroke of a plus strays to either side
IN_STROKES = 0.97  # of the ink of a plus
SLANTS = (0.3, 0.65)  # of a slash, columns to the right for each row up, if it is high; in any case
HIGH = 1.05  # heights of the digits: a slash is often higher
STRAIGHT = 0.05  # of its height: how far its ink is from a straight line, on average
LONGEST_DOT = 1.4  # times as long as wide, in whatever direction
COMPACT = 0.95  # of an ellipse: 99 % of dots are as compact, and few of MNIST's digits


@dataclass(frozen=True)
class _Rows:
    """Where a line of text is."""

    top: float
    height: float  # of its tallest component


def without_marks(
    components: Sequence[Component], kinds: Container[str] = SHAPES
) -> tuple[list[Component], list[Mark]]:
    """The components of a line that may belong to digits, and the others as marks.

    kinds: that are looked for. Where nothing would be left, nothing is a mark.
    """
    tallest = max(components, key=lambda component: component.height)
    rows = _Rows(tallest.box[1], tallest.height)
    clusters = _touching(components)
    inks = [merged(cluster) for cluster in clusters]
    found = [kind if (kind := _kind(ink, rows)) in kinds else None for ink in inks]
    others = [ink for ink, kind in zip(inks, found, strict=True) if kind is None]
    rest: list[Component] = []
    marks: list[Mark] = []
    for cluster, ink, kind in zip(clusters, inks, found, strict=True):
        is_bar = kind == DASH and any(_is_bar(ink, other) for other in others)
        if kind is not None and not is_bar and _is_beside(ink, others):
            marks.append(Mark(ink.box, kind))
        else:
            rest += cluster
    return (rest, paired(marks)) if rest else (list(components), [])


def _touching(components: Sequence[Component]) -> list[list[Component]]:
    """Those whose ink overlaps together: the two strokes of a plus."""
    clusters: list[list[Component]] = []
    for component in components:
        near = [one for one in clusters if any(_overlap(component, other) for other in one)]
        clusters = [one for one in clusters if one not in near]
        clusters.append([component, *(other for one in near for other in one)])
    return clusters


def _overlap(one: Component, other: Component) -> bool:
    return shared_columns(one, other) > 0 and distance(one, other) < 0  # the quick one first


def _is_beside(ink: Component, others: Sequence[Component]) -> bool:
    return all(shared_columns(ink, other) <= MOST_SHARED * ink.width for other in others)


def _is_bar(dash: Component, digit: Component) -> bool:
    """Whether it begins over the digit and stands high: the bar of a 5, drawn apart."""
    is_high = (dash.box[1] + dash.box[3]) / 2 < digit.box[1] + BAR_ROWS * digit.height
    return is_high and digit.box[0] < dash.box[0] < digit.box[2]


def _kind(ink: Component, rows: _Rows) -> str | None:
    """By its shape and its height in the line. None: it may belong to a digit."""
    width, height = ink.width / rows.height, ink.height / rows.height
    kind = kind_of(width, height, float((ink.ink > 0).mean()))
    y = ((ink.box[1] + ink.box[3]) / 2 - rows.top) / rows.height
    is_small = kind in (POINT, COMMA) and max(width, height) <= LARGEST_POINT
    if is_small and ((y > FOOT and width < ROUND * height) or is_dot(ink)):
        return kind
    if kind == DASH and DASH_ROWS[0] < y < DASH_ROWS[1]:
        return DASH
    return PLUS if height < HIGHEST_PLUS and _is_plus(ink) else None


def _is_plus(component: Component) -> bool:
    """Whether it is one stroke across and one down, which cross near the middle of both."""
    if not PLUS_ASPECT[0] < component.width / component.height < PLUS_ASPECT[1]:
        return False
    ink, (high, wide) = component.ink, component.ink.shape
    row, column = int(ink.sum(axis=1).argmax()), int(ink.sum(axis=0).argmax())
    pen = component.mass / (high + wide)  # two strokes, one as long as it is high, one as wide
    reach = pen / 2 + SLACK * max(high, wide)
    in_row, in_column = (
        np.abs(np.arange(n) - at) < reach for n, at in ((high, row), (wide, column))
    )
    in_strokes = ink[in_row[:, None] | in_column].sum() / component.mass
    is_central = ARM < row / high < 1 - ARM and ARM < column / wide < 1 - ARM
    return bool(is_central and in_strokes >= IN_STROKES)


def is_dot(component: Component) -> bool:
    """Whether it is nothing but a dot, round and filled.

    The points of a filled ellipse have a variance of a quarter of its radius squared, along and
    across: more in a ring or in lines, with as much ink.
    """
    places = np.argwhere(component.ink > component.ink.max() / 2)  # (N, 2)
    covariance = np.cov(places.T, bias=True) + np.eye(2) / 12  # a pixel is a square, not a point
    across, along = 2 * np.sqrt(np.linalg.eigvalsh(covariance))  # radii
    is_filled = len(places) > COMPACT * math.pi * across * along
    return bool(is_filled and along < LONGEST_DOT * across)


def may_be_slash(component: Component, digits_height: float) -> bool:
    """Whether it is a straight line that leans more than a 1 does. digits_height: in pixels."""
    rows, columns = np.nonzero(component.ink > 0)
    if rows.min() == rows.max():
        return False
    slope, start = np.polyfit(rows, columns, 1)
    is_straight = np.std(columns - slope * rows - start) < STRAIGHT * component.height
    least = SLANTS[0] if component.height > HIGH * digits_height else SLANTS[1]
    return bool(is_straight and -slope > least)
