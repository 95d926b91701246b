"""How good the network is, on disk: figures as JSON, pictures, and a page that shows them.

    python -m digit_recognizer.training.report                  draws docs/report from mnist.h5
    python -m digit_recognizer.training.report --model my.h5    draws my.report from my.h5

The training script ends with the same. Only this module knows matplotlib.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, MODEL_FILE, PROJECT
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.network.atomic_write import atomic_write
from digit_recognizer.network.model_file import Notes, confidence_threshold, read_notes
from digit_recognizer.network.recognizer import ModelError, load_recognizer
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.calibration import calibration_error, loss, reliability
from digit_recognizer.training.data import DataError, load_mnist

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_CONFUSED = 5  # so many pairs of digits are named
COLUMNS = 9  # of the sheet of misread images
MOST_SHOWN = 90  # on that sheet: the surest; after a quick look there may be thousands
BLUE, ORANGE, GREY = "#1f5fd0", "#d9730d", "#8a94a6"  # told apart by the colour-blind, too
PICTURES = {
    "curves": "Loss and mistakes, epoch by epoch",
    "confusion": "Which digits are taken for which",
    "misread": "Every test image that is misread",
    "reliability": "Whether confidence means something",
}


def figures(probabilities: FloatArray, labels: ByteArray, threshold: float) -> Notes:
    """What there is to say of the answers (N, 10) to images with these labels (N,), as JSON.

    threshold: the confidence from which on an answer is sure. Shares are from 0 to 1, the loss is
    in nats.
    """
    answers, confidences = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right, is_sure = answers == labels, confidences >= threshold
    return {
        "images": len(labels),
        "wrong": int((~right).sum()),
        "accuracy": float(right.mean()),
        "accuracy_by_digit": [float(right[labels == d].mean()) for d in range(DIGITS)],
        "loss": loss(probabilities, labels),
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


def in_words(test: Notes) -> str:
    """The figures of the test in two lines."""
    return (
        f"Test: loss {test['loss']:.4f}, {test['accuracy']:.2%} correct, {test['wrong']} of "
        f"{test['images']:,} wrong; calibration error {test['calibration_error']:.2%}, "
        f"not sure of {test['not_sure']:.2%}.\nMost confused: {test['most_confused']}."
    )


def folder_for(model_file: Path) -> Path:
    """Where the report on a model file goes: docs/report for mnist.h5, my.report for my.h5."""
    if model_file.resolve() == MODEL_FILE:
        return PROJECT / "docs" / "report"
    return model_file.with_suffix(".report")


def write_report(
    folder: Path, notes: Notes, probabilities: FloatArray, images: ByteArray, labels: ByteArray
) -> Notes:
    """Writes metrics.json, four pictures and README.md; returns the figures of the test.

    notes: of the model file. probabilities (N, 10): what the network says to the test images
    uint8 (N, 28, 28) with labels (N,). Raises OSError and ImportError with a sentence.
    """
    test = figures(probabilities, labels, confidence_threshold(notes))
    pictures = {
        "curves": _curves(notes.get("history", {})),
        "confusion": _confusion(probabilities, labels),
        "misread": _misread(probabilities, images, labels),
        "reliability": _reliability(probabilities, labels),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_text(folder / "metrics.json", json.dumps({"test": test, **notes}, indent=1) + "\n")
        for name, picture in pictures.items():
            with atomic_write(folder / f"{name}.png") as file:
                picture.savefig(file, dpi=100)
        _write_text(folder / "README.md", _page(test, notes))
    except OSError as error:
        raise OSError(f"The report could not be written in {folder}: {error.strerror}.") from error
    return test


def _write_text(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write_text(text, encoding="utf-8")


def _page(test: Notes, notes: Notes) -> str:
    """Markdown that shows the figures and the pictures."""
    held_out, others = notes.get("held_out", {}), notes.get("non_digits", {})
    lines = [
        "# How good the network is",
        "",
        "Written by `python train_digit_recognizer.py`, drawn again by `make report`; all figures "
        "are in [metrics.json](metrics.json).",
        "",
        "| | images | wrong | right | loss | calibration error | not sure |",
        "|---|---|---|---|---|---|---|",
        _row("MNIST's test images", test),
    ]
    if held_out:
        lines.append(_row("validation: held-out images and drawn digits", held_out))
    lines += ["", f"Most confused in the test: {test['most_confused']}."]
    if others.get("images"):
        lines.append(
            f"Of {others['images']:,} held-out drawings that are no digits, it is sure of "
            f"{others['sure']}."
        )
    for name, words in PICTURES.items():
        lines += ["", f"## {words}", "", f"![{words}]({name}.png)"]
    return "\n".join(lines) + "\n"


def _row(name: str, of: Notes) -> str:
    return (
        f"| {name} | {of['images']:,} | {of['wrong']} | {of['accuracy']:.2%} | {of['loss']:.4f} "
        f"| {of['calibration_error']:.2%} | {of['not_sure']:.2%} |"
    )


# --- pictures ------------------------------------------------------------------------------------


def _new(width: float, height: float) -> Figure:
    """An empty figure of that many inches; without pyplot, which would want a display."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            f"The report needs matplotlib ({error}). "
            "Install it: python -m pip install -r requirements.txt"
        ) from error
    return Figure((width, height), layout="constrained")


