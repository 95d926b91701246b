"""Measures the real window, on Linux under X11, with xdotool moving the mouse.

make measure                                       all of it: a quarter of an hour
python docs/measure_window.py --minutes 1          a shorter rough treatment

1. A stroke with 200 motion events a second while it is read live: how long after each event its
   ink is on the pad, and how long after the mouse is released the new answer is there. On an empty
   pad, and with 300 strokes on it.
2. Random events for ten minutes: errors in callbacks, and memory.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tkinter as tk
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer.window.reader import IDLE_S, Reading
from digit_recognizer.window.sheet import Stroke, View
from gui_digit_recognizer import App

EVENTS_A_SECOND = 200
STROKES = 20  # drawn for each figure
OLD_STROKES = 300
POINTS = 200  # of a stroke: it takes a second
X_CLOCK = 2**32  # where the milliseconds of X11 begin again


class Watched(App):
    """Remembers when ink and answers were on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[BaseException] = []
        self.ink_ms: list[float] = []  # from each event to its ink
        self.answer_ms: list[float] = []  # from the mouse's release to the answer
        self._released_ms: float | None = None
        self.canvas.bind("<B1-Motion>", self._moved, add=True)
        self.canvas.bind("<ButtonRelease-1>", self._released, add=True)

    def report_callback_exception(self, kind: object, error: object, trace: object) -> None:
        """Called by Tk."""
        assert isinstance(error, BaseException)
        self.errors.append(error)

    def _moved(self, event: tk.Event) -> None:
        # Tk paints when it is idle, in the order of asking: this is called after the line is there
        self.after_idle(lambda: self.ink_ms.append(since(event.time)))

    def _released(self, event: tk.Event) -> None:
        self._released_ms = event.time

    def _show(self, reading: Reading) -> None:
        super()._show(reading)
        if self._released_ms is not None and not self.is_reading:
            released, self._released_ms = self._released_ms, None
            self.after_idle(lambda: self.answer_ms.append(since(released)))


def since(event_ms: float) -> float:
    """Milliseconds since an event of X11; its clock is the monotonic one."""
    return (time.monotonic() * 1000 - event_ms) % X_CLOCK


def wait_until(app: App, condition: Callable[[], bool]) -> None:
    """Handles events meanwhile, as mainloop() does."""
    while not condition():
        app.tk.dooneevent()


# --- how fast ------------------------------------------------------------------------------------


def draw_with_mouse(app: Watched, seed: int) -> None:
    """One stroke by xdotool, which sends what a mouse would."""
    rng = random.Random(seed)
    left, top = app.canvas.winfo_rootx(), app.canvas.winfo_rooty()
    wide, high = app.canvas.winfo_width(), app.canvas.winfo_height()
    turn = np.linspace(0, rng.uniform(2, 6), POINTS)
    x = left + wide * (0.5 + 0.3 * np.sin(turn * rng.uniform(1, 2)))
    y = top + high * (0.5 + 0.35 * np.cos(turn))
    moves = [
        f"mousemove {a:.0f} {b:.0f} sleep {1 / EVENTS_A_SECOND}" for a, b in zip(x, y, strict=True)
    ]
    script = " ".join([moves[0], "mousedown 1", *moves[1:], "mouseup 1"])
    count = len(app.answer_ms)
    mouse = subprocess.Popen(["xdotool", *script.split()])
    app.after(50, lambda: None)
    tick(app)
    wait_until(app, lambda: len(app.answer_ms) > count)
    mouse.wait()


def tick(app: App) -> None:
    """Keeps dooneevent() from waiting for ever."""
    app.after(20, lambda: tick(app))


def with_old_strokes(app: App, count: int) -> None:
    """Small strokes all over the pad."""
    rng = random.Random(1)
    sheet = app.canvas.sheet
    for _ in range(count):
        x, y = rng.uniform(-180, 180), rng.uniform(-180, 180)
        points = tuple((x + 3 * i, y + rng.uniform(-8, 8)) for i in range(12))
        sheet = sheet.with_stroke(Stroke(points, 4), View.of(sheet, 400, 400))
    app.canvas.show(sheet)
    wait_until(app, lambda: not app.is_reading)


def speed(app: Watched) -> None:
    """Prints the figures of 1."""
    for old in (0, OLD_STROKES):
        for seed in range(STROKES):
            app.clear()
            if old:
                with_old_strokes(app, old)
            draw_with_mouse(app, seed)
            if seed == 0:  # the first of all fetches code from the disk
                app.ink_ms.clear()
                app.answer_ms.clear()
        events = len(app.ink_ms)
        rate = events / (STROKES - 1) / POINTS * EVENTS_A_SECOND
        print(
            f"{old:3} strokes on the pad: {events} events, about {rate:.0f} a second; to the ink "
            f"{statistics.median(app.ink_ms):.0f} ms in the middle, {max(app.ink_ms):.0f} ms at "
            f"most; from the release to the answer {statistics.median(app.answer_ms):.0f} ms in "
            f"the middle, {max(app.answer_ms):.0f} ms at most."
        )
        app.ink_ms.clear()
        app.answer_ms.clear()


# --- how robust ----------------------------------------------------------------------------------

