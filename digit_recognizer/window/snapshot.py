"""A sheet as the pad shows it -> what is read in it: a picture, or the ink of each stroke.

Strokes know more than pixels do: two digits that touch are still two strokes, and small digits by a
thick pen, which fills their loops, are read as if by a thinner one. On clean paper they are all
there is, so the page network, which looks for digits among other things, is not asked.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.components import Component, as_component, connected_components
from digit_recognizer.reading.number import (
    Number,
    may_be_one_digit,
    pixels_of,
    read_components,
)
from digit_recognizer.reading.picture import find_number
from digit_recognizer.reading.preprocessing import Box, find_ink, prepare, to_grey
from digit_recognizer.reading.rendering import stroke_cover
from digit_recognizer.reading.splits import MIN_PAIR_ASPECT, MIN_STROKE_ASPECT
from digit_recognizer.window.sheet import Sheet, Stroke, View, paint

MOST_STROKES = 60  # with more it is hatching, not writing: read it as a picture
THICKEST = 0.15  # of the digits' size: with a pen of 0.2 and more, small loops begin to close
LARGE_STROKES = (
    0.75  # quantile of the strokes' sizes: most digits have a stroke as long as they are
)
KEPT_STROKES = 2 * MOST_STROKES  # rendered already: a drawing is read again with every new stroke


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What is on the pad. Does its work when asked, in the thread that asks."""

    sheet: Sheet
    view: View
    painted: Image.Image  # by a Painter: the sheet, without its last strokes perhaps
    strokes_painted: int

    def picture(self) -> Image.Image:
        """As the pad shows it; an opened picture without strokes as it was opened."""
        if self._opened is not None:
            return self._opened
        picture = self.painted.copy()
        for stroke in self.sheet.strokes[self.strokes_painted :]:
            paint(picture, stroke, self.sheet, self.view)
        return picture

    @property
    def is_picture(self) -> bool:
        """Whether it is an opened picture without strokes."""
        return self._opened is not None

    @property
    def _opened(self) -> Image.Image | None:
        return None if self.sheet.strokes else self.sheet.picture

    def number(self, recognizer: Recognizer) -> Number:
        """What is read in it; boxes in pixels of picture().

        Raises ValueError("nothing is drawn") for nothing but paper.
        """
        if self.sheet.picture is not None:
            return find_number(self.picture(), recognizer)
        min_pair_aspect = MIN_PAIR_ASPECT if self._is_hatching else MIN_STROKE_ASPECT
        return read_components(self.components(), recognizer, min_pair_aspect)

    def pixels(self) -> NDArray[np.float32] | None:
        """Its digit, (1, 28, 28, 1) in [0, 1], ink = 1; None: there may be several.

        Raises ValueError("nothing is drawn") for nothing but paper.
        """
        components = self.components()
        if not may_be_one_digit(components):
            return None
        return prepare(self.picture()) if self.sheet.picture else pixels_of(components)

    def components(self) -> list[Component]:
        """The ink that is darker or lighter than the paper; boxes in pixels of picture().

        Raises ValueError("nothing is drawn") for nothing but paper.
        """
        if self._is_hatching or self.sheet.picture is not None:
            return connected_components(find_ink(to_grey(self.picture())))
        return stroke_components(self.sheet.strokes, self.view)

    @property
    def _is_hatching(self) -> bool:
        """Whether there are too many strokes for each to be a component of its own."""
        return len(self.sheet.strokes) > MOST_STROKES

    def in_units(self, box: Box) -> tuple[float, float, float, float]:
        """A box in pixels of picture() -> in sheet units, around the ink as it is seen."""
        corners = [(float(x), float(y)) for x, y in (box[:2], box[2:])]
        if self._opened is not None:
            left, top, right, _ = self.view.place_of(self._opened, self.sheet.picture_scale)
            factor = (right - left) / self._opened.width
            corners = [(left + factor * x, top + factor * y) for x, y in corners]
        (x0, y0), (x1, y1) = (self.view.to_sheet(x, y) for x, y in corners)
        margin = self._unread_ink
        return x0 - margin, y0 - margin, x1 + margin, y1 + margin

    @functools.cached_property  # asked for each frame
    def _unread_ink(self) -> float:
        """How far the ink reaches beyond that which is read, in sheet units: the pen is thinner."""
        pens = [stroke for stroke in self.sheet.strokes if not stroke.erases]
        if self.sheet.picture is not None or self._is_hatching or not pens:
            return 0.0
        widest = max(stroke.width for stroke in pens)
        return max(0.0, widest - _thickest_pen(pens)) / 2


def stroke_components(strokes: Sequence[Stroke], view: View) -> list[Component]:
    """One for each stroke, or several where the eraser has split it. Boxes in pixels."""
    thickest = _thickest_pen([stroke for stroke in strokes if not stroke.erases])
    components: list[Component] = []
    for stroke in strokes:
        if stroke.erases:
            components = [part for one in components for part in _erased(one, stroke, view)]
        else:
            components += _rendered(replace(stroke, width=min(stroke.width, thickest)), view)
    return components


def _thickest_pen(strokes: Sequence[Stroke]) -> float:
    """The width of the pen with which to read them, in sheet units, at most; infinite for dots.

    A whole number, so that it changes seldom while a drawing grows.
    """
    if not strokes:
        return math.inf
    size = float(np.quantile([_size(stroke) for stroke in strokes], LARGE_STROKES))
    return math.ceil(THICKEST * size) or math.inf


def _size(stroke: Stroke) -> float:
    """The longer side of the box around its points, in sheet units."""
    points = np.array(stroke.points)
    return float(np.ptp(points, axis=0).max())


@functools.lru_cache(KEPT_STROKES)
def _rendered(stroke: Stroke, view: View) -> list[Component]:
    """One component; none where the stroke is beside the pad."""
    cover, box = _cover(stroke, view, (0, 0), (view.width, view.height))
    return as_component(cover, box[:2])


def _cover(
    stroke: Stroke, view: View, corner: tuple[int, int], size: tuple[int, int]
) -> tuple[FloatArray, Box]:
    """The share of each pixel that it covers, on this part of the pad; and its box in that part."""
    x, y = corner
    points = [(px - x, py - y) for px, py in map(view.to_pad, stroke.points)]
    cover, box = stroke_cover(points, stroke.width * view.scale, size)
    return np.asarray(cover, np.float32) / 255, box


def _erased(component: Component, eraser: Stroke, view: View) -> list[Component]:
    """What the eraser leaves of it."""
    x, y = component.box[:2]
    size = (component.width, component.height)
    cover, (left, top, right, bottom) = _cover(eraser, view, (x, y), size)
    if not cover.any():
        return [component]
    ink = component.ink.copy()
    ink[top:bottom, left:right] *= 1 - cover
    return [part.moved(x, y) for part in connected_components(ink)] if ink.any() else []
