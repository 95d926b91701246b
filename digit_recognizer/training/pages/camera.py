"""What a pen, light and a camera make of a sheet.

The first two functions change a sheet that is written on, the others the photo of it.
"""

import io

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer.network.arrays import ByteArray, FloatArray
from digit_recognizer.training.pages.patterns import smooth_noise
from digit_recognizer.training.pages.photo import Photo
from digit_recognizer.training.pages.sheet import Sheet
from digit_recognizer.training.pen import Random


def worn_ink(sheet: Sheet, random: Random) -> None:
    """Pencil, ballpoint, an empty pen: paler in places."""
    patch_px = np.exp(random.uniform(np.log(1.2), np.log(20)))
    noise = smooth_noise(sheet.paper.shape, patch_px, random)
    sheet.pen = sheet.pen * (1 - np.float32(random.uniform(0.2, 0.6)) * noise)


def tilt(sheet: Sheet, random: Random) -> None:
    """The camera is turned, too near or too far, and not quite above."""
    angle, near = np.radians(random.normal(0, 2.5)), random.uniform(0.88, 1.02)
    cos, sin = near * np.cos(angle), near * np.sin(angle)
    x, y = sheet.width / 2, sheet.height / 2
    turn = np.array([[cos, -sin, x], [sin + random.normal(0, 0.02), cos, y], [0, 0, 1]])
    lean = np.eye(3)
    lean[2, :2] = random.normal(0, 0.05, 2) / (x, y)
    centre = np.array([[1, 0, sheet.margin - x], [0, 1, sheet.margin - y], [0, 0, 1]])
    view = turn @ lean @ centre
    sheet.view = view / view[2, 2]


def gradient(photo: Photo, random: Random) -> None:
    """Brighter on one side."""
    x, y = _unit_grid(photo)
    angle = random.uniform(0, 2 * np.pi)
    slope = np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y
    photo.light = photo.light * (1 - np.float32(random.uniform(0.1, 0.6)) * _normalised(slope))


def shadow(photo: Photo, random: Random) -> None:
    """The edge of a shadow, sharp or soft, straight or bent."""
    x, y = _unit_grid(photo)
    angle, bend = random.uniform(0, 2 * np.pi), random.normal(0, 0.3)
    across = np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y
    along = np.float32(np.cos(angle)) * y - np.float32(np.sin(angle)) * x
    edge = across + np.float32(bend) * along * along - np.float32(random.uniform(-0.4, 0.4))
    soft = np.exp(random.uniform(np.log(0.01), np.log(0.5)))
    inside = np.clip(edge / np.float32(soft) + 0.5, 0, 1)
    photo.light = photo.light * (1 - np.float32(random.uniform(0.1, 0.6)) * inside)


def stains(photo: Photo, random: Random) -> None:
    """Uneven light in large soft blotches: crumpled paper, several lamps."""
    patch_px = photo.light.shape[0] * random.uniform(0.3, 0.8)
    noise = smooth_noise(photo.light.shape, patch_px, random)
    photo.light = photo.light * (1 - np.float32(random.uniform(0.1, 0.5)) * noise)


def fold(photo: Photo, random: Random) -> None:
    """A crease: bright on one side, dark on the other."""
    x, y = _unit_grid(photo)
    angle = random.choice((0, np.pi / 2)) + random.normal(0, 0.3)
    across = np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y
    far = (across - np.float32(random.uniform(-0.4, 0.4))) / np.float32(random.uniform(0.01, 0.08))
    relief = far * np.exp(-far * far)  # -0.43 to 0.43
    photo.light = np.clip(photo.light * (1 + np.float32(random.uniform(0.1, 0.6)) * relief), 0, 1)


def vignette(photo: Photo, random: Random) -> None:
    """Darker towards the corners."""
    x, y = _unit_grid(photo)
    photo.light = photo.light * (1 - np.float32(random.uniform(0.2, 0.9)) * (x * x + y * y))


def white_frame(photo: Photo, random: Random) -> None:
    """The picture was pasted on a larger white or black page."""
    rows, columns = photo.light.shape
    left, right = _frame(columns, [(d.left, d.right) for d in photo.digits], random)
    top, bottom = _frame(rows, [(d.top, d.bottom) for d in photo.digits], random)
    outside = np.ones((rows, columns), bool)
    outside[top:bottom, left:right] = False
    photo.light = np.where(outside, np.float32(1 if random.random() < 0.8 else 0), photo.light)
    for layer in (photo.ink, photo.other):
        layer[outside] = 0


