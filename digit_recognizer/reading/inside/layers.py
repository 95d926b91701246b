"""A digit -> what each layer of the network makes of it, in the order of the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.recognizer import Recognizer

SHOWN = ("Conv", "Pool", "Dense")  # in a layer's kind: others only change what these put out
NAMES = {"Conv2D": "Convolution", "MaxPooling2D": "Largest of neighbours"}  # others as Keras has
WEAK, STRONG = 0.2, 0.8  # brightness of the noise in which a receptive field is looked for
SEEN = 1e-6  # change of an output that is more than rounding


@dataclass(frozen=True, eq=False)
class LayerMaps:
    """What a layer puts out for one digit."""

    layer: str  # its name in the model file
    kind: str  # "Conv2D", ...
    values: FloatArray  # float32 (H, W, maps); (1, 1, N) for a layer of plain numbers
    kernel: FloatArray | None  # float32 (h, w, inputs, maps)

    @property
    def words(self) -> str:
        """Such as: Convolution 3 by 3: 16 maps of 26 by 26."""
        high, wide, count = self.values.shape
        name = NAMES.get(self.kind, self.kind)
        if (high, wide) == (1, 1):
            return f"{name}: {count} numbers"
        size = "" if self.kernel is None else f" {self.kernel.shape[0]} by {self.kernel.shape[1]}"
        return f"{name}{size}: {count} maps of {high} by {wide}"


def look_inside(recognizer: Recognizer, digit: FloatArray) -> list[LayerMaps]:
    """The layers worth seeing. digit: float32 (1, 28, 28, 1) in [0, 1], ink = 1."""
    runtime = recognizer.network.runtime
    outputs = recognizer.activations(digit)
    return [
        LayerMaps(name, runtime.kinds[name], as_maps(outputs[name][0]), kernel_of(recognizer, name))
        for name in runtime.layers
        if any(word in runtime.kinds[name] for word in SHOWN)
    ]


def as_maps(output: FloatArray) -> FloatArray:
    """A layer's output for one digit -> (H, W, maps), or (1, 1, N) where it is no picture."""
    return output if output.ndim == 3 else output.reshape(1, 1, -1)


def kernel_of(recognizer: Recognizer, layer: str) -> FloatArray | None:
    """Of a convolution, (h, w, inputs, maps); None for other layers."""
    kernel = recognizer.network.runtime.kernels.get(layer)
    return kernel if kernel is not None and kernel.ndim == 4 else None


def receptive_field(
    recognizer: Recognizer, layer: str, row: int, column: int
) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the pixels that one place of a layer's maps sees.

    Found by trying: each row and each column of a noisy picture is changed in turn.
    """
    noise = np.random.default_rng(0).uniform(WEAK, STRONG, (1, SIDE, SIDE, 1)).astype(np.float32)
    changed = np.repeat(noise, 2 * SIDE, axis=0)
    for i in range(SIDE):
        changed[i, i] = 1 - changed[i, i]
        changed[SIDE + i, :, i] = 1 - changed[SIDE + i, :, i]
    before = as_maps(recognizer.activations(noise)[layer][0])
    after = recognizer.activations(changed)[layer]
    differs = [
        np.abs(
            as_maps(one)[_place(before, row, column)] - before[_place(before, row, column)]
        ).max()
        > SEEN
        for one in after
    ]
    top, bottom = _ends(differs[:SIDE])
    left, right = _ends(differs[SIDE:])
    return left, top, right, bottom


def _place(maps: FloatArray, row: int, column: int) -> tuple[int, int]:
    return min(row, maps.shape[0] - 1), min(column, maps.shape[1] - 1)


def _ends(seen: list[bool]) -> tuple[int, int]:
    """The first, and the one after the last."""
    places = np.flatnonzero(seen)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, 0)
