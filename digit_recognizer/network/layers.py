"""The layers of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.network.keras_backend import import_keras

if TYPE_CHECKING:
    import keras

MOMENTUM = 0.9  # of the running mean and variance; Keras' 0.99 lags behind for 500 steps


def build_model() -> keras.Sequential:
    """float32 (B, 28, 28, 1) in [0, 1], ink = 1  ->  probabilities (B, 10).

    Two blocks of three convolutions. The third of each has a stride of two and so halves the
    feature maps: learned pooling, over 5 x 5 pixels. Batch normalisation comes only where the
    feature maps are small; on larger ones it takes as long as the convolutions.
    """
    keras = import_keras()
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input((SIDE, SIDE, 1)),
            layers.Conv2D(32, 3, activation="relu"),  # (26, 26, 32)
            layers.Conv2D(32, 3, activation="relu"),  # (24, 24, 32)
            layers.Conv2D(32, 5, strides=2, padding="same", activation="relu"),  # (12, 12, 32)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Dropout(0.1),
            layers.Conv2D(80, 3, activation="relu"),  # (10, 10, 80)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Conv2D(80, 3, activation="relu"),  # (8, 8, 80)
            layers.Conv2D(80, 5, strides=2, padding="same", activation="relu"),  # (4, 4, 80)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Dropout(0.2),
            layers.Flatten(),  # (1280,)
            layers.Dense(160, activation="relu"),
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Dropout(0.4),
            layers.Dense(DIGITS, activation="softmax"),
        ]
    )
