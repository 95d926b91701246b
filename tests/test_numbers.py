"""Numbers of several digits, drawn as strokes or put together from MNIST."""

from itertools import islice

import numpy as np
import pytest
from conftest import HANDWRITTEN, arc, line
from PIL import Image

from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.candidates import line_candidates, text_line
from digit_recognizer.reading.components import as_component, connected_components
from digit_recognizer.reading.picture import find_number
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes
from digit_recognizer.reading.splits import best_split
from digit_recognizer.training.data import split
from digit_recognizer.training.touching_digits import touching_pairs
from gui_digit_recognizer import MODEL_FILE, predict_digit, read_number

STEP = 210  # pixels from one digit to the next


def strokes_of(text, step=STEP, slant=0.0, top=0):
    """The digits side by side: strokes in pixels."""
    return [
        [(x - 90 + i * step - slant * (y - 200), y + top) for x, y in stroke]
        for i, digit in enumerate(text)
        for stroke in HANDWRITTEN[int(digit)]
    ]


def picture_of(strokes, size=(1150, 420), pen=20):
    moved = [[(x + 90, y) for x, y in stroke] for stroke in strokes]
    return draw_strokes(Image.new("L", size, WHITE), moved, pen, BLACK)


@pytest.mark.parametrize("text", ["42", "2045", "7", "11", "31415", "50230", "1234"])
def test_a_written_number_is_read(text):
    assert read_number(picture_of(strokes_of(text))) == text


def test_lines_are_read_from_the_top():
    both = strokes_of("405") + strokes_of("217", top=330)
    assert read_number(picture_of(both, (1150, 760))) == "405\n217"


def test_digits_whose_boxes_overlap_are_kept_apart():
    assert read_number(picture_of(strokes_of("2145", step=175, slant=0.45), (1000, 420))) == "2145"


def test_a_bar_that_reaches_over_the_next_digit_stays_with_its_own():
    seven = line((40, 90), (300, 85), (110, 310))
    one = line((300, 170), (285, 320))
    assert read_number(picture_of([seven, one])) == "71"


def test_the_bar_of_a_5_may_be_a_separate_stroke():
    body, bar = HANDWRITTEN[5]
    lifted = [(x + 8, y - 22) for x, y in bar]
    one = line((330, 90), (325, 320))
    picture = picture_of([body, lifted, one])
    assert read_number(picture) == "51"


def test_a_bar_right_of_its_5_is_no_dash():
    body, _ = HANDWRITTEN[5]
    one = line((520, 90), (515, 320))
    picture = picture_of([body, line((245, 165), (345, 158)), one])
    number = find_number(picture, load_recognizer(MODEL_FILE))
    assert (str(number), number.marks) == ("51", ())


@pytest.mark.parametrize(("start", "may_be_one"), [(70, True), (110, False)])
def test_a_long_bar_over_its_5_may_be_a_part_of_it(start, may_be_one):
    body = as_component(np.ones((100, 120), np.float32), (0, 0))
    bar = as_component(np.ones((20, 70), np.float32), (start, 0))
    found = line_candidates(text_line(body + bar))
    assert any(len(candidate.components) == 2 for candidate in found) == may_be_one


def test_the_ringing_beside_ink_is_no_ink():
    """Lanczos and JPEG leave faint rows beside dark edges, parted from them by paper."""
    ink = np.zeros((100, 80), np.float32)
    ink[20:80, 30:40], ink[20:80, 42:43] = 1, 0.05
    assert [component.box for component in connected_components(ink)] == [(30, 20, 40, 80)]
    ink[20:80, 50:60] = 0.3  # pale ink is ink
    assert len(connected_components(ink)) == 2


def test_the_end_of_a_bar_is_no_digit_on_its_own():
    """However much it looks like a 0."""
    seven = [line((100, 90), (280, 90)), line((190, 90), (185, 310))]
    (whole,) = connected_components(
        1 - np.asarray(picture_of([*seven, arc(300, 90, 20, 20, 0, 360)], pen=12), np.float32) / 255
    )
    sides = best_split(whole, load_recognizer(MODEL_FILE))
    assert min(side.height for side in sides) > 0.3 * whole.height