def _frame(length: int, digits: list[tuple[float, float]], random: Random) -> tuple[int, int]:
    """Where the picture begins and ends: outside all digits."""
    first = min((low for low, _ in digits), default=length / 3)
    last = max((high for _, high in digits), default=length * 2 / 3)
    begin, end = (
        max(0, first) * random.uniform(0, 1),
        length - max(0, length - last) * random.uniform(0, 1),
    )
    return int(begin), int(np.ceil(end))


def pale(photo: Photo, random: Random) -> None:
    """Low contrast: black is grey, white is less so."""
    low = random.uniform(0, 0.45)
    high = random.uniform(low + 0.4, 1)
    photo.light = np.float32(low) + np.float32(high - low) * photo.light


def overexposed(photo: Photo, random: Random) -> None:
    """The paper is white and the ink is thin, as scanners like it."""
    bright = np.percentile(photo.light, 75)
    photo.light = np.clip(photo.light * np.float32(random.uniform(1, 1.2) / bright), 0, 1)


def blur(photo: Photo, random: Random) -> None:
    """Out of focus, enlarged from a small picture, or shaken."""
    most = 0.03 * min(photo.light.shape)
    soft = ImageFilter.GaussianBlur(random.uniform(0.3, max(0.8, min(2.2, most))))
    picture = Image.fromarray(_bytes(photo.light)).filter(soft)
    photo.light = np.asarray(picture, np.float32) / 255


def coarse(photo: Photo, random: Random) -> None:
    """Small pictures are enlarged, with or without smoothing."""
    rows, columns = photo.light.shape
    share = random.uniform(0.4, 0.9)
    small = Image.fromarray(photo.light).resize(
        (round(columns * share), round(rows * share)), Image.Resampling.BOX
    )
    way = Image.Resampling.BICUBIC if random.random() < 0.7 else Image.Resampling.NEAREST
    photo.light = np.clip(np.asarray(small.resize((columns, rows), way)), 0, 1)


def sharpened(photo: Photo, random: Random) -> None:
    """Phones and scanners leave a bright rim around ink."""
    rim = ImageFilter.UnsharpMask(random.uniform(1, 3), int(random.integers(50, 250)), 2)
    photo.light = np.asarray(Image.fromarray(_bytes(photo.light)).filter(rim), np.float32) / 255


def bilevel(photo: Photo, random: Random) -> None:
    """Black and white only, as from a fax."""
    ink, paper = photo.light[photo.ink >= 0.5], photo.light[photo.ink < 0.5]
    low, high = (np.median(ink) if ink.size else 0), (np.median(paper) if paper.size else 1)
    threshold = low + (high - low) * random.uniform(0.3, 0.7)
    photo.light = (photo.light >= threshold).astype(np.float32)


def noise(photo: Photo, random: Random) -> None:
    """A sensor in little light."""
    grains = random.standard_normal(photo.light.shape, np.float32)
    strength = np.float32(np.exp(random.uniform(np.log(0.005), np.log(0.05))))
    photo.light = np.clip(photo.light + strength * grains, 0, 1)


def jpeg(photo: Photo, random: Random) -> None:
    """Compressed."""
    stream = io.BytesIO()
    Image.fromarray(_bytes(photo.light)).save(stream, "JPEG", quality=int(random.integers(20, 90)))
    photo.light = np.asarray(Image.open(stream), np.float32) / 255


def light_on_dark(photo: Photo, random: Random) -> None:
    """Chalk, digital ink, a negative."""
    photo.light = 1 - photo.light


def _unit_grid(photo: Photo) -> tuple[FloatArray, FloatArray]:
    """The columns and rows, from -0.5 to 0.5."""
    rows, columns = photo.light.shape
    x = np.linspace(-0.5, 0.5, columns, dtype=np.float32)[None]
    return x, np.linspace(-0.5, 0.5, rows, dtype=np.float32)[:, None]


def _normalised(values: FloatArray) -> FloatArray:
    """From 0 to 1."""
    normalised: FloatArray = (values - values.min()) / np.ptp(values)
    return normalised


def _bytes(light: FloatArray) -> ByteArray:
    return (light * 255 + 0.5).astype(np.uint8)