KEYS = ("<Control-z>", "<Control-y>", "<Control-Shift-Z>", "<Escape>", "<Return>", "<space>")
KEYS += ("<Key-e>", "<Key-p>", "<Key-l>", "<Key-bracketleft>", "<Key-bracketright>", "<Tab>")
KEYS += ("<Control-c>", "<Control-v>", "<Control-plus>", "<Control-minus>", "<Control-0>")


def rough_treatment(app: Watched, minutes: float, folder: Path) -> None:
    """Prints the figures of 2."""
    rng = random.Random(1)
    pictures = [folder / "picture.png", folder / "broken.png"]
    Image.effect_noise((300, 200), 80).save(pictures[0])
    pictures[1].write_bytes(pictures[0].read_bytes()[:900])
    actions = {
        "strokes": lambda: random_stroke(app, rng),
        "keys": lambda: app.event_generate(rng.choice(KEYS)),
        "buttons": lambda: random_click(app, rng),
        "menu lines": lambda: random_menu_line(app, rng),
        "sizes": lambda: app.geometry(f"{rng.randint(300, 1800)}x{rng.randint(200, 1000)}"),
        "pictures": lambda: app.open_picture(rng.choice(pictures)),
        "saved": lambda: app.pictures.save(folder / rng.choice(["a.png", "b.jpg", "c"])),
    }
    weights = (10, 8, 5, 2, 1, 1, 1)
    done: Counter[str] = Counter()
    begin = time.monotonic()
    early_mb = 0.0
    app.focus_force()
    for _ in itertools.count():
        passed = time.monotonic() - begin
        if not early_mb and passed > min(60, 30 * minutes):
            early_mb = memory_at_rest_mb(app)
        if passed > 60 * minutes:
            break
        (name,) = rng.choices(list(actions), weights)
        actions[name]()
        done[name] += 1
        if rng.random() < 0.7:
            app.update()
    late_mb = memory_at_rest_mb(app)
    what = ", ".join(f"{count} {name}" for name, count in done.items())
    print(f"{minutes:g} minutes of random events: {what}.")
    print(
        f"Errors in callbacks: {len(app.errors)}. Memory at rest: {early_mb:.0f} MB after "
        f"{min(60, 30 * minutes):.0f} seconds, {late_mb:.0f} MB at the end."
    )
    for error, count in Counter(map(repr, app.errors)).items():
        print(f"    {count} times {error}")


def random_stroke(app: Watched, rng: random.Random) -> None:
    """Anywhere, also beyond the pad; sometimes the pen stays down."""
    x, y = rng.uniform(0, app.canvas.winfo_width()), rng.uniform(0, app.canvas.winfo_height())
    app.canvas.event_generate("<Button-1>", x=x, y=y)
    for _ in range(rng.randint(0, 40)):
        x, y = x + rng.uniform(-30, 30), y + rng.uniform(-30, 30)
        app.canvas.event_generate("<B1-Motion>", x=round(x), y=round(y))
        if rng.random() < 0.2:
            app.update()
    if rng.random() < 0.95:
        app.canvas.event_generate("<ButtonRelease-1>", x=round(x), y=round(y))


def random_click(app: Watched, rng: random.Random) -> None:
    """On any button that there is, with the mouse."""
    buttons = [
        w for w in below(app) if w.winfo_class() in ("TButton", "TCheckbutton", "TRadiobutton")
    ]
    button = rng.choice(buttons)
    button.event_generate("<Enter>")
    button.event_generate("<Button-1>", x=4, y=4)
    button.event_generate("<ButtonRelease-1>", x=4, y=4)


def random_menu_line(app: Watched, rng: random.Random) -> None:
    """Any but those that ask for a file or close the window."""
    title = rng.choice(["Edit", "Draw", "View", "Help"])
    menu = app.menus.nametowidget(app.menus.entrycget(title, "menu"))
    index = rng.randint(0, menu.index("end"))
    if menu.type(index) != "separator":
        menu.invoke(index)
    for window in app.winfo_children():
        if window.winfo_class() == "Toplevel" and rng.random() < 0.8:
            window.destroy()


def below(widget: tk.Misc) -> list[tk.Misc]:
    """All widgets in it."""
    return [w for child in widget.winfo_children() for w in (child, *below(child))]


def memory_at_rest_mb(app: App) -> float:
    """Of this process, when nothing has been drawn for a while."""
    gc.collect()
    wait_until(app, lambda: not app.is_reading)
    rested = time.monotonic() + 2 * IDLE_S
    wait_until(app, lambda: time.monotonic() > rested)
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def main() -> None:
    """Both, in one window each."""
    parser = argparse.ArgumentParser(description="Measures the real window.")
    parser.add_argument("--minutes", type=float, default=10, help="of random events")
    options = parser.parse_args()
    if not shutil.which("xdotool"):
        sys.exit("xdotool moves the mouse here. Install it: sudo apt install xdotool")
    app = Watched()
    tick(app)
    wait_until(app, lambda: app.ready)
    print(f"{os.cpu_count()} cores; pad {app.canvas.winfo_width()} x {app.canvas.winfo_height()}.")
    speed(app)
    app.clear()
    with tempfile.TemporaryDirectory() as folder:
        rough_treatment(app, options.minutes, Path(folder))
    app.destroy()


if __name__ == "__main__":
    main()
