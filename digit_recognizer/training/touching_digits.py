"""Two digits that touch, and what is left when they are cut apart.

    uint8 (28, 28) and (28, 28)
      -> pushed together, (28, W)                              push_together()
      -> cut as a person's number is: (28, 28), and its label  split_examples()

Among the pieces that segmentation.py finds, the network is to tell those that are one digit from
those that have something of the other one as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import NO_DIGIT, SIDE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.reading.components import Component, connected_components, splits_of
from digit_recognizer.reading.preprocessing import fit_box, place
from digit_recognizer.training.pen import Random

TRIES = 20  # pairs for each segment that is wanted; one in three will do
DARK = 128  # of 255: brighter edges may lie over each other, and nobody sees them touch
SHARED_PX = (1, 2, 3)  # dark pixels that both digits have
WHOLE = 0.95  # of a digit's ink: what has so much of it is that digit,
A_LITTLE = 0.05  # of its own ink: what has more than this of the other one is unclear,
TOO_MUCH = 0.15  # and what has so much is no digit


def push_together(left: ByteArray, right: ByteArray, shared_px: int) -> ByteArray:
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


def touching_pairs(
    images: ByteArray, labels: ByteArray, rng: Random
) -> Iterator[tuple[ByteArray, tuple[int, int]]]:
    """Endless pairs of two images at random: layers (2, 28, W), and the two digits."""
    while True:
        first, second = rng.integers(len(images), size=2)
        layers = push_together(images[first], images[second], int(rng.choice(SHARED_PX)))
        yield layers, (int(labels[first]), int(labels[second]))


def split_examples(
    images: ByteArray, labels: ByteArray, count: int, seed: Sequence[int]
) -> tuple[ByteArray, ByteArray]:
    """What is cut out of touching digits, in turns a digit and what is none, labelled 10.

    uint8 (N, 28, 28) and (N,)  ->  uint8 (count, 28, 28), ink = 255, and (count,); fewer where the
    images are a few that do not touch well.
    """
    rng = np.random.default_rng(seed)
    made: list[tuple[ByteArray, int]] = []
    for layers, digits in islice(touching_pairs(images, labels, rng), TRIES * count):
        if len(made) == count:
            break
        found = labelled_parts(layers, digits)
        wanted = [s for s in found if (s[1] == NO_DIGIT) == bool(len(made) % 2)]
        if wanted:
            made.append(wanted[rng.integers(len(wanted))])
    pictures = np.array([image for image, _ in made], np.uint8).reshape(-1, SIDE, SIDE)
    return pictures, np.array([label for _, label in made], np.uint8)


def labelled_parts(layers: ByteArray, digits: tuple[int, int]) -> Iterator[tuple[ByteArray, int]]:
    """All halves of a pair, however it is cut, of which it is clear what they are."""
    shares = layers / np.float32(255)
    pair = max(
        connected_components(shares.max(axis=0)), key=lambda piece: piece.width * piece.height
    )
    for half in chain([pair], *splits_of(pair)):
        label = _label(half, shares, digits)
        if label is not None:
            yield place(fit_box(half.ink)), label


def _label(piece: Component, layers: NDArray[np.float32], digits: tuple[int, int]) -> int | None:
    """None: too little of a digit, or a little too much of the other."""
    left, top, right, bottom = piece.box
    ink = np.minimum(layers[:, top:bottom, left:right], piece.ink).sum(axis=(1, 2))
    whole = layers.sum(axis=(1, 2))
    for own, digit in enumerate(digits):
        if ink[own] >= WHOLE * whole[own]:
            others = ink[1 - own] / ink[own]
            return digit if others <= A_LITTLE else NO_DIGIT if others >= TOO_MUCH else None
    return None
