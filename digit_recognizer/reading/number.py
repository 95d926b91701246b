"""The components of a drawing or of clean paper -> all its digits, line by line.

components
  -> lines, without points, dashes     candidates.py, beside_digits.py
  -> candidates in each line           candidates.py
  -> the network reads all of them     digit.py, one batch
  -> the best path through each line   best_path.py
  -> digits that touch, split          splits.py
  -> a Number                          here
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.beside_digits import is_dot, may_be_slash, without_marks
from digit_recognizer.reading.best_path import DEFAULT_WEIGHTS, PathWeights, best_path
from digit_recognizer.reading.candidates import (
    Candidate,
    Group,
    TextLine,
    line_candidates,
    text_line,
    text_lines,
)
from digit_recognizer.reading.components import (
    Component,
    are_parted,
    aspect_ratio,
    box_of,
    merged,
    without_specks,
)
from digit_recognizer.reading.digit import FoundDigit, image_of, joint_confidence, read_digits
from digit_recognizer.reading.marks import COLON, COMMA, DASH, EQUALS, OTHER, PLUS, POINT, Mark
from digit_recognizer.reading.preprocessing import NOTHING_DRAWN, to_network
from digit_recognizer.reading.splits import MIN_PAIR_ASPECT, Lines, split_lines

MAX_WHOLE_ASPECT = 2.0  # width / height: a wider picture is not read as one digit
MIN_WHOLE_ASPECT = 0.35  # several components that are narrower together are no digit but a 1
WELL_FORMED = re.compile(  # the same sign between digits, or thousands and then another one
    r"-?\d+(([.,])\d+(\2\d+)*|[.,]\d{3}([.,]\d{3})*[.,]\d+)?"
)
SEPARATORS = (DASH, PLUS, COLON, EQUALS)  # between digits, they make two numbers of one
SIGNS = {POINT: ".", COMMA: ","}  # that stand at the foot of a line, between digits
UNEXPLAINED = 0.5  # heights of a digit: ink as high as that may be a digit, too
MOST_COMPONENTS = 60  # with more, it is hatching or dust, and no marks are looked for
SPLIT_ACCURACY = 0.9  # the share of split numbers that is read correctly, on validation digits


@dataclass(frozen=True, eq=False)
class Number:
    """All digits of a picture."""

    lines: Lines  # () where all ink is marks
    marks: tuple[Mark, ...] = ()  # ink that is no digit

    def __str__(self) -> str:
        """The digits, with a newline between two lines."""
        return "\n".join("".join(str(d.prediction.digit) for d in line) for line in self.lines)

    @property
    def digits(self) -> tuple[FoundDigit, ...]:
        """All of them, in reading order."""
        return tuple(chain(*self.lines))

    @property
    def confidence(self) -> float:
        """That all digits are right, 0 to 1; 0 where there are none."""
        if not self.lines:
            return 0.0
        return joint_confidence(self.digits) * (SPLIT_ACCURACY if self.is_split else 1)

    @property
    def is_split(self) -> bool:
        """Whether a component was split. Letters invite it, too: an n looks like 1 and 7."""
        return any(digit.is_split for digit in self.digits)

    @property
    def sure(self) -> bool:
        """Whether the network is sure of every digit, none came from a split, and no ink is left.

        A mark as large as a digit, in a line or beside it, may be one that was not recognised.
        """
        return self.has_sure_digits and not self.unexplained

    @property
    def has_sure_digits(self) -> bool:
        """Whether it has digits, the network is sure of them all, and none came from a split."""
        are_sure = all(digit.prediction.sure for digit in self.digits)
        return bool(self.lines) and are_sure and not self.is_split

    @property
    def unexplained(self) -> bool:
        """Whether a mark may be a digit, or makes two numbers of one."""
        return any(_is_doubtful(mark, line) for mark in self.marks for line in self.lines)

    @property
    def text(self) -> str:
        """The digits with the points, commas and the minus that stand among them: "-3.975,00"."""
        return "\n".join(text_of(line, self.marks) for line in self.lines)


def _is_doubtful(mark: Mark, line: Sequence[FoundDigit]) -> bool:
    """Whether it is as large as a digit, in the line or beside it; or a sign inside."""
    left, top, right, bottom = box_of([part for digit in line for part in digit.components])
    height = float(np.median([digit.height for digit in line]))
    x, y = mark.middle
    if not top < y < bottom:
        return False
    is_large = mark.kind == OTHER and mark.box[3] - mark.box[1] > UNEXPLAINED * height
    is_inside, is_near = left < x < right, left - height < x < right + height
    is_sign = mark.kind in SEPARATORS and (is_inside or (mark.kind == PLUS and is_near))
    return is_sign or (is_large and is_near)


def text_of(line: Sequence[FoundDigit], marks: Sequence[Mark]) -> str:
    """A line with its signs, without the smallest where no number has them so: they may be dirt.

    line: from left to right.
    """
    largest_first = sorted(marks, key=lambda mark: -mark.area)
    signs = [sign for mark in largest_first if (sign := _sign(mark, line)) is not None]
    middles = np.maximum.accumulate([(digit.box[0] + digit.box[2]) / 2 for digit in line])
    digits = [(x, str(one.prediction.digit)) for x, one in zip(middles, line, strict=True)]
    while True:
        in_order = sorted([*digits, *signs], key=itemgetter(0))  # stable: digits keep their order
        text = "".join(character for _, character in in_order)
        if not signs or WELL_FORMED.fullmatch(text):
            return text
        signs.pop()


def _sign(mark: Mark, line: Sequence[FoundDigit]) -> tuple[float, str] | None:
    """Its place from left to right and its character; None: it is not among the digits."""
    left, top, right, bottom = box_of([part for digit in line for part in digit.components])
    x, y = mark.middle
    is_low = (top + 2 * bottom) / 3 < y < bottom + (bottom - top) / 3
    if mark.kind in SIGNS and is_low and left < x < right:
        return x, SIGNS[mark.kind]
    is_before = left - 2 * (bottom - top) < x < left
    if mark.kind == DASH and is_before and abs(y - (top + bottom) / 2) < (bottom - top) / 3:
        return x, "-"
    return None


def read_components(
    components: Sequence[Component],
    recognizer: Recognizer,
    min_pair_aspect: float = MIN_PAIR_ASPECT,
    weights: PathWeights = DEFAULT_WEIGHTS,
) -> Number:
    """Reads all digits that these components make up.

    min_pair_aspect: width / height from which a component may be two digits that touch.
    Raises ValueError("nothing is drawn") where there are no components.
    """
    if not components:
        raise ValueError(NOTHING_DRAWN)
    if all(map(is_dot, components)):
        return Number((), tuple(Mark(component.box, POINT) for component in components))
    lines, marks = _lines_and_marks(components)
    candidates = [line_candidates(line) for line in lines]
    whole, digits = _read(components, list(chain(*candidates)), recognizer)
    paths = tuple(
        _digits_on_best_path(line, found, digits, weights)
        for line, found in zip(lines, candidates, strict=True)
    )
    if whole is None or not whole.looks_like_one:  # else splits, never sure, would not be chosen
        paths = split_lines(paths, recognizer, min_pair_aspect)
    number = Number(tuple(map(_with_doubtful_ones, paths)), marks)
    return Number(((whole,),)) if whole and _is_one_digit(whole, number) else number


def _lines_and_marks(components: Sequence[Component]) -> tuple[list[TextLine], tuple[Mark, ...]]:
    """The components that may belong to digits, line by line; and the marks beside them."""
    large = without_specks(components)
    if len(components) > MOST_COMPONENTS:
        return text_lines(large), ()
    lines: list[TextLine] = []
    marks: list[Mark] = []
    for line in text_lines(components):
        rest, found = without_marks(line.components)
        kept = [component for component in rest if component in large]
        if kept:
            lines.append(text_line(kept))
            marks += found
    return lines, tuple(marks)


def _read(
    components: Sequence[Component], candidates: Sequence[Candidate], recognizer: Recognizer
) -> tuple[FoundDigit | None, dict[Group, FoundDigit]]:
    """All components as one digit, or None if they cannot be one; and the digit in each group."""
    groups = [candidate.components for candidate in candidates]
    whole = next((group for group in groups if len(group) == len(components)), tuple(components))
    aspect = aspect_ratio(whole)
    if aspect > MAX_WHOLE_ASPECT:
        return None, read_digits(groups, recognizer)
    digits = read_digits([whole, *groups], recognizer)
    is_pile = len(whole) > 1 and aspect < MIN_WHOLE_ASPECT
    if is_pile and digits[whole].prediction.digit != 1:
        return None, digits
    return digits[whole], digits


def _digits_on_best_path(
    line: TextLine,
    candidates: Sequence[Candidate],
    digits: dict[Group, FoundDigit],
    weights: PathWeights,
) -> tuple[FoundDigit, ...]:
    found = [digits[candidate.components] for candidate in candidates]
    confidences = [digit.prediction.confidence for digit in found]
    path = best_path(line, candidates, confidences, weights)
    return tuple(digits[candidate.components] for candidate in path)


def _with_doubtful_ones(line: tuple[FoundDigit, ...]) -> tuple[FoundDigit, ...]:
    """The same digits, without certainty of a 1 that may be a slash between the others."""
    if len(line) == 1:
        return line
    height = float(np.median([digit.height for digit in line]))
    return tuple(
        digit.unsure()
        if digit.prediction.digit == 1 and may_be_slash(merged(digit.components), height)
        else digit
        for digit in line
    )


def _is_one_digit(whole: FoundDigit, number: Number) -> bool:
    """Whether all components are one digit, `whole`, rather than this number.

    A number of one digit is: `whole` is the same with its specks, as predict_digit() reads it.
    So is what looks like one digit, unless it is also a line of digits that are all sure. A mark
    beside a digit belongs to the digit where the network reads it rather with than without.
    """
    if len(number.digits) == 1:
        alone = number.digits[0].prediction.confidence
        return not number.marks or whole.prediction.confidence >= alone
    is_sure_line = len(number.lines) == 1 and number.has_sure_digits
    return whole.looks_like_one and not is_sure_line


def may_be_one_digit(components: Sequence[Component]) -> bool:
    """Whether they are in one line, and no empty columns part them."""
    large = without_specks(components)
    return len(text_lines(large)) <= 1 and not are_parted(large)


def pixels_of(components: Sequence[Component]) -> NDArray[np.float32]:
    """All components as one digit, as prepare() makes it: (1, 28, 28, 1) in [0, 1], ink = 1.

    Raises ValueError("nothing is drawn") where there are none.
    """
    if not components:
        raise ValueError(NOTHING_DRAWN)
    return to_network(image_of(components)[np.newaxis])
