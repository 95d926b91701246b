"""What the window says, in words."""

from __future__ import annotations

from pathlib import Path

from digit_recognizer.recognizer import Prediction

LONG_PATH = 30  # letters
CLOSE = 0.05  # a runner-up is named from so much confidence on

LOADING = ("One moment", "The network is loading. You can draw already.")
ASKED_EARLY = ("One moment", "The network is loading. The answer comes by itself.")
EMPTY_LIVE = ("", "What you draw is read at once.")
EMPTY = ("", "Draw a digit, then press Enter.")
CHANGED = ("", "Press Enter to have it read.")
NOTHING = ("Nothing is drawn", "Draw a digit first.")
NO_RESULT = "There is no result to copy yet."


def in_words(prediction: Prediction, is_drawing: bool = False) -> tuple[str, str]:
    """The headline and the line below it. is_drawing: the pen is down, more is to come."""
    digit, confidence = prediction
    second, its_confidence = prediction.runner_up
    if prediction.sure:
        perhaps = f"{digit}, perhaps {second} · " if its_confidence >= CLOSE else ""
        percent = "over 99.9" if confidence > 0.9995 else f"{100 * confidence:.1f}"
        return str(digit), f"{perhaps}{percent} % sure"
    if prediction.is_digit:
        both = f"{100 * confidence:.0f} % and {100 * its_confidence:.0f} %"
        return f"Not sure: {digit} or {second}?", both
    headline = "No digit yet" if is_drawing else "This does not look like a digit"
    return headline, f"At best a {digit}, {100 * confidence:.0f} %"


def no_network(problem: str, model_file: Path) -> tuple[str, str]:
    """Says why; of a long path only the end, there is little room."""
    full = str(model_file)
    short = f"…/{model_file.parent.name}/{model_file.name}"
    return "No network", problem.replace(full, short) if len(full) > LONG_PATH else problem


def in_short(prediction: Prediction) -> str:
    """For a small picture's caption."""
    if prediction.sure:
        return str(prediction.digit)
    if prediction.is_digit:
        return f"{prediction.digit} or {prediction.runner_up[0]}?"
    return "no digit"
