"""What people call a picture -> a PIL image: a path, bytes, an open file, an array, an image."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO, Union

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.reading.picture_files import open_picture

Source = Union[Image.Image, str, Path, bytes, BinaryIO, NDArray[np.generic]]  # noqa: UP007 - 3.10
CHANNELS = (3, 4)  # of an array's last axis: RGB, RGBA


def to_image(source: Source) -> Image.Image:
    """A PIL image as it is; the picture in a file, by its path, its bytes or open; or an array.

    Arrays: (H, W), (H, W, 3) or (H, W, 4), uint8 in 0..255 or float in [0, 1].
    Raises ValueError with a sentence for a file that is no picture, TypeError for anything else.
    """
    if isinstance(source, Image.Image):
        return source
    if isinstance(source, (str, Path)):
        return open_picture(Path(source))
    if isinstance(source, (bytes, bytearray)):
        return open_picture(io.BytesIO(source))
    if isinstance(source, np.ndarray):
        return _from_array(source)
    if hasattr(source, "read"):
        return open_picture(source)
    raise TypeError(
        f"A picture cannot be a {type(source).__name__}: give a path, bytes, an open file, a NumPy "
        "array or a PIL image."
    )


def _from_array(pixels: NDArray[np.generic]) -> Image.Image:
    if not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in CHANNELS)):
        raise TypeError(
            f"An array of shape {pixels.shape} is no picture: it must be (H, W), (H, W, 3) or "
            "(H, W, 4)."
        )
    if pixels.size == 0:
        raise ValueError("The picture has no pixels.")
    return Image.fromarray(_as_bytes(pixels))


def _as_bytes(pixels: NDArray[np.generic]) -> NDArray[np.uint8]:
    """uint8 0..255, of uint8, bool or float in [0, 1]."""
    if pixels.dtype == np.uint8:
        return np.ascontiguousarray(pixels, np.uint8)
    if pixels.dtype != np.bool_ and not np.issubdtype(pixels.dtype, np.floating):
        raise TypeError(f"An array of {pixels.dtype} is no picture: use uint8, or float in [0, 1].")
    values = pixels.astype(np.float64)
    if not (values.min() >= 0 and values.max() <= 1):  # NaN, too
        raise TypeError("An array of floats must lie in [0, 1], 0 = black: divide it by 255.")
    return np.rint(255 * values).astype(np.uint8)
