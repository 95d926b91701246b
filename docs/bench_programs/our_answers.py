"""Measures our answers, with the network loaded.

python our_answers.py ANSWERS CALLS BATCH BATCH ...

Prints a name and a figure on each line: milliseconds, or digits a second for "batch".
"""

import sys

import numpy as np
from mouse import press_and_move, release, wait_while
from PIL import Image
from seven import SEVEN, drawing
from stopwatch import print_ms, print_rates

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.preprocessing import prepare
from gui_digit_recognizer import App

PHOTOGRAPHS = 11  # of each mode


def print_answers(app: App, count: int) -> None:
    """A 7 drawn in the window, and read live; from the release of the button to the answer."""

    def wait_until_read() -> None:
        wait_while(app, lambda: app.is_reading)

    def answer() -> None:
        release(app, SEVEN[-1])
        wait_until_read()
        app.update_idletasks()

    for _ in range(count):
        press_and_move(app, SEVEN, wait_until_read)
        print_ms("release", answer)
        app.clear()
        app.update()


def photograph() -> Image.Image:
    """The 7 on noisy grey paper: mode "L", 4000 x 3000."""
    clean = drawing().resize((4000, 3000)).point(lambda value: 40 + value // 2)
    noise = np.random.default_rng(1).normal(0, 5, (3000, 4000))
    return Image.fromarray((np.asarray(clean) + noise).clip(0, 255).astype("uint8"))


def main() -> None:
    """The window, the network, and the way of a photograph to the network."""
    answers, calls, *batches = map(int, sys.argv[1:])
    app = App()
    wait_while(app, lambda: app.is_loading)
    print_answers(app, answers)
    recognizer, digit, large = load_recognizer(MODEL_FILE), prepare(drawing()), photograph()
    print_ms("network", lambda: recognizer.predict(digit), calls)
    print_ms("photograph L", lambda: prepare(large.convert("L")), PHOTOGRAPHS)
    print_ms("photograph RGB", lambda: prepare(large.convert("RGB")), PHOTOGRAPHS)
    print_rates(batches, digit, recognizer.probabilities)


if __name__ == "__main__":
    main()
