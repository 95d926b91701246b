"""Print that is not digits: words, currency signs, stamps, bars. Each prints on a sheet."""

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer.training.pages.hands import printed
from digit_recognizer.training.pages.patterns import beyond_edge
from digit_recognizer.training.pages.sheet import (
    Sheet,
    line_cover,
    stamp,
)
from digit_recognizer.training.pen import Random

LETTERS = list("abcdefghjkmnpqrtuvwxyzABCDEFGHKLMNPRTUVWXY")  # none that looks like a digit
CURRENCIES = ("$", "€", "£", "#", "*", "US$", "EUR", "CHF", "Rs.", "**", "%", "N", "Fr.", "x", "&")


def words(sheet: Sheet, random: Random) -> None:
    """One to four printed words, anywhere, mostly small."""
    layer = Image.new("L", (sheet.width, sheet.height))
    size = random.triangular(7, 9, 26)
    y = random.uniform(0, sheet.height)
    for _ in range(random.integers(1, 5)):
        x, y = random.uniform(-0.1, 0.9) * sheet.width, (y + size) % sheet.height
        word = printed(_word(random), size)
        box = (x, y, x + word.width, y + word.height)
        if random.random() < 0.15 or not sheet.has_digit_in(box):
            stamp(layer, word, x, y)
    _print_layer(sheet, layer, random)


def _word(random: Random) -> str:
    letters = "".join(random.choice(LETTERS, random.integers(2, 10)))
    return letters.upper() if random.random() < 0.3 else letters + random.choice(["", ":", "."])


def currency(sheet: Sheet, random: Random) -> None:
    """A printed sign before the number, or after it."""
    layer = Image.new("L", (sheet.width, sheet.height))
    left, top, right, bottom = sheet.writing_box
    drawing = printed(str(random.choice(CURRENCIES)), sheet.digit_px * random.uniform(0.4, 1.4))
    gap = sheet.digit_px * random.uniform(0, 0.6)
    has_room = left - gap - drawing.width / 2 > sheet.margin
    x = left - gap - drawing.width if has_room and random.random() < 0.8 else right + gap
    stamp(layer, drawing, x, random.uniform(top, max(top, bottom - drawing.height)))
    _print_layer(sheet, layer, random)


def round_stamp(sheet: Sheet, random: Random) -> None:
    """One or two rings, with a word in them, over everything."""
    x, y = sheet.grid
    middle = random.uniform(0, 1, 2) * (sheet.width, sheet.height)
    radius = random.uniform(0.25, 1) * sheet.height
    far = np.hypot(x - np.float32(middle[0]), y - np.float32(middle[1])) - np.float32(radius)
    layer = Image.new("L", (sheet.width, sheet.height))
    word = printed(_word(random), radius * random.uniform(0.2, 0.5))
    word = word.rotate(random.uniform(-40, 40), Image.Resampling.BILINEAR, expand=True)
    stamp(layer, word, middle[0] - word.width / 2, middle[1] - word.height / 2)
    width = random.uniform(1, 4)
    rings = np.maximum(line_cover(far, width), line_cover(far + np.float32(radius * 0.3), width))
    strength = random.uniform(0.15, 0.6)
    sheet.print(np.maximum(rings, np.asarray(layer, np.float32) / 255), strength)


def bar(sheet: Sheet, random: Random) -> None:
    """A dark or grey band along an edge: a frame, a table's head."""
    far = beyond_edge(sheet, int(random.integers(4)), random.uniform(0.1, 0.7), random)
    sheet.print(np.clip(far + np.float32(0.5), 0, 1), random.uniform(0.1, 1))


def _print_layer(sheet: Sheet, layer: Image.Image, random: Random) -> None:
    """Prints words, some of them worn."""
    if random.random() < 0.3:
        layer = layer.filter(ImageFilter.BoxBlur(random.uniform(0.2, 0.8)))
    sheet.print(np.asarray(layer, np.float32) / 255, random.uniform(0.2, 1))
