"""Writes numbers on a sheet: rows of digits in one hand."""

import numpy as np
from PIL import Image

from digit_recognizer import DIGITS
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.training.pages.hands import Hand
from digit_recognizer.training.pages.sheet import Box, Digit, Sheet, digit_at, stamp
from digit_recognizer.training.pen import Random

NO_DIGITS = 0.05  # of the pages
BESIDE_SHARE = 0.5  # of the pages keep room beside the number
SMALLEST_PX = 14.0  # the height of a digit
LINES = (1, 2, 3)
LINE_SHARES = (0.8, 0.13, 0.07)
COUNTS = np.arange(1, 11)  # digits in a line
COUNT_SHARES = np.array([5, 4, 4, 4, 4, 3, 2, 2, 1, 1]) / 30
ROUND_SHARE = 0.25  # of the lines end in zeros, as amounts do: often small ones in a hurry
ZEROS = (1, 2, 3)  # of them
ZERO_HEIGHT = (0.5, 1.0)  # of the other digits
TIGHT, USUAL, WIDE = (-0.08, 0.06), (0.05, 0.35), (0.35, 1.0)  # gaps, of the digits' height


def write_numbers(sheet: Sheet, heights: tuple[float, float], random: Random) -> None:
    """One number to a line, or none at all. heights: of the digits, of the picture's height."""
    if random.random() < NO_DIGITS:
        return
    page_px = sheet.height - 2 * sheet.margin
    height = max(SMALLEST_PX, page_px * random.triangular(heights[0], sum(heights) / 2, heights[1]))
    pitch = height * random.uniform(1.1, 1.7)
    lines = min(int(random.choice(LINES, p=LINE_SHARES)), max(1, int(page_px / pitch)))
    slack = page_px - (lines - 1) * pitch - height
    top = sheet.margin + slack * (_place(random) if slack > 0 else 0.5)
    left, right = _span(sheet, random)
    for y in top + pitch * np.arange(lines):
        drawings = _drawings(sheet.hand, height, right - left, random)
        sheet.rows.append(_write_line(sheet, drawings, (left, y, right, y + height), random))


def _span(sheet: Sheet, random: Random) -> tuple[float, float]:
    """The columns for digits: sometimes there is room for other things beside them."""
    width = sheet.width - 2 * sheet.margin
    spare = width * random.uniform(0, 0.45) if random.random() < BESIDE_SHARE else 0
    before = spare * random.choice((0, 0.5, 1))
    return sheet.margin + before, sheet.margin + before + width - spare


def _drawings(
    hand: Hand, height: float, room: float, random: Random
) -> list[tuple[int, Image.Image]]:
    """The digits of a line, each with its label; only as many as fit if they touch."""
    wanted, heights = _wanted(random)
    drawings: list[tuple[int, Image.Image]] = []
    for digit, share in zip(wanted, heights, strict=True):
        size = height * share * np.exp(random.normal(0, 0.07))
        label, drawing = hand.write(digit, size, random)
        room -= drawing.width
        if room < 0 and drawings:
            break
        drawings.append((label, drawing))
    return drawings


def _wanted(random: Random) -> tuple[list[int], list[float]]:
    """The digits of a line and their heights, of the line's: a round number ends in zeros."""
    count = int(random.choice(COUNTS, p=COUNT_SHARES))
    zeros = 0
    if random.random() < ROUND_SHARE:
        count, zeros = max(2, min(count, 5)), int(random.choice(ZEROS))
    zeros = min(zeros, count - 1)
    digits = random.integers(DIGITS, size=count - zeros).tolist() + [0] * zeros
    zero_height = random.uniform(*ZERO_HEIGHT)
    return digits, [1.0] * (count - zeros) + [zero_height] * zeros


def _write_line(
    sheet: Sheet,
    drawings: list[tuple[int, Image.Image]],
    box: Box,
    random: Random,
) -> list[Digit]:
    left, top, right, bottom = box
    height = bottom - top
    widths = np.array([drawing.width for _, drawing in drawings], float)
    room = right - left - widths.sum()
    gaps = _gaps(widths, height, room, random)
    x = left + max(0, room - gaps.sum()) * _place(random)
    line, slope = [], random.normal(0, 0.04)
    for (label, drawing), gap in zip(drawings, gaps, strict=True):
        x += gap
        y = top + (height - drawing.height) * random.uniform(0.4, 1) + slope * (x - sheet.width / 2)
        y += height * random.normal(0, 0.04)
        stamp(sheet.ink, drawing, x, y)
        line.append(digit_at(label, drawing, x, y))
        x += drawing.width
    return line


def _place(random: Random) -> float:
    """Where in the room to spare something is, 0 to 1: often near the middle, seldom outside."""
    return float(
        random.triangular(0, 0.5, 1) if random.random() < 0.5 else random.uniform(-0.03, 1.03)
    )


def _gaps(widths: FloatArray, height: float, room: float, random: Random) -> FloatArray:
    """In pixels, before each digit: 0 before the first; together hardly more than the room."""
    low, high = (TIGHT, USUAL, WIDE)[random.choice(3, p=(0.3, 0.45, 0.25))]
    gaps = height * (random.uniform(low, high) + random.normal(0, 0.04, len(widths)))
    if random.random() < 0.25:  # one digit to a place, as in printed cells
        gaps += widths.max() - (widths + np.roll(widths, 1)) / 2
    gaps[0] = 0
    fitting: FloatArray = gaps * min(1, max(room, 1) / max(gaps.sum(), 1))
    return fitting
