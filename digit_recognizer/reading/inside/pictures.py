"""Maps, evidence and digits as pictures, mode "L" or "RGB"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import ByteArray, FloatArray

GAP, BETWEEN = 2, 60  # pixels between maps, and how bright those are
Colour = tuple[int, int, int]


def sheet_of_maps(values: FloatArray, columns: int, side: int, gap: int = GAP) -> Image.Image:
    """(H, W, N) -> N squares, row by row; the brightest of all maps is white, 0 black.

    Negative values are black, too: the next layer adds and subtracts maps, and of most networks
    none is negative. side: of a square, in pixels.
    """
    height, width, count = values.shape
    rows = -(-count // columns)
    brightest = max(float(values.max()), 1e-6)
    pixels = np.rint(np.clip(values / brightest, 0, 1) * 255).astype(np.uint8)
    # every pixel of a square -> the value that it shows
    down, across = (np.arange(side) * length // side for length in (height, width))
    cells = np.full((rows * columns, side + gap, side + gap), BETWEEN, np.uint8)
    cells[:count, :side, :side] = np.moveaxis(pixels[down][:, across], 2, 0)
    table = cells.reshape(rows, columns, side + gap, side + gap).swapaxes(1, 2)
    sheet = table.reshape(rows * (side + gap), columns * (side + gap))
    return Image.fromarray(sheet[: len(sheet) - gap, : sheet.shape[1] - gap])


def grey_picture(values: FloatArray, side: int) -> Image.Image:
    """(H, W) in [0, 1], 1 = white -> a square, each value one of its own where there is room."""
    pixels: ByteArray = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(pixels).resize((side, side), Image.Resampling.NEAREST)


def evidence_picture(
    digit: FloatArray, evidence: FloatArray, for_it: Colour, against: Colour, side: int
) -> Image.Image:
    """The ink in two colours, the stronger the more it says. digit, evidence: (28, 28).

    Ink that says nothing is grey, paper black.
    """
    strongest = max(float(np.abs(evidence).max()), 1e-6)
    share = np.clip(evidence / strongest, -1, 1)[..., np.newaxis]
    grey = np.full(3, 110.0)
    colours = np.where(share > 0, np.array(for_it, float), np.array(against, float))
    mixed = grey + np.abs(share) * (colours - grey)
    pixels: ByteArray = np.rint(digit[..., np.newaxis] * mixed).astype(np.uint8)
    return Image.fromarray(pixels).resize((side, side), Image.Resampling.NEAREST)


def change_picture(
    digit: FloatArray, changed: FloatArray, added: Colour, gone: Colour, side: int
) -> Image.Image:
    """The digit in grey, what is added and what is gone in colours. All (28, 28)."""
    pixels = np.repeat(digit[..., np.newaxis] * 200.0, 3, axis=2)
    for colour, amount in ((added, np.maximum(changed, 0)), (gone, np.maximum(-changed, 0))):
        share = np.clip(amount, 0, 1)[..., np.newaxis]
        pixels = pixels + share * (np.array(colour, float) - pixels)
    rounded: ByteArray = np.rint(np.clip(pixels, 0, 255)).astype(np.uint8)
    return Image.fromarray(rounded).resize((side, side), Image.Resampling.NEAREST)


def kernel_picture(kernel: FloatArray, side: int) -> Image.Image:
    """float32 (h, w, inputs) -> the mean over its inputs: 0 is grey, above brighter."""
    mean = kernel.mean(axis=2)
    return grey_picture(0.5 + 0.5 * mean / max(float(np.abs(mean).max()), 1e-6), side)


def people_picture(groups: Sequence[FloatArray], side: int) -> Image.Image:
    """A row of digits, (n, 28, 28), for each group; all rows together are `side` high."""
    high = (side - GAP * (len(groups) - 1)) // len(groups)
    return below_each_other([row_of(list(digits), high) for digits in groups], GAP, 0)


def below_each_other(
    pictures: Sequence[Image.Image], gap: int = 4 * GAP, between: int = BETWEEN
) -> Image.Image:
    """One picture of several, mode "L"; their left edges are in a line."""
    height = sum(picture.height + gap for picture in pictures) - gap
    together = Image.new("L", (max(picture.width for picture in pictures), height), between)
    top = 0
    for picture in pictures:
        together.paste(picture, (0, top))
        top += picture.height + gap
    return together


def row_of(digits: Sequence[FloatArray], side: int, gap: int = GAP) -> Image.Image:
    """(28, 28) each, side by side."""
    row = Image.new("L", (max(1, len(digits) * (side + gap) - gap), side))
    for index, digit in enumerate(digits):
        row.paste(grey_picture(digit, side), (index * (side + gap), 0))
    return row
