"""Makes docs/window.png: the real window, in which mouse events have drawn a digit.

make screenshot
"""

import os
import sys
from pathlib import Path

import numpy as np
from PIL import ImageGrab

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from gui_digit_recognizer import App

PICTURE = Path(__file__).resolve().parent / "window.png"


def two() -> list[tuple[int, int]]:
    """A 2 in one stroke: a hook, the diagonal, a wave along the bottom. Pixels of the pad."""
    hook = np.radians(np.linspace(195, 385, 40))
    down = np.linspace(0, 1, 30)
    wave = np.linspace(0, 1, 30)
    x = [*(205 + 68 * np.cos(hook)), *(267 - 142 * down**0.8), *(125 + 165 * wave)]
    y = [*(145 + 66 * np.sin(hook)), *(173 + 142 * down**1.2), *(315 - 14 * np.sin(6 * wave))]
    return [(round(a), round(b)) for a, b in zip(x, y, strict=True)]


def main() -> None:
    """Draws, clicks Recognise, and takes the picture of the window alone."""
    app = App()
    while not app.ready:
        app.update()
    (x, y), *rest = two()
    app.canvas.event_generate("<Button-1>", x=x, y=y)
    for x, y in rest:
        app.canvas.event_generate("<B1-Motion>", x=x, y=y)
    app.canvas.event_generate("<ButtonRelease-1>", x=x, y=y)
    app.recognise_button.invoke()
    app.update()
    left, top = app.winfo_rootx(), app.winfo_rooty()
    box = (left, top, left + app.winfo_width(), top + app.winfo_height())
    ImageGrab.grab(box, xdisplay=os.environ.get("DISPLAY")).save(PICTURE, optimize=True)
    print(f"{PICTURE} shows: {app.result_text.get()}")
    app.destroy()


if __name__ == "__main__":
    main()
