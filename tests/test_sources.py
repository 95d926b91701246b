"""Whatever people call a picture is read."""

import io
import sys

import numpy as np
import pytest
from PIL import Image, features

from digit_recognizer.reading.sources import to_image
from gui_digit_recognizer import find_number, predict_digit, read_number


@pytest.fixture
def file(seven, tmp_path):
    path = tmp_path / "seven.png"
    seven.save(path)
    return path


SOURCES = {
    "path": lambda file: file,
    "name": str,
    "bytes": lambda file: file.read_bytes(),
    "bytearray": lambda file: bytearray(file.read_bytes()),
    "open file": lambda file: io.BytesIO(file.read_bytes()),
    "uint8": lambda file: np.asarray(Image.open(file)),
    "read-only, turned about": lambda file: np.asarray(Image.open(file))[::-1][::-1],
    "RGB": lambda file: np.asarray(Image.open(file).convert("RGB")),
    "RGBA": lambda file: np.asarray(Image.open(file).convert("RGBA")),
    "float": lambda file: np.asarray(Image.open(file)) / 255,
    "float32 RGB": lambda file: np.asarray(Image.open(file).convert("RGB"), np.float32) / 255,
    "bool": lambda file: np.asarray(Image.open(file)) > 127,
    "image": Image.open,
}


@pytest.mark.parametrize("make", SOURCES.values(), ids=SOURCES)
def test_all_three_functions_read_it(file, make):
    assert predict_digit(make(file)).digit == 7
    assert read_number(make(file)) == "7"
    assert str(find_number(make(file))) == "7"


def test_a_float_array_is_the_same_picture_as_a_uint8_array(file):
    pixels = np.asarray(Image.open(file))
    assert to_image(pixels / 255) == to_image(pixels)
    np.testing.assert_array_equal(np.asarray(to_image(pixels)), pixels)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (None, "NoneType"),
        (7, "int"),
        ([[0, 1]], "list"),
        (np.zeros(784), "shape"),
        (np.zeros((1, 28, 28, 1)), "shape"),
        (np.zeros((28, 28, 2)), "shape"),
        (np.zeros((28, 28), np.int64), "int64"),
        (np.full((28, 28), 200.0), "divide it by 255"),
        (np.full((28, 28), np.nan), "must lie in"),
        (np.array([["a"]]), "no picture"),
    ],
)
def test_anything_else_is_a_type_error_with_a_sentence(source, words):
    with pytest.raises(TypeError, match=words) as error:
        predict_digit(source)
    assert str(error.value).endswith(".")


@pytest.mark.parametrize("source", ["no such file.png", b"no picture", np.zeros((0, 5), np.uint8)])
def test_what_cannot_be_opened_is_a_value_error(source):
    with pytest.raises(ValueError, match=r"\.$"):
        predict_digit(source)


@pytest.mark.parametrize(
    ("brand", "kind"), [(b"heic", "HEIC"), (b"mif1", "HEIC"), (b"avif", "AVIF")]
)
def test_a_format_that_needs_a_package_is_named_with_the_package(monkeypatch, brand, kind):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # an import of it fails
    monkeypatch.setattr(features, "check", lambda name: False)
    content = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0" + brand
    with pytest.raises(ValueError, match=f"is a {kind} picture.*pip install pillow-heif"):
        predict_digit(content)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow cannot write AVIF")
def test_avif_is_read_where_pillow_knows_it(seven, tmp_path):
    seven.convert("RGB").save(tmp_path / "seven.avif")
    assert predict_digit(tmp_path / "seven.avif").digit == 7
