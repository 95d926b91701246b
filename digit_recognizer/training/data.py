"""MNIST: read, checked, and split into training, validation and test set.

data/mnist.npz
  -> images uint8 (60000, 28, 28) and (10000, 28, 28), labels uint8 from 0 to 9   load_mnist()
  -> 55,000 training, 5,000 validation and 10,000 test images                     split()
"""

import gzip
import math
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, MNIST_FILE, SIDE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.network.keras_backend import import_keras

TRAINING_IMAGES, TEST_IMAGES = 60_000, 10_000
VALIDATION_IMAGES = 5_000  # a twelfth; one image is 0.02 %

SHAPES = {
    "x_train": (TRAINING_IMAGES, SIDE, SIDE),
    "y_train": (TRAINING_IMAGES,),
    "x_test": (TEST_IMAGES, SIDE, SIDE),
    "y_test": (TEST_IMAGES,),
}
IDX_NAMES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
REMEDY = "Use this project's data/mnist.npz, or the four IDX files of MNIST."
NOT_READABLE = (  # what NumPy raises for a file that is damaged or is not an .npz file
    OSError,
    ValueError,
    EOFError,
    TypeError,  # a plain array has no keys
    AttributeError,  # the same, before Python 3.11
    zipfile.BadZipFile,
    zlib.error,
)


class Mnist(NamedTuple):
    """uint8: images (N, 28, 28) with ink = 255, labels (N,) from 0 to 9."""

    x_train: ByteArray
    y_train: ByteArray
    x_test: ByteArray
    y_test: ByteArray


class DataError(ValueError):
    """The data cannot be used; its text names the file and says what to do."""


def load_mnist(path: Path | str | None = None) -> Mnist:
    """Reads MNIST: four uint8 arrays, (60000, 28, 28), (60000,), (10000, 28, 28), (10000,).

    path: an .npz file with the keys x_train, y_train, x_test, y_test, or a folder with the four
    original IDX files, plain or .gz. None: data/mnist.npz or, if that is missing, the copy that
    Keras downloads. Raises DataError if the data is missing, damaged, or not MNIST.
    """
    if path is None and not MNIST_FILE.exists():
        return _checked(_download(), "The MNIST that Keras downloaded")
    path = MNIST_FILE if path is None else Path(path)
    arrays = _read_idx_folder(path) if path.is_dir() else _read_npz(path)
    return _checked(arrays, str(path))


def split(labels: ByteArray, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of the training set and of the validation set, for labels (60000,).

    Each digit's images are divided into twelve runs of neighbours; the seed picks the run that is
    held out for validation. Single images are not picked at random, because MNIST's training images
    are still in the order of their writers (strokes are about as thick as in nearby images), and
    the test images are by other people. So are these, except at the ends of the run.
    """
    position = np.empty(len(labels))  # of each image among those of its digit, from 0 to 1
    for digit in range(DIGITS):
        of_digit = labels == digit
        position[of_digit] = np.linspace(0, 1, of_digit.sum())
    runs = np.argsort(position, kind="stable").reshape(-1, VALIDATION_IMAGES)  # (12, 5000)
    chosen = np.random.default_rng(seed).integers(len(runs))
    return np.sort(np.delete(runs, chosen, axis=0), axis=None), np.sort(runs[chosen])


# --- reading -------------------------------------------------------------------------------------


def _read_npz(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {key: archive[key] for key in SHAPES}
    except FileNotFoundError:
        raise DataError(
            f"{path} was not found. Without --data, training uses data/mnist.npz."
        ) from None
    except KeyError as error:
        raise DataError(f"{path} lacks an array: {error.args[0]}. {REMEDY}") from error
    except NOT_READABLE as error:
        raise DataError(f"{path} is damaged or is not an .npz file. {REMEDY}") from error


def _read_idx_folder(folder: Path) -> dict[str, NDArray[Any]]:
    return {key: _read_idx(_find_idx(folder, name)) for key, name in IDX_NAMES.items()}


def _find_idx(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.exists():
            return candidate
    raise DataError(f"{folder} has neither {name} nor {name}.gz. {REMEDY}")


def _read_idx(path: Path) -> ByteArray:
    """The IDX format: 0, 0, 8 for uint8, the number of axes; their lengths; the values.

    The lengths are big-endian 32-bit integers. Source: the MNIST page of Yann LeCun.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} is damaged: {error}. {REMEDY}") from error
    axes = content[3] if len(content) > 3 else 0
    start = 4 + 4 * axes
    if content[:3] != b"\0\0\x08" or len(content) < start:
        raise DataError(f"{path} is not an IDX file of bytes. {REMEDY}")
    shape = tuple(int(n) for n in np.frombuffer(content[4:start], ">u4"))
    if len(content) != start + math.prod(shape):
        raise DataError(f"{path} is cut short or too long for its shape {shape}. {REMEDY}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _download() -> dict[str, NDArray[Any]]:
    keras = import_keras()
    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a plain Exception when a download fails
        raise DataError(
            f"{MNIST_FILE} is missing and MNIST could not be downloaded ({error}). "
            "Restore the file, or name another one with --data."
        ) from error
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


# --- checking ------------------------------------------------------------------------------------


def _checked(arrays: dict[str, NDArray[Any]], source: str) -> Mnist:
    """Raises DataError unless shapes, types and labels are those of MNIST."""
    for key, shape in SHAPES.items():
        found = arrays[key]
        if found.shape != shape:
            raise DataError(f"{source}: {key} has shape {found.shape}, not {shape}. {REMEDY}")
        if found.dtype != np.uint8:
            raise DataError(f"{source}: {key} is {found.dtype}, not uint8. {REMEDY}")
    for key in ("y_train", "y_test"):
        if arrays[key].max() >= DIGITS:
            raise DataError(f"{source}: {key} has labels above 9. {REMEDY}")
    return Mnist(**{key: arrays[key] for key in SHAPES})
