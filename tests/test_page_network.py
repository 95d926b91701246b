"""The page network on pictures of any size, and what is read with it on made-up paper."""

import numpy as np
import pytest
from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.network import page_network
from digit_recognizer.network.page_network import PAGE_FILE, load_page_network
from digit_recognizer.network.recognizer import ModelError, load_recognizer
from digit_recognizer.reading.page.look import look_at, resized
from digit_recognizer.reading.page.middles import middles_of, typical_height
from digit_recognizer.reading.picture import find_digit, find_number
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes


@pytest.fixture(scope="module")
def network():
    return load_page_network()


def ruled(picture, every=70, grey=120):
    """The picture on lined paper, with a margin line."""
    pixels = np.asarray(picture).copy()
    for row in range(every // 2, pixels.shape[0], every):
        pixels[row : row + 2] = np.minimum(pixels[row : row + 2], grey)
    pixels[:, 40:43] = np.minimum(pixels[:, 40:43], grey)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("size", [(16, 16), (37, 101), (96, 192)])
def test_the_maps_are_as_large_as_the_picture(network, size):
    page = network(np.ones(size, np.float32))
    assert page.digit_ink.shape == page.other_ink.shape == size
    rows, columns = page.middles.shape[:2]
    assert page.middles.shape[2] == 10
    assert rows >= size[0] / 4 and columns >= size[1] / 4
    assert page.widths.shape == page.heights.shape == (rows, columns)


def test_white_paper_has_neither_ink_nor_digits(network):
    page = network(np.ones((96, 192), np.float32))
    assert page.digit_ink.max() < 0.5
    assert middles_of(page) == []


@pytest.mark.parametrize("side", [60, 400, 1600])
def test_a_digit_is_found_in_a_picture_of_any_size(network, seven, side):
    grey = np.asarray(seven.resize((side, side), Image.Resampling.LANCZOS), np.float32) / 255
    look = look_at(grey, network)
    strongest = look.middles[0]
    assert strongest.shares.argmax() == 7
    assert strongest.x / look.scale == pytest.approx(0.475 * side, abs=0.06 * side)
    assert strongest.y / look.scale == pytest.approx(0.5 * side, abs=0.06 * side)
    assert typical_height(look.middles) / look.scale == pytest.approx(0.6 * side, rel=0.25)


def test_a_margin_line_is_no_1(seven):
    picture = ruled(seven)
    number = find_number(picture, load_recognizer(MODEL_FILE))
    assert str(number) == "7"
    assert {mark.kind for mark in number.marks} >= {"line"}
    assert find_digit(picture, load_recognizer(MODEL_FILE)).digit == 7


def test_light_ink_on_lined_dark_paper_is_read(seven):
    picture = Image.eval(ruled(seven), lambda value: 255 - value)
    assert str(find_number(picture, load_recognizer(MODEL_FILE))) == "7"


def test_boxes_are_in_pixels_of_the_picture(seven):
    [digit] = find_number(ruled(seven), load_recognizer(MODEL_FILE)).digits
    np.testing.assert_allclose(digit.box, (100, 80, 280, 320), atol=16)


def test_clean_paper_keeps_the_answer_that_its_ink_gives(seven, monkeypatch):
    def refuse():
        raise AssertionError("the page network was asked")

    monkeypatch.setattr("digit_recognizer.reading.picture.load_page_network", refuse)
    recognizer = load_recognizer(MODEL_FILE)
    assert str(find_number(seven, recognizer)) == "7"
    assert find_digit(seven, recognizer).digit == 7


def test_paper_without_ink_says_so():
    for picture in (Image.new("L", (200, 100), 255), Image.new("RGB", (50, 50), (90, 200, 10))):
        with pytest.raises(ValueError, match="nothing is drawn"):
            find_number(picture, load_recognizer(MODEL_FILE))
        with pytest.raises(ValueError, match="nothing is drawn"):
            find_digit(picture, load_recognizer(MODEL_FILE))


@pytest.mark.parametrize("scale", [0.3, 0.5, 1.7])
def test_a_picture_is_scaled(scale):
    grey = np.tile(np.linspace(0, 1, 200, dtype=np.float32), (100, 1))
    scaled = resized(grey, scale)
    assert scaled.shape == (round(100 * scale), round(200 * scale))
    assert abs(float(scaled.mean()) - 0.5) < 0.01


def test_several_lines_on_lined_paper_are_read(seven):
    page = Image.new("L", (800, 800), WHITE)
    for corner in ((0, 0), (400, 0), (0, 400), (400, 400)):
        page.paste(seven, corner)
    assert str(find_number(ruled(page), load_recognizer(MODEL_FILE))) == "77\n77"


def test_a_comma_and_a_minus_are_named():
    strokes = [
        *[[(10 * i + 60, 200) for i in range(6)]],
        *[[(160, 90), (290, 92), (220, 310)], [(390, 290), (375, 340)]],
        *[[(430, 90), (560, 92), (490, 310)]],
    ]
    page = draw_strokes(Image.new("L", (660, 400), WHITE), strokes, pen_px=16, ink=BLACK)
    number = find_number(ruled(page, every=150, grey=190), load_recognizer(MODEL_FILE))
    assert number.text == "-7,7"
    assert str(number) == "77"


@pytest.mark.parametrize("content", [None, b"no network", PAGE_FILE.read_bytes()[:100_000]])
def test_a_missing_or_damaged_page_network_is_said_in_a_sentence(content, tmp_path, monkeypatch):
    file = tmp_path / "pages.h5"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(page_network, "PAGE_FILE", file)
    load_page_network.cache_clear()
    with pytest.raises(ModelError, match=r"pages\.h5 cannot be used: .*install it again"):
        load_page_network()
