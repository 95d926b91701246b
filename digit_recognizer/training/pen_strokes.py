"""Real digits, stroke by stroke, as people wrote them on tablets: data/strokes.json.gz."""

import gzip
import json
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from digit_recognizer import STROKES_FILE
from digit_recognizer.training.pen import Polyline

HELD_OUT_WRITERS = 6  # every sixth is for validation: 19 people
NEAREST = 0.04  # of a digit's longest side: points nearer than that are left out, for speed


class PenDigit(NamedTuple):
    """A digit as it was written: x to the right, y down, longest side 1."""

    label: int
    strokes: list[Polyline]


Writers = tuple[tuple[PenDigit, ...], ...]  # the digits of each writer


def load_writers(validation: bool) -> Writers:
    """Those to train with, or those to validate with: nobody is in both."""
    writers = enumerate(read_writers(STROKES_FILE))
    return tuple(digits for i, digits in writers if (i % HELD_OUT_WRITERS == 0) == validation)


def read_writers(path: Path) -> list[tuple[PenDigit, ...]]:
    """The pen digits of each writer, in the order of the writers' names."""
    by_writer: dict[str, list[PenDigit]] = {}
    for record in json.loads(gzip.decompress(path.read_bytes())):
        strokes = [thinned(np.array(stroke)) for stroke in record["strokes"]]
        by_writer.setdefault(record["writer"], []).append(PenDigit(record["label"], strokes))
    return [tuple(digits) for _, digits in sorted(by_writer.items())]


def thinned(stroke: Polyline, nearest: float = NEAREST) -> Polyline:
    """The same stroke without the points that hardly move the pen."""
    points = stroke.tolist()
    kept = points[:1]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= nearest:
            kept.append(point)
    return np.array(kept + points[1:][-1:])
