"""Why the network says what it says, as a row of pictures."""

from __future__ import annotations

import numpy as np
from PIL import Image

from digit_recognizer import SIDE
from digit_recognizer.reading.inside.pictures import (
    Colour,
    change_picture,
    evidence_picture,
    grey_picture,
    people_picture,
)
from digit_recognizer.window import inside_words as words
from digit_recognizer.window.inspector import Insight
from digit_recognizer.window.widgets.picture_canvas import PictureCanvas
from digit_recognizer.window.widgets.theme import colour

PICTURES = (56, 224)  # pixels: least and largest side
SHARE = 9  # of the width: a picture takes one of so many parts
FOR_IT, AGAINST = "accent", "found"  # colours of the palette


class WhyStrip(PictureCanvas):
    """What it sees | why | and not another | most like it, or what would turn it | the answer."""

    def show(self, insight: Insight | None) -> None:
        """None: there is no digit."""
        self.clear()
        width = self.winfo_toplevel().winfo_width()
        side = min(PICTURES[1], max(PICTURES[0], width // SHARE)) // SIDE * SIDE
        self.configure(height=side + 3 * self.unit)
        if insight is None:
            self.words(0, 0, words.NOTHING, "TkDefaultFont", width=width - 4 * self.unit)
            return
        x = 0
        for title, picture in self._pictures(insight, side):
            end, _ = self.words(x, 0, title)
            self.picture(x, 2 * self.unit, picture)
            x = max(x + picture.width, end) + 2 * self.unit
        self._show_answer(insight, x)

    def _pictures(self, insight: Insight, side: int) -> list[tuple[str, Image.Image]]:
        ink = insight.look.digit[0, :, :, 0]
        colours = self._rgb(FOR_IT), self._rgb(AGAINST)
        people = insight.closest, insight.closest_other
        last = words.most_like(insight), people_picture(people, side)
        if insight.look.wants_turn:
            changed = insight.turn.changed if insight.turn else np.zeros_like(ink)
            last = words.turned(insight), change_picture(ink, changed, *colours, side)
        return [
            (words.SEES, grey_picture(ink, side)),
            (words.why(insight), evidence_picture(ink, insight.why, *colours, side)),
            (words.why_not(insight), evidence_picture(ink, insight.why_not, *colours, side)),
            last,
        ]

    def _show_answer(self, insight: Insight, x: int) -> None:
        """And what the two colours mean."""
        _, y = self.words(x, 2 * self.unit, words.answer(insight.prediction), "Words")
        for shade, text in ((FOR_IT, words.SPEAKS_FOR), (AGAINST, words.SPEAKS_AGAINST)):
            _, y = self.words(x, y, text, shade=shade)

    def _rgb(self, name: str) -> Colour:
        red, green, blue = (value // 256 for value in self.winfo_rgb(colour(self, name)))
        return red, green, blue
