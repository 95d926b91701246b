"""How much the network learns from one person's corrections, and what other hands lose by it.

    make learning                                              the writers that training held out
    .venv/bin/python docs/measure_learning.py STROKES.json.gz  other writers

    19 writers, 679 digits
    Corrected where misread: 15.0 mistakes without, 8.2 with (45% fewer), broken 0 of 3,395;
      mended 34
      7.0 are the first of their kind, as 1 read as 7: at most 53% fewer were possible
      without: calibration error 1.74%, not sure of 2.06%, sure and wrong 1.18%
      with: calibration error 1.06%, not sure of 2.09%, sure and wrong 0.59%
    MNIST's test images after each writer: 35 wrong, +1.72 on average, +12 at worst
    1 of each digit given first: 11.8 mistakes without, 7.0 with (41% fewer), broken 0 of 2,610
    3 of each digit given first: 9.2 mistakes without, 3.6 with (61% fewer), broken 0 of 1,620
    5 of each digit given first: 7.6 mistakes without, 3.4 with (55% fewer), broken 0 of 980
    1 examples: 55 ms
    20 examples: 52 ms
    200 examples: 56 ms

Each writer's digits come once, in random order; each misread one is corrected. A mistake is mended
where the network alone would have made it, and broken where it would not.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import DIGITS, MODEL_FILE
from digit_recognizer.network.adaptation import LayerChange
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.recognizer import Recognizer, load_recognizer
from digit_recognizer.network.self_test import softmax
from digit_recognizer.reading.handwriting.examples import Example, example_from
from digit_recognizer.reading.handwriting.learning import (
    Seen,
    change_for,
    newest_of_each,
    other_hands,
    seen_by,
)
from digit_recognizer.reading.preprocessing import prepare, to_network
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes
from digit_recognizer.training.calibration import calibration_error
from digit_recognizer.training.data import load_mnist
from digit_recognizer.training.pen import Polyline
from digit_recognizer.training.pen_strokes import PenDigit, load_writers, read_writers
from digit_recognizer.window.sheet import PEN_WIDTH

SEEDS = range(5)  # of the order of the digits
GIVEN = (1, 3, 5)  # examples of each digit, before the others are read
TIMED = (1, 20, 200)  # examples
REPEATS = 20
CURVE = Path(__file__).with_name("learning.png")
DRAWN_PX = 300  # the longer side of a drawing


@dataclass(frozen=True, eq=False)
class Hand:
    """All digits of one writer, and what the network sees in them."""

    digits: FloatArray  # float32 (N, 28, 28, 1)
    labels: NDArray[np.uint8]
    seen: Seen

    def examples(self, chosen: Sequence[int]) -> list[Example]:
        """Some of them, with the right answers."""
        return [example_from(self.digits[i : i + 1], int(self.labels[i])) for i in chosen]

    def part(self, chosen: Sequence[int]) -> Seen:
        """What the network sees in some of them."""
        return Seen(self.seen.features[chosen], self.seen.logits[chosen])


@dataclass
class Count:
    """Of answers to digits."""

    digits: int = 0
    alone: int = 0  # misread by the network alone
    mistakes: int = 0
    first: int = 0  # of these, the first of their kind, as 1 read as 7: nothing could mend them
    mended: int = 0
    broken: int = 0


def drawing(strokes: Sequence[Polyline]) -> Image.Image:
    """As a person draws in the window: 300 high or wide, with its usual pen."""
    points = np.concatenate(strokes)
    corner, size = points.min(axis=0), np.ptp(points, axis=0).max()
    on_paper = [[(x, y) for x, y in (s - corner) * DRAWN_PX / size + PEN_WIDTH] for s in strokes]
    side = round(DRAWN_PX + 2 * PEN_WIDTH)
    return draw_strokes(Image.new("L", (side, side), WHITE), on_paper, PEN_WIDTH, BLACK)


def hand_of(writer: Sequence[PenDigit], recognizer: Recognizer) -> Hand:
    """What the network sees in a writer's digits."""
    digits = np.concatenate([prepare(drawing(digit.strokes)) for digit in writer])
    labels = np.array([digit.label for digit in writer], np.uint8)
    seen = seen_by(recognizer, digits)
    assert seen is not None  # the shipped network can be adapted
    return Hand(digits, labels, seen)


