"""What the training script and the window share.

Training   data.py          MNIST -> uint8 (N, 28, 28); training, validation and test part
           pen.py           strokes with random geometry -> uint8 (28, 28)
           variants.py      ways of writing the ten digits, drawn with that pen
           non_digits.py    what is no digit: letters, shapes, scribbles, mixed-up digits
           touching.py      digits that touch, and what is left when they are cut apart
           augmentation.py  training part -> batches float32 (B, 28, 28, 1) in [0, 1], ink = 1
           model.py         the network: (B, 28, 28, 1) -> (B, 10) probabilities
           progress.py      the epochs so far, kept so that a stopped run can go on
           calibration.py   confidence made honest, and from which one on an answer is sure
           report.py        how good the network is: figures and pictures

Reading    drawing.py       strokes in pixels -> PIL image
           images.py        any PIL image -> float32 (1, 28, 28, 1), made as MNIST was
           recognizer.py    mnist.h5; (1, 28, 28, 1) -> a Prediction
           segmentation.py  ink -> groups of pieces that may be one digit
           numbers.py       a picture -> all its digits

Window     sheet.py         what was drawn, and how it was before -> PIL image
           ink.py           what was drawn -> the ink of each stroke
           reader.py        reads drawings in a thread of its own
           words.py         a Number -> what the window says
           pictures.py      picture files, opened and written
           settings.py      what the window remembers
           widgets/         the pad, the answer, menus, colours; they know no network

Both       model_file.py    mnist.h5: the network, and notes on it
           files.py         a file is written beside its place and renamed over
           backend.py       TensorFlow and Keras, imported late and without their chatter

Importing this package imports nothing heavy: Keras comes when a network is built or loaded.
"""

from pathlib import Path

SIDE = 28  # pixels: the network sees 28 x 28, as MNIST has it
DIGITS = 10
NO_DIGIT = 10  # the label, in training, of what is no digit
PROJECT = Path(__file__).resolve().parent.parent
MODEL_FILE = PROJECT / "mnist.h5"
MNIST_FILE = PROJECT / "data" / "mnist.npz"
