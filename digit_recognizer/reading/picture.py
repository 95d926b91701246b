"""A picture -> the digit or the number in it: on clean paper by its ink alone, else by the page network.

    grey -> ink -> components -> a Number                    number.py: clean paper
    grey -> a look by the page network -> a Number           page/: lines, print, shadows, patterns

Clean paper keeps the short way, which is faster and reads whatever touches: the page network is asked
where the paper is uneven, or where there is ink that might be something else.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.page_network import PageNetwork, load_page_network
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.components import connected_components
from digit_recognizer.reading.number import Number, read_components
from digit_recognizer.reading.page.digits import read_middles
from digit_recognizer.reading.page.ink import digit_ink
from digit_recognizer.reading.page.look import Look, look_at, resized
from digit_recognizer.reading.page.marks import marks_of
from digit_recognizer.reading.page.middles import typical_height
from digit_recognizer.reading.preprocessing import (
    NOTHING_DRAWN,
    find_ink,
    fit_box,
    is_even,
    place,
    to_grey,
    to_network,
)

OTHER_SHARE = 0.05  # of the ink: with less of it, there are no lines or print on even paper


def find_number(image: Image.Image, recognizer: Recognizer) -> Number:
    """Reads all digits of a PIL image of any mode and size.

    Raises ValueError("nothing is drawn") where there is only paper.
    """
    grey = to_grey(image)
    ink = _ink_or_none(grey)
    clean = None if ink is None else read_components(connected_components(ink), recognizer)
    if clean is not None and is_even(grey) and _is_one_sure_digit(clean):
        return clean
    look = look_at(grey, load_page_network())
    if clean is not None and is_even(grey) and _other_share(ink, look) < OTHER_SHARE:
        return clean
    lines = read_middles(look, digit_ink(look), recognizer)
    if lines:
        return Number(lines, marks_of(look, typical_height(look.middles)))
    if clean is None:
        raise ValueError(NOTHING_DRAWN)
    return clean


def find_digit(image: Image.Image, recognizer: Recognizer) -> Prediction:
    """Reads all ink of digits in a PIL image as one digit.

    Raises ValueError("nothing is drawn") where there is only paper.
    """
    number = find_number(image, recognizer)
    [first, *others] = number.digits
    if not others:
        return first.prediction
    return recognizer.predict(_whole(image))
