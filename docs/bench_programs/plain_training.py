"""Keras' example mnist_convnet, on the images that ours is trained on and validated by.

python plain_training.py EPOCHS

Prints a line for each epoch. https://keras.io/examples/vision/mnist_convnet/
"""

from __future__ import annotations

import sys

import keras
import numpy as np

from digit_recognizer.training.data import load_mnist, split

layers = keras.layers


def built() -> keras.Sequential:
    """The example's network, optimiser and settings."""
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def say(epoch: int, logs: dict[str, float]) -> None:
    """Called by Keras after each epoch."""
    print(f"epoch {epoch + 1}: {logs['val_accuracy']:.2%} correct")


def main() -> None:
    """Data, network, training."""
    mnist = load_mnist()
    training, validation = split(mnist.y_train, 1)
    x = mnist.x_train[..., None] / np.float32(255)
    y = keras.utils.to_categorical(mnist.y_train)
    built().fit(
        x[training],
        y[training],
        batch_size=128,
        epochs=int(sys.argv[1]),
        verbose=0,
        validation_data=(x[validation], y[validation]),
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=say)],
    )


if __name__ == "__main__":
    main()
