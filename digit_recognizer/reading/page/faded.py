"""A picture with all but the ink of its digits faded: what the page network took for digits."""

from __future__ import annotations

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.page_network import PageNetwork
from digit_recognizer.reading.page.look import averaged, look_at
from digit_recognizer.reading.preprocessing import border_brightness, to_grey

LEFT = 0.2  # of the contrast of other ink and of shadows: still seen, but plainly not read


def faded(image: Image.Image, network: PageNetwork) -> Image.Image:
    """image: mode "RGB", at most 1600 pixels long. Returns a picture of that mode and size.

    Each pixel is blended towards the paper, the more the less likely it is ink of a digit.
    """
    grey = to_grey(image)
    look = averaged(look_at(grey, network), grey, network)
    likely = Image.fromarray(look.page.digit_ink).resize(image.size, Image.Resampling.BILINEAR)
    kept = LEFT + (1 - LEFT) * np.asarray(likely)[..., np.newaxis]  # (H, W, 1)
    colours = np.asarray(image, np.float32)  # (H, W, 3)
    paper = _paper(colours)
    return Image.fromarray(np.rint(paper + kept * (colours - paper)).astype(np.uint8))


def _paper(colours: FloatArray) -> FloatArray:
    """(H, W, 3) -> (3,): the colour along its sides."""
    return np.array([border_brightness(channel) for channel in np.moveaxis(colours, 2, 0)])
