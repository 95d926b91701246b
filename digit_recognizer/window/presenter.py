"""A reading -> what the person sees: the answer, ten bars, 28 x 28 pixels, frames on the pad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.reading.digit import FoundDigit
from digit_recognizer.reading.marks import LINE
from digit_recognizer.reading.number import Number
from digit_recognizer.reading.preprocessing import Box, tight_box
from digit_recognizer.window import words
from digit_recognizer.window.reader import Reading
from digit_recognizer.window.sheet import Stroke
from digit_recognizer.window.snapshot import Snapshot
from digit_recognizer.window.widgets.answer import AnswerPanel
from digit_recognizer.window.widgets.frames import Frame
from digit_recognizer.window.widgets.history import Entry
from digit_recognizer.window.widgets.pad import DrawingPad


@dataclass(frozen=True, eq=False)
class Chosen:
    """A digit that a person may correct."""

    pixels: NDArray[np.float32]  # (1, 28, 28, 1) in [0, 1], ink = 1: the network's input
    read_as: int | None  # None: it was not read
    strokes: tuple[Stroke, ...]  # of its drawing; of a picture, none


class Presenter:
    """Shows one reading or one message at a time; of a number, one digit is chosen."""

    def __init__(self, answer: AnswerPanel, canvas: DrawingPad) -> None:
        self._answer, self._canvas = answer, canvas
        self._number: Number | None = None  # what is shown, if it is no message
        self._snapshot: Snapshot | None = None  # of what it was read in
        self._pixels: NDArray[np.float32] | None = None  # that the preview shows
        self._chosen = 0  # the digit that the bars and the pixels are about
        self.on_change: Callable[[], None] = lambda: None  # called when pixels are others

    @property
    def number(self) -> Number | None:
        """What is shown; None: a message."""
        return self._number

    @property
    def chosen(self) -> Chosen | None:
        """The digit that bars and pixels are about; None where nothing is."""
        if self._pixels is None or self._snapshot is None:
            return None
        if self._number is None:
            return Chosen(self._pixels, None, self._snapshot.sheet.strokes)
        digit = self._number.digits[self._chosen]
        strokes = strokes_in(self._snapshot, digit.box)
        return Chosen(digit.pixels, digit.prediction.digit, strokes)

    def read_digit(self) -> FoundDigit | None:
        """That bars and pixels are about; None where nothing was read."""
        return None if self._number is None else self._number.digits[self._chosen]

    def seen_digit(self) -> NDArray[np.float32] | None:
        """What the preview shows, (1, 28, 28, 1); None: nothing."""
        return self._pixels

    def show_field(self, field: Box | None, is_spot: bool = False) -> None:
        """Frames a part of the 28 by 28 pixels on the pad, in place of the frames of digits.

        is_spot: with dots, and round.
        """
        if self._number is None or self._snapshot is None or self._pixels is None:
            return
        frames = frames_of(self._number, self._snapshot, self._chosen)
        if field is not None:
            digit = self._number.digits[self._chosen]
            box = on_picture(field, self._pixels[0, :, :, 0], digit.box)
            frames = [Frame(self._snapshot.in_units(box), is_chosen=True, is_spot=is_spot)]
        self._canvas.show_frames(frames)

    def show_message(self, message: words.Message) -> None:
        """There is no answer: says why, or what to do."""
        self._number = self._snapshot = self._pixels = None
        self._canvas.show_frames(())
        self._answer.show_message(message)
        self.on_change()

    def show_pixels(self, pixels: NDArray[np.float32] | None, snapshot: Snapshot) -> None:
        """What the network would see, (1, 28, 28, 1); None: nothing is drawn."""
        self._pixels, self._snapshot = pixels, snapshot
        self._answer.preview.show(pixels)
        self.on_change()

    def show_number(self, number: Number, snapshot: Snapshot) -> None:
        """The number, and one of its digits: still the chosen one, the one in doubt, or the last.

        While the pen is down, the one that is being drawn.
        """
        is_same = self._snapshot is not None and self._snapshot.sheet is snapshot.sheet
        self._number, self._snapshot = number, snapshot
        self._answer.result.show(*words.in_words(number, self._canvas.pen_is_down))
        doubtful = None if self._canvas.pen_is_down else most_doubtful(number)
        at_first = last_drawn(number, snapshot) if doubtful is None else doubtful
        self.choose(self._chosen if is_same else at_first)

    def choose(self, index: int) -> None:
        """Bars and pixels are about this digit, counted in reading order, around the end."""
        if self._number is None or self._snapshot is None:
            return
        digits = self._number.digits
        self._chosen = index % len(digits)
        self._answer.bars.show(digits[self._chosen].prediction.probabilities)
        self._pixels = digits[self._chosen].pixels
        self._answer.preview.show(self._pixels)
        self._canvas.show_frames(frames_of(self._number, self._snapshot, self._chosen))
        self.on_change()

    def choose_next(self) -> None:
        """The next digit in reading order."""
        self.choose(self._chosen + 1)


def frames_of(number: Number, snapshot: Snapshot, chosen: int) -> list[Frame]:
    """A frame around each digit, its reading above it; then one around each mark.

    A single digit has a frame in an opened picture only: on paper it is plain what was read.
    """
    digits = number.digits
    if len(digits) > 1:
        found = [
            Frame(snapshot.in_units(digit.box), words.label_of(digit), index == chosen)
            for index, digit in enumerate(digits)
        ]
    else:
        found = [Frame(snapshot.in_units(digits[0].box))] if snapshot.is_picture else []
    return [*found, *mark_frames(number, snapshot)]


def mark_frames(number: Number, snapshot: Snapshot) -> list[Frame]:
    """Around points, commas, dashes and the like; lined paper would be all frames."""
    return [
        Frame(snapshot.in_units(mark.box), is_mark=True)
        for mark in number.marks
        if mark.kind != LINE
    ]


def on_picture(field: Box, ink: NDArray[np.float32], box: Box) -> Box:
    """A part of the 28 by 28 pixels -> where it is in the picture that they were made of.

    ink: (28, 28). box: of the digit in the picture, which its ink fills in both.
    """
    rows, columns = tight_box(ink > 0)
    wide, high = box[2] - box[0], box[3] - box[1]
    scale_x, scale_y = wide / (columns.stop - columns.start), high / (rows.stop - rows.start)
    left, top, right, bottom = field
    return (
        round(box[0] + (left - columns.start) * scale_x),
        round(box[1] + (top - rows.start) * scale_y),
        round(box[0] + (right - columns.start) * scale_x),
        round(box[1] + (bottom - rows.start) * scale_y),
    )


def strokes_in(snapshot: Snapshot, box: Box) -> tuple[Stroke, ...]:
    """Those with most of their points in a box, in pixels of the snapshot's picture."""
    left, top, right, bottom = snapshot.in_units(box)

    def is_inside(stroke: Stroke) -> bool:
        inside = [left <= x <= right and top <= y <= bottom for x, y in stroke.points]
        return 2 * sum(inside) > len(inside)

    return tuple(one for one in snapshot.sheet.strokes if not one.erases and is_inside(one))


def most_doubtful(number: Number) -> int | None:
    """The index of the digit that the network is least sure of; None where it is sure of all."""
    doubts = [
        (digit.prediction.confidence, index)
        for index, digit in enumerate(number.digits)
        if digit.is_split or not digit.prediction.sure
    ]
    return min(doubts)[1] if doubts else None


def last_drawn(number: Number, snapshot: Snapshot) -> int:
    """The index of the digit that the last stroke belongs to; without strokes, of the last one."""
    boxes = [snapshot.in_units(digit.box) for digit in number.digits]
    if not snapshot.sheet.strokes:
        return len(boxes) - 1
    points = snapshot.sheet.strokes[-1].points
    inside = [sum(x0 <= x <= x1 and y0 <= y <= y1 for x, y in points) for x0, y0, x1, y1 in boxes]
    return inside.index(max(inside))


def entry_of(reading: Reading) -> Entry:
    """For the history; the reading has a number."""
    snapshot, number = reading.question.snapshot, reading.number
    assert number is not None
    return Entry(snapshot.sheet, snapshot.picture(), words.in_short(number))
