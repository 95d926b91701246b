"""A picture -> the digit or the number in it.

    grey -> ink -> components -> digits                      clean paper: number.py
    grey -> a look by the page network -> ink -> digits      lines, print, shadows, patterns: page/

Clean paper keeps the short way, which is exact and reads whatever touches. The page network is
asked where the paper is uneven, or where some ink might be something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.page_network import load_page_network
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.beside_digits import is_dot
from digit_recognizer.reading.components import Component, connected_components, without_specks
from digit_recognizer.reading.digit import FoundDigit
from digit_recognizer.reading.marks import LINE, OTHER, Mark
from digit_recognizer.reading.number import Number, read_components
from digit_recognizer.reading.page.digits import read_middles
from digit_recognizer.reading.page.ink import digit_ink
from digit_recognizer.reading.page.look import Look, averaged, look_at, resized
from digit_recognizer.reading.page.marks import marks_of
from digit_recognizer.reading.page.middles import typical_height
from digit_recognizer.reading.preprocessing import (
    as_one_digit,
    find_ink,
    is_even,
    tight_box,
    to_grey,
)
from digit_recognizer.reading.turned import turned_back

LIKELY = 0.3  # of digit ink and other ink: pixels that may be the edge of a stroke, too
BOTH_WAYS, ONE_WAY = (0, 1, 8), 2  # digits that say little of what is up; how many others do
SENSE = 0.9  # confidence, as the geometric mean over digits: below, it may lie on its side
SPLIT = 0.5  # in place of the confidence in what was split: all splits look like digits
STRAY = 0.15  # of the digits' size: ink that is further from all of them is none of theirs


@dataclass(frozen=True, eq=False)
class _Picture:
    """A picture and the ink that its brightness alone shows."""

    grey: FloatArray  # float32 (H, W) in [0, 1], 0 = black
    ink: FloatArray  # float32 (H, W), 0 = paper; 0 everywhere where nothing is drawn
    components: list[Component]
    is_even: bool  # paper of one brightness

    @property
    def is_one_piece(self) -> bool:
        """Whether all its ink touches."""
        return len(without_specks(self.components)) == 1

    @property
    def may_be_clean(self) -> bool:
        """Whether its ink may be all that there is to read."""
        return bool(self.components) and (self.is_even or self.is_one_piece)

    @cached_property
    def glance(self) -> Look:
        """What the page network sees in it: enough to tell whether there is more than digits."""
        return look_at(self.grey, load_page_network())

    @cached_property
    def look(self) -> Look:
        """The same, as carefully as digits are read by."""
        return averaged(self.glance, self.grey, load_page_network())

    def is_clean(self, marks: Sequence[Mark] = ()) -> bool:
        """Whether the page network sees nothing but digits and these marks, on even paper."""
        if not self.is_even or _has_lines(self.glance):
            return False
        rest = self.ink.copy()
        for left, top, right, bottom in (mark.box for mark in marks):
            rest[top:bottom, left:right] = 0
        return not _has_stains(rest, self.glance)


def find_number(image: Image.Image, recognizer: Recognizer) -> Number:
    """Reads all digits of a PIL image of any mode and size, turned by quarters if need be.

    Raises ValueError("nothing is drawn") where there is only paper.
    """
    picture = _picture(to_grey(image))
    upright = _number(picture, recognizer)
    if _makes_sense(upright) or picture.is_one_piece:  # touching digits are seldom on their side
        return upright
    turned = (_turned(picture, turns, recognizer) for turns in (1, 3, 2))
    return next((number for number in turned if number is not None), upright)


def _turned(picture: _Picture, turns: int, recognizer: Recognizer) -> Number | None:
    """What stands upright in the picture, turned by so many quarters; None: nothing for sure."""
    grey = np.ascontiguousarray(np.rot90(picture.grey, turns))
    try:
        number = _number(_picture(grey), recognizer)
    except ValueError:  # nothing at all
        return None
    if number.has_sure_digits and _tells_up(number):
        return turned_back(number, turns, (grey.shape[1], grey.shape[0]))
    return None


def _makes_sense(number: Number) -> bool:
    """Whether it has digits, and they are likely on average: parts of split ones count little."""
    likely = [SPLIT if digit.is_split else digit.prediction.confidence for digit in number.digits]
    return bool(likely) and float(np.prod(likely)) ** (1 / len(likely)) >= SENSE


def _tells_up(number: Number) -> bool:
    """Whether several of its digits would be others, or none, the other way up."""
    return sum(digit.prediction.digit not in BOTH_WAYS for digit in number.digits) >= ONE_WAY


def _number(picture: _Picture, recognizer: Recognizer) -> Number:
    """The digits that stand upright."""
    clean = read_components(picture.components, recognizer) if picture.may_be_clean else None
    if clean is not None and (not clean.digits or (clean.sure and len(clean.digits) == 1)):
        return clean  # dots, or a digit
    if clean is not None and picture.is_clean(clean.marks):
        return _without_letters(clean, picture.glance)
    look = picture.look
    lines, points = read_middles(look, digit_ink(look), recognizer)
    if lines:
        return Number(lines, marks_of(look, typical_height(look.middles), points))
    return clean or read_components(picture.components, recognizer)


def find_digit(image: Image.Image, recognizer: Recognizer) -> Prediction:
    """Reads all digits' ink in a PIL image as one digit.

    Raises ValueError("nothing is drawn") where there is only paper.
    """
    picture = _picture(to_grey(image))
    clean = recognizer.predict(as_one_digit(picture.ink)) if picture.may_be_clean else None
    if clean is not None and all(map(is_dot, picture.components)):
        return replace(clean, sure=False)
    if clean is not None and (clean.sure or picture.is_clean()):
        return clean
    ink = digit_ink(picture.look)
    lines, _ = read_middles(picture.look, ink, recognizer)
    whole = recognizer.predict(as_one_digit(ink if lines else picture.ink))
    is_one = sum(map(len, lines)) == 1 and whole.is_digit  # a scribble is none, whatever is near it
    return lines[0][0].prediction if is_one else whole


def _without_letters(number: Number, look: Look) -> Number:
    """The same, its digits that neither network takes for digits as marks.

    Those that only the page network denies are not sure any more.
    """
    denied = {digit for digit in number.digits if _is_other_ink(digit, look)}
    letters = {digit for digit in denied if not digit.prediction.is_digit}
    lines = (
        tuple(one.unsure() if one in denied else one for one in line if one not in letters)
        for line in number.lines
    )
    marks = tuple(Mark(digit.box, OTHER) for digit in letters)
    return Number(tuple(filter(None, lines)), number.marks + marks)


def _is_other_ink(digit: FoundDigit, look: Look) -> bool:
    """Whether the page network sees other ink there, and no digit's middle."""
    left, top, right, bottom = (round(side * look.scale) for side in digit.box)
    if any(left <= one.x <= right and top <= one.y <= bottom for one in look.middles):
        return False
    place = np.s_[top : bottom + 1, left : right + 1]
    return bool(look.page.other_ink[place].sum() > look.page.digit_ink[place].sum())


def _picture(grey: FloatArray) -> _Picture:
    try:
        ink = find_ink(grey)
    except ValueError:  # nothing is darker or lighter; the network may see more
        return _Picture(grey, np.zeros_like(grey), [], is_even=False)
    return _Picture(grey, ink, connected_components(ink), is_even(grey))


def _has_lines(look: Look) -> bool:
    """Whether there are lines or boxes. Other marks on even paper may be parts of odd digits."""
    if not look.middles:
        return False
    return any(mark.kind == LINE for mark in marks_of(look, typical_height(look.middles)))


def _has_stains(ink: FloatArray, look: Look) -> bool:
    """Whether ink that looks like nothing lies far from all digits. ink: of the picture."""
    scaled = resized(np.minimum(ink, 1), look.scale)
    digits = (look.page.digit_ink > LIKELY) & (scaled > 0)
    if not digits.any():
        return False
    no_mark = (scaled > 0) & (look.page.other_ink < LIKELY)
    inner, outer = tight_box(digits), tight_box(digits | no_mark)
    margin = STRAY * max(side.stop - side.start for side in inner)
    return any(
        max(one.start - other.start, other.stop - one.stop) > margin
        for one, other in zip(inner, outer, strict=True)
    )
