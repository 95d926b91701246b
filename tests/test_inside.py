"""What is shown of the network's inside: maps, evidence, turns, other people's digits."""

import numpy as np
import pytest
from hostile_models import a_functional_network

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import Recognizer, load_recognizer
from digit_recognizer.reading.inside.layers import look_inside, receptive_field
from digit_recognizer.reading.inside.others import Others
from digit_recognizer.reading.inside.pictures import (
    change_picture,
    evidence_picture,
    sheet_of_maps,
)
from digit_recognizer.reading.inside.turning import smallest_turn
from digit_recognizer.reading.inside.why import Occlusion
from digit_recognizer.reading.preprocessing import prepare, to_network


@pytest.fixture(scope="module")
def recognizer():
    return load_recognizer(MODEL_FILE)


@pytest.fixture
def digit(seven):
    return prepare(seven)


def test_every_layer_that_computes_is_shown_with_its_size(recognizer, digit):
    layers = look_inside(recognizer, digit)
    assert [layer.words for layer in layers] == [
        "Convolution 3 by 3: 16 maps of 26 by 26",
        "Convolution 4 by 4: 32 maps of 12 by 12",
        "Convolution 3 by 3: 64 maps of 10 by 10",
        "Convolution 3 by 3: 96 maps of 8 by 8",
        "Convolution 4 by 4: 128 maps of 3 by 3",
        "Dense: 160 numbers",
        "Dense: 10 numbers",
    ]
    assert layers[-1].values.argmax() == 7


@pytest.mark.slow
def test_the_maps_are_those_that_keras_computes(recognizer, mnist):
    keras = pytest.importorskip("keras")
    model = keras.models.load_model(MODEL_FILE, compile=False)
    digits = to_network(mnist.x_test[:3])
    for digit in digits:
        layers = look_inside(recognizer, digit[np.newaxis])
        wanted = {layer.layer: model.get_layer(layer.layer).output for layer in layers}
        outputs = keras.Model(model.inputs, wanted)(digit[np.newaxis])
        for layer in layers:
            expected = np.asarray(outputs[layer.layer])[0].reshape(layer.values.shape)
            assert np.abs(layer.values - expected).max() < 1e-5 * max(1, np.abs(expected).max())


def test_networks_of_other_shapes_are_shown_as_they_are(tmp_path, digit):
    a_functional_network(tmp_path / "net.h5")
    other = Recognizer(tmp_path / "net.h5")
    layers = look_inside(other, digit)
    assert layers
    assert all(layer.values.ndim == 3 for layer in layers)


@pytest.mark.parametrize(
    ("layer", "place", "field"),
    [
        ("conv2d", (0, 0), (0, 0, 3, 3)),
        ("conv2d", (25, 10), (10, 25, 13, 28)),
        ("conv2d_1", (2, 3), (6, 4, 12, 10)),  # 4 x 4 with a stride of 2, over 3 x 3
        ("conv2d_4", (1, 1), (4, 4, 24, 24)),
    ],
)
def test_a_receptive_field_is_what_the_kernels_and_strides_say(recognizer, layer, place, field):
    assert receptive_field(recognizer, layer, *place) == field


class Detector:
    """A network that looks at one place alone: with ink there it is a 4, without a 9."""

    ROW, COLUMN = 10, 12

    def probabilities(self, digits):
        ink = digits[:, self.ROW, self.COLUMN, 0].astype(float)
        shares = np.full((len(digits), 10), 0.01)
        shares[:, 4], shares[:, 9] = 0.02 + 0.9 * ink, 0.02 + 0.9 * (1 - ink)
        return shares / shares.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("other", [None, 9])
def test_occlusion_points_at_what_a_detector_looks_at(other):
    digit = np.zeros((1, 28, 28, 1), np.float32)
    digit[0, 4:24, 10:14] = 1
    found = Occlusion(Detector(), digit).evidence(4, other)
    strongest = np.argwhere(found == found.max())
    assert [Detector.ROW, Detector.COLUMN] in strongest.tolist()
    assert np.hypot(*(strongest - [Detector.ROW, Detector.COLUMN]).T).max() < 4
    assert found[22, 12] < 0.1 * found.max()
    assert (found[digit[0, :, :, 0] == 0] == 0).all()


