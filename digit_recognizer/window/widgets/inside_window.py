"""The network's inside: why it says what it says, and the maps of every layer.

top      what it sees | why | and not that | most like it | what would turn it
below    a sheet of maps for each layer | the chosen map, closely
"""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from tkinter import ttk

import numpy as np
from PIL import Image, ImageTk

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.reading.inside.layers import LayerMaps, most
from digit_recognizer.reading.inside.pictures import (
    GAP,
    Colour,
    change_picture,
    evidence_picture,
    grey_picture,
    row_of,
    sheet_of_maps,
)
from digit_recognizer.window import inside_words as words
from digit_recognizer.window.inspector import Insight, MapChoice
from digit_recognizer.window.widgets.theme import colour, unit_px

SIZE_UNITS = (124, 76)
TITLE_UNITS = 6  # of the screen's height, for title bars and panels
DETAIL_UNITS = 26  # width of the chosen map's column
PICTURES = (56, 224)  # pixels: least and largest side of those on top
PER_ROW = 24  # maps of a layer that stand beside each other
LEAST_SIDE, MOST_SIDE = 8, 78  # pixels of a map
PATCH_COLUMNS = 3
FOR_IT, AGAINST = "accent", "found"  # colours of the palette
RESIZE_MS = 80  # without a further change of size


