"""Makes docs/window: pictures of the real window, in which mouse events draw; and a moving one.

make screenshots
"""

from __future__ import annotations

import os
import sys
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageGrab

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from mouse import draw, settle, wait_while
from strokes import DIGITS, FOUR_OR_NINE, number

from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes
from digit_recognizer.window.widgets.steps_window import StepsWindow
from gui_digit_recognizer import App

FOLDER = Path(__file__).resolve().parent / "window"
MOVING_PX = 560  # width of the moving picture
FRAME_MS, LAST_MS = 90, 2500  # how long each picture of it is shown
USUAL_SIZE = (1000, 640)  # of the window, in pixels
COLOURS = 128  # are enough, and make small files
FRAME_EVERY = 6  # points of the pen


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
    headline = app.result_text.get()
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
    drawing = draw_strokes(Image.new("L", (640, 480), WHITE), [stroke], 13, BLACK)
    ink = (1 - np.asarray(drawing, float) / 255)[..., None]
    y, x = np.mgrid[0:480, 0:640] / 640
    light = (0.93 - 0.2 * x - 0.1 * y + rng.normal(0, 0.012, x.shape))[..., None]
    paper, blue = np.array([250.0, 243, 228]), np.array([38.0, 58, 140])
    return Image.fromarray(np.clip(light * (paper + ink * (blue - paper)), 0, 255).astype(np.uint8))


def squared_paper() -> Image.Image:
    """-125 in pencil on squared paper with a margin line and a shadow, mode "RGB"."""
    width, height, square = 760, 420, 38
    colours = np.full((height, width, 3), (247.0, 244, 236))
    colours[::square] = colours[:, ::square] = (176, 196, 222)
    colours[:, 3 * square : 3 * square + 3] = (214, 120, 120)
    digits = [[(470 + x, 215 + y) for x, y in stroke] for stroke in number("125")]
    strokes = [*digits, [(215.0, 216.0), (268.0, 213.0)]]
    drawing = draw_strokes(Image.new("L", (width, height), WHITE), strokes, 9, BLACK)
    ink = (1 - np.asarray(drawing, float) / 255)[..., None]
    y, x = np.mgrid[0:height, 0:width] / width
    grain = np.random.default_rng(7).normal(0, 0.015, x.shape)
    light = (1 - 0.25 / (1 + np.exp(20 * (0.7 - x - y))) + grain)[..., None]
    photo = light * (colours + ink * (np.array([72.0, 72, 80]) - colours))
    return Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))


def moving_picture(app: App) -> None:
    """42, as it is drawn and read."""
    save_moving(frames_of(app, "42", lambda: picture_of(app)), MOVING_PX, "drawing")


def moving_inside(app: App) -> None:
    """A 5, and what each layer of the network makes of it meanwhile."""
    app.inside.show()
    panel = app.inside.panel
    assert panel is not None
    panel.geometry(f"800x640+{app.winfo_rootx() + app.winfo_width()}+0")

    def both() -> Image.Image:
        wait_while(app, lambda: app.inside.is_busy)
        window = picture_of(app)
        inside = grabbed(panel)
        together = Image.new("RGB", (window.width + inside.width + 8, window.height))
        together.paste(window, (0, 0))
        together.paste(inside, (window.width + 8, 0))
        return together

    both()  # what takes long is done once
    save_moving(frames_of(app, "5", both), 2 * MOVING_PX, "inside")
    panel.destroy()


def save_moving(frames: list[Image.Image], width: int, name: str) -> None:
    """Scaled to that width."""
    height = round(frames[0].height * width / frames[0].width)
    small = [frame.resize((width, height), Image.Resampling.LANCZOS) for frame in frames]
    palette = small[-1].quantize(64)
    first, *others = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in small]
    durations = [FRAME_MS] * len(others) + [LAST_MS]
    path = FOLDER / f"{name}.gif"
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0)
    print(f"{FOLDER.name}/{path.name}: {len(frames)} frames, {path.stat().st_size // 1000} kB")


