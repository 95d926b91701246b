"""Makes docs/synthetic_digits.png and docs/negatives.png, kind by kind.

make drawings
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import NO_DIGIT
from digit_recognizer.training.data import load_mnist
from digit_recognizer.training.negatives import (
    LETTERS,
    SHAPES,
    corners,
    drawn,
    scribble,
    turned,
    two_as_one,
)
from digit_recognizer.training.pen import image_of, written
from digit_recognizer.training.synthetic_digits import WRITING_STYLES
from digit_recognizer.training.touching_digits import split_examples

FOLDER = Path(__file__).resolve().parent
EACH = 12  # pictures in a row
CELL_PX, TEXT_PX = 44, 410

Row = tuple[str, str, list[np.ndarray]]  # name, words, pictures uint8 (28, 28)


def variants(rng: np.random.Generator) -> list[Row]:
    """A row for every way of writing."""
    return [
        (
            f"{label}  {way.__name__}",
            first_line(way),
            several(lambda w=way: image_of(written(w(rng), rng), rng)),
        )
        for label, way in WRITING_STYLES
    ]


def non_digits(rng: np.random.Generator) -> list[Row]:
    """A row for every kind; three for letters."""
    mnist = load_mnist()
    images, labels = mnist.x_train[:5000], mnist.y_train[:5000]
    by_digit = [images[labels == label] for label in range(10)]
    letters = "Letters that cannot be taken for digits."
    kinds: list[tuple[str, str, Callable[[], np.ndarray]]] = [
        *(("letters", letters, lambda: drawn(LETTERS, rng)) for _ in range(3)),
        ("shapes", "Arrows, stars, faces.", lambda: drawn(SHAPES, rng)),
        ("scribble", first_line(scribble), lambda: scribble(rng)),
        ("turned", first_line(turned), lambda: turned(by_digit, rng)),
        ("two_as_one", first_line(two_as_one), lambda: two_as_one(images, rng)),
        ("corners", first_line(corners), lambda: corners(images, rng)),
    ]
    cut, cut_labels = split_examples(images, labels, 2 * EACH, (1, 0))
    row = ("segments", "Cut out of two digits that touch, with some of the other one.")
    return [
        *((name, words, several(make)) for name, words, make in kinds),
        (*row, list(cut[cut_labels == NO_DIGIT])),
    ]


def several(make: Callable[[], np.ndarray]) -> list[np.ndarray]:
    """As many as fit in a row."""
    return [make() for _ in range(EACH)]


def first_line(function: Callable) -> str:
    """What its docstring says first."""
    return (function.__doc__ or "").splitlines()[0]


def sheet(rows: list[Row]) -> Image.Image:
    """Each row: its name, its words, its pictures, dark on white."""
    size = TEXT_PX + EACH * CELL_PX, len(rows) * CELL_PX
    paper = Image.new("L", size, 255)
    pen, bold, plain = ImageDraw.Draw(paper), ImageFont.load_default(14), ImageFont.load_default(12)
    for y, (name, words, pictures) in zip(range(0, size[1], CELL_PX), rows, strict=True):
        pen.text((8, y + 5), name, fill=0, font=bold)
        pen.text((8, y + 24), words, fill=90, font=plain)
        for x, picture in zip(range(TEXT_PX, size[0], CELL_PX), pictures, strict=True):
            ink = Image.fromarray(255 - picture).resize((CELL_PX - 2, CELL_PX - 2))
            paper.paste(ink, (x, y))
    return paper


def main() -> None:
    """Always the same pictures."""
    for name, rows in (("synthetic_digits", variants), ("negatives", non_digits)):
        path = FOLDER / f"{name}.png"
        sheet(rows(np.random.default_rng(1))).save(path, optimize=True)
        print(path)


if __name__ == "__main__":
    main()
