"""What the window says of the network that is open, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import Recognizer

PROGRAM = "Digit recogniser"
LARGEST = 1e12  # number in the notes that is shown
SAYS_NOTHING = "The file says nothing of its training."


def title(model_file: Path) -> str:
    """Of the window: it names the network, unless that is the usual one."""
    return PROGRAM if model_file == MODEL_FILE else f"{model_file.name} \N{EN DASH} {PROGRAM}"


def facts_in_words(model_file: Path, recognizer: Recognizer) -> list[tuple[str, str]]:
    """What is known of a network, line by line: from its layers, and from its file's notes."""
    network = recognizer.network
    layers = len(network.runtime.layers)
    trial = "known" if network.usage.knows_digits else "most are misread"
    return [
        ("File", str(model_file)),
        ("Size", f"{network.parameters:,} parameters, {layers} layers"),
        ("Takes", network.usage.words),
        ("Ten plain digits", trial),
        ("Sure from", f"{100 * recognizer.threshold:.1f} % confidence"),
        *(_notes_in_words(network.notes) or [("Training", SAYS_NOTHING)]),
    ]


def _notes_in_words(notes: dict[str, Any]) -> list[tuple[str, str]]:
    """What the training noted, as far as it can be read: the file may come from anywhere."""
    images, wrong = (_number(notes, "held_out", key) for key in ("images", "wrong"))
    others, sure = (_number(notes, "non_digits", key) for key in ("images", "sure"))
    minutes, epoch = _number(notes, "minutes"), _number(notes, "best_epoch")
    lines = []
    if images and wrong is not None:
        right = f"{100 * (1 - wrong / images):.2f} % right, {wrong:,.0f} of {images:,.0f} wrong"
        lines.append(("Validation images", right))
    if others and sure is not None:
        lines.append(("Non-digits", f"sure of {sure:,.0f} of {others:,.0f}"))
    if minutes is not None:
        best = "" if epoch is None else f"; epoch {epoch:.0f} was the best"
        lines.append(("Training", f"{minutes:.1f} minutes{best}"))
    return lines


def _number(notes: Any, *keys: str) -> float | None:  # noqa: ANN401
    """A number in the notes, by the keys that lead to it; None where there is none."""
    for key in keys:
        notes = notes.get(key) if isinstance(notes, dict) else None
    return notes if isinstance(notes, int | float) and 0 <= notes <= LARGEST else None