def _curves(history: dict[str, list[float]]) -> Figure:
    """Loss, and share of mistakes, for each epoch; both on a logarithmic scale."""
    figure = _new(9, 3.6)
    left, right = figure.subplots(1, 2)
    for key, colour, name in (("", ORANGE, "training"), ("val_", BLUE, "validation")):
        epochs = range(1, 1 + len(history.get(key + "loss", ())))
        mistakes = [100 * (1 - share) for share in history.get(key + "accuracy", ())]
        left.semilogy(epochs, history.get(key + "loss", ()), color=colour, label=name)
        right.semilogy(epochs, mistakes, color=colour, label=name)
    left.set(title="Loss (nats)", xlabel="epoch")
    right.set(title="Digits read wrongly (%)", xlabel="epoch")
    right.legend(frameon=False)
    return figure


def _confusion(probabilities: FloatArray, labels: ByteArray) -> Figure:
    """Counts for each pair; only the mistakes are coloured: right answers would hide them."""
    counts = np.zeros((DIGITS, DIGITS), int)
    np.add.at(counts, (labels, probabilities.argmax(axis=1)), 1)
    mistakes = counts * (1 - np.eye(DIGITS, dtype=int))
    figure = _new(6, 5.6)
    axes = figure.subplots()
    axes.imshow(mistakes, cmap="Oranges", vmax=max(1, 1.5 * mistakes.max()))
    for (label, answer), count in np.ndenumerate(counts):
        colour = GREY if label == answer else "black"
        axes.text(answer, label, count or "", ha="center", va="center", color=colour)
    axes.set(xlabel="read as", ylabel="is", xticks=range(DIGITS), yticks=range(DIGITS))
    return figure


def _reliability(probabilities: FloatArray, labels: ByteArray) -> Figure:
    """Share of right answers against confidence: on the diagonal, confidence means what it says."""
    confidences = probabilities.max(axis=1)
    points = reliability(confidences, probabilities.argmax(axis=1) == labels)
    figure = _new(5, 4.6)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1)
    axes.scatter(points[:, 0], points[:, 1], s=20 + 400 * points[:, 2], color=BLUE)
    for x, y, share in points:
        axes.annotate(
            f"{round(share * len(labels)):,}", (x, y), textcoords="offset points", xytext=(9, -11)
        )
    axes.set(xlim=(0, 1.05), ylim=(0, 1.05))
    axes.set(xlabel="confidence", ylabel="share that is right (and how many answers)")
    return figure


def _misread(probabilities: FloatArray, images: ByteArray, labels: ByteArray) -> Figure:
    """Each with its label, the answer and its confidence, the surest mistake first."""
    answers, confidences = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != labels)
    wrong = wrong[np.argsort(-confidences[wrong], kind="stable")][:MOST_SHOWN]
    rows = max(1, -(-len(wrong) // COLUMNS))
    figure = _new(COLUMNS * 1.1, rows * 1.4)
    for place, index in enumerate(wrong, start=1):
        axes = figure.add_subplot(rows, COLUMNS, place)
        axes.imshow(255 - images[index], cmap="gray", vmin=0, vmax=255)
        words = f"{labels[index]} read as {answers[index]}\n{confidences[index]:.0%} sure"
        axes.set_title(words, fontsize=8)
        axes.set_axis_off()
    return figure


# --- command line --------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws the report of a model file again; returns the exit status, 2 for bad input."""
    parser = argparse.ArgumentParser(description="Draws the report of a trained network.")
    add = parser.add_argument
    add("--model", type=Path, default=MODEL_FILE, metavar="FILE", help="default: mnist.h5")
    add("--data", type=Path, metavar="PATH", help="npz file or folder of IDX files")
    options = parser.parse_args(arguments)
    try:
        mnist = load_mnist(options.data)
        recognizer = load_recognizer(options.model)
        probabilities = recognizer.probabilities(to_network(mnist.x_test))
        folder, notes = folder_for(options.model), read_notes(options.model)
        test = write_report(folder, notes, probabilities, mnist.x_test, mnist.y_test)
    except (DataError, ModelError, OSError, ImportError) as error:
        print(error, file=sys.stderr)
        return 2
    print(in_words(test))
    print(f"The report is in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
