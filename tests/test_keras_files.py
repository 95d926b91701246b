"""Model files of every layout in which Keras has written them, read without Keras."""

import json
import zipfile

import h5py
import numpy as np
import pytest
from keras2_files import write_as_keras_2
from runtime_parity import IMAGE, difference, random_input, randomized, read_back, sequential

from digit_recognizer.network.graph import build_graph
from digit_recognizer.network.keras_file import WeightsOnly, read_network
from digit_recognizer.network.keras_layers import UnsupportedLayer, saved_layer
from digit_recognizer.network.model_check import RefusedModel
from digit_recognizer.network.runtime import Runtime

CLOSE = 1e-5


@pytest.fixture(scope="module")
def L():
    from keras import layers

    return layers


@pytest.fixture
def plain(L):
    return sequential(
        [
            L.Conv2D(4, 3, activation="relu"),
            L.BatchNormalization(),
            L.Conv2D(4, 3),
            L.PReLU(),
            L.Dropout(0.5),
            L.Flatten(),
            L.Dense(10, activation="softmax"),
        ]
    )


@pytest.fixture
def branched(L):
    """Branches that join, a layer that is used twice, networks in a network, used twice."""
    import keras

    block = keras.Sequential(
        [L.Input(IMAGE), L.Conv2D(4, 3), L.BatchNormalization(), L.Conv2D(2, 3)], name="block"
    )
    pair = L.Input((5, 4, 2))
    joined = keras.Model(pair, L.Concatenate()([pair, L.ReLU()(pair)]), name="joined")
    x = L.Input(IMAGE)
    twice = L.Conv2D(3, 1)
    y = L.Subtract()([block(twice(x)), block(twice(L.ReLU()(x)))])
    return randomized(keras.Model(x, joined(L.Conv2D(2, 1)(joined(y)))))


@pytest.mark.parametrize("ending", ["h5", "keras"])
@pytest.mark.parametrize("network", ["plain", "branched"])
def test_both_kinds_of_file_of_keras_3(network, ending, request, tmp_path):
    model = request.getfixturevalue(network)
    runtime = read_back(model, tmp_path / f"a.{ending}")
    assert difference(model, runtime, random_input(IMAGE)) < CLOSE


def test_the_layers_of_a_network_in_a_network_have_its_name_before_theirs(branched, tmp_path):
    runtime = read_back(branched, tmp_path / "a.h5")
    inner = [layer.name for layer in branched.get_layer("block").layers]
    assert [f"block/{name}" for name in inner] == [
        name for name in runtime.layers if name.startswith("block/") and "input" not in name
    ]


@pytest.mark.parametrize("frozen", ["", "block", "first layer"])
def test_frozen_layers_do_not_mix_up_the_weights(frozen, branched, tmp_path):
    """An HDF5 file has what is trained before what is not."""
    block = branched.get_layer("block")
    if frozen:
        (block if frozen == "block" else block.layers[0]).trainable = False
    runtime = read_back(branched, tmp_path / "a.h5")
    assert difference(branched, runtime, random_input(IMAGE)) < CLOSE


@pytest.mark.parametrize("network", ["plain", "branched"])
@pytest.mark.parametrize("tuples", [False, True])
def test_a_file_of_keras_2(network, tuples, request, tmp_path):
    model = request.getfixturevalue(network)
    model.save(tmp_path / "new.h5")
    write_as_keras_2(tmp_path / "new.h5", tuples)
    runtime = Runtime(read_network(tmp_path / "new.h5"))
    assert difference(model, runtime, random_input(IMAGE)) < CLOSE


@pytest.mark.parametrize("shape", [(28, 28), (784,), (28, 28, 1), (1, 28, 28)])
def test_the_shape_that_a_network_takes_is_known_and_made(shape, L, tmp_path):
    model = sequential([L.Flatten(), L.Dense(10, activation="softmax")], shape)
    runtime = read_back(model, tmp_path / "a.h5")
    digits = np.random.default_rng(5).uniform(0, 1, (3, 28, 28, 1)).astype(np.float32)
    assert (runtime.input_shape, runtime.output_shape) == (shape, (10,))
    expected = np.asarray(model(digits.reshape(3, *shape), training=False))
    np.testing.assert_allclose(runtime.probabilities(digits), expected, atol=CLOSE)


def test_a_side_that_is_left_open_is_that_of_a_digit(L, tmp_path):
    layers = [L.Conv2D(4, 3, padding="same", strides=2), L.GlobalAveragePooling2D(), L.Dense(10)]
    model = sequential(layers, (None, None, 1))
    runtime = read_back(model, tmp_path / "a.h5")
    assert runtime.input_shape == (28, 28, 1)
    assert difference(model, runtime, random_input((28, 28, 1))) < CLOSE


@pytest.mark.slow
def test_what_the_optimizer_has_kept_is_not_read(plain, tmp_path):
    plain.compile("adam", "sparse_categorical_crossentropy")
    plain.train_on_batch(random_input(IMAGE), np.zeros(5))
    for ending in ("h5", "keras"):
        runtime = read_back(plain, tmp_path / f"a.{ending}")
        assert difference(plain, runtime, random_input(IMAGE)) < CLOSE


