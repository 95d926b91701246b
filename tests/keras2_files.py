"""Files as Keras 2 wrote them, made from those of Keras 3."""

import json

import h5py

TUPLE = {"class_name": "__tuple__", "items": [1, 1]}


def write_as_keras_2(file, tuples):
    """Rewrites names and description as Keras 2.2 has them, or TensorFlow's 2.4 with its tuples."""
    with h5py.File(file, "r+") as content:
        network = json.loads(content.attrs["model_config"])
        _description_of_keras_2(network)
        if not tuples and network["class_name"] == "Sequential":
            network["config"] = network["config"]["layers"]  # up to 2.2.2
        text = json.dumps(network)
        if tuples:
            text = text.replace('"strides": [1, 1]', f'"strides": {json.dumps(TUPLE)}')
        content.attrs["model_config"] = text.encode()
        for group in content["model_weights"].values():
            names = [str(name) for name in group.attrs["weight_names"]]
            for name in names:
                group.move(name, f"{name}:0")
            group.attrs["weight_names"] = [f"{name}:0".encode() for name in names]


def _description_of_keras_2(network):
    """No modules, dtypes as words, no InputLayer, lists where Keras 3 has tensors."""
    for key in ("module", "registered_name", "build_config"):
        network.pop(key, None)
    config = network["config"]
    config.pop("dtype", None)
    is_sequential = network["class_name"] == "Sequential"
    network["class_name"] = "Sequential" if is_sequential else "Model"
    networks = {layer["config"]["name"]: "layers" in layer["config"] for layer in config["layers"]}
    for layer in config["layers"]:
        if "layers" in layer["config"]:
            _description_of_keras_2(layer)
        for key in ("module", "registered_name", "build_config"):
            layer.pop(key, None)
        layer["config"]["dtype"] = "float32"
        layer["inbound_nodes"] = [
            [
                [name, number + networks[name], tensor, {}]
                for name, number, tensor in _histories(node["args"])
            ]
            for node in layer.get("inbound_nodes", [])
        ]
    for end in ("input_layers", "output_layers"):
        if end in config:
            config[end] = [config[end]]
    if is_sequential and config["layers"][0]["class_name"] == "InputLayer":
        shape = config["layers"].pop(0)["config"]["batch_shape"]
        config["layers"][0]["config"]["batch_input_shape"] = shape
    elif config["layers"][0]["class_name"] == "InputLayer":
        first = config["layers"][0]["config"]
        first["batch_input_shape"] = first.pop("batch_shape")


def _histories(value):
    if isinstance(value, dict):
        yield value["config"]["keras_history"]
    elif isinstance(value, list):
        for item in value:
            yield from _histories(item)
