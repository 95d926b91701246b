"""Pictures on buttons and of the window, drawn by Pillow: as sharp as any screen, and no files.

Each is drawn in a square of sides 0 to 1, four times as large as it is shown, and averaged.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageDraw

LARGER = 4  # times: then the edges are soft
WINDOW_SIZES = (16, 32, 48, 128)  # pixels: taskbars and docks take the one that they need

Point = tuple[float, float]


class _Brush:
    """Draws on the unit square."""

    def __init__(self, side: int) -> None:
        self._side = side * LARGER
        self.picture = Image.new("RGBA", (self._side, self._side))
        self._draw = ImageDraw.Draw(self.picture)

    def line(self, points: list[Point], width: float, colour: str) -> None:
        """Round at its ends and corners."""
        placed = [self._placed(point) for point in points]
        pen = max(1, round(width * self._side))
        self._draw.line(placed, colour, pen, joint="curve")
        for x, y in (placed[0], placed[-1]):
            self._draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), colour)

    def polygon(self, points: list[Point], colour: str) -> None:
        """Filled."""
        self._draw.polygon([self._placed(point) for point in points], colour)

    def rounded(self, box: tuple[float, float, float, float], radius: float, colour: str) -> None:
        """A rectangle with round corners, filled."""
        placed = tuple(self._side * side for side in box)
        self._draw.rounded_rectangle(placed, radius * self._side, colour)

    def _placed(self, point: Point) -> Point:
        return self._side * point[0], self._side * point[1]


def window_icon(side: int) -> Image.Image:
    """A 7 by a thick pen on a blue square, mode "RGBA"."""
    brush = _Brush(side)
    brush.rounded((0.02, 0.02, 0.98, 0.98), 0.22, "#1d5bc9")
    brush.line([(0.28, 0.27), (0.72, 0.27), (0.46, 0.78)], 0.13, "#ffffff")
    brush.line([(0.42, 0.52), (0.72, 0.52)], 0.08, "#ffffff")
    return brush.picture.reduce(LARGER)


def icon(name: str, side: int, colour: str) -> Image.Image:
    """pen, eraser, undo or redo, so many pixels high and wide, mode "RGBA"."""
    brush = _Brush(side)
    DRAWN[name](brush, colour)
    return brush.picture.reduce(LARGER)


def _pen(brush: _Brush, colour: str) -> None:
    brush.line([(0.82, 0.18), (0.36, 0.64)], 0.2, colour)
    brush.polygon([(0.30, 0.54), (0.46, 0.70), (0.12, 0.88)], colour)


def _eraser(brush: _Brush, colour: str) -> None:
    brush.polygon([(0.44, 0.32), (0.68, 0.08), (0.92, 0.32), (0.68, 0.56)], colour)
    outline = [(0.44, 0.32), (0.14, 0.62), (0.14, 0.66), (0.34, 0.86), (0.38, 0.86), (0.68, 0.56)]
    brush.line([*outline, (0.44, 0.32)], 0.08, colour)
    brush.line([(0.38, 0.88), (0.90, 0.88)], 0.08, colour)


def _undo(brush: _Brush, colour: str) -> None:
    _turning_arrow(brush, colour, lambda x: x)


def _redo(brush: _Brush, colour: str) -> None:
    _turning_arrow(brush, colour, lambda x: 1 - x)


def _turning_arrow(brush: _Brush, colour: str, across: Callable[[float], float]) -> None:
    """Back to the left; across: where a place from the left lies."""
    bend = [math.radians(angle) for angle in range(-90, 91, 10)]
    arc = [(0.6 + 0.24 * math.cos(angle), 0.56 + 0.24 * math.sin(angle)) for angle in bend]
    way = [(0.2, 0.32), *arc, (0.34, 0.80)]
    brush.line([(across(x), y) for x, y in way], 0.1, colour)
    head = [(0.36, 0.12), (0.14, 0.32), (0.36, 0.52)]
    brush.line([(across(x), y) for x, y in head], 0.1, colour)


DRAWN: dict[str, Callable[[_Brush, str], None]] = {
    "pen": _pen,
    "eraser": _eraser,
    "undo": _undo,
    "redo": _redo,
}
