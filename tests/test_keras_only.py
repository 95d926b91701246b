"""What Keras is given to build: nothing that is not on the list. Needs no Keras."""

import json

import pytest

from digit_recognizer.network.keras_layers import UnsupportedLayer
from digit_recognizer.network.keras_only import needs_keras, safe_network


def layer(kind, module="keras.layers", **config):
    config = {"name": kind.lower(), **config}
    return {"class_name": kind, "module": module, "registered_name": None, "config": config}


def sequential(*layers):
    config = {"name": "network", "layers": list(layers)}
    return {"class_name": "Sequential", "module": "keras", "config": config}


def test_only_some_networks_need_keras():
    assert not needs_keras(sequential(layer("Dense")))
    assert needs_keras(sequential(layer("LSTM")))
    assert needs_keras(sequential(sequential(layer("TimeDistributed", layer=layer("Dense")))))


CODE = {"class_name": "__lambda__", "config": {"value": "4wEA"}}
DOWNLOAD = {
    "class_name": "function",
    "module": "keras.utils",
    "config": "get_file",
    "registered_name": "get_file",
}


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (layer("Lambda", function=CODE), "of the kind Lambda"),
        (layer("TimeDistributed", layer=layer("Lambda", function=CODE)), "of the kind Lambda"),
        (layer("TFSMLayer", filepath="/tmp/x"), "of the kind TFSMLayer"),
        (layer("StringLookup", vocabulary="/etc/passwd"), "of the kind StringLookup"),
        (layer("Masking", mask_value=CODE), "of the kind __lambda__"),
        (layer("Dense", activation=DOWNLOAD), "activation is get_file"),
        (layer("Dense", activation="get_file"), "activation is get_file"),
        (layer("LSTM", module="antigravity"), "of antigravity, not of Keras"),
        (layer("RNN", cell=layer("LSTMCell", module="os")), "of os, not of Keras"),
        (layer("LSTM", units=2**40), "units is 1.1e"),
        (layer("LSTM", dtype="int8"), "computes in int8"),
    ],
)
def test_what_is_not_on_the_list_is_refused(bad, problem):
    with pytest.raises(UnsupportedLayer, match=problem):
        safe_network(sequential(layer("LSTM"), bad))


def test_what_only_training_needs_is_left_out():
    evil = {"class_name": "get_file", "module": "keras.utils", "config": {"origin": "http://x"}}
    options = {"kernel_initializer": evil, "bias_regularizer": evil, "kernel_constraint": evil}
    safe = safe_network(sequential(layer("LSTM", **options, seed=evil, stateful=True)))
    assert "get_file" not in json.dumps(safe)
    assert safe["config"]["layers"][0]["config"]["stateful"] is False


def test_the_module_is_ours_whatever_the_file_says():
    safe = safe_network(sequential(layer("LSTM", module="keras.utils.get_file")))
    assert safe["config"]["layers"][0]["module"] == "keras.layers"


def test_a_shape_in_the_first_layer_becomes_an_entrance():
    """As Keras 2 has it; the batch may be of any size."""
    safe = safe_network(sequential(layer("LSTM", batch_input_shape=[1, 28, 28])))
    entrance, lstm = safe["config"]["layers"]
    assert entrance["config"]["batch_shape"] == [None, 28, 28]
    assert "batch_input_shape" not in lstm["config"]
