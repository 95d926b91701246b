"""What paper itself looks like: security patterns, grain, print from the other side.

All of this is labelled paper. Each function changes a sheet.
"""

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.training.pages.hands import printed
from digit_recognizer.training.pages.sheet import Sheet, line_cover, repeated, stamp
from digit_recognizer.training.pen import Random

FAINTEST, STRONGEST = 0.05, 0.45  # a pattern's darkness, of the pen's


def waves(sheet: Sheet, random: Random) -> None:
    """Wavy lines across, as on cheques."""
    x, y = _turned(sheet, random.normal(0, 0.15))
    _pattern(sheet, _wave_lines(x, y, random), random)


def guilloche(sheet: Sheet, random: Random) -> None:
    """Two or three bundles of waves that cross each other."""
    turn = random.uniform(-0.5, 0.5)
    for _ in range(random.integers(2, 4)):
        x, y = _turned(sheet, turn + random.normal(0, 0.4))
        _pattern(sheet, _wave_lines(x, y, random), random)


def _wave_lines(x: FloatArray, y: FloatArray, random: Random) -> FloatArray:
    pitch, length = random.uniform(3, 11), random.uniform(12, 120)
    swing = random.uniform(0.2, 1) * min(pitch * 2, length / 6)
    bend = swing * np.sin(x * np.float32(2 * np.pi / length) + np.float32(random.uniform(0, 6)))
    return line_cover(repeated(y + bend, pitch), random.uniform(0.3, 0.35 * pitch))


def rosette(sheet: Sheet, random: Random) -> None:
    """Rings around a point, their edges scalloped."""
    x, y = sheet.grid
    x = x - np.float32(random.uniform(0, sheet.width))
    y = y - np.float32(random.uniform(0, sheet.height))
    lobes, swing = random.integers(3, 16), random.uniform(0, 6)
    radius = np.hypot(x, y) + np.float32(swing) * np.sin(np.float32(lobes) * np.arctan2(y, x))
    pitch = random.uniform(3, 9)
    _pattern(sheet, line_cover(repeated(radius, pitch), random.uniform(0.3, 0.35 * pitch)), random)


def dots(sheet: Sheet, random: Random) -> None:
    """A lattice of dots, darker or lighter than the paper."""
    x, y = _turned(sheet, random.uniform(-0.8, 0.8))
    pitch = random.uniform(2.5, 9)
    far = np.hypot(repeated(x, pitch), repeated(y, pitch))
    cover = line_cover(far, 2 * random.uniform(0.15, 0.4) * pitch)
    _pattern(sheet, 1 - cover if random.random() < 0.4 else cover, random)


def hatching(sheet: Sheet, random: Random) -> None:
    """Fine parallel lines, on a part of the sheet or all of it."""
    _, y = _turned(sheet, random.uniform(-1.6, 1.6))
    pitch = random.uniform(2.5, 8)
    cover = line_cover(repeated(y, pitch), random.uniform(0.3, 0.4 * pitch))
    if random.random() < 0.4:
        cover = cover * (sheet.grid[0] > random.uniform(0, sheet.width))
    _pattern(sheet, cover, random)


def _turned(sheet: Sheet, angle: float) -> tuple[FloatArray, FloatArray]:
    """The sheet's columns and rows, turned by an angle in radians."""
    x, y = sheet.grid
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return cos * x + sin * y, cos * y - sin * x


def _pattern(sheet: Sheet, cover: FloatArray, random: Random) -> None:
    sheet.tint(cover, float(np.mean(sheet.pen)) * random.uniform(FAINTEST, STRONGEST))


def grain(sheet: Sheet, random: Random) -> None:
    """Rough paper: blotches of any size."""
    patch_px = np.exp(random.uniform(np.log(1.5), np.log(40)))
    cover = smooth_noise(sheet.paper.shape, patch_px, random)
    _pattern(sheet, cover, random)


def smooth_noise(shape: tuple[int, ...], patch_px: float, random: Random) -> FloatArray:
    """float32 (rows, columns), 0 to 1, that changes over about `patch_px` pixels."""
    rows, columns = (max(2, round(n / patch_px) + 1) for n in shape)
    coarse = Image.fromarray(random.random((rows, columns), np.float32))
    fine = coarse.resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    noise: FloatArray = np.clip(np.asarray(fine), 0, 1)
    return noise


def desk(sheet: Sheet, random: Random) -> None:
    """The sheet ends beside the number, and a desk or a wall begins."""
    far = beyond_edge(sheet, int(random.integers(4)), random.uniform(0.3, 0.95), random)
    outside = np.clip(far + np.float32(0.5), 0, 1)
    tone = random.uniform(0.05, 1) * smooth_noise(sheet.paper.shape, random.uniform(2, 40), random)
    sheet.paper = sheet.paper + outside * (tone - sheet.paper)


def beyond_edge(sheet: Sheet, side: int, share: float, random: Random) -> FloatArray:
    """How far each pixel is beyond a slightly slanted line beside the number; negative inside.

    side: 0 to 3, left, top, right, bottom. share: of the room beside the number that is beyond.
    """
    is_row, (columns, rows) = side % 2, sheet.grid
    across, along = (rows, columns) if is_row else (columns, rows)
    low, high = sheet.writing_box[is_row], sheet.writing_box[is_row + 2]
    slanted = across + np.float32(random.normal(0, 0.03)) * (along - along.mean())
    far: FloatArray = np.float32(max(0, low) * share) - slanted
    if side >= 2:
        far = slanted - np.float32(across.size - max(0, across.size - high) * share)
    return far


def shine_through(sheet: Sheet, random: Random) -> None:
    """Writing on the other side: mirrored, blurred, pale."""
    layer = Image.new("L", (sheet.width, sheet.height))
    size, pitch = random.uniform(9, 22), random.uniform(1.3, 2.2)
    for y in np.arange(random.uniform(-10, 10), sheet.height, size * pitch):
        text = "".join(random.choice(list("abcdehkmnortuvwxyz    "), sheet.width // 8))
        stamp(layer, printed(text + "m", size), random.uniform(-20, 10), y)
    mirrored = layer.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    blurred = mirrored.filter(ImageFilter.GaussianBlur(random.uniform(0.8, 2)))
    _pattern(sheet, np.asarray(blurred, np.float32) / 255, random)
