"""One correction: a digit as the network saw it, and what the person said that it is.

Example <-> an object of a JSON file: as_record(), example_of()
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, NO_DIGIT, SIDE
from digit_recognizer.network.adaptation import as_bytes
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.reading.rendering import Point

NO_DIGIT_WORDS = "no digit"  # in place of a label, in the file
DECIMALS = 1  # of a point's coordinates: a tenth of a unit, of which a pad has 400

Strokes = tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class Example:
    """What a person said of a digit."""

    label: int  # 0 to 9, or 10: no digit
    pixels: bytes  # of uint8 (28, 28), 255 = ink, prepared as MNIST's
    strokes: Strokes = ()  # as they were drawn, in units of the sheet; of a picture, none
    read_as: int | None = None  # what the network had said; None: nobody asked it
    when: str = field(default_factory=lambda: _now())  # ISO 8601, to the second, UTC
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def image(self) -> ByteArray:
        """uint8 (28, 28), 255 = ink."""
        return np.frombuffer(self.pixels, np.uint8).reshape(SIDE, SIDE)


def example_from(
    digit: FloatArray,
    label: int | None,
    strokes: Sequence[Sequence[Point]] = (),
    read_as: int | None = None,
) -> Example:
    """digit: float32 (1, 28, 28, 1) in [0, 1], the network's input. label: None is no digit.

    Raises ValueError for another label.
    """
    rounded = tuple(
        tuple((round(x, DECIMALS), round(y, DECIMALS)) for x, y in stroke) for stroke in strokes
    )
    return Example(checked_label(label), as_bytes(digit)[0].tobytes(), rounded, read_as)


def checked_label(label: int | None) -> int:
    """0 to 9, or 10 for None. Raises ValueError for anything else."""
    if label is None:
        return NO_DIGIT
    if isinstance(label, bool) or label not in range(DIGITS):
        raise ValueError(f"A digit is 0 to 9, or None for what is no digit, not {label!r}.")
    return int(label)


def images_of(examples: Sequence[Example]) -> NDArray[np.uint8]:
    """uint8 (N, 28, 28), 255 = ink."""
    return np.array([example.image for example in examples], np.uint8).reshape(-1, SIDE, SIDE)


def as_record(example: Example) -> dict[str, Any]:
    """For a JSON file: 28 lines of hexadecimal digits are the pixels."""
    label = NO_DIGIT_WORDS if example.label == NO_DIGIT else example.label
    rows = [example.pixels[start : start + SIDE].hex() for start in range(0, SIDE * SIDE, SIDE)]
    return {
        "id": example.id,
        "label": label,
        "read_as": example.read_as,
        "when": example.when,
        "strokes": example.strokes,
        "pixels": rows,
    }


def example_of(record: object) -> Example:
    """Raises ValueError where it is no record of an example."""
    try:
        return _example_of(record)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no example: {error!r}") from error


def _example_of(record: Any) -> Example:  # noqa: ANN401 - whatever a file holds
    label = None if record["label"] == NO_DIGIT_WORDS else record["label"]
    read_as = record.get("read_as")
    pixels = b"".join(bytes.fromhex(row) for row in record["pixels"])
    if len(pixels) != SIDE * SIDE or not any(pixels):
        raise ValueError("no picture of 28 by 28 pixels")
    if read_as is not None:
        checked_label(read_as)
    datetime.fromisoformat(record["when"])
    strokes = tuple(
        tuple((float(x), float(y)) for x, y in stroke) for stroke in record.get("strokes", ())
    )
    return Example(
        checked_label(label), pixels, strokes, read_as, record["when"], str(record["id"])
    )


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
