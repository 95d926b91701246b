"""The training set -> batches, in which an image is a little different every time.

    uint8 (N, 28, 28) and targets (N, ...)
      -> shuffled, in batches, float32 (B, 28, 28, 1) in [0, 1]
      -> rotated, sheared, scaled, shifted and bent: one bilinear lookup for the whole batch
      -> strokes thinner or thicker, paler or darker

Augmenting whole batches takes a tenth of the network's time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import ByteArray

if TYPE_CHECKING:
    import tensorflow as tf

PARALLEL_BATCHES = 4  # being prepared at a time, and as many ready and waiting
BENDS = 5  # points along each side that the elastic bending moves
CENTRE = 14.0  # pixels: MNIST's centre of mass, the fixed point of rotation and scaling


@dataclass(frozen=True)
class AugmentationRanges:
    """How far each change may go, either way. Every image gets random amounts of its own."""

    turn_degrees: float = 10.0  # 15 was no better: see docs/training.md
    shear: float = 0.15  # slant, as a share of the height
    scale: float = 0.1  # of the logarithm, width and height separately: factors of 0.90 to 1.11
    shift_px: float = 1.5  # horizontal and vertical; placing by whole pixels leaves up to 0.5
    bend_px: float = 0.5  # standard deviation of the elastic displacement
    thickness: float = 0.5  # of the way to one pixel thicker or thinner all around
    gain: float = 0.3  # brightness times 0.85 to 1.45, clipped at 1: thin pens leave grey strokes


def augmented_batches(
    images: ByteArray,
    targets: NDArray[np.generic],
    batch_size: int,
    seed: int,
    ranges: AugmentationRanges | None,
    always: int | None = None,
    extra_share: float = 1.0,
) -> tf.data.Dataset:
    """One epoch of batches, float32 (B, 28, 28, 1) in [0, 1] with targets; each epoch is different.

    images: (N, 28, 28). targets: (N, ...). ranges: None leaves the images as they are. The first
    `always` images (None: all) are in every epoch; of the rest, a random `extra_share`, drawn
    anew for each epoch. The same seed gives the same batches, epoch by epoch, on any machine with
    the same TensorFlow.
    """
    import tensorflow as tf

    def prepared(
        batch: tuple[tf.Tensor, tf.Tensor], seed: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        # to_network(), batch by batch: as floats, all images at once would take 170 MB
        scaled = tf.cast(batch[0], tf.float32)[..., tf.newaxis] / 255
        return (scaled if ranges is None else augment(scaled, seed, ranges)), batch[1]

    examples = tf.data.Dataset.from_tensor_slices((images, targets))
    always = len(images) if always is None else always
    extra_count = max(1, len(images) - always)  # shuffle() does not accept 0
    extra = examples.skip(always).shuffle(extra_count, seed=seed)
    chosen = examples.take(always).concatenate(extra.take(round(extra_share * extra_count)))
    batches = chosen.shuffle(len(images), seed=seed).batch(batch_size)
    seeds = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).batch(2)
    both = tf.data.Dataset.zip(batches, seeds).map(prepared, num_parallel_calls=PARALLEL_BATCHES)
    options = tf.data.Options()
    options.autotune.enabled = False  # or the end of an epoch waits for its thread, for seconds
    return both.prefetch(PARALLEL_BATCHES).with_options(options)


def augment(images: tf.Tensor, seed: tf.Tensor, ranges: AugmentationRanges) -> tf.Tensor:
    """float32 (B, 28, 28, 1) in [0, 1] -> the same, every image changed differently.

    seed: two integers; the same seed gives the same changes.
    """
    import tensorflow as tf

    count = tf.shape(images)[0]
    for_amounts, for_bends = tf.unstack(tf.random.split(seed))
    amounts = tf.random.stateless_uniform((8, count), for_amounts, -1, 1)  # (8, B)
    places = _affine(amounts[:6], ranges) + _bends(count, for_bends, ranges.bend_px)
    moved = _bilinear(images, places)
    thicker = _change_thickness(moved, _per_image(ranges.thickness * amounts[6]))
    gain = _per_image(1 + ranges.gain * (amounts[7] + 0.5))
    return tf.clip_by_value(thicker * gain, 0, 1)


def _affine(amounts: tf.Tensor, ranges: AugmentationRanges) -> tf.Tensor:
    """(6, B) in [-1, 1] -> (B, 28, 28, 2): the row and column from which each new pixel comes."""
    import tensorflow as tf

    turn, shear, wide, high, right, down = tf.unstack(amounts[:, :, None, None])  # (B, 1, 1)
    angle = turn * math.radians(ranges.turn_degrees)
    cos, sin, slant = tf.cos(angle), tf.sin(angle), shear * ranges.shear
    width, height = tf.exp(wide * ranges.scale), tf.exp(high * ranges.scale)
    from_centre = tf.range(SIDE, dtype=tf.float32) - CENTRE
    x, y = from_centre[None, None, :], from_centre[None, :, None]
    columns = cos * width * x + (cos * slant * width - sin * height) * y + right * ranges.shift_px
    rows = sin * width * x + (sin * slant * width + cos * height) * y + down * ranges.shift_px
    return CENTRE + tf.stack([rows, columns], axis=-1)


def _bends(count: tf.Tensor, seed: tf.Tensor, bend_px: float) -> tf.Tensor:
    """Elastic displacements (B, 28, 28, 2), in pixels: random at 5 x 5 points, smooth in between.

    After Simard, Steinkraus and Platt, Best Practices for Convolutional Neural Networks, 2003.
    """
    import tensorflow as tf

    coarse = tf.random.stateless_normal((count, BENDS, BENDS, 2), seed, stddev=bend_px)
    return tf.image.resize(coarse, (SIDE, SIDE), "bicubic")


def _bilinear(images: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
    """(B, 28, 28, 1), interpolated at (B, 28, 28, 2); outside the image there is no ink.

    One gather from a flat array takes a third of the time of gather_nd().
    """
    import tensorflow as tf

    side = SIDE + 4  # two pixels of paper all around: any place beyond them is as good
    corner = tf.floor(places)
    down, right = tf.unstack((places - corner)[..., tf.newaxis, :], axis=-1)  # (B, 28, 28, 1)
    pixels = tf.reshape(tf.pad(images, [[0, 0], [2, 2], [2, 2], [0, 0]]), [-1, 1])
    row, column = tf.unstack(tf.cast(tf.clip_by_value(corner, -2, SIDE), tf.int32) + 2, axis=-1)
    first = tf.range(tf.shape(images)[0])[:, None, None] * side * side + row * side + column
    above = (1 - right) * tf.gather(pixels, first) + right * tf.gather(pixels, first + 1)
    below = first + side
    below = (1 - right) * tf.gather(pixels, below) + right * tf.gather(pixels, below + 1)
    return (1 - down) * above + down * below


def _change_thickness(images: tf.Tensor, amount: tf.Tensor) -> tf.Tensor:
    """Blends towards the maximum (amount > 0) or the minimum (< 0) of 3 x 3 pixels."""
    import tensorflow as tf

    grown = images + tf.maximum(amount, 0) * (_of_3_by_3(tf.maximum, images) - images)
    return grown - tf.maximum(-amount, 0) * (images - _of_3_by_3(tf.minimum, images))


def _of_3_by_3(
    extreme: Callable[[tf.Tensor, tf.Tensor], tf.Tensor], images: tf.Tensor
) -> tf.Tensor:
    """The maximum or minimum around each pixel of (B, 28, 28, 1); max_pool2d() takes far longer."""
    import tensorflow as tf

    padded = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="SYMMETRIC")
    rows = extreme(extreme(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    return extreme(extreme(rows[:, :, :-2], rows[:, :, 1:-1]), rows[:, :, 2:])


def _per_image(amounts: tf.Tensor) -> tf.Tensor:
    """(B,) -> (B, 1, 1, 1), to multiply a batch of images by."""
    return amounts[:, None, None, None]
