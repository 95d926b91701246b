"""Makes pages: pictures of numbers on paper, and what stands in each of their pixels.

Writing -> Hand -> digits on a Sheet -> lines, print, marks -> Photo -> light -> Page
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.training.pages.hands import new_hand
from digit_recognizer.training.pages.kinds import ALL_KINDS, Kind, PhotoKind, SheetKind
from digit_recognizer.training.pages.numbers import write_numbers
from digit_recognizer.training.pages.photo import Photo, photograph
from digit_recognizer.training.pages.sheet import Digit, blank_sheet
from digit_recognizer.training.pages.writing import Writing
from digit_recognizer.training.pen import Random

_writing: Writing  # in a process that makes chunks: it is sent there once, as it has 45 MB

PAPER, DIGIT_INK, OTHER_INK = 0, 1, 2  # the labels of pixels
CLEAN_SHARE = 0.25  # of the pages have digits and nothing else: such pictures must stay easy
HEIGHTS = (0.12, 1.0)  # of digits, of the picture's height; those in the middle are the most
SIZE = (96, 192)  # rows, columns
CHUNK = 100  # pages that one process makes at a time, from a seed of their own


@dataclass(frozen=True)
class Page:
    """A picture and its right answer.

    picture: uint8 (H, W), 0 = black, 255 = white. labels: uint8 (H, W), 0 = paper, 1 = ink of a
    digit, 2 = other ink; ink counts where it covers half of a pixel or more, and where a digit
    crosses other ink, the digit counts. digits: boxes in pixels, of those digits whose middle is in
    the picture.
    """

    picture: ByteArray
    labels: ByteArray
    digits: list[Digit]


@dataclass(frozen=True)
class Pages:
    """Many pages of the same size.

    pictures, labels: uint8 (N, H, W), as in Page. digits: float32 (M, 6), for each digit the number
    of its page, which digit it is, the x and y of its middle, its width and height in pixels.
    """

    pictures: ByteArray
    labels: ByteArray
    digits: FloatArray


def make_page(
    random: Random,
    writing: Writing,
    size: tuple[int, int] = SIZE,
    kinds: Sequence[Kind] = ALL_KINDS,
    heights: tuple[float, float] = HEIGHTS,
    clean_share: float = CLEAN_SHARE,
) -> Page:
    """One page of that size, (rows, columns). The same state of `random` gives the same page."""
    clean = random.random() < clean_share
    sheet = blank_sheet(size, new_hand(writing, random), random)
    write_numbers(sheet, heights, random)
    for kind in kinds:
        if isinstance(kind, SheetKind) and not clean and random.random() < kind.share:
            kind.apply(sheet, random)
    photo = photograph(sheet)
    for kind in kinds:
        if isinstance(kind, PhotoKind):
            share = kind.share_of_clean if clean else kind.share
            if random.random() < share:
                kind.apply(photo, random)
    return _page(photo)


def _page(photo: Photo) -> Page:
    labels = np.where(photo.other >= 0.5, np.uint8(OTHER_INK), np.uint8(PAPER))
    labels[photo.ink >= 0.5] = DIGIT_INK
    return Page((photo.light * 255 + 0.5).astype(np.uint8), labels, photo.digits)


def make_pages(
    count: int,
    seed: int,
    writing: Writing,
    size: tuple[int, int] = SIZE,
    processes: int = 2,
    kinds: Sequence[Kind] = ALL_KINDS,
    heights: tuple[float, float] = HEIGHTS,
) -> Pages:
    """Many pages. The same seed gives the same ones, however many processes make them.

    The processes are spawned: a script that calls this needs `if __name__ == "__main__":`.
    """
    chunks = [min(CHUNK, count - start) for start in range(0, count, CHUNK)]
    seeds = np.random.SeedSequence(seed).spawn(len(chunks))
    make = partial(_make_chunk, size=size, kinds=kinds, heights=heights)
    if processes == 1:
        return _joined(map(partial(make, writing=writing), chunks, seeds), count, size)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start_process, (writing,)) as pool:
        return _joined(pool.map(make, chunks, seeds), count, size)


def _start_process(writing: Writing) -> None:
    global _writing
    _writing = writing


def _make_chunk(
    count: int,
    seed: np.random.SeedSequence,
    size: tuple[int, int],
    kinds: Sequence[Kind],
    heights: tuple[float, float],
    writing: Writing | None = None,
) -> list[Page]:
    """writing: None takes the one that this process was started with."""
    random = np.random.default_rng(seed)
    return [make_page(random, writing or _writing, size, kinds, heights) for _ in range(count)]


def _joined(chunks: Iterator[list[Page]], count: int, size: tuple[int, int]) -> Pages:
    """Fills the arrays as the chunks arrive."""
    pictures, labels = (np.empty((count, *size), np.uint8) for _ in range(2))
    rows: list[tuple[float, ...]] = []
    for i, page in enumerate(page for chunk in chunks for page in chunk):
        pictures[i], labels[i] = page.picture, page.labels
        rows += [_row(i, digit) for digit in page.digits]
    return Pages(pictures, labels, np.array(rows, np.float32).reshape(-1, 6))


def _row(page: int, digit: Digit) -> tuple[float, ...]:
    label, left, top, right, bottom = digit
    return page, label, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
