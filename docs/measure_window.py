"""Measures the real window, on Linux under X11, with xdotool moving the mouse. Three minutes.

make measure

1. How long after each motion event its ink is on the pad, and how long after the release of the
   button the answer is there: on an empty pad, and with 300 strokes on it.
2. How much memory the window holds when it rests, before and after many strokes and pictures.
3. How long after a digit key the corrected answer is there.
4. The first of 1 again with the network's inside open beside it; how long each part of that takes.
"""

from __future__ import annotations

import gc
import random
import shutil
import subprocess
import sys
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from mouse import draw, press_and_move, release, settle, wait_while
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import DIGITS
from digit_recognizer.reading.inside.layers import look_inside
from digit_recognizer.reading.inside.others import Others
from digit_recognizer.reading.inside.pictures import sheet_of_maps
from digit_recognizer.reading.inside.turning import smallest_turn
from digit_recognizer.reading.inside.why import Occlusion
from digit_recognizer.window.sheet import Sheet, Stroke
from gui_digit_recognizer import App

EVENTS_A_SECOND = 200
CORRECTIONS = REPEATS = 20
SEVEN = [[(-90.0, -110.0), (70.0, -105.0), (-10.0, 110.0)]]
STROKES = 20  # drawn for each figure
POINTS = 200  # of a stroke: it takes a second
OLD_STROKES = 300
SCRIBBLES = 500  # at random, before memory is measured again
REST_S = 3  # a second without a question, and the window gives memory back
X_CLOCK_MS = 2**32  # where the clock of X11 begins again