def frames_of(app: App, text: str, picture: Callable[[], Image.Image]) -> list[Image.Image]:
    """Draws a number; pictures every few points, and when it is read."""
    frames = []
    points = 0

    def after_each_point() -> None:
        nonlocal points
        points += 1
        if points % FRAME_EVERY == 0:
            settle(app)
            frames.append(picture())

    draw(app, number(text), after_each_point)
    return [*frames, picture()]


def use_view(app: App, label: str) -> None:
    """As chosen in the menu."""
    view = app.menus.nametowidget(app.menus.entrycget("View", "menu"))
    view.invoke(label)
    settle(app)


def answers(app: App) -> None:
    """What is drawn, and how the window answers, in both themes."""
    for digit in ("3", "5", "1", "7"):
        app.clear()
        draw(app, DIGITS[digit])
    app.clear()
    draw(app, DIGITS["4"])
    keep(app, "sure")
    in_other_sizes(app)
    app.clear()
    draw(app, number("2026"))
    keep(app, "number")
    app.clear()
    draw(app, FOUR_OR_NINE)
    keep(app, "not_sure")
    app.clear()
    draw(app, DIGITS["9"])
    use_view(app, "Dark theme")
    keep(app, "dark")
    use_view(app, "Light theme")
    app.open_picture(photograph())
    keep(app, "photograph")
    app.open_picture(squared_paper())
    keep(app, "marks")
    use_view(app, "Ink of digits alone")
    keep(app, "ink")
    use_view(app, "Ink of digits alone")


def lessons(app: App) -> None:
    """What a class is shown: the network's inside, the steps, the examples."""
    app.clear()
    draw(app, FOUR_OR_NINE)
    app.inside.show()
    inside = app.inside.panel
    assert inside is not None
    inside.geometry("1120x640+0+0")
    wait_while(app, lambda: app.inside.is_busy)
    inside.maps.chosen = ("conv2d_1", 9)
    inside.maps.event_generate("<<MapChosen>>")
    wait_while(app, lambda: app.inside.is_busy)
    keep_window(inside, "inside")
    inside.destroy()
    app.lesson.show_steps()
    steps = next(w for w in app.winfo_children() if isinstance(w, StepsWindow))
    keep_window(steps, "steps")
    steps.destroy()
    app.lesson.show_examples()
    assert app.lesson.gallery is not None
    keep_window(app.lesson.gallery, "examples")
    app.lesson.gallery.destroy()


def keep_window(window: tk.Toplevel, name: str) -> None:
    """Saves how another window of the program looks."""
    grabbed(window).quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
    print(f"{FOLDER.name}/{name}.png: {window.title()}")


def grabbed(window: tk.Toplevel) -> Image.Image:
    """Another window of the program, mode "RGB"."""
    window.lift()
    window.update()
    left, top = window.winfo_rootx(), window.winfo_rooty()
    box = (left, top, left + window.winfo_width(), top + window.winfo_height())
    return ImageGrab.grab(box, xdisplay=os.environ.get("DISPLAY")).convert("RGB")


def in_other_sizes(app: App) -> None:
    """Small, and as large as a screen."""
    for width, height in ((640, 480), (1920, 1080)):
        resize(app, width, height)
        keep(app, f"{width}x{height}")
    resize(app, *USUAL_SIZE)


def main() -> None:
    """All pictures from one window; and one from a window without a network."""
    FOLDER.mkdir(exist_ok=True)
    app = App()
    use_view(app, "Light theme")
    keep(app, "empty")
    moving_picture(app)
    app.clear()
    moving_inside(app)
    answers(app)
    lessons(app)
    app.destroy()
    without = App(model_file=Path("missing.h5"))
    use_view(without, "Light theme")
    draw(without, DIGITS["2"])
    keep(without, "no_network")
    without.destroy()


if __name__ == "__main__":
    start = time.monotonic()
    main()
    print(f"{time.monotonic() - start:.0f} seconds")
