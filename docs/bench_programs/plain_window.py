"""What most programs of this kind are: import Keras, load the model, open a window."""

import tkinter

import keras
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from seven import SEVEN

from digit_recognizer import MODEL_FILE


class PlainWindow:
    """A canvas, and below it the digit that model.predict() finds."""

    def __init__(self) -> None:
        self.model = keras.models.load_model(MODEL_FILE, compile=False)
        self.window = tkinter.Tk()
        self.canvas = tkinter.Canvas(self.window, width=400, height=400)
        self.canvas.pack()
        self.answer = tkinter.Label(self.window)
        self.answer.pack()

    def draw(self) -> None:
        """A 7 on the canvas."""
        self.canvas.create_line(*SEVEN, width=20)
        self.window.update()

    def read(self, drawing: Image.Image) -> None:
        """Shows its digit."""
        self.answer["text"] = self.model.predict(pixels_of(drawing), verbose=0).argmax()
        self.window.update()


def pixels_of(drawing: Image.Image) -> NDArray[np.float32]:
    """Merely shrunk: mode "L"  ->  float32 (1, 28, 28, 1) in [0, 1], ink = 1."""
    small = np.asarray(drawing.resize((28, 28)), np.float32).reshape(1, 28, 28, 1)
    ink: NDArray[np.float32] = 1 - small / np.float32(255)
    return ink
