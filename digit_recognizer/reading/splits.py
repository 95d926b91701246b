"""Digits that touch: one component -> two, along a straight line.

a component
  -> all its splits, left and right of a line            splits_of()
  -> the two sides that look most like digits            best_split()
  -> two digits or more, if they look better than one    split_touching()
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.components import (
    Component,
    aspect_ratio,
    labelled_components,
    merged,
)
from digit_recognizer.reading.digit import FoundDigit, image_of, joint_confidence
from digit_recognizer.reading.preprocessing import to_network

SPLIT_STEP = 0.08  # heights of the component, from one line to the next
SPLIT_SLANTS = (-0.25, 0.0, 0.25)  # of the lines: columns to the right for each row up
MIN_SIDE_MASS = 0.05  # of the component's ink, on either side of the line
MIN_SIDE_HEIGHT = 0.35  # of the component's: anything lower is the end of a bar, not a digit
MIN_PAIR_ASPECT = 0.4  # width / height: anything narrower is not two digits that touch
MIN_STROKE_ASPECT = 1.2  # the same for pen strokes: between digits one mostly lifts the pen
MIN_REST_ASPECT = 1.0  # the same for what is right of a split: only then is it split again
MAX_PAIR_ASPECT = 4.0  # anything wider is a line, not five digits that touch
LEAST_HEIGHT = 0.5  # of the line's height: anything lower is a bar or a dash, not two digits
MAX_DIGITS = 50  # a picture with more is a page, or not writing at all: nothing is split

Lines = tuple[tuple[FoundDigit, ...], ...]  # top to bottom, each left to right


def splits_of(component: Component) -> Iterator[tuple[Component, Component]]:
    """What is left and right of lines through it: upright and slanted ones, from end to end.

    An iterator, because all splits together can be a hundred times as large as the component.
    """
    step, min_mass = SPLIT_STEP * component.height, MIN_SIDE_MASS * component.mass
    rows_from_middle = np.arange(component.height) - component.height / 2
    for column in np.arange(step, component.width, step):
        for slant in SPLIT_SLANTS:
            sides = _sides(component, column - slant * rows_from_middle)
            if len(sides) == 2 and min(side.mass for side in sides) >= min_mass:
                yield sides[0], sides[1]


def _high_splits(component: Component) -> Iterator[tuple[Component, Component]]:
    """Those with both sides high enough for a digit."""
    least = MIN_SIDE_HEIGHT * component.height
    return (sides for sides in splits_of(component) if min(side.height for side in sides) >= least)


def _sides(component: Component, line: FloatArray) -> list[Component]:
    """Left and right of a line, or the only side with ink. line: (h,), its column in each row."""
    is_right = np.arange(component.width) >= line[:, None]
    labels = np.where(component.ink > 0, 1 + is_right, 0)
    return labelled_components(component.ink, labels, component.box[:2])


def split_lines(lines: Lines, recognizer: Recognizer, min_aspect: float) -> Lines:
    """The same lines, with digits that touch split.

    min_aspect: width / height from which ink may be two digits.
    """
    if sum(map(len, lines)) > MAX_DIGITS:
        return lines
    return tuple(_split_line(line, recognizer, min_aspect) for line in lines)


def _split_line(
    line: tuple[FoundDigit, ...], recognizer: Recognizer, min_aspect: float
) -> tuple[FoundDigit, ...]:
    least = LEAST_HEIGHT * max((digit.height for digit in line), default=0)
    return tuple(
        part
        for digit in line
        for part in (
            split_touching(digit, recognizer, min_aspect) if digit.height >= least else (digit,)
        )
    )


def split_touching(
    digit: FoundDigit, recognizer: Recognizer, min_aspect: float
) -> tuple[FoundDigit, ...]:
    """The digits that touch in it, if both sides look more like digits than it does; else itself.

    As many as it has: the right side is split again.
    """
    aspect = aspect_ratio(digit.components)
    if digit.looks_like_one or not min_aspect <= aspect <= MAX_PAIR_ASPECT:
        return (digit,)
    sides = best_split(merged(digit.components), recognizer)
    if sides is None or joint_confidence(sides) <= digit.prediction.confidence**2:
        return (digit,)
    left, right = sides
    rest = split_touching(right, recognizer, max(MIN_REST_ASPECT, min_aspect))
    return tuple(replace(part, is_split=True) for part in (left, *rest))


def best_split(
    component: Component, recognizer: Recognizer
) -> tuple[FoundDigit, FoundDigit] | None:
    """The two sides that look most like digits, read in one batch; None: it cannot be split."""
    images = [image_of((side,)) for sides in _high_splits(component) for side in sides]
    if not images:
        return None
    pixels = to_network(np.stack(images))  # (2 N, 28, 28, 1): left, right, left, right, ...
    predictions = recognizer.predict_all(pixels)
    confidence = np.array([prediction.confidence for prediction in predictions])
    best = int((confidence[::2] * confidence[1::2]).argmax())
    left, right = next(islice(_high_splits(component), best, None))
    return (
        FoundDigit((left,), pixels[2 * best : 2 * best + 1], predictions[2 * best]),
        FoundDigit((right,), pixels[2 * best + 1 : 2 * best + 2], predictions[2 * best + 1]),
    )
