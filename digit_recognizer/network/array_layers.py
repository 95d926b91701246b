"""Layers that take arrays of any shape, as ONNX operators: dense, reshaping, joining."""

from __future__ import annotations

import math

import numpy as np

from digit_recognizer.network.activation_layers import activate
from digit_recognizer.network.keras_layers import SavedLayer, UnsupportedLayer
from digit_recognizer.network.normalization_layers import axes_of
from digit_recognizer.network.operators import LayerFunction, Operators, Tensor, floats


def unchanged(_ops: Operators, _layer: SavedLayer, x: Tensor) -> Tensor:
    """What does something in training only: Dropout and its like; and InputLayer."""
    return x


def dense(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Dense: along the last axis, whatever there is before it."""
    kernel = layer.weight("kernel", x.shape[-1], layer.option("units"))
    y = ops.write("MatMul", x, kernel, shape=(*x.shape[:-1], kernel.shape[1]))
    if "bias" in layer.weights:
        y = ops.write("Add", y, layer.weight("bias", kernel.shape[1]))
    return activate(ops, layer, y)


def rescaling(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Rescaling: x * scale + offset, of one number or one for each channel."""
    scaled = ops.write("Mul", x, floats(layer.option("scale")))
    return ops.write("Add", scaled, floats(layer.option("offset", default=0)))


def flatten(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Flatten: the channels change fastest, wherever they stand."""
    if layer.option("data_format") == "channels_first":
        x = ops.transpose(x, [*range(2, len(x.shape) + 1), 1])
    return ops.reshape(x, [math.prod(x.shape)])


def reshape(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Reshape; a side of -1 is what remains."""
    shape = list(layer.option("target_shape"))
    if -1 in shape:
        shape[shape.index(-1)] = math.prod(x.shape) // -math.prod(shape)
    if math.prod(shape) != math.prod(x.shape):
        raise UnsupportedLayer(layer.path, f"it makes {shape} of {x.shape}")
    return ops.reshape(x, shape)


def permute(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Permute: axes counted from 1."""
    return ops.transpose(x, layer.option("dims"))


def _joined(ops: Operators, layer: SavedLayer, operator: str, *inputs: Tensor) -> Tensor:
    """All inputs, number by number; a side of 1 is repeated."""
    if len({len(x.shape) for x in inputs}) > 1:
        raise UnsupportedLayer(layer.path, "it joins arrays that have not as many axes")
    result = inputs[0]
    for x in inputs[1:]:
        shape = np.broadcast_shapes(result.shape, x.shape)
        result = ops.write(operator, result, x, shape=shape)
    return result


def add(ops: Operators, layer: SavedLayer, *inputs: Tensor) -> Tensor:
    """Add."""
    return _joined(ops, layer, "Add", *inputs)


def subtract(ops: Operators, layer: SavedLayer, x: Tensor, y: Tensor) -> Tensor:
    """Subtract, which takes two."""
    return _joined(ops, layer, "Sub", x, y)


def multiply(ops: Operators, layer: SavedLayer, *inputs: Tensor) -> Tensor:
    """Multiply."""
    return _joined(ops, layer, "Mul", *inputs)


def average(ops: Operators, layer: SavedLayer, *inputs: Tensor) -> Tensor:
    """Average."""
    return ops.write("Div", add(ops, layer, *inputs), floats(len(inputs)))


def maximum(ops: Operators, layer: SavedLayer, *inputs: Tensor) -> Tensor:
    """Maximum."""
    return _joined(ops, layer, "Max", *inputs)


def minimum(ops: Operators, layer: SavedLayer, *inputs: Tensor) -> Tensor:
    """Minimum."""
    return _joined(ops, layer, "Min", *inputs)


def concatenate(ops: Operators, layer: SavedLayer, *inputs: Tensor) -> Tensor:
    """Concatenate along an axis other than the batch's."""
    [axis] = axes_of(layer, inputs[0])
    if axis == 0:
        raise UnsupportedLayer(layer.path, "it puts batches together")
    shape = list(inputs[0].shape)
    shape[axis - 1] = sum(x.shape[axis - 1] for x in inputs)
    return ops.write("Concat", *inputs, shape=shape, axis=axis)


IN_TRAINING_ONLY = (
    "Dropout",
    "SpatialDropout2D",
    "AlphaDropout",
    "GaussianNoise",
    "GaussianDropout",
    "ActivityRegularization",
)
ARRAY_LAYERS: dict[str, LayerFunction] = {
    "InputLayer": unchanged,
    **dict.fromkeys(IN_TRAINING_ONLY, unchanged),
    "Dense": dense,
    "Rescaling": rescaling,
    "Flatten": flatten,
    "Reshape": reshape,
    "Permute": permute,
    "Add": add,
    "Subtract": subtract,
    "Multiply": multiply,
    "Average": average,
    "Maximum": maximum,
    "Minimum": minimum,
    "Concatenate": concatenate,
}
