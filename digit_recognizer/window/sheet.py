"""What is on the pad: strokes, perhaps over an opened picture; and how it was before.

Sheets are immutable: each change makes a new one, so that undo goes back to an old one, and a
thread can paint one while the pen moves on.

    what the pen did -> Sheet                               Past
      -> picture, mode "L" or "RGB", as large as the pad    Painter

Sheet units: (0, 0) is the middle, y goes down, and every pad shows at least 400 x 400 of them. On
a larger pad the drawing is larger, and keeps its shape.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from digit_recognizer.reading.preprocessing import Box, border_brightness
from digit_recognizer.reading.rendering import BLACK, WHITE, Point, add_stroke

SHEET_UNITS = 400.0  # the width and height that every pad shows
PEN_WIDTH = 22.0  # in a digit 300 high: 1.5 of the 20 pixels that it is scaled down to
KEPT_PICTURES = 40  # of past sheets, for a quick undo: 6 MB on a pad of 400 x 400
KEPT_BYTES = 100_000_000  # of these: fewer pictures on a large pad
UNDO_STEPS = 200  # an opened picture may take 8 MB

Colour = int | tuple[int, ...]  # grey, or red, green and blue; 0 to 255


@dataclass(frozen=True)
class Stroke:
    """Where the pen went while it was down."""

    points: tuple[Point, ...]  # at least one, in sheet units
    width: float = PEN_WIDTH  # of the round brush, in sheet units
    erases: bool = False  # paints with the paper's colour


@dataclass(frozen=True, eq=False)
class Sheet:
    """Strokes over a picture, or over clean white paper."""

    strokes: tuple[Stroke, ...] = ()
    picture: Image.Image | None = None  # mode "RGB"
    paper: Colour = WHITE  # around that picture
    size: tuple[float, float] = (SHEET_UNITS, SHEET_UNITS)  # that a pad has to show, in units
    picture_scale: float = 1.0  # units for one pixel of the picture, which lies in the middle

    @property
    def is_empty(self) -> bool:
        """Whether it is clean white paper."""
        return not self.strokes and self.picture is None

    @property
    def ink(self) -> Colour:
        """Black on light paper, white on dark."""
        if isinstance(self.paper, int):
            return BLACK if self.paper > WHITE / 2 else WHITE
        return (BLACK if sum(self.paper) > 3 * WHITE / 2 else WHITE,) * 3

    def continues(self, other: Sheet) -> bool:
        """Whether it is the same drawing with more or fewer strokes."""
        return self.picture is other.picture and self.strokes[:1] == other.strokes[:1]

    def with_stroke(self, stroke: Stroke, pad: View) -> Sheet:
        """The same and one more stroke, drawn on this pad."""
        half = stroke.width / 2
        far = [max(abs(point[axis]) for point in stroke.points) + half for axis in (0, 1)]
        seen = (pad.width / pad.scale, pad.height / pad.scale)
        size = [max(s, min(2 * f, e)) for s, f, e in zip(self.size, far, seen, strict=True)]
        return replace(self, strokes=(*self.strokes, stroke), size=(size[0], size[1]))


def sheet_of(picture: Image.Image, pad: View) -> Sheet:
    """A sheet with a picture (mode "RGB") as large as this pad can show it."""
    channels = np.moveaxis(np.asarray(picture, np.float32), 2, 0)  # (3, H, W)
    paper = tuple(round(border_brightness(channel)) for channel in channels)
    size = (pad.width / pad.scale, pad.height / pad.scale)
    scale = min(size[0] / picture.width, size[1] / picture.height)
    return Sheet(picture=picture, picture_scale=scale, paper=paper, size=size)


@dataclass(frozen=True)
class View:
    """How large a sheet is on a pad."""

    width: int  # of the pad, in pixels
    height: int
    scale: float  # pixels for one unit

    @classmethod
    def of(cls, sheet: Sheet, width: int, height: int) -> View:
        """As large as fits."""
        width, height = max(1, width), max(1, height)
        scale = min(width / sheet.size[0], height / sheet.size[1])
        return cls(width, height, round(scale, 9))  # an unseen change would clear the Painter

    def to_sheet(self, x: float, y: float) -> Point:
        """Pixels of the pad -> sheet units."""
        return (x - self.width / 2) / self.scale, (y - self.height / 2) / self.scale

    def to_pad(self, point: Point) -> Point:
        """Sheet units -> pixels of the pad."""
        x, y = point
        return self.width / 2 + x * self.scale, self.height / 2 + y * self.scale

    def place_of(self, picture: Image.Image, picture_scale: float) -> Box:
        """The box of a sheet's picture, in pixels of the pad."""
        factor = self.scale * picture_scale
        left = round((self.width - picture.width * factor) / 2)
        top = round((self.height - picture.height * factor) / 2)
        return left, top, self.width - left, self.height - top


