"""Makes docs/window: pictures of the real window, in which mouse events draw; and a moving one.

make screenshots
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageGrab

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes
from gui_digit_recognizer import App

FOLDER = Path(__file__).resolve().parent / "window"
MOVING_PX = 560  # width of the moving picture
COLOURS = 128  # are enough, and make small files
FRAME_EVERY = 6  # points of the pen
SMALL, STEP = 0.6, 125  # a number's digits, and from one to the next, in units
Stroke = list[tuple[float, float]]  # in units of the sheet, (0, 0) in the middle


def arc(x: float, y: float, wide: float, high: float, start: float, end: float) -> Stroke:
    """Part of an ellipse, in degrees: 0 to the right, 90 down."""
    angles = np.radians(np.linspace(start, end, 36))
    return [(x + wide * np.cos(a), y + high * np.sin(a)) for a in angles]


def line(*corners: tuple[float, float]) -> Stroke:
    """Through the corners, a point every few units, a little unsteady as hands are."""
    points = []
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        for t in np.linspace(0, 1, 18):
            points.append((x0 + t * (x1 - x0) + 2 * np.sin(5 * t), y0 + t * (y1 - y0)))
    return points


DIGITS = {
    "1": [line((-30, -80), (10, -120), (5, 120))],
    "0": [arc(0, 0, 62, 115, -80, 285)],
    "2": [arc(-5, -65, 68, 62, 195, 385) + line((52, -30), (-75, 115), (85, 112))],
    "3": [arc(-15, -58, 66, 58, 205, 440) + arc(-15, 58, 78, 60, -85, 150)],
    "4": [line((-20, -115), (-75, 35), (80, 38)), line((38, -60), (25, 125))],
    "5": [
        line((-45, -105), (-52, -15)) + arc(-12, 45, 74, 68, -125, 140),
        line((-45, -105), (62, -108)),
    ],
    "6": [arc(45, 40, 105, 160, -95, -180) + arc(5, 60, 66, 62, 190, -165)],
    "7": [line((-75, -100), (75, -98), (-10, 125))],
    "9": [arc(0, -50, 62, 58, -20, -375) + line((60, -50), (48, 125))],
}
UNSURE = [line((20, -105), (-50, -60), (-50, -5), (50, -8)), line((52, -110), (44, 120))]  # 4 or 9


def number(text: str) -> list[Stroke]:
    """Its digits side by side."""
    left = -(len(text) - 1) / 2
    return [
        [(SMALL * x + (left + place) * STEP, SMALL * y) for x, y in stroke]
        for place, digit in enumerate(text)
        for stroke in DIGITS[digit]
    ]


def draw(app: App, strokes: list[Stroke], each_point: Callable[[], None] = lambda: None) -> None:
    """With mouse events, and waits for the answer."""
    for stroke in strokes:
        points = [tuple(map(round, app.canvas.view.to_pad(point))) for point in stroke]
        app.canvas.event_generate("<Button-1>", x=points[0][0], y=points[0][1])
        for x, y in points[1:]:
            app.canvas.event_generate("<B1-Motion>", x=x, y=y)
            each_point()
        app.canvas.event_generate("<ButtonRelease-1>", x=points[-1][0], y=points[-1][1])
    settle(app)


def settle(app: App) -> None:
    """Until everything is read and painted."""
    app.update()
    while app.is_reading or app.is_loading:
        app.update()
    for _ in range(3):
        app.update_idletasks()
        app.update()


def picture_of(app: App) -> Image.Image:
    """The window and its menu bar, mode "RGB"."""
    menu_px = int(app.tk.call("winfo", "height", f".#{app.menus.winfo_name()}"))
    left, top = app.winfo_rootx(), app.winfo_rooty() - menu_px
    box = (left, top, left + app.winfo_width(), app.winfo_rooty() + app.winfo_height())
    return ImageGrab.grab(box, xdisplay=os.environ.get("DISPLAY")).convert("RGB")


def keep(app: App, name: str) -> None:
    """Saves how the window looks."""
    settle(app)
    picture_of(app).quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
    headline = app.answer.result.headline.get()
    print(f"{FOLDER.name}/{name}.png: {headline or app.answer.result.detail.get()}")


def resize(app: App, width: int, height: int) -> None:
    """The window without its menu bar."""
    app.geometry(f"{width}x{height}")
    while (app.winfo_width(), app.winfo_height()) != (width, height):
        app.update()


def photograph() -> Image.Image:
    """A 2 in blue ink on shaded, grainy paper, mode "RGB"."""
    rng = np.random.default_rng(5)
    stroke = [(330 + 0.8 * x, 230 + 0.8 * y) for x, y in DIGITS["2"][0]]
    sheet = draw_strokes(Image.new("L", (640, 480), WHITE), [stroke], 13, BLACK)
    ink = (1 - np.asarray(sheet, float) / 255)[..., None]
    y, x = np.mgrid[0:480, 0:640] / 640
    light = (0.93 - 0.2 * x - 0.1 * y + rng.normal(0, 0.012, x.shape))[..., None]
    paper, blue = np.array([250.0, 243, 228]), np.array([38.0, 58, 140])
    return Image.fromarray(np.clip(light * (paper + ink * (blue - paper)), 0, 255).astype(np.uint8))


def moving_picture(app: App) -> None:
    """42 as it is drawn and read, and a while to look at it."""
    frames: list[Image.Image] = []
    points = 0

    def each_point() -> None:
        nonlocal points
        points += 1
        if points % FRAME_EVERY == 0:
            settle(app)
            frames.append(picture_of(app))

    draw(app, number("42"), each_point)
    frames.append(picture_of(app))
    high = round(frames[0].height * MOVING_PX / frames[0].width)
    small = [frame.resize((MOVING_PX, high), Image.Resampling.LANCZOS) for frame in frames]
    palette = small[-1].quantize(64)
    same = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in small]
    times = [90] * (len(same) - 1) + [2500]
    same[0].save(
        FOLDER / "drawing.gif", save_all=True, append_images=same[1:], duration=times, loop=0
    )
    size = (FOLDER / "drawing.gif").stat().st_size
    print(f"{FOLDER.name}/drawing.gif: {len(same)} frames, {size // 1000} kB")


def use_theme(app: App, label: str) -> None:
    """As chosen in the menu."""
    view = app.menus.nametowidget(app.menus.entrycget("View", "menu"))
    view.invoke(label)
    settle(app)


def main() -> None:
    """All of them, one after the other, in one window; and one without a network."""
    FOLDER.mkdir(exist_ok=True)
    app = App()
    use_theme(app, "Light theme")
    settle(app)
    keep(app, "empty")
    moving_picture(app)
    for digit in ("3", "5", "1", "7"):
        app.clear()
        draw(app, DIGITS[digit])
    app.clear()
    draw(app, DIGITS["4"])
    keep(app, "sure")
    resize(app, 640, 480)
    keep(app, "640x480")
    resize(app, 1920, 1080)
    keep(app, "1920x1080")
    resize(app, 1000, 640)
    app.clear()
    draw(app, number("2026"))
    keep(app, "number")
    app.clear()
    draw(app, UNSURE)
    keep(app, "not_sure")
    app.clear()
    draw(app, DIGITS["9"])
    use_theme(app, "Dark theme")
    keep(app, "dark")
    use_theme(app, "Light theme")
    app.open_picture(photograph())
    keep(app, "photograph")
    app.destroy()
    without = App(model_file=Path("missing.h5"))
    use_theme(without, "Light theme")
    draw(without, DIGITS["2"])
    keep(without, "no_network")
    without.destroy()


if __name__ == "__main__":
    start = time.monotonic()
    main()
    print(f"{time.monotonic() - start:.0f} seconds")
