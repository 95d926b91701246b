"""A picture of a sheet: what stands in each pixel, and how light it is."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.training.pages.sheet import Digit, Sheet


@dataclass
class Photo:
    """All float32 (H, W), 0 to 1: light (0 = black), how much digits cover, and other ink."""

    light: FloatArray
    ink: FloatArray
    other: FloatArray
    digits: list[Digit]


def photograph(sheet: Sheet) -> Photo:
    """The part of the sheet that `sheet.view` shows."""
    ink, marks = (np.asarray(layer, np.float32) / 255 for layer in (sheet.ink, sheet.marks))
    light = sheet.paper * (1 - sheet.pen * np.maximum(ink, marks))
    other = np.maximum(sheet.printed, marks)
    seen = (_seen(light, sheet, float(sheet.paper.mean())), _seen(ink, sheet), _seen(other, sheet))
    return Photo(*seen, _digits_seen(sheet))


def _seen(layer: FloatArray, sheet: Sheet, beyond: float = 0) -> FloatArray:
    """float32 (rows, columns) -> (H, W), 0 to 1. beyond: what is where the sheet ends."""
    margin, view = sheet.margin, sheet.view
    if np.array_equal(view[:, :2], np.eye(3)[:, :2]):
        return layer[margin:-margin, margin:-margin]
    size = sheet.width - 2 * margin, sheet.height - 2 * margin
    seen = Image.fromarray((layer * 255 + 0.5).astype(np.uint8)).transform(
        size,
        Image.Transform.PERSPECTIVE,
        view.ravel()[:8].tolist(),
        Image.Resampling.BICUBIC,
        fillcolor=round(255 * beyond),
    )
    return np.asarray(seen, np.float32) / 255


def _digits_seen(sheet: Sheet) -> list[Digit]:
    """The digits whose middles are in the picture, where they are in it."""
    rows, columns = (n - 2 * sheet.margin for n in (sheet.height, sheet.width))
    to_picture = np.linalg.inv(sheet.view)
    seen = [_moved(digit, to_picture) for digit in sheet.digits]
    return [
        d for d in seen if 0 <= d.left + d.right < 2 * columns and 0 <= d.top + d.bottom < 2 * rows
    ]


def _moved(digit: Digit, matrix: FloatArray) -> Digit:
    """The box around where a digit's box goes, 3 x 3."""
    label, left, top, right, bottom = digit
    corners = np.array([(left, top, 1), (right, top, 1), (left, bottom, 1), (right, bottom, 1)])
    moved = corners @ matrix.T
    x, y = (moved[:, :2] / moved[:, 2:]).T
    return Digit(label, float(x.min()), float(y.min()), float(x.max()), float(y.max()))
