"""The pictures of the report, float probabilities (N, 10) -> matplotlib figures.

Only this module knows matplotlib, and imports it without pyplot, which would want a display.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digit_recognizer import DIGITS
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.reading.inside.mistakes import confusion_matrix
from digit_recognizer.training.calibration import reliability_bins

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = 9  # of the sheet of misread images
MOST_SHOWN = 90  # on that sheet, the most confident; a quick look may misread thousands
BLUE, ORANGE, GREY = "#1f5fd0", "#d9730d", "#8a94a6"  # distinct for the colour-blind, too


def _figure(width: float, height: float) -> Figure:
    """An empty figure; width and height in inches."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            f"The report needs matplotlib ({error}). "
            "Install it: python -m pip install -r requirements.txt"
        ) from error
    return Figure((width, height), layout="constrained")


def curves(history: dict[str, list[float]]) -> Figure:
    """Loss and error rate of each epoch, on logarithmic scales; a run may have only one."""
    from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

    figure = _figure(9, 3.6)
    left, right = figure.subplots(1, 2)
    for key, colour, name in (("", ORANGE, "training"), ("val_", BLUE, "validation")):
        epochs = range(1, 1 + len(history.get(key + "loss", ())))
        mistakes = [100 * (1 - share) for share in history.get(key + "accuracy", ())]
        left.semilogy(epochs, history.get(key + "loss", ()), ".-", color=colour, label=name)
        right.semilogy(epochs, mistakes, ".-", color=colour, label=name)
    left.set(title="Loss (nats)", xlabel="epoch")
    right.set(title="Digits read wrongly (%)", xlabel="epoch")
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")  # 0.5, not 5 x 10^-1
        axes.yaxis.set_minor_formatter(NullFormatter())
    right.legend(frameon=False)
    return figure


def confusion(probabilities: FloatArray, labels: ByteArray) -> Figure:
    """The confusion matrix; only mistakes are coloured, as correct answers would outshine them."""
    counts = confusion_matrix(probabilities, labels)
    mistakes = counts * (1 - np.eye(DIGITS, dtype=int))
    figure = _figure(6, 5.6)
    axes = figure.subplots()
    axes.imshow(mistakes, cmap="Oranges", vmax=max(1, 1.5 * mistakes.max()))
    for (label, answer), count in np.ndenumerate(counts):
        colour = GREY if label == answer else "black"
        axes.text(answer, label, count or "", ha="center", va="center", color=colour)
    axes.set(xlabel="read as", ylabel="is", xticks=range(DIGITS), yticks=range(DIGITS))
    return figure


def reliability(probabilities: FloatArray, labels: ByteArray) -> Figure:
    """A reliability diagram: on the diagonal, accuracy equals confidence."""
    confidences = probabilities.max(axis=1)
    points = reliability_bins(confidences, probabilities.argmax(axis=1) == labels)
    figure = _figure(5, 4.6)
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


def misread(probabilities: FloatArray, images: ByteArray, labels: ByteArray) -> Figure:
    """Each with its label, the answer and its confidence; the most confident mistake first.

    All in one pair of axes, whose unit is an inch: ninety pairs take seconds to lay out.
    """
    answers, confidences = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != labels)
    wrong = wrong[np.argsort(-confidences[wrong], kind="stable")][:MOST_SHOWN]
    width, height = 1.1 * COLUMNS, 1.4 * max(1, -(-len(wrong) // COLUMNS))
    figure = _figure(width, height)
    axes = figure.subplots()
    for place, index in enumerate(wrong):
        x, y = 1.1 * (place % COLUMNS), 1.4 * (place // COLUMNS)
        ink = 255 - images[index]
        axes.imshow(ink, cmap="gray", vmin=0, vmax=255, extent=(x, x + 0.95, y + 0.95, y))
        words = f"{labels[index]} read as {answers[index]}\n{confidences[index]:.0%} sure"
        axes.text(x + 0.475, y - 0.06, words, fontsize=8, ha="center", va="bottom")
    axes.set(xlim=(-0.075, width - 0.075), ylim=(height - 0.4, -0.4))
    axes.set_axis_off()
    return figure