def logits_of(seen: Seen, change: LayerChange | None) -> FloatArray:
    """(N, 10)."""
    if change is None:
        return seen.logits
    logits: FloatArray = seen.logits + seen.features @ change.weights + change.bias
    return logits


def learnt(hand: Hand, chosen: list[int], others: Seen) -> LayerChange | None:
    """From these of the writer's digits."""
    if not chosen:
        return None
    examples = hand.examples(chosen)
    kept = newest_of_each(examples)
    places = [chosen[examples.index(example)] for example in kept]
    return change_for(hand.part(places), kept, others)


def corrected_where_misread(
    hand: Hand, others: Seen, order: NDArray[np.int_], count: Count
) -> tuple[LayerChange | None, FloatArray]:
    """Reads a writer's digits in this order; the last change, and the probabilities (N, 10)."""
    change, wrong, found = None, [], np.empty_like(hand.seen.logits)
    for i in order.tolist():
        found[i] = logits_of(hand.part([i]), change)[0]
        was_right = hand.seen.logits[i].argmax() == hand.labels[i]
        is_right = found[i].argmax() == hand.labels[i]
        count.mended += is_right and not was_right
        count.broken += was_right and not is_right
        if not is_right:
            wrong.append(i)
            change = learnt(hand, wrong, others)
    count.digits += len(order)
    count.alone += int(np.sum(hand.seen.logits.argmax(axis=1) != hand.labels))
    count.mistakes += len(wrong)
    count.first += kinds_of_mistakes(hand)
    return change, found


def kinds_of_mistakes(hand: Hand) -> int:
    """How many pairs of a digit and what the network alone reads it as: each has a first time."""
    read = hand.seen.logits.argmax(axis=1)
    return len(
        {
            (label, answer)
            for label, answer in zip(hand.labels, read, strict=True)
            if label != answer
        }
    )


def given_first(hands: Sequence[Hand], others: Seen, each: int) -> Count:
    """So many examples of each digit are given; the others are read."""
    count = Count()
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        for hand in hands:
            order = rng.permutation(len(hand.labels))
            first = [i for d in range(DIGITS) for i in order[hand.labels[order] == d][:each]]
            rest = sorted(set(order.tolist()) - set(first))
            change = learnt(hand, first, others)
            right = logits_of(hand.part(rest), change).argmax(axis=1) == hand.labels[rest]
            alone = hand.seen.logits[rest].argmax(axis=1) == hand.labels[rest]
            count.digits += len(rest)
            count.alone += int(np.sum(~alone))
            count.mistakes += int(np.sum(~right))
            count.broken += int(np.sum(alone & ~right))
    return count


def line_of(count: Count) -> str:
    """Per order of the digits."""
    n = len(SEEDS)
    return (
        f"{count.alone / n:.1f} mistakes without, {count.mistakes / n:.1f} with "
        f"({1 - count.mistakes / max(1, count.alone):.0%} fewer), broken {count.broken} of "
        f"{count.digits:,}"
    )