class StopWatch:
    """How long after the mouse's events their ink, and the answer, are on the screen."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.ink_ms: list[float] = []
        self.answer_ms: list[float] = []
        self._released_ms: int | None = None  # by the clock of X11; None: not yet
        app.canvas.bind("<B1-Motion>", self._moved, add=True)
        app.canvas.bind("<ButtonRelease-1>", self._released, add=True)

    def _moved(self, event: tk.Event) -> None:
        # Tk paints when it is idle, in the order of asking: this is called after the line is there
        self.app.after_idle(lambda: self.ink_ms.append(since(event.time)))

    def _released(self, event: tk.Event) -> None:
        self._released_ms = event.time

    def time_stroke(self, seed: int) -> None:
        """Draws a stroke and waits for its answer."""
        self._released_ms = None
        mouse = subprocess.Popen(["xdotool", *mouse_script(self.app, seed)])
        wait_while(self.app, lambda: self._released_ms is None or self.app.is_reading)
        self.app.update_idletasks()
        assert self._released_ms is not None
        self.answer_ms.append(since(self._released_ms))
        mouse.wait()


def since(event_ms: int) -> float:
    """Milliseconds since an event of X11; its clock is the monotonic one."""
    return (time.monotonic() * 1000 - event_ms) % X_CLOCK_MS


def mouse_script(app: App, seed: int) -> list[str]:
    """One stroke over the pad, for xdotool, which sends what a mouse would."""
    rng = random.Random(seed)
    turn = np.linspace(0, rng.uniform(2, 6), POINTS)
    right, down = 0.5 + 0.3 * np.sin(turn * rng.uniform(1, 2)), 0.5 + 0.35 * np.cos(turn)
    x = app.canvas.winfo_rootx() + app.canvas.winfo_width() * right
    y = app.canvas.winfo_rooty() + app.canvas.winfo_height() * down
    pause = f"sleep {1 / EVENTS_A_SECOND}"
    moves = [f"mousemove {a:.0f} {b:.0f} {pause}" for a, b in zip(x, y, strict=True)]
    return " ".join([moves[0], "mousedown 1", *moves[1:], "mouseup 1"]).split()


def print_speed(app: App, watch: StopWatch, old: int) -> None:
    """The figures of 1, with this many strokes on the pad beforehand."""
    for seed in range(STROKES):
        app.clear()
        app.canvas.show(small_strokes(old))
        settle(app)
        watch.time_stroke(seed)
        if seed == 0:  # the first of all fetches code from the disk
            watch.ink_ms.clear()
            watch.answer_ms.clear()
    ink, answer = watch.ink_ms, watch.answer_ms
    rate = len(ink) / (STROKES - 1) / POINTS * EVENTS_A_SECOND
    print(f"{old} strokes on the pad, {rate:.0f} motion events a second; milliseconds:")
    print(f"  from the event to its ink {median(ink):.0f}, at most {max(ink):.0f}")
    print(f"  from the release to the answer {median(answer):.0f}, at most {max(answer):.0f}")


def print_corrections(app: App) -> None:
    """The figure of 3."""
    app.clear()
    draw(app, SEVEN)
    times_ms = []
    for number in range(CORRECTIONS):
        label = number % DIGITS
        start_s = time.perf_counter()
        app.event_generate(f"<Key-{label}>")
        wait_while(app, lambda: app.is_reading)
        app.update_idletasks()
        assert app.result_text.get() == str(label)
        times_ms.append(1000 * (time.perf_counter() - start_s))
    after_first = times_ms[1:]
    print(
        f"A correction, from the key to the new answer: {median(after_first):.0f} ms, at most "
        f"{max(after_first):.0f}; the first of all {times_ms[0]:.0f}"
    )


def small_strokes(count: int) -> Sheet:
    """All over the pad."""
    rng = random.Random(1)
    corners = [(rng.uniform(-180, 140), rng.uniform(-180, 180)) for _ in range(count)]
    paths = [[(x + 3 * i, y + rng.uniform(-8, 8)) for i in range(12)] for x, y in corners]
    return Sheet(tuple(Stroke(tuple(path), width=4) for path in paths))


def print_inside(app: App) -> None:
    """The figures of 4."""
    app.inside.show()
    assert app.inside.panel is not None
    left = app.winfo_rootx() + app.winfo_width()  # beside the pad, which the mouse draws on
    app.inside.panel.geometry(f"+{left}+0")
    settle(app)
    print("With the network's inside open:")
    print_speed(app, StopWatch(app), old=0)
    digit, recognizer = app.presenter.seen_digit(), app.conversation.recognizer
    assert digit is not None
    assert recognizer is not None
    others = Others(recognizer)
    layers, occlusion = look_inside(recognizer, digit), Occlusion(recognizer, digit)
    parts: dict[str, Callable[[], object]] = {
        "all maps": lambda: look_inside(recognizer, digit),
        "their pictures": lambda: [sheet_of_maps(one.values, 20, 40) for one in layers],
        "why": lambda: Occlusion(recognizer, digit).evidence(7),
        "why not another, then": lambda: occlusion.evidence(7, 1),
        "the most like it": lambda: others.closest(digit, 7),
        "a map switched off": lambda: recognizer.without_map("conv2d_2", 3, digit),
        "what would turn it": lambda: smallest_turn(recognizer, digit, 7),
    }
    for name, part in parts.items():
        times_ms = [timed_ms(part) for _ in range(REPEATS)]
        print(f"  {name}: {median(times_ms):.1f} ms, at most {max(times_ms):.1f}")


def timed_ms(part: Callable[[], object]) -> float:
    """How long it takes."""
    start_s = time.perf_counter()
    part()
    return 1000 * (time.perf_counter() - start_s)


def print_memory(app: App) -> None:
    """The figures of 2."""
    rng, before_mb = random.Random(1), memory_at_rest_mb(app)
    for _ in range(SCRIBBLES):
        if rng.random() < 0.1:
            app.clear()
            app.open_picture(Image.effect_noise((rng.randint(50, 900), 600), 80))
        scribble(app, rng)
    after_mb = memory_at_rest_mb(app)
    print(f"Memory at rest: {before_mb:.0f} MB, {after_mb:.0f} MB after {SCRIBBLES} strokes")


def scribble(app: App, rng: random.Random) -> None:
    """One stroke anywhere, also beyond the pad; read while it is drawn."""
    start = rng.uniform(0, app.canvas.winfo_width()), rng.uniform(0, app.canvas.winfo_height())
    moves = [(rng.uniform(-30, 30), rng.uniform(-30, 30)) for _ in range(rng.randint(1, 40))]
    path = np.cumsum([start, *moves], axis=0).round().astype(int).tolist()
    press_and_move(app, path, app.update)
    release(app, path[-1])


def memory_at_rest_mb(app: App) -> float:
    """Of this process, when nothing has been drawn for a while."""
    gc.collect()
    settle(app)
    rested = time.monotonic() + REST_S
    wait_while(app, lambda: time.monotonic() < rested)
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def main() -> None:
    """All of them, in one window."""
    if not shutil.which("xdotool"):
        sys.exit("xdotool moves the mouse here. Install it: sudo apt install xdotool")
    app = App()
    settle(app)
    for old in (0, OLD_STROKES):
        print_speed(app, StopWatch(app), old)
    print_corrections(app)
    print_inside(app)
    print_memory(app)
    app.destroy()


if __name__ == "__main__":
    main()
