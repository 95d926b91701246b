"""An ONNX graph of the layers of a model file: what is applied to what, in which order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digit_recognizer import SIDE
from digit_recognizer.network.activation_layers import ACTIVATION_LAYERS
from digit_recognizer.network.array_layers import ARRAY_LAYERS
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.convolution_layers import CONVOLUTION_LAYERS
from digit_recognizer.network.functional import end_of, layer_named, uses_of
from digit_recognizer.network.keras_layers import SavedLayer, UnsupportedLayer
from digit_recognizer.network.model_check import RefusedModel
from digit_recognizer.network.normalization_layers import NORMALIZATION_LAYERS
from digit_recognizer.network.operators import LayerFunction, Operators, Shape, Tensor
from digit_recognizer.network.pooling_layers import POOLING_LAYERS

if TYPE_CHECKING:
    import onnx

OPSET = 20  # of ONNX' operators: the first with Gelu; ONNX Runtime has it since 1.17
IR_VERSION = 9  # of the file format: the one that came with it
MOST_OUTPUTS = 1_000_000  # of a layer for one digit; in the shipped network 21,632
AFTER_DENSE = ("Identity", "Add", "Softmax", "LogSoftmax")  # operators from its product to the end
MOST_USES = 2000  # of layers: networks in networks, each used ten times, are millions soon

LAYERS: dict[str, LayerFunction] = {
    **CONVOLUTION_LAYERS,
    **POOLING_LAYERS,
    **NORMALIZATION_LAYERS,
    **ACTIVATION_LAYERS,
    **ARRAY_LAYERS,
}
WRONG = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # from bad options
INPUT, OUTPUT = "digits", "probabilities"  # of the graph
SWITCHED, MASK = "before the switch", "the switch"  # tensors of without_map()


@dataclass(frozen=True)
class Graph:
    """A network as ONNX, and where in it each layer's output is."""

    model: onnx.ModelProto
    input_shape: Shape  # of one digit, as the network takes it: (28, 28, 1), (28, 28) or (784,)
    output_shape: Shape  # (10,) for digits
    outputs: dict[str, Tensor]  # by the path of the layer
    kinds: dict[str, str]  # by the same: "Conv2D", "Dense", ...
    kernels: dict[str, FloatArray]  # of those that have one, in Keras' shape

    @property
    def features(self) -> str:
        """The tensor (N, D) that the last Dense layer takes; "" where the network has none."""
        makers = {name: node for node in self.model.graph.node for name in node.output}
        node = makers.get(OUTPUT)
        while node is not None and node.op_type in AFTER_DENSE:
            node = makers.get(node.input[0])
        is_dense = node is not None and node.op_type == "MatMul" and len(self.output_shape) == 1
        name = node.input[0] if node is not None and is_dense else ""
        return "" if name == INPUT else name

    def with_features(self) -> onnx.ModelProto:
        """The model with `features`, where there are any, as a further output."""
        from onnx import TensorProto, helper

        features = helper.make_tensor_value_info(self.features, TensorProto.FLOAT, ["N", "D"])
        return self._with_outputs([features])

    def without_map(self, layer: str, index: int) -> onnx.ModelProto:
        """The model in which one map of a layer's output, or one number of it, is always 0.

        layer: its path; not that of the network's input. index: along the last axis.
        """
        from onnx import helper, numpy_helper

        tensor = self.outputs[layer]
        mask = np.ones(tensor.shape[-1], np.float32)
        mask[index] = 0
        model = onnx_copy(self.model)
        nodes = list(model.graph.node)
        place = next(i for i, node in enumerate(nodes) if tensor.name in node.output)
        nodes[place].output[0] = SWITCHED
        switch = helper.make_node("Mul", [SWITCHED, MASK], [tensor.name])
        del model.graph.node[:]
        model.graph.node.extend([*nodes[: place + 1], switch, *nodes[place + 1 :]])
        model.graph.initializer.append(numpy_helper.from_array(mask, MASK))
        return model

    def with_all_layers(self) -> onnx.ModelProto:
        """The model with the output of each layer as a further output of its own."""
        tensors = {tensor.name: tensor for tensor in self.outputs.values()}
        return self._with_outputs(
            [_value_info(tensor) for name, tensor in tensors.items() if name != INPUT]
        )

    def _with_outputs(self, outputs: Sequence[onnx.ValueInfoProto]) -> onnx.ModelProto:
        model = onnx_copy(self.model)
        model.graph.output.extend(outputs)
        return model


