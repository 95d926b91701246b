"""Pen and eraser."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk
from typing import Literal

from PIL import ImageTk

from digit_recognizer.window.settings import PEN_WIDTHS
from digit_recognizer.window.widgets.icons import icon
from digit_recognizer.window.widgets.theme import colour, unit_px
from digit_recognizer.window.widgets.tooltip import Tooltip

TOOLS = ("pen", "eraser")  # their names stand beside their icons; for others there is no room
STEP = 1.2  # times the width, by one key press


class Toolbar(ttk.Frame):
    """Pen or eraser, its width, undo and redo. Sends <<ToolChanged>>, <<Undo>>, <<Redo>>."""

    def __init__(self, parent: tk.Misc, pen_width: float) -> None:
        super().__init__(parent)
        self.tool = tk.StringVar(self, "pen")
        self.width = tk.DoubleVar(self, pen_width)
        self._icons: dict[ttk.Button | ttk.Radiobutton, str] = {}  # by their names
        self._images: list[ImageTk.PhotoImage] = []  # Tk shows them only while Python holds them
        for tool, hint in zip(TOOLS, ("Draw (P)", "Erase (E), or right button"), strict=True):
            self._add_tool(tool.capitalize(), tool, hint)
        ttk.Label(self, text="Width").grid(row=0, column=2, padx=(unit_px(self), 0))
        low, high = PEN_WIDTHS
        scale = ttk.Scale(
            self,
            length=10 * unit_px(self),
            from_=low,
            to=high,
            variable=self.width,
            command=lambda _: self.changed(),
        )
        scale.grid(row=0, column=3, padx=unit_px(self) // 2)
        scale.bind("<Left>", lambda event: self.step(-1))
        scale.bind("<Right>", lambda event: self.step(1))
        self.columnconfigure(4, weight=1)  # undo and redo at the end
        self.undo_button = self._add_button("Undo", "<<Undo>>", 5, "Undo")
        self.redo_button = self._add_button("Redo", "<<Redo>>", 6, "Redo")
        Tooltip(scale, "Narrower ([) or wider (])")
        self.bind("<<ThemeChanged>>", lambda event: self._new_looks())
        self._new_looks()

    @property
    def erases(self) -> bool:
        """Whether the eraser is chosen."""
        return self.tool.get() == "eraser"

    def step(self, direction: int) -> str:
        """The next width, 1 up or -1 down."""
        low, high = PEN_WIDTHS
        self.width.set(min(high, max(low, self.width.get() * STEP**direction)))
        self.changed()
        return "break"  # the scale's own step would come on top

    def allow(self, undo: bool, redo: bool) -> None:
        """Enables the two buttons, or not."""
        self.undo_button.state(["!disabled" if undo else "disabled"])
        self.redo_button.state(["!disabled" if redo else "disabled"])

    def _add_tool(self, text: str, tool: str, hint: str) -> None:
        column = len(self.winfo_children())
        button = ttk.Radiobutton(
            self,
            text=text,
            value=tool,
            variable=self.tool,
            style="Toolbutton",
            command=self.changed,
        )
        button.grid(row=0, column=column)
        self._give_icon(button, tool, hint)

    def _add_button(self, text: str, event: str, column: int, hint: str) -> ttk.Button:
        button = ttk.Button(
            self, text=text, style="Toolbutton", command=lambda: self.event_generate(event)
        )
        button.grid(row=0, column=column)
        self._give_icon(button, text.lower(), hint)
        return button

    def _give_icon(self, button: ttk.Button | ttk.Radiobutton, name: str, hint: str) -> None:
        self._icons[button] = name
        Tooltip(button, hint)

    def _new_looks(self) -> None:
        """Icons as high as a line of text, in its colour."""
        shades = [colour(self, name) for name in ("text", "faint")]
        images = []
        for button, name in self._icons.items():
            usual, disabled = (self._image(name, shade) for shade in shades)
            compound: Literal["left", "image"] = "left" if name in TOOLS else "image"
            button.configure(image=f"{usual} disabled {disabled}", compound=compound)
            images += [usual, disabled]
        self._images = images

    def _image(self, name: str, shade: str) -> ImageTk.PhotoImage:
        return ImageTk.PhotoImage(icon(name, 2 * unit_px(self), shade), master=self)

    def changed(self) -> None:
        """Tells the window that the tool or its width has changed."""
        self.event_generate("<<ToolChanged>>")
