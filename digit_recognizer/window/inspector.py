"""All that is seen inside the network, for one look: Look -> Insight.

It takes a tenth of a second and more, so inside_commands.py asks for it in a thread.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.inside.layers import LayerMaps, look_inside
from digit_recognizer.reading.inside.others import Others, Patch
from digit_recognizer.reading.inside.turning import Turn, smallest_turn
from digit_recognizer.reading.inside.why import Occlusion

MapChoice = tuple[str, int]  # a layer's name, and which of its maps


@dataclass(frozen=True, eq=False)
class Look:
    """What is asked for."""

    digit: NDArray[np.float32]  # (1, 28, 28, 1) in [0, 1], ink = 1
    recognizer: Recognizer
    other: int | None = None  # why this answer and not that digit; None: the second best
    chosen: MapChoice | None = None  # a map to be seen closely
    is_off: bool = False  # what the network says without it
    wants_turn: bool = False  # what would turn the answer


@dataclass(frozen=True, eq=False)
class Insight:
    """What was seen."""

    look: Look
    prediction: Prediction
    layers: list[LayerMaps]
    other: int  # the digit that the answer is compared with
    why: FloatArray  # (28, 28): evidence for the answer
    why_not: FloatArray  # (28, 28): evidence for the answer and not for `other`
    closest: FloatArray  # (n, 28, 28): other people's digits of the same answer
    closest_other: FloatArray  # (n, 28, 28): of `other`
    patches: list[Patch]  # of the chosen map
    without: Prediction | None  # without the chosen map, where that was asked for
    turn: Turn | None  # where that was asked for, and there is one


class Inspector:
    """Looks, and remembers what other digits look like to the last network."""

    def __init__(self) -> None:
        self._others: Others | None = None  # as the last network sees them

    def insight(self, look: Look) -> Insight:
        """Waits for the network."""
        recognizer, digit = look.recognizer, look.digit
        prediction = recognizer.predict(digit)
        answer, other = prediction.digit, prediction.runner_up[0]
        if look.other is not None and look.other != answer:
            other = look.other
        others, occlusion = self._others_of(recognizer), Occlusion(recognizer, digit)
        closest, closest_other = others.closest(digit, answer, other)
        return Insight(
            look,
            prediction,
            look_inside(recognizer, digit),
            other,
            occlusion.evidence(answer),
            occlusion.evidence(answer, other),
            closest,
            closest_other,
            others.patches(*look.chosen) if look.chosen else [],
            _without(look) if look.is_off else None,
            smallest_turn(recognizer, digit, answer) if look.wants_turn else None,
        )

    def _others_of(self, recognizer: Recognizer) -> Others:
        if self._others is None or self._others.recognizer is not recognizer:
            self._others = Others(recognizer)
        return self._others


def _without(look: Look) -> Prediction | None:
    if look.chosen is None:
        return None
    predictions = look.recognizer.without_map(*look.chosen, look.digit)
    return None if predictions is None else predictions[0]
