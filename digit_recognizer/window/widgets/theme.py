"""How the window looks: two ttk themes based on "clam", named fonts, and one unit of distance.

A widget that draws itself asks colour() for its colours, and again at <<ThemeChanged>>, which ttk
sends to every widget.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import sys
import tkinter as tk
from tkinter import font as tkfont
from tkinter import ttk
from typing import Literal

from PIL import Image, ImageDraw, ImageOps

from digit_recognizer.window.widgets.palette import PALETTES, Palette
from digit_recognizer.window.widgets.style import style_settings

BODY_POINTS = 10  # where the system's font has no size that can be trusted
FONTS: dict[str, tuple[float, Literal["normal", "bold"]]] = {  # times the body's size
    "Small": (0.9, "normal"),
    "Bold": (1, "bold"),
    "Large": (1.25, "normal"),
    "Words": (1.6, "normal"),
    "Answer": (4, "bold"),
    "Digit": (5, "bold"),  # the result makes it as large as there is room for
}


def enable_high_dpi() -> None:
    """Call it before a window is made: otherwise Windows scales its pixels up on sharp screens."""
    if sys.platform == "win32":
        with contextlib.suppress(AttributeError, OSError):  # before Windows 8.1
            ctypes.windll.shcore.SetProcessDpiAwareness(1)


def system_theme() -> str:
    """What the system prefers, "light" or "dark"; "light" where that cannot be known."""
    import darkdetect

    return "dark" if darkdetect.theme() == "Dark" else "light"


def unit_px(widget: tk.Misc) -> int:
    """The unit of all distances: half the height of a line of text."""
    return tkfont.nametofont("TkDefaultFont", root=widget).metrics("linespace") // 2


def colour(widget: tk.Misc, name: str) -> str:
    """A colour of the Palette that is in use, by its name: "#rrggbb"."""
    return str(ttk.Style(widget).lookup("Palette", name))


def in_colours(widget: tk.Misc, picture: Image.Image) -> Image.Image:
    """Strokes alone, mode "L", in the theme's ink and paper; a picture keeps its own colours."""
    if picture.mode != "L":
        return picture
    return ImageOps.colorize(picture, colour(widget, "ink"), colour(widget, "paper"))


class Theme:
    """The looks of one window: light or dark, and the size of its text."""

    def __init__(self, window: tk.Tk) -> None:
        self._window = window
        self._style = ttk.Style(window)
        self._body = tkfont.nametofont("TkDefaultFont", root=window)
        # negative sizes are pixels, too small on sharp screens: points follow the screen
        size = self._body.actual("size")
        self._points = size if size > 0 else BODY_POINTS
        self._fonts = {name: tkfont.Font(window, name=name, exists=False) for name in FONTS}
        self._ticks: dict[tuple[str, bool], tk.PhotoImage] = {}  # Tk shows what Python holds
        for name in PALETTES:
            self._style.theme_create(name, parent="clam")
            self._add_tick(name)

    def use(self, name: str, text_size: float) -> None:
        """name: "light" or "dark". text_size: times the system's."""
        self._set_fonts(text_size)
        for is_set in (False, True):
            mark = _tick(PALETTES[name], 2 * unit_px(self._window), is_set)
            self._ticks[name, is_set].configure(data=mark)
        self._style.theme_settings(name, style_settings(PALETTES[name], unit_px(self._window)))
        self._style.theme_use(name)
        self._window.configure(background=PALETTES[name].window)

    def _add_tick(self, name: str) -> None:
        """A box with a tick: clam's has a cross, which to many says no."""
        off, on = (tk.PhotoImage(master=self._window) for _ in range(2))
        self._ticks[name, False], self._ticks[name, True] = off, on
        self._style.theme_use(name)  # an element is made for the theme in use
        self._style.element_create("Tick.indicator", "image", off, ("selected", on), sticky="")

    def _set_fonts(self, text_size: float) -> None:
        points = self._points * text_size
        family = self._body.actual("family")
        for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont"):
            font = tkfont.nametofont(name, root=self._window)
            font.configure(size=max(1, round(points)))
        for name, (factor, weight) in FONTS.items():
            self._fonts[name].configure(family=family, size=round(points * factor), weight=weight)


def _tick(palette: Palette, side: int, is_set: bool) -> bytes:
    """A PNG file: a box of this side, in pixels, a tick in it, and room on the right."""
    large, wide = 4 * side, side // 3  # four times as large, and averaged: soft edges
    picture = Image.new("RGBA", (large + large // 4, large))
    brush = ImageDraw.Draw(picture)
    box = (wide, wide, large - wide, large - wide)
    fill, edge = (palette.accent,) * 2 if is_set else (palette.surface, palette.faint)
    brush.rounded_rectangle(box, large // 6, fill, edge, width=wide // 2)
    if is_set:
        corners = [(0.28, 0.52), (0.44, 0.68), (0.73, 0.33)]
        points = [(large * x, large * y) for x, y in corners]
        brush.line(points, palette.on_accent, width=wide, joint="curve")
    content = io.BytesIO()
    picture.reduce(4).save(content, "PNG")
    return content.getvalue()
