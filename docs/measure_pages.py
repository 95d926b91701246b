"""How well numbers are read on made-up paper, for each kind of it: pages by writers held out.

    make pages          two minutes on two cores

Each row has pages with that kind of paper, clutter or light and no other; the last row has pages as
the training has them. `sure and wrong` is what the limits of sureness in reading/page/digits.py
were chosen by.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import Recognizer, load_recognizer
from digit_recognizer.reading.picture import find_number
from digit_recognizer.training.pages.kinds import ALL_KINDS, Kind
from digit_recognizer.training.pages.page import CLEAN_SHARE, Page, make_page
from digit_recognizer.training.pages.writing import Writing, load_writing

OF_EACH, OF_ALL = 60, 600  # pages
HEIGHTS = (0.25, 0.8)  # of the digits, of the picture's height: all of them are in the picture
SEED = 7


class Score(NamedTuple):
    """Of one row: pages."""

    pages: int
    right: int
    sure: int
    sure_and_wrong: int


def pages(
    writing: Writing, kinds: Sequence[Kind], clean_share: float, count: int
) -> Iterator[Page]:
    """Only those with digits."""
    random = np.random.default_rng(SEED)
    while count:
        page = make_page(random, writing, kinds=kinds, heights=HEIGHTS, clean_share=clean_share)
        if page.digits:
            count -= 1
            yield page


def score(made: Iterator[Page], recognizer: Recognizer) -> Score:
    """Right: all digits, in their order."""
    results = [is_right(page, recognizer) for page in made]
    right, sure = (np.array(column) for column in zip(*results, strict=True))
    return Score(len(results), right.sum(), sure.sum(), (sure & ~right).sum())


def is_right(page: Page, recognizer: Recognizer) -> tuple[bool, bool]:
    """Whether all digits of a page are read, and whether that is sure."""
    expected = "".join(str(digit.label) for digit in page.digits)
    try:
        number = find_number(Image.fromarray(page.picture), recognizer)
    except ValueError:  # nothing is seen
        return False, False
    return str(number).replace("\n", "") == expected, number.sure


def main() -> None:
    """Prints a line for each kind."""
    writing, recognizer = load_writing(validation=True), load_recognizer(MODEL_FILE)
    rows: list[tuple[str, Sequence[Kind], float, int]] = [
        ("nothing but digits", (), 0, OF_EACH),
        *((kind.apply.__name__, [kind._replace(share=1)], 0, OF_EACH) for kind in ALL_KINDS),
        ("as in training", ALL_KINDS, CLEAN_SHARE, OF_ALL),
    ]
    print(f"{'kind':20} {'pages':>5} {'right':>6} {'sure':>5} {'sure and wrong':>14}")
    for name, kinds, clean_share, count in rows:
        found = score(pages(writing, kinds, clean_share, count), recognizer)
        print(
            f"{name.replace('_', ' '):20} {found.pages:5} {found.right:6} {found.sure:5} "
            f"{found.sure_and_wrong:14}",
            flush=True,
        )


if __name__ == "__main__":
    main()
