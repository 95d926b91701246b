"""Frames around what was found on the pad, with labels that can be clicked."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digit_recognizer.reading.rendering import Point
from digit_recognizer.window.widgets.theme import colour, unit_px

LABEL_UNITS = 2  # height of a label
BoxPx = tuple[float, float, float, float]  # left, top, right, bottom, on the canvas

DOTS = (3, 3)  # pixels: drawn, and left out
THICK, THIN, THINNER = 4, 8, 16  # lines in a unit: of the chosen digit, of others, of marks


@dataclass(frozen=True)
class Frame:
    """A frame around a digit, or a faint one around a mark."""

    box: tuple[float, float, float, float]  # left, top, right, bottom, in sheet units
    label: str = ""  # above it; only a frame with a label can be clicked
    is_chosen: bool = False
    is_mark: bool = False
    is_spot: bool = False  # dotted and round


class Frames:
    """The frames on a canvas."""

    def __init__(self, canvas: tk.Canvas, to_canvas: Callable[[Point], Point]) -> None:
        """to_canvas: sheet units -> pixels of the canvas."""
        self._canvas, self._to_canvas = canvas, to_canvas
        self._frames: Sequence[Frame] = ()

    def show(self, frames: Sequence[Frame]) -> None:
        """These in place of those before."""
        self._frames = frames
        self.draw()

    def draw(self) -> None:
        """Again, where they are now."""
        self._canvas.delete("frame")
        for frame in self._frames:
            self._draw(frame)

    def at(self, x: float, y: float) -> int | None:
        """The index of the frame with a label that is here, in pixels."""
        for index, frame in enumerate(self._frames):
            left, top, right, bottom = self._box_px(frame)
            top -= LABEL_UNITS * unit_px(self._canvas)
            if frame.label and left <= x <= right and top <= y <= bottom:
                return index
        return None

    def _draw(self, frame: Frame) -> None:
        box = self._box_px(frame)
        fill = colour(self._canvas, "mark" if frame.is_mark else "found")
        thin = THINNER if frame.is_mark else THIN
        width = max(1, unit_px(self._canvas) // (THICK if frame.is_chosen else thin))
        if frame.is_spot:
            self._canvas.create_oval(*box, outline=fill, width=width, dash=DOTS, tags="frame")
            return
        self._canvas.create_rectangle(*box, outline=fill, width=width, tags="frame")
        if frame.label:
            self._draw_label(frame, box, fill)

    def _draw_label(self, frame: Frame, box: BoxPx, fill: str) -> None:
        """Above the frame or below it, where no other digit is; else only that of the chosen."""
        left, top, right, bottom = box
        text = self._canvas.create_text(
            ((left + right) / 2, top),
            anchor="s",
            text=frame.label,
            fill=fill,
            font="Bold" if frame.is_chosen else "TkDefaultFont",
            tags="frame",
        )
        if self._is_free(text, frame):
            return
        self._canvas.coords(text, (left + right) / 2, bottom)
        self._canvas.itemconfigure(text, anchor="n")
        if self._is_free(text, frame):
            return
        if not frame.is_chosen:
            self._canvas.delete(text)
            return
        paper = self._canvas.create_rectangle(
            self._canvas.bbox(text), fill=colour(self._canvas, "paper"), width=0, tags="frame"
        )
        self._canvas.tag_lower(paper, text)

    def _is_free(self, item: int, frame: Frame) -> bool:
        """Whether a text is on the canvas, and on none of the other digits."""
        place = self._canvas.bbox(item)
        others = [self._box_px(one) for one in self._frames if one is not frame and one.label]
        is_inside = place[1] >= 0 and place[3] <= self._canvas.winfo_height()
        return is_inside and not any(_overlap(place, other) for other in others)

    def _box_px(self, frame: Frame) -> BoxPx:
        """A little outside of the digit."""
        room = unit_px(self._canvas) // 4
        left, top = self._to_canvas(frame.box[:2])
        right, bottom = self._to_canvas(frame.box[2:])
        return left - room, top - room, right + room, bottom + room


def _overlap(one: BoxPx, other: BoxPx) -> bool:
    return all(max(one[i], other[i]) < min(one[i + 2], other[i + 2]) for i in (0, 1))
