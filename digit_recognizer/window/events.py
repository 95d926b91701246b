"""Which widget's event does what; the menus are in commands.py."""

from __future__ import annotations

import tkinter as tk
from functools import partial
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer import DIGITS
from digit_recognizer.window.widgets.drop import accept_files

if TYPE_CHECKING:
    from digit_recognizer.window.app import App

PRESSED_BY_SPACE = (ttk.Button, ttk.Checkbutton, ttk.Radiobutton)


def bind_events(app: App) -> None:
    """Connects the widgets, keys that no menu has, and dropped files."""
    events = {
        "<<Recognise>>": (app, app.recognise),
        "<<Clear>>": (app, app.clear),
        "<<LiveChanged>>": (app, app.reading.live_changed),
        "<<StrokeGrows>>": (app.canvas, app.reading.stroke_grows),
        "<<SheetChanged>>": (app.canvas, app.sheet_changed),
        "<<FrameChosen>>": (
            app.canvas,
            lambda: app.presenter.choose(app.canvas.chosen_frame or 0),
        ),
        "<<ToolChanged>>": (app.toolbar, app.use_tool),
        "<<Undo>>": (app.toolbar, app.undo),
        "<<Redo>>": (app.toolbar, app.canvas.redo),
        "<<Chosen>>": (app.history, app.restore_from_history),
        "<<OpenNetwork>>": (app.answer.result, app.networks.choose_to_open),
        "<<BarChosen>>": (app.answer.bars, lambda: app.correct(app.answer.bars.chosen)),
    }
    for name, (widget, action) in events.items():
        widget.bind(name, lambda event, action=action: action())  # type: ignore[misc]
    for key in ("<KP_Enter>", "<space>"):
        app.bind(key, partial(_recognise_by_key, app))
    for digit in range(DIGITS):
        for key in (f"<Key-{digit}>", f"<KP_{digit}>"):
            app.bind(key, lambda event, digit=digit: app.correct(digit))  # type: ignore[misc]
    accept_files(app.canvas, app.open_picture)


def _recognise_by_key(app: App, event: tk.Event) -> None:
    """Unless a button or a box has the focus: space presses it."""
    if event.keysym != "space" or not isinstance(event.widget, PRESSED_BY_SPACE):
        app.recognise()
