"""A sheet as a pad shows it -> what there is to read: a picture, or the ink of each stroke.

Strokes know more than pixels: two digits that touch are still two strokes.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.reading.components import Component, as_component, connected_components
from digit_recognizer.reading.preprocessing import Box, find_ink, to_grey
from digit_recognizer.reading.rendering import stroke_cover
from digit_recognizer.window.sheet import Sheet, Stroke, View, paint

MOST_STROKES = 60  # more of them are hatching, not writing: what hangs together is one piece then
KEPT_STROKES = 2 * MOST_STROKES  # painted already: a drawing is read again with every new stroke


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What is on a pad. Does the work when it is asked, in whichever thread asks."""

    sheet: Sheet
    view: View
    painted: Image.Image  # by a Painter: the sheet, perhaps without its last strokes
    strokes_painted: int

    def picture(self) -> Image.Image:
        """As the pad shows it; of an opened picture without strokes, that picture."""
        if self._opened is not None:
            return self._opened
        picture = self.painted.copy()
        for stroke in self.sheet.strokes[self.strokes_painted :]:
            paint(picture, stroke, self.sheet, self.view)
        return picture

    @property
    def is_picture(self) -> bool:
        """Whether it is an opened picture and nothing else."""
        return self._opened is not None

    @property
    def _opened(self) -> Image.Image | None:
        return None if self.sheet.strokes else self.sheet.picture

    @property
    def strokes_are_components(self) -> bool:
        """Whether each stroke of it is a piece."""
        return self.sheet.picture is None and len(self.sheet.strokes) <= MOST_STROKES

    def pieces(self) -> list[Component]:
        """Its ink; boxes in pixels of picture().

        Raises ValueError("nothing is drawn") where there is only paper in a picture.
        """
        if self.strokes_are_components:
            return stroke_components(self.sheet.strokes, self.view)
        return connected_components(find_ink(to_grey(self.picture())))

    def in_units(self, box: Box) -> tuple[float, float, float, float]:
        """A box in pixels of picture() -> in sheet units."""
        corners = [(float(x), float(y)) for x, y in (box[:2], box[2:])]
        if self._opened is not None:
            left, top, right, _ = self.view.place_of(self._opened, self.sheet.size)
            factor = (right - left) / self._opened.width
            corners = [(left + factor * x, top + factor * y) for x, y in corners]
        (x0, y0), (x1, y1) = (self.view.to_sheet(x, y) for x, y in corners)
        return x0, y0, x1, y1


def stroke_components(strokes: Sequence[Stroke], view: View) -> list[Component]:
    """A piece for each stroke, or several where the eraser has parted it. Boxes in pixels."""
    pieces: list[Component] = []
    for stroke in strokes:
        if stroke.erases:
            pieces = [part for piece in pieces for part in _erased(piece, stroke, view)]
        else:
            pieces += _painted(stroke, view)
    return pieces


@functools.lru_cache(KEPT_STROKES)
def _painted(stroke: Stroke, view: View) -> list[Component]:
    """One piece; none where the stroke is beside the pad."""
    cover, box = _cover(stroke, view, (0, 0), (view.width, view.height))
    return as_component(cover, box[:2])


def _cover(
    stroke: Stroke, view: View, corner: tuple[int, int], size: tuple[int, int]
) -> tuple[FloatArray, Box]:
    """How much of each pixel it covers, 0 to 1, on this part of the pad; and where in that part."""
    x, y = corner
    points = [(px - x, py - y) for px, py in map(view.to_pad, stroke.points)]
    cover, box = stroke_cover(points, stroke.width * view.scale, size)
    return np.asarray(cover, np.float32) / 255, box


def _erased(piece: Component, eraser: Stroke, view: View) -> list[Component]:
    """What is left of it."""
    x, y = piece.box[:2]
    cover, (left, top, right, bottom) = _cover(eraser, view, (x, y), (piece.width, piece.height))
    if not cover.any():
        return [piece]
    ink = piece.ink.copy()
    ink[top:bottom, left:right] *= 1 - cover
    return [part.moved(x, y) for part in connected_components(ink)] if ink.any() else []