def test_a_crossed_7_is_one_digit():
    cross = line((130, 200), (260, 195))
    moved = [[(x + STEP, y) for x, y in stroke] for stroke in HANDWRITTEN[4]]
    assert read_number(picture_of([*HANDWRITTEN[7], cross, *moved])) == "74"


def test_ink_inside_the_columns_of_a_wide_digit_may_be_a_part_of_it():
    wide = as_component(np.ones((100, 130), np.float32), (0, 0))
    inside = as_component(np.ones((23, 27), np.float32), (40, 20))
    found = line_candidates(text_line(wide + inside))
    assert any(len(candidate.components) == 2 for candidate in found)


def test_a_broken_0_is_one_digit():
    left, right = arc(200, 200, 70, 110, 105, 255), arc(200, 200, 70, 110, -75, 75)
    two = [[(x + STEP, y) for x, y in stroke] for stroke in HANDWRITTEN[2]]
    assert read_number(picture_of([left, right, *two])) == "02"


def test_a_photograph_of_a_number_is_read():
    rng = np.random.default_rng(3)
    ink = 1 - np.asarray(picture_of(strokes_of("2047", top=30), (900, 480), 14), float) / 255
    y, x = np.mgrid[0:480, 0:900] / 900
    light = 0.9 - 0.2 * x - 0.1 * y + rng.normal(0, 0.015, ink.shape)
    colours = light[..., None] * (np.array([250, 243, 228]) - ink[..., None] * [210, 180, 90])
    photograph = Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))
    assert read_number(photograph) == "2047"


def test_specks_are_not_digits():
    specks = [[(330, 60)], [(640, 380)], [(15, 40)]]
    picture = picture_of(strokes_of("204"))
    with_specks = draw_strokes(picture, specks, 7, BLACK)
    assert read_number(with_specks) == "204"


@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
def test_the_picture_is_not_changed(mode):
    picture = picture_of(strokes_of("42")).convert(mode)
    before = picture.copy()
    read_number(picture)
    assert picture == before


def test_blank_paper_has_no_number():
    with pytest.raises(ValueError, match="nothing is drawn"):
        read_number(Image.new("L", (300, 200), WHITE))


def test_each_digit_has_a_box_and_a_confidence():
    number = find_number(picture_of(strokes_of("27")), load_recognizer(MODEL_FILE))
    ((two, seven),) = number.lines
    assert [two.prediction.digit, seven.prediction.digit] == [2, 7]
    assert two.box[2] < seven.box[0]
    assert seven.box[0] == pytest.approx(STEP + 110 - 10, abs=4)
    both = two.prediction.confidence * seven.prediction.confidence
    assert number.confidence == pytest.approx(both)
    assert str(number) == "27"


def on_page(*images):
    """MNIST images side by side, dark on white, four times as large: mode "L"."""
    page = np.pad(np.concatenate(images, axis=1), 12)
    small = Image.fromarray(255 - page)
    return small.resize((4 * small.width, 4 * small.height), Image.Resampling.BICUBIC)


def test_single_digits_are_read_as_predict_digit_does(mnist):
    _, validation = split(mnist.y_train, 1)
    images = [on_page(mnist.x_train[i]) for i in validation[:300]]
    agree = [read_number(image) == str(predict_digit(image).digit) for image in images]
    assert np.mean(agree) >= 0.995


@pytest.mark.slow
def test_most_digits_that_touch_are_split_and_it_is_not_sure_of_them(mnist):
    _, validation = split(mnist.y_train, 1)
    rng = np.random.default_rng(1)
    pairs = islice(touching_pairs(mnist.x_train[validation], mnist.y_train[validation], rng), 100)
    numbers = [
        (find_number(on_page(layers.max(axis=0)), load_recognizer(MODEL_FILE)), digits)
        for layers, digits in pairs
    ]
    assert np.mean([str(number) == "{}{}".format(*digits) for number, digits in numbers]) > 0.8
    split_numbers = [number for number, _ in numbers if number.is_split]
    assert len(split_numbers) > 80
    assert not any(number.sure for number in split_numbers)
