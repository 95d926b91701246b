"""Examples to begin with: digits by other people, odd ways to write some, and ruled paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer import DIGITS
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.handwriting.learning import other_hands
from digit_recognizer.reading.rendering import BLACK, WHITE, Point, draw_strokes
from digit_recognizer.window.sheet import Sheet, Stroke

PEOPLE = 20  # digits by other people, others each time
TRIED = 150  # of them, to find two of each digit
LARGER = 10  # times: their 28 pixels on the pad
PEN = 20.0  # of odd digits, in sheet units
PENCIL_PX = 8  # on paper
SEED = 4  # of what is on the paper, the same each time

Path = list[Point]

ODD: dict[str, list[Path]] = {  # strokes in sheet units, y down
    "0 with a slash": [
        [
            (0, -120),
            (-60, -80),
            (-75, 0),
            (-55, 85),
            (0, 120),
            (60, 80),
            (75, 0),
            (55, -85),
            (0, -120),
        ],
        [(75, -125), (-75, 130)],
    ],
    "1 with a long upstroke": [[(-85, 0), (45, -120), (40, 125)]],
    "7 with a bar": [[(-75, -110), (75, -112), (-15, 120)], [(-45, 0), (55, -4)]],
    "4, open": [[(-50, -110), (-65, 20), (65, 15)], [(45, -60), (38, 125)]],
    "a letter": [[(-80, 120), (0, -120), (80, 120)], [(-48, 30), (50, 30)]],
}
WRITTEN: dict[str, list[Path]] = {  # digits on paper: in a box 60 wide and 100 high
    "2": [[(4, 22), (20, 2), (46, 4), (54, 26), (30, 60), (2, 96), (58, 94)]],
    "5": [[(50, 4), (12, 6), (8, 42), (34, 38), (54, 60), (44, 90), (4, 94)]],
    "7": [[(4, 8), (54, 4), (22, 98)], [(10, 50), (48, 46)]],
    "0": [[(30, 2), (6, 26), (4, 68), (28, 98), (54, 72), (52, 28), (30, 2)]],
}


@dataclass(frozen=True, eq=False)
class Example:
    """Something to put on the pad."""

    name: str
    picture: Image.Image  # as it looks, mode "L" or "RGB"
    sheet: Sheet | None = None  # strokes, where it is drawn; None: the picture is opened


def all_examples(
    random: np.random.Generator, recognizer: Recognizer | None
) -> dict[str, list[Example]]:
    """By groups. random: which digits by other people. recognizer: which digits these are."""
    return {
        "By other people": people(random, recognizer),
        "Odd ways to write": [odd(name, paths) for name, paths in ODD.items()],
        "On paper": [
            Example("squared paper", paper("257", squares)),
            Example("a cheque", paper("7500", waves)),
        ],
    }


def people(random: np.random.Generator, recognizer: Recognizer | None) -> list[Example]:
    """MNIST's digits as ink on paper, 0 to 9 in each row; in any order without a network."""
    digits = random.permutation(other_hands())[:TRIED]  # (N, 28, 28, 1)
    order = np.arange(PEOPLE)
    if recognizer is not None:
        answers = recognizer.probabilities(digits).argmax(axis=1)
        of_each = [np.flatnonzero(answers == digit)[: PEOPLE // DIGITS] for digit in range(DIGITS)]
        order = np.array(
            [row[i] for i in range(PEOPLE // DIGITS) for row in of_each if i < len(row)]
        )
    return [Example("", _enlarged(digit)) for digit in digits[order, :, :, 0]]


def _enlarged(digit: FloatArray) -> Image.Image:
    pixels: ByteArray = np.rint(255 - 255 * digit).astype(np.uint8)
    return enlarged(pixels)


def enlarged(pixels: ByteArray) -> Image.Image:
    """uint8 (28, 28), 0 = ink -> as a picture to open, mode "L"."""
    side = LARGER * len(pixels)
    return Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC)


def odd(name: str, paths: Sequence[Path]) -> Example:
    """A drawing, as if by the pen."""
    strokes = tuple(Stroke(tuple(path), PEN) for path in paths)
    on_paper = [[(x + 200, y + 200) for x, y in path] for path in paths]
    picture = draw_strokes(Image.new("L", (400, 400), WHITE), on_paper, PEN, BLACK)
    return Example(name, picture, Sheet(strokes))


def paper(text: str, ruling: Callable[[int, int], FloatArray]) -> Image.Image:
    """A number in pencil on ruled paper, photographed: mode "RGB"."""
    width, height = 90 * len(text) + 120, 260
    strokes = [
        [(70 + 90 * place + x, 80 + y) for x, y in path]
        for place, digit in enumerate(text)
        for path in WRITTEN[digit]
    ]
    drawing = draw_strokes(Image.new("L", (width, height), WHITE), strokes, PENCIL_PX, BLACK)
    soft = drawing.filter(ImageFilter.GaussianBlur(0.7))
    ink = (1 - np.asarray(soft, np.float32) / 255)[..., np.newaxis]
    sheet = np.array([247, 243, 232]) - ruling(height, width)[..., np.newaxis] * [70, 55, 25]
    colours = sheet + ink * (np.array([62, 62, 74]) - sheet)
    x = np.linspace(0, 1, width)[np.newaxis, :, np.newaxis]
    grain = np.random.default_rng(SEED).normal(0, 3, (height, width, 1))
    pixels: ByteArray = np.clip(colours * (1 - 0.2 * x) + grain, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels)


def squares(height: int, width: int) -> FloatArray:
    """float32 (H, W), 1 on the lines."""
    lines = np.zeros((height, width), np.float32)
    lines[::34], lines[:, ::34] = 1, 1
    return lines


def waves(height: int, width: int) -> FloatArray:
    """float32 (H, W), 1 on the lines of a cheque's pattern."""
    y, x = np.mgrid[:height, :width]
    lines: FloatArray = ((y + 5 * np.sin(x / 23)) % 14 < 1.5).astype(np.float32)
    return lines
