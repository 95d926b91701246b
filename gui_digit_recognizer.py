"""Draw a digit, or a number, and watch the network read it while you draw.

    python gui_digit_recognizer.py                        an empty pad
    python gui_digit_recognizer.py seven.png              with a picture on it
    python gui_digit_recognizer.py --model my.h5          with a network of your own
    python gui_digit_recognizer.py --compare my.h5        with both, side by side
    python gui_digit_recognizer.py --read FILE...         no window: prints what is in pictures

From Python, without a window or a display:

    from gui_digit_recognizer import Profile, find_number, predict_digit
    digit, confidence = predict_digit("seven.png")
    number = find_number("2026.png")
    profile = Profile()                           learns one person's hand
    profile.correct("seven.png", 1)
    predict_digit("another.png", profile=profile)

The window is in digit_recognizer/window/app.py. It is imported when it is asked for: all else works
without tkinter.
"""

from __future__ import annotations

import argparse
import inspect
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import ModelError, Recognizer, load_recognizer
from digit_recognizer.reading import picture as picture_reading
from digit_recognizer.reading.handwriting.profile import Profile
from digit_recognizer.reading.number import Number
from digit_recognizer.reading.picture_files import open_picture
from digit_recognizer.reading.records import as_json, as_text, pictures_of, read_all
from digit_recognizer.reading.sources import Source, to_image

if TYPE_CHECKING:
    from PIL import Image

    from digit_recognizer.window.app import App

__all__ = ["App", "Profile", "find_number", "main", "predict_digit", "read_number"]

INTERRUPTED = 130  # the exit status after Ctrl-C, as shells have it
WAKE_MS = 200  # from Ctrl-C to the window's end, at most
NO_TKINTER = (
    "This Python has no tkinter. On Debian and Ubuntu: sudo apt install python3-tk; on Fedora: "
    "sudo dnf install python3-tkinter; on Arch: sudo pacman -S tk"
)


def predict_digit(
    image: Source, model_file: Path | str = MODEL_FILE, profile: Profile | None = None
) -> Prediction:
    """Reads the digit in a picture: dark ink on light paper, or light on dark.

    image: a path, bytes, an open file, a PIL image, or an array (H, W), (H, W, 3) or (H, W, 4),
    uint8 or float in [0, 1]. profile: whose hand it is; None: anybody's.

    Returns a Prediction, which unpacks as `digit, confidence`: int 0..9, float 0..1. Its `.sure`
    is False where the answer should not be relied on; `.runner_up` is the second best.
    The first call loads the network, in 0.2 seconds. Needs no display.
    Raises ValueError("nothing is drawn") for an empty picture, and with a sentence for what is no
    picture; TypeError for what cannot be one; ModelError for a missing network.
    """
    return picture_reading.find_digit(to_image(image), _recognizer(model_file, profile))


def find_number(image: Source, profile: Profile | None = None) -> Number:
    """Finds all digits in a picture: where each is, what it is, and how sure.

    str() of the Number is its digits, left to right, lines top to bottom, joined by a newline.
    Takes and raises what predict_digit() does.
    """
    return picture_reading.find_number(to_image(image), _recognizer(MODEL_FILE, profile))


