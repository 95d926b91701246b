"""Files of labelled digits, MNIST's and one's own -> images uint8 (N, 28, 28), labels uint8 (N,).

.npz     x_train, y_train and perhaps x_test, y_test            as Keras keeps MNIST
IDX      train-images-idx3-ubyte, train-labels-idx1-ubyte, ...  as MNIST and EMNIST come
.csv     a label and 784 pixels in each line                    as Kaggle has MNIST
folders  0 to 9, with pictures of any size                      prepared as drawings are
.zip     such folders, or My handwriting from the window        exchange.py
"""

import gzip
import math
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, NO_DIGIT, SIDE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.reading.handwriting.examples import images_of
from digit_recognizer.reading.handwriting.exchange import imported
from digit_recognizer.reading.picture_files import SUFFIXES, open_picture
from digit_recognizer.reading.preprocessing import find_ink, fit_box, place, to_grey

PIXELS = SIDE * SIDE
TRAINING, TEST = "train", "(?:t10k|test)"  # how the names of IDX files begin
TURNED = "emnist"  # EMNIST's IDX and CSV files have rows and columns exchanged: its paper, 2017
REMEDY = "docs/training.md says what a file or folder of digits looks like."
NOT_READABLE = (  # what NumPy raises for a file that is damaged or is not an .npz file
    OSError,
    ValueError,
    EOFError,
    TypeError,  # a plain array has no keys
    AttributeError,  # the same, before Python 3.11
    zipfile.BadZipFile,
    zlib.error,
)


class DataError(ValueError):
    """The data cannot be used; its text names the file and says what to do."""


class Labelled(NamedTuple):
    """uint8: images (N, 28, 28) with ink = 255, labels (N,) from 0 to 9."""

    images: ByteArray
    labels: ByteArray


def read_digits(path: Path) -> tuple[Labelled, Labelled | None]:
    """A training set, and a test set where the file or folder has one. Raises DataError."""
    if not path.exists():
        raise DataError(f"{path} was not found. Without --data, training uses data/mnist.npz.")
    if path.is_dir():
        is_pictures = any((path / str(digit)).is_dir() for digit in range(DIGITS))
        return (_read_pictures(path), None) if is_pictures else _read_idx_folder(path)
    if path.suffix == ".csv":
        return _read_csv(path), None
    if path.suffix == ".zip":
        return _read_zip(path), None
    if "-ubyte" in path.name:
        return _read_idx_pair(path), None
    return _read_npz(path)


# --- .npz ----------------------------------------------------------------------------------------


def _read_npz(path: Path) -> tuple[Labelled, Labelled | None]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
    except NOT_READABLE as error:
        raise DataError(f"{path} is damaged or is not an .npz file. {REMEDY}") from error
    training = _pair(arrays, "train", path)
    return training, _pair(arrays, "test", path) if "x_test" in arrays else None


def _pair(arrays: dict[str, NDArray[Any]], name: str, path: Path) -> Labelled:
    for key in (f"x_{name}", f"y_{name}"):
        if key not in arrays:
            raise DataError(f"{path} lacks an array: {key}. {REMEDY}")
    return _checked(arrays[f"x_{name}"], arrays[f"y_{name}"], path, name)


# --- IDX -----------------------------------------------------------------------------------------


def _read_idx_folder(folder: Path) -> tuple[Labelled, Labelled | None]:
    training, test = (_find_images(folder, start) for start in (TRAINING, TEST))
    if training is None:
        raise DataError(
            f"{folder} has neither folders 0 to 9 nor train-images-idx3-ubyte. {REMEDY}"
        )
    return _read_idx_pair(training), None if test is None else _read_idx_pair(test)


def _find_images(folder: Path, start: str) -> Path | None:
    """MNIST's name, or one that is longer or has a dot, as some programs unpack it."""
    name = re.compile(rf"(.*-)?{start}-images[-.]idx3-ubyte(\.gz)?")
    found = sorted(file for file in folder.iterdir() if name.fullmatch(file.name))
    if len({file.name.removesuffix(".gz") for file in found}) > 1:
        several = " and ".join(file.name for file in found[:2])
        raise DataError(f"{folder} has several sets, {several}: give one a folder of its own.")
    return found[0] if found else None


