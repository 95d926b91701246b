"""A sheet of paper for the mouse, the pen or the finger."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, ImageTk

from digit_recognizer.reading.rendering import Point
from digit_recognizer.window.sheet import (
    PEN_WIDTH,
    Painter,
    Past,
    Sheet,
    Stroke,
    View,
    sheet_of,
)
from digit_recognizer.window.snapshot import Snapshot
from digit_recognizer.window.turn import turned
from digit_recognizer.window.widgets.accessible import describe
from digit_recognizer.window.widgets.frames import Frame, Frames
from digit_recognizer.window.widgets.theme import colour, in_colours

PAD_PX = 220  # the pad's least side; it grows with the window
MOST_POINTS = 2000  # of a stroke, ten seconds of a mouse: the one under the pen is painted anew
TAP_PX = 3  # a pen that has moved no further has tapped, not drawn
RIGHT_BUTTONS = (2, 3)  # of a mouse, or the one on a pen's barrel: they erase
HINT = "Draw a digit, or a number"


class DrawingPad(tk.Canvas):
    """Sends <<StrokeGrows>> while the pen moves, and <<SheetChanged>> when the sheet changes.

    And <<FrameChosen>> when the pen has tapped a frame; that makes no stroke.

    While the pen is down its ink is a Tk line. When it is lifted, the picture that is read takes
    the line's place: what is seen is what is read.
    """

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent, width=PAD_PX, height=PAD_PX, highlightthickness=1)
        self.pen_width = PEN_WIDTH  # in sheet units
        self.erases = False  # whether the pen is the eraser
        self.chosen_frame: int | None = None  # the last one that the pen has tapped
        self._past = Past()
        self._painter = Painter()
        self._frames = Frames(self, lambda point: self.view.to_pad(point))
        self._points: list[Point] = []  # in pixels, while the pen is down
        self._now_erases = False  # whether the stroke under the pen erases
        self._faded: Image.Image | None = None  # seen in place of this one:
        self._faded_from: Image.Image | None = None
        self._shown: ImageTk.PhotoImage | None = None  # Tk shows it only while Python holds it
        self._refresh_later: str | None = None
        describe(self, "Canvas", "Drawing pad", HINT)
        self.bind("<Button-1>", lambda event: self._begin(event, self.erases))
        for button in (1, *RIGHT_BUTTONS):
            self.bind(f"<B{button}-Motion>", self._extend)
            self.bind(f"<ButtonRelease-{button}>", lambda event: self.pen_up())
        for button in RIGHT_BUTTONS:
            self.bind(f"<Button-{button}>", lambda event: self._begin(event, erases=True))
        self.bind("<Motion>", self._outline_eraser)
        self.bind("<Leave>", lambda event: self.delete("outline"))
        self.bind("<Configure>", lambda event: self._refresh_when_idle())
        self.bind("<<ThemeChanged>>", lambda event: self._refresh_when_idle())

    # --- what is on it ---

    @property
    def sheet(self) -> Sheet:
        """All finished strokes, and the picture below them."""
        return self._past.sheet

    @property
    def view(self) -> View:
        """How large the sheet is on the pad."""
        return View.of(self.sheet, self.winfo_width(), self.winfo_height())

    @property
    def _clean_view(self) -> View:
        """How large an empty sheet is on the pad."""
        return View.of(Sheet(), self.winfo_width(), self.winfo_height())

    def snapshot(self) -> Snapshot:
        """The pad as it is seen, with the stroke under the pen: what there is to read."""
        sheet, view = self.sheet, self.view
        painted = self._painter.picture(sheet, view)
        with_pen = sheet.with_stroke(self._stroke(), view) if self._points else sheet
        return Snapshot(with_pen, view, painted, len(sheet.strokes))

    @property
    def pen_is_down(self) -> bool:
        """Whether a stroke is being drawn."""
        return bool(self._points)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return self._past.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to redo."""
        return self._past.can_redo

    # --- what can be done to it ---

    def show(self, sheet: Sheet) -> None:
        """Another sheet in place of this one; can be undone."""
        self.pen_up()
        self._past.change_to(sheet)
        self._changed()

    def open(self, picture: Image.Image) -> None:
        """A sheet with a picture, mode "RGB"."""
        self.show(sheet_of(picture, self._clean_view))

    def turn(self) -> None:
        """The picture by 90 degrees clockwise. Raises ValueError where there is none."""
        self.pen_up()
        self.show(turned(self.sheet, self._clean_view))

    def clear(self) -> None:
        """An empty sheet."""
        self.pen_up()
        if not self.sheet.is_empty:
            self.show(Sheet())

    def undo(self) -> None:
        """Takes the last change back."""
        self.pen_up()
        if self._past.undo():
            self._changed()

    def redo(self) -> None:
        """Takes undo() back."""
        self.pen_up()
        if self._past.redo():
            self._changed()

    def show_frames(self, frames: Sequence[Frame]) -> None:
        """Frames around what was found, in place of those before."""
        self._frames.show(frames)

    def show_faded(self, picture: Image.Image | None) -> None:
        """Shows this in place of the opened picture, below its strokes; None: no longer.

        It is only seen, not read or saved.
        """
        if picture is not self._faded:
            self._faded, self._faded_from = picture, self.sheet.picture
            self._refresh()

    # --- the pen ---

    def _begin(self, event: tk.Event, erases: bool) -> None:
        self.pen_up()
        self._now_erases = erases
        self.delete("hint")
        self._points = [self._clamped(event)]
        self._draw_line(*self._points, *self._points)
        self.event_generate("<<StrokeGrows>>")

    def _extend(self, event: tk.Event) -> None:
        if self._points:
            if len(self._points) >= MOST_POINTS:
                self._start_next_stroke()
            self._points.append(self._clamped(event))
            self._draw_line(*self._points[-2:])
            self._outline_eraser(event)
            self.event_generate("<<StrokeGrows>>")

    def _start_next_stroke(self) -> None:
        """The stroke so far is finished, and the pen stays down."""
        last = self._points[-1]
        self.pen_up()
        self._points = [last]

    def pen_up(self) -> None:
        """The pen is lifted: it has drawn a stroke, or tapped a frame."""
        if not self._points:
            return
        stroke, self.chosen_frame = self._stroke(), self._tapped_frame()
        self._points = []
        if self.chosen_frame is None:
            self._past.change_to(self.sheet.with_stroke(stroke, self.view))
        else:
            self.event_generate("<<FrameChosen>>")
        self._changed()

    def _tapped_frame(self) -> int | None:
        """The frame that the pen has tapped, unless it erases."""
        start = self._points[0]
        has_moved = max(math.dist(point, start) for point in self._points) > TAP_PX
        return None if self._now_erases or has_moved else self._frames.at(*start)

    def _clamped(self, event: tk.Event) -> Point:
        """Where the pen is; beside the pad, just far enough away that its ink is not seen."""
        far = self.pen_width * self.view.scale / 2
        x = min(max(event.x, -far), self.winfo_width() + far)
        return x, min(max(event.y, -far), self.winfo_height() + far)

    def _stroke(self) -> Stroke:
        view = self.view
        points = tuple(view.to_sheet(x, y) for x, y in self._points)
        return Stroke(points, self.pen_width, self._now_erases)

    def _draw_line(self, start: Point, end: Point) -> None:
        value = self.sheet.paper if self._now_erases else self.sheet.ink
        width = self.pen_width * self.view.scale
        self.create_line(*start, *end, width=width, capstyle="round", fill=self._seen(value))

    def _outline_eraser(self, event: tk.Event) -> None:
        """It has no ink that would show how wide it is."""
        self.delete("outline")
        if self.erases or (self._points and self._now_erases):
            half = self.pen_width * self.view.scale / 2
            box = (event.x - half, event.y - half, event.x + half, event.y + half)
            self.create_oval(*box, outline=colour(self, "hint"), tags="outline")

    # --- how it looks ---

    def _changed(self) -> None:
        self.event_generate("<<SheetChanged>>")  # first, so that reading runs beside painting
        self._refresh()

    def _refresh_when_idle(self) -> None:
        """Once for many changes of size."""
        if self._refresh_later is None:
            self._refresh_later = self.after_idle(self._refresh)

    def _refresh(self) -> None:
        """Shows the sheet, or the hint on an empty one; a line under the pen is kept."""
        self._refresh_later = None
        self.configure(
            background=colour(self, "paper"),
            highlightbackground=colour(self, "line"),
            cursor="circle" if self.erases else "pencil",
        )
        self.delete("all")
        self._show_picture()
        for start, end in zip(self._points, self._points[1:], strict=False):
            self._draw_line(start, end)
        if self.sheet.is_empty and not self._points:
            self._show_hint()
        self._frames.draw()

    def _show_picture(self) -> None:
        is_faded = self._faded is not None and self._faded_from is self.sheet.picture
        seen = replace(self.sheet, picture=self._faded) if is_faded else self.sheet
        picture = self._painter.picture(seen, self.view)
        self._shown = ImageTk.PhotoImage(in_colours(self, picture), master=self)
        self.create_image(0, 0, anchor="nw", image=self._shown)

    def _show_hint(self) -> None:
        middle = (self.winfo_width() // 2, self.winfo_height() // 2)
        self.create_text(middle, text=HINT, fill=colour(self, "hint"), font="Large", tags="hint")

    def _seen(self, value: int | tuple[int, ...]) -> str:
        if isinstance(value, int):
            return colour(self, "paper" if value else "ink")
        return "#{:02x}{:02x}{:02x}".format(*value)
