"""Draws docs/synthetic_digits.png, docs/negatives.png and docs/pages.png, a row for each kind.

make drawings
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import NO_DIGIT
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.training.data import load_mnist
from digit_recognizer.training.negatives import (
    LETTERS,
    SHAPES,
    glyph,
    mixed_quarters,
    scribble,
    turned_digit,
    two_digits,
)
from digit_recognizer.training.pages.kinds import ALL_KINDS, Kind
from digit_recognizer.training.pages.page import make_page
from digit_recognizer.training.pages.styles import OWN_STYLES
from digit_recognizer.training.pages.writing import load_writing
from digit_recognizer.training.pen import handwritten, image_of
from digit_recognizer.training.synthetic_digits import WRITING_STYLES
from digit_recognizer.training.touching_digits import split_examples

FOLDER = Path(__file__).resolve().parent
PER_ROW, PAGES_PER_ROW = 12, 5  # pictures
CELL_PX, TEXT_PX = 44, 410
PAGE_PX = 54, 108  # rows, columns
GREYS = 16  # of 256 that the pages are drawn in, for a smaller file

ONLY_ON_PAGES = [(digit, style) for digit, styles in enumerate(OWN_STYLES) for style in styles]

Row = tuple[str, str, list[ByteArray]]  # name, description, pictures uint8 (H, W), ink = 255


def synthetic_rows(rng: np.random.Generator) -> list[Row]:
    """A row for every writing style; the last ones are for made-up pages only."""
    return [
        (
            f"{label}  {style.__name__}",
            first_line(style),
            [image_of(handwritten(style(rng), rng), rng) for _ in range(PER_ROW)],
        )
        for label, style in [*WRITING_STYLES, *ONLY_ON_PAGES]
    ]


def negative_rows(rng: np.random.Generator) -> list[Row]:
    """A row for every kind; three for letters."""
    mnist = load_mnist()
    images, labels = mnist.x_train[:5000], mnist.y_train[:5000]
    by_digit = [images[labels == label] for label in range(10)]
    letters = "Letters that cannot be read as digits."
    kinds: list[tuple[str, str, Callable[[], ByteArray]]] = [
        *(("letters", letters, lambda: glyph(LETTERS, rng)) for _ in range(3)),
        ("shapes", "Arrows, stars, faces.", lambda: glyph(SHAPES, rng)),
        ("scribble", first_line(scribble), lambda: scribble(rng)),
        ("turned_digit", first_line(turned_digit), lambda: turned_digit(by_digit, rng)),
        ("two_digits", first_line(two_digits), lambda: two_digits(images, rng)),
        ("mixed_quarters", first_line(mixed_quarters), lambda: mixed_quarters(images, rng)),
    ]
    examples, example_labels = split_examples(images, labels, 2 * PER_ROW, (1, 0))
    row = ("split_examples", "Split from two touching digits, with some of the neighbour.")
    return [
        *((name, words, [make() for _ in range(PER_ROW)]) for name, words, make in kinds),
        (*row, list(examples[example_labels == NO_DIGIT])),
    ]


def page_rows(rng: np.random.Generator) -> list[Row]:
    """A row for every kind of paper, clutter and light, on pages with nothing else."""
    writing = load_writing(validation=False)

    def pages(kinds: Sequence[Kind]) -> list[ByteArray]:
        made = [
            make_page(rng, writing, PAGE_PX, kinds, clean_share=0) for _ in range(PAGES_PER_ROW)
        ]
        return [255 - page.picture // step * step for page in made]

    step = 256 // GREYS
    return [
        ("clean", "Nothing but digits.", pages(())),
        *(
            (kind.apply.__name__, first_line(kind.apply), pages([kind._replace(share=1)]))
            for kind in ALL_KINDS
        ),
        *(("all kinds", "As often as in training.", pages(ALL_KINDS)) for _ in range(5)),
    ]


def first_line(function: Callable[..., object]) -> str:
    """Of its docstring."""
    return (function.__doc__ or "").splitlines()[0]


def sheet(rows: list[Row]) -> Image.Image:
    """Each row: its name, its description, its pictures, dark on white."""
    high, wide = rows[0][2][0].shape
    high, wide = max(CELL_PX, high + 4), max(CELL_PX, wide + 4)
    size = TEXT_PX + len(rows[0][2]) * wide, len(rows) * high
    paper = Image.new("L", size, 255)
    pen, bold, plain = ImageDraw.Draw(paper), ImageFont.load_default(14), ImageFont.load_default(12)
    for y, (name, words, pictures) in zip(range(0, size[1], high), rows, strict=True):
        pen.text((8, y + 5), name, fill=0, font=bold)
        pen.text((8, y + 24), words, fill=90, font=plain)
        for x, picture in zip(range(TEXT_PX, size[0], wide), pictures, strict=True):
            ink = Image.fromarray(255 - picture).resize((wide - 2, high - 2))
            paper.paste(ink, (x, y))
    return paper


def main() -> None:
    """The pictures are the same every time."""
    drawings = (
        ("synthetic_digits", synthetic_rows),
        ("negatives", negative_rows),
        ("pages", page_rows),
    )
    for name, rows in drawings:
        path = FOLDER / f"{name}.png"
        sheet(rows(np.random.default_rng(1))).save(path, optimize=True)
        print(path)


if __name__ == "__main__":
    main()
