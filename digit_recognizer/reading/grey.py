"""A PIL image of any mode and size -> its brightness, or its colours as a person sees them.

PIL image
  -> upright, on white or black paper, at most 1600 pixels long
  -> grey     float32 (H, W), 0 = black, 1 = white            to_grey()
  or colours  PIL image, mode "RGB"                           to_rgb()
"""

import math

import numpy as np
from PIL import Image, ImageOps

from digit_recognizer.network.arrays import FloatArray

MAX_SIDE = 1600  # pixels: larger pictures, such as photographs of 4000, are averaged down
WIDE_MODES = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")  # more than 8 bits, in an unknown range
WHITES = (1, 255, 65535)  # what white may be in a wide mode: the first that no pixel exceeds


def to_grey(image: Image.Image) -> FloatArray:
    """float32 (H, W), 0 = black, 1 = white, upright, at most 1600 pixels long.

    Raises ValueError where the image's mode cannot be read.
    """
    seen = _on_paper(ImageOps.exif_transpose(image))
    values = np.array(_reduced(seen if seen.mode == "F" else seen.convert("L")), np.float32)
    values /= 255  # in place: allocating memory takes longer than dividing
    return values


def to_rgb(image: Image.Image) -> Image.Image:
    """Mode "RGB", as a person sees it: upright, on paper, at most 1600 pixels long.

    Raises ValueError where the image's mode cannot be read.
    """
    seen = _on_paper(ImageOps.exif_transpose(image))
    if seen.mode == "F":
        seen = Image.fromarray(np.rint(np.asarray(seen)).astype(np.uint8))
    return _reduced(seen.convert("RGB"))


def _reduced(image: Image.Image) -> Image.Image:
    """Averaged over whole pixels until it is at most MAX_SIDE long."""
    factor = math.ceil(max(image.size) / MAX_SIDE)
    return image.reduce(factor) if factor > 1 else image


def _on_paper(image: Image.Image) -> Image.Image:
    """Mode "L", "RGB" or "F", from 0 to 255: transparent pixels show the paper."""
    if image.mode in WIDE_MODES:
        return _scaled_to_255(image)
    try:
        if image.has_transparency_data:
            return _opaque(_reduced(image.convert("RGBA")))  # unreduced, it could take gigabytes
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    except ValueError as error:  # for example La: grey that is multiplied by its opacity
        raise ValueError(
            f"pictures of mode {image.mode} cannot be read: convert to RGB first"
        ) from error


def _scaled_to_255(image: Image.Image) -> Image.Image:
    """A wide mode -> mode "F", from 0 to 255. White is one of WHITES, or else the maximum."""
    values = np.array(image, np.float32)  # a copy, changed in place: it can be large
    np.nan_to_num(values, copy=False, posinf=0, neginf=0)
    highest = max(float(values.max()), 1e-9)
    white = next((white for white in WHITES if highest <= white), highest)
    values *= 255 / white
    return Image.fromarray(np.clip(values, 0, 255, out=values))


def _opaque(image: Image.Image) -> Image.Image:
    """Mode "RGBA" -> "RGB": on white paper, or on black where everything opaque is light."""
    colours, opacity = image.convert("RGB"), image.getchannel("A")
    opaque = np.asarray(colours.convert("L"))[np.asarray(opacity) > 127]
    is_dark = opaque.size == 0 or np.percentile(opaque, 1) < 128
    paper = Image.new("RGB", image.size, "white" if is_dark else "black")
    return Image.composite(colours, paper, opacity)
