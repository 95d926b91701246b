"""What the window says of a person's own hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from digit_recognizer.reading.handwriting.examples import Example

NOTHING_TO_CORRECT = "There is no answer to correct yet."
TAKEN_BACK = "The correction was taken back."
EMPTY = (
    "Nothing yet. When an answer is wrong, press the digit that it should be, 0 to 9, or click its "
    "bar; X says that it is no digit. The program learns your hand from that."
)
PRIVATE = "Kept on this computer alone, in"
WEEK = timedelta(days=7)


def kept(label: int | None) -> str:
    """After a correction."""
    what = "no digit" if label is None else str(label)
    return f"Kept as {what} in My handwriting. Ctrl+Z takes it back."


def cannot_keep(why: str) -> str:
    """A change of the profile that did not reach the disk."""
    return f"My handwriting could not be written: {why}."


def cannot_read(why: str) -> str:
    """A profile's file that is there."""
    return f"My handwriting could not be read: {why}."


def in_use(name: str, count: int) -> str:
    """After another profile was chosen."""
    return f"Reading the hand of {name}: {_examples(count)}."


def exported(count: int, path: Path) -> str:
    """After an export."""
    return f"{_examples(count)} written to {path}"


def added(count: int, path: Path) -> str:
    """After an import."""
    return f"{_examples(count)} added from {path.name}."


def summary(examples: Sequence[Example]) -> str:
    """How many, and how many corrections there were lately."""
    wrong = [example for example in examples if example.read_as not in (None, example.label)]
    lately = [one for one in wrong if datetime.now(timezone.utc) - _when(one) < WEEK]
    return (
        f"{_examples(len(examples))}; {len(wrong)} of them had been misread, "
        f"{len(lately)} in the last seven days."
    )


def _examples(count: int) -> str:
    return f"{count} example" if count == 1 else f"{count} examples"


def _when(example: Example) -> datetime:
    when = datetime.fromisoformat(example.when)
    return when if when.tzinfo else when.replace(tzinfo=timezone.utc)
