"""Checks a model file before Keras opens it: such files come from strangers.

Keras builds every layer that a file describes and follows every link in it. So first:

    content    all of it lies in this file, and is of a sane size     check_content()
    layers     they only compute; none brings code, as Lambda does    check_layers()
    size       the weights that Keras would allocate, counted first   check_size()

Vulnerabilities of this kind in Keras: CVE-2025-9905, CVE-2026-0897, CVE-2026-1669.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.network.keras_backend import import_keras

if TYPE_CHECKING:
    import h5py

MOST_NUMBERS = 50_000_000  # in all weights together, 200 MB; the shipped network has 484,058
MOST_TEXT = 1_000_000  # bytes of the description; the shipped one has 5,000
MOST_OBJECTS = 1000  # groups and arrays
LAYERS = """
    InputLayer Sequential Conv2D SeparableConv2D DepthwiseConv2D Dense Flatten Reshape
    MaxPooling2D AveragePooling2D GlobalMaxPooling2D GlobalAveragePooling2D ZeroPadding2D
    BatchNormalization LayerNormalization GroupNormalization Rescaling
    Activation ReLU LeakyReLU PReLU ELU Softmax
    Dropout SpatialDropout2D AlphaDropout GaussianNoise GaussianDropout ActivityRegularization
"""
PARTS = """
    DTypePolicy Zeros Ones Constant Orthogonal VarianceScaling RandomNormal RandomUniform
    TruncatedNormal GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform
    L1 L2 L1L2 OrthogonalRegularizer MaxNorm NonNeg UnitNorm MinMaxNorm
"""
KNOWN = frozenset((LAYERS + PARTS).split())  # what a description may name


class RefusedModel(Exception):
    """What is wrong with a file: the rest of a sentence that begins with its name."""


def checked_description(path: Path) -> dict[str, Any]:
    """The layers of a network that Keras may open, as Keras has written them down.

    Raises RefusedModel, and what h5py raises for a damaged file.
    """
    import h5py

    if not h5py.is_hdf5(path):
        raise RefusedModel("is not an HDF5 file, as Keras writes them to a name that ends in .h5")
    with h5py.File(path) as content:
        check_content(content)
        config = _description(content)
    check_layers(config)
    return config


def check_content(content: h5py.File) -> None:
    """Raises RefusedModel unless it holds only numbers, not too many, and no links elsewhere."""
    numbers = 0
    for count, array in enumerate(_arrays(content)):
        if array.is_virtual or array.external:
            raise RefusedModel("takes its weights from other files")
        if array.dtype.kind not in "fiu":
            raise RefusedModel("has weights that are not numbers")
        numbers += array.size
        if numbers > MOST_NUMBERS or count > MOST_OBJECTS:
            raise RefusedModel("claims to be far larger than any network for digits")


def _arrays(group: h5py.Group, depth: int = 0) -> Iterator[h5py.Dataset]:
    """All arrays in it and in its groups. Raises RefusedModel for links that lead elsewhere."""
    import h5py

    if depth > 10 or len(group) > MOST_OBJECTS:
        raise RefusedModel("is nested deeper than any network")
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise RefusedModel("has links that lead elsewhere")
        item = group[name]
        if isinstance(item, h5py.Group):
            yield from _arrays(item, depth + 1)
        elif isinstance(item, h5py.Dataset):
            yield item


def _description(content: h5py.File) -> dict[str, Any]:
    if "model_config" not in content.attrs:
        raise RefusedModel("has no network in it")
    if content.attrs.get_id("model_config").get_storage_size() > MOST_TEXT:
        raise RefusedModel("has a description far longer than any network for digits")
    text = content.attrs["model_config"]
    try:
        config = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise RefusedModel("describes no network") from error
    if not isinstance(config, dict) or config.get("class_name") != "Sequential":
        raise RefusedModel("is not a Sequential network")
    return config


def check_layers(config: dict[str, Any]) -> None:
    """Raises RefusedModel unless every layer and every part of one is known only to compute."""
    for name in _class_names(config):
        if not isinstance(name, str) or name not in KNOWN:
            raise RefusedModel(f"has a part, {str(name)[:40]!r}, that is not allowed here")


def _class_names(config: object) -> Iterator[object]:
    if isinstance(config, dict):
        if "class_name" in config:
            yield config["class_name"]
        if str(config.get("module") or "keras").split(".")[0] != "keras":
            yield config["module"]
        if config.get("registered_name") not in (None, config.get("class_name")):
            yield config["registered_name"]
    values = config.values() if isinstance(config, dict) else config
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        return
    for value in values:
        yield from _class_names(value)


def check_size(config: dict[str, Any]) -> None:
    """Lets Keras count the weights before it allocates them.

    Raises RefusedModel, and what Keras raises for a description that it does not understand.
    """
    keras = import_keras()
    with keras.StatelessScope(initialize_variables=False):  # shapes only
        network = keras.Sequential.from_config(config["config"])
        too_many = network.count_params() > MOST_NUMBERS
    if too_many:
        keras.utils.clear_session()  # or Keras would allocate them with the next network
        raise RefusedModel("describes a network far larger than any for digits")
