"""Layers that Keras can compute and the light runtime cannot; a description with them, made safe.

Keras builds whatever a description names, and some of what it can name runs code or reads files.
So it never sees the file's description, but one written here, of which each layer, activation and
number is on a list. What only training needs (initial values, penalties, seeds) is left out.
"""

from __future__ import annotations

from typing import Any

from digit_recognizer.network.keras_layers import FLOATS, KNOWN, NETWORKS, UnsupportedLayer

# not Lambda, TFSMLayer, JaxLayer, FlaxLayer and TorchModuleWrapper, which run code; nor layers of
# text, StringLookup for one, which read files
ONLY_IN_KERAS = """
    Conv1D Conv3D Conv1DTranspose Conv2DTranspose DepthwiseConv1D SeparableConv1D
    LSTM GRU SimpleRNN RNN LSTMCell GRUCell SimpleRNNCell StackedRNNCells ConvLSTM1D ConvLSTM2D
    Bidirectional TimeDistributed
    Attention AdditiveAttention MultiHeadAttention GroupQueryAttention Embedding EinsumDense
    MaxPooling1D MaxPooling3D AveragePooling1D AveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling3D GlobalAveragePooling1D GlobalAveragePooling3D
    Normalization RMSNormalization UnitNormalization SpectralNormalization
    Masking RepeatVector Dot Identity Resizing CenterCrop Pipeline
    ZeroPadding1D Cropping1D UpSampling1D SpatialDropout1D
    RandomBrightness RandomContrast RandomCrop RandomErasing RandomFlip RandomRotation
    RandomShear RandomTranslation RandomZoom
"""
ACTIVATIONS = """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
    leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax
    softplus softsign sparse_plus sparsemax squareplus swish tanh tanh_shrink
"""
MODULE = {"Functional": "keras.src.models.functional", "Sequential": "keras"}  # of a network
REPLACED = {"stateful": False, "seed": None, "shared_object_id": None}
LEFT_OUT = ("implementation", "time_major", "build_config", "compile_config")  # of Keras 2; traps
LARGEST = 1_000_000  # number in a description: a layer with more of anything is none for digits


def needs_keras(description: Any) -> bool:  # noqa: ANN401
    """Whether there is a layer in it that only Keras can compute."""
    if isinstance(description, list):
        return any(map(needs_keras, description))
    if not isinstance(description, dict):
        return False
    kind = description.get("class_name")
    is_one = isinstance(kind, str) and kind in ONLY_IN_KERAS.split()
    return is_one or any(map(needs_keras, description.values()))


def safe_network(description: dict[str, Any]) -> dict[str, Any]:
    """The same network in words of ours: for Keras.

    Raises UnsupportedLayer; KeyError, TypeError or ValueError for what is not a description.
    """
    network: dict[str, Any] = _object(description, "", "network")
    if network["class_name"] == "Sequential":
        network["config"]["layers"] = _with_entrance(network["config"]["layers"])
    return network


def _with_entrance(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keras 2 says the shape in the first layer, Keras 3 in an InputLayer before it."""
    shape = layers[0]["config"].pop("batch_input_shape", None)
    if shape is None or layers[0]["class_name"] == "InputLayer":
        return layers
    config = {"batch_shape": shape, "name": "digits"}
    entrance = {"class_name": "InputLayer", "module": "keras.layers", "config": config}
    return [{**entrance, "registered_name": None}, *layers]


def _safe(value: Any, key: str, layer: str) -> Any:  # noqa: ANN401
    """A value of a description, by its key, in this layer."""
    if key.endswith(("regularizer", "constraint")):
        return None
    if key.endswith("initializer"):
        return "zeros"
    if key in REPLACED:
        return REPLACED[key]
    if isinstance(value, dict):
        if "class_name" in value:
            return _object(value, key, layer)
        return {
            name: _safe(item, name, layer) for name, item in value.items() if name not in LEFT_OUT
        }
    if isinstance(value, list):
        without_batch = [None, *value[1:]] if key in ("batch_shape", "batch_input_shape") else value
        return [_safe(item, "", layer) for item in without_batch]
    return _plain(value, key, layer)


def _plain(value: Any, key: str, layer: str) -> Any:  # noqa: ANN401
    """A number, a text, True, False or None."""
    if key.endswith("activation") and value is not None and value not in ACTIVATIONS.split():
        raise UnsupportedLayer(layer, f"its activation is {value}")
    if key == "dtype" and value not in FLOATS:
        raise UnsupportedLayer(layer, f"it computes in {value}")
    if isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
        raise UnsupportedLayer(layer, f"its {key or 'shape'} is {value:.3g}")
    return value


def _object(value: dict[str, Any], key: str, layer: str) -> Any:  # noqa: ANN401
    """A layer, a network, or what an option of one is."""
    kind, config = value["class_name"], value["config"]
    if kind == "__keras_tensor__":
        return {"class_name": kind, "config": _safe(config, "", layer)}
    if kind == "function" or key.endswith("activation"):
        return _plain(config if isinstance(config, str) else kind, "activation", layer)
    if kind == "DTypePolicy":
        return _plain(config["name"], "dtype", layer)
    return _layer(value, layer)


def _layer(value: dict[str, Any], outside: str) -> dict[str, Any]:
    """A layer or a network, of Keras itself and on the list."""
    kind, config = value["class_name"], value["config"]
    name = str(config.get("name") or value.get("name") or outside)
    registered, module = value.get("registered_name"), str(value.get("module") or "keras")
    if module.split(".")[0] != "keras" or registered not in (None, kind):
        raise UnsupportedLayer(name, f"it is of {registered or module}, not of Keras itself")
    if kind not in KNOWN.union(ONLY_IN_KERAS.split()):
        raise UnsupportedLayer(name, f"it is of the kind {kind}")
    kind = "Functional" if kind == "Model" else kind
    safe = {
        "class_name": kind,
        "module": MODULE[kind] if kind in NETWORKS else "keras.layers",
        "registered_name": None,
        "name": name,
        "config": {**_safe(config, "", name), "name": name},
    }
    if "inbound_nodes" in value:
        safe["inbound_nodes"] = _safe(value["inbound_nodes"], "", name)
    return safe
