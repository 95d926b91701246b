"""The network's inside: why it says what it says, and the maps of every layer.

WhyStrip    what it sees | why | and not that | most like it | what would turn it
MapSheets   a sheet of maps for each layer      MapDetail   the chosen map, closely
"""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from PIL import Image

from digit_recognizer import DIGITS
from digit_recognizer.reading.inside.pictures import below_each_other, sheet_of_maps
from digit_recognizer.window.inspector import Insight
from digit_recognizer.window.widgets.map_detail import MapDetail
from digit_recognizer.window.widgets.map_sheets import MapSheets, grid
from digit_recognizer.window.widgets.theme import colour, unit_px
from digit_recognizer.window.widgets.why_strip import WhyStrip

SIZE_UNITS = (124, 76)
TITLE_UNITS = 6  # of the screen's height, for title bars and panels
POSTER_PX = 960  # width of what is saved
RESIZE_MS = 80  # without a further change of size


class InsideWindow(tk.Toplevel):
    """Sends <<OtherChosen>>, <<TurnWanted>> and <<Switched>>; its `maps` and `detail` send, too.

    `other` and `is_off` say what was chosen.
    """

    def __init__(self, window: tk.Tk) -> None:
        super().__init__(window, background=colour(window, "window"))
        self.title("Inside the network")
        self.other = tk.StringVar(self, "")
        self.is_off = tk.BooleanVar(self, False)
        self.insight: Insight | None = None
        self._later: str | None = None
        self._lay_out()
        self.strip.bind("<Configure>", lambda event: self._draw_soon())
        self.bind("<<ThemeChanged>>", lambda event: self._draw_soon())
        self.bind("<Escape>", lambda event: self._close())
        self.protocol("WM_DELETE_WINDOW", self._close)

    def show(self, insight: Insight | None) -> None:
        """None: there is no digit."""
        self.insight = insight
        self._switch.state(["disabled" if self.maps.chosen is None else "!disabled"])
        self._draw()

    def poster(self) -> Image.Image | None:
        """All maps below each other, mode "L", to be saved; None where there are none."""
        if self.insight is None:
            return None
        maps = [one.values for one in self.insight.layers]
        return below_each_other(
            [sheet_of_maps(values, *grid(values.shape[2], POSTER_PX)) for values in maps]
        )

    # --- layout ---

    def _lay_out(self) -> None:
        unit = unit_px(self)
        wide, high = (unit * n for n in SIZE_UNITS)
        room = self.winfo_screenwidth(), self.winfo_screenheight() - TITLE_UNITS * unit
        self.geometry(f"{min(wide, room[0])}x{min(high, room[1])}")
        part = ttk.Frame(self, padding=unit)
        part.pack(fill="both", expand=True)
        part.columnconfigure(0, weight=1)
        part.rowconfigure(1, weight=1)
        self.strip, self.maps, self.detail = WhyStrip(part), MapSheets(part), MapDetail(part)
        bar = ttk.Scrollbar(part, command=self.maps.yview)
        self.maps.configure(yscrollcommand=bar.set)
        self.strip.grid(row=0, column=0, columnspan=3, sticky="ew")
        self.maps.grid(row=1, column=0, sticky="nsew", pady=unit)
        bar.grid(row=1, column=1, sticky="ns", pady=unit)
        self.detail.grid(row=1, column=2, sticky="ns", padx=(unit, 0), pady=unit)
        self._controls(part).grid(row=2, column=0, columnspan=3, sticky="ew")

    def _controls(self, parent: ttk.Frame) -> ttk.Frame:
        part, unit = ttk.Frame(parent), unit_px(self)
        ttk.Label(part, text="Why this and not").grid(row=0, column=0)
        digits = ["", *map(str, range(DIGITS))]
        box = ttk.Combobox(part, textvariable=self.other, values=digits, width=3, state="readonly")
        box.bind("<<ComboboxSelected>>", lambda event: self.event_generate("<<OtherChosen>>"))
        turn = ttk.Button(
            part,
            text="What would turn it?",
            command=lambda: self.event_generate("<<TurnWanted>>"),
        )
        self._switch = ttk.Checkbutton(
            part,
            text="Switch the chosen map off",
            variable=self.is_off,
            command=lambda: self.event_generate("<<Switched>>"),
        )
        for column, widget in enumerate((box, turn, self._switch), start=1):
            widget.grid(row=0, column=column, padx=(unit, unit))
        return part

    def _draw_soon(self) -> None:
        """Once for many changes of size."""
        if self._later is not None:
            self.after_cancel(self._later)
        self._later = self.after(RESIZE_MS, self._draw)

    def _draw(self) -> None:
        self._later = None
        self.configure(background=colour(self, "window"))
        self.strip.show(self.insight)
        self.maps.show(self.insight.layers if self.insight else ())
        self.detail.show(self.insight)

    def _close(self) -> None:
        self.detail.leave()
        self.destroy()
