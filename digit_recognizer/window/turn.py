"""A sheet with a picture, turned: photographs often lie on their side."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from digit_recognizer.window.sheet import Sheet, Stroke, View, sheet_of


def turned(sheet: Sheet, pad: View) -> Sheet:
    """By 90 degrees clockwise, as large as this pad can show it; its strokes stay where they were.

    Raises ValueError with a sentence where there is no picture.
    """
    if sheet.picture is None:
        raise ValueError("There is no picture to turn. Open one first.")
    new = sheet_of(sheet.picture.transpose(Image.Transpose.ROTATE_270), pad)
    factor = new.picture_scale / sheet.picture_scale
    return replace(new, strokes=tuple(_turned(stroke, factor) for stroke in sheet.strokes))


def _turned(stroke: Stroke, factor: float) -> Stroke:
    points = tuple((-factor * y, factor * x) for x, y in stroke.points)
    return replace(stroke, points=points, width=factor * stroke.width)