def test_weights_alone_are_refused_with_the_way_to_save_all(plain, tmp_path):
    plain.save_weights(tmp_path / "a.weights.h5")
    with pytest.raises(WeightsOnly, match=r"model\.save"):
        read_network(tmp_path / "a.weights.h5")
    plain.save(tmp_path / "old.h5")
    with h5py.File(tmp_path / "old.h5", "r+") as content:  # as save_weights() of Keras 2
        weights = content["model_weights"]
        content.attrs["layer_names"] = weights.attrs["layer_names"]
        for name in list(weights):
            content.move(f"model_weights/{name}", name)
        del content.attrs["model_config"], content["model_weights"]
    with pytest.raises(WeightsOnly):
        read_network(tmp_path / "old.h5")


def _changed(file, change):
    with h5py.File(file, "r+") as content:
        network = json.loads(content.attrs["model_config"])
        change(network["config"]["layers"])
        content.attrs["model_config"] = json.dumps(network)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda layers: layers[1].update(registered_name="mine>Conv2D"), "mine>Conv2D"),
        (lambda layers: layers[1].update(module="mine.layers"), "mine"),
        (lambda layers: layers[1]["config"].update(strides=["x", 1]), "description"),
        (lambda layers: layers[1]["config"].update(padding="causal"), "causal"),
        (lambda layers: layers[2]["config"].pop("epsilon"), "description"),
        (lambda layers: layers[2]["config"].update(scale=False), "4 weights in place of 3"),
        (lambda layers: layers.pop(6), r"its kernel is \(80, 10\), not \(4, 10\)"),
        (lambda layers: layers[3]["config"].update(name="other"), "0 weights in place of 2"),
        (lambda layers: layers[7]["config"].update(activation={"class_name": "x"}), "None"),
    ],
)
def test_a_description_that_is_odd_is_refused_by_the_name_of_the_layer(
    change, problem, plain, tmp_path
):
    plain.save(tmp_path / "a.h5")
    _changed(tmp_path / "a.h5", change)
    with pytest.raises(UnsupportedLayer, match=problem):
        Runtime(read_network(tmp_path / "a.h5"))


def test_several_inputs_are_refused(L, tmp_path):
    import keras

    x, y = L.Input((4,)), L.Input((4,))
    model = keras.Model([x, y], L.Add()([x, y]))
    with pytest.raises(RefusedModel, match="several inputs"):
        read_back(model, tmp_path / "a.h5")


def test_an_archive_that_unpacks_to_far_more_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * 2_000_000)
        archive.writestr("model.weights.h5", b"")
    with pytest.raises(RefusedModel, match="larger"):
        read_network(tmp_path / "a.keras")


def test_other_files_are_refused(tmp_path):
    (tmp_path / "a.h5").write_bytes(b"nothing of the kind")
    with zipfile.ZipFile(tmp_path / "a.keras", "w") as archive:
        archive.writestr("hello.txt", "hello")
    for name in ("a.h5", "a.keras"):
        with pytest.raises(RefusedModel):
            read_network(tmp_path / name)


def test_layers_that_do_not_fit_each_other_are_refused(L, tmp_path):
    sequential([L.Rescaling([1.0, 2.0, 3.0])]).save(tmp_path / "a.h5")
    _changed(tmp_path / "a.h5", lambda layers: layers[1]["config"].update(scale=[1.0, 2.0]))
    with pytest.raises(RefusedModel, match="fit"):
        Runtime(read_network(tmp_path / "a.h5"))


def test_a_file_whose_weights_are_gone_is_refused(plain, tmp_path):
    plain.save(tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5", "r+") as content:
        del content["model_weights"]
    with pytest.raises(RefusedModel, match="weights are missing"):
        read_network(tmp_path / "a.h5")


def _network(name, layer, uses):
    """A functional network, as Keras 2 describes it, that applies a layer again and again."""
    inner = layer["config"]["name"]
    counted_from = 1 if layer["class_name"] == "Functional" else 0
    nodes = [[["x", 0, 0, {}]], *([[inner, counted_from + i, 0, {}]] for i in range(uses - 1))]
    entrance = {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, 4]}}
    layers = [entrance, {**layer, "inbound_nodes": nodes}]
    ends = {"input_layers": ["x", 0, 0], "output_layers": [inner, counted_from + uses - 1, 0]}
    return {"class_name": "Functional", "config": {"name": name, "layers": layers, **ends}}


def test_a_small_description_of_millions_of_layers_is_refused():
    network = {"class_name": "ReLU", "config": {"name": "relu"}}
    for level in range(7):
        network = _network(f"level_{level}", network, uses=10)
        if level == 1:
            assert len(build_graph(saved_layer(network)).model.graph.node) == 101
    with pytest.raises(RefusedModel, match="far larger"):
        build_graph(saved_layer(network))


def test_shared_weights_are_not_copied_without_limit():
    layer = {"class_name": "Dense", "config": {"name": "dense", "use_bias": False}}
    network = saved_layer(_network("wide", layer, uses=20))
    network.layers[0].config["batch_shape"] = [None, 2000]
    network.layers[1].weights["kernel"] = np.zeros((2000, 2000), np.float32)
    with pytest.raises(RefusedModel, match="far larger"):
        build_graph(network)
