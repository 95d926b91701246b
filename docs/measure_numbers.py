"""How well and how fast whole numbers are read: MNIST's test images, side by side.

    make numbers        three minutes on two cores

    Touching pairs: 89.00% of 2,000 read exactly; sure of 36, of which 29 wrong
    Numbers of five digits that do not touch: 95.5% of 200 read exactly
    Single digits: read_number and predict_digit agree on 99.70% of 2,000
    Five digits: 28.7 ms, one digit: 3.2 ms, 8.9 times (medians)

Without the page network, which looks at every picture of several digits, and at one digit in doubt,
these were 89.35%, 96.0%, 99.80% and 2.6 times, with another network and other weights.

Nothing was chosen on these images. docs/tune_numbers.py chooses the weights of the best path, on
validation images.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import MODEL_FILE, SIDE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.network.recognizer import Recognizer, load_recognizer
from digit_recognizer.reading.picture import find_number
from digit_recognizer.training.data import Digits, load_mnist
from digit_recognizer.training.pen import Random
from digit_recognizer.training.touching_digits import SHARED_PX, shared_dark_px, touching_pairs
from gui_digit_recognizer import predict_digit, read_number

PAIRS = 2000  # of digits that touch
NUMBERS = 200  # of digits that do not
DIGITS_PER_NUMBER = 5
SINGLES = 2000
GAP_PX = (2, 8)  # between two digits that are 20 pixels high; the upper end is not included
MARGIN_PX = 8  # of paper around them
SCALE = 6  # people draw larger than MNIST's digits are
SEED = 1

Labelled = tuple[str, Image.Image]  # what is written, and a picture of it


def drawing(ink: ByteArray, scale: int = 1) -> Image.Image:
    """uint8 (H, W), ink = 255  ->  dark on white, mode "L"."""
    small = Image.fromarray(255 - np.pad(ink, MARGIN_PX))
    return small.resize((scale * small.width, scale * small.height), Image.Resampling.BICUBIC)


def touching_numbers(images: ByteArray, labels: ByteArray, rng: Random) -> Iterator[Labelled]:
    """Endless numbers of two digits that share 1 to 3 dark pixels.

    Pairs that jump from none to more, because edges meet lengthwise, are left out.
    """
    for layers, digits in touching_pairs(images, labels, rng):
        if 1 <= shared_dark_px(layers) <= max(SHARED_PX):
            yield "{}{}".format(*digits), drawing(layers.max(axis=0))


def spaced_number(images: ByteArray, labels: ByteArray, length: int, rng: Random) -> Labelled:
    """A number of `length` digits that do not touch."""
    chosen = rng.integers(len(images), size=length)
    parts = []
    for image in images[chosen]:
        gap = np.zeros((SIDE, rng.integers(*GAP_PX)), np.uint8)
        parts += [image[:, image.any(axis=0)], gap]
    return "".join(map(str, labels[chosen])), drawing(np.concatenate(parts, axis=1), SCALE)


def touching_line(mnist: Digits, recognizer: Recognizer) -> str:
    """How many pairs are read exactly, and how many the network is sure of."""
    pairs = touching_numbers(mnist.x_test, mnist.y_test, np.random.default_rng(SEED))
    right = sure = wrong_and_sure = 0
    for text, picture in islice(pairs, PAIRS):
        number = find_number(picture, recognizer)
        is_right = str(number) == text
        right += is_right
        sure += number.sure
        wrong_and_sure += number.sure and not is_right
    return (
        f"Touching pairs: {right / PAIRS:.2%} of {PAIRS:,} read exactly; "
        f"sure of {sure:,}, of which {wrong_and_sure:,} wrong"
    )


def median_ms(*tasks: tuple[Callable[[Image.Image], object], list[Image.Image]]) -> list[float]:
    """For each task, the median time of one call. In turns: a machine's speed changes."""
    times_s: list[list[float]] = [[] for _ in tasks]
    for images in zip(*(images for _, images in tasks), strict=True):
        for (read, _), image, found in zip(tasks, images, times_s, strict=True):
            start = time.perf_counter()
            read(image)
            found.append(time.perf_counter() - start)
    return [1000 * float(np.median(found[1:])) for found in times_s]


def main() -> None:
    """Prints a line for each figure."""
    mnist, recognizer = load_mnist(), load_recognizer(MODEL_FILE)
    print(touching_line(mnist, recognizer))
    rng = np.random.default_rng(SEED)
    numbers = [
        spaced_number(mnist.x_test, mnist.y_test, DIGITS_PER_NUMBER, rng) for _ in range(NUMBERS)
    ]
    right = np.mean([read_number(image) == text for text, image in numbers])
    print(f"Numbers of five digits that do not touch: {right:.1%} of {NUMBERS} read exactly")
    singles = [drawing(image, SCALE) for image in mnist.x_test[:SINGLES]]
    agree = np.mean([read_number(one) == str(predict_digit(one).digit) for one in singles])
    print(f"Single digits: read_number and predict_digit agree on {agree:.2%} of {SINGLES:,}")
    five, one = median_ms(
        (read_number, [image for _, image in numbers]), (predict_digit, singles[:NUMBERS])
    )
    print(f"Five digits: {five:.1f} ms, one digit: {one:.1f} ms, {five / one:.1f} times (medians)")


if __name__ == "__main__":
    main()
