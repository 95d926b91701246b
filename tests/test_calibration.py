"""Temperature, threshold and calibration error, in cases with a known answer."""

import numpy as np
import pytest

from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.training.calibration import (
    apply_temperature,
    at_temperature,
    best_temperature,
    calibration_error,
    choose_threshold,
    cross_entropy,
    reliability_bins,
)


def softmax(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def calibrated_answers(count, seed=1):
    """Probabilities, and labels drawn from them."""
    rng = np.random.default_rng(seed)
    probabilities = softmax(rng.normal(0, 2, (count, 10)))
    return probabilities, np.array([rng.choice(10, p=row) for row in probabilities])


@pytest.mark.parametrize("temperature", [0.7, 1.0, 1.6])
def test_a_known_temperature_is_found(temperature):
    probabilities, labels = calibrated_answers(20_000)
    overconfident = at_temperature(probabilities, 1 / temperature)
    assert best_temperature(overconfident, labels) == pytest.approx(temperature, rel=0.03)


def test_a_temperature_changes_confidences_as_softmax_does_and_no_answer():
    logits = np.random.default_rng(1).normal(0, 3, (50, 10))
    changed = at_temperature(softmax(logits), 1.7)
    np.testing.assert_allclose(changed, softmax(logits / 1.7), atol=1e-12)
    assert (changed.argmax(axis=1) == logits.argmax(axis=1)).all()


def test_a_network_is_given_its_temperature_in_its_last_layer():
    keras = import_keras()
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(10, activation="softmax")])
    inputs = np.random.default_rng(1).normal(0, 2, (20, 5)).astype(np.float32)
    before = np.asarray(model(inputs))
    apply_temperature(model, 1.4)
    np.testing.assert_allclose(np.asarray(model(inputs)), at_temperature(before, 1.4), atol=1e-6)


def test_calibrated_answers_have_no_calibration_error_and_overconfident_ones_have():
    probabilities, labels = calibrated_answers(50_000)
    right = probabilities.argmax(axis=1) == labels
    assert calibration_error(probabilities.max(axis=1), right) < 0.01
    overconfident = at_temperature(probabilities, 0.5).max(axis=1)
    assert calibration_error(overconfident, right) > 0.1


def test_the_calibration_error_of_a_case_done_by_hand():
    """Two bins: confidence 0.95 and accuracy 0.5, four answers; 0.55 and 1, two answers."""
    confidences = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, False, False, True, True])
    assert calibration_error(confidences, right) == pytest.approx(0.45 * 4 / 6 + 0.45 * 2 / 6)
    np.testing.assert_allclose(
        reliability_bins(confidences, right), [[0.55, 1, 2 / 6], [0.95, 0.5, 4 / 6]]
    )


def test_a_confidence_of_1_is_in_the_last_bin():
    assert reliability_bins(np.array([1.0]), np.array([True])).tolist() == [[1, 1, 1]]


def test_one_in_a_hundred_is_below_the_threshold():
    confidences = np.random.default_rng(1).uniform(0, 1, 10_000)
    assert np.mean(confidences < choose_threshold(confidences)) == pytest.approx(0.01, abs=1e-4)


def test_the_loss_is_cross_entropy():
    probabilities = np.array([[0.5, 0.5], [0.2, 0.8]])
    assert cross_entropy(probabilities, np.array([0, 1])) == pytest.approx(
        -(np.log(0.5) + np.log(0.8)) / 2
    )
    assert np.isfinite(cross_entropy(np.array([[0.0, 1.0]]), np.array([0])))
