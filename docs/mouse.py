"""What a person does with the window, by mouse events, for the scripts in this folder.

Imports nothing heavy: the bench measures how long the window's own imports take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui_digit_recognizer import App

POLL_MS = 1  # how often wait_while() looks: what is measured with it may be so much too long


def draw(
    app: App,
    strokes: Iterable[Sequence[tuple[float, float]]],
    after_each_point: Callable[[], None] = lambda: None,
) -> None:
    """Draws strokes, given in units of the sheet, and waits for the answer."""
    for stroke in strokes:
        points = [app.canvas.view.to_pad(point) for point in stroke]
        pixels = [(round(x), round(y)) for x, y in points]
        press_and_move(app, pixels, after_each_point)
        release(app, pixels[-1])
    settle(app)


def press_and_move(
    app: App,
    points: Sequence[tuple[int, int]],
    after_each_point: Callable[[], None] = lambda: None,
) -> None:
    """Draws through these pixels of the pad; the button stays down."""
    (x, y), *others = points
    app.canvas.event_generate("<Button-1>", x=x, y=y)
    for x, y in others:
        app.canvas.event_generate("<B1-Motion>", x=x, y=y)
        after_each_point()


def release(app: App, point: tuple[int, int]) -> None:
    """Lets go of the button at this pixel of the pad."""
    x, y = point
    app.canvas.event_generate("<ButtonRelease-1>", x=x, y=y)


def wait_while(app: App, is_busy: Callable[[], bool]) -> None:
    """Runs the main loop until is_busy() is False; sleeps between events, as in use."""

    def look() -> None:
        if is_busy():
            app.after(POLL_MS, look)
        else:
            app.quit()

    app.after(POLL_MS, look)
    app.mainloop()


def settle(app: App) -> None:
    """Waits until everything is read and painted."""
    app.update()
    wait_while(app, lambda: app.is_loading or app.is_reading)
    for _ in range(3):  # what is done when Tk is idle may ask for more to be done then
        app.update()
