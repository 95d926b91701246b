"""Convolutions as ONNX operators. ONNX has kernels as (filters, channels, H, W)."""

from __future__ import annotations

from digit_recognizer.network.activation_layers import activate
from digit_recognizer.network.keras_layers import SavedLayer
from digit_recognizer.network.operators import LayerFunction, Operators, Tensor
from digit_recognizer.network.sliding_window import (
    height_width_channels,
    slide,
    swapped,
    swapped_back,
)


def convolution(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Conv2D: each group of filters sees its share of the channels."""
    groups = layer.option("groups", default=1)
    channels = height_width_channels(layer, x)[-1] // groups
    kernel = layer.weight("kernel", None, None, channels, layer.option("filters"))
    kernel = kernel.transpose(3, 2, 0, 1)
    y = slide(ops, layer, "Conv", swapped(ops, layer, x), kernel.shape[2:], [kernel], group=groups)
    return _finished(ops, layer, y)


def depthwise_convolution(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """DepthwiseConv2D: each channel alone, with several filters."""
    return _finished(ops, layer, _each_channel(ops, layer, x, "kernel"))


def separable_convolution(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """SeparableConv2D: each channel alone, then each pixel alone, with all its channels."""
    y = _each_channel(ops, layer, x, "depthwise_kernel")
    kernel = layer.weight("pointwise_kernel", 1, 1, y.shape[0], None).transpose(3, 2, 0, 1)
    y = ops.write("Conv", y, kernel, shape=(len(kernel), *y.shape[1:]))
    return _finished(ops, layer, y)


def _each_channel(ops: Operators, layer: SavedLayer, x: Tensor, name: str) -> Tensor:
    """(N, channels * multiplier, H, W), by a kernel (height, width, channels, multiplier)."""
    channels = height_width_channels(layer, x)[-1]
    kernel = layer.weight(name, None, None, channels, None)
    size = kernel.shape[:2]
    kernel = kernel.transpose(2, 3, 0, 1).reshape(-1, 1, *size)
    return slide(ops, layer, "Conv", swapped(ops, layer, x), size, [kernel], group=channels)


def _finished(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """With bias and activation, and the axes as in Keras."""
    if "bias" in layer.weights:
        x = ops.write("Add", x, layer.weight("bias", x.shape[0]).reshape(-1, 1, 1))
    return activate(ops, layer, swapped_back(ops, layer, x))


CONVOLUTION_LAYERS: dict[str, LayerFunction] = {
    "Conv2D": convolution,
    "DepthwiseConv2D": depthwise_convolution,
    "SeparableConv2D": separable_convolution,
}
