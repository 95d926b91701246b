"""Layers that normalise, as ONNX operators."""

from __future__ import annotations

import numpy as np

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.keras_layers import SavedLayer
from digit_recognizer.network.operators import LayerFunction, Operators, Tensor, floats, ints


def batch_normalization(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """BatchNormalization after training: its averages are constants, so a factor and a term."""
    weights = layer.weights
    factor = 1 / np.sqrt(weights["moving_variance"].astype(float) + layer.option("epsilon"))
    factor = factor * weights.get("gamma", 1)
    term = weights.get("beta", 0) - weights["moving_mean"] * factor
    axes = axes_of(layer, x)
    scaled = ops.write("Mul", x, _along(factor, axes, x))
    return ops.write("Add", scaled, _along(term, axes, x))


def _along(values: FloatArray, axes: list[int], x: Tensor) -> FloatArray:
    """Values for `axes` of x, in a shape that is 1 on all its other axes."""
    shape = [size if axis in axes else 1 for axis, size in enumerate(x.shape, 1)]
    return floats(values).reshape(shape)


def layer_normalization(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """LayerNormalization over one axis or several; rms_scaling keeps the mean."""
    axes = axes_of(layer, x)
    y = x if layer.option("rms_scaling") else _centred(ops, x, axes)
    y = _divided_by_root_mean_square(ops, layer, y, axes)
    return _scaled(ops, layer, y, axes)


def group_normalization(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """GroupNormalization: the axis is cut into groups, each normalised with all its pixels."""
    [axis] = axes_of(layer, x)
    size = x.shape[axis - 1]
    groups = layer.option("groups", default=32)
    groups = size if groups == -1 else groups
    shape = (*x.shape[: axis - 1], groups, size // groups, *x.shape[axis:])
    others = [index for index in range(1, len(shape) + 1) if index != axis]
    y = _centred(ops, ops.reshape(x, shape), others)
    y = _divided_by_root_mean_square(ops, layer, y, others)
    return _scaled(ops, layer, ops.reshape(y, x.shape), [axis])


def _centred(ops: Operators, x: Tensor, axes: list[int]) -> Tensor:
    return ops.write("Sub", x, ops.write("ReduceMean", x, ints(axes)))


def _divided_by_root_mean_square(
    ops: Operators, layer: SavedLayer, x: Tensor, axes: list[int]
) -> Tensor:
    mean_square = ops.write("ReduceMean", ops.write("Mul", x, x), ints(axes))
    not_zero = ops.write("Add", mean_square, floats(layer.option("epsilon", default=1e-3)))
    return ops.write("Div", x, ops.write("Sqrt", not_zero))


def _scaled(ops: Operators, layer: SavedLayer, x: Tensor, axes: list[int]) -> Tensor:
    """Times gamma, plus beta, where the layer has them."""
    if "gamma" in layer.weights:
        x = ops.write("Mul", x, _along(layer.weights["gamma"], axes, x))
    if "beta" in layer.weights:
        x = ops.write("Add", x, _along(layer.weights["beta"], axes, x))
    return x


def axes_of(layer: SavedLayer, x: Tensor) -> list[int]:
    """The option "axis", a number or a list, counted from the batch's axis 0."""
    axis = layer.option("axis", default=-1)
    dimensions = len(x.shape) + 1
    return sorted(index % dimensions for index in (axis if isinstance(axis, list) else [axis]))


NORMALIZATION_LAYERS: dict[str, LayerFunction] = {
    "BatchNormalization": batch_normalization,
    "LayerNormalization": layer_normalization,
    "GroupNormalization": group_normalization,
}
