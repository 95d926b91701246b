"""How good the network is: metrics as JSON, pictures, and a page that shows them.

    python -m digit_recognizer.training.report                  writes docs/report from mnist.h5
    python -m digit_recognizer.training.report --model my.h5    writes my.report from my.h5

The training script ends with the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, MODEL_FILE
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.network.atomic_write import atomic_write
from digit_recognizer.network.model_file import Notes, confidence_threshold, read_notes
from digit_recognizer.network.recognizer import ModelError, load_recognizer
from digit_recognizer.reading.inside.mistakes import report_folder, write_mistakes
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training import plots
from digit_recognizer.training.calibration import calibration_error, cross_entropy
from digit_recognizer.training.data import load_digits, load_mnist
from digit_recognizer.training.data_files import DataError

MOST_CONFUSED = 5  # pairs of digits that are named
PICTURES = {
    "curves": "Loss and mistakes by epoch",
    "confusion": "Confusion matrix",
    "misread": "Misread test images",
    "reliability": "Reliability of the confidence",
}


def metrics(probabilities: FloatArray, labels: ByteArray, threshold: float) -> Notes:
    """How good the answers, probabilities (N, 10), to images with labels (N,) are, as JSON.

    threshold: the confidence threshold, 0 to 1. Shares are from 0 to 1, the loss is in nats.
    """
    answers, confidences = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right, is_sure = answers == labels, confidences >= threshold
    return {
        "images": len(labels),
        "wrong": int((~right).sum()),
        "accuracy": float(right.mean()),
        "accuracy_by_digit": [float(right[labels == d].mean()) for d in range(DIGITS)],
        "loss": cross_entropy(probabilities, labels),
        "calibration_error": calibration_error(confidences, right),
        "not_sure": float(1 - is_sure.mean()),
        "wrong_and_sure": int((~right & is_sure).sum()),
        "most_confused": most_confused(answers[~right], labels[~right]),
    }


def most_confused(answers: NDArray[np.integer], labels: ByteArray) -> str:
    """The most frequent of these mistakes, "9 read as 4: 3, 5 read as 3: 2", or "none"."""
    pairs = Counter(zip(labels.tolist(), answers.tolist(), strict=True))
    named = [f"{a} read as {b}: {n}" for (a, b), n in pairs.most_common(MOST_CONFUSED)]
    return ", ".join(named) or "none"


def summary(test: Notes) -> str:
    """The metrics of the test set in two lines."""
    return (
        f"Test: loss {test['loss']:.4f}, {test['accuracy']:.2%} correct, {test['wrong']} of "
        f"{test['images']:,} wrong; calibration error {test['calibration_error']:.2%}, "
        f"not sure of {test['not_sure']:.2%}.\nMost confused: {test['most_confused']}."
    )


def write_report(
    folder: Path, notes: Notes, probabilities: FloatArray, images: ByteArray, labels: ByteArray
) -> Notes:
    """Writes metrics.json, mistakes.json, four pictures and README.md; returns the test's metrics.

    notes: of the model file. probabilities (N, 10): the answers to the test images, uint8
    (N, 28, 28), with labels (N,). Raises OSError and ImportError with a sentence.
    """
    test = metrics(probabilities, labels, confidence_threshold(notes))
    pictures = {
        "curves": plots.curves(notes.get("history", {})),
        "confusion": plots.confusion(probabilities, labels),
        "misread": plots.misread(probabilities, images, labels),
        "reliability": plots.reliability(probabilities, labels),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_text(folder / "metrics.json", json.dumps({"test": test, **notes}, indent=1) + "\n")
        for name, picture in pictures.items():
            with atomic_write(folder / f"{name}.png") as file:
                picture.savefig(file, dpi=100)
        _write_text(folder / "README.md", _page(test, notes))
        write_mistakes(folder, probabilities, images, labels)
    except OSError as error:
        raise OSError(f"The report could not be written in {folder}: {error.strerror}.") from error
    return test


def _write_text(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write_text(text, encoding="utf-8")


def _page(test: Notes, notes: Notes) -> str:
    """Markdown with the metrics and the pictures."""
    validation, negatives = notes.get("held_out", {}), notes.get("non_digits", {})
    lines = [
        "# How good the network is",
        "",
        "Written by `python train_digit_recognizer.py`, and again by `make report`. All metrics: "
        "[metrics.json](metrics.json).",
        "",
        "| | images | wrong | correct | loss | calibration error | not sure |",
        "|---|---|---|---|---|---|---|",
        _row("MNIST's test set", test),
    ]
    if validation:
        lines.append(_row("validation set, with synthetic digits", validation))
    lines += ["", f"Most confused in the test set: {test['most_confused']}."]
    if negatives.get("images"):
        lines.append(
            f"It is sure of {negatives['sure']} of the {negatives['images']:,} negative examples "
            "in the validation set."
        )
    for name, title in PICTURES.items():
        lines += ["", f"## {title}", "", f"![{title}]({name}.png)"]
    return "\n".join(lines) + "\n"


def _row(name: str, of: Notes) -> str:
    return (
        f"| {name} | {of['images']:,} | {of['wrong']} | {of['accuracy']:.2%} | {of['loss']:.4f} "
        f"| {of['calibration_error']:.2%} | {of['not_sure']:.2%} |"
    )


# --- command line --------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the report on a model file; returns the exit status, 2 for bad input."""
    parser = argparse.ArgumentParser(description="Writes the report on a trained network.")
    add = parser.add_argument
    add("--model", type=Path, default=MODEL_FILE, metavar="FILE", help="default: mnist.h5")
    add("--data", type=Path, metavar="PATH", help="what to test with; default: MNIST")
    options = parser.parse_args(arguments)
    try:
        digits = load_mnist() if options.data is None else load_digits(options.data)
        recognizer = load_recognizer(options.model)
        probabilities = recognizer.probabilities(to_network(digits.x_test))
        folder, notes = report_folder(options.model), read_notes(options.model)
        test = write_report(folder, notes, probabilities, digits.x_test, digits.y_test)
    except (DataError, ModelError, OSError, ImportError) as error:
        print(error, file=sys.stderr)
        return 2
    print(summary(test))
    print(f"The report is in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
