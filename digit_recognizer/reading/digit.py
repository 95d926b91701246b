"""A group of components -> the digit that the network reads in it.

components -> uint8 (28, 28), as one digit               image_of()
  -> all groups in one batch -> a FoundDigit for each    read_digits()
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.candidates import Group
from digit_recognizer.reading.components import Component, box_of, merged
from digit_recognizer.reading.preprocessing import Box, fit_box, place, to_network

ONE_DIGIT_CONFIDENCE = 0.4  # two digits read as one rarely reach it, even an odd digit does


@dataclass(frozen=True, eq=False)
class FoundDigit:
    """A digit, and where it is in the picture."""

    components: Group  # its ink
    pixels: NDArray[np.float32]  # (1, 28, 28, 1) in [0, 1], ink = 1: the network's input
    prediction: Prediction
    is_split: bool = False  # one side of a component that was split: digits that touch, or neither

    @property
    def box(self) -> Box:
        """Left, top, right, bottom, in pixels of the picture."""
        return box_of(self.components)

    @property
    def height(self) -> int:
        """Of its box, in pixels."""
        return self.box[3] - self.box[1]

    def unsure(self) -> FoundDigit:
        """The same, not to be relied on."""
        return replace(self, prediction=replace(self.prediction, sure=False))

    @property
    def looks_like_one(self) -> bool:
        """Whether it looks more like one digit than like several."""
        return self.prediction.confidence >= ONE_DIGIT_CONFIDENCE


def image_of(components: Sequence[Component]) -> ByteArray:
    """All of them as one digit: uint8 (28, 28), 255 = ink."""
    return place(fit_box(merged(components).ink))


def read_digits(groups: Sequence[Group], recognizer: Recognizer) -> dict[Group, FoundDigit]:
    """Reads each group as one digit: at least one group, all in one batch, none twice."""
    groups = list(dict.fromkeys(groups))
    pixels = to_network(np.stack([image_of(group) for group in groups]))  # (N, 28, 28, 1)
    predictions = recognizer.predict_all(pixels)
    return {
        group: FoundDigit(group, pixels[index : index + 1], prediction)
        for index, (group, prediction) in enumerate(zip(groups, predictions, strict=True))
    }


def joint_confidence(digits: Sequence[FoundDigit]) -> float:
    """The product of their confidences, 0 to 1."""
    return math.prod(digit.prediction.confidence for digit in digits)
