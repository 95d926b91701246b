"""Strokes -> picture: what a person drew, painted off screen with Pillow.

The window shows this picture and the network reads it, so there is one rendering, not two.
"""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

Point = tuple[float, float]  # canvas pixels: x to the right, y down
Stroke = list[Point]  # where the pen went while it was down

WHITE, BLACK = 255, 0
OVERSAMPLING = 4  # pixels drawn for each pixel shown, along each axis: soft edges
ROUNDING_PX = 8.0  # a corner is rounded so far before and behind: mice report whole pixels only
ROUNDING_STEPS = 2  # lines that make up a rounded corner; more cannot be seen


def draw_strokes(paper: Image.Image, strokes: list[Stroke], pen_px: float, ink: int) -> Image.Image:
    """Paints round-brushed strokes on a copy of `paper`.

    paper: mode "L", 0 = black, 255 = white. pen_px: the brush's diameter. ink: its brightness.
    """
    cover = Image.new("L", (paper.width * OVERSAMPLING, paper.height * OVERSAMPLING), 0)
    brush = ImageDraw.Draw(cover)
    for stroke in strokes:
        points = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in round_corners(stroke)]
        _draw_stroke(brush, points, pen_px * OVERSAMPLING)
    return Image.composite(Image.new("L", paper.size, ink), paper, cover.reduce(OVERSAMPLING))


def _draw_stroke(brush: ImageDraw.ImageDraw, points: Stroke, width: float) -> None:
    """Lines between the points, and a disc on each: round ends, round joins, a dot for a tap."""
    if len(points) > 1:
        brush.line(points, fill=255, width=round(width))
    for x, y in points:
        brush.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)


def round_corners(stroke: Stroke) -> Stroke:
    """The same stroke with a short quadratic Bezier curve in place of each corner."""
    smooth = stroke[:1]
    for before, corner, after in zip(stroke, stroke[1:], stroke[2:], strict=False):
        start, end = _towards(corner, before), _towards(corner, after)
        for t in (i / ROUNDING_STEPS for i in range(ROUNDING_STEPS + 1)):
            weights = ((1 - t) ** 2, 2 * t * (1 - t), t**2)
            smooth.append(_mix((start, corner, end), weights))
    return smooth + stroke[1:][-1:]


def _towards(corner: Point, neighbour: Point) -> Point:
    """The point ROUNDING_PX from the corner, but at most half way to its neighbour."""
    share = min(0.5, ROUNDING_PX / max(math.dist(corner, neighbour), 1e-9))
    return _mix((corner, neighbour), (1 - share, share))


def _mix(points: Sequence[Point], weights: Sequence[float]) -> Point:
    x = sum(weight * point[0] for point, weight in zip(points, weights, strict=True))
    y = sum(weight * point[1] for point, weight in zip(points, weights, strict=True))
    return x, y
