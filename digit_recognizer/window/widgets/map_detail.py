"""One map closely: how it looks, its kernel, what it responds to, the answer without it."""

from __future__ import annotations

import tkinter as tk

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.reading.inside.layers import LayerMaps
from digit_recognizer.reading.inside.others import Patch
from digit_recognizer.reading.inside.pictures import GAP, grey_picture, kernel_picture
from digit_recognizer.window import inside_words as words
from digit_recognizer.window.inspector import Insight
from digit_recognizer.window.widgets.picture_canvas import PictureCanvas

WIDTH_UNITS = 26
PATCH_COLUMNS = 3
LARGEST_PATCH = 84  # pixels


class MapDetail(PictureCanvas):
    """Sends <<FieldMoved>> when the mouse is on another place of the large map.

    `under_mouse` is its row and column, or None.
    """

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent)
        self.configure(width=WIDTH_UNITS * self.unit)
        self.under_mouse: tuple[int, int] | None = None
        self.map_box = (0, 0, 0, 0)  # where the large map is
        self._values: FloatArray | None = None  # (H, W) of that
        self.bind("<Motion>", lambda event: self._move_to(self._place_at(event.x, event.y)))
        self.bind("<Leave>", lambda event: self.leave())

    def show(self, insight: Insight | None) -> None:
        """The map that was chosen; None, or none chosen: what to do."""
        self.clear()
        self._values = None
        layer = _chosen_layer(insight)
        if insight is None or insight.look.chosen is None or layer is None:
            self.words(0, 0, words.CLICK if insight else "", width=self._width)
            return
        index = insight.look.chosen[1]
        self._values = layer.values[:, :, index]
        _, y = self.words(0, 0, words.map_name(insight), width=self._width)
        y = self._show_map(self._values, layer, index, y + self.unit // 2)
        _, y = self.words(0, y + self.unit, words.without(insight), "TkDefaultFont")
        self._show_patches(insight.patches, y + self.unit)

    def leave(self) -> None:
        """The mouse is on no place."""
        self._move_to(None)

    @property
    def _width(self) -> int:
        return WIDTH_UNITS * self.unit

    def _show_map(self, values: FloatArray, layer: LayerMaps, index: int, top: int) -> int:
        """And its kernel beside it; returns where they end."""
        side = self._width // 2
        self.map_box = (0, top, side, top + side)
        self.picture(0, top, grey_picture(values / max(float(values.max()), 1e-6), side))
        if layer.kernel is not None:
            self.picture(side + self.unit, top, kernel_picture(layer.kernel[..., index], side // 2))
            self.words(side + self.unit, top + side // 2 + self.unit // 2, words.KERNEL)
        return top + side

    def _show_patches(self, patches: list[Patch], top: int) -> None:
        if not patches:
            return
        _, top = self.words(0, top, words.RESPONDS)
        side = min(LARGEST_PATCH, self._width // PATCH_COLUMNS - GAP) // SIDE * SIDE
        for number, patch in enumerate(patches):
            row, column = divmod(number, PATCH_COLUMNS)
            x, y = column * (side + GAP), top + row * (side + GAP)
            self.picture(x, y, grey_picture(patch.digit, side))
            left, above, right, below = (side / SIDE * edge for edge in patch.box)
            self.frame(x + left, y + above, x + right - 1, y + below - 1)

    def _place_at(self, x: int, y: int) -> tuple[int, int] | None:
        left, top, right, bottom = self.map_box
        if self._values is None or not (left <= x < right and top <= y < bottom):
            return None
        high, wide = self._values.shape
        return (y - top) * high // (bottom - top), (x - left) * wide // (right - left)

    def _move_to(self, place: tuple[int, int] | None) -> None:
        if place != self.under_mouse:
            self.under_mouse = place
            self.event_generate("<<FieldMoved>>")


def _chosen_layer(insight: Insight | None) -> LayerMaps | None:
    """That the chosen map is in; None where another network has no such map."""
    if insight is None or insight.look.chosen is None:
        return None
    name, index = insight.look.chosen
    found = [one for one in insight.layers if one.layer == name and index < one.values.shape[2]]
    return found[0] if found else None
