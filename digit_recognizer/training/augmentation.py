"""The training part -> batches, each image a little different every time it is seen.

    uint8 (N, 28, 28) and what the network should say of each
      -> shuffled, in batches, float32 (B, 28, 28, 1) in [0, 1]
      -> turned, sheared, scaled, moved and bent: one bilinear lookup for the whole batch
      -> strokes thinner or thicker, paler or darker

Whole batches at a time: that takes a tenth of the time that the network takes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import SIDE

if TYPE_CHECKING:
    import tensorflow as tf

PARALLEL_BATCHES = 4  # batches that are being prepared, and as many that wait
BENDS = 5  # points along each side that elastic bending moves
CENTRE = 14.0  # pixels: MNIST's centre of mass, about which everything turns


@dataclass(frozen=True)
class AugmentationRanges:
    """How far each change goes, either way; every image draws its own amounts, evenly spread."""

    turn_degrees: float = 10.0  # 15 was no better: see docs/training.md
    shear: float = 0.15  # slant to either side, as a share of the height
    scale: float = 0.1  # in the logarithm, width and height apart: 0.89 to 1.13
    shift_px: float = 1.5  # in both directions; placing by whole pixels alone leaves up to 0.5
    bend_px: float = 0.5  # elastic: the deviation of the moves of a few points, smooth between them
    thickness: float = 0.5  # of the way to one pixel thicker or thinner all around
    gain: float = 0.3  # brightness times 0.8 to 1.6, cut at 1: thin pens leave grey strokes


def augmented_batches(
    images: NDArray[np.uint8],
    targets: NDArray[np.generic],
    batch_size: int,
    seed: int,
    strength: AugmentationRanges | None,
    always: int | None = None,
    share: float = 1.0,
) -> tf.data.Dataset:
    """Endless variety, finite epochs: float32 (B, 28, 28, 1) in [0, 1], and their targets.

    images: (N, 28, 28). targets: (N, ...), what the network should say. strength: None leaves the
    images as they are. always: so many images, from the first on, are in every epoch (None: all);
    of those after them only this share, others each time. The same seed gives the same batches,
    epoch by epoch, on any machine with the same TensorFlow.
    """
    import tensorflow as tf

    def prepared(batch: tuple[tf.Tensor, tf.Tensor], seed: tf.Tensor) -> tuple:
        # as images.to_network() does, but batch by batch: as floats, all would take 170 MB
        scaled = tf.cast(batch[0], tf.float32)[..., tf.newaxis] / 255
        return (scaled if strength is None else augment(scaled, seed, strength)), batch[1]

    examples = tf.data.Dataset.from_tensor_slices((images, targets))
    always = len(images) if always is None else always
    others = max(1, len(images) - always)  # shuffle() takes no 0
    some = examples.skip(always).shuffle(others, seed=seed).take(round(share * others))
    chosen = examples.take(always).concatenate(some)
    batches = chosen.shuffle(len(images), seed=seed).batch(batch_size)
    seeds = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).batch(2)
    both = tf.data.Dataset.zip(batches, seeds).map(prepared, num_parallel_calls=PARALLEL_BATCHES)
    options = tf.data.Options()
    options.autotune.enabled = False  # else an epoch's end waits for its thread, for seconds
    return both.prefetch(PARALLEL_BATCHES).with_options(options)


def augment(images: tf.Tensor, seed: tf.Tensor, strength: AugmentationRanges) -> tf.Tensor:
    """float32 (B, 28, 28, 1) in [0, 1] -> the same, every image changed in its own way.

    seed: two integers; the same seed gives the same changes.
    """
    import tensorflow as tf

    count = tf.shape(images)[0]
    for_amounts, for_bends = tf.unstack(tf.random.split(seed))
    amounts = tf.random.stateless_uniform((8, count), for_amounts, -1, 1)  # (8, B)
    places = _affine(amounts[:6], strength) + _bends(count, for_bends, strength.bend_px)
    moved = _bilinear(images, places)
    thicker = _change_thickness(moved, _per_image(strength.thickness * amounts[6]))
    gain = _per_image(1 + strength.gain * (amounts[7] + 0.5))
    return tf.clip_by_value(thicker * gain, 0, 1)


def _affine(amounts: tf.Tensor, strength: AugmentationRanges) -> tf.Tensor:
    """(6, B) in [-1, 1] -> (B, 28, 28, 2): row and column of the old image for each new pixel."""
    import tensorflow as tf

    turn, shear, wide, high, right, down = tf.unstack(amounts[:, :, None, None])  # (B, 1, 1)
    angle = turn * math.radians(strength.turn_degrees)
    cos, sin, slant = tf.cos(angle), tf.sin(angle), shear * strength.shear
    width, height = tf.exp(wide * strength.scale), tf.exp(high * strength.scale)
    from_centre = tf.range(SIDE, dtype=tf.float32) - CENTRE
    x, y = from_centre[None, None, :], from_centre[None, :, None]
    columns = cos * width * x + (cos * slant * width - sin * height) * y + right * strength.shift_px
    rows = sin * width * x + (sin * slant * width + cos * height) * y + down * strength.shift_px
    return CENTRE + tf.stack([rows, columns], axis=-1)


def _bends(count: tf.Tensor, seed: tf.Tensor, bend_px: float) -> tf.Tensor:
    """Elastic: a few random moves, with smooth ones between them. (B, 28, 28, 2), in pixels.

    After Simard, Steinkraus and Platt, Best Practices for Convolutional Neural Networks, 2003.
    """
    import tensorflow as tf

    moves = tf.random.stateless_normal((count, BENDS, BENDS, 2), seed, stddev=bend_px)
    return tf.image.resize(moves, (SIDE, SIDE), "bicubic")


def _bilinear(images: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
    """(B, 28, 28, 1), looked up at (B, 28, 28, 2) between the pixels; outside there is paper."""
    import tensorflow as tf

    corner = tf.floor(places)
    down, right = tf.unstack((places - corner)[..., tf.newaxis, :], axis=-1)  # (B, 28, 28, 1)
    padded = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]])

    def pixel(row: int, column: int) -> tf.Tensor:
        at = tf.cast(corner, tf.int32) + tf.constant([1 + row, 1 + column])
        return tf.gather_nd(padded, tf.clip_by_value(at, 0, SIDE + 1), batch_dims=1)

    above = (1 - right) * pixel(0, 0) + right * pixel(0, 1)
    below = (1 - right) * pixel(1, 0) + right * pixel(1, 1)
    return (1 - down) * above + down * below


def _change_thickness(images: tf.Tensor, amount: tf.Tensor) -> tf.Tensor:
    """Blends towards the brightest (amount > 0) or the darkest (< 0) of each pixel's neighbours."""
    import tensorflow as tf

    thick = tf.nn.max_pool2d(images, 3, 1, "SAME")
    thin = -tf.nn.max_pool2d(-images, 3, 1, "SAME")
    grown = images + tf.maximum(amount, 0) * (thick - images)
    return grown - tf.maximum(-amount, 0) * (images - thin)


def _per_image(amounts: tf.Tensor) -> tf.Tensor:
    """(B,) -> (B, 1, 1, 1), to multiply a batch of images with."""
    return amounts[:, None, None, None]
