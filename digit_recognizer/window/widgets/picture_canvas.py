"""A canvas for pictures with words beside them."""

from __future__ import annotations

import tkinter as tk

from PIL import Image, ImageTk

from digit_recognizer.window.widgets.theme import colour, unit_px


class PictureCanvas(tk.Canvas):
    """Drawn anew as a whole: clear(), then words() and picture()."""

    def __init__(self, parent: tk.Misc) -> None:
        super().__init__(parent, highlightthickness=0)
        self._images: list[ImageTk.PhotoImage] = []  # Tk shows them only while Python holds them

    @property
    def unit(self) -> int:
        """Of all distances, in pixels."""
        return unit_px(self)

    def clear(self) -> None:
        """Nothing is on it any more."""
        self.delete("all")
        self._images = []
        window, focus = colour(self, "window"), colour(self, "accent")
        self.configure(background=window, highlightbackground=window, highlightcolor=focus)

    def words(
        self, x: float, y: float, text: str, font: str = "Small", shade: str = "", width: int = 0
    ) -> tuple[int, int]:
        """From this corner on; returns where they end, to the right and below.

        shade: of the palette; without it, small words are faint. width: from which they go on
        below; 0: nowhere.
        """
        fill = colour(self, shade or ("faint" if font == "Small" else "text"))
        item = self.create_text(x, y, text=text, anchor="nw", fill=fill, font=font, width=width)
        box = self.bbox(item)
        return (box[2], box[3]) if box else (round(x), round(y))

    def picture(self, x: float, y: float, picture: Image.Image) -> None:
        """From this corner on."""
        image = ImageTk.PhotoImage(picture, master=self)
        self._images.append(image)
        self.create_image(x, y, image=image, anchor="nw")

    def frame(self, left: float, top: float, right: float, bottom: float, width: int = 1) -> None:
        """Around something that was found."""
        self.create_rectangle(left, top, right, bottom, outline=colour(self, "found"), width=width)