def _read_idx_pair(images: Path) -> Labelled:
    """The images, and the labels in the file beside them."""
    labels = images.with_name(images.name.replace("images", "labels").replace("idx3", "idx1"))
    found = _read_idx(images)
    if images.name.startswith(TURNED) and found.ndim == 3:
        found = found.transpose(0, 2, 1)
    return _checked(found, _read_idx(labels), images, "images")


def _read_idx(path: Path) -> ByteArray:
    """The IDX format: 0, 0, 8 for uint8, the number of axes; their lengths; the values.

    The lengths are big-endian 32-bit integers. Source: the MNIST page of Yann LeCun.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path} was not found. {REMEDY}") from None
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


# --- .csv ----------------------------------------------------------------------------------------


def _read_csv(path: Path) -> Labelled:
    """The label is the first number of each line; a first line of names is left out."""
    try:
        with path.open(encoding="utf-8") as file:
            has_names = any(word.strip()[:1].isalpha() for word in file.readline().split(","))
        table = np.loadtxt(path, np.float32, delimiter=",", skiprows=int(has_names), ndmin=2)
    except (OSError, ValueError) as error:
        raise DataError(f"{path} is no table of numbers: {error}. {REMEDY}") from error
    if table.shape[1] == PIXELS:
        raise DataError(f"{path} has pixels without labels: use the file that has labels.")
    if table.shape[1] != 1 + PIXELS:
        raise DataError(
            f"{path} has {table.shape[1]} columns, not a label and 784 pixels. {REMEDY}"
        )
    if table.min() < 0 or table.max() > 255 or (table % 1).any():
        raise DataError(f"{path} has values that are no whole numbers from 0 to 255. {REMEDY}")
    images = table[:, 1:].astype(np.uint8).reshape(-1, SIDE, SIDE)
    if path.name.startswith(TURNED):
        images = images.transpose(0, 2, 1)
    return _checked(images, table[:, 0].astype(np.uint8), path, "lines")


# --- pictures ------------------------------------------------------------------------------------


def _read_pictures(folder: Path) -> Labelled:
    """Those in folders named 0 to 9, dark on light or light on dark."""
    files = [
        (file, digit)
        for digit in range(DIGITS)
        for file in sorted((folder / str(digit)).glob("*"))
        if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
    ]
    images = np.array([_prepared(file) for file, _ in files], np.uint8).reshape(-1, SIDE, SIDE)
    return _checked(images, np.array([digit for _, digit in files], np.uint8), folder, "pictures")


def _read_zip(path: Path) -> Labelled:
    """What is said to be no digit is left out."""
    try:
        digits = [example for example in imported(path) if example.label != NO_DIGIT]
    except ValueError as error:
        raise DataError(f"{error} {REMEDY}") from error
    labels = np.array([example.label for example in digits], np.uint8)
    return _checked(images_of(digits), labels, path, "pictures")


def _prepared(file: Path) -> ByteArray:
    """uint8 (28, 28), ink = 255, as preprocessing.prepare() makes it of a drawing."""
    try:
        return place(fit_box(find_ink(to_grey(open_picture(file, "The file")))))
    except ValueError as error:
        problem = str(error).removeprefix("The file ").rstrip(".")
        raise DataError(f"{file}: {problem}. Take it out of the folder.") from error


# --- checking ------------------------------------------------------------------------------------


def _checked(images: NDArray[Any], labels: NDArray[Any], path: Path, name: str) -> Labelled:
    """Raises DataError unless shapes, types and labels are those of digits."""
    for array, kind in ((images, "images"), (labels, "labels")):
        if array.dtype != np.uint8:
            raise DataError(
                f"{path}: the {kind} ({name}) are {array.dtype}, not uint8: save whole numbers "
                "from 0 to 255."
            )
    if images.shape != (len(images), SIDE, SIDE) or labels.shape != (len(images),):
        raise DataError(
            f"{path}: the images ({name}) have shape {images.shape} and the labels {labels.shape}, "
            "not (N, 28, 28) and (N,)."
        )
    if not len(images):
        raise DataError(f"{path} has no images of digits ({name}). {REMEDY}")
    if labels.max() >= DIGITS:
        raise DataError(f"{path} has labels above 9 ({name}): only digits can be learned.")
    return Labelled(np.ascontiguousarray(images), labels)
