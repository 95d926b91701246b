"""From any drawing to the network's input, made as MNIST was made.

    PIL image of any mode and size
      -> grey   float32 (H, W), 0 = black, 1 = white           grey.to_grey()
      -> ink    float32 (H, W), 0 = paper, up to 1 = ink       find_ink()
      -> box    uint8 (20, 20), 255 = ink                      fit_box()
      -> digit  uint8 (28, 28), placed by its centre of mass   place()
      -> float32 (1, 28, 28, 1) in [0, 1], ink = 1             prepare()

fit_box() and place() follow LeCun, Cortes and Burges (the MNIST page), in the details that Yadav
and Bottou found: "Cold Case: The Lost MNIST Digits", NeurIPS 2019.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.reading.grey import to_grey, to_rgb

__all__ = [  # the doors of this module; to_grey and to_rgb come from next door
    "NOTHING_DRAWN",
    "Box",
    "as_one_digit",
    "border_brightness",
    "find_ink",
    "fit_box",
    "is_even",
    "place",
    "prepare",
    "tight_box",
    "to_grey",
    "to_network",
    "to_rgb",
]

BOX_SIDE = 20  # cells: MNIST's digits are fitted into 20 x 20 before they are placed in 28 x 28
MIN_DRAWING_PX = 10  # a smaller drawing is not enlarged to fill the box: a dot stays a dot
CENTRE = 15  # where the centre of mass goes, pixel centres at + 0.5; rounding down makes it 14.5
BORDER_SHARE = 0.02  # of the shorter side: the border in which the paper's brightness is read
LEVEL = 1 / 255  # one step of an 8-bit picture
CLEAN_SHARE = 0.6  # of the border's paper has one brightness, or else the paper is uneven
PAPER_GRID = 32  # cells along the longer side: fine enough for a soft shadow, too coarse for ink
PAPER_WINDOW = 13  # cells, odd: strokes are narrower than 13 / 32 of the picture, shadows wider
DARKEST_SHADOW = 0.5  # of the paper's brightness; a stroke along the edge is darker than that
DIMMEST_PAPER = 0.5  # of white: on darker paper, ink is not amplified any further
FAINTEST_INK = 0.06  # of full contrast: no drawing is fainter as a whole
EDGE_SHARE = 0.1  # of the drawing's size: how far its soft edge may reach beyond stronger ink
NOISE_SHARE = 0.2  # of the darkest ink: on uneven paper, fainter marks are noise
NOISE_MARGIN = 6.0  # times the 5 % to 25 % range of noise: 5 standard deviations, if Gaussian

NOTHING_DRAWN = "nothing is drawn"

Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels


def prepare(image: Image.Image) -> NDArray[np.float32]:
    """Turns a drawing into the network's input.

    image: any PIL image, dark ink on light paper or light on dark; it is not changed.
    Returns float32 (1, 28, 28, 1) in [0, 1], ink = 1.
    Raises ValueError("nothing is drawn") where there is only paper, and another ValueError where
    the image's mode cannot be read.
    """
    return as_one_digit(find_ink(to_grey(image)))


def as_one_digit(ink: FloatArray) -> NDArray[np.float32]:
    """All ink of float32 (H, W) >= 0 as one digit: float32 (1, 28, 28, 1) in [0, 1], ink = 1.

    Raises ValueError("nothing is drawn") where there is no ink.
    """
    digit = place(fit_box(ink))  # uint8 (28, 28)
    return to_network(digit[np.newaxis])


def to_network(images: ByteArray) -> NDArray[np.float32]:
    """uint8 (N, 28, 28), MNIST's or place()'s -> float32 (N, 28, 28, 1) in [0, 1], ink = 1."""
    digits: NDArray[np.float32] = images.astype(np.float32)[..., np.newaxis] / np.float32(255)
    return digits


# --- grey -> ink ---------------------------------------------------------------------------------


def find_ink(grey: FloatArray) -> FloatArray:
    """Removes the paper, with its shadows and its noise.

    grey: float32 (H, W) in [0, 1]. Returns float32 (H, W): 0 = paper, up to 1 = ink.
    Raises ValueError("nothing is drawn") where there is no ink.
    """
    dark_ink, ink = _dark_on_light(grey)
    if _is_uneven(ink):
        ink = _ink_on_uneven_paper(dark_ink)
    ink *= ink > LEVEL / 2
    _erase_strays(ink)
    return ink


def is_even(grey: FloatArray) -> bool:
    """Whether the paper of float32 (H, W) in [0, 1] has one brightness, as in a drawing."""
    _, ink = _dark_on_light(grey)
    return not _is_uneven(ink)


def _dark_on_light(grey: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The picture with dark ink, and how much darker than the paper it is: both (H, W)."""
    paper = border_brightness(grey)
    return (grey, paper - grey) if _ink_is_darker(grey, paper) else (1 - grey, grey - paper)


