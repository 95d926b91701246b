"""From any drawing to what the network expects, made as MNIST was made.

    PIL image of any mode and size
      -> grey   float32 (H, W), 0 = black, 1 = white           to_grey()
      -> ink    float32 (H, W), 0 = paper, up to 1 = ink       find_ink()
      -> box    uint8 (20, 20), 255 = ink                      fit_box()
      -> digit  uint8 (28, 28), placed by its centre of mass   place()
      -> float32 (1, 28, 28, 1) in [0, 1]                      prepare()

fit_box() and place() follow LeCun, Cortes and Burges (the MNIST page) in the details that Yadav
and Bottou found: "Cold Case: The Lost MNIST Digits", NeurIPS 2019.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import ByteArray, FloatArray

BOX_SIDE = 20  # cells: MNIST's digits are fitted into 20 x 20 before they are placed in 28 x 28
SMALLEST_SIDE = 10  # pixels: a smaller drawing is not blown up any further, a dot stays a dot
CENTRE = 15  # where the centre of mass goes, pixel centres at + 0.5; rounding down makes it 14.5
LARGEST_SIDE = 1600  # pixels: larger pictures are averaged down first, photographs are 4000
FRAME_SHARE = 0.02  # of the shorter side: the frame in which the paper's brightness is read
LEVEL = 1 / 255  # one step of an 8-bit picture
CLEAN_SHARE = 0.6  # of the frame's paper is of one brightness, or else it is uneven
PAPER_GRID = 32  # cells along the longer side: fine enough for a soft shadow, too coarse for ink
PAPER_WINDOW = 13  # cells, odd: strokes are narrower than 13 / 32 of the picture, shadows wider
DARKEST_SHADOW = 0.5  # of the paper's brightness; a stroke along the edge is darker than that
DIMMEST_PAPER = 0.5  # of white: ink on darker paper is not made to look any stronger
FAINTEST_INK = 0.06  # of full contrast: no drawing is fainter as a whole
EDGE_SHARE = 0.1  # of the drawing's size: how far its soft edge may reach beyond stronger ink
NOISE_SHARE = 0.2  # of the darkest ink: on uneven paper, fainter marks than that are noise
NOISE_MARGIN = 6.0  # times the 5 % to 25 % range of noise: 5 standard deviations, if Gaussian
WIDE_MODES = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")  # more than 8 bits, range not told

NOTHING_DRAWN = "nothing is drawn"

Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels


def prepare(image: Image.Image) -> NDArray[np.float32]:
    """Turns a drawing into the network's input.

    Takes any PIL image, dark ink on light paper or light on dark; leaves it as it is.
    Returns float32 (1, 28, 28, 1) in [0, 1], ink = 1.
    Raises ValueError("nothing is drawn") where there is only paper, and another ValueError where
    the image's mode cannot be read.
    """
    digit = place(fit_box(find_ink(to_grey(image))))  # uint8 (28, 28)
    return to_network(digit[np.newaxis])


def to_network(images: ByteArray) -> NDArray[np.float32]:
    """uint8 (N, 28, 28), MNIST's or place()'s -> float32 (N, 28, 28, 1) in [0, 1], ink = 1."""
    return images.astype(np.float32)[..., np.newaxis] / np.float32(255)


# --- PIL image -> grey ---------------------------------------------------------------------------


def to_grey(image: Image.Image) -> FloatArray:
    """float32 (H, W), 0 = black, 1 = white, upright, at most 1600 pixels long."""
    seen = _on_white_or_black(ImageOps.exif_transpose(image))
    values = np.array(_reduced(seen if seen.mode == "F" else seen.convert("L")), np.float32)
    values /= 255  # in place, here and below: new memory takes longer than the sums
    return values


def to_rgb(image: Image.Image) -> Image.Image:
    """Mode "RGB", as a person sees it: upright, on paper, at most 1600 pixels long.

    Raises ValueError where the image's mode cannot be read.
    """
    seen = _on_white_or_black(ImageOps.exif_transpose(image))
    if seen.mode == "F":
        seen = Image.fromarray(np.rint(np.asarray(seen)).astype(np.uint8))
    return _reduced(seen.convert("RGB"))


def _reduced(image: Image.Image) -> Image.Image:
    factor = math.ceil(max(image.size) / LARGEST_SIDE)
    return image.reduce(factor) if factor > 1 else image


def _on_white_or_black(image: Image.Image) -> Image.Image:
    """Mode "L", "RGB" or "F", 0 to 255: what is transparent is paper."""
    if image.mode in WIDE_MODES:
        return _wide_brightness(image)
    try:
        if image.has_transparency_data:
            return _on_paper(_reduced(image.convert("RGBA")))  # large ones would take gigabytes
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    except ValueError as error:  # La, for one: grey that is multiplied with its opacity
        raise ValueError(
            f"pictures of mode {image.mode} cannot be read: convert to RGB first"
        ) from error


def _wide_brightness(image: Image.Image) -> Image.Image:
    """Mode "F". White is not told: it is the first of 1, 255 and 65535 that holds all values."""
    values = np.array(image, np.float32)  # a copy, and changed in place: it can be large
    np.nan_to_num(values, copy=False, posinf=0, neginf=0)
    highest = max(float(values.max()), 1e-9)
    white = next((w for w in (1, 255, 65535) if highest <= w), highest)
    values *= 255 / white
    return Image.fromarray(np.clip(values, 0, 255, out=values))


def _on_paper(image: Image.Image) -> Image.Image:
    """Mode "RGB": on white paper, or on black where all that is opaque is light."""
    colours, opacity = image.convert("RGB"), image.getchannel("A")
    opaque = np.asarray(colours.convert("L"))[np.asarray(opacity) > 127]
    dark = opaque.size == 0 or np.percentile(opaque, 1) < 128
    paper = Image.new("RGB", image.size, "white" if dark else "black")
    return Image.composite(colours, paper, opacity)


# --- grey -> ink ---------------------------------------------------------------------------------


def find_ink(grey: FloatArray) -> FloatArray:
    """Takes the paper away, its shadows and its noise with it.

    grey: float32 (H, W) in [0, 1]. Returns float32 (H, W): 0 = paper, up to 1 = ink.
    Raises ValueError where there is no ink.
    """
    dark_ink = grey if _ink_is_darker(grey) else 1 - grey
    ink = border_brightness(dark_ink) - dark_ink
    if _is_uneven(ink):
        ink = _ink_on_uneven_paper(dark_ink)
    ink *= ink > LEVEL / 2
    _drop_strays(ink)
    return ink


def border_brightness(grey: FloatArray) -> float:
    """What most of the frame of a (H, W) picture is: the brightness of its paper."""
    return float(np.median(_frame(grey)))


def _frame(grey: FloatArray) -> FloatArray:
    """(N,): the pixels along the four sides."""
    wide = max(1, round(FRAME_SHARE * min(grey.shape)))
    middle = grey[wide:-wide]
    sides = (grey[:wide], grey[-wide:], middle[:, :wide], middle[:, -wide:])
    return np.concatenate([side.ravel() for side in sides])


def _ink_is_darker(grey: FloatArray) -> bool:
    """Ink is what is furthest from the paper; on light paper it is more likely to be dark."""
    paper = border_brightness(grey)
    return bool((paper - grey.min()) * paper >= (grey.max() - paper) * (1 - paper))


def _is_uneven(ink: FloatArray) -> bool:
    """Whether the paper has noise or shadows, as a scan or a photograph has; both reach the frame.

    A drawing's paper is of exactly one brightness there, but for strokes that touch the edge.
    """
    frame = np.abs(_frame(ink))
    paper = frame[frame < ink.max() / 2]
    return bool(np.mean(paper < LEVEL / 2) < CLEAN_SHARE) if paper.size else False


def _ink_on_uneven_paper(grey: FloatArray) -> FloatArray:
    """Ink of a scan, a photograph or a JPEG: what a shadow or noise could make is 0."""
    blurred = Image.fromarray(np.rint(grey * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(1))
    smooth = np.asarray(blurred, np.float32) / 255
    paper = _paper(smooth)
    ink = (paper - smooth) / np.maximum(paper, DIMMEST_PAPER)  # the share of light that it takes
    quiet, middle = np.quantile(ink, (0.05, 0.25))  # both of the paper's noise; ink is above
    noise = middle + NOISE_MARGIN * (middle - quiet)
    floor = max(noise, NOISE_SHARE * ink.max(), FAINTEST_INK)
    return np.maximum(ink - floor, 0)


def _drop_strays(ink: FloatArray) -> None:
    """Faint marks far from all others become 0: one of them would spoil the tight box."""
    rows, columns = tight_box(ink >= FAINTEST_INK)
    margin = 1 + round(EDGE_SHARE * max(rows.stop - rows.start, columns.stop - columns.start))
    ink[: max(0, rows.start - margin)] = 0
    ink[rows.stop + margin :] = 0
    ink[:, : max(0, columns.start - margin)] = 0
    ink[:, columns.stop + margin :] = 0


def _paper(grey: FloatArray) -> FloatArray:
    """(H, W): the brightness of the paper, also where there is dark ink; a morphological closing.

    A maximum filter lets the paper grow over everything that is narrower than its window, a
    minimum filter takes it back where there is something wider: a shadow.
    """
    height, width = grey.shape
    scale = min(1.0, PAPER_GRID / max(height, width))
    cells = (max(1, round(width * scale)), max(1, round(height * scale)))
    coarse = np.asarray(Image.fromarray(grey).resize(cells, Image.Resampling.BOX))
    roomy = Image.fromarray(np.pad(coarse, PAPER_WINDOW, mode="edge"))
    grown = roomy.filter(ImageFilter.MaxFilter(PAPER_WINDOW))
    closed = ImageOps.crop(grown.filter(ImageFilter.MinFilter(PAPER_WINDOW)), PAPER_WINDOW)
    paper = np.asarray(closed.resize((width, height), Image.Resampling.BILINEAR), np.float32)
    return np.maximum(paper, DARKEST_SHADOW * border_brightness(grey))


# --- ink -> digit --------------------------------------------------------------------------------


def fit_box(ink: FloatArray) -> ByteArray:
    """Fits the ink into 20 x 20, keeping its aspect ratio, by averaging over areas.

    ink: float32 (H, W) >= 0. Returns uint8 (20, 20), 255 = ink: the tight box of all ink, widened
    to a square of at least 10 pixels. MNIST's brightest pixel is 254 or 255 in every digit, so a
    thin or faint drawing is stretched until its brightest is 255.
    Raises ValueError where nothing is left of the ink at this size.
    """
    tight = ink[tight_box(ink > 0)]
    cell = max(*tight.shape, SMALLEST_SIDE) / BOX_SIDE
    height, width = tight.shape
    box = _cell_averages(height, cell) @ tight @ _cell_averages(width, cell).T  # (20, 20)
    if 0 < box.max() < 254 / 255:
        box /= box.max()
    return np.rint(box * 255).astype(np.uint8)


def tight_box(marks: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Rows and columns of the box around all that is True in (H, W).

    Raises ValueError("nothing is drawn") where nothing is.
    """
    rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
    if rows.size == 0:
        raise ValueError(NOTHING_DRAWN)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _cell_averages(length: int, cell: float) -> FloatArray:
    """(20, length): how much each pixel gives to each cell's average, `cell` pixels a cell.

    The pixels stand in the middle, moved by less than a cell so that the first of them begins
    where a cell begins: a digit that was made of cells gets the very same cells back.
    """
    margin = (BOX_SIDE - length / cell) // 2  # whole cells before the first pixel
    left = (np.arange(BOX_SIDE)[:, None] - margin) * cell
    pixel = np.arange(length)[None, :]
    overlap = np.minimum(left + cell, pixel + 1) - np.maximum(left, pixel)
    return (np.maximum(overlap, 0) / cell).astype(np.float32)


def place(box: ByteArray) -> ByteArray:
    """Places uint8 (20, 20) in uint8 (28, 28) so that its centre of mass is where MNIST has it.

    By whole pixels, the first at floor(15 - centre of mass); what falls outside is lost, as there.
    Raises ValueError where the box is empty.
    """
    weight = box.astype(int)
    if not weight.any():
        raise ValueError(NOTHING_DRAWN)
    row = _offset(weight.sum(axis=1))
    column = _offset(weight.sum(axis=0))
    roomy = np.zeros((SIDE + 2 * BOX_SIDE, SIDE + 2 * BOX_SIDE), np.uint8)
    top, left = row + BOX_SIDE, column + BOX_SIDE
    roomy[top : top + BOX_SIDE, left : left + BOX_SIDE] = box
    return roomy[BOX_SIDE:-BOX_SIDE, BOX_SIDE:-BOX_SIDE]


def _offset(weight: NDArray[np.int_]) -> int:
    """floor(15 - centre of mass) of (20,) weights, in whole numbers: no rounding errors."""
    doubled_position = 2 * np.arange(BOX_SIDE) + 1  # pixel centres at + 0.5
    total = int(weight.sum())
    return (2 * CENTRE * total - int(weight @ doubled_position)) // (2 * total)
