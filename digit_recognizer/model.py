"""The network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.backend import import_keras

if TYPE_CHECKING:
    import keras

MOMENTUM = 0.9  # of the averages for use after training; Keras' 0.99 lags for 500 steps


def build_model() -> keras.Sequential:
    """float32 (B, 28, 28, 1) in [0, 1], ink = 1  ->  probabilities (B, 10).

    Each round sees half the resolution of the one before, with twice the features or more.
    Normalising after pooling costs a quarter of normalising before it.
    """
    keras = import_keras()
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input((SIDE, SIDE, 1)),
            layers.Conv2D(32, 3, activation="relu"),  # (26, 26, 32)
            layers.Conv2D(32, 3, activation="relu"),  # (24, 24, 32)
            layers.MaxPooling2D(),  # (12, 12, 32)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Dropout(0.1),
            layers.Conv2D(64, 3, padding="same", activation="relu"),  # (12, 12, 64)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),  # (6, 6, 64)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Dropout(0.2),
            layers.Conv2D(144, 3, padding="same", activation="relu"),  # (6, 6, 144)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Conv2D(176, 3, activation="relu"),  # (4, 4, 176)
            layers.BatchNormalization(momentum=MOMENTUM),
            layers.Flatten(),  # (2816,)
            layers.Dropout(0.4),
            layers.Dense(DIGITS, activation="softmax"),
        ]
    )
