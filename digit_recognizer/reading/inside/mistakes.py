"""What a network misreads in its test set, kept in its report: a confusion matrix, the images.

mistakes.json  {"confusion": [[980, 0, ...], ...], "misread": [{"label": 9, "answer": 4, ...
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, MODEL_FILE, PROJECT, SIDE
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.network.atomic_write import atomic_write

NAME = "mistakes.json"
MOST_KEPT = 200  # images: a network that has hardly been trained misreads thousands


@dataclass(frozen=True, eq=False)
class Misread:
    """An image of the test set, and what the network says."""

    pixels: ByteArray  # uint8 (28, 28), 255 = ink
    label: int
    answer: int


@dataclass(frozen=True, eq=False)
class Mistakes:
    """All that there are."""

    confusion: list[list[int]]  # [label][answer]: images
    misread: list[Misread]


def report_folder(model_file: Path) -> Path:
    """The folder of the report on a model file: docs/report for mnist.h5, my.report for my.h5."""
    if model_file.resolve() == MODEL_FILE:
        return PROJECT / "docs" / "report"
    return model_file.with_suffix(".report")


def confusion_matrix(probabilities: FloatArray, labels: ByteArray) -> NDArray[np.int_]:
    """(10, 10): how many images with each label, down, are read as what, across."""
    counts = np.zeros((DIGITS, DIGITS), int)
    np.add.at(counts, (labels, probabilities.argmax(axis=1)), 1)
    return counts


def write_mistakes(
    folder: Path, probabilities: FloatArray, images: ByteArray, labels: ByteArray
) -> None:
    """Probabilities (N, 10): the answers to images, uint8 (N, 28, 28), with labels (N,)."""
    answers = probabilities.argmax(axis=1)
    misread = [
        {
            "label": int(labels[i]),
            "answer": int(answers[i]),
            "pixels": base64.b64encode(images[i].tobytes()).decode(),
        }
        for i in np.flatnonzero(answers != labels)[:MOST_KEPT]
    ]
    with atomic_write(folder / NAME) as file:
        confusion = confusion_matrix(probabilities, labels).tolist()
        content = {"confusion": confusion, "misread": misread}
        file.write_text(json.dumps(content) + "\n", encoding="utf-8")


def read_mistakes(folder: Path) -> Mistakes | None:
    """None where there is no such file, or none that this program has written."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        confusion = np.array(content["confusion"], int)
        misread = [_misread(record) for record in content["misread"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if confusion.shape != (DIGITS, DIGITS):
        return None
    return Mistakes(confusion.tolist(), misread)


def _misread(record: dict[str, object]) -> Misread:
    pixels = np.frombuffer(base64.b64decode(str(record["pixels"])), np.uint8)
    return Misread(
        pixels.reshape(SIDE, SIDE), int(str(record["label"])), int(str(record["answer"]))
    )
