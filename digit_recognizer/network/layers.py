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

    Two blocks of convolutions. The last of each has a stride of two and so halves the feature maps:
    learned pooling. Its kernel is 4 x 4, so that every pixel counts equally. There are few channels
    while the maps are large, where most of the time goes; batch normalisation comes only where they
    are small, because on larger ones it takes as long as the convolutions.
    """
    keras = import_keras()
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input((SIDE, SIDE, 1)),
            layers.Conv2D(16, 3, activation="relu"),  # (26, 26, 16)
            layers.Conv2D(32, 4, strides=2, activation="relu"),  # (12, 12, 32)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Dropout(0.1),
            layers.Conv2D(64, 3, activation="relu"),  # (10, 10, 64)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Conv2D(96, 3, activation="relu"),  # (8, 8, 96)
            layers.Conv2D(128, 4, strides=2, activation="relu"),  # (3, 3, 128)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Dropout(0.2),
            layers.Flatten(),  # (1152,)
            layers.Dense(160, activation="relu"),
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Dropout(0.3),
            layers.Dense(DIGITS, activation="softmax"),
        ]
    )
