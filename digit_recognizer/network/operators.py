"""The operators of an ONNX graph while it grows, and the tensors between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digit_recognizer.network.model_check import MOST_NUMBERS, RefusedModel

if TYPE_CHECKING:
    import onnx

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Tensor:
    """A value of the graph, float32 (N, *shape)."""

    name: str
    shape: Shape  # of one digit, without the batch's N


LayerFunction = Callable[..., Tensor]  # (Operators, SavedLayer, its inputs) -> its output


class Operators:
    """ONNX operators in the order of their computation, and the constants that they use."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._numbers = 0  # in all constants

    def write(
        self,
        operator: str,
        *inputs: Tensor | NDArray[Any],
        shape: Sequence[int] | None = None,
        **attributes: Any,  # noqa: ANN401
    ) -> Tensor:
        """Adds an operator, named as in ONNX' list of operators, and returns its result.

        Arrays become constants. Without `shape`, the result has that of the first input. Raises
        RefusedModel where the constants become too many.
        """
        from onnx import helper

        tensors = [self._named(value) for value in inputs]
        name = f"{operator}_{len(self.nodes)}"
        names = [tensor.name for tensor in tensors]
        self.nodes.append(helper.make_node(operator, names, [name], **attributes))
        return Tensor(name, tensors[0].shape if shape is None else tuple(shape))

    def _named(self, value: Tensor | NDArray[Any]) -> Tensor:
        from onnx import numpy_helper

        if isinstance(value, Tensor):
            return value
        self._numbers += value.size  # weights that are shared count at each use
        if self._numbers > MOST_NUMBERS:
            raise RefusedModel("describes a network far larger than any for digits")
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return Tensor(name, value.shape)

    def reshape(self, x: Tensor, shape: Sequence[int]) -> Tensor:
        """The same numbers in another shape; a 0 in ONNX keeps the batch's N."""
        return self.write("Reshape", x, ints([0, *shape]), shape=shape)

    def transpose(self, x: Tensor, axes: Sequence[int]) -> Tensor:
        """`axes`, from 1: for each axis of the result, which axis of x it is."""
        shape = [x.shape[axis - 1] for axis in axes]
        return self.write("Transpose", x, shape=shape, perm=[0, *axes])


def floats(values: ArrayLike) -> NDArray[np.float32]:
    """Numbers as a constant of the graph."""
    return np.asarray(values, np.float32)


def ints(values: ArrayLike) -> NDArray[np.int64]:
    """Axes, sides or a shape as a constant of the graph."""
    return np.asarray(values, np.int64)
