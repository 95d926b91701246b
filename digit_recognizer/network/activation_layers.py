"""Activations as ONNX operators: the function that an option names, and layers that are one."""

from __future__ import annotations

from typing import Any

from digit_recognizer.network.keras_layers import SavedLayer, UnsupportedLayer, saved_layer
from digit_recognizer.network.operators import LayerFunction, Operators, Tensor, floats, ints

ONE_OPERATOR: dict[str, tuple[str, dict[str, Any]]] = {  # Keras' name -> ONNX' operator
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": 0.2}),
    "elu": ("Elu", {"alpha": 1.0}),
    "celu": ("Elu", {"alpha": 1.0}),  # the same for Keras' alpha of 1
    "selu": ("Selu", {}),
    "gelu": ("Gelu", {}),
    "softplus": ("Softplus", {}),
    "softsign": ("Softsign", {}),
    "sigmoid": ("Sigmoid", {}),
    "hard_sigmoid": ("HardSigmoid", {"alpha": 1 / 6, "beta": 0.5}),  # Keras 3's; 2 had 0.2 x
    "sparse_sigmoid": ("HardSigmoid", {"alpha": 0.5, "beta": 0.5}),
    "hard_silu": ("HardSwish", {}),
    "hard_swish": ("HardSwish", {}),
    "tanh": ("Tanh", {}),
    "exponential": ("Exp", {}),
    "hard_shrink": ("Shrink", {"lambd": 0.5, "bias": 0.0}),
    "soft_shrink": ("Shrink", {"lambd": 0.5, "bias": 0.5}),
    "softmax": ("Softmax", {"axis": -1}),
    "log_softmax": ("LogSoftmax", {"axis": -1}),
}


def activate(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """What the option "activation" names, applied to x; x itself where it names none."""
    activation = layer.option("activation", default="linear") or "linear"
    if isinstance(activation, dict) and activation.get("class_name") in ACTIVATION_LAYERS:
        inner = saved_layer(activation, f"{layer.path}/")  # a layer given as an activation
        return ACTIVATION_LAYERS[inner.kind](ops, inner, x)
    if isinstance(activation, dict):  # a function, as Keras 3 may write it
        activation = activation.get("config")
    return _named(ops, layer, x, str(activation))


def _named(ops: Operators, layer: SavedLayer, x: Tensor, name: str) -> Tensor:
    """A function of keras.activations, with its default options."""
    if name in ONE_OPERATOR:
        operator, attributes = ONE_OPERATOR[name]
        return ops.write(operator, x, **attributes)
    match name:
        case "linear":
            return x
        case "relu6":
            return ops.write("Clip", x, floats(0), floats(6))
        case "hard_tanh":
            return ops.write("Clip", x, floats(-1), floats(1))
        case "silu" | "swish":
            return ops.write("Mul", x, ops.write("Sigmoid", x))
        case "mish":
            return ops.write("Mul", x, ops.write("Tanh", ops.write("Softplus", x)))
        case "tanh_shrink":
            return ops.write("Sub", x, ops.write("Tanh", x))
        case "log_sigmoid":
            return ops.write("Neg", ops.write("Softplus", ops.write("Neg", x)))
        case "squareplus":
            root = ops.write("Sqrt", ops.write("Add", ops.write("Mul", x, x), floats(4)))
            return ops.write("Mul", ops.write("Add", x, root), floats(0.5))
        case "sparse_plus":
            return _sparse_plus(ops, x)
    raise UnsupportedLayer(layer.path, f"its activation is {name}")


def _sparse_plus(ops: Operators, x: Tensor) -> Tensor:
    """0 up to -1, then (x + 1)^2 / 4, from 1 on x: a clipped parabola, and what exceeds 1."""
    middle = ops.write("Clip", x, floats(-1), floats(1))
    root = ops.write("Mul", ops.write("Add", middle, floats(1)), floats(0.5))
    above = ops.write("Relu", ops.write("Sub", x, floats(1)))
    return ops.write("Add", ops.write("Mul", root, root), above)


def relu(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """ReLU: x from the threshold on, at most max_value; slope * (x - threshold) below it."""
    limit = layer.option("max_value")
    slope = float(layer.option("negative_slope") or 0)
    threshold = float(layer.option("threshold") or 0)
    y = ops.write("ThresholdedRelu", x, alpha=threshold) if threshold else ops.write("Relu", x)
    if limit is not None:
        y = ops.write("Min", y, floats(float(limit)))
    if slope:
        below = ops.write("Relu", ops.write("Sub", floats(threshold), x), shape=x.shape)
        y = ops.write("Sub", y, ops.write("Mul", below, floats(slope)))
    return y


def leaky_relu(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """LeakyReLU: slope * x below 0."""
    slope = layer.option("negative_slope", "alpha", default=0.3)
    return ops.write("LeakyRelu", x, alpha=float(slope))


def prelu(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """PReLU: below 0 with a slope that was learned, of the shape of x, or 1 on shared axes."""
    return ops.write("PRelu", x, layer.weights["alpha"])


def elu(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """ELU: alpha * (exp(x) - 1) below 0."""
    return ops.write("Elu", x, alpha=float(layer.option("alpha", default=1.0)))


def softmax(ops: Operators, layer: SavedLayer, x: Tensor) -> Tensor:
    """Softmax over an axis, or over several at once."""
    axis = layer.option("axis", default=-1)
    if isinstance(axis, int):
        return ops.write("Softmax", x, axis=axis)
    total = ops.write("ReduceLogSumExp", x, ints(axis), keepdims=1)
    return ops.write("Exp", ops.write("Sub", x, total))


ACTIVATION_LAYERS: dict[str, LayerFunction] = {
    "Activation": activate,
    "ReLU": relu,
    "LeakyReLU": leaky_relu,
    "PReLU": prelu,
    "ELU": elu,
    "Softmax": softmax,
}
