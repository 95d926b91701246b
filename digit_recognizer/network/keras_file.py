"""Model files of Keras, read without Keras: .h5 of version 2 and 3, and .keras archives.

Nothing but JSON and arrays is read from them, and those only after check_content().
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.keras_layers import (
    SavedLayer,
    UnsupportedLayer,
    saved_layer,
    snake_case,
)
from digit_recognizer.network.model_check import (
    MOST_NUMBERS,
    MOST_TEXT,
    RefusedModel,
    check_content,
)

if TYPE_CHECKING:
    import h5py

MOST_BYTES = 5 * MOST_NUMBERS  # of an archive's weights: in float32, and their names
WRONG = (AttributeError, KeyError, TypeError, ValueError)  # from what is not as Keras writes it
CONFIG, WEIGHTS = "config.json", "model.weights.h5"  # in an archive


class WeightsOnly(RefusedModel):
    """A file of weights that does not say of which layers."""

    def __init__(self) -> None:
        super().__init__(
            "holds the weights of a network, but not its layers. "
            'Save the whole network: model.save("mnist.h5")'
        )


def read_network(path: Path) -> SavedLayer:
    """The layers and weights of a file that Keras wrote, whatever it is called.

    Raises RefusedModel, of which UnsupportedLayer and WeightsOnly are kinds; OSError; and what
    h5py and zipfile raise for damaged files.
    """
    import h5py

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return _read_archive(archive)
    if not h5py.is_hdf5(path):
        raise RefusedModel("is neither an HDF5 file (.h5) nor an archive (.keras) of Keras")
    with h5py.File(path) as content:
        return _read_hdf5(content)


def read_for_keras(path: Path) -> tuple[dict[str, Any], bytes, str]:
    """The same file for keras_runtime.py: its description, its weights as a file, and the suffix.

    Both have only been checked: the description is not safe before safe_network(). Raises what
    read_network() does.
    """
    import h5py

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            weights = _checked_weights(archive)
            return _parsed(archive.read(CONFIG)), weights, ".weights.h5"
    if path.stat().st_size > MOST_BYTES:
        raise RefusedModel("is far larger than any network for digits")
    weights = path.read_bytes()
    with h5py.File(io.BytesIO(weights)) as content:
        return _parsed(_description(content)), weights, ".h5"


def _read_hdf5(content: h5py.File) -> SavedLayer:
    network = _described(_description(content))
    try:
        for layer in network.layers:
            _fill(layer, layer.slots_in_hdf5(), _arrays(content["model_weights"], layer))
    except WRONG as error:
        raise RefusedModel("is damaged: weights are missing") from error
    return network


def _description(content: h5py.File) -> str | bytes:
    """The JSON in a file whose content is safe. Raises RefusedModel for another."""
    check_content(content)
    if "model_config" not in content.attrs:
        if "layer_names" in content.attrs or "layers" in content or "vars" in content:
            raise WeightsOnly
        raise RefusedModel("has no network in it")
    if content.attrs.get_id("model_config").get_storage_size() > MOST_TEXT:
        raise RefusedModel("has a longer description than any network for digits")
    text: str | bytes = content.attrs["model_config"]
    return text


def _arrays(weights: h5py.Group, layer: SavedLayer) -> list[h5py.Dataset]:
    """The arrays of a layer in the order in which the file lists them."""
    if layer.name not in weights:
        return []
    group = weights[layer.name]
    names = group.attrs.get("weight_names", [])
    return [group[name.decode() if isinstance(name, bytes) else name] for name in names]


def _read_archive(archive: zipfile.ZipFile) -> SavedLayer:
    import h5py

    weights = _checked_weights(archive)
    network = _described(archive.read(CONFIG))
    with h5py.File(io.BytesIO(weights)) as content:
        try:
            _fill_from_groups(network, content)
        except WRONG as error:
            raise RefusedModel("is damaged: weights are missing") from error
    return network


def _checked_weights(archive: zipfile.ZipFile) -> bytes:
    """The weights in an archive, an HDF5 file whose content is safe. Raises RefusedModel."""
    import h5py

    sizes = {item.filename: item.file_size for item in archive.infolist()}
    if WEIGHTS in sizes and CONFIG not in sizes:
        raise WeightsOnly
    if CONFIG not in sizes or WEIGHTS not in sizes:
        raise RefusedModel("is an archive, but not one of Keras")
    if sizes[CONFIG] > MOST_TEXT or sizes[WEIGHTS] > MOST_BYTES:
        raise RefusedModel("says that it is far larger than any network for digits")
    weights = archive.read(WEIGHTS)
    with h5py.File(io.BytesIO(weights)) as content:
        check_content(content)
    return weights


def _parsed(text: str | bytes) -> dict[str, Any]:
    """Raises RefusedModel."""
    try:
        description: dict[str, Any] = json.loads(text, object_hook=_without_tuples)
    except (*WRONG, RecursionError) as error:
        raise RefusedModel("has a damaged description of its layers") from error
    return description


def _described(text: str | bytes) -> SavedLayer:
    """The tree of layers that JSON describes."""
    try:
        network = saved_layer(_parsed(text))
    except (*WRONG, RecursionError) as error:
        raise RefusedModel("has a damaged description of its layers") from error
    if not network.is_network:
        raise RefusedModel(f"is neither a Sequential nor a functional network, but {network.kind}")
    return network


def _without_tuples(value: dict[str, Any]) -> Any:  # noqa: ANN401
    """TensorFlow's Keras 2 writes a tuple as an object around a list."""
    if value.get("class_name") in ("__tuple__", "TensorShape") and "items" in value:
        return value["items"]
    return value


def _fill_from_groups(network: SavedLayer, group: h5py.Group) -> None:
    """An archive names the groups by class, in the order of the layers: conv2d, conv2d_1."""
    seen: Counter[str] = Counter()
    for index, layer in enumerate(network.layers):
        if index == 0 and layer.kind == "InputLayer" and network.kind == "Sequential":
            continue
        name = snake_case(layer.kind)
        key = f"layers/{name}_{seen[name]}" if seen[name] else f"layers/{name}"
        seen[name] += 1
        if layer.is_network:
            _fill_from_groups(layer, group[key])
        elif slots := list(layer.slots()):
            arrays = group[key]["vars"] if f"{key}/vars" in group else {}
            _fill(layer, slots, [arrays[str(number)] for number in range(len(arrays))])


def _fill(
    layer: SavedLayer, slots: Sequence[tuple[SavedLayer, str]], arrays: Sequence[h5py.Dataset]
) -> None:
    """Puts each array where it belongs."""
    if len(slots) != len(arrays):
        raise UnsupportedLayer(layer.path, f"{len(arrays)} weights in place of {len(slots)}")
    for (owner, name), array in zip(slots, arrays, strict=True):
        owner.weights[name] = _floats(array)


def _floats(array: h5py.Dataset) -> FloatArray:
    return np.asarray(array[()], np.float32)