def border_brightness(grey: FloatArray) -> float:
    """The median along the four sides of a (H, W) picture: the brightness of its paper."""
    return float(np.median(_border(grey)))


def _border(grey: FloatArray) -> FloatArray:
    """(N,): the pixels along the four sides."""
    thickness = max(1, round(BORDER_SHARE * min(grey.shape)))
    middle = grey[thickness:-thickness]
    sides = (grey[:thickness], grey[-thickness:], middle[:, :thickness], middle[:, -thickness:])
    return np.concatenate([side.ravel() for side in sides])


def _ink_is_darker(grey: FloatArray, paper: float) -> bool:
    """Ink differs most from the paper. On light paper it is more likely dark, so that counts."""
    return bool((paper - grey.min()) * paper >= (grey.max() - paper) * (1 - paper))


def _is_uneven(ink: FloatArray) -> bool:
    """Whether the paper has noise or shadows, as in a scan or a photograph: the border has, too.

    A drawing's border has exactly one brightness, except where strokes touch the edge.
    """
    border = np.abs(_border(ink))
    paper = border[border < ink.max() / 2]
    return bool(np.mean(paper < LEVEL / 2) < CLEAN_SHARE) if paper.size else False


def _ink_on_uneven_paper(grey: FloatArray) -> FloatArray:
    """The ink of a scan, a photograph or a JPEG: 0 where it could be a shadow or noise."""
    blurred = Image.fromarray(np.rint(grey * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(1))
    smooth = np.asarray(blurred, np.float32) / 255
    paper = _paper(smooth)
    ink = (paper - smooth) / np.maximum(paper, DIMMEST_PAPER)  # the share of light it absorbs
    quiet, middle = np.quantile(ink, (0.05, 0.25))  # both are the paper's noise: ink is above them
    noise = middle + NOISE_MARGIN * (middle - quiet)
    floor = max(noise, NOISE_SHARE * ink.max(), FAINTEST_INK)
    strong: FloatArray = np.maximum(ink - floor, 0)
    return strong


def _erase_strays(ink: FloatArray) -> None:
    """Faint marks far from everything else become 0: one of them would spoil the tight box."""
    rows, columns = tight_box(ink >= FAINTEST_INK)
    margin = 1 + round(EDGE_SHARE * max(rows.stop - rows.start, columns.stop - columns.start))
    ink[: max(0, rows.start - margin)] = 0
    ink[rows.stop + margin :] = 0
    ink[:, : max(0, columns.start - margin)] = 0
    ink[:, columns.stop + margin :] = 0


def _paper(grey: FloatArray) -> FloatArray:
    """(H, W): the brightness of the paper, under the ink as well, by morphological closing.

    A maximum filter spreads the paper over everything narrower than its window; a minimum filter
    restores what is wider: the shadows.
    """
    height, width = grey.shape
    scale = min(1.0, PAPER_GRID / max(height, width))
    cells = (max(1, round(width * scale)), max(1, round(height * scale)))
    coarse = np.asarray(Image.fromarray(grey).resize(cells, Image.Resampling.BOX))
    padded = Image.fromarray(np.pad(coarse, PAPER_WINDOW, mode="edge"))
    dilated = padded.filter(ImageFilter.MaxFilter(PAPER_WINDOW))
    closed = ImageOps.crop(dilated.filter(ImageFilter.MinFilter(PAPER_WINDOW)), PAPER_WINDOW)
    smooth = np.asarray(closed.resize((width, height), Image.Resampling.BILINEAR), np.float32)
    paper: FloatArray = np.maximum(smooth, DARKEST_SHADOW * border_brightness(grey))
    return paper


# --- ink -> digit --------------------------------------------------------------------------------


def fit_box(ink: FloatArray) -> ByteArray:
    """Fits the ink into 20 x 20, keeping its aspect ratio, by averaging over areas.

    ink: float32 (H, W) >= 0. Returns uint8 (20, 20), 255 = ink: the tight box of all ink, widened
    to a square of at least 10 pixels. MNIST's brightest pixel is 254 or 255 in every digit, so a
    thin or faint drawing is amplified until its brightest pixel is 255.
    Raises ValueError("nothing is drawn") where there is no ink.
    """
    tight = ink[tight_box(ink > 0)]
    cell = max(*tight.shape, MIN_DRAWING_PX) / BOX_SIDE
    box: FloatArray = _averaged_rows(_averaged_rows(tight, cell).T, cell).T  # (20, 20)
    if 0 < box.max() < 254 / 255:
        box /= box.max()
    return np.rint(box * 255).astype(np.uint8)


def tight_box(marks: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Rows and columns of the box around everything that is True in (H, W).

    Raises ValueError("nothing is drawn") where nothing is.
    """
    rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
    if rows.size == 0:
        raise ValueError(NOTHING_DRAWN)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _averaged_rows(pixels: FloatArray, cell: float) -> FloatArray:
    """float32 (H, W) -> (20, W): in each column, the averages of cells of `cell` rows.

    The pixels are centred, then moved by less than a cell so that the first of them begins where
    a cell begins: a digit that was made of cells gets exactly the same cells back.
    Without matrix products: those wake all threads of BLAS, which wait for each other where the
    cores are busy, and many weights would be 0.
    """
    height = len(pixels)
    margin = (BOX_SIDE - height / cell) // 2  # whole cells before the first pixel
    top = (np.arange(BOX_SIDE)[:, None] - margin) * cell
    row = np.floor(top).astype(int) + np.arange(math.ceil(cell) + 1)  # (20, K) reach into the cells
    overlap = np.minimum(top + cell, row + 1) - np.maximum(top, row)
    is_pixel = (row >= 0) & (row < height)
    shares = (np.where(is_pixel, np.maximum(overlap, 0), 0) / cell).astype(np.float32)
    averages: FloatArray = np.einsum("ck,ckw->cw", shares, pixels[row.clip(0, height - 1)])
    return averages


def place(box: ByteArray) -> ByteArray:
    """Places uint8 (20, 20) in uint8 (28, 28), its centre of mass where MNIST has it.

    By whole pixels: the box begins at floor(15 - centre of mass). As in MNIST, what falls outside
    is lost.
    Raises ValueError("nothing is drawn") where the box is empty.
    """
    weight = box.astype(int)
    if not weight.any():
        raise ValueError(NOTHING_DRAWN)
    row = _offset(weight.sum(axis=1))
    column = _offset(weight.sum(axis=0))
    padded = np.zeros((SIDE + 2 * BOX_SIDE, SIDE + 2 * BOX_SIDE), np.uint8)
    top, left = row + BOX_SIDE, column + BOX_SIDE
    padded[top : top + BOX_SIDE, left : left + BOX_SIDE] = box
    return padded[BOX_SIDE:-BOX_SIDE, BOX_SIDE:-BOX_SIDE]


def _offset(weight: NDArray[np.int_]) -> int:
    """floor(15 - centre of mass) of (20,) weights, in integers: no rounding errors."""
    doubled_position = 2 * np.arange(BOX_SIDE) + 1  # pixel centres at + 0.5
    total = int(weight.sum())
    return (2 * CENTRE * total - int(weight @ doubled_position)) // (2 * total)
