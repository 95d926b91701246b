"""All widgets in their places, and how they look together."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from PIL import ImageTk

from digit_recognizer.window.settings import TEXT_SIZES, Settings
from digit_recognizer.window.widgets.answer import AnswerPanel
from digit_recognizer.window.widgets.history import HistoryStrip
from digit_recognizer.window.widgets.icons import WINDOW_SIZES, window_icon
from digit_recognizer.window.widgets.pad import DrawingPad
from digit_recognizer.window.widgets.theme import Theme, system_theme, unit_px
from digit_recognizer.window.widgets.toolbar import Toolbar
from digit_recognizer.window.widgets.x11 import end_with_display

SIZE_UNITS = (140, 80)  # of the window at first, in the theme's distances: room for 5 digits
TEXT_STEP = 1.1  # larger or smaller
AROUND_UNITS = 7  # of height: title bar and menu, until the menu's height is known
TITLE_UNITS = 4  # of height: a title bar
MOST_OF_SCREEN = 0.92  # that the window takes at first: systems have panels and docks
SMALLEST_TEXT = "The text is as large as this screen allows."


class MainWindow(tk.Tk):
    """The pad on the left, the answer on the right, past drawings and one sentence below.

    Its buttons send <<Recognise>>, <<Clear>> and <<LiveChanged>>. Knows no network and no files.
    Other programs script it: `canvas`, the pad; `recognise_button`; `clear_button`; `result_text`,
    a StringVar with the headline as a person reads it.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        end_with_display(self)
        self.title("Digit recogniser")
        self._icons = [ImageTk.PhotoImage(window_icon(side), master=self) for side in WINDOW_SIZES]
        self.iconphoto(True, *map(str, self._icons))  # for the windows that it opens, too
        self.live = tk.BooleanVar(self, settings.live)
        self.shows_ink = tk.BooleanVar(self, False)
        self.is_full_screen = tk.BooleanVar(self, False)
        self.theme_name = tk.StringVar(self, settings.theme)
        self._text_size = tk.DoubleVar(self, settings.text_size)
        self._theme = Theme(self)
        self.use_theme()
        self._lay_out(settings.pen_width)
        self._set_size(settings.window)

    # --- what it can do ---

    def say(self, text: str, is_problem: bool = False) -> None:
        """One sentence at the foot of the window."""
        self._status.configure(text=text, style="Problem.TLabel" if is_problem else "Faint.TLabel")

    def use_theme(self) -> None:
        """Applies theme_name and the text size."""
        name = self.theme_name.get()
        self._theme.use(system_theme() if name == "system" else name, self._text_size.get())

    def use_full_screen(self) -> None:
        """Without a title bar, as a class sees it; or as before."""
        self.attributes("-fullscreen", self.is_full_screen.get())

    def use_live(self) -> None:
        """With live reading there is nothing to press: the button steps back."""
        style = "TButton" if self.live.get() else "Accent.TButton"
        self.recognise_button.configure(style=style)

    def resize_text(self, steps: int) -> None:
        """Larger or smaller by so many steps; 0: the system's size."""
        low, high = TEXT_SIZES
        before = self._text_size.get()
        size = min(high, max(low, round(before * TEXT_STEP**steps, 3))) if steps else 1.0
        self._text_size.set(size)
        self.use_theme()
        if self.winfo_ismapped() and not self._is_full_size:
            wide, high_px = (
                side * size / before for side in (self.winfo_width(), self.winfo_height())
            )
            self.geometry("{}x{}".format(*self._on_screen(round(wide), round(high_px))))

    def settings(self) -> Settings:
        """The settings as they are now."""
        return Settings(
            window=f"{self.winfo_width()}x{self.winfo_height()}",
            theme=self.theme_name.get(),
            text_size=self._text_size.get(),
            pen_width=round(self.toolbar.width.get(), 2),
            live=self.live.get(),
        )

    # --- layout ---

    def _lay_out(self, pen_width: float) -> None:
        unit = unit_px(self)
        self.content = ttk.Frame(self, padding=unit)
        self.content.pack(fill="both", expand=True)
        self.content.columnconfigure(0, weight=5)
        self.content.columnconfigure(1, weight=2)
        self.content.rowconfigure(0, weight=1)
        drawing = self._drawing_part(self.content, pen_width)
        self.answer = AnswerPanel(self.content)
        self.result_text = self.answer.result.headline
        self.history = HistoryStrip(self.content)
        self._status = ttk.Label(self.content)
        drawing.grid(row=0, column=0, sticky="nsew")
        self.answer.grid(row=0, column=1, sticky="nsew", padx=(2 * unit, 0))
        self.history.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(unit, 0))
        self._status.grid(row=2, column=0, columnspan=2, sticky="ew", pady=(unit // 2, 0))
        # the last widget: when it hears of a new theme, all others have
        self._status.bind("<<ThemeChanged>>", lambda event: self.after_idle(self._set_least_size))
        self._status.bind(
            "<Configure>", lambda event: self._status.configure(wraplength=event.width)
        )

    def _drawing_part(self, parent: ttk.Frame, pen_width: float) -> ttk.Frame:
        part, unit = ttk.Frame(parent), unit_px(self)
        part.columnconfigure((0, 1), weight=1)
        part.rowconfigure(1, weight=1)
        self.toolbar = Toolbar(part, pen_width)
        self.canvas = DrawingPad(part)
        self.recognise_button = self._button(part, "Recognise", "<<Recognise>>", "Accent.TButton")
        self.clear_button = self._button(part, "Clear", "<<Clear>>", "TButton")
        self.live_box = ttk.Checkbutton(
            part,
            text="Read while drawing",
            variable=self.live,
            command=lambda: self.event_generate("<<LiveChanged>>"),
        )
        self.toolbar.grid(row=0, column=0, columnspan=3, sticky="ew", pady=(0, unit))
        self.canvas.grid(row=1, column=0, columnspan=3, sticky="nsew", pady=(0, unit))
        self.use_live()
        self.recognise_button.grid(row=2, column=0, sticky="ew", padx=(0, unit))
        self.clear_button.grid(row=2, column=1, sticky="ew", padx=(0, unit))
        self.live_box.grid(row=2, column=2)
        return part

    def _button(self, parent: ttk.Frame, text: str, event: str, style: str) -> ttk.Button:
        return ttk.Button(
            parent, text=text, style=style, command=lambda: self.event_generate(event)
        )

    @property
    def _is_full_size(self) -> bool:
        """Whether it fills the screen: then it cannot grow with its text."""
        return self._room()[0] <= self.winfo_width() or self._room()[1] <= self.winfo_height()

    def _set_size(self, size: str) -> None:
        """As remembered, or as it looks well; never larger than the screen."""
        unit = unit_px(self)
        wide, high = map(int, size.split("x")) if size else (unit * n for n in SIZE_UNITS)
        most = [int(MOST_OF_SCREEN * side) for side in self._room()]
        self._wanted = (
            self._on_screen(wide, high) if size else (min(wide, most[0]), min(high, most[1]))
        )
        self.geometry("{}x{}".format(*self._wanted))

    def _set_least_size(self) -> None:
        """What all of it needs; a smaller window grows at once.

        Where the screen is too small for that, parts give way, and then the text is smaller.
        """
        for part in (self.history, self.answer.preview):
            part.grid()
        for part in (self.history, self.answer.preview):
            if self._is_too_large():
                part.grid_remove()
        if self._is_too_large() and self._text_size.get() > TEXT_SIZES[0]:
            self.resize_text(-1)  # and then this comes again
            self.say(SMALLEST_TEXT)
            return
        least = self._on_screen(self.content.winfo_reqwidth(), self.content.winfo_reqheight())
        is_there = self.winfo_ismapped()  # before that, Tk says 1 x 1 pixels
        now = (self.winfo_width(), self.winfo_height()) if is_there else self._wanted
        self.minsize(*least)
        if now[0] < least[0] or now[1] < least[1]:
            self.geometry(f"{max(now[0], least[0])}x{max(now[1], least[1])}")

    def _is_too_large(self) -> bool:
        """Whether what it shows needs more room than there is."""
        self.answer.ask_for_room()
        self.update_idletasks()  # so that all widgets have asked for theirs
        wide, high = self._room()
        return self.content.winfo_reqwidth() > wide or self.content.winfo_reqheight() > high

    def _room(self) -> tuple[int, int]:
        """Of the screen, in pixels, without a title bar and the menu."""
        around = AROUND_UNITS * unit_px(self)
        if self.winfo_ismapped():
            menu_px = self.winfo_rooty() - self.winfo_y()  # and the title bar, if there is one
            around = menu_px + TITLE_UNITS * unit_px(self)
        return self.winfo_screenwidth(), self.winfo_screenheight() - around

    def _on_screen(self, wide: int, high: int) -> tuple[int, int]:
        most = self._room()
        return min(wide, most[0]), min(high, most[1])