def build_graph(network: SavedLayer, open_side: int = SIDE, any_size: bool = False) -> Graph:
    """The ONNX graph of a network, with its weights.

    open_side: pixels, of a picture whose size the network leaves open. any_size: the graph takes
    pictures of all sizes that are multiples of it; the network is convolutions from end to end,
    and its strides and pools divide open_side.
    Raises UnsupportedLayer, and RefusedModel for a network that is not from one input to one
    output.
    """
    builder = _Builder()
    try:
        digits = Tensor(INPUT, _input_shape(network, open_side))
        result = builder.network(network, digits)
        builder.ops.nodes.append(_identity(result.name))
        ends = digits, Tensor(OUTPUT, result.shape)
        model = _model(builder.ops, *(_value_info(end, any_size) for end in ends))
    except (*WRONG, RecursionError) as error:
        raise RefusedModel("has a damaged description of its layers") from error
    return Graph(model, digits.shape, result.shape, builder.outputs, builder.kinds, builder.kernels)


def _input_shape(network: SavedLayer, open_side: int) -> Shape:
    """Without the batch; open_side in place of each side that is left open."""
    first = network.layers[0] if network.layers else network
    if first.is_network and first is not network:
        return _input_shape(first, open_side)
    inputs = [layer for layer in network.layers if layer.kind == "InputLayer"] or [first]
    shape = inputs[0].option("batch_shape", "batch_input_shape")
    if len(inputs) > 1 or not isinstance(shape, list):
        raise RefusedModel("does not say what its network takes, or has several inputs")
    return tuple(open_side if side is None else int(side) for side in shape[1:])


class _Builder:
    """Writes layer after layer."""

    def __init__(self) -> None:
        self.ops = Operators()
        self.uses = 0  # of layers
        self.outputs: dict[str, Tensor] = {}
        self.kinds: dict[str, str] = {}
        self.kernels: dict[str, FloatArray] = {}

    def network(self, network: SavedLayer, x: Tensor) -> Tensor:
        """All layers of it, applied to x."""
        if network.kind == "Sequential":
            for layer in network.layers:
                x = self.layer(layer, x)
            return x
        return self._functional(network, x)

    def layer(self, layer: SavedLayer, *inputs: Tensor) -> Tensor:
        """One layer, or one network in the network, applied to its inputs."""
        self.uses += 1
        if self.uses > MOST_USES:
            raise RefusedModel("describes a network far larger than any for digits")
        try:
            if layer.is_network:
                output = self.network(layer, *inputs)
            else:
                output = LAYERS[layer.kind](self.ops, layer, *inputs)
        except WRONG as error:
            raise UnsupportedLayer(layer.path, f"its description is wrong ({error})") from error
        if min(output.shape, default=1) < 1 or math.prod(output.shape) > MOST_OUTPUTS:
            raise UnsupportedLayer(layer.path, f"its output {output.shape} is empty or too large")
        self.outputs[layer.path], self.kinds[layer.path] = output, layer.kind
        if "kernel" in layer.weights:
            self.kernels[layer.path] = layer.weights["kernel"]
        return output

    def _functional(self, network: SavedLayer, x: Tensor) -> Tensor:
        """Layers as soon as their inputs are there, until nothing is left."""
        start = end_of(network, "input_layers")
        known = {start: self.layer(layer_named(network, start[0]), x)}
        waiting = list(uses_of(network))
        while waiting:
            ready = [use for use in waiting if all(key in known for key in use.sources)]
            if not ready:
                raise RefusedModel("describes layers that do not lead to each other")
            for use in ready:
                known[use.key] = self.layer(use.layer, *(known[key] for key in use.sources))
            waiting = [use for use in waiting if use.key not in known]
        return known[end_of(network, "output_layers")]


def onnx_copy(model: onnx.ModelProto) -> onnx.ModelProto:
    """Another one, which may be changed."""
    import onnx

    other = onnx.ModelProto()
    other.CopyFrom(model)
    return other


def _identity(name: str) -> onnx.NodeProto:
    from onnx import helper

    return helper.make_node("Identity", [name], [OUTPUT])


def _model(ops: Operators, start: onnx.ValueInfoProto, end: onnx.ValueInfoProto) -> onnx.ModelProto:
    from onnx import helper

    graph = helper.make_graph(ops.nodes, "digit_recognizer", [start], [end], ops.constants)
    opset = helper.make_opsetid("", OPSET)
    return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)


def _value_info(tensor: Tensor, any_size: bool = False) -> onnx.ValueInfoProto:
    """What ONNX says of an input or output: name, float32, shape. any_size: sides have names."""
    from onnx import TensorProto, helper

    sides: list[int | str] = [*tensor.shape]
    if any_size:
        sides[:2] = [f"rows of {tensor.name}", f"columns of {tensor.name}"]
    return helper.make_tensor_value_info(tensor.name, TensorProto.FLOAT, ["N", *sides])