# Programs that measure readers tell by its arguments whether it brings its own network: it does
find_number.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
    [inspect.Parameter("image", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
)


def read_number(image: Source, model_file: Path | str = MODEL_FILE) -> str:
    """Reads all digits in a picture, left to right, lines top to bottom, joined by a newline.

    Takes and raises what predict_digit() does.
    """
    return str(picture_reading.find_number(to_image(image), load_recognizer(model_file)))


def _recognizer(model_file: Path | str, profile: Profile | None) -> Recognizer:
    recognizer = load_recognizer(model_file)
    return recognizer if profile is None else profile.adapt(recognizer)


def __getattr__(name: str) -> type[App]:
    """App, which is not imported before somebody wants it: the window needs tkinter."""
    if name != "App":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from digit_recognizer.window.app import App

    return App


def main(arguments: Sequence[str] | None = None) -> int:
    """Opens the window and waits until it is closed, or reads pictures; returns the exit status."""
    _replace_closed_streams()
    options = parse_arguments(arguments)
    _allow_any_name()
    try:
        return print_readings(options) if options.read else run_window(options)
    except (ModelError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever took the lines wants no more of them, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is left at exit
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _replace_closed_streams() -> None:
    """Where there is no console, what is printed goes nowhere, and not into a file or a socket.

    Those would be given the numbers of the closed streams, to which libraries in C print.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # is given the lowest number that is free
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123 - open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123


def _allow_any_name() -> None:
    """A file's name may have characters that the terminal does not have: they are escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None where there is no console
            stream.reconfigure(errors="backslashreplace")


def print_readings(options: argparse.Namespace) -> int:
    """A line for each picture, as soon as it is read. 1: there are pictures that cannot be read.

    Raises ModelError.
    """
    recognizer = load_recognizer(options.model)
    if recognizer.remark:
        print(recognizer.remark, file=sys.stderr)
    are_read = True
    for record in read_all(pictures_of(options.read), recognizer):
        print(as_json(record) if options.json else as_text(record), flush=True)
        are_read = are_read and record.number is not None
    return 0 if are_read else 1


def run_window(options: argparse.Namespace) -> int:
    """Raises ValueError for a picture that cannot be opened."""
    try:
        import tkinter as tk
    except ImportError:  # some systems package it apart from Python
        print(NO_TKINTER, file=sys.stderr)
        return 2
    from digit_recognizer.reading.handwriting.profile import profiles_folder
    from digit_recognizer.window import app, settings
    from digit_recognizer.window.widgets.theme import enable_high_dpi

    picture = first_picture(options.image)
    enable_high_dpi()
    try:
        window = app.App(options.model, picture, settings.settings_file(), profiles_folder())
    except tk.TclError as error:
        print(f"No window can be opened here: {error}.", file=sys.stderr)
        return 2
    close_at_interrupt(window)
    if options.compare is not None:
        window.comparison.open(options.compare)
    window.mainloop()
    if window.is_loading:
        os._exit(0)  # a thread that loads cannot be stopped, and would hold up the exit
    return 0


def close_at_interrupt(window: App) -> None:
    """Ctrl-C in the terminal closes the window as Quit does.

    Tk waits in C, where Python hears of no signal, so it is woken now and then.
    """

    def wake() -> None:
        window.after(WAKE_MS, wake)

    signal.signal(signal.SIGINT, lambda number, frame: window.after_idle(window.destroy))
    wake()


def first_picture(path: Path | None) -> Image.Image | Path | None:
    """What the window begins with. Raises ValueError with one sentence where it cannot be opened.

    In the program of `make app`, the window itself opens the file: who starts that by a click never
    sees what is printed.
    """
    if path is None or hasattr(sys, "frozen"):  # set by PyInstaller
        return path
    return open_picture(path)


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """model: Path; image: Path or None; read: list of str, maybe empty; json: bool."""
    parser = argparse.ArgumentParser(
        description="Draw a digit or a number and have it recognised, or read pictures of them."
    )
    parser.add_argument("image", nargs="?", type=Path, help="a picture to begin with")
    parser.add_argument(
        "--model", type=Path, default=MODEL_FILE, metavar="FILE", help="default: mnist.h5"
    )
    parser.add_argument(
        "--compare", type=Path, metavar="FILE", help="a second network, side by side with the first"
    )
    parser.add_argument(
        "--read",
        nargs="+",
        default=[],
        metavar="FILE",
        help="print what is in pictures, and open no window; a folder: all pictures in it; "
        "-: the picture on standard input",
    )
    parser.add_argument("--json", action="store_true", help="with --read: a JSON object a line")
    options = parser.parse_args(arguments)
    if options.json and not options.read:
        parser.error("--json goes with --read")
    if options.image and options.read:
        parser.error("a picture is either for the window or to --read")
    return options


if __name__ == "__main__":
    sys.exit(main())
