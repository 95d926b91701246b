"""Every command of the window: what it does, in which menu it stands, and its shortcuts."""

from __future__ import annotations

import platform
import tkinter as tk
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer import __version__
from digit_recognizer.window.settings import THEMES
from digit_recognizer.window.widgets.menus import Command, Lines
from digit_recognizer.window.widgets.table_window import TableWindow

if TYPE_CHECKING:
    from digit_recognizer.window.app import App


CORRECTING = ("Say which digit it is", "0 to 9, or a click on its bar")
MOUSE = (
    ("Left button", "draws, or erases with the eraser"),
    ("Right button", "erases; so does a pen's barrel button"),
    ("A click on a frame", "shows that digit of a number"),
    ("A dropped picture", "is opened"),
)
HOW_IT_WORKS = (
    ("1", "The ink is told from the paper, and parted into digits."),
    ("2", "Each digit is scaled to 28 by 28 pixels, as the training's digits were."),
    ("3", "A network of convolutions says how likely each of the ten digits is."),
    ("4", "Below a limit, where one of a hundred true digits is, the answer is “not sure”."),
)


def menu_table(app: App) -> dict[str, Lines]:
    """The menus of the window, by their titles."""
    return {
        "File": [
            Command("Open picture…", app.pictures.choose_to_open, ("Mod+O",)),
            Command("Examples…", app.lesson.show_examples, ("Mod+E",)),
            Command("Save drawing…", app.pictures.choose_to_save, ("Mod+S",)),
            None,
            Command("Open network…", app.networks.choose_to_open),
            Command("Usual network", app.networks.open_usual),
            Command("Compare with network…", app.comparison.choose),
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
            Command("Keys, and how it works", lambda: show_help(app), ("F1",)),
            Command("From pixels to the answer", app.lesson.show_steps, ("F2",)),
            Command("Where it errs", app.lesson.show_mistakes),
            Command("How it learnt", app.epochs.show),
            Command("About this network", app.networks.show_facts),
        ],
    }


def show_help(app: App) -> None:
    """All shortcuts, menu by menu, and what the program is and does."""
    keys = app.menus.shortcuts()
    keys["Handwriting"].append(CORRECTING)
    more = [
        ("Mouse and pen", MOUSE),
        ("How it works", HOW_IT_WORKS),
        ("About", about(app.conversation.model_file)),
    ]
    TableWindow(app, "Help", [*keys.items(), *more])


def about(model_file: Path) -> list[tuple[str, str]]:
    """The program and its network."""
    return [
        ("Digit recogniser", __version__),
        ("Network", model_file.name),
        ("Python, Tk", f"{platform.python_version()}, {tk.TkVersion}"),
    ]


def draw_menu(app: App) -> Lines:
    """Reading and drawing."""
    tools = app.toolbar
    return [
        Command("Recognise", app.recognise, ("Enter",)),
        Command("Read while drawing", app.reading.live_changed, ("L",), app.live),
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
        Command("Inside the network…", app.inside.show, ("Mod+I",)),
        Command("Ink of digits alone", app.reading.ink_changed, ("I",), app.shows_ink),
        Command("Full screen", app.use_full_screen, ("F11",), app.is_full_screen),
        None,
        Command("Larger text", lambda: app.resize_text(1), ("Mod+Plus",)),
        Command("Smaller text", lambda: app.resize_text(-1), ("Mod+Minus",)),
        Command("Usual text size", lambda: app.resize_text(0), ("Mod+0",)),
    ]
