"""Pooling and other layers that change the size of an image, as ONNX operators."""

from __future__ import annotations

from digit_recognizer.network.keras_layers import SavedLayer, UnsupportedLayer
from digit_recognizer.network.operators import LayerFunction, Operators, Tensor, floats, ints
from digit_recognizer.network.sliding_window import (
    height_width_channels,
    is_channels_first,
    slide,
    swapped,
    swapped_back,
)


def max_pooling(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """MaxPooling2D."""
    return _pooled(ops, layer, x, "MaxPool")


def average_pooling(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """AveragePooling2D: padding does not count."""
    return _pooled(ops, layer, x, "AveragePool", count_include_pad=0)


def _pooled(
    ops: Operators, layer: SavedLayer, x: Tensor, operator: str, **attributes: int
) -> Tensor:
    size = tuple(layer.option("pool_size"))
    y = slide(ops, layer, operator, swapped(ops, layer, x), size, (), **attributes)
    return swapped_back(ops, layer, y)


def global_max_pooling(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """GlobalMaxPooling2D."""
    return _reduced(ops, layer, x, "ReduceMax")


def global_average_pooling(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """GlobalAveragePooling2D."""
    return _reduced(ops, layer, x, "ReduceMean")


def _reduced(ops: Operators, layer: SavedLayer, x: Tensor, operator: str) -> Tensor:
    channels = height_width_channels(layer, x)[-1]
    axes = (2, 3) if is_channels_first(layer) else (1, 2)
    keep = bool(layer.option("keepdims"))
    kept = (channels, 1, 1) if is_channels_first(layer) else (1, 1, channels)
    shape = kept if keep else (channels,)
    return ops.write(operator, x, ints(axes), shape=shape, keepdims=int(keep))


def zero_padding(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """ZeroPadding2D: ((above, below), (left, right))."""
    (above, below), (left, right) = layer.option("padding")
    x = swapped(ops, layer, x)
    channels, height, width = x.shape
    shape = (channels, height + above + below, width + left + right)
    pads = ints([0, 0, above, left, 0, 0, below, right])
    return swapped_back(ops, layer, ops.write("Pad", x, pads, shape=shape))


def cropping(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Cropping2D: ((above, below), (left, right))."""
    (above, below), (left, right) = layer.option("cropping")
    x = swapped(ops, layer, x)
    channels, height, width = x.shape
    ends = (height - below, width - right)
    shape = (channels, ends[0] - above, ends[1] - left)
    y = ops.write("Slice", x, ints((above, left)), ints(ends), ints((2, 3)), shape=shape)
    return swapped_back(ops, layer, y)


def upsampling(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """UpSampling2D, nearest or bilinear."""
    modes = {
        "nearest": ("nearest", "asymmetric"),
        "bilinear": ("linear", "half_pixel"),
    }
    interpolation = layer.option("interpolation", default="nearest")
    if interpolation not in modes:
        raise UnsupportedLayer(layer.path, f"its interpolation is {interpolation}")
    mode, coordinates = modes[interpolation]
    x = swapped(ops, layer, x)
    rows, columns = layer.option("size")
    y = ops.write(
        "Resize",
        x,
        floats([]),  # no region of interest
        floats([1, 1, rows, columns]),
        shape=(x.shape[0], x.shape[1] * rows, x.shape[2] * columns),
        mode=mode,
        coordinate_transformation_mode=coordinates,
        nearest_mode="floor",
    )
    return swapped_back(ops, layer, y)


POOLING_LAYERS: dict[str, LayerFunction] = {
    "MaxPooling2D": max_pooling,
    "AveragePooling2D": average_pooling,
    "GlobalMaxPooling2D": global_max_pooling,
    "GlobalAveragePooling2D": global_average_pooling,
    "ZeroPadding2D": zero_padding,
    "Cropping2D": cropping,
    "UpSampling2D": upsampling,
}
