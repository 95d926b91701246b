"""How well and how fast whole numbers are read, with MNIST's test images put side by side.

make numbers

Nothing was chosen by these images: the constants of numbers.py come from the validation part.
"""

import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import Recognizer, load_recognizer
from digit_recognizer.reading.number import find_number
from digit_recognizer.training.data import Mnist, load_mnist
from digit_recognizer.training.touching_digits import DARK, SHARED_PX, touching_pairs
from gui_digit_recognizer import predict_digit, read_number

PAIRS = 2000  # that touch
NUMBERS = 200  # of five digits that do not
SINGLES = 2000
APART_PX = (2, 8)  # between two digits 20 pixels high
PAPER_PX = 8  # around them
SCALE = 6  # drawings are larger than MNIST's digits
SEED = 1


def drawing(ink: np.ndarray, scale: int = 1) -> Image.Image:
    """uint8 (H, W), ink = 255  ->  dark on white, mode "L"."""
    small = Image.fromarray(255 - np.pad(ink, PAPER_PX))
    return small.resize((scale * small.width, scale * small.height), Image.Resampling.BICUBIC)


def pairs(mnist: Mnist, recognizer: Recognizer) -> str:
    """Two digits, pushed together until they have 1 to 3 dark pixels in common.

    Those that jump from none to more, because an edge meets an edge, are left out.
    """
    rng = np.random.default_rng(SEED)
    all_pairs = touching_pairs(mnist.x_test, mnist.y_test, rng)
    light = (pair for pair in all_pairs if 1 <= shared_px(pair[0]) <= max(SHARED_PX))
    right = sure_and_right = sure = 0
    for layers, digits in islice(light, PAIRS):
        number = find_number(drawing(layers.max(axis=0)), recognizer)
        is_right = str(number) == "{}{}".format(*digits)
        right += is_right
        sure += number.sure
        sure_and_right += number.sure and is_right
    return (
        f"Touching pairs: {right / PAIRS:.2%} of {PAIRS:,} read exactly; "
        f"sure of {sure:,}, of which {sure - sure_and_right:,} wrong"
    )


def shared_px(layers: np.ndarray) -> int:
    """Dark pixels that are in both."""
    return int(np.count_nonzero((layers >= DARK).all(axis=0)))


def five_digits(mnist: Mnist) -> list[tuple[str, Image.Image]]:
    """Numbers whose digits do not touch."""
    rng = np.random.default_rng(SEED)
    made = []
    for _ in range(NUMBERS):
        chosen = rng.integers(len(mnist.x_test), size=5)
        parts = []
        for image in mnist.x_test[chosen]:
            parts += [
                image[:, image.any(axis=0)],
                np.zeros((28, rng.integers(*APART_PX)), np.uint8),
            ]
        text = "".join(map(str, mnist.y_test[chosen]))
        made.append((text, drawing(np.concatenate(parts, axis=1), SCALE)))
    return made


def milliseconds(*tasks: tuple[Callable, list[Image.Image]]) -> list[float]:
    """The medians of one call each, in turns: a machine is not always as fast."""
    times: list[list[float]] = [[] for _ in tasks]
    for images in zip(*(images for _, images in tasks), strict=True):
        for (read, _), image, found in zip(tasks, images, times, strict=True):
            start = time.perf_counter()
            read(image)
            found.append(time.perf_counter() - start)
    return [1000 * float(np.median(found[1:])) for found in times]


def main() -> None:
    """Prints one line for each figure."""
    mnist, recognizer = load_mnist(), load_recognizer(MODEL_FILE)
    print(pairs(mnist, recognizer))
    numbers = five_digits(mnist)
    right = np.mean([read_number(image) == text for text, image in numbers])
    print(f"Numbers of five digits that do not touch: {right:.1%} of {NUMBERS} read exactly")
    singles = [drawing(image, SCALE) for image in mnist.x_test[:SINGLES]]
    agree = np.mean([read_number(one) == str(predict_digit(one).digit) for one in singles])
    print(f"Single digits: read_number and predict_digit agree on {agree:.2%} of {SINGLES:,}")
    five, one = milliseconds(
        (read_number, [image for _, image in numbers]), (predict_digit, singles[:NUMBERS])
    )
    print(f"Five digits: {five:.1f} ms, one digit: {one:.1f} ms, {five / one:.1f} times (medians)")


if __name__ == "__main__":
    main()
