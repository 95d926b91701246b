"""The ink of digits alone: how dark each pixel is, where the network sees ink of a digit.

The network says where ink is, but its edges are soft: the picture itself says how much of it.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.reading.page.look import Look

GATE = (0.2, 0.6)  # likelihoods of digit ink, from which ink begins to count and counts fully
PAPER_SHARE = 4  # a quarter of the shorter side: paper is averaged over squares of this size
LEAST_SQUARE = 4  # pixels
FULL_INK = 0.85  # quantile of the contrast of digit ink: what is darker is fully black
LEAST_CONTRAST = 0.02  # of full contrast: 5 of 255, below which nothing is amplified any further
FAINTEST = 0.05  # of fully black ink: what is fainter is paper


def digit_ink(look: Look) -> FloatArray:
    """float32 (H, W) in [0, 1] of the look, 0 = paper, lines, print, 1 = ink of digits."""
    low, high = GATE
    ink = darkness(look) * np.clip((look.page.digit_ink - low) / (high - low), 0, 1)
    return np.where(ink < FAINTEST, 0, ink).astype(np.float32)


def darkness(look: Look) -> FloatArray:
    """(H, W) in [0, 1]: the contrast to the paper around it, 1 = as the ink of digits has.

    0 everywhere where there are no digits.
    """
    contrast = _contrast(look)
    core = contrast[look.page.digit_ink > 0.5]
    if core.size == 0:
        return np.zeros_like(contrast)
    full = max(float(np.quantile(core, FULL_INK)), LEAST_CONTRAST)
    dark: FloatArray = np.clip(contrast / full, 0, 1)
    return dark


def _contrast(look: Look) -> FloatArray:
    """(H, W) >= 0: how far each pixel is from the paper around it, on the side of the ink."""
    paper = paper_around(look)
    darker = paper - look.grey
    is_dark = float((darker * look.page.digit_ink).sum()) > 0
    contrast: FloatArray = np.maximum(darker if is_dark else -darker, 0)
    return contrast


def paper_around(look: Look) -> FloatArray:
    """(H, W): the average brightness of what is likely paper around each pixel."""
    page = look.page
    weight = np.clip(1 - page.digit_ink - page.other_ink, 0, 1) ** 2 + np.float32(1e-4)
    square = max(LEAST_SQUARE, min(look.grey.shape) // PAPER_SHARE)
    return _averaged(look.grey * weight, square) / _averaged(weight, square)


def _averaged(values: FloatArray, square: int) -> FloatArray:
    """(H, W) -> (H, W): averages over squares of so many pixels, with soft steps between them."""
    height, width = values.shape
    cells = (max(1, round(width / square)), max(1, round(height / square)))
    coarse = Image.fromarray(values).resize(cells, Image.Resampling.BOX)
    return np.asarray(coarse.resize((width, height), Image.Resampling.BILINEAR))
