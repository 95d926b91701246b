"""A palette -> what ttk's theme_settings() takes, for every kind of widget that the window has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from digit_recognizer.window.widgets.palette import Palette

Style = dict[str, Any]  # "configure", "map" and "layout", as ttk has them

TICK_AND_LABEL = [  # a ttk layout: the window draws its own tick
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


def style_settings(palette: Palette, unit: int) -> dict[str, Any]:
    """unit: of all distances, in pixels."""
    button = _button(palette, unit)
    return {
        ".": _every_widget(palette),
        "Palette": {"configure": asdict(palette)},  # for widgets that draw themselves
        "TButton": button,
        "Accent.TButton": _accent_button(palette),
        "Toolbutton": _tool_button(palette, button["configure"]),
        "Past.TButton": {"configure": {"padding": unit // 4, "font": "Small"}},
        "TCheckbutton": _check_button(palette, unit),
        "Horizontal.TScale": _scale(palette, unit),
        "TCombobox": _combobox(palette, unit),
        "Vertical.TScrollbar": _scrollbar(palette),
        "Horizontal.TProgressbar": {"configure": {**_flat(palette.accent), "thickness": unit // 2}},
        "Tooltip.TLabel": {
            "configure": {"background": palette.surface, "padding": (unit // 2, unit // 4)}
        },
        "Heading.TLabel": {"configure": {"font": "Bold"}},
        "Answer.TLabel": {"configure": {"foreground": palette.accent}},
        "Faint.TLabel": {"configure": {"foreground": palette.faint}},
        "Small.TLabel": {"configure": {"foreground": palette.faint, "font": "Small"}},
        "Problem.TLabel": {"configure": {"foreground": palette.problem}},
    }


def _every_widget(p: Palette) -> Style:
    return {
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
        "map": {"foreground": [("disabled", p.faint)]},
    }


def _button(p: Palette, unit: int) -> Style:
    bevel = [("focus", p.accent), ("active", p.hover)]  # two pixels of focus
    return {
        "configure": {
            **_flat(p.surface),
            "bordercolor": p.line,
            "focuscolor": p.accent,
            "padding": (unit, unit // 2),
            "relief": "raised",  # with a bevel of the background's colour: flat, with a border
            "anchor": "center",
        },
        "map": {
            "background": [("disabled", p.window), ("pressed", p.hover), ("active", p.hover)],
            "bordercolor": [("focus", p.accent)],
            "foreground": [("disabled", p.faint)],
            "lightcolor": bevel,
            "darkcolor": bevel,
        },
    }


def _accent_button(p: Palette) -> Style:
    bevel = [("focus", p.on_accent), ("active", p.accent_hover)]
    return {
        "configure": {
            **_flat(p.accent),
            "foreground": p.on_accent,
            "bordercolor": p.accent,
            "focuscolor": p.on_accent,
            "font": "Bold",
        },
        "map": {
            "background": [("active", p.accent_hover)],
            "lightcolor": bevel,
            "darkcolor": bevel,
            "bordercolor": [("focus", p.accent)],
            "foreground": [],
        },
    }


def _tool_button(p: Palette, button: Style) -> Style:
    """Flat until it is selected."""
    focus, selected, active = ("focus", p.accent), ("selected", p.surface), ("active", p.hover)
    return {
        "configure": {**button, **_flat(p.window), "bordercolor": p.window},
        "map": {
            "background": [selected, active],
            "lightcolor": [focus, selected, active],
            "darkcolor": [focus, selected, active],
            "bordercolor": [focus, ("selected", p.line)],
            "foreground": [("disabled", p.faint)],
            "relief": [("disabled", "raised")],
        },
    }


def _check_button(p: Palette, unit: int) -> Style:
    return {
        "configure": {"padding": unit // 4},
        "map": {"background": [("active", p.hover)]},
        "layout": TICK_AND_LABEL,
    }


def _scale(p: Palette, unit: int) -> Style:
    focus = ("focus", p.accent)
    return {
        "configure": {
            **_flat(p.faint),
            "troughcolor": p.track,
            "bordercolor": p.line,
            "sliderlength": 2 * unit,
            "gripcount": 0,
        },
        "map": {
            "background": [focus, ("active", p.text)],
            "lightcolor": [focus],
            "darkcolor": [focus],
            "bordercolor": [focus],
        },
    }


def _combobox(p: Palette, unit: int) -> Style:
    return {
        "configure": {
            **_flat(p.surface),
            "fieldbackground": p.surface,
            "arrowcolor": p.text,
            "padding": unit // 4,
        },
        "map": {
            "bordercolor": [("focus", p.accent)],
            "lightcolor": [("focus", p.accent)],
            "fieldbackground": [("readonly", p.surface)],
        },
    }


def _scrollbar(p: Palette) -> Style:
    return {
        "configure": {**_flat(p.bar), "arrowcolor": p.text, "gripcount": 0},
        "map": {"background": [("disabled", p.window), ("active", p.faint)]},
    }


def _flat(background: str) -> Style:
    """A background without clam's inner bevel."""
    return {"background": background, "lightcolor": background, "darkcolor": background}
