"""A simulated pen: strokes with random geometry, drawn and prepared as the window's drawings are.

    list of Polyline, the character about 1 high, x to the right, y down
      -> the same, unsteady: no two are alike                handwritten()
      -> a picture, drawn as the window draws it             rendering.draw_strokes()
      -> uint8 (28, 28), prepared as a drawing is            image_of()

synthetic_digits.py writes digits with it, negatives.py letters, shapes and scribbles.
"""

import itertools

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.reading.preprocessing import find_ink, fit_box, place, to_grey
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes

Polyline = NDArray[np.float64]  # (n, 2): the points of one stroke
Random = np.random.Generator

STEPS = 8  # points from one given point to the next
LENGTH_PX = (110, 170)  # the longer side of a drawing
PEN_SHARE = (0.03, 0.35)  # of that length: from a thin pen, large writing to a thick pen, small
MARGIN_PX = 10  # of paper around the ink
JAGGED_SHARE = 0.1  # of the drawings are jagged, as from a coarse tablet or a hurried mouse
JAGGED_GRID = (0.02, 0.06)  # of the height: the grid that their points snap to


def line(*points: tuple[float, float]) -> Polyline:
    """Straight lines from point to point."""
    ends = np.array(points, float)
    t = np.arange(STEPS)[:, None] / STEPS
    segments = [a + t * (b - a) for a, b in itertools.pairwise(ends)]
    return np.concatenate([*segments, ends[-1:]])


def curve(*points: tuple[float, float]) -> Polyline:
    """A smooth line through all the points: a Catmull-Rom spline."""
    p = np.array([points[0], *points, points[-1]], float)
    t = np.arange(STEPS)[:, None] / STEPS
    segments = [
        b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - a - 3 * c + d)))
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.concatenate([*segments, p[-1:]])


def arc(
    centre: tuple[float, float], radii: tuple[float, float], start: float, sweep: float
) -> Polyline:
    """An arc of an ellipse; `start` and `sweep` in degrees: 0 = right, 90 = down, -90 = up."""
    angle = np.radians(start + sweep * np.linspace(0, 1, 4 * STEPS))[:, None]
    unit_circle = np.hstack([np.cos(angle), np.sin(angle)])
    points: Polyline = np.array(centre) + np.array(radii) * unit_circle
    return points


def ring(rng: Random, centre: tuple[float, float], radii: tuple[float, float]) -> Polyline:
    """Once around an ellipse, from near the top; the end seldom meets the start exactly."""
    direction = -1 if rng.random() < 0.8 else 1  # most people draw it anticlockwise
    stroke = arc(centre, radii, rng.uniform(-140, -30), direction * rng.uniform(335, 395))
    spiral = np.linspace(rng.uniform(-0.08, 0.08), 0, len(stroke))[:, None]
    stroke += spiral * (stroke - np.array(centre))
    return stroke


def connect(*lines: Polyline) -> Polyline:
    """One stroke: the pen stays down from each line to the next."""
    return np.concatenate(lines)


def handwritten(strokes: list[Polyline], rng: Random) -> list[Polyline]:
    """Each stroke shifted a little, then all of them slanted, stretched and bent together."""
    moved = [shifted(stroke, rng) for stroke in strokes]
    slant, turn = rng.uniform(-0.15, 0.35), rng.uniform(-0.12, 0.12)  # most people lean right
    wide, bend = np.exp(rng.uniform(-0.3, 0.3)), rng.normal(0, 0.12, (2, 3))
    matrix = np.array([[wide, turn], [-slant * wide - turn, 1]])  # (n, 2) @ matrix
    result = [_bent(stroke, bend) @ matrix for stroke in moved]
    return _jagged(result, rng) if rng.random() < JAGGED_SHARE else result


def _bent(stroke: Polyline, bend: NDArray[np.float64]) -> Polyline:
    """Displaced by a quadratic function of position: straight lines become arcs of parabolas."""
    x, y = (stroke - 0.5).T
    bent: Polyline = stroke + (bend @ np.stack([x * x, x * y, y * y])).T
    return bent


def shifted(stroke: Polyline, rng: Random) -> Polyline:
    """Moved a little, and rotated and scaled a little about its middle."""
    middle = stroke.mean(axis=0)
    turn, (wide, high) = rng.normal(0, 0.05), np.exp(rng.normal(0, 0.05, 2))
    matrix = np.array([[wide, turn], [-turn, high]])
    moved: Polyline = middle + rng.normal(0, 0.02, 2) + (stroke - middle) @ matrix
    return moved


def _jagged(strokes: list[Polyline], rng: Random) -> list[Polyline]:
    step = rng.uniform(*JAGGED_GRID)
    return [np.round(stroke / step) * step for stroke in strokes]


def image_of(strokes: list[Polyline], rng: Random) -> ByteArray:
    """Draws with some pen, and prepares as MNIST: uint8 (28, 28), ink = 255."""
    thinnest, thickest = np.log(PEN_SHARE).tolist()
    points = np.concatenate(strokes)
    corner, extent = points.min(axis=0), np.ptp(points, axis=0).max()
    length = rng.uniform(*LENGTH_PX)
    pen_px = length * np.exp(rng.uniform(thinnest, thickest))  # thick ones are less frequent
    scale, margin = length / extent, MARGIN_PX + pen_px
    width, height = np.ceil(np.ptp(points, axis=0) * scale + 2 * margin).astype(int)
    on_paper = [[(x, y) for x, y in (s - corner) * scale + margin] for s in strokes]
    drawing = draw_strokes(Image.new("L", (width, height), WHITE), on_paper, pen_px, BLACK)
    return place(fit_box(find_ink(to_grey(drawing))))
