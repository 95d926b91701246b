"""How the window looks: two ttk themes on "clam", named fonts, and one unit of distance.

A widget that paints itself asks colour() for its colours, and again at <<ThemeChanged>>, which ttk
sends to every widget.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import sys
import tkinter as tk
from dataclasses import asdict, dataclass
from tkinter import font as tkfont
from tkinter import ttk
from typing import Any, Literal

from PIL import Image, ImageDraw, ImageOps

TICK_AND_LABEL = [  # a ttk layout
    (
        "Checkbutton.padding",
        {
            "children": [
                ("Tick.indicator", {"side": "left"}),
                ("Checkbutton.focus", {"side": "left", "children": [("Checkbutton.label", {})]}),
            ]
        },
    )
]


@dataclass(frozen=True)
class Palette:
    """Every colour of a theme. Text has a contrast of 4.5 : 1 at least; a test computes it."""

    window: str
    surface: str  # of buttons and menus
    hover: str  # under the mouse
    line: str  # around buttons
    text: str
    faint: str  # text that is less important
    problem: str  # text that tells of one
    accent: str  # of the main button, the best bar, and what has the focus
    accent_hover: str
    on_accent: str  # text on it
    track: str  # behind the bars
    bar: str
    paper: str
    ink: str
    hint: str  # text on empty paper
    found: str  # around what was found in a picture


LIGHT = Palette(
    window="#f2f4f8",
    surface="#ffffff",
    hover="#e3e9f4",
    line="#c3ccdb",
    text="#1b2230",
    faint="#566176",
    problem="#a3200d",
    accent="#1d5bc9",
    accent_hover="#174aa6",
    on_accent="#ffffff",
    track="#e0e6ef",
    bar="#a9b7cd",
    paper="#ffffff",
    ink="#000000",
    hint="#6b7589",
    found="#c2410c",
)
DARK = Palette(
    window="#171b22",
    surface="#232935",
    hover="#2f3746",
    line="#465064",
    text="#e8ecf4",
    faint="#a5afc1",
    problem="#ff9c85",
    accent="#78a9ff",
    accent_hover="#9cc0ff",
    on_accent="#0c1830",
    track="#2a313d",
    bar="#627088",
    paper="#0e1116",
    ink="#ffffff",
    hint="#8b96a9",
    found="#ff9c5a",
)
PALETTES = {"light": LIGHT, "dark": DARK}

BODY_POINTS = 10  # where the system's font has no size that can be trusted
FONTS: dict[str, tuple[float, Literal["normal", "bold"]]] = {  # times the body's size
    "Small": (0.9, "normal"),
    "Bold": (1, "bold"),
    "Large": (1.25, "normal"),
    "Words": (1.6, "normal"),
    "Digit": (5, "bold"),  # the result makes it as large as there is room for
}


def enable_high_dpi() -> None:
    """To be called before a window is made: Windows would blow its pixels up on sharp screens."""
    if sys.platform == "win32":
        with contextlib.suppress(AttributeError, OSError):  # before Windows 8.1
            ctypes.windll.shcore.SetProcessDpiAwareness(1)


def system_theme() -> str:
    """What the system prefers, "light" or "dark"; "light" where that cannot be known."""
    import darkdetect

    return "dark" if darkdetect.theme() == "Dark" else "light"


def unit_px(widget: tk.Misc) -> int:
    """Of all distances: half the height of a line of text."""
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
        self._style.theme_settings(name, _settings(PALETTES[name], unit_px(self._window)))
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


def _settings(palette: Palette, unit: int) -> dict[str, Any]:
    """What ttk's theme_settings() takes."""
    p = palette
    disabled, active, focus = ("disabled", p.faint), ("active", p.hover), ("focus", p.accent)
    button = {
        "background": p.surface,
        "bordercolor": p.line,
        "lightcolor": p.surface,  # clam's inner bevel: none
        "darkcolor": p.surface,
        "focuscolor": p.accent,
        "padding": (unit, unit // 2),
        "relief": "raised",  # with a bevel of the background's colour: flat, with a border
        "anchor": "center",
    }
    bevel = {"lightcolor": [focus, active], "darkcolor": [focus, active]}  # two pixels of focus
    return {
        ".": {
            "configure": {
                "background": p.window,
                "foreground": p.text,
                "font": "TkDefaultFont",
                "troughcolor": p.track,
                "bordercolor": p.line,
                "focuscolor": p.accent,
                "selectbackground": p.accent,
                "selectforeground": p.on_accent,
                "insertcolor": p.text,
            },
            "map": {"foreground": [disabled]},
        },
        "Palette": {"configure": asdict(palette)},
        "TButton": {
            "configure": button,
            "map": {
                "background": [("disabled", p.window), ("pressed", p.hover), active],
                "bordercolor": [focus],
                "foreground": [disabled],
                **bevel,
            },
        },
        "Accent.TButton": {
            "configure": {
                "background": p.accent,
                "foreground": p.on_accent,
                "bordercolor": p.accent,
                "lightcolor": p.accent,
                "darkcolor": p.accent,
                "focuscolor": p.on_accent,
                "font": "Bold",
            },
            "map": {
                "background": [("active", p.accent_hover)],
                "lightcolor": [("focus", p.on_accent), ("active", p.accent_hover)],
                "darkcolor": [("focus", p.on_accent), ("active", p.accent_hover)],
                "bordercolor": [("focus", p.accent)],
                "foreground": [],
            },
        },
        "Toolbutton": {
            "configure": {
                **button,
                "background": p.window,
                "bordercolor": p.window,
                "lightcolor": p.window,
                "darkcolor": p.window,
            },
            "map": {
                "background": [("selected", p.surface), active],
                "lightcolor": [focus, ("selected", p.surface), active],
                "darkcolor": [focus, ("selected", p.surface), active],
                "bordercolor": [focus, ("selected", p.line)],
                "foreground": [disabled],
                "relief": [("disabled", "raised")],
            },
        },
        "Past.TButton": {
            "configure": {"padding": unit // 4, "font": "Small"},
        },
        "TCheckbutton": {
            "configure": {"padding": unit // 4},
            "map": {"background": [active]},
            "layout": TICK_AND_LABEL,
        },
        "Horizontal.TScale": {
            "configure": {
                "background": p.faint,
                "troughcolor": p.track,
                "bordercolor": p.line,
                "lightcolor": p.faint,
                "darkcolor": p.faint,
                "sliderlength": 2 * unit,
                "gripcount": 0,
            },
            "map": {
                "background": [focus, ("active", p.text)],
                "lightcolor": [focus],
                "darkcolor": [focus],
                "bordercolor": [focus],
            },
        },
        "Faint.TLabel": {"configure": {"foreground": p.faint}},
        "Small.TLabel": {"configure": {"foreground": p.faint, "font": "Small"}},
        "Problem.TLabel": {"configure": {"foreground": p.problem}},
    }
