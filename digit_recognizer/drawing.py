"""Strokes -> picture: what a person drew, painted off screen with Pillow.

The window shows this picture and the network reads it, so there is one rendering, not two.
"""

from PIL import Image, ImageDraw

Point = tuple[float, float]  # canvas pixels: x to the right, y down
Stroke = list[Point]  # where the pen went while it was down

WHITE, BLACK = 255, 0
OVERSAMPLING = 3  # pixels drawn for each pixel shown, along each axis: smooth edges


def draw_strokes(paper: Image.Image, strokes: list[Stroke], pen_px: float, ink: int) -> Image.Image:
    """Paints round-brushed strokes on a copy of `paper`.

    paper: mode "L", 0 = black, 255 = white. pen_px: the brush's diameter. ink: its brightness.
    """
    cover = Image.new("L", (paper.width * OVERSAMPLING, paper.height * OVERSAMPLING), 0)
    brush = ImageDraw.Draw(cover)
    for stroke in strokes:
        _draw_stroke(brush, [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in stroke], pen_px)
    return Image.composite(Image.new("L", paper.size, ink), paper, cover.reduce(OVERSAMPLING))


def _draw_stroke(brush: ImageDraw.ImageDraw, points: Stroke, pen_px: float) -> None:
    """Lines between the points, and a disc on each: round ends, round corners, a dot for a tap."""
    radius = pen_px * OVERSAMPLING / 2
    if len(points) > 1:
        brush.line(points, fill=255, width=round(2 * radius))
    for x, y in points:
        brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
