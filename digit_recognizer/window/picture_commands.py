"""What the menus do with pictures: open, paste, turn, save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from digit_recognizer.reading.picture_files import SUFFIXES, open_picture, save_picture
from digit_recognizer.reading.preprocessing import to_rgb
from digit_recognizer.window.widgets.clipboard import copied_picture
from digit_recognizer.window.widgets.file_dialogs import ALL_FILES, Wish, ask
from digit_recognizer.window.widgets.pad import DrawingPad

# in the dialog; Linux tells DSC_1.JPG from dsc_1.jpg
PATTERNS = tuple(f"*{suffix}" for lower in SUFFIXES for suffix in (lower, lower.upper()))


class PictureCommands:
    """Puts pictures on the pad and the pad into files; says what went wrong in one sentence."""

    def __init__(self, canvas: DrawingPad, say: Callable[[str, bool], None]) -> None:
        """say: shows a sentence; True: it tells of a problem."""
        self._canvas, self._say = canvas, say
        self._last_folder: Path | None = None  # of the last picture that was opened or saved

    def open(self, source: Image.Image | Path | BinaryIO) -> None:
        """Puts a picture on the pad, which stays as it is where the picture cannot be read."""
        try:
            self._canvas.open(to_rgb(_picture_of(source)))
        except ValueError as error:
            self._say(str(error), True)

    def paste(self) -> None:
        """Opens the picture on the clipboard."""
        try:
            self.open(copied_picture(self._canvas))
        except ValueError as error:
            self._say(str(error), True)

    def turn(self) -> None:
        """Turns the picture on the pad by 90 degrees clockwise."""
        try:
            self._canvas.turn()
        except ValueError as error:
            self._say(str(error), True)

    def save(self, path: Path) -> None:
        """Writes the pad as a picture."""
        try:
            save_picture(self._canvas.snapshot().picture(), path)
            self._say(f"Saved as {path}", False)
        except ValueError as error:
            self._say(str(error), True)

    def choose_to_open(self) -> None:
        """Asks for a file to open."""
        kinds = (("Pictures", PATTERNS), ALL_FILES)
        path = ask(self._canvas, Wish("Open a picture", self._folder(), kinds))
        if path is not None:
            self._last_folder = path.parent
            self.open(path)

    def choose_to_save(self) -> None:
        """Asks for a file to write."""
        path = ask(self._canvas, Wish("Save the drawing", self._folder(), name="digit.png"))
        if path is not None:
            self._last_folder = path.parent
            self.save(path)

    def _folder(self) -> Path:
        """Where the dialogs begin: the last folder, or the user's pictures."""
        from platformdirs import user_pictures_path

        folders = (self._last_folder, user_pictures_path())
        return next((one for one in folders if one is not None and one.is_dir()), Path.home())


def _picture_of(source: Image.Image | Path | BinaryIO) -> Image.Image:
    """Raises ValueError with a sentence."""
    if isinstance(source, Image.Image):
        return source
    return open_picture(source, "" if isinstance(source, Path) else "What was copied")
