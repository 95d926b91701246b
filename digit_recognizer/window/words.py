"""What the window says, in words."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from digit_recognizer.network.prediction import Prediction, in_percent
from digit_recognizer.reading.digit import FoundDigit
from digit_recognizer.reading.number import Number
from digit_recognizer.window.reader import Reading

MOST_DOUBTS = 3  # named in one line, of the digits of a number
LONG_PATH = 30  # characters; longer ones are shortened
CLOSE = 0.05  # the confidence of a runner-up worth naming


class Message(NamedTuple):
    """What is said where an answer would stand."""

    headline: str
    detail: str
    waits: bool = False  # for the network: something moves meanwhile
    is_problem: bool = False  # that another network would mend


LOADING = Message("One moment", "The network is loading. You can draw already.", waits=True)
ASKED_EARLY = Message(
    "One moment", "The network is loading. The answer comes by itself.", waits=True
)
EMPTY_LIVE = Message("", "What you draw is read at once.")
EMPTY = Message("", "Draw a digit or a number, then press Enter.")
CHANGED = Message("", "Press Enter to have it read.")
NO_DIGIT = Message("No digit", "There is ink, but a dot or a line alone is no digit.")
NOTHING = Message("Nothing is drawn", "Draw a digit first.")
YOU_SAID_SO = "You said so."
NO_DIGIT_AS_TOLD = ("No digit", YOU_SAID_SO)
LATE = "The pen was faster: this is the last answer."
CANNOT_READ = "This picture cannot be read"
TOUCHING = "if these are digits that touch"
OTHER_INK = "there is ink that is no digit"
NO_RESULT = "There is no result to copy yet."


def in_words(number: Number, is_drawing: bool = False) -> tuple[str, str]:
    """The headline and the line below it. is_drawing: the pen is down."""
    if is_one_digit(number):
        return _digit_in_words(number.digits[0].prediction, is_drawing)
    if number.sure:
        return number.text, _sure(number.confidence)
    if is_drawing:
        return number.text, "Not done yet"
    if not is_number(number):
        return "This does not look like a number", _what_is_none(number)
    return f"Not sure: {_on_one_line(number)}?", ", ".join(_doubts(number))


def _what_is_none(number: Number) -> str:
    count = sum(not digit.prediction.is_digit for digit in number.digits)
    return f"{count} of {len(number.digits)} {'is no digit' if count == 1 else 'are no digits'}"


def _doubts(number: Number) -> list[str]:
    """Why it is not sure of the number."""
    unsure = [digit.prediction for digit in number.digits if not digit.prediction.sure]
    touching = [TOUCHING] if number.is_split else []
    other = [OTHER_INK] if number.unexplained else []
    return [*map(_doubt, unsure[:MOST_DOUBTS]), *touching, *other]


def is_one_digit(number: Number) -> bool:
    """Whether it is a digit alone: no sign and no ink beside it that may be another digit."""
    return len(number.digits) == 1 and len(number.text) == 1 and not number.unexplained


def is_number(number: Number) -> bool:
    """Whether each of its digits looks like a digit."""
    return all(digit.prediction.is_digit for digit in number.digits)


def _digit_in_words(prediction: Prediction, is_drawing: bool) -> tuple[str, str]:
    digit, confidence = prediction
    if prediction.is_told and not is_drawing:
        return (str(digit), YOU_SAID_SO) if prediction.sure else NO_DIGIT_AS_TOLD
    second, its_confidence = prediction.runner_up
    if prediction.sure:
        perhaps = f"{digit}, perhaps {second} · " if its_confidence >= CLOSE else ""
        return str(digit), perhaps + _sure(confidence)
    if prediction.is_digit:
        both = f"{100 * confidence:.0f} % and {100 * its_confidence:.0f} %"
        return f"Not sure: {digit} or {second}?", both
    headline = "No digit yet" if is_drawing else "This does not look like a digit"
    return headline, f"At best a {digit}, {100 * confidence:.0f} %"


def _sure(confidence: float) -> str:
    return f"{in_percent(confidence)} sure"


def _doubt(prediction: Prediction) -> str:
    return f"{prediction.digit} or {prediction.runner_up[0]}?"


def _on_one_line(number: Number) -> str:
    return number.text.replace("\n", " / ")


def nothing_read(reading: Reading, requested: bool) -> Message | None:
    """Why a reading has no number; None where there is nothing to say."""
    if reading.problem:
        return Message(CANNOT_READ, reading.problem)
    if reading.marks:
        return NO_DIGIT
    if reading.has_ink:
        return CHANGED
    return NOTHING if requested else None


def no_network(problem: str, model_file: Path) -> Message:
    """Why there is none; a long path is shortened, there is little room."""
    full = str(model_file)
    short = f"…/{model_file.parent.name}/{model_file.name}"
    sentence = problem.replace(full, short, 1) if len(full) > LONG_PATH else problem
    return Message("No network", sentence, is_problem=True)


def percent_sure(prediction: Prediction) -> str:
    """Of one digit, in few words."""
    return _sure(prediction.confidence) if prediction.sure else "not sure"


def is_unsure_of(prediction: Prediction) -> str:
    """What stands behind the digit."""
    return "" if prediction.sure else "?"


def label_of(digit: FoundDigit) -> str:
    """At the frame of a digit in a number."""
    short = in_short(digit.prediction)
    return f"{short}?" if digit.is_split and digit.prediction.sure else short


def in_short(read: Prediction | Number) -> str:
    """A caption in the history, or what one digit is."""
    if isinstance(read, Number):
        if not is_number(read):
            return "no digit" if len(read.digits) == 1 else "no number"
        if not is_one_digit(read):
            return _on_one_line(read) + ("" if read.sure else "?")
        read = read.digits[0].prediction
    if read.sure:
        return str(read.digit)
    if read.is_told:
        return "no digit"
    return _doubt(read) if read.is_digit else "no digit"
