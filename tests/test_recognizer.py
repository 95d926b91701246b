"""mnist.h5 and what is read with it."""

import json
from concurrent.futures import ThreadPoolExecutor

import h5py
import numpy as np
import pytest
from conftest import run_python
from PIL import Image, ImageDraw, ImageOps

from digit_recognizer import MODEL_FILE
from digit_recognizer.network import recognizer
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import ATTRIBUTE, read_notes
from digit_recognizer.network.prediction import Prediction
from digit_recognizer.network.recognizer import ModelError, Recognizer, load_recognizer
from digit_recognizer.reading.preprocessing import prepare, to_network
from gui_digit_recognizer import predict_digit


def definition(content):
    """What an HDF5 file says of the network's layers."""
    return json.loads(content.attrs["model_config"])


@pytest.fixture(scope="module")
def on_test_set(mnist):
    """The shipped network's probabilities for MNIST's test images, (10000, 10)."""
    return load_recognizer(MODEL_FILE).probabilities(to_network(mnist.x_test))


@pytest.mark.slow
def test_the_shipped_network_is_as_good_as_promised(mnist, on_test_set):
    assert np.mean(on_test_set.argmax(axis=1) == mnist.y_test) >= 0.995
    with h5py.File(MODEL_FILE) as content:
        assert "optimizer_weights" not in content
    assert build_model().count_params() <= 500_000


def test_the_shipped_network_is_the_one_that_the_script_trains():
    with h5py.File(MODEL_FILE) as content:
        shipped = [layer["class_name"] for layer in definition(content)["config"]["layers"]]
    assert shipped == ["InputLayer"] + [type(layer).__name__ for layer in build_model().layers]
    build_model().load_weights(MODEL_FILE)  # raises where the shapes differ


def test_a_prediction_unpacks_and_has_its_parts(seven):
    prediction = predict_digit(seven)
    digit, confidence = prediction
    assert (digit, confidence) == (prediction.digit, prediction.confidence) == (7, confidence)
    assert (type(digit), type(confidence)) == (int, float)
    assert len(prediction.probabilities) == 10
    assert all(type(share) is float for share in prediction.probabilities)
    assert confidence == max(prediction.probabilities) == prediction.probabilities[7]
    assert sum(prediction.probabilities) == pytest.approx(1, abs=1e-5)


def prediction_of(*probabilities, sure=False):
    """A Prediction with these probabilities for 0, 1, ... and nothing for the rest."""
    shares = (*probabilities, *[0.0] * (10 - len(probabilities)))
    return Prediction(int(np.argmax(shares)), max(shares), shares, sure)


def test_the_runner_up_is_the_second_best():
    assert prediction_of(0.1, 0.2, 0.7).runner_up == (1, 0.2)
    assert prediction_of(0.5, 0.5).runner_up == (1, 0.5)
    assert prediction_of(0.0, 1.0).runner_up == (0, 0.0)


def test_it_is_a_digit_where_it_is_sure_or_torn_between_two():
    assert prediction_of(0.6, 0.1, 0.1, 0.1, 0.1, sure=True).is_digit
    assert prediction_of(0.5, 0.45, 0.05).is_digit
    assert not prediction_of(*[0.1] * 10).is_digit


def test_it_is_sure_of_a_digit_and_of_no_scribble(seven):
    assert predict_digit(seven).sure
    scribble = Image.new("L", (300, 300), 255)
    points = [tuple(p) for p in np.random.default_rng(5).uniform(40, 260, (14, 2))]
    ImageDraw.Draw(scribble).line(points, fill=0, width=12)
    assert not predict_digit(scribble).sure
    assert not predict_digit(scribble).is_digit


def test_where_the_file_says_nothing_half_is_sure(tmp_path, seven):
    bare = tmp_path / "bare.h5"
    bare.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(bare, "r+") as content:
        del content.attrs[ATTRIBUTE]
    assert Recognizer(bare).predict(prepare(seven)).sure


@pytest.mark.slow
def test_few_true_digits_are_rejected(on_test_set):
    assert np.mean(on_test_set.max(axis=1) < read_notes(MODEL_FILE)["sure_from"]) < 0.02


CHANGES = {
    "moved": lambda i: ImageOps.expand(i, (300, 20, 10, 80), fill=255),
    "smaller": lambda i: ImageOps.expand(i.resize((90, 90)), 200, fill=255),
    "larger": lambda i: i.resize((1500, 1500)),
    "inverted": ImageOps.invert,
    "leaning": lambda i: i.rotate(-10, fillcolor=255),
    "coloured": lambda i: ImageOps.colorize(i, (130, 20, 160), (255, 250, 220)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_7_is_still_a_7(seven, change):
    assert predict_digit(change(seven)).digit == 7


def test_nothing_drawn_is_no_digit():
    with pytest.raises(ValueError, match="^nothing is drawn$"):
        predict_digit(Image.new("RGB", (300, 300), "white"))


def test_a_file_of_a_newer_keras_opens(seven, tmp_path):
    """Its layers have options that this Keras does not know; the weights are what counts."""
    newer = tmp_path / "newer.h5"
    newer.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(newer, "r+") as content:
        changed = definition(content)
        for layer in changed["config"]["layers"]:
            layer["config"]["option_of_the_future"] = True
        content.attrs["model_config"] = json.dumps(changed)
    digit = prepare(seven)
    ours = Recognizer(MODEL_FILE).predict(digit).probabilities
    assert Recognizer(newer).predict(digit).probabilities == pytest.approx(ours, abs=1e-6)


@pytest.mark.parametrize("count", [1, 9, 129, 300])
def test_many_at_once_are_read_as_each_alone(mnist, count):
    recognizer, digits = load_recognizer(MODEL_FILE), to_network(mnist.x_test[:count])
    alone = [recognizer.probabilities(digits[i : i + 1])[0] for i in range(count)]
    np.testing.assert_allclose(recognizer.probabilities(digits), alone, atol=1e-5)


def test_a_file_is_loaded_once():
    assert load_recognizer(MODEL_FILE) is load_recognizer(MODEL_FILE)


def test_one_that_is_loaded_does_not_wait_for_another():
    load_recognizer(MODEL_FILE)
    with recognizer._loading, ThreadPoolExecutor(1) as thread:  # as while another one is loaded
        assert thread.submit(load_recognizer, MODEL_FILE).result(timeout=60)


def test_importing_the_window_imports_no_tensorflow():
    program = (
        "import sys, gui_digit_recognizer\n"
        "print([m for m in ('keras', 'tensorflow') if m in sys.modules])"
    )
    done = run_python("-c", program)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.slow
def test_reading_needs_no_display_and_prints_nothing_else(seven, tmp_path):
    seven.save(tmp_path / "seven.png")
    program = (
        "import os, sys\n"
        "os.environ.pop('DISPLAY', None)\n"
        "from PIL import Image\n"
        "from gui_digit_recognizer import predict_digit\n"
        "print(predict_digit(Image.open(sys.argv[1])).digit)"
    )
    done = run_python("-c", program, tmp_path / "seven.png")
    assert (done.stdout, done.stderr) == ("7\n", "")


# --- files that are no model of ours: more of them in test_hostile_models.py ---------------------


def test_a_folder_is_no_model(tmp_path):
    with pytest.raises(ModelError, match="is a folder"):
        Recognizer(tmp_path)
