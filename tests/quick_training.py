"""The training script with 200 validation and 500 test images.

MNIST's 5,000 and 10,000 take most of the time of a short run.

    python -m tests.quick_training --limit 200 --epochs 1 --output model.h5
"""

import runpy
from pathlib import Path

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


def run():
    """The whole script, as a person runs it, with the arguments in sys.argv."""
    data.load_mnist, data.divided = small_mnist, small_divided
    runpy.run_path(str(SCRIPT), run_name="__main__")


if __name__ == "__main__":
    run()
