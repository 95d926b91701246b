"""Chooses the weights of the best path again, on numbers put together from digits.

    make tune-numbers                       four minutes on two cores
    python docs/tune_numbers.py --quick     ten seconds: too few numbers to choose by

It prints how many numbers are read exactly with today's weights and with the best found, on the
digits that choose and on other ones, and the best weights.

To use them, paste them into best_path.py, but only if real handwriting is read better, too: MNIST's
digits are broken here more often than a pen breaks them.

The weights matter where a digit is in several components, so a quarter of the digits that do not
touch is broken along a line, as where the pen was lifted or the ink ran out.

As many numbers are of real pen digits, whose strokes lie apart where people left them apart.

A coordinate search: each weight in turn becomes smaller or larger, and a change stays if more
numbers are read exactly, until no change helps. Half of MNIST's validation images and half of the
people whose pen strokes we have choose, the other halves tell whether the choice holds for other
digits, too. The test images are not used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import cycle, islice, product
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from measure_numbers import Labelled, spaced_number, touching_numbers

from digit_recognizer import MODEL_FILE, SIDE, STROKES_FILE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.network.recognizer import Recognizer, load_recognizer
from digit_recognizer.reading.best_path import DEFAULT_WEIGHTS, PathWeights, best_path
from digit_recognizer.reading.candidates import Candidate, TextLine, line_candidates, text_lines
from digit_recognizer.reading.components import (
    Component,
    connected_components,
    without_specks,
)
from digit_recognizer.reading.digit import read_digits
from digit_recognizer.reading.number import read_components
from digit_recognizer.reading.preprocessing import find_ink, to_grey
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes
from digit_recognizer.training.data import load_mnist, split
from digit_recognizer.training.pen import Random
from digit_recognizer.training.pen_strokes import Writers, read_writers

NUMBERS, QUICK_NUMBERS = 600, 20  # of each kind: digits that touch, that do not, pen digits
LENGTHS = (2, 3, 4, 5)  # digits of a number whose digits do not touch
BROKEN_SHARE = 0.25  # of the digits that do not touch; with fewer, the weights hardly matter
BREAK_PX = (1, 3)  # how wide a break is, in a digit that is 20 pixels high
PEN_DIGIT_PX = (80, 120)  # the longest side of a pen digit: not all of a number are as large
PEN_GAP_PX = (6, 42)  # between the strokes of two pen digits, the pen's width not counted
PEN_PX = (7, 16)  # the width of the pen
FACTORS = (0.5, 0.7, 0.85, 1.2, 1.4, 2.0)  # by which one weight changes in a step
SEED = 1  # of the split into training and validation images, as training has it

Paths = tuple[tuple[Candidate, ...], ...]  # one for each line


@dataclass(frozen=True, eq=False)
class Sample:
    """A number, with all that does not depend on the weights worked out already."""

    text: str
    components: list[Component]
    lines: list[tuple[TextLine, list[Candidate], list[float]]]  # confidences come last
    is_right: dict[Paths, bool] = field(default_factory=dict)  # filled as paths come up

    def paths(self, weights: PathWeights) -> Paths:
        """The best path through each line."""
        return tuple(best_path(*line, weights) for line in self.lines)


def make_samples(
    images: ByteArray, labels: ByteArray, writers: Writers, count: int, recognizer: Recognizer
) -> list[Sample]:
    """`count` numbers of two digits that touch, `count` of digits that do not, `count` by pen.

    images: uint8 (N, 28, 28), ink = 255. labels: uint8 (N,).
    """
    rng = np.random.default_rng(SEED)
    numbers = list(islice(touching_numbers(images, labels, rng), count))
    worn = np.stack([broken(i, rng) if rng.random() < BROKEN_SHARE else i for i in images])
    for length in islice(cycle(LENGTHS), count):
        numbers.append(spaced_number(worn, labels, length, rng))
        numbers.append(pen_number(writers, length, rng))
    return [make_sample(number, recognizer) for number in numbers]


def pen_number(writers: Writers, length: int, rng: Random) -> Labelled:
    """A number of `length` digits, all by one person with one pen."""
    own = writers[rng.integers(len(writers))]
    digits = [own[i] for i in rng.integers(len(own), size=length)]
    pen_px = rng.uniform(*PEN_PX)
    strokes, right = [], pen_px
    for digit in digits:
        size_px = rng.uniform(*PEN_DIGIT_PX)
        points = size_px * np.concatenate(digit.strokes)
        left, bottom = points[:, 0].min(), points[:, 1].max()  # all stand on one line
        moved = (right - left, PEN_DIGIT_PX[1] + pen_px - bottom)
        strokes += [(size_px * stroke + moved).tolist() for stroke in digit.strokes]
        right += float(np.ptp(points[:, 0])) + pen_px + rng.uniform(*PEN_GAP_PX)
    paper = Image.new("L", (round(right), round(PEN_DIGIT_PX[1] + 2 * pen_px)), WHITE)
    picture = draw_strokes(paper, strokes, pen_px, BLACK)
    return "".join(str(digit.label) for digit in digits), ImageOps.expand(picture, 40, WHITE)


def broken(image: ByteArray, rng: Random) -> ByteArray:
    """uint8 (28, 28) without the ink along a random line near its middle."""
    angle, offset = rng.uniform(0, np.pi), rng.uniform(-SIDE / 8, SIDE / 8)
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    from_line = np.abs(x * np.cos(angle) + y * np.sin(angle) - offset)  # pixels
    return np.where(from_line < rng.uniform(*BREAK_PX) / 2, np.uint8(0), image)


def make_sample(number: Labelled, recognizer: Recognizer) -> Sample:
    """Finds the candidates of a number, and has the network read them."""
    text, picture = number
    components = connected_components(find_ink(to_grey(picture)))
    lines = []
    for line in text_lines(without_specks(components)):
        candidates = line_candidates(line)
        groups = [candidate.components for candidate in candidates]
        digits = read_digits(groups, recognizer)
        confidences = [digits[group].prediction.confidence for group in groups]
        lines.append((line, candidates, confidences))
    return Sample(text, components, lines)


def count_right(samples: Sequence[Sample], weights: PathWeights, recognizer: Recognizer) -> int:
    """How many numbers are read exactly. Digits are split only where a path is a new one."""
    for sample in samples:
        paths = sample.paths(weights)
        if paths not in sample.is_right:
            number = read_components(sample.components, recognizer, weights=weights)
            sample.is_right[paths] = str(number) == sample.text
    return sum(sample.is_right[sample.paths(weights)] for sample in samples)


def search(samples: Sequence[Sample], start: PathWeights, recognizer: Recognizer) -> PathWeights:
    """The weights near `start` that read most numbers exactly; `start` where none reads more."""
    best, most, before = start, count_right(samples, start, recognizer), -1
    while most > before:
        before = most
        for weight, factor in product(fields(PathWeights), FACTORS):
            changed = replace(best, **{weight.name: factor * getattr(best, weight.name)})
            right = count_right(samples, changed, recognizer)
            if right > most:
                best, most = changed, right
    return best


def main() -> None:
    """Prints how many numbers are read exactly, with today's weights and the best ones found."""
    parser = argparse.ArgumentParser(description="Chooses the weights of the best path again.")
    parser.add_argument("--quick", action="store_true", help="few numbers, to see that it works")
    count = QUICK_NUMBERS if parser.parse_args().quick else NUMBERS
    mnist, recognizer = load_mnist(), load_recognizer(MODEL_FILE)
    _, validation = split(mnist.y_train, SEED)
    writers = tuple(read_writers(STROKES_FILE))
    chosen_on, checked_on = (
        make_samples(mnist.x_train[half], mnist.y_train[half], writers[i::2], count, recognizer)
        for i, half in enumerate(np.array_split(validation, 2))
    )
    best = search(chosen_on, DEFAULT_WEIGHTS, recognizer)
    for name, weights in (("Today's weights", DEFAULT_WEIGHTS), ("The best found", best)):
        right = count_right(chosen_on, weights, recognizer)
        checked = count_right(checked_on, weights, recognizer)
        print(f"{name}: {right:,} of {3 * count:,} read exactly; on other digits {checked:,}")
    print(best)


if __name__ == "__main__":
    main()
