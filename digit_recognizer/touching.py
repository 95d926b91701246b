"""Two digits that touch, to measure how well they are told apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import SIDE
from digit_recognizer.pen import Random

DARK = 128  # of 255: brighter edges may lie over each other, and nobody sees them touch
SHARED_PX = (1, 2, 3)  # dark pixels that both digits have

Bytes = NDArray[np.uint8]


def push_together(left: Bytes, right: Bytes, shared_px: int) -> Bytes:
    """Moves two digits, uint8 (28, 28), together until so many dark pixels are in both.

    Returns a layer for each, (2, 28, W).
    """
    left, right = (image[:, image.any(axis=0)] for image in (left, right))
    for start in range(left.shape[1], -1, -1):
        layers = np.zeros((2, SIDE, max(left.shape[1], start + right.shape[1])), np.uint8)
        layers[0, :, : left.shape[1]] = left
        layers[1, :, start : start + right.shape[1]] = right
        if np.count_nonzero((layers >= DARK).all(axis=0)) >= shared_px:
            break
    return layers


def touching(images: Bytes, labels: Bytes, rng: Random) -> Iterator[tuple[Bytes, tuple[int, int]]]:
    """Endless pairs of two images at random: layers (2, 28, W), and the two digits."""
    while True:
        first, second = rng.integers(len(images), size=2)
        layers = push_together(images[first], images[second], int(rng.choice(SHARED_PX)))
        yield layers, (int(labels[first]), int(labels[second]))
