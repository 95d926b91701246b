"""Networks with random weights, computed by Keras and by the light runtime."""

import numpy as np

from digit_recognizer.network.keras_file import read_network
from digit_recognizer.network.runtime import Runtime

IMAGE = (9, 8, 3)  # sides that differ, so that swapped axes show


def random_input(shape, count=5):
    """Numbers on both sides of every bend of an activation."""
    return np.random.default_rng(2).normal(0, 3, (count, *shape)).astype(np.float32)


def sequential(layers, shape=IMAGE):
    """A network of these layers, all of its weights drawn anew."""
    import keras

    return randomized(keras.Sequential([keras.layers.Input(shape), *layers]))


def randomized(model):
    """The model with weights that show any that is lost: variances and factors are positive."""
    random = np.random.default_rng(3)
    for weight in model.weights:
        if weight.name in ("moving_variance", "gamma"):
            weight.assign(random.uniform(0.5, 2, weight.shape))
        else:
            weight.assign(random.normal(0, 0.3, weight.shape))
    return model


def read_back(model, file):
    """The runtime of a model that Keras has saved."""
    model.save(file)
    return Runtime(read_network(file))


def difference(model, runtime, digits):
    """The largest between the answers of both, relative to an answer that is larger than 1."""
    expected = np.asarray(model(digits, training=False))
    found = runtime.probabilities(digits)
    assert found.shape == expected.shape
    return float(np.max(np.abs(found - expected) / np.maximum(np.abs(expected), 1), initial=0))
