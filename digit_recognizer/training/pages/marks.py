"""Marks of the pen that are not digits. Each function writes on a sheet's layer of marks.

A pen's signs are at home around a number: points between its digits, dashes and signs at its ends,
letters and ticks beside it, the neighbours that the edge of the picture cuts off.
"""

import itertools

import numpy as np
from PIL import Image

from digit_recognizer import DIGITS
from digit_recognizer.reading.rendering import add_stroke
from digit_recognizer.training.negatives import LETTERS, glyph_strokes
from digit_recognizer.training.pages.hands import THINNEST_PX, drawn
from digit_recognizer.training.pages.sheet import Digit, Sheet, stamp
from digit_recognizer.training.pen import Polyline, Random, curve
from digit_recognizer.training.pen_strokes import thinned

SIGNS = """
percent  .9,0 0,1 | ~ .15,0 0,.2 .15,.4 .3,.2 .15,0 | ~ .8,.6 .65,.8 .8,1 .95,.8 .8,.6
dollar  ~ .5,.15 .25,.1 .1,.3 .4,.6 .35,.9 0,.85 | .28,-.1 .25,1.1
dollar  ~ .6,.2 .3,.1 0,.3 .6,.7 .3,.95 0,.85 | .25,-.1 .22,1.1 | .4,-.1 .37,1.1
euro  ~ .8,.1 .5,0 .15,.2 .05,.5 .15,.8 .5,1 .8,.9 | -.1,.4 .6,.4 | -.1,.6 .55,.6
pound  ~ .7,.15 .45,0 .3,.3 .3,.8 0,1 .8,.95 | .05,.55 .6,.5
opening  ~ .25,0 0,.5 .25,1
closing  ~ 0,0 .25,.5 0,1
opening  .3,0 0,0 0,1 .3,1
colon  0,.3 .02,.33 | 0,.8 .02,.83
tick  0,.6 .3,1 .9,0
tick  ~ 0,.6 .25,1 .4,.5 1,-.1
slash  .75,-.1 0,1.1
equals  0,.3 .8,.3 | 0,.65 .8,.65
plus  0,.5 .8,.5 | .4,.1 .4,.9
hash  0,.3 1,.3 | 0,.7 1,.7 | .3,0 .3,1 | .7,0 .7,1
asterisk  .5,.1 .5,.9 | .1,.3 .9,.7 | .9,.3 .1,.7
arrow  0,.5 1,.5 | .7,.2 1,.5 .7,.8
""".strip().splitlines()  # as in negatives.py


def separators(sheet: Sheet, random: Random) -> None:
    """Points or commas between digits or after the last one, at their feet."""
    size = random.uniform(0.01, 0.12)
    for row in sheet.rows:
        share = random.choice((0.15, 0.35, 0.9))
        for digit in (d for d in row if random.random() < share):
            x, y = digit.right + sheet.digit_px * random.normal(0.1, 0.07), _foot(digit, random)
            if random.random() < 0.5:  # a comma
                tail = sheet.digit_px * random.uniform(0.08, 0.35)
                _mark(sheet, [(x, y), (x - tail * random.uniform(0, 0.9), y + tail)], random)
            else:
                end = size * sheet.digit_px
                _mark(sheet, [(x, y), (x + end, y + end * random.uniform(-0.5, 0.5))], random)


def _foot(digit: Digit, random: Random) -> float:
    height = digit.bottom - digit.top
    raised = 0.5 if random.random() < 0.12 else 0  # some write it halfway up
    return digit.bottom - height * (random.normal(0.03, 0.06) + raised)


def dashes(sheet: Sheet, random: Random) -> None:
    """A dash or two after the number, often joined to it; or a minus."""
    for row in sheet.rows:
        size = max(digit.bottom - digit.top for digit in row)
        length, gap = size * random.uniform(0.15, 1.5), size * random.uniform(-0.1, 0.45)
        if random.random() < 0.8:
            near, x = row[-1], row[-1].right + gap
        else:
            near, x = row[0], row[0].left - max(gap, 0.05 * size) - length
        y = (near.top + near.bottom) / 2 + size * random.normal(0, 0.15)
        slope, apart = length * random.normal(0, 0.1), size * random.uniform(0.1, 0.3)
        for i in range(1 if random.random() < 0.6 else 2):
            start, middle, end = y + i * apart + size * random.normal(0, 0.06, 3)
            wave = (x, start), (x + length / 2, middle + slope / 2), (x + length, end + slope)
            _mark(sheet, curve(*wave), random)


def ligatures(sheet: Sheet, random: Random) -> None:
    """The pen stays down between neighbouring digits."""
    for row in sheet.rows:
        share = random.choice((0.25, 0.9))
        for left, right in itertools.pairwise(row):
            size = min(digit.bottom - digit.top for digit in (left, right))
            if right.left - left.right < 0.4 * size and random.random() < share:
                _mark(sheet, _ligature(left, right, size, random), random)


def _ligature(left: Digit, right: Digit, size: float, random: Random) -> Polyline:
    start = (left.right - 0.1 * size, left.top + size * random.uniform(0, 0.9))
    end = (right.left + 0.15 * size, right.top + size * random.uniform(0, 0.5))
    sag = size * random.uniform(-0.05, 0.2)
    return curve(start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag), end)


