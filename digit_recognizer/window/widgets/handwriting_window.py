"""My handwriting: the examples by digit, as pictures, and what can be done with them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, ImageTk

from digit_recognizer import DIGITS, NO_DIGIT
from digit_recognizer.reading.handwriting.examples import Example
from digit_recognizer.window import handwriting_words as words
from digit_recognizer.window.widgets.theme import colour, in_colours, unit_px

if TYPE_CHECKING:
    from digit_recognizer.window.handwriting_commands import HandwritingCommands

SIZE_UNITS = (64, 52)
LEAST_UNITS = 32  # height of the window
TILE_UNITS = 5  # side of a picture
LABEL_UNITS = 7  # width of the first column
NO_DIGIT_LABEL = "none"


class HandwritingWindow(tk.Toplevel):
    """A click chooses an example; a digit key relabels it, Delete forgets it, Escape closes."""

    def __init__(self, window: tk.Tk, commands: HandwritingCommands) -> None:
        super().__init__(window, background=colour(window, "window"))
        self.title("My handwriting")
        self.transient(window)
        self._commands = commands
        self._chosen: Example | None = None
        self._asks = False  # whether the next click on Clear all does it
        unit = unit_px(window)
        self.geometry("{}x{}".format(*(unit * n for n in SIZE_UNITS)))
        part = ttk.Frame(self, padding=unit)
        part.pack(fill="both", expand=True)
        part.columnconfigure(0, weight=1)
        part.rowconfigure(1, weight=1)
        self._top(part).grid(row=0, column=0, columnspan=2, sticky="ew", pady=(0, unit))
        self.tiles = Tiles(part)
        bar = ttk.Scrollbar(part, command=self.tiles.yview)
        self.tiles.configure(yscrollcommand=bar.set)
        self.tiles.grid(row=1, column=0, sticky="nsew")
        bar.grid(row=1, column=1, sticky="ns")
        self._about = ttk.Label(part, style="Faint.TLabel")
        self._about.grid(row=2, column=0, columnspan=2, sticky="ew", pady=unit)
        self._about.bind("<Configure>", lambda e: self._about.configure(wraplength=e.width))
        self._buttons(part).grid(row=3, column=0, columnspan=2, sticky="ew")
        self._bind_keys()
        self.refresh()
        self.update_idletasks()  # so that all widgets have asked for their room
        self.minsize(part.winfo_reqwidth(), LEAST_UNITS * unit)

    def refresh(self) -> None:
        """Shows what the profile has now."""
        examples = self._commands.examples
        ids = {example.id: example for example in examples}
        self._chosen = ids.get(self._chosen.id) if self._chosen else None
        self._asks = False
        self.tiles.show(examples, self._chosen)
        folder = self._commands.profile.path
        text = words.summary(examples) if examples else words.EMPTY
        self._about.configure(text=f"{text}\n{words.PRIVATE} {folder}")
        self._person.configure(values=self._commands.names())
        self._update_buttons()

    # --- layout ---

    def _top(self, parent: ttk.Frame) -> ttk.Frame:
        part, unit = ttk.Frame(parent), unit_px(self)
        part.columnconfigure(2, weight=1)
        ttk.Label(part, text="Whose hand").grid(row=0, column=0, padx=(0, unit))
        self._person = ttk.Combobox(part, textvariable=self._commands.name, width=18)
        self._person.grid(row=0, column=1)
        for event in ("<<ComboboxSelected>>", "<Return>"):
            self._person.bind(event, lambda event: self._commands.use(self._commands.name.get()))
        ttk.Checkbutton(
            part,
            text="Read with it",
            variable=self._commands.is_used,
            command=self._commands.use_or_not,
        ).grid(row=0, column=3)
        return part

    def _buttons(self, parent: ttk.Frame) -> ttk.Frame:
        part, unit = ttk.Frame(parent), unit_px(self)
        self._delete = ttk.Button(part, text="Delete", command=self._delete_chosen)
        self._clear_digit = ttk.Button(part, text="Clear digit", command=self._delete_like_chosen)
        self._clear = ttk.Button(part, text="Clear all", width=14, command=self._clear_all)
        self._export = ttk.Button(part, text="Export…", command=self._commands.choose_to_export)
        bring = ttk.Button(part, text="Import…", command=self._commands.choose_to_import)
        close = ttk.Button(part, text="Close", command=self.destroy)
        buttons = (self._delete, self._clear_digit, self._clear, self._export, bring, close)
        for column, button in enumerate(buttons):
            button.grid(row=0, column=column, padx=(0, unit // 2))
        return part

    def _bind_keys(self) -> None:
        self.tiles.bind("<<TileChosen>>", lambda event: self._choose(self.tiles.chosen))
        self.bind("<Escape>", lambda event: self.destroy())
        self.tiles.bind("<Delete>", lambda event: self._delete_chosen())
        for digit in range(DIGITS):
            for key in (f"<Key-{digit}>", f"<KP_{digit}>"):
                self.tiles.bind(key, lambda event, digit=digit: self._relabel(digit))  # type: ignore[misc]
        self.tiles.bind("<Key-x>", lambda event: self._relabel(None))

    # --- what a person does ---

    def _choose(self, example: Example | None) -> None:
        self._chosen, self._asks = example, False
        self.tiles.show(self._commands.examples, example)
        self.tiles.focus_set()
        self._update_buttons()

    def _delete_chosen(self) -> None:
        if self._chosen is not None:
            self._commands.delete([self._chosen])

    def _delete_like_chosen(self) -> None:
        if self._chosen is not None:
            label = self._chosen.label
            self._commands.delete([one for one in self._commands.examples if one.label == label])

    def _relabel(self, label: int | None) -> None:
        if self._chosen is not None:
            self._commands.relabel(self._chosen, label)

    def _clear_all(self) -> None:
        """At the second click: the first one asks."""
        if self._asks:
            self._commands.delete(self._commands.examples)
            return
        self._asks = True
        self._update_buttons()

    def _update_buttons(self) -> None:
        count = len(self._commands.examples)
        digit = self._chosen
        name = "digit" if digit is None else NO_DIGIT_LABEL if digit.label == NO_DIGIT else "digit"
        for button in (self._delete, self._clear_digit):
            button.state(["!disabled" if digit is not None else "disabled"])
        which = f" {digit.label}" if digit is not None and digit.label != NO_DIGIT else ""
        self._clear_digit.configure(text=f"Clear {name}{which}")
        for button in (self._clear, self._export):
            button.state(["!disabled" if count else "disabled"])
        self._clear.configure(text=f"Forget all {count}?" if self._asks else "Clear all")


class Tiles(tk.Canvas):
    """A row of pictures for each digit. Sends <<TileChosen>>; `chosen` is its example, or None."""

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent, highlightthickness=1, takefocus=True)
        self.chosen: Example | None = None
        self._examples: Sequence[Example] = ()
        self._images: list[ImageTk.PhotoImage] = []  # Tk shows them only while Python holds them
        self._places: list[tuple[int, int, Example]] = []  # left, top
        self.bind("<Configure>", lambda event: self._draw())
        self.bind("<<ThemeChanged>>", lambda event: self._draw())
        self.bind("<Button-1>", self._click)
        for event, steps in (("<Button-4>", -1), ("<Button-5>", 1)):
            self.bind(event, lambda event, steps=steps: self.yview_scroll(steps, "units"))  # type: ignore[misc]
        self.bind("<MouseWheel>", lambda e: self.yview_scroll(-1 if e.delta > 0 else 1, "units"))

    def show(self, examples: Sequence[Example], chosen: Example | None) -> None:
        """These, one of them in a frame."""
        self._examples, self.chosen = examples, chosen
        self._draw()

    def _click(self, event: tk.Event) -> None:
        side, y = TILE_UNITS * unit_px(self), self.canvasy(event.y)
        hit = [
            one for x, top, one in self._places if x <= event.x < x + side and top <= y < top + side
        ]
        self.chosen = hit[0] if hit else None
        self.event_generate("<<TileChosen>>")

    def _draw(self) -> None:
        self.delete("all")
        self.configure(
            background=colour(self, "window"),
            highlightbackground=colour(self, "line"),
            highlightcolor=colour(self, "accent"),
        )
        self._images, self._places = [], []
        top = unit_px(self)
        for label in range(DIGITS + 1):
            top = self._draw_row(label, top)
        self.configure(scrollregion=(0, 0, self.winfo_width(), top))

    def _draw_row(self, label: int, top: int) -> int:
        """Returns where the next row begins."""
        unit = unit_px(self)
        side, gap, left = TILE_UNITS * unit, unit // 2, LABEL_UNITS * unit
        own = [example for example in self._examples if example.label == label]
        name = NO_DIGIT_LABEL if label == NO_DIGIT else str(label)
        fill = colour(self, "text" if own else "faint")
        self.create_text(unit, top + side // 2, text=name, anchor="w", font="Large", fill=fill)
        across = max(1, (self.winfo_width() - left - unit) // (side + gap))
        for place, example in enumerate(own):
            x, y = left + place % across * (side + gap), top + place // across * (side + gap)
            self._draw_tile(example, x, y, side)
        rows = max(1, -(-len(own) // across))
        return top + rows * (side + gap) + gap

    def _draw_tile(self, example: Example, x: int, y: int, side: int) -> None:
        picture = ImageOps.invert(Image.fromarray(example.image)).resize((side, side))
        image = ImageTk.PhotoImage(in_colours(self, picture), master=self)
        self._images.append(image)
        self._places.append((x, y, example))
        self.create_image(x, y, image=image, anchor="nw")
        is_chosen = self.chosen is not None and self.chosen.id == example.id
        name, width = ("accent", 3) if is_chosen else ("line", 1)
        self.create_rectangle(x, y, x + side, y + side, outline=colour(self, name), width=width)
