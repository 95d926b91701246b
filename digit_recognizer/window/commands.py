"""Every command of the window: what it does, in which menu it stands, and its shortcuts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from digit_recognizer.window.settings import THEMES
from digit_recognizer.window.widgets.menus import Command, Lines
from digit_recognizer.window.widgets.table_window import TableWindow

if TYPE_CHECKING:
    from digit_recognizer.window.app import App


CORRECTING = ("Say which digit it is", "0 to 9, or a click on its bar")


def menu_table(app: App) -> dict[str, Lines]:
    """The menus of the window, by their titles."""
    return {
        "File": [
            Command("Open picture…", app.pictures.choose_to_open, ("Mod+O",)),
            Command("Save drawing…", app.pictures.choose_to_save, ("Mod+S",)),
            None,
            Command("Open network…", app.networks.choose_to_open),
            Command("Usual network", app.networks.open_usual),
            None,
            Command("Quit", app.destroy, ("Mod+Q",)),
        ],
        "Edit": [
            Command("Undo", app.undo, ("Mod+Z",)),
            Command("Redo", app.canvas.redo, ("Mod+Shift+Z", "Mod+Y")),
            Command("Clear", app.clear, ("Esc", "Del")),
            None,
            Command("Copy result", app.copy_result, ("Mod+C",)),
            Command("Paste picture", app.pictures.paste, ("Mod+V",)),
            Command("Turn picture", app.pictures.turn, ("R",)),
        ],
        "Draw": draw_menu(app),
        "Handwriting": handwriting_menu(app),
        "View": view_menu(app),
        "Help": [
            Command("Keyboard shortcuts", lambda: show_shortcuts(app), ("F1",)),
            Command("About this network", app.networks.show_facts),
        ],
    }


def show_shortcuts(app: App) -> None:
    """Lists all commands that have a shortcut."""
    TableWindow(app, "Keyboard shortcuts", [*app.menus.shortcuts(), CORRECTING])


def draw_menu(app: App) -> Lines:
    """Reading and drawing."""
    tools = app.toolbar
    return [
        Command("Recognise", app.recognise, ("Enter",)),
        Command("Read while drawing", app.live_changed, ("L",), app.live),
        None,
        Command("Pen", tools.changed, ("P",), tools.tool, "pen"),
        Command("Eraser", tools.changed, ("E",), tools.tool, "eraser"),
        Command("Wider", lambda: tools.step(1), ("]",)),
        Command("Narrower", lambda: tools.step(-1), ("[",)),
        None,
        Command("Next digit", app.presenter.choose_next, ("N",)),
    ]


def handwriting_menu(app: App) -> Lines:
    """The person's own hand; whose, where there are several."""
    hand = app.handwriting
    people = [
        Command(name.capitalize(), partial(hand.use, name), (), hand.name, name)
        for name in hand.names()
    ]
    return [
        Command("It is no digit", lambda: app.correct(None), ("X",)),
        Command("My handwriting…", hand.show, ("H",)),
        Command("Read with my handwriting", hand.use_or_not, (), hand.is_used),
        None,
        Command("Export…", hand.choose_to_export),
        Command("Import…", hand.choose_to_import),
        *([None, *people] if len(people) > 1 else []),
    ]


def view_menu(app: App) -> Lines:
    """How the window looks."""
    themes = [
        Command(f"{name.capitalize()} theme", app.use_theme, (), app.theme_name, name)
        for name in THEMES
    ]
    return [
        *themes,
        None,
        Command("Ink of digits alone", app.ink_changed, ("I",), app.shows_ink),
        None,
        Command("Larger text", lambda: app.resize_text(1), ("Mod+Plus",)),
        Command("Smaller text", lambda: app.resize_text(-1), ("Mod+Minus",)),
        Command("Usual text size", lambda: app.resize_text(0), ("Mod+0",)),
    ]
