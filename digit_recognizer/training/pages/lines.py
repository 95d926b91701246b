"""Printed lines: ruled and squared paper, boxes, cells, tables. Each function prints on a sheet."""

from itertools import pairwise

import numpy as np

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.training.pages.sheet import (
    Box,
    Digit,
    Sheet,
    line_cover,
    rectangle_distance,
    repeated,
)
from digit_recognizer.training.pen import Random

LINE_PX = (0.7, 4.0)  # width, with the smaller ones more often
LINE_STRENGTH = (0.18, 1.0)  # how much light lines take


def ruling(sheet: Sheet, random: Random) -> None:
    """Lined paper; a number usually stands on a line."""
    _, y = sheet.grid
    pitch = sheet.digit_px * random.uniform(0.6, 2.5)
    foot = sheet.writing_box[3] + sheet.digit_px * random.normal(0, 0.15)
    cover = line_cover(repeated(y - np.float32(foot), max(7, pitch)), _width(random))
    _print_lines(sheet, cover, random)
    if random.random() < 0.2:
        margin_line(sheet, random)


def margin_line(sheet: Sheet, random: Random) -> None:
    """One or two upright lines near the edge."""
    x, _ = sheet.grid
    at = random.uniform(0, 0.3) * sheet.width
    cover = line_cover(
        x - np.float32(at if random.random() < 0.5 else sheet.width - at), _width(random)
    )
    _print_lines(sheet, cover + np.zeros_like(sheet.paper), random)


def grid(sheet: Sheet, random: Random) -> None:
    """Squared paper, from squares smaller than a digit to squares around it."""
    x, y = sheet.grid
    pitch = max(5, sheet.digit_px * np.exp(random.uniform(np.log(0.18), np.log(1.8))))
    width = min(_width(random), pitch / 5)
    across = line_cover(repeated(x - np.float32(random.uniform(0, pitch)), pitch), width)
    down = line_cover(repeated(y - np.float32(random.uniform(0, pitch)), pitch), width)
    _print_lines(sheet, np.maximum(across, down), random)


def box(sheet: Sheet, random: Random) -> None:
    """A box around the number, near or far: the pen may cross it."""
    around = _grown(sheet.writing_box, sheet.digit_px, random)
    distance = rectangle_distance(sheet.grid, around)
    cover = line_cover(distance, _width(random))
    if random.random() < 0.15:  # a double line
        cover = np.maximum(cover, line_cover(distance - np.float32(random.uniform(3, 8)), 1))
    _print_lines(sheet, cover, random)


def cells(sheet: Sheet, random: Random) -> None:
    """A box for each digit, side by side or apart; some are open at the top."""
    inset, width = random.choice((0, random.uniform(1, 4))), _width(random)
    strength, is_comb = _strength(random), random.random() < 0.25
    for row in sheet.rows:
        top, bottom = min(d.top for d in row), max(d.bottom for d in row)
        reach = sheet.digit_px * random.uniform(0.05, 0.4)
        for left, right in _slots(row, reach):
            slot = (left + inset, top - reach, right - inset, bottom + reach)
            cover = line_cover(rectangle_distance(sheet.grid, slot), width)
            if is_comb:
                cover = cover * (sheet.grid[1] > (top + bottom) / 2)
            sheet.print(cover, strength)


def _slots(row: list[Digit], reach: float) -> list[tuple[float, float]]:
    """The left and right ends of the cells, which meet between the digits."""
    between = [(a.right + b.left) / 2 for a, b in pairwise(row)]
    ends = [row[0].left - reach, *between, row[-1].right + reach]
    return list(pairwise(ends))


def table(sheet: Sheet, random: Random) -> None:
    """The number is in a cell, and the lines go on to the neighbouring ones."""
    x, y = sheet.grid
    left, top, right, bottom = _grown(sheet.writing_box, sheet.digit_px, random)
    width = _width(random)
    across = [line_cover(x - np.float32(at), width) for at in (left, right)]
    down = [line_cover(y - np.float32(at), width) for at in (top, bottom)]
    if random.random() < 0.3:  # tables often have double lines
        down.append(line_cover(y - np.float32(bottom + random.uniform(3, 8)), width))
    keep = random.random(2) < 0.85
    lines = [*across[: 1 + keep[0]], *down[: 1 + keep[1]]]
    _print_lines(
        sheet, np.maximum.reduce([line + np.zeros_like(sheet.paper) for line in lines]), random
    )


def underline(sheet: Sheet, random: Random) -> None:
    """A line below the number, or above: straight, double or dotted."""
    x, y = sheet.grid
    left, top, right, bottom = sheet.writing_box
    at = bottom if random.random() < 0.85 else top
    at += sheet.digit_px * random.normal(0.03, 0.12)
    reach = random.uniform(-0.2, 3) * sheet.digit_px
    cover = line_cover(y - np.float32(at), _width(random))
    if random.random() < 0.25:
        cover = np.maximum(cover, line_cover(y - np.float32(at + random.uniform(3, 9)), 1))
    cover = cover * ((x > left - reach) & (x < right + reach))
    if random.random() < 0.25:
        cover = cover * (x % np.float32(random.uniform(3, 9)) < random.uniform(1.2, 3))
    _print_lines(sheet, cover.astype(np.float32), random)


def _grown(box: Box, digit_px: float, random: Random) -> Box:
    """Each side moved by a part of a digit's height, sometimes inwards."""
    left, top, right, bottom = box
    by = digit_px * random.gamma(1.5, 0.15, 4) - 0.05 * digit_px
    return left - by[0], top - by[1], right + by[2], bottom + by[3]


def _print_lines(sheet: Sheet, cover: FloatArray, random: Random) -> None:
    sheet.print(cover, _strength(random))


def _strength(random: Random) -> float:
    return float(random.uniform(*LINE_STRENGTH))


def _width(random: Random) -> float:
    low, high = np.log(LINE_PX)
    return float(np.exp(random.triangular(low, low, high)))