def print_corrections(
    hands: Sequence[Hand], others: Seen, mnist: tuple[Seen, NDArray[np.uint8]], threshold: float
) -> FloatArray:
    """Corrections where misread, and what MNIST's test images lose by those of each writer.

    Returns mistakes (2, digits of the longest): without and with corrections, up to each digit.
    """
    count, lost, found, labels, alone = Count(), [], [], [], []
    mistakes = np.zeros((2, max(len(hand.labels) for hand in hands)), np.float32)
    before = mnist[0].logits.argmax(axis=1) != mnist[1]
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        for hand in hands:
            order = rng.permutation(len(hand.labels))
            change, logits = corrected_where_misread(hand, others, order, count)
            for row, read in enumerate((hand.seen.logits, logits)):
                wrong = read.argmax(axis=1) != hand.labels
                mistakes[row, : len(order)] += wrong[order] / len(SEEDS)
            found.append(softmax(logits))
            alone.append(softmax(hand.seen.logits))
            labels.append(hand.labels)
            after = logits_of(mnist[0], change).argmax(axis=1) != mnist[1]
            lost.append(int(after.sum()) - int(before.sum()))
    print(
        f"Corrected where misread: {line_of(count)}; mended {count.mended}\n"
        f"  {count.first / len(SEEDS):.1f} are the first of their kind, as 1 read as 7: at most "
        f"{1 - count.first / max(1, count.alone):.0%} fewer were possible"
    )
    for name, shares in (("without", alone), ("with", found)):
        print(f"  {name}: {sureness(np.concatenate(shares), np.concatenate(labels), threshold)}")
    print(
        f"MNIST's test images after each writer: {before.sum()} wrong, {np.mean(lost):+.2f} on "
        f"average, {max(lost):+d} at worst"
    )
    return mistakes.cumsum(axis=1)


def save_curve(mistakes: FloatArray, path: Path) -> None:
    """mistakes: (2, digits), as print_corrections() returns them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.add_subplot()
    for row, words in zip(mistakes, ("without corrections", "with corrections"), strict=True):
        axes.plot(range(1, len(row) + 1), row, label=words)
    axes.set(xlabel="digits that each person has written", ylabel="mistakes, all together", ylim=0)
    axes.legend()
    figure.savefig(path, dpi=120)


def sureness(shares: FloatArray, labels: NDArray[np.uint8], threshold: float) -> str:
    """Whether confidence still says how often an answer is right."""
    confidences, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    sure = confidences >= threshold
    return (
        f"calibration error {calibration_error(confidences, right):.2%}, not sure of "
        f"{np.mean(~sure):.2%}, sure and wrong {np.mean(sure & ~right):.2%}"
    )


def print_times(recognizer: Recognizer, others: Seen) -> None:
    """From a correction to the adapted network, one new example among so many."""
    digits = other_hands()
    for number in TIMED:
        examples = [example_from(digits[i : i + 1], i % DIGITS) for i in range(number)]
        kept, times_s = newest_of_each(examples), []
        rest = seen_by(recognizer, digits[: len(kept)])
        assert rest is not None
        for _ in range(REPEATS):
            start = time.perf_counter()
            seen_by(recognizer, digits[number : number + 1])
            change_for(rest, kept, others)
            times_s.append(time.perf_counter() - start)
        print(f"{number} examples: {1000 * np.median(times_s):.0f} ms")


def main() -> None:
    """Prints a line for each figure, and draws the curve of the held-out writers."""
    parser = argparse.ArgumentParser(description="What is learnt from one person's corrections.")
    parser.add_argument("strokes", nargs="?", type=Path, help="default: the held-out writers")
    parser.add_argument("--model", type=Path, default=MODEL_FILE)
    given = parser.parse_args()
    recognizer = load_recognizer(given.model)
    writers = (
        load_writers(validation=True) if given.strokes is None else read_writers(given.strokes)
    )
    hands = [hand_of(own, recognizer) for own in writers]
    others, mnist = seen_by(recognizer, other_hands()), load_mnist()
    test = seen_by(recognizer, to_network(mnist.x_test))
    assert others is not None and test is not None
    print(f"{len(hands)} writers, {sum(len(hand.labels) for hand in hands):,} digits")
    mistakes = print_corrections(hands, others, (test, mnist.y_test), recognizer.threshold)
    if given.strokes is None:
        save_curve(mistakes, CURVE)
    for each in GIVEN:
        print(f"{each} of each digit given first: {line_of(given_first(hands, others, each))}")
    print_times(recognizer, others)


if __name__ == "__main__":
    main()
