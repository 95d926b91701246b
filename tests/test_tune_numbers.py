"""The weights of the best path are chosen again, on a handful of numbers."""

from dataclasses import replace

import pytest
from conftest import PROJECT

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.best_path import DEFAULT_WEIGHTS
from digit_recognizer.reading.number import read_components
from digit_recognizer.training.data import split
from digit_recognizer.training.pen_strokes import load_writers

POOR_WEIGHTS = replace(  # broken digits fall apart
    DEFAULT_WEIGHTS, log_odds_limit=0.05, height_weight=0.01, overlap_weight=0.01
)


@pytest.fixture
def tune(monkeypatch):
    monkeypatch.syspath_prepend(PROJECT / "docs")
    import tune_numbers

    monkeypatch.setattr(tune_numbers, "BROKEN_SHARE", 1.0)  # a quarter of so few may be none
    return tune_numbers


@pytest.fixture
def recognizer():
    return load_recognizer(MODEL_FILE)


@pytest.fixture
def samples(tune, mnist, recognizer):
    _, validation = split(mnist.y_train, 1)
    images, labels = mnist.x_train[validation], mnist.y_train[validation]
    return tune.make_samples(images, labels, load_writers(validation=True), 10, recognizer)


def test_a_search_finds_weights_that_read_more(tune, samples, recognizer):
    poor = tune.count_right(samples, POOR_WEIGHTS, recognizer)
    found = tune.search(samples, POOR_WEIGHTS, recognizer)
    assert tune.count_right(samples, found, recognizer) > poor


def test_a_search_never_ends_with_worse_weights(tune, samples, recognizer):
    before = tune.count_right(samples, DEFAULT_WEIGHTS, recognizer)
    found = tune.search(samples, DEFAULT_WEIGHTS, recognizer)
    assert tune.count_right(samples, found, recognizer) >= before


@pytest.mark.parametrize("weights", [DEFAULT_WEIGHTS, POOR_WEIGHTS], ids=["today's", "poor"])
def test_numbers_are_counted_as_they_are_read(tune, samples, recognizer, weights):
    tune.count_right(samples, POOR_WEIGHTS, recognizer)  # what it keeps must not change the rest
    read = [read_components(one.components, recognizer, weights=weights) for one in samples]
    right = sum(str(number) == one.text for number, one in zip(read, samples, strict=True))
    assert tune.count_right(samples, weights, recognizer) == right
