"""A sheet of maps for each layer, below each other."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from dataclasses import dataclass

from digit_recognizer.reading.inside.layers import LayerMaps
from digit_recognizer.reading.inside.pictures import GAP, sheet_of_maps
from digit_recognizer.window.inspector import MapChoice
from digit_recognizer.window.widgets.picture_canvas import PictureCanvas

PER_ROW = 24  # maps of a layer that stand beside each other, at most
LEAST_SIDE, MOST_SIDE = 8, 78  # pixels of a map
FOCUS_PX, EDGE_PX = 2, 4  # the border that shows the focus; from the edge to the maps
WHEEL_STEPS = 3  # of the scroll bar


@dataclass(frozen=True)
class Sheet:
    """Where the maps of a layer are on the canvas."""

    layer: str
    count: int
    columns: int
    side: int  # pixels
    top: int

    def at(self, x: float, y: float) -> int | None:
        """The map at this place; None where there is none."""
        column, row = int(x // (self.side + GAP)), int((y - self.top) // (self.side + GAP))
        index = row * self.columns + column
        is_inside = row >= 0 and 0 <= column < self.columns and index < self.count
        return index if is_inside else None

    def corner(self, index: int) -> tuple[int, int]:
        """Of a map: left and top."""
        row, column = divmod(index, self.columns)
        return column * (self.side + GAP), self.top + row * (self.side + GAP)


class MapSheets(PictureCanvas):
    """Sends <<MapChosen>> when a map was clicked or reached by an arrow key: `chosen`."""

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent)
        self.configure(cursor="hand2", takefocus=True, highlightthickness=FOCUS_PX)
        self.chosen: MapChoice | None = None
        self.sheets: list[Sheet] = []
        self.bind("<Button-1>", self._choose)
        self.bind("<Button-4>", lambda event: self._scroll(-WHEEL_STEPS))
        self.bind("<Button-5>", lambda event: self._scroll(WHEEL_STEPS))
        self.bind(
            "<MouseWheel>",
            lambda event: self._scroll(-WHEEL_STEPS if event.delta > 0 else WHEEL_STEPS),
        )
        for key, maps, layers in (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1)):
            self.bind(f"<{key}>", lambda event, by=(maps, layers): self._step(*by))  # type: ignore[misc]

    def show(self, layers: Sequence[LayerMaps]) -> None:
        """In place of those before."""
        self.clear()
        self.sheets = []
        y = 0
        for one in layers:
            y = self._show_layer(one, y) + self.unit
        width = self.winfo_width() - EDGE_PX
        self.configure(
            scrollregion=(-EDGE_PX, -EDGE_PX, width, max(y, self.winfo_height() - EDGE_PX))
        )
        self.xview_moveto(0)

    def _show_layer(self, one: LayerMaps, top: int) -> int:
        """Returns where it ends."""
        _, y = self.words(0, top, one.words)
        columns, side = grid(one.values.shape[2], self.winfo_width() - 2 * EDGE_PX)
        picture = sheet_of_maps(one.values, columns, side)
        self.picture(0, y, picture)
        sheet = Sheet(one.layer, one.values.shape[2], columns, side, y)
        self.sheets.append(sheet)
        if self.chosen is not None and self.chosen[0] == one.layer:
            x, above = sheet.corner(self.chosen[1])
            self.frame(x - 1, above - 1, x + side, above + side, width=2)
        return y + picture.height

    def _choose(self, event: tk.Event) -> None:
        self.focus_set()
        x, y = self.canvasx(event.x), self.canvasy(event.y)
        found = [(sheet.layer, sheet.at(x, y)) for sheet in self.sheets]
        chosen = next(((layer, index) for layer, index in found if index is not None), None)
        if chosen is not None:
            self.chosen = chosen
            self.event_generate("<<MapChosen>>")

    def _step(self, maps: int, layers: int) -> str:
        """To the next map, or to the same one of the next layer; without any, to the first."""
        if self.sheets:
            names = [sheet.layer for sheet in self.sheets]
            layer, index = self.chosen if self.chosen in self._all() else (names[0], -maps)
            sheet = self.sheets[(names.index(layer) + layers) % len(names)]
            self.chosen = sheet.layer, min(max(0, index + maps), sheet.count - 1)
            self._show_chosen(sheet)
            self.event_generate("<<MapChosen>>")
        return "break"

    def _all(self) -> set[MapChoice]:
        return {(sheet.layer, index) for sheet in self.sheets for index in range(sheet.count)}

    def _show_chosen(self, sheet: Sheet) -> None:
        """Scrolls to its layer, if that is out of sight."""
        whole = max(1, self.sheets[-1].top + self.winfo_height())
        top, bottom = (self.canvasy(edge) for edge in (0, self.winfo_height()))
        if not top <= sheet.top <= bottom - 2 * sheet.side:
            self.yview_moveto(max(0, sheet.top - 2 * self.unit) / whole)

    def _scroll(self, steps: int) -> None:
        self.yview_scroll(steps, "units")


def grid(count: int, width: int) -> tuple[int, int]:
    """Columns, and the side of a map: as large as fits. width: for a row, in pixels."""
    rows = -(-count // PER_ROW)
    columns = -(-count // rows)
    side = (width + GAP) // columns - GAP
    return columns, min(MOST_SIDE, max(LEAST_SIDE, side))
