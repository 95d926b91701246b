"""What mnist.h5 holds besides the weights."""

import json

import h5py
import numpy as np
import pytest

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import (
    ATTRIBUTE,
    CHECKSUM,
    DEFAULT_THRESHOLD,
    checksum,
    confidence_threshold,
    read_notes,
    save,
)
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.preprocessing import to_network


def test_a_network_and_its_notes_are_read_back(tmp_path):
    model, file = build_model(), tmp_path / "new.h5"
    notes = {"sure_from": 0.61, "history": {"loss": [0.5, 0.25]}}
    save(model, notes, file)
    assert read_notes(file) == notes | {CHECKSUM: checksum(model.get_weights())}
    digit = np.random.default_rng(1).uniform(0, 1, (1, 28, 28, 1)).astype(np.float32)
    again = Recognizer(file).probabilities(digit)
    np.testing.assert_allclose(again, np.asarray(model(digit, training=False)), atol=1e-6)
    assert [path.name for path in tmp_path.iterdir()] == ["new.h5"]


@pytest.mark.slow
def test_whoever_reads_the_file_with_keras_gets_the_calibrated_confidence(mnist):
    digits = to_network(mnist.x_test[:200])
    plain = build_model()
    plain.load_weights(MODEL_FILE)  # load_model() wants a Keras as new as the one that wrote it
    ours = Recognizer(MODEL_FILE).probabilities(digits)
    np.testing.assert_allclose(np.asarray(plain(digits, training=False)), ours, atol=1e-6)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "7", b"\xff\xfe", np.arange(3)])
def test_notes_that_cannot_be_read_are_none(tmp_path, text):
    file = tmp_path / "strange.h5"
    with h5py.File(file, "w") as content:
        content.attrs[ATTRIBUTE] = text
    assert read_notes(file) == {}


def test_a_file_without_notes_has_none(tmp_path):
    h5py.File(tmp_path / "bare.h5", "w").close()
    assert read_notes(tmp_path / "bare.h5") == {}


@pytest.mark.parametrize("value", [None, "0.9", -0.1, 1.5, float("nan"), float("inf"), [0.5], True])
def test_a_threshold_that_is_none_is_not_believed(value):
    notes = json.loads(json.dumps({"sure_from": value}))
    assert confidence_threshold(notes) == DEFAULT_THRESHOLD


def test_the_shipped_threshold_is_that_of_the_file():
    assert (
        confidence_threshold(read_notes(MODEL_FILE))
        == read_notes(MODEL_FILE)["sure_from"]
        != DEFAULT_THRESHOLD
    )
