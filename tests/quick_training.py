"""The training script with 200 validation and 500 test images, and a small network if that will do.

MNIST's 5,000 and 10,000 take most of the time of a short run, and so does Keras in preparing the
real network's layers.

    python -m tests.quick_training --limit 200 --epochs 1 --output model.h5
"""

import runpy
from pathlib import Path

from digit_recognizer.network import layers
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.training import data
from digit_recognizer.training.data import divided, load_mnist
from digit_recognizer.training.data_files import Labelled

SCRIPT = Path(__file__).resolve().parent.parent / "train_digit_recognizer.py"


def small_mnist():
    mnist = load_mnist()
    return mnist._replace(x_test=mnist.x_test[:500], y_test=mnist.y_test[:500])


def small_divided(digits, seed):
    training, validation = divided(digits, seed)
    return training, Labelled(validation.images[::25], validation.labels[::25])


def small_model():
    """float32 (B, 28, 28, 1) -> (B, 10), as the real one; with layers of each kind of state."""
    keras = import_keras()
    return keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


def run(small_network=False):
    """The whole script, as a person runs it, with the arguments in sys.argv."""
    data.load_mnist, data.divided = small_mnist, small_divided
    if small_network:
        layers.build_model = small_model
    runpy.run_path(str(SCRIPT), run_name="__main__")


if __name__ == "__main__":
    run()
