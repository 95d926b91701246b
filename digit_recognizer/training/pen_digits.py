"""Real pen strokes -> training images, drawn anew for each epoch, so that none is seen twice.

writers' strokes, each digit 1 high at most
  -> unsteady: another slant and width, points thinned and moved, strokes shifted
  -> drawn with a pen of 3 % to 35 % of its size, as the window draws        pen.image_of()
  -> uint8 (N, 28, 28) and labels (N,)                                       pen_digits()
"""

from collections.abc import Sequence

import numpy as np

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.training.pen import Polyline, Random, image_of, shifted
from digit_recognizer.training.pen_strokes import Writers, thinned

LEAN = 0.12  # standard deviation of the slant, of the height
STRETCH = 0.12  # standard deviation of the logarithm of the width
COARSEST = 0.1  # of the longer side: the distance between the points that a slow tablet reports
JITTER = 0.006  # standard deviation of a point, of the longer side: a hand is never quite steady


def pen_digits(
    writers: Writers, count: int, seed: int | Sequence[int]
) -> tuple[ByteArray, ByteArray]:
    """Images uint8 (count, 28, 28), ink = 255, prepared as MNIST, and labels (count,).

    All digits take turns, in another order for each seed.
    """
    random = np.random.default_rng(seed)
    digits = [digit for own in writers for digit in own]
    order = random.permutation(len(digits))
    chosen = [digits[order[i % len(digits)]] for i in range(count)]
    images = [image_of(unsteady(digit.strokes, random), random) for digit in chosen]
    labels = np.array([digit.label for digit in chosen], np.uint8)
    return np.array(images, np.uint8).reshape(-1, SIDE, SIDE), labels


def unsteady(strokes: Sequence[Polyline], random: Random) -> list[Polyline]:
    """The same digit, as the same hand might have written it another time."""
    lean, wide = random.normal(0, LEAN), np.exp(random.normal(0, STRETCH))
    matrix = np.array([[wide, 0], [-lean, 1]])  # (n, 2) @ matrix
    spacing = random.uniform(0, COARSEST)
    moved = [shifted(thinned(stroke, spacing), random) @ matrix for stroke in strokes]
    return [stroke + random.normal(0, JITTER, stroke.shape) for stroke in moved]
