"""Reads handwritten digits and numbers.

Four rooms, drawn in docs/architecture.md:

    window -> reading -> network <- training -> reading

Importing this package imports nothing heavy.
"""

from pathlib import Path

__version__ = "1.0.0"

SIDE = 28  # pixels: the network sees 28 x 28, as MNIST has it
DIGITS = 10
NO_DIGIT = 10  # the training label of a negative example
PROJECT = Path(__file__).resolve().parent.parent
INSTALLED_MODEL = Path(__file__).resolve().with_name("mnist.h5")  # in the wheel, not in a checkout
MODEL_FILE = INSTALLED_MODEL if INSTALLED_MODEL.exists() else PROJECT / "mnist.h5"
MNIST_FILE = PROJECT / "data" / "mnist.npz"
STROKES_FILE = PROJECT / "data" / "strokes.json.gz"