class Painter:
    """Paints sheets and keeps the last ones: with one more stroke, only that is painted."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._painted: list[tuple[Sheet, Image.Image]] = []

    def picture(self, sheet: Sheet, view: View) -> Image.Image:
        """What the pad shows and the network reads. Do not change it: it is kept.

        Mode "L", black on white, for strokes alone; "RGB" where there is a picture.
        """
        if view != self._view:
            self._view, self._painted = view, []
        for done, picture in self._painted:
            if done is sheet:
                return picture
        picture = self._paint(sheet, view)
        room = min(KEPT_PICTURES, KEPT_BYTES // (view.width * view.height * len(picture.mode)))
        self._painted = [(sheet, picture), *self._painted][: max(1, room)]
        return picture

    def _paint(self, sheet: Sheet, view: View) -> Image.Image:
        done, picture = self._nearest(sheet, view)
        for stroke in sheet.strokes[len(done.strokes) :]:
            paint(picture, stroke, sheet, view)
        return picture

    def _nearest(self, sheet: Sheet, view: View) -> tuple[Sheet, Image.Image]:
        """The painted sheet that lacks the fewest of these strokes, and a copy of its picture."""
        best = Sheet(), background(sheet, view)
        for done, picture in self._painted:
            count = len(done.strokes)
            is_part = done.picture is sheet.picture and done.strokes == sheet.strokes[:count]
            if is_part and count > len(best[0].strokes):
                best = done, picture
        return best[0], best[1].copy()


def background(sheet: Sheet, view: View) -> Image.Image:
    """The paper without strokes."""
    size = (view.width, view.height)
    if sheet.picture is None:
        return Image.new("L", size, sheet.paper)
    left, top, right, bottom = view.place_of(sheet.picture, sheet.picture_scale)
    paper = Image.new("RGB", size, sheet.paper)
    scaled = sheet.picture.resize((max(1, right - left), max(1, bottom - top)), reducing_gap=2.0)
    paper.paste(scaled, (left, top))
    return paper


def paint(picture: Image.Image, stroke: Stroke, sheet: Sheet, view: View) -> None:
    """Adds a stroke to a picture of this sheet."""
    points = [view.to_pad(point) for point in stroke.points]
    colour = sheet.paper if stroke.erases else sheet.ink
    add_stroke(picture, points, stroke.width * view.scale, colour)


class Past:
    """The sheet, and those before it; undone ones can be redone until something changes."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self._before: list[Sheet] = []
        self._after: list[Sheet] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to redo."""
        return bool(self._after)

    def change_to(self, sheet: Sheet) -> None:
        """Another sheet in place of this one."""
        self._before = [*self._before, self.sheet][-UNDO_STEPS:]
        self._after = []
        self.sheet = sheet

    def undo(self) -> bool:
        """Back by one change; False where there is none."""
        return self._step(self._before, self._after)

    def redo(self) -> bool:
        """Forward by one change; False where there is none."""
        return self._step(self._after, self._before)

    def _step(self, source: list[Sheet], other: list[Sheet]) -> bool:
        if not source:
            return False
        other.append(self.sheet)
        self.sheet = source.pop()
        return True
