"""Networks that end otherwise, or want another scale: ten known digits tell how to use them."""

import numpy as np
import pytest

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.recognizer import ModelError, Recognizer, load_recognizer
from digit_recognizer.network.self_test import softmax, ten_digits, usage_of
from digit_recognizer.reading.preprocessing import to_network


@pytest.fixture
def shipped():
    """The shipped network in Keras, to be changed."""
    model = build_model()
    model.load_weights(MODEL_FILE)
    return model


def ending_in(model, activation, path):
    model.layers[-1].activation = import_keras().activations.get(activation)
    model.save(path)
    return path


def answers(path, mnist):
    return load_recognizer(path).probabilities(to_network(mnist.x_test[:50]))


def test_the_ten_digits_are_what_they_are_said_to_be():
    digits = ten_digits()
    assert (digits.dtype, digits.shape) == (np.float32, (10, 28, 28, 1))
    assert (digits.min(), digits.max()) == (0, 1)
    read = load_recognizer(MODEL_FILE).predict_all(digits)
    assert [prediction.digit for prediction in read] == list(range(10))
    assert load_recognizer(MODEL_FILE).remark == ""


@pytest.mark.parametrize("activation", ["linear", "log_softmax"])
def test_softmax_is_added_where_it_is_missing(shipped, mnist, tmp_path, activation):
    path = ending_in(shipped, activation, tmp_path / "net.h5")
    np.testing.assert_allclose(answers(path, mnist), answers(MODEL_FILE, mnist), atol=1e-5)
    assert load_recognizer(path).remark == ""


def test_answers_that_do_not_sum_to_1_are_refused(shipped, tmp_path):
    path = ending_in(shipped, "sigmoid", tmp_path / "net.h5")
    with pytest.raises(ModelError, match="do not sum to 1.*end the network with softmax"):
        Recognizer(path)


def test_a_network_made_for_bytes_is_given_bytes(shipped, mnist, tmp_path):
    kernel, bias = shipped.layers[0].get_weights()
    shipped.layers[0].set_weights([kernel / 255, bias])
    shipped.save(tmp_path / "net.h5")
    ours, theirs = answers(MODEL_FILE, mnist), answers(tmp_path / "net.h5", mnist)
    np.testing.assert_allclose(theirs, ours, atol=1e-4)
    assert "0 to 255" in load_recognizer(tmp_path / "net.h5").remark


@pytest.mark.parametrize(("paper", "ink"), [(1, 0), (255, 0), (-1, 1)])
def test_a_network_made_for_dark_ink_or_a_centred_range_is_given_that(
    shipped, mnist, tmp_path, paper, ink
):
    keras = import_keras()
    back = keras.layers.Rescaling(1 / (ink - paper), offset=-paper / (ink - paper))
    keras.Sequential([keras.Input((28, 28, 1)), back, *shipped.layers]).save(tmp_path / "net.h5")
    theirs = answers(tmp_path / "net.h5", mnist)
    np.testing.assert_allclose(theirs, answers(MODEL_FILE, mnist), atol=1e-4)
    remark = load_recognizer(tmp_path / "net.h5").remark
    assert f"from {min(paper, ink)} to {max(paper, ink)}" in remark
    assert ("dark ink" in remark) == (ink < paper)


def test_right_with_little_confidence_is_the_wrong_scale():
    """As a network without biases answers that was made for 0 to 255, and is given 0 to 1."""
    logits = 0.1 * ten_digits().reshape(10, 784)

    def network(digits):
        return softmax(digits.reshape(len(digits), 784) @ logits.T / 10)

    weak, sure = (np.diag(network(ten_digits() * scale)).mean() for scale in (1, 255))
    assert weak < 0.5 < sure
    assert (usage_of(network).paper, usage_of(network).ink) == (0, 255)


def test_a_network_with_rescaling_inside_is_given_bytes(shipped, mnist, tmp_path):
    keras = import_keras()
    layers = [keras.Input((28, 28, 1)), keras.layers.Rescaling(1 / 255), *shipped.layers]
    keras.Sequential(layers).save(tmp_path / "net.h5")
    ours, theirs = answers(MODEL_FILE, mnist), answers(tmp_path / "net.h5", mnist)
    np.testing.assert_allclose(theirs, ours, atol=1e-4)


def test_a_network_that_was_never_trained_opens_and_says_so(tmp_path):
    import_keras().utils.set_random_seed(1)
    build_model().save(tmp_path / "net.h5")
    assert "knows no digits" in load_recognizer(tmp_path / "net.h5").remark
    assert answers_sum_to_1(tmp_path / "net.h5")


def answers_sum_to_1(path):
    rows = load_recognizer(path).probabilities(ten_digits())
    return rows.sum(axis=1) == pytest.approx(np.ones(10), abs=1e-5)


def test_softmax_of_large_logits_is_finite():
    rows = softmax(np.array([[1000.0, 0, -1000], [0, 0, 0]]))
    np.testing.assert_allclose(rows, [[1, 0, 0], [1 / 3] * 3])


def test_another_file_of_the_same_name_is_another_network(shipped, tmp_path, monkeypatch):
    """Also when the name is relative, and the current folder another one."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "net.h5").write_bytes(MODEL_FILE.read_bytes())
    shipped.layers[-1].set_weights([weights / 2 for weights in shipped.layers[-1].get_weights()])
    shipped.save(tmp_path / "two" / "net.h5")
    found = []
    for name in ("one", "two", "one"):
        monkeypatch.chdir(tmp_path / name)
        found.append(load_recognizer("net.h5").probabilities(ten_digits()).max())
    assert found[0] == found[2] != found[1]
