"""The colours of the window, light and dark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Every colour of a theme. A test holds that text has a contrast of at least 4.5 : 1."""

    window: str
    surface: str  # of buttons and menus
    hover: str  # under the mouse
    line: str  # around buttons
    text: str
    faint: str  # less important text
    problem: str
    accent: str  # the main button, the best bar, the focus
    accent_hover: str
    on_accent: str  # text on the accent
    track: str  # behind the bars
    bar: str
    paper: str
    ink: str
    hint: str  # text on empty paper
    found: str  # frames around digits
    mark: str  # frames around ink that is no digit


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
    mark="#7f9ccb",
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
    mark="#7f9ccb",
)
PALETTES = {"light": LIGHT, "dark": DARK}
