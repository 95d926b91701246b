"""Many pictures -> a line each: what `--read` prints.

names of files and folders, or "-"
  -> the pictures                 pictures_of()
  -> a Record of each             read_all()
  -> a line of text or of JSON    as_text(), as_json()
"""

from __future__ import annotations

import io
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from digit_recognizer.network.prediction import in_percent
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.digit import FoundDigit
from digit_recognizer.reading.number import Number
from digit_recognizer.reading.picture import find_number
from digit_recognizer.reading.picture_files import SUFFIXES, open_picture

NO_DIGIT = "There is ink, but no digit."
DECIMALS = 6  # of probabilities: float32 has no more
AT_ONCE = 2  # pictures: more gain nothing, half of the work is Python's, which takes turns
STANDARD_INPUT = "-"  # in place of a file's name, as in other programs


@dataclass(frozen=True)
class Record:
    """A picture, and what was read in it."""

    file: str  # as it was given, or "-"
    number: Number | None  # None: nothing could be read
    problem: str = ""  # why, in a sentence


def pictures_of(names: Iterable[str]) -> Iterator[str]:
    """The same names, with the pictures in it, at any depth, in place of each folder."""
    for name in names:
        if name != STANDARD_INPUT and Path(name).is_dir():
            yield from _pictures_in(Path(name))
        else:
            yield name


def _pictures_in(folder: Path) -> list[str]:
    """Sorted; the folder itself where there are none: reading it says so."""
    found = [str(path) for path in sorted(folder.rglob("*")) if _is_picture(path)]
    return found or [str(folder)]


def _is_picture(path: Path) -> bool:
    """By its name; a Mac leaves hidden files beside those on other people's disks."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def read_all(names: Iterable[str], recognizer: Recognizer) -> Iterator[Record]:
    """Reads some pictures at once, in their order; one that cannot be read stops nothing."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        ahead: deque[Future[Record]] = deque()
        for name in names:
            ahead.append(threads.submit(_record, name, recognizer))
            if len(ahead) > AT_ONCE:
                yield ahead.popleft().result()
        yield from (record.result() for record in ahead)


def _record(name: str, recognizer: Recognizer) -> Record:
    try:
        return Record(name, find_number(_opened(name), recognizer))
    except ValueError as error:
        return Record(name, None, str(error))


def _opened(name: str) -> Image.Image:
    """Raises ValueError with a sentence that does not repeat the name."""
    if name == STANDARD_INPUT:
        return open_picture(io.BytesIO(sys.stdin.buffer.read()), "Standard input")
    if Path(name).is_dir():
        raise ValueError("The folder has no pictures in it.")
    return open_picture(Path(name), "The file")


def as_text(record: Record) -> str:
    """For people: "seven.png: 7 (98.2 %)"; the lines of a number stand beside each other."""
    number = record.number
    if number is None:
        return f"{record.file}: {record.problem}"
    if not number.digits:
        return f"{record.file}: {NO_DIGIT}"
    reading = number.text.replace("\n", " ")
    doubt = "" if number.sure else ", not sure"
    return f"{record.file}: {reading} ({in_percent(number.confidence)}){doubt}"


def as_json(record: Record) -> str:
    """For programs: one line. Boxes are left, top, right, bottom, in pixels of the picture."""
    number = record.number
    if number is None:
        return json.dumps({"file": record.file, "error": record.problem})
    reading = {
        "text": number.text,
        "confidence": round(number.confidence, DECIMALS),
        "sure": number.sure,
        "digits": [_as_dict(digit) for digit in number.digits],
        "marks": [{"kind": mark.kind, "box": mark.box} for mark in number.marks],
    }
    return json.dumps({"file": record.file, **reading})


def _as_dict(digit: FoundDigit) -> dict[str, object]:
    prediction = digit.prediction
    return {
        "digit": prediction.digit,
        "confidence": round(prediction.confidence, DECIMALS),
        "sure": prediction.sure,
        "box": digit.box,
        "probabilities": [round(p, DECIMALS) for p in prediction.probabilities],
    }
