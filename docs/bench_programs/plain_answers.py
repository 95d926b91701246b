"""Measures the plain program's answers, with the network loaded.

python plain_answers.py ANSWERS CALLS BATCH BATCH ...

Prints what our_answers.py prints, but for the photographs.
"""

import sys

from plain_window import PlainWindow, pixels_of
from seven import drawing
from stopwatch import print_ms, print_rates


def print_answers(plain: PlainWindow, count: int) -> None:
    """From the end of the stroke to the answer."""
    picture = drawing()
    for _ in range(count):
        plain.draw()
        print_ms("release", lambda: plain.read(picture))
        plain.canvas.delete("all")


def main() -> None:
    """The window, then the network."""
    answers, calls, *batches = map(int, sys.argv[1:])
    plain, digit = PlainWindow(), pixels_of(drawing())
    plain.read(drawing())  # the first takes longer
    print_answers(plain, answers)
    print_ms("network", lambda: plain.model.predict(digit, verbose=0), calls)
    print_rates(batches, digit, lambda batch: plain.model.predict(batch, verbose=0))


if __name__ == "__main__":
    main()
