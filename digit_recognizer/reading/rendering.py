"""Strokes -> a picture of them, painted off screen with Pillow.

The window shows the picture that the network reads, so there is only one rendering.
"""

import math
from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

from digit_recognizer.reading.preprocessing import Box

Point = tuple[float, float]  # pixels: x to the right, y down

WHITE, BLACK = 255, 0
OVERSAMPLING = 4  # pixels painted for each pixel shown, along each axis: soft edges
ROUNDING_PX = 8.0  # how far from a corner rounding begins: mice report whole pixels only
ROUNDING = (0.0, 0.5, 1.0)  # where a rounded corner has points: two lines; nobody sees more


def draw_strokes(
    paper: Image.Image, strokes: Iterable[Sequence[Point]], pen_px: float, ink: int
) -> Image.Image:
    """Paints strokes on a copy of `paper`, one after the other, with a round brush.

    paper: mode "L", 0 = black, 255 = white. pen_px: the brush's diameter. ink: its brightness.
    """
    picture = paper.copy()
    for stroke in strokes:
        add_stroke(picture, stroke, pen_px, ink)
    return picture


def add_stroke(
    picture: Image.Image, stroke: Sequence[Point], pen_px: float, ink: int | tuple[int, ...]
) -> None:
    """Paints one stroke on `picture` itself; only the box around it is touched.

    ink: a colour of the picture's mode: a brightness for "L", (red, green, blue) for "RGB".
    """
    cover, box = stroke_cover(stroke, pen_px, picture.size)
    picture.paste(ink, box, cover)


def stroke_cover(
    stroke: Sequence[Point], pen_px: float, size: tuple[int, int]
) -> tuple[Image.Image, Box]:
    """How much of each pixel a stroke covers, mode "L", 0 to 255; and the box around the stroke.

    size: of the paper, width and height. The box is cropped to the paper and may be empty.
    """
    left, top, right, bottom = box = _box_around(stroke, pen_px, size)
    width, height = right - left, bottom - top
    if not width or not height:
        return Image.new("L", (width, height)), box
    cover = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING), 0)
    points = [
        ((x - left) * OVERSAMPLING, (y - top) * OVERSAMPLING) for x, y in round_corners(stroke)
    ]
    draw_polyline(ImageDraw.Draw(cover), points, pen_px * OVERSAMPLING)
    return cover.reduce(OVERSAMPLING), box


def _box_around(stroke: Sequence[Point], pen_px: float, size: tuple[int, int]) -> Box:
    """In whole pixels, cropped to a picture of this size."""
    columns, rows = zip(*stroke, strict=True)
    reach = pen_px / 2 + 1
    left, right = _cropped(min(columns) - reach, max(columns) + reach, size[0])
    top, bottom = _cropped(min(rows) - reach, max(rows) + reach, size[1])
    return left, top, right, bottom


def _cropped(low: float, high: float, length: int) -> tuple[int, int]:
    """The whole pixels around low to high that are on the paper, 0 to length; maybe none."""
    first = min(max(0, math.floor(low)), length)
    return first, min(max(first, math.ceil(high)), length)


def draw_polyline(brush: ImageDraw.ImageDraw, points: Sequence[Point], width: float) -> None:
    """Lines between the points, and a disc at each: round ends, round joins, a dot for a tap.

    In the pixels of the brush's picture, with hard edges.
    """
    if len(points) > 1:
        brush.line(points, fill=255, width=round(width) + 1)  # as wide as Pillow's discs are
    for x, y in points:
        brush.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)


def round_corners(stroke: Sequence[Point]) -> list[Point]:
    """The same stroke with a short quadratic Bezier curve instead of each corner."""
    smooth = list(stroke[:1])
    for before, corner, after in zip(stroke, stroke[1:], stroke[2:], strict=False):
        start, end = _towards(corner, before), _towards(corner, after)
        smooth += [_between(start, corner, end, t) for t in ROUNDING]
    return smooth + list(stroke[1:][-1:])


def _towards(corner: Point, neighbour: Point) -> Point:
    """The point ROUNDING_PX from the corner, but at most halfway to its neighbour."""
    share = min(0.5, ROUNDING_PX / max(math.dist(corner, neighbour), 1e-9))
    rest = 1 - share
    return rest * corner[0] + share * neighbour[0], rest * corner[1] + share * neighbour[1]


def _between(start: Point, corner: Point, end: Point, t: float) -> Point:
    """The point of a quadratic Bezier curve at t, 0 to 1."""
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return a * start[0] + b * corner[0] + c * end[0], a * start[1] + b * corner[1] + c * end[1]
