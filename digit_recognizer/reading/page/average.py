"""What the page network says of a picture in two sizes -> the average of both.

It errs differently in each size. After test-time augmentation in Krizhevsky, Sutskever and Hinton,
"ImageNet Classification with Deep Convolutional Neural Networks", 2012.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.page_network import PageMap

EDGE = 8  # places that a map of another size may lack at its end, by rounding
Shape = tuple[int, ...]  # rows, columns


def average(page: PageMap, other: PageMap) -> PageMap:
    """In the size of `page`. other: of the same picture in another size."""
    down, across = (
        there / here
        for here, there in zip(page.digit_ink.shape, other.digit_ink.shape, strict=True)
    )

    def both(here: FloatArray, there: FloatArray) -> FloatArray:
        return (here + resampled(there, here.shape, down, across)) / 2

    middles = [
        both(page.middles[..., digit], other.middles[..., digit])
        for digit in range(page.middles.shape[-1])
    ]
    return PageMap(
        digit_ink=both(page.digit_ink, other.digit_ink),
        other_ink=both(page.other_ink, other.other_ink),
        middles=np.stack(middles, axis=-1),
        widths=both(page.widths, other.widths / across),
        heights=both(page.heights, other.heights / down),
    )


def resampled(values: FloatArray, shape: Shape, down: float, across: float) -> FloatArray:
    """float32 (h, w) -> float32 `shape`. down, across: rows and columns for one of the result."""
    rows, columns = shape
    padded = np.pad(values, ((0, EDGE), (0, EDGE)), mode="edge")
    found = Image.fromarray(np.ascontiguousarray(padded)).resize(
        (columns, rows), Image.Resampling.BILINEAR, box=(0, 0, columns * across, rows * down)
    )
    return np.asarray(found)
