"""How wrong the page network is: about ink, about the middles of digits, about their sizes.

output: float32 (N, H / 2, W / 2, 24), as page_layers.py describes it. target: (N, H / 2, W / 2,
17), by PageExamples.targets(). All losses are numbers from 0 up, means over the batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_recognizer import DIGITS
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.page_layers import INK_CHANNELS
from digit_recognizer.network.page_network import CLASSES
from digit_recognizer.training.pages.page import DIGIT_INK

if TYPE_CHECKING:
    import tensorflow as tf

LABELS = 4  # channels of the target: of 2 x 2 pixels
CLASS_WEIGHTS = (1.0, 2.0, 1.5)  # paper, digit ink, other ink: most pixels are paper
DICE_WEIGHT = 0.5
MIDDLE_WEIGHT = 0.5  # it begins ten times as high as the loss of ink
SIZE_WEIGHT = 0.1  # an error of 10 % in a width is small


def page_loss(target: tf.Tensor, output: tf.Tensor) -> tf.Tensor:
    """The sum that is minimised."""
    return (
        ink_loss(target, output)
        + MIDDLE_WEIGHT * middle_loss(target, output)
        + SIZE_WEIGHT * size_loss(target, output)
    )


def ink_loss(target: tf.Tensor, output: tf.Tensor) -> tf.Tensor:
    """Cross-entropy of all pixels, and the Dice loss of digit ink.

    The latter compares areas, so that thin digits on a large page count: Milletari, Navab and
    Ahmadi, "V-Net", 2016.
    """
    ops = import_keras().ops
    is_class = ops.one_hot(ops.cast(target[..., :LABELS], "int32"), CLASSES)  # (N, h, w, 4, 3)
    logits = ops.reshape(output[..., :INK_CHANNELS], ops.shape(is_class))
    weighted = ops.convert_to_tensor(CLASS_WEIGHTS) * is_class * ops.log_softmax(logits)
    cross_entropy = -ops.mean(ops.sum(weighted, axis=-1))
    probability, is_ink = ops.softmax(logits)[..., DIGIT_INK], is_class[..., DIGIT_INK]
    both = ops.sum(probability * is_ink)
    dice = 1 - (2 * both + 1) / (ops.sum(probability) + ops.sum(is_ink) + 1)  # 0 without any ink
    return cross_entropy + DICE_WEIGHT * dice


def middle_loss(target: tf.Tensor, output: tf.Tensor) -> tf.Tensor:
    """The focal loss for each middle, after Law and Deng, "CornerNet", 2018.

    What is nearly right already hardly counts, and a place near a middle counts less than one far
    away.
    """
    ops = import_keras().ops
    heat = ops.cast(_quarter(target)[..., LABELS : LABELS + DIGITS], output.dtype)
    logits = _quarter(output)[..., INK_CHANNELS : INK_CHANNELS + DIGITS]
    is_middle = ops.cast(heat == 1, output.dtype)
    probability = ops.sigmoid(logits)
    missed = is_middle * (1 - probability) ** 2 * ops.log_sigmoid(logits)
    imagined = (1 - heat) ** 4 * probability**2 * ops.log_sigmoid(-logits)  # 0 at the middle
    return -ops.sum(missed + imagined) / (ops.sum(is_middle) + 1)


def size_loss(target: tf.Tensor, output: tf.Tensor) -> tf.Tensor:
    """The absolute error of log width and log height together, where there is a digit."""
    ops = import_keras().ops
    sizes = ops.cast(_quarter(target)[..., LABELS + DIGITS :], output.dtype)
    error = ops.abs(_quarter(output)[..., INK_CHANNELS + DIGITS :] - sizes[..., :2])
    counts = sizes[..., 2:]
    return ops.sum(counts * error) / (ops.sum(counts) + 1)


def _quarter(maps: tf.Tensor) -> tf.Tensor:
    """One of each 2 x 2 places, which are equal."""
    return maps[:, ::2, ::2]
