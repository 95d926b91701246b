"""Windows that slide over an image, and the order of its axes.

ONNX computes in (N, C, H, W), Keras mostly in (N, H, W, C): around each operator the axes are
swapped and swapped back. ONNX Runtime drops the swaps that cancel each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.keras_layers import SavedLayer, UnsupportedLayer
from digit_recognizer.network.operators import Operators, Shape, Tensor


def is_channels_first(layer: SavedLayer) -> bool:
    """Whether its images are (N, C, H, W) in Keras already."""
    return bool(layer.option("data_format") == "channels_first")


def swapped(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """An image as (N, C, H, W)."""
    height_width_channels(layer, x)
    return x if is_channels_first(layer) else ops.transpose(x, (3, 1, 2))


def swapped_back(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """(N, C, H, W) as the layer has it in Keras."""
    return x if is_channels_first(layer) else ops.transpose(x, (2, 3, 1))


def height_width_channels(layer: SavedLayer, x: Tensor) -> Shape:
    """Raises UnsupportedLayer where x is not an image."""
    if len(x.shape) != 3:
        raise UnsupportedLayer(layer.path, f"it needs an image, not an array {x.shape}")
    return (*x.shape[1:], x.shape[0]) if is_channels_first(layer) else x.shape


def slide(
    ops: Operators,
    layer: SavedLayer,
    operator: str,
    x: Tensor,
    size: tuple[int, ...],
    weights: Sequence[FloatArray] = (),
    **attributes: Any,  # noqa: ANN401
) -> Tensor:
    """An operator whose window of `size` slides over x, (N, C, H, W), as the options say."""
    strides = layer.option("strides") or size
    dilations = layer.option("dilation_rate", default=(1, 1))
    axes = [
        _places(layer, side, (window - 1) * dilation + 1, stride)
        for side, window, dilation, stride in zip(
            x.shape[1:], size, dilations, strides, strict=True
        )
    ]
    channels = len(weights[0]) if weights else x.shape[0]
    return ops.write(
        operator,
        x,
        *weights,
        shape=(channels, *(places for places, _, _ in axes)),
        kernel_shape=size,
        strides=strides,
        pads=[before for _, before, _ in axes] + [after for _, _, after in axes],
        dilations=dilations,
        **attributes,
    )


def _places(layer: SavedLayer, side: int, reach: int, stride: int) -> tuple[int, int, int]:
    """Along one axis, in pixels: the places where a window fits, the padding before and after.

    "same" is TensorFlow's: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
    """
    padding = layer.option("padding", default="valid")
    if padding == "same":
        places = -(-side // stride)
        missing = max((places - 1) * stride + reach - side, 0)
        return places, missing // 2, missing - missing // 2
    if padding != "valid" or side < reach:
        raise UnsupportedLayer(layer.path, f"{side} pixels, windows of {reach}, padding {padding}")
    return (side - reach) // stride + 1, 0, 0
