"""Functional networks as Keras describes them: which layer is applied to the outputs of which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from digit_recognizer.network.keras_layers import SavedLayer, UnsupportedLayer
from digit_recognizer.network.model_check import RefusedModel

Key = tuple[str, int]  # a layer's name, and which use of it, from 0


@dataclass(frozen=True)
class Use:
    """A layer applied once; one that is applied twice shares its weights."""

    key: Key  # of its output
    layer: SavedLayer
    sources: list[Key]  # whose outputs it takes


def uses_of(network: SavedLayer) -> Iterator[Use]:
    """All uses of all layers, in the order of the file, which need not be that of computation."""
    layers = {layer.name: layer for layer in network.layers}
    for layer in network.layers:
        for number, node in enumerate(layer.inbound_nodes):
            yield Use((layer.name, number), layer, list(_sources(layer, node, layers)))


def _sources(
    layer: SavedLayer,
    node: Any,  # noqa: ANN401
    layers: dict[str, SavedLayer],
) -> Iterator[Key]:
    """What one use of a layer takes: an object in Keras 3, a list in Keras 2."""
    if isinstance(node, dict):
        yield from _keras_tensors(node["args"])
        options = node.get("kwargs", {})
    else:
        options = {}
        for name, number, _, *rest in node:
            # Keras 2 counts the uses of a network from 1
            yield str(name), max(number - 1, 0) if layers[name].is_network else number
            options.update(*rest)
    if any(value is not None for key, value in options.items() if key != "training"):
        raise UnsupportedLayer(layer.path, f"it is applied with {', '.join(options)}")


def end_of(network: SavedLayer, end: str) -> Key:
    """The one input or output of a functional network; Keras 2 has it in a list."""
    ends = network.config[end]
    if isinstance(ends, list) and len(ends) == 1:
        [ends] = ends
    if not isinstance(ends, list) or len(ends) != 3 or not isinstance(ends[0], str):
        raise RefusedModel("is a network with several inputs or outputs")
    name, number, _ = ends
    layer = layer_named(network, name)
    is_keras_2 = bool(layer.inbound_nodes) and isinstance(layer.inbound_nodes[0], list)
    if layer.is_network and (is_keras_2 or layer.kind != "Sequential"):
        number = max(number - 1, 0)  # here Keras 3 counts those of a functional one from 1, too
    return name, number


def layer_named(network: SavedLayer, name: str) -> SavedLayer:
    """The layer of this name. Raises ValueError where there is not exactly one."""
    [layer] = [layer for layer in network.layers if layer.name == name]
    return layer


def _keras_tensors(arguments: Any) -> Iterator[Key]:  # noqa: ANN401
    """The outputs of other layers among a layer's arguments, lists in lists."""
    if isinstance(arguments, dict) and arguments.get("class_name") == "__keras_tensor__":
        name, number, _ = arguments["config"]["keras_history"]
        yield str(name), number
    elif isinstance(arguments, list):
        for argument in arguments:
            yield from _keras_tensors(argument)
