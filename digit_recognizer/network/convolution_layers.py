"""Convolutions as ONNX operators. ONNX has kernels as (filters, channels, H, W)."""

from __future__ import annotations

from digit_recognizer.network.activation_layers import activate
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.keras_layers import SavedLayer
from digit_recognizer.network.operators import LayerFunction, Operators, Tensor
from digit_recognizer.network.sliding_window import (
    height_width_channels,
    slide,
    swapped,
    swapped_back,
)


def convolution(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Conv2D: kernel (H, W, channels / groups, filters), in ONNX (filters, channels, H, W)."""
    kernel = layer.weights["kernel"].transpose(3, 2, 0, 1)
    return _convolved(ops, layer, x, kernel, layer.option("groups", default=1))


def depthwise_convolution(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """DepthwiseConv2D: `multiplier` filters for each channel alone."""
    kernel = _each_channel(layer.weights["kernel"])
    return _convolved(ops, layer, x, kernel, height_width_channels(layer, x)[-1])


def _each_channel(kernel: FloatArray) -> FloatArray:
    """(H, W, channels, multiplier)  ->  (channels * multiplier, 1, H, W)."""
    height, width, channels, multiplier = kernel.shape
    return kernel.transpose(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)


def _convolved(
    ops: Operators, layer: SavedLayer, x: Tensor, kernel: FloatArray, groups: int
) -> Tensor:
    bias = [layer.weights["bias"]] if "bias" in layer.weights else []
    x = swapped(ops, layer, x)
    y = slide(ops, layer, "Conv", x, kernel.shape[2:], [kernel, *bias], group=groups)
    return activate(ops, layer, swapped_back(ops, layer, y))


def separable_convolution(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """SeparableConv2D: each channel alone, then all channels of each pixel."""
    kernel = _each_channel(layer.weights["depthwise_kernel"])
    x = swapped(ops, layer, x)
    y = slide(ops, layer, "Conv", x, kernel.shape[2:], [kernel], group=x.shape[0])
    pointwise = layer.weights["pointwise_kernel"].transpose(3, 2, 0, 1)
    bias = [layer.weights["bias"]] if "bias" in layer.weights else []
    y = ops.write("Conv", y, pointwise, *bias, shape=(len(pointwise), *y.shape[1:]))
    return activate(ops, layer, swapped_back(ops, layer, y))


CONVOLUTION_LAYERS: dict[str, LayerFunction] = {
    "Conv2D": convolution,
    "DepthwiseConv2D": depthwise_convolution,
    "SeparableConv2D": separable_convolution,
}
