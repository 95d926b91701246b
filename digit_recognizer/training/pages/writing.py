"""The sources of digit writing: MNIST, and pen strokes that were recorded on tablets."""

import gzip
import json
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from digit_recognizer import STROKES_FILE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.training.data import load_mnist, split
from digit_recognizer.training.pen import Polyline

HELD_OUT_WRITERS = 10  # every tenth is for validation
NEAREST = 0.04  # of a digit's longest side: points nearer than that are left out, for speed


class PenDigit(NamedTuple):
    """A digit as it was written: x to the right, y down, longest side 1."""

    label: int
    strokes: list[Polyline]


@dataclass(frozen=True)
class Writing:
    """Digits to make pages from.

    images: uint8 (N, 28, 28), ink = 255, in MNIST's order, in which neighbours mostly have the
    same writer. labels: uint8 (N,). writers: the pen digits of each writer.
    """

    images: ByteArray
    labels: ByteArray
    writers: tuple[tuple[PenDigit, ...], ...]


def load_writing(validation: bool, seed: int = 1) -> Writing:
    """The writing to train with, or that to validate with. They have no image or pen in common.

    seed: of MNIST's split, as for the training of the digit network.
    """
    mnist = load_mnist()
    indices = np.sort(split(mnist.y_train, seed)[int(validation)])
    writers = [
        digits
        for i, digits in enumerate(_read_strokes())
        if (i % HELD_OUT_WRITERS == 0) == validation
    ]
    return Writing(mnist.x_train[indices], mnist.y_train[indices], tuple(writers))


def _read_strokes() -> list[tuple[PenDigit, ...]]:
    """The pen digits of each writer, in the order of the writers' names."""
    by_writer: dict[str, list[PenDigit]] = {}
    for record in json.loads(gzip.decompress(STROKES_FILE.read_bytes())):
        strokes = [thinned(np.array(stroke)) for stroke in record["strokes"]]
        by_writer.setdefault(record["writer"], []).append(PenDigit(record["label"], strokes))
    return [tuple(digits) for _, digits in sorted(by_writer.items())]


def thinned(stroke: Polyline) -> Polyline:
    """The same stroke without the points that hardly move the pen."""
    points = stroke.tolist()
    kept = points[:1]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= NEAREST:
            kept.append(point)
    return np.array(kept + points[1:][-1:])
