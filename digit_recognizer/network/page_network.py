"""The page network on a picture: which pixels are ink of digits, where digits have their middle.

    grey float32 (H, W) in [0, 1], 0 = black  ->  a PageMap

The layers are in page_layers.py, the training is in training/pages/.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer import DIGITS
from digit_recognizer.network.advice import first_line
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.graph import OUTPUT, build_graph
from digit_recognizer.network.keras_file import read_network
from digit_recognizer.network.opening import ModelError
from digit_recognizer.network.runtime import Session, open_session
from digit_recognizer.network.self_test import softmax

PAGE_FILE = Path(__file__).with_name("pages.h5")
MULTIPLE = 16  # pixels: four times, the network halves the picture
INK_STEP, STEP = 2, 4  # pixels from one place of its output to the next: for ink, for middles
CLASSES = 3  # paper, ink of digits, other ink
USUAL_WIDTH_PX, USUAL_HEIGHT_PX = 20, 40  # of a digit: the sizes whose logarithm is 0


@dataclass(frozen=True, eq=False)
class PageMap:
    """What the network says of a picture of H x W pixels."""

    digit_ink: FloatArray  # float32 (H, W) in [0, 1]: how likely each pixel is ink of a digit
    other_ink: FloatArray  # float32 (H, W) in [0, 1]: lines, print, marks
    middles: FloatArray  # float32 (H / 4, W / 4, 10) in [0, 1]: here is the middle of a 0, a 1, ...
    widths: FloatArray  # float32 (H / 4, W / 4), pixels: of the digit whose middle is here
    heights: FloatArray  # float32 (H / 4, W / 4), pixels


class PageNetwork:
    """Reads whole pictures; several threads may use it at once."""

    def __init__(self, path: Path) -> None:
        """Takes 0.1 s. Raises ModelError."""
        try:
            graph = build_graph(read_network(path), open_side=MULTIPLE, any_size=True)
            self._session: Session = open_session(graph)
        except Exception as error:  # a damaged file makes h5py raise almost anything
            raise ModelError(
                f"{path} cannot be used: {first_line(error)}. Pictures are read with it; it comes "
                "with the program: install it again"
            ) from error

    def __call__(self, grey: FloatArray) -> PageMap:
        """grey: float32 (H, W) in [0, 1], 0 = black."""
        height, width = grey.shape
        padding = ((0, -height % MULTIPLE), (0, -width % MULTIPLE))
        picture = np.pad(grey, padding, mode="edge")[np.newaxis, ..., np.newaxis]
        [[output]] = self._session.run([OUTPUT], picture)
        return _page_map(output, height, width)


def _page_map(output: FloatArray, height: int, width: int) -> PageMap:
    """output: (H / 2, W / 2, 24), of the padded picture; page_layers.py says what is in it."""
    logits = _unfolded(output[..., : CLASSES * INK_STEP**2])[:height, :width]
    ink = softmax(logits.reshape(-1, CLASSES)).reshape(height, width, CLASSES)
    places = output[:: STEP // INK_STEP, :: STEP // INK_STEP, CLASSES * INK_STEP**2 :]
    sizes = np.exp(places[..., DIGITS:])
    return PageMap(
        digit_ink=ink[..., 1],
        other_ink=ink[..., 2],
        middles=1 / (1 + np.exp(-places[..., :DIGITS])),
        widths=USUAL_WIDTH_PX * sizes[..., 0],
        heights=USUAL_HEIGHT_PX * sizes[..., 1],
    )


def _unfolded(parts: FloatArray) -> FloatArray:
    """(h, w, 4 * 3), four pixels at each place -> (2 h, 2 w, 3), as depth_to_space in the field."""
    h, w, _ = parts.shape
    blocks = parts.reshape(h, w, INK_STEP, INK_STEP, CLASSES)
    pixels: FloatArray = blocks.transpose(0, 2, 1, 3, 4).reshape(
        h * INK_STEP, w * INK_STEP, CLASSES
    )
    return pixels


@functools.cache
def load_page_network() -> PageNetwork:
    """The one that comes with the program, loaded once. Raises ModelError."""
    return PageNetwork(PAGE_FILE)
