"""A sheet of paper that is being written and printed on, somewhat larger than the picture of it."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.training.pages.hands import Hand
from digit_recognizer.training.pen import Random

Box = tuple[float, float, float, float]  # left, top, right, bottom, in pixels


class Digit(NamedTuple):
    """A digit from 0 to 9 and its box, in pixels."""

    label: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Sheet:
    """What is on the paper, in layers. All of them are (rows, columns), the margin included.

    paper: float32, the light that comes back, 1 = white. printed: float32, how much of each pixel
    printed lines and letters cover, 0 to 1. marks, ink: the same of what the pen wrote, mode "L",
    0 to 255: digits in `ink`, everything else in `marks`. rows: the digits, line by line.
    pen: how much light the ink takes, 0 to 1, or float32 (rows, columns). view: the 3 x 3 matrix
    from pixels of the picture to pixels of the sheet.
    """

    paper: FloatArray
    printed: FloatArray
    marks: Image.Image
    ink: Image.Image
    margin: int
    hand: Hand
    pen: float | FloatArray
    view: FloatArray
    rows: list[list[Digit]] = field(default_factory=list)

    @property
    def height(self) -> int:
        """In pixels, with the margin."""
        return int(self.paper.shape[0])

    @property
    def width(self) -> int:
        """In pixels, with the margin."""
        return int(self.paper.shape[1])

    @property
    def grid(self) -> tuple[FloatArray, FloatArray]:
        """The columns, float32 (1, width), and rows, float32 (height, 1), of the pixels."""
        columns = np.arange(self.width, dtype=np.float32)[None]
        return columns, np.arange(self.height, dtype=np.float32)[:, None]

    @property
    def digits(self) -> list[Digit]:
        """All of them."""
        return [digit for row in self.rows for digit in row]

    @property
    def digit_px(self) -> float:
        """The height of the digits, in pixels; half the picture's where there are none."""
        heights = [digit.bottom - digit.top for digit in self.digits]
        return float(np.mean(heights)) if heights else (self.height - 2 * self.margin) / 2

    @property
    def writing_box(self) -> Box:
        """Around all digits; where there are none, the middle of the sheet."""
        if not self.digits:
            x, y = self.width / 4, self.height / 4
            return x, y, 3 * x, 3 * y
        _, left, top, right, bottom = zip(*self.digits, strict=True)
        return min(left), min(top), max(right), max(bottom)

    def has_digit_in(self, box: Box) -> bool:
        """Whether a digit's box and this one overlap."""
        left, top, right, bottom = box
        return any(
            digit.left < right and left < digit.right and digit.top < bottom and top < digit.bottom
            for digit in self.digits
        )

    def print(self, cover: FloatArray, strength: float) -> None:
        """Prints what is to be known as other ink. cover: 0 to 1, broadcast to the sheet."""
        self.tint(cover, strength)
        self.printed = np.maximum(self.printed, cover)

    def tint(self, cover: FloatArray, strength: float) -> None:
        """Darkens the paper, which stays paper. cover: 0 to 1, broadcast to the sheet."""
        self.paper = self.paper * (1 - np.float32(strength) * cover)


def blank_sheet(size: tuple[int, int], hand: Hand, random: Random) -> Sheet:
    """Even paper for a picture of that size, (rows, columns)."""
    margin = max(6, size[0] // 10)
    rows, columns = size[0] + 2 * margin, size[1] + 2 * margin
    tone = 1 if random.random() < 0.4 else random.uniform(0.45, 1)
    return Sheet(
        paper=np.full((rows, columns), tone, np.float32),
        printed=np.zeros((rows, columns), np.float32),
        marks=Image.new("L", (columns, rows)),
        ink=Image.new("L", (columns, rows)),
        margin=margin,
        hand=hand,
        pen=float(random.triangular(0.2, 0.8, 1)),
        view=np.array([[1, 0, margin], [0, 1, margin], [0, 0, 1]], np.float32),
    )


def stamp(layer: Image.Image, drawing: Image.Image, left: float, top: float) -> None:
    """Adds a drawing, mode "L", to a layer where it belongs; what is there stays."""
    x, y = round(left), round(top)
    box = (x, y, x + drawing.width, y + drawing.height)
    layer.paste(ImageChops.lighter(layer.crop(box), drawing), box)


def digit_at(label: int, drawing: Image.Image, left: float, top: float) -> Digit:
    """The digit whose drawing was stamped there."""
    x, y = round(left), round(top)
    return Digit(label, x, y, x + drawing.width, y + drawing.height)


def line_cover(distance: FloatArray, width_px: float) -> FloatArray:
    """How much of a pixel a line covers, 0 to 1, at a distance in pixels from its middle."""
    cover: FloatArray = np.clip(np.float32(width_px / 2 + 0.5) - np.abs(distance), 0, 1)
    return cover


def repeated(position: FloatArray, pitch_px: float) -> FloatArray:
    """The distance to the nearest of the lines that stand `pitch_px` apart."""
    pitch = np.float32(pitch_px)
    distance: FloatArray = (position + pitch / 2) % pitch - pitch / 2
    return distance


def rectangle_distance(grid: tuple[FloatArray, FloatArray], box: Box) -> FloatArray:
    """How far each pixel is outside a box; negative inside."""
    (x, y), (left, top, right, bottom) = grid, box
    across = np.abs(x - np.float32((left + right) / 2)) - np.float32((right - left) / 2)
    down = np.abs(y - np.float32((top + bottom) / 2)) - np.float32((bottom - top) / 2)
    distance: FloatArray = np.maximum(across, down)
    return distance
