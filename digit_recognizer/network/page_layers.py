"""The layers of the page network, which finds the ink of digits, and their middles, on a page.

An hourglass with bridges, after Ronneberger, Fischer and Brox, "U-Net", 2015: down to a sixteenth
of the size, to see whole digits and the lines around them, and up again, to see where their edges
are. On the way up, each size is joined with what it was on the way down.

What it says at each place of its output, which has half the size of the page, in 24 channels:

     0 to 11   logits of paper, digit ink and other ink, for the 2 x 2 pixels there, row by row
    12 to 21   logits of a digit's middle, one for each digit
    22, 23     log(width / 20 pixels) and log(height / 40 pixels) of the digit whose middle it is

The last 12 are found at a quarter of the size and repeated 2 x 2. They are one output with the
others, as the light runtime reads networks with one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_recognizer import DIGITS
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.page_network import CLASSES

if TYPE_CHECKING:
    import keras

INK_CHANNELS = 4 * CLASSES  # of 2 x 2 pixels
MIDDLE_CHANNELS = DIGITS + 2  # and width and height
RARE = -4.0  # the first logit of a middle: nearly nowhere is one, and 0 would take long to unlearn

FINE = 16  # channels at half the size: edges and thin strokes; most of the time goes here
MEDIUM = 48  # at a quarter: parts of digits
COARSE = 96  # at an eighth and a sixteenth: whole digits, print, lines; twice MEDIUM


def build_page_model() -> keras.Model:
    """float32 (N, H, W, 1) in [0, 1], grey, sides multiples of 16  ->  (N, H / 2, W / 2, 24).

    605,528 weights.
    """
    keras = import_keras()
    layers = keras.layers
    page = keras.Input((None, None, 1), name="page")

    half = _block(page, FINE, "half0", size=4, strides=2)  # every pixel counts equally
    half = _block(half, FINE, "half1")
    quarter = _block(layers.MaxPooling2D()(half), MEDIUM, "quarter1")
    quarter = _block(quarter, MEDIUM, "quarter2")
    eighth = _block(layers.MaxPooling2D()(quarter), COARSE, "eighth1")
    eighth = _block(eighth, COARSE, "eighth2")
    sixteenth = _block(layers.MaxPooling2D()(eighth), COARSE, "sixteenth1")
    sixteenth = _block(sixteenth, COARSE, "sixteenth2")

    up = layers.Concatenate()([layers.UpSampling2D()(sixteenth), eighth])
    up = _block(up, COARSE, "eighth3")
    up = layers.Concatenate()([layers.UpSampling2D()(up), quarter])
    up = _block(up, MEDIUM, "quarter3")
    up = _block(up, MEDIUM, "quarter4")

    middles = _block(up, MEDIUM, "middle1")
    middles = layers.Conv2D(
        MIDDLE_CHANNELS, 1, bias_initializer=keras.initializers.Constant(RARE), name="middles_raw"
    )(middles)

    up = layers.Concatenate()([layers.UpSampling2D()(up), half])
    up = _block(up, FINE, "half3")
    up = _block(up, FINE, "half4")
    ink = layers.Conv2D(INK_CHANNELS, 1, name="ink_parts")(up)

    return keras.Model(page, layers.Concatenate()([ink, layers.UpSampling2D()(middles)]))


def _block(
    maps: keras.KerasTensor, channels: int, name: str, size: int = 3, strides: int = 1
) -> keras.KerasTensor:
    """Convolution, normalisation, ReLU."""
    layers = import_keras().layers
    maps = layers.Conv2D(
        channels, size, strides=strides, padding="same", use_bias=False, name=name
    )(maps)
    maps = layers.BatchNormalization(name=f"{name}_norm")(maps)
    return layers.Activation("relu", name=f"{name}_relu")(maps)
