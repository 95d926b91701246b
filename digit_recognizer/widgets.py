"""The window's own widgets: a pad to draw on, the result, ten bars. They know no network."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import font as tkfont
from tkinter import ttk
from typing import Literal

from PIL import Image, ImageOps, ImageTk

from digit_recognizer import DIGITS
from digit_recognizer.drawing import BLACK, WHITE, Point, draw_strokes
from digit_recognizer.images import border_brightness, to_grey

PAPER = "#ffffff"
WINDOW = "#f1f3f7"
TEXT = "#1d2433"
FAINT_TEXT = "#5d6779"  # 5.1 : 1 on the window
ACCENT = "#1f5fd0"
ACCENT_DARK = "#184ca8"
BAR = "#b9c4d6"
TRACK = "#e3e8f0"

PAD_PX = 400  # the pad's side at first; it grows with the window
PEN_PX = 22  # in a digit 300 high, one and a half of the 20 cells that it is averaged into
HINT = "Draw a digit here"


class DrawingPad(tk.Canvas):
    """A sheet of paper for the mouse. Sends <<Drawn>> when a stroke begins and when it ends.

    While the pen is down its ink is a Tk line. When it is lifted, the same picture that is read
    takes the line's place: what is seen is what is read.
    """

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(
            parent,
            width=PAD_PX,
            height=PAD_PX,
            background=PAPER,
            highlightthickness=0,
            cursor="pencil",
        )
        self.strokes: list[list[Point]] = []  # in pixels of this canvas
        self._opened: Image.Image | None = None  # a picture under the strokes, mode "L"
        self._paper = WHITE  # brightness around that picture; the ink is the opposite
        self._hint_font = system_font(self, 1.3)
        self._pen_is_down = False
        self._shown: ImageTk.PhotoImage | None = None  # Tk shows it only while Python holds it
        self.bind("<Button-1>", self._begin)
        self.bind("<B1-Motion>", self._extend)
        self.bind("<ButtonRelease-1>", self._end)
        self.bind("<Configure>", lambda event: self._refresh())

    def picture(self) -> Image.Image:
        """What there is to read: the pad as it is seen, or the opened picture without margins.

        Mode "L", 0 = black, 255 = white.
        """
        if self._opened is not None and not self.strokes:
            return self._opened
        return self._seen()

    def open(self, picture: Image.Image) -> None:
        """Puts a picture on the pad in place of what is there, scaled to fit.

        Raises ValueError where the picture's mode cannot be read; the pad then stays as it is.
        """
        grey = to_grey(picture)  # float32 (H, W) in [0, 1]
        self.strokes.clear()
        self._opened = Image.fromarray((grey * WHITE).round().astype("uint8"))
        self._paper = round(border_brightness(grey) * WHITE)
        self._refresh()

    def clear(self) -> None:
        """An empty sheet."""
        self.strokes.clear()
        self._opened, self._paper = None, WHITE
        self._pen_is_down = False
        self._refresh()

    def _seen(self) -> Image.Image:
        """The whole pad, mode "L"."""
        size = (self.winfo_width(), self.winfo_height())
        sheet = Image.new("L", size, self._paper)
        if self._opened is not None:
            sheet = ImageOps.pad(self._opened, size, color=self._paper)
        return draw_strokes(sheet, self.strokes, PEN_PX, self._ink())

    def _ink(self) -> int:
        return BLACK if self._paper > WHITE / 2 else WHITE

    def _refresh(self) -> None:
        """Shows the drawing, or the hint on an empty sheet."""
        self.delete("all")
        self._shown = ImageTk.PhotoImage(self._seen(), master=self)
        self.create_image(0, 0, anchor="nw", image=self._shown)
        if not self.strokes and self._opened is None:
            middle = (self.winfo_width() // 2, self.winfo_height() // 2)
            self.create_text(middle, text=HINT, fill=FAINT_TEXT, font=self._hint_font, tags="hint")

    def _begin(self, event: tk.Event) -> None:
        self.delete("hint")
        self._pen_is_down = True
        self.strokes.append([(event.x, event.y)])
        self._draw_line(event.x, event.y, event.x, event.y)
        self.event_generate("<<Drawn>>")

    def _extend(self, event: tk.Event) -> None:
        if self._pen_is_down:
            last = self.strokes[-1][-1]
            self.strokes[-1].append((event.x, event.y))
            self._draw_line(*last, event.x, event.y)

    def _end(self, event: tk.Event) -> None:
        if self._pen_is_down:
            self._pen_is_down = False
            self._refresh()
            self.event_generate("<<Drawn>>")

    def _draw_line(self, *line: float) -> None:
        colour = "black" if self._ink() == BLACK else "white"
        self.create_line(*line, width=PEN_PX, capstyle="round", fill=colour)


class ResultLabel(ttk.Label):
    """Shows a text variable: a digit as large as possible, words in a size that fits."""

    def __init__(self, parent: tk.Misc, text: tk.StringVar, width_px: int) -> None:
        super().__init__(parent, textvariable=text, anchor="center", justify="center")
        self.configure(wraplength=width_px)
        self._text = text
        self._digit_font = system_font(self, 8, "bold")
        self._words_font = system_font(self, 1.7)
        text.trace_add("write", lambda *_: self._choose_font())
        self._choose_font()

    def _choose_font(self) -> None:
        is_digit = len(self._text.get()) == 1
        self.configure(font=self._digit_font if is_digit else self._words_font)


class ProbabilityBars(tk.Canvas):
    """Ten bars, one for each digit, the longest in the accent colour."""

    def __init__(self, parent: tk.Misc, width_px: int) -> None:
        self._font = tkfont.nametofont("TkDefaultFont", root=parent)
        self._bold = system_font(parent, 1, "bold")
        self._row_px = round(1.5 * self._font.metrics("linespace"))
        height_px = DIGITS * self._row_px
        super().__init__(
            parent, width=width_px, height=height_px, background=WINDOW, highlightthickness=0
        )
        self._shares: Sequence[float] = ()
        self.bind("<Configure>", lambda event: self._draw())

    def show(self, probabilities: Sequence[float]) -> None:
        """Ten numbers from 0 to 1, in the order of the digits."""
        self._shares = probabilities
        self._draw()

    def clear(self) -> None:
        """Ten empty bars."""
        self.show(())

    def _draw(self) -> None:
        self.delete("all")
        for digit in range(DIGITS):
            share = self._shares[digit] if self._shares else None
            self._draw_row(digit, share, is_best=bool(self._shares) and share == max(self._shares))

    def _draw_row(self, digit: int, share: float | None, is_best: bool) -> None:
        middle, font = (digit + 0.5) * self._row_px, self._bold if is_best else self._font
        left = 2 * self._font.measure("0")
        right = self.winfo_width() - self._bold.measure("100.0 %  ")
        colour = FAINT_TEXT if share is None else TEXT
        self.create_text(0, middle, text=digit, anchor="w", font=font, fill=colour)
        self._draw_bar(left, right, middle, TRACK)
        if share is not None:
            self._draw_bar(left, left + share * (right - left), middle, ACCENT if is_best else BAR)
            percent = f"{100 * share:.1f} %"
            x = self.winfo_width()
            self.create_text(x, middle, text=percent, anchor="e", font=font, fill=colour)

    def _draw_bar(self, left: float, right: float, middle: float, colour: str) -> None:
        if right - left >= 1:  # Tk would draw a line for nothing
            half = 0.3 * self._row_px
            self.create_rectangle(left, middle - half, right, middle + half, fill=colour, width=0)


def system_font(
    parent: tk.Misc, factor: float, weight: Literal["normal", "bold"] = "normal"
) -> tkfont.Font:
    """The system's own font, `factor` times as large."""
    font = tkfont.nametofont("TkDefaultFont", root=parent).copy()
    font.configure(size=round(factor * font.actual("size")), weight=weight)
    return font


def set_style(window: tk.Tk) -> None:
    """One flat look on every system, on ttk's "clam" theme."""
    style = ttk.Style(window)
    style.theme_use("clam")
    window.configure(background=WINDOW)
    style.configure(".", background=WINDOW, foreground=TEXT)
    style.configure("Status.TLabel", foreground=FAINT_TEXT)
    style.configure("TButton", padding=8, background=PAPER, bordercolor=BAR, relief="flat")
    style.map("TButton", background=[("active", TRACK)])
    style.configure("Accent.TButton", background=ACCENT, foreground=PAPER, bordercolor=ACCENT)
    style.map("Accent.TButton", background=[("active", ACCENT_DARK)])
