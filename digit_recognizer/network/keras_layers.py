"""The layers that a model file describes: Keras' JSON, of version 2 or 3, as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.model_check import RefusedModel

WEIGHTS: dict[str, tuple[str, ...]] = {  # of each kind of layer, in Keras' order
    "Dense": ("kernel", "bias"),
    "Conv2D": ("kernel", "bias"),
    "DepthwiseConv2D": ("kernel", "bias"),
    "SeparableConv2D": ("depthwise_kernel", "pointwise_kernel", "bias"),
    "BatchNormalization": ("gamma", "beta", "moving_mean", "moving_variance"),
    "LayerNormalization": ("gamma", "beta"),
    "GroupNormalization": ("gamma", "beta"),
    "PReLU": ("alpha",),
}
WITHOUT_WEIGHTS = """
    InputLayer Activation ReLU LeakyReLU ELU Softmax Rescaling Flatten Reshape Permute
    MaxPooling2D AveragePooling2D GlobalMaxPooling2D GlobalAveragePooling2D
    ZeroPadding2D Cropping2D UpSampling2D
    Add Subtract Multiply Average Maximum Minimum Concatenate
    Dropout SpatialDropout2D AlphaDropout GaussianNoise GaussianDropout ActivityRegularization
"""
OPTION = {"bias": "use_bias", "gamma": "scale", "beta": "center"}  # that says if there is one
NOT_TRAINED = ("moving_mean", "moving_variance")
NETWORKS = ("Sequential", "Functional", "Model")  # Keras 2.3 calls Functional "Model"
KNOWN = frozenset([*NETWORKS, *WEIGHTS, *WITHOUT_WEIGHTS.split()])
FLOATS = (None, "float16", "bfloat16", "float32", "float64", "mixed_float16", "mixed_bfloat16")


class UnsupportedLayer(RefusedModel):
    """A layer, or an option of one, that the light runtime cannot compute. Its text names it."""

    def __init__(self, layer: str, problem: str) -> None:
        super().__init__(f"has a layer, {layer[:80]!r}, that cannot be read here: {problem[:160]}")


@dataclass(frozen=True)
class SavedLayer:
    """A layer, or a network of layers, with its weights.

    All float policies, float16 and mixed ones too, are computed in float32.
    """

    path: str  # "conv2d", or "block/conv2d" for a layer of the network "block"
    kind: str  # Keras' class
    config: dict[str, Any]  # its options, named as in Keras
    inbound_nodes: list[Any]  # in a functional network: what it is applied to
    layers: list[SavedLayer]  # of a network
    weights: dict[str, FloatArray] = field(default_factory=dict)  # filled in when they are read

    @property
    def is_network(self) -> bool:
        """Whether it is made of layers."""
        return self.kind in NETWORKS

    @property
    def name(self) -> str:
        """Its name in the network that it is part of."""
        return str(self.config["name"])

    def option(self, name: str, *older_names: str, default: object = None) -> Any:  # noqa: ANN401
        """An option by the first of its names that is there."""
        names = (name, *older_names)
        return next((self.config[key] for key in names if key in self.config), default)

    def weight(self, name: str, *shape: int | None) -> FloatArray:
        """A weight of this shape, where None is any size. Raises UnsupportedLayer for another."""
        array = self.weights[name]
        wanted = tuple(a if b is None else b for a, b in zip(array.shape, shape, strict=True))
        if array.shape != wanted:
            raise UnsupportedLayer(self.path, f"its {name} is {array.shape}, not {wanted}")
        return array

    def weight_names(self) -> list[str]:
        """The weights of this layer alone, in Keras' order."""
        names = WEIGHTS.get(self.kind, ())
        if self.option("rms_scaling"):
            return ["gamma"]
        return [name for name in names if self.config.get(OPTION.get(name, ""), True)]

    def slots(self) -> Iterator[tuple[SavedLayer, str]]:
        """Where its weights belong, in the order of get_weights(): layer, name of the weight."""
        yield from ((self, name) for name in self.weight_names())
        for layer in self.layers:
            yield from layer.slots()

    def slots_in_hdf5(self) -> list[tuple[SavedLayer, str]]:
        """slots() in the order of Keras' HDF5 files: what is trained comes first."""
        slots = list(self.slots())
        if not self.config.get("trainable", True):
            return slots
        return sorted(slots, key=lambda slot: not _is_trained(*slot))

    def all_weights(self) -> list[FloatArray]:
        """The arrays in the order of Keras' get_weights()."""
        return [layer.weights[name] for layer, name in self.slots()]


def _is_trained(layer: SavedLayer, weight: str) -> bool:
    return bool(layer.config.get("trainable", True)) and weight not in NOT_TRAINED


def saved_layer(description: dict[str, Any], inside: str | None = None) -> SavedLayer:
    """The tree of layers, still without weights, of Keras' description.

    `inside` is the path of the network that the layer is part of, with a "/" at its end: "" in
    the outermost network, None for that network itself.

    Raises UnsupportedLayer, and KeyError, TypeError or ValueError for what is not a description.
    """
    config = description["config"]
    if isinstance(config, list):  # a Sequential network of Keras 2.2.2 and before
        config = {"name": description.get("name", "sequential"), "layers": config}
    name = config.get("name") or description.get("name") or description["class_name"]
    path = (inside or "") + str(name)
    _check_class(description, path)
    _check_dtype(config.get("dtype"), path)
    inner = "" if inside is None else f"{path}/"
    return SavedLayer(
        path=path,
        kind=description["class_name"],
        config={**config, "name": str(name)},
        inbound_nodes=description.get("inbound_nodes") or [],
        layers=[saved_layer(layer, inner) for layer in config.get("layers", ())],
    )


def _check_class(description: dict[str, Any], path: str) -> None:
    """A class of the same name from another package may compute something else."""
    kind = description["class_name"]
    module = str(description.get("module") or "keras").split(".")[0]
    registered = description.get("registered_name")
    if module != "keras" or registered not in (None, kind):
        raise UnsupportedLayer(path, f"it is of {registered or module}, not of Keras itself")
    if kind not in KNOWN:
        raise UnsupportedLayer(path, f"it is of the kind {kind}")


def _check_dtype(policy: Any, path: str) -> None:  # noqa: ANN401
    if isinstance(policy, dict):
        policy = policy.get("config", {}).get("name")
    if policy not in FLOATS:
        raise UnsupportedLayer(path, f"it computes in {policy}")


def snake_case(kind: str) -> str:
    """A layer's class as Keras names its group in a .keras archive: "PReLU" is "p_re_lu"."""
    kind = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", kind).lower()
