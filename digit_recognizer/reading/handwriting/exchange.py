"""Examples <-> a zip that other programs can use: pictures in folders, and the strokes.

7/3f2a....png ... none/9c1d....png    280 x 280, dark on white
handwriting.json                      all that is known of them, as in a profile's file
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from digit_recognizer import DIGITS, NO_DIGIT
from digit_recognizer.network.atomic_write import atomic_write
from digit_recognizer.reading.handwriting.examples import Example, example_from
from digit_recognizer.reading.handwriting.profile import as_text, examples_in
from digit_recognizer.reading.picture_files import SUFFIXES, open_picture
from digit_recognizer.reading.preprocessing import prepare

ENLARGED = 10  # times: whole pixels, so that preparing it again gives the same 28 x 28
RECORDS = "handwriting.json"
NONE = "none"  # the folder of what is no digit
MOST_BYTES = 200_000_000  # unpacked: thousands of examples are less
DAMAGED = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError)


def export(examples: Sequence[Example], path: Path) -> None:
    """Writes them. Raises OSError."""
    with atomic_write(path) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as file:
        for example in examples:
            folder = NONE if example.label == NO_DIGIT else str(example.label)
            file.writestr(f"{folder}/{example.id}.png", _as_png(example))
        file.writestr(RECORDS, as_text(examples))


def imported(path: Path) -> list[Example]:
    """What export() wrote; of another zip, the pictures in its folders 0 to 9.

    Raises ValueError with a sentence where there are none.
    """
    try:
        with zipfile.ZipFile(path) as file:
            if sum(one.file_size for one in file.infolist()) > MOST_BYTES:
                raise ValueError(f"{path.name} is too large.")
            found = _records(file) or list(_pictures(file))
    except FileNotFoundError:
        raise ValueError(f"{path} was not found.") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}.") from error
    except DAMAGED as error:
        raise ValueError(f"{path.name} is no zip, or is damaged.") from error
    if not found:
        raise ValueError(f"{path.name} has no pictures in folders 0 to 9.")
    return found


def _records(file: zipfile.ZipFile) -> list[Example]:
    try:
        return list(examples_in(file.read(RECORDS).decode("utf-8")))
    except (KeyError, ValueError, RecursionError):  # not there, or not ours
        return []


def _pictures(file: zipfile.ZipFile) -> Iterator[Example]:
    """Raises ValueError with a sentence for one that cannot be read."""
    labels = {str(digit): digit for digit in range(DIGITS)}
    for name in sorted(file.namelist()):
        inside = PurePosixPath(name)
        if inside.suffix.lower() in SUFFIXES and inside.parent.name in {*labels, NONE}:
            picture = open_picture(io.BytesIO(file.read(name)), f"The picture {name}")
            yield example_from(prepare(picture), labels.get(inside.parent.name))


def _as_png(example: Example) -> bytes:
    """Dark on white, so that any program shows what it is."""
    large = np.kron(255 - example.image, np.ones((ENLARGED, ENLARGED), np.uint8))
    content = io.BytesIO()
    Image.fromarray(large).save(content, "PNG")
    return content.getvalue()
