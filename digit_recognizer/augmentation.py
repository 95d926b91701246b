"""The training part -> batches, each image a little different every time it is seen.

    uint8 (N, 28, 28) and what the network should say of each
      -> shuffled, in batches, float32 (B, 28, 28, 1) in [0, 1]
      -> turned, sheared, scaled, moved: one bilinear lookup for the whole batch
      -> strokes thinner or thicker, paler or darker

Whole batches at a time: that takes a twentieth of the time that the network takes.
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

CENTRE = 14.0  # pixels: MNIST's centre of mass, about which everything turns


@dataclass(frozen=True)
class Strength:
    """How far each change goes, either way; every image draws its own amounts, evenly spread."""

    turn_degrees: float = 10.0  # 15 was no better: see the notebook of the training script
    shear: float = 0.15  # slant to either side, as a share of the height
    scale: float = 0.1  # in the logarithm, width and height apart: 0.89 to 1.13
    shift_px: float = 1.2  # in both directions; placing by whole pixels alone leaves up to 0.5
    thickness: float = 0.5  # of the way to one pixel thicker or thinner all around
    gain: float = 0.3  # brightness times 0.8 to 1.6, cut at 1: thin pens leave grey strokes


def augmented_batches(
    images: NDArray[np.uint8],
    targets: NDArray[np.generic],
    batch_size: int,
    seed: int,
    strength: Strength | None,
) -> tf.data.Dataset:
    """Endless variety, finite epochs: float32 (B, 28, 28, 1) in [0, 1], and their targets.

    images: (N, 28, 28). targets: (N, ...), what the network should say. strength: None leaves the
    images as they are. The same seed gives the same batches, epoch by epoch, on any machine with
    the same TensorFlow.
    """
    import tensorflow as tf

    def prepared(batch: tuple[tf.Tensor, tf.Tensor], seed: tf.Tensor) -> tuple:
        # as images.to_network() does, but batch by batch: as floats, all would take 170 MB
        scaled = tf.cast(batch[0], tf.float32)[..., tf.newaxis] / 255
        return (scaled if strength is None else augment(scaled, seed, strength)), batch[1]

    examples = tf.data.Dataset.from_tensor_slices((images, targets))
    batches = examples.shuffle(len(images), seed=seed).batch(batch_size)
    seeds = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).batch(2)
    both = tf.data.Dataset.zip(batches, seeds)
    return both.map(prepared, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def augment(images: tf.Tensor, seed: tf.Tensor, strength: Strength) -> tf.Tensor:
    """float32 (B, 28, 28, 1) in [0, 1] -> the same, every image changed in its own way.

    seed: two integers; the same seed gives the same changes.
    """
    import tensorflow as tf

    amounts = tf.random.stateless_uniform((8, tf.shape(images)[0]), seed, -1, 1)  # (8, B)
    moved = tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=_transforms(amounts[:6], strength),
        output_shape=(SIDE, SIDE),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )
    thicker = _change_thickness(moved, _per_image(strength.thickness * amounts[6]))
    gain = _per_image(1 + strength.gain * (amounts[7] + 0.5))
    return tf.clip_by_value(thicker * gain, 0, 1)


def _transforms(amounts: tf.Tensor, strength: Strength) -> tf.Tensor:
    """(6, B) in [-1, 1] -> (B, 8): where in the old image each pixel of the new one is looked up.

    TensorFlow's order: x' = a0 x + a1 y + a2, y' = b0 x + b1 y + b2, and two zeros.
    """
    import tensorflow as tf

    turn, shear, wide, high, right, down = tf.unstack(amounts)
    angle = turn * math.radians(strength.turn_degrees)
    cos, sin, slant = tf.cos(angle), tf.sin(angle), shear * strength.shear
    width, height = tf.exp(wide * strength.scale), tf.exp(high * strength.scale)
    a0, a1 = cos * width, cos * slant * width - sin * height
    b0, b1 = sin * width, sin * slant * width + cos * height
    a2 = CENTRE - (a0 + a1) * CENTRE + right * strength.shift_px  # the centre stays, then moves
    b2 = CENTRE - (b0 + b1) * CENTRE + down * strength.shift_px
    zero = tf.zeros_like(angle)
    return tf.stack([a0, a1, a2, b0, b1, b2, zero, zero], axis=1)


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