def test_ink_that_speaks_for_another_digit_speaks_against_this_one():
    digit = np.zeros((1, 28, 28, 1), np.float32)
    digit[0, 4:24, 10:14] = 1
    assert Occlusion(Detector(), digit).evidence(9, 4)[Detector.ROW, Detector.COLUMN] < 0


@pytest.mark.slow
def test_the_smallest_change_does_turn_the_answer(recognizer, mnist):
    turned = 0
    for digit in to_network(mnist.x_test[:20])[:, np.newaxis]:
        answer = int(recognizer.probabilities(digit).argmax())
        turn = smallest_turn(recognizer, digit, answer)
        if turn is None:
            continue
        turned += 1
        assert recognizer.probabilities(turn.digit).argmax() == turn.answer != answer
        assert turn.digit == pytest.approx(digit + turn.changed[..., np.newaxis], abs=1e-6)
    assert turned > 0


def test_the_smallest_change_is_where_the_detector_looks():
    digit = np.zeros((1, 28, 28, 1), np.float32)
    digit[0, 4:24, 10:14] = 1
    turn = smallest_turn(Detector(), digit, 4)
    assert turn.answer == 9
    assert turn.changed[Detector.ROW, Detector.COLUMN] < -0.4
    assert np.abs(turn.changed).sum() < 8
    left, top, right, bottom = turn.spot
    assert left <= Detector.COLUMN < right <= left + 6
    assert top <= Detector.ROW < bottom <= top + 6


def test_a_map_that_is_off_changes_what_the_network_says_and_nothing_else_does(recognizer, digit):
    [before] = recognizer.predict_all(digit)
    changed = [
        recognizer.without_map("conv2d_4", index, digit)[0].probabilities != before.probabilities
        for index in range(0, 96, 8)
    ]
    assert any(changed)
    assert recognizer.predict_all(digit) == [before]


def test_with_all_maps_of_a_layer_of_one_off_nothing_is_left(tmp_path, recognizer, digit):
    maps = recognizer.activations(digit)["dense_1"]
    [without] = recognizer.without_map("dense_1", 7, digit)
    assert maps[0, 7] > 0.9
    assert without.probabilities[7] == 0


def test_the_closest_digits_of_other_people_are_read_as_the_same(recognizer, digit):
    others = Others(recognizer)
    [closest] = others.closest(digit, 7)
    assert closest.shape == (5, 28, 28)
    assert (recognizer.probabilities(closest[..., np.newaxis]).argmax(axis=1) == 7).all()
    itself = others.digits[11:12]
    answer = int(recognizer.probabilities(itself).argmax())
    assert (others.closest(itself, answer)[0][0] == itself[0, :, :, 0]).all()


def test_patches_are_where_a_map_responds_most(recognizer):
    patches = Others(recognizer).patches("conv2d", 3)
    assert len(patches) == 9
    for patch in patches:
        left, top, right, bottom = patch.box
        assert (right - left, bottom - top) == (3, 3)
    values = [
        recognizer.activations(patch.digit[np.newaxis, ..., np.newaxis])["conv2d"][..., 3].max()
        for patch in patches
    ]
    assert values == sorted(values, reverse=True)


def test_pictures_show_every_map_and_which_ink_says_what():
    values = np.zeros((2, 2, 3), np.float32)
    values[0, 0] = (0.5, 1, 0)
    sheet = np.asarray(sheet_of_maps(values, columns=2, side=4, gap=1))
    assert sheet.shape == (9, 9)
    assert (sheet[0, 0], sheet[0, 5], sheet[5, 0], sheet[3, 3]) == (128, 255, 0, 0)
    digit, speaks = np.ones((28, 28)), np.zeros((28, 28))
    speaks[0, 0], speaks[0, 1] = 2, -2
    colours = evidence_picture(digit, speaks, (0, 0, 255), (255, 0, 0), 28)
    assert [colours.getpixel((x, 0)) for x in (0, 1)] == [(0, 0, 255), (255, 0, 0)]
    changed = change_picture(digit, speaks, (0, 255, 0), (255, 0, 0), 28)
    assert [changed.getpixel((x, 0)) for x in (0, 1)] == [(0, 255, 0), (255, 0, 0)]
