"""The last drawings; a click brings one back."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass, replace
from tkinter import ttk

from PIL import Image, ImageOps, ImageTk

from digit_recognizer.window.sheet import Sheet
from digit_recognizer.window.widgets.theme import in_colours, unit_px

KEPT = 30  # drawings; the strip shows as many as fit
KEPT_PX = 200  # the longest side of a picture: enough for the sharpest screen
SIDE_UNITS = 5  # height of a picture
WIDEST = 3  # width of a picture, in heights
EMPTY = "Drawings that were read are kept here: click one to bring it back."


@dataclass(frozen=True, eq=False)
class Entry:
    """A drawing, and what it was read as."""

    sheet: Sheet
    picture: Image.Image  # as the pad showed it, "L" or "RGB"
    words: str  # short: "7", "4 or 9?"


class HistoryStrip(ttk.Frame):
    """The newest first. Sends <<Chosen>>; `chosen` is the entry."""

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self.chosen: Entry | None = None
        self._images: dict[Entry, ImageTk.PhotoImage] = {}  # Tk shows what Python holds
        self._pending: str | None = None
        self.grid_propagate(False)  # it is as wide as the window; what does not fit is cut off
        self.bind("<<ThemeChanged>>", lambda event: self._new_looks())
        self._show_when_idle()

    def keep(self, entry: Entry) -> None:
        """At the front, in place of the same drawing with fewer strokes.

        Where strokes were undone, the drawing that has them stays.
        """
        last = self.entries[0].sheet if self.entries else None
        is_same = last is not None and entry.sheet.continues(last)
        if is_same and last is not None and len(entry.sheet.strokes) < len(last.strokes):
            return
        small = ImageOps.contain(entry.picture, (KEPT_PX, KEPT_PX))
        entry = replace(entry, picture=small)
        before = self.entries[1:] if is_same else self.entries
        others = [old for old in before if old.sheet is not entry.sheet]
        self.entries = [entry, *others][:KEPT]
        self._show_when_idle()

    def _new_looks(self) -> None:
        self._images = {}
        self._show_when_idle()

    def _show_when_idle(self) -> None:
        if self._pending is None:
            self._pending = self.after_idle(self._show)

    def _show(self) -> None:
        self._pending = None
        for child in self.winfo_children():
            child.destroy()
        side = SIDE_UNITS * unit_px(self)
        self._images = {
            entry: self._images.get(entry) or self._image(entry.picture, side)
            for entry in self.entries
        }
        for column, (entry, image) in enumerate(self._images.items()):
            self._button(entry, image).grid(row=0, column=column, padx=(0, unit_px(self) // 2))
        if not self.entries:
            ttk.Label(self, text=EMPTY, style="Small.TLabel").grid(row=0, column=0)
        self.rowconfigure(0, weight=1)
        self.configure(height=side + 3 * unit_px(self) + unit_px(self) // 2)

    def _button(self, entry: Entry, image: ImageTk.PhotoImage) -> ttk.Button:
        return ttk.Button(
            self,
            image=image,
            text=entry.words,
            compound="top",
            style="Past.TButton",
            command=lambda: self._choose(entry),
        )

    def _choose(self, entry: Entry) -> None:
        self.chosen = entry
        self.event_generate("<<Chosen>>")

    def _image(self, picture: Image.Image, side: int) -> ImageTk.PhotoImage:
        small = ImageOps.contain(in_colours(self, picture), (WIDEST * side, side))
        return ImageTk.PhotoImage(small, master=self)