def signs(sheet: Sheet, random: Random) -> None:
    """Currency, per cent, plus, equals, brackets, slashes at its ends."""
    for row in sheet.rows:
        size = (row[0].bottom - row[0].top) * random.uniform(0.4, 1.2)
        drawing = _drawn(sheet, glyph_strokes(SIGNS, random), size, random)
        gap = sheet.digit_px * random.uniform(0, 0.4)
        before, after = row[0].left - gap - drawing.width, row[-1].right + gap
        x, y = random.choice((before, after)), row[0].bottom - drawing.height
        stamp(sheet.marks, drawing, x, y - (sheet.digit_px - drawing.height) * random.uniform(0, 1))


def letters(sheet: Sheet, random: Random) -> None:
    """One to four letters beside the number, or anywhere."""
    left, _, right, bottom = sheet.writing_box
    size = sheet.digit_px * random.uniform(0.4, 1.1)
    x = random.choice((right + 0.3 * size, left - 2.5 * size, random.uniform(0, sheet.width)))
    y = bottom - size if random.random() < 0.6 else random.uniform(0, sheet.height)
    for _ in range(random.integers(1, 5)):
        drawing = _drawn(sheet, glyph_strokes(LETTERS, random), size, random)
        if not sheet.has_digit_in((x, y, x + drawing.width, y + drawing.height)):
            stamp(sheet.marks, drawing, x, y + size - drawing.height)
        x += drawing.width + size * random.uniform(0, 0.2)


def scribbles(sheet: Sheet, random: Random) -> None:
    """Something crossed out beside the number, a curl, a stray stroke."""
    size = sheet.digit_px * random.uniform(0.3, 1.2)
    for x, y in random.uniform(0, 1, (8, 2)) * (sheet.width, sheet.height):
        if sheet.has_digit_in((x - 2, y - 2, x + size + 2, y + size + 2)):
            continue
        points = random.uniform(0, size, (random.integers(2, 9), 2)) + np.array((x, y))
        _mark(sheet, curve(*map(tuple, points)), random)
        if random.random() < 0.6:
            return


def crossed_out(sheet: Sheet, random: Random) -> None:
    """A digit beside the number that was struck out does not count."""
    left, top, right, _ = sheet.writing_box
    _, drawing = sheet.hand.write(_any_digit(random), sheet.digit_px, random)
    gap, is_before = 0.4 * sheet.digit_px, left > sheet.width - right
    x = left - drawing.width - gap if is_before else right + gap
    stamp(sheet.marks, drawing, x, top)
    zigzag = [
        (x + drawing.width * (-0.2 + 1.4 * (i % 2)), top + drawing.height * t)
        for i, t in enumerate(np.linspace(0.1, 0.9, random.integers(4, 9)))
    ]
    _mark(sheet, zigzag, random)


def neighbours(sheet: Sheet, random: Random) -> None:
    """Digits of which the edge of the picture leaves only a part."""
    edges = random.permutation(4)[: random.integers(1, 4)]
    for edge in edges:
        for _ in range(random.integers(1, 4) if edge % 2 else 1):
            size = sheet.digit_px * random.uniform(0.8, 1.1)
            _, drawing = sheet.hand.write(_any_digit(random), size, random)
            x, y = _across_edge(sheet, edge, drawing, random.uniform(0.08, 0.4), random)
            if not sheet.has_digit_in(
                (x - 1, y - 1, x + drawing.width + 1, y + drawing.height + 1)
            ):
                stamp(sheet.marks, drawing, x, y)


def _any_digit(random: Random) -> int:
    return int(random.integers(DIGITS))


def _across_edge(
    sheet: Sheet, edge: int, drawing: Image.Image, inside: float, random: Random
) -> tuple[float, float]:
    """Where to put a drawing so that a share of it is inside the picture's left, ... bottom."""
    wide, high = drawing.size
    x = random.uniform(0, max(0, sheet.width - wide))  # digits may be larger than the sheet
    y = random.uniform(0, max(0, sheet.height - high))
    if edge == 0:
        return sheet.margin - wide * (1 - inside), y
    if edge == 2:
        return sheet.width - sheet.margin - wide * inside, y
    return x, (
        sheet.margin - high * (1 - inside)
        if edge == 1
        else sheet.height - sheet.margin - high * inside
    )


def specks(sheet: Sheet, random: Random) -> None:
    """Dirt: dots and short hairs, mostly tiny."""
    for x, y in random.uniform(0, 1, (random.integers(1, 12), 2)) * (sheet.width, sheet.height):
        end = random.normal(0, random.choice((0.6, 0.6, 4)), 2)
        width = random.uniform(0.8, 2.5)
        if not sheet.has_digit_in((x - 3, y - 3, x + 3, y + 3)):
            add_stroke(
                sheet.marks,
                [(x, y), (x + end[0], y + end[1])],
                width,
                int(random.integers(90, 256)),
            )


def _drawn(sheet: Sheet, strokes: list[Polyline], height: float, random: Random) -> Image.Image:
    return drawn([thinned(stroke) for stroke in strokes], height, 1, 0, _pen_px(sheet, random))


def _mark(sheet: Sheet, points: Polyline | list[tuple[float, float]], random: Random) -> None:
    """One stroke, its points in pixels of the sheet."""
    add_stroke(sheet.marks, np.asarray(points).tolist(), _pen_px(sheet, random), 255)


def _pen_px(sheet: Sheet, random: Random) -> float:
    """About the width of the lines that the digits have."""
    return max(THINNEST_PX, sheet.digit_px * sheet.hand.pen_share * random.uniform(0.8, 1.25))
