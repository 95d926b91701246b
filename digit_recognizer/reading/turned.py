"""A number that was read in a turned picture -> the same, in places of the picture as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from digit_recognizer.reading.components import Component
from digit_recognizer.reading.digit import FoundDigit
from digit_recognizer.reading.marks import Mark
from digit_recognizer.reading.number import Number
from digit_recognizer.reading.preprocessing import Box

Size = tuple[int, int]  # width, height, in pixels


def turned_back(number: Number, turns: int, size: Size) -> Number:
    """turns: by how many quarters, anticlockwise, the picture was turned, 0 to 3.

    size: of the turned picture.
    """
    for _ in range(turns):
        number = _clockwise(number, size[1])
        size = size[1], size[0]
    return number


def _clockwise(number: Number, height: int) -> Number:
    """A quarter. height: of the picture before, in pixels."""
    lines = tuple(tuple(_digit(digit, height) for digit in line) for line in number.lines)
    marks = tuple(Mark(_box(mark.box, height), mark.kind) for mark in number.marks)
    return Number(lines, marks)


def _digit(digit: FoundDigit, height: int) -> FoundDigit:
    components = (
        Component(np.rot90(one.ink, -1), _box(one.box, height)) for one in digit.components
    )
    return replace(digit, components=tuple(components))


def _box(box: Box, height: int) -> Box:
    """What was at the bottom is at the left."""
    left, top, right, bottom = box
    return height - bottom, left, height - top, right