@dataclass(frozen=True)
class Sheet:
    """Where the maps of a layer are on the canvas."""

    layer: str
    count: int
    columns: int
    side: int  # pixels
    top: int

    def at(self, x: float, y: float) -> int | None:
        """The map at this place; None where there is none."""
        column, row = int(x // (self.side + GAP)), int((y - self.top) // (self.side + GAP))
        index = row * self.columns + column
        is_inside = row >= 0 and 0 <= column < self.columns and index < self.count
        return index if is_inside else None


class InsideWindow(tk.Toplevel):
    """Sends <<MapChosen>>, <<OtherChosen>>, <<TurnWanted>>, <<Switched>> and <<FieldMoved>>.

    `chosen_map`, `other` and `is_off` say what was chosen; `place` where on the chosen map the
    mouse is, as row and column.
    """

    def __init__(self, window: tk.Tk) -> None:
        super().__init__(window, background=colour(window, "window"))
        self.title("Inside the network")
        self.chosen_map: MapChoice | None = None
        self.other = tk.StringVar(self, "")
        self.is_off = tk.BooleanVar(self, False)
        self.place: tuple[int, int] | None = None
        self.insight: Insight | None = None
        self._images: list[ImageTk.PhotoImage] = []  # Tk shows them only while Python holds them
        self._sheets: list[Sheet] = []
        self._later: str | None = None
        self._lay_out()
        self.bind("<Configure>", self._resized)
        self.bind("<<ThemeChanged>>", lambda event: self._draw_soon())
        self.bind("<Escape>", lambda event: self._close())
        self.protocol("WM_DELETE_WINDOW", self._close)

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
        self.top = tk.Canvas(part, highlightthickness=0)
        self.top.grid(row=0, column=0, columnspan=3, sticky="ew")
        self._controls(part).grid(row=2, column=0, columnspan=3, sticky="ew", pady=(unit, 0))
        self.maps = tk.Canvas(part, highlightthickness=0, cursor="hand2", takefocus=True)
        bar = ttk.Scrollbar(part, command=self.maps.yview)
        self.maps.configure(yscrollcommand=bar.set)
        self.maps.grid(row=1, column=0, sticky="nsew", pady=(unit, 0))
        bar.grid(row=1, column=1, sticky="ns", pady=(unit, 0))
        self.detail = tk.Canvas(part, highlightthickness=0, width=DETAIL_UNITS * unit)
        self.detail.grid(row=1, column=2, sticky="ns", padx=(unit, 0), pady=(unit, 0))
        self.maps.bind("<Button-1>", self._choose)
        self.detail.bind("<Motion>", self._move)
        self.detail.bind("<Leave>", lambda event: self._field(None))
        for event, steps in (("<Button-4>", -3), ("<Button-5>", 3)):
            self.maps.bind(event, lambda event, steps=steps: self.maps.yview_scroll(steps, "units"))  # type: ignore[misc]
        self.maps.bind(
            "<MouseWheel>",
            lambda event: self.maps.yview_scroll(-1 if event.delta > 0 else 1, "units"),
        )

    def _controls(self, parent: ttk.Frame) -> ttk.Frame:
        part, unit = ttk.Frame(parent), unit_px(self)
        ttk.Label(part, text="Why this and not").grid(row=0, column=0)
        digits = ["", *map(str, range(DIGITS))]
        box = ttk.Combobox(part, textvariable=self.other, values=digits, width=3, state="readonly")
        box.grid(row=0, column=1, padx=(unit // 2, 2 * unit))
        box.bind("<<ComboboxSelected>>", lambda event: self.event_generate("<<OtherChosen>>"))
        turn = ttk.Button(
            part,
            text="What would turn it?",
            command=lambda: self.event_generate("<<TurnWanted>>"),
        )
        turn.grid(row=0, column=2, padx=(0, 2 * unit))
        self._switch = ttk.Checkbutton(
            part,
            text="Switch the chosen map off",
            variable=self.is_off,
            command=lambda: self.event_generate("<<Switched>>"),
            state="disabled",
        )
        self._switch.grid(row=0, column=3)
        return part

    # --- what is shown ---

    def show(self, insight: Insight | None) -> None:
        """None: there is no digit."""
        self.insight = insight
        self._switch.state(["disabled" if self.chosen_map is None else "!disabled"])
        self._draw()

    def poster(self) -> Image.Image | None:
        """All maps below each other, mode "L", to be saved; None where there are none."""
        if self.insight is None:
            return None
        sheets = [sheet_of_maps(one.values, *self._grid(one, 960)) for one in self.insight.layers]
        width = max(sheet.width for sheet in sheets)
        poster = Image.new("L", (width, sum(sheet.height + 4 * GAP for sheet in sheets)), 64)
        top = 0
        for sheet in sheets:
            poster.paste(sheet, (0, top))
            top += sheet.height + 4 * GAP
        return poster

    def _resized(self, event: tk.Event) -> None:
        if event.widget is self:
            self._draw_soon()

    def _draw_soon(self) -> None:
        if self._later is not None:
            self.after_cancel(self._later)
        self._later = self.after(RESIZE_MS, self._draw)

    def _draw(self) -> None:
        self._later = None
        self._images = []
        background = colour(self, "window")
        self.configure(background=background)
        for canvas in (self.top, self.maps, self.detail):
            canvas.delete("all")
            canvas.configure(background=background)
        self._draw_top()
        self._draw_maps()
        self._draw_detail()

    def _draw_top(self) -> None:
        insight, unit = self.insight, unit_px(self)
        side = min(PICTURES[1], max(PICTURES[0], self.winfo_width() // 9)) // SIDE * SIDE
        self.top.configure(height=side + 3 * unit)
        if insight is None:
            text = self._text(self.top, 0, 0, words.NOTHING, "TkDefaultFont")
            self.top.itemconfigure(text, width=self.winfo_width() - 4 * unit)
            return
        ink = insight.look.digit[0, :, :, 0]
        colours = self._rgb(FOR_IT), self._rgb(AGAINST)
        pictures = [
            (words.SEES, grey_picture(ink, side)),
            (words.why(insight), evidence_picture(ink, insight.why, *colours, side)),
            (words.why_not(insight), evidence_picture(ink, insight.why_not, *colours, side)),
        ]
        if insight.look.wants_turn:
            changed = insight.turn.changed if insight.turn else np.zeros_like(ink)
            pictures.append((words.turned(insight), change_picture(ink, changed, *colours, side)))
        else:
            pictures.append((words.most_like(insight), self._people(insight, side)))
        x = 0
        for title, picture in pictures:
            text = self._text(self.top, x, 0, title, "Small")
            self._image(self.top, x, 2 * unit, picture)
            left, _, right, _ = self.top.bbox(text)
            x += max(picture.width, right - left) + 2 * unit
        answer = self._text(self.top, x, 2 * unit, words.answer(insight.prediction), "Words")
        y = self.top.bbox(answer)[3]
        for shade, text in ((FOR_IT, words.SPEAKS_FOR), (AGAINST, words.SPEAKS_AGAINST)):
            legend = self._text(self.top, x, y, text, "Small")
            self.top.itemconfigure(legend, fill=colour(self, shade))
            y = self.top.bbox(legend)[3]

    def _people(self, insight: Insight, side: int) -> Image.Image:
        """Two rows of digits: of the answer, and of the other one."""
        half = (side - GAP) // 2
        rows = [row_of(list(digits), half) for digits in (insight.closest, insight.closest_other)]
        picture = Image.new("L", (max(row.width for row in rows), side))
        for index, row in enumerate(rows):
            picture.paste(row, (0, index * (half + GAP)))
        return picture

    def _draw_maps(self) -> None:
        self._sheets = []
        y, unit = 0, unit_px(self)
        for one in self.insight.layers if self.insight else []:
            columns, side = self._grid(one, self.maps.winfo_width())
            self._text(self.maps, 0, y, one.words, "Small")
            y += 2 * unit
            sheet = sheet_of_maps(one.values, columns, side)
            self._image(self.maps, 0, y, sheet)
            self._sheets.append(Sheet(one.layer, one.values.shape[2], columns, side, y))
            self._mark_chosen(self._sheets[-1])
            y += sheet.height + unit
        self.maps.configure(scrollregion=(0, 0, self.maps.winfo_width(), y))

    def _grid(self, one: LayerMaps, width: int) -> tuple[int, int]:
        """Columns, and the side of a map."""
        count = one.values.shape[2]
        rows = -(-count // PER_ROW)
        columns = -(-count // rows)
        side = (width + GAP) // columns - GAP
        return columns, min(MOST_SIDE, max(LEAST_SIDE, side))

    def _mark_chosen(self, sheet: Sheet) -> None:
        if self.chosen_map is None or self.chosen_map[0] != sheet.layer:
            return
        row, column = divmod(self.chosen_map[1], sheet.columns)
        x, y = column * (sheet.side + GAP), sheet.top + row * (sheet.side + GAP)
        box = (x - 1, y - 1, x + sheet.side, y + sheet.side)
        self.maps.create_rectangle(*box, outline=colour(self, "found"), width=2)

    def _draw_detail(self) -> None:
        insight, unit = self.insight, unit_px(self)
        values = self._chosen_values()
        if insight is None or values is None or insight.look.chosen != self.chosen_map:
            text = words.CLICK if insight else ""
            hint = self._text(self.detail, 0, 0, text, "Small")
            self.detail.itemconfigure(hint, width=DETAIL_UNITS * unit)
            return
        side = DETAIL_UNITS * unit // 2
        title = self._text(self.detail, 0, 0, words.map_name(insight), "Small")
        self.detail.itemconfigure(title, width=DETAIL_UNITS * unit)
        y = self.detail.bbox(title)[3] + unit // 2
        brightest = max(float(values.max()), 1e-6)
        self._map_box = (0, y, side, y + side)
        self._image(self.detail, 0, y, grey_picture(values / brightest, side))
        kernel = self._kernel()
        if kernel is not None:
            self._image(self.detail, side + unit, y, grey_picture(kernel, side // 2))
            self._text(self.detail, side + unit, y + side // 2 + unit // 2, "its kernel", "Small")
        y += side + unit
        self._text(self.detail, 0, y, words.without(insight), "TkDefaultFont")
        y += 3 * unit
        if insight.patches:
            self._text(self.detail, 0, y, "It responds most to", "Small")
            self._draw_patches(insight, y + 2 * unit)

    def _draw_patches(self, insight: Insight, top: int) -> None:
        side = min(84, DETAIL_UNITS * unit_px(self) // PATCH_COLUMNS - GAP) // SIDE * SIDE
        scale = side / SIDE
        for index, patch in enumerate(insight.patches):
            row, column = divmod(index, PATCH_COLUMNS)
            x, y = column * (side + GAP), top + row * (side + GAP)
            self._image(self.detail, x, y, grey_picture(patch.digit, side))
            left, above, right, below = (scale * edge for edge in patch.box)
            box = (x + left, y + above, x + right - 1, y + below - 1)
            self.detail.create_rectangle(*box, outline=colour(self, "found"))

    def _chosen_values(self) -> np.ndarray | None:
        """(H, W) of the chosen map."""
        if self.insight is None or self.chosen_map is None:
            return None
        layer, index = self.chosen_map
        for one in self.insight.layers:
            if one.layer == layer and index < one.values.shape[2]:
                values: np.ndarray = one.values[:, :, index]
                return values
        return None

    def _kernel(self) -> np.ndarray | None:
        """(h, w) in [0, 1], 0.5 = 0: over all inputs, the mean."""
        assert self.insight is not None
        assert self.chosen_map is not None
        layer, index = self.chosen_map
        kernel = next(one.kernel for one in self.insight.layers if one.layer == layer)
        if kernel is None:
            return None
        mean = kernel[..., index].mean(axis=2)
        values: np.ndarray = 0.5 + 0.5 * mean / max(float(np.abs(mean).max()), 1e-6)
        return values

    # --- what a person does ---

    def _choose(self, event: tk.Event) -> None:
        x, y = event.x, self.maps.canvasy(event.y)
        found = [(sheet.layer, sheet.at(x, y)) for sheet in self._sheets]
        chosen = next(((layer, index) for layer, index in found if index is not None), None)
        if chosen is not None:
            self.chosen_map = chosen
            self.event_generate("<<MapChosen>>")

    def _move(self, event: tk.Event) -> None:
        values = self._chosen_values()
        if values is None or not self.detail.find_all():
            return
        left, top, right, bottom = self._map_box
        if left <= event.x < right and top <= event.y < bottom:
            high, wide = values.shape
            row = int((event.y - top) / (bottom - top) * high)
            self._field((row, int((event.x - left) / (right - left) * wide)))
        else:
            self._field(None)

    def _close(self) -> None:
        self._field(None)
        self.destroy()

    def _field(self, place: tuple[int, int] | None) -> None:
        if place != self.place:
            self.place = place
            self.event_generate("<<FieldMoved>>")

    def strongest_place(self) -> tuple[int, int] | None:
        """Row and column where the chosen map is the brightest."""
        values = self._chosen_values()
        return None if values is None else most(values)

    # --- Tk ---

    def _text(self, canvas: tk.Canvas, x: float, y: float, text: str, font: str) -> int:
        fill = colour(self, "faint" if font == "Small" else "text")
        return canvas.create_text(x, y, text=text, anchor="nw", fill=fill, font=font)

    def _image(self, canvas: tk.Canvas, x: float, y: float, picture: Image.Image) -> None:
        image = ImageTk.PhotoImage(picture, master=self)
        self._images.append(image)
        canvas.create_image(x, y, image=image, anchor="nw")

    def _rgb(self, name: str) -> Colour:
        red, green, blue = (value // 256 for value in self.winfo_rgb(colour(self, name)))
        return red, green, blue
