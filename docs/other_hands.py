"""Writes the digits that keep their answers while the network learns a person's hand.

    .venv/bin/python docs/other_hands.py    digit_recognizer/reading/handwriting/other_hands.png

2,000 of MNIST's training images, as many of each digit, from the first to the last of its writers.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import DIGITS, SIDE
from digit_recognizer.reading.handwriting.learning import OTHER_HANDS
from digit_recognizer.training.data import divided, load_mnist
from digit_recognizer.training.data_files import Labelled

COUNT = 2000
COLUMNS = 50
SEED = 1  # of the training run: its validation images are not among them


def main() -> None:
    """Digits take turns, so that each half has as many of each."""
    mnist = load_mnist()
    training, _ = divided(Labelled(mnist.x_train, mnist.y_train), SEED)
    chosen = np.empty((COUNT // DIGITS, DIGITS), int)
    for digit in range(DIGITS):
        places = np.flatnonzero(training.labels == digit)
        chosen[:, digit] = places[np.linspace(0, len(places) - 1, len(chosen)).astype(int)]
    chosen = np.concatenate([chosen[::2], chosen[1::2]])  # each half is by all writers
    tiles = training.images[chosen.ravel()].reshape(-1, COLUMNS, SIDE, SIDE)
    sheet = Image.fromarray(tiles.swapaxes(1, 2).reshape(-1, COLUMNS * SIDE))
    sheet.save(OTHER_HANDS, optimize=True)
    print(f"{COUNT:,} digits, {OTHER_HANDS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
