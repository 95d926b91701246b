"""A hand: somebody who writes digits in one way, with one pen.

a digit, height in pixels -> a label, and how much of each pixel the digit covers, mode "L"
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.reading.rendering import OVERSAMPLING, draw_polyline
from digit_recognizer.training.pages.styles import PAGE_STYLES
from digit_recognizer.training.pages.writing import Writing
from digit_recognizer.training.pen import Polyline, Random, handwritten
from digit_recognizer.training.pen_strokes import PenDigit, thinned

Draw = Callable[[list[Polyline], float, Random], Image.Image]
Write = Callable[[int, float, Random], tuple[int, Image.Image]]


class Hand(NamedTuple):
    """How somebody writes a digit, and the width of the pen, of the digit's height.

    write: gives another digit, with its label, where that digit of this writer is not known.
    """

    write: Write
    pen_share: float


NEIGHBOURS = 80  # images in a row of MNIST's, about as many as one writer gave
ODD_SHARE = 0.5  # of the ten digits of a quarter of the hands, where there is a synthetic style
STRANGER_SHARE = 0.15  # of a pen writer's digits are another's: some wrote only a few
PEN_SHARE = (0.03, 0.08, 0.25)  # of a digit's height: thinnest, usual, thickest
THINNEST_PX = 1.5  # thinner lines would nowhere cover a pixel by half
SLANT = (-0.15, 0.3)  # of the height, to the right at the top
LEAST_HEIGHT = 0.4  # of the longest side: a flatter digit is not enlarged to the full height
FULL_PX = 20  # MNIST's longest side
EVERY_GREY = np.arange(256)


def new_hand(writing: Writing, random: Random) -> Hand:
    """Somebody at random; a few are printers."""
    kind = random.choice(4, p=(0.36, 0.36, 0.24, 0.04))
    if kind == 0:
        return mnist_hand(writing, random)
    if kind == 3:
        return printing_hand(random)
    return pen_hand(writing, random, odd_share=ODD_SHARE if kind == 2 else 0.0)


def mnist_hand(writing: Writing, random: Random) -> Hand:
    """Neighbouring images of MNIST, enlarged."""
    first = random.integers(max(1, len(writing.images) - NEIGHBOURS))
    images = writing.images[first : first + NEIGHBOURS]
    labels = writing.labels[first : first + NEIGHBOURS]
    slant, wide = random.uniform(-0.15, 0.2), random.uniform(0.8, 1.2)
    edge = random.uniform(0.28, 0.7)

    def write(digit: int, height: float, random: Random) -> tuple[int, Image.Image]:
        i, lean = one_of(labels, digit, random), slant + random.normal(0, 0.04)
        return int(labels[i]), enlarged(images[i], height, wide, lean, edge)

    return Hand(write, 0.17 - 0.13 * edge)


def one_of(labels: ByteArray, digit: int, random: Random) -> int:
    """The index of a label that is this digit; of any, where none is."""
    same = np.flatnonzero(labels == digit)
    return int(random.choice(same) if len(same) else random.integers(len(labels)))


def enlarged(
    image: ByteArray, height: float, wide: float, slant: float, edge: float
) -> Image.Image:
    """uint8 (28, 28) -> a smooth drawing of it that is `height` pixels high.

    edge: the brightness, of 1, that becomes the edge of the stroke: lower is bolder.
    """
    rows = np.flatnonzero(image.any(axis=1))
    scale = height / max(rows[-1] - rows[0] + 1, LEAST_HEIGHT * FULL_PX)
    side = SIDE * scale
    size = round(side * wide + abs(slant) * side) + 1, round(side) + 1
    x, y, shift = 1 / (scale * wide), 1 / scale, max(slant, 0) * side
    drawing = Image.fromarray(image).transform(
        size, Image.Transform.AFFINE, (x, slant * x, -shift * x, 0, y, 0), Image.Resampling.BICUBIC
    )
    steep = max(0.5 / edge, 0.7 * scale)  # an enlarged stroke's edges are as wide as its pixels
    sharp = drawing.point(
        np.clip((EVERY_GREY - 255 * edge) * steep + 128, 0, 255).astype(int).tolist()
    )
    return sharp.crop(sharp.getbbox())


def pen_hand(writing: Writing, random: Random, odd_share: float) -> Hand:
    """The strokes of one writer. odd_share: of the ten digits are in a synthetic style instead."""
    own = writing.writers[random.integers(len(writing.writers))]
    draw, pen_share = new_pen(random)
    odd = {
        digit: styles[random.integers(len(styles))]
        for digit, styles in enumerate(PAGE_STYLES)
        if styles and random.random() < odd_share
    }

    def write(digit: int, height: float, random: Random) -> tuple[int, Image.Image]:
        if digit in odd:
            strokes = [thinned(stroke) for stroke in handwritten(odd[digit](random), random)]
            return digit, draw(strokes, height, random)
        chosen = pen_digit(writing, own, digit, random)
        return chosen.label, draw(chosen.strokes, height, random)

    return Hand(write, pen_share)


def pen_digit(writing: Writing, own: tuple[PenDigit, ...], digit: int, random: Random) -> PenDigit:
    """The digit by the writer of `own`, sometimes by another; any digit, where that is unknown."""
    digits = own
    if random.random() < STRANGER_SHARE:
        digits = writing.writers[random.integers(len(writing.writers))]
    labels = np.array([written.label for written in digits], np.uint8)
    return digits[one_of(labels, digit, random)]


def new_pen(random: Random) -> tuple[Draw, float]:
    """A pen held at one slant, which draws strokes at a height in pixels; and its width."""
    low, usual, high = np.log(PEN_SHARE)
    share, slant, wide = (
        np.exp(random.triangular(low, usual, high)),
        random.uniform(*SLANT),
        random.uniform(0.8, 1.2),
    )

    def draw(strokes: list[Polyline], height: float, random: Random) -> Image.Image:
        lean = slant + random.normal(0, 0.04)
        return drawn(strokes, height, wide, lean, max(THINNEST_PX, share * height))

    return draw, share


def drawn(
    strokes: list[Polyline], height: float, wide: float, slant: float, pen_px: float
) -> Image.Image:
    """Strokes of any size -> a drawing that is `height` pixels high, cropped to its ink."""
    points = np.concatenate(strokes)
    extent = np.ptp(points, axis=0)
    scale = max(height - pen_px, height / 2) / max(extent[1], LEAST_HEIGHT * extent.max(), 1e-6)
    matrix = scale * np.array([[wide, 0], [-slant, 1]])
    placed = points @ matrix
    corner = placed.min(axis=0) - pen_px / 2 - 1
    size = np.ceil(placed.max(axis=0) - corner + pen_px / 2 + 1).astype(int) * OVERSAMPLING
    drawing = Image.new("L", (size[0], size[1]))
    brush = ImageDraw.Draw(drawing)
    for stroke in strokes:
        points = ((stroke @ matrix - corner) * OVERSAMPLING).tolist()
        draw_polyline(brush, points, pen_px * OVERSAMPLING)
    small = drawing.reduce(OVERSAMPLING)
    return small.crop(small.getbbox())


def printing_hand(random: Random) -> Hand:
    """Digits of a printer's font."""

    def write(digit: int, height: float, random: Random) -> tuple[int, Image.Image]:
        return digit, printed(str(digit), height * 1.4)  # the em of this font is as much higher

    return Hand(write, 0.12)


def printed(text: str, font_px: float) -> Image.Image:
    """Text in print, cropped to its ink."""
    font = _font(max(6, round(font_px)))
    left, top, right, bottom = font.getbbox(text)
    drawing = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    ImageDraw.Draw(drawing).text((1 - left, 1 - top), text, 255, font)
    return drawing.crop(drawing.getbbox())


@lru_cache(maxsize=256)  # opening a font takes longer than writing with it
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
