"""Digits by many people, beside a drawing: those most like it, and what makes a map respond.

They are the 2,000 of MNIST's training images that the program ships for learning a hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.handwriting.learning import other_hands
from digit_recognizer.reading.inside.layers import as_maps, receptive_field

CLOSEST = 5  # digits of each answer
PATCHES = 9  # that a map responds to most
CHUNK = 100  # digits whose activations are computed at a time: 9 MB of the largest layer


@dataclass(frozen=True, eq=False)
class Patch:
    """A digit, and the part of it that a map responds to."""

    digit: FloatArray  # float32 (28, 28)
    box: tuple[int, int, int, int]  # left, top, right, bottom, in its pixels


class Others:
    """The digits, as one network sees them; what takes long is done once."""

    def __init__(self, recognizer: Recognizer) -> None:
        """0.5 s on one core."""
        self.recognizer = recognizer
        self.digits = other_hands()  # float32 (2000, 28, 28, 1)
        probabilities, self._features = recognizer.with_features(self.digits)
        self._answers: NDArray[np.int_] = probabilities.argmax(axis=1)
        self._strongest: dict[str, tuple[FloatArray, NDArray[np.int_]]] = {}

    def closest(self, digit: FloatArray, *answers: int) -> list[FloatArray]:
        """Of each answer, those whose features are most like the drawing's: float32 (n, 28, 28).

        None of them where the network has no features to compare.
        """
        _, features = self.recognizer.with_features(digit)
        if features is None or self._features is None:
            return [np.empty((0, SIDE, SIDE), np.float32) for _ in answers]
        distances = np.linalg.norm(self._features - features, axis=1)
        in_order = distances.argsort()
        closest = [in_order[self._answers[in_order] == answer][:CLOSEST] for answer in answers]
        return [self.digits[chosen, :, :, 0] for chosen in closest]

    def patches(self, layer: str, index: int) -> list[Patch]:
        """What a map responds to most, the strongest first. index: of the map in its layer."""
        if layer not in self._strongest:
            self._strongest[layer] = self._all_strongest(layer)
        values, places = self._strongest[layer]
        best = values[:, index].argsort()[::-1][:PATCHES]
        columns = self._columns(layer)
        return [
            Patch(
                self.digits[i, :, :, 0],
                receptive_field(self.recognizer, layer, *divmod(int(places[i, index]), columns)),
            )
            for i in best
        ]

    def _all_strongest(self, layer: str) -> tuple[FloatArray, NDArray[np.int_]]:
        """(2000, maps) each: the largest value of each map, and where, rows counted through."""
        values, places = [], []
        for start in range(0, len(self.digits), CHUNK):
            chunk = self.digits[start : start + CHUNK]
            output = self.recognizer.activations(chunk)[layer]
            flat = output.reshape(len(chunk), -1, output.shape[-1])  # (n, places, maps)
            values.append(flat.max(axis=1))
            places.append(flat.argmax(axis=1))
        return np.concatenate(values), np.concatenate(places)

    def _columns(self, layer: str) -> int:
        return int(as_maps(self.recognizer.activations(self.digits[:1])[layer][0]).shape[1])
