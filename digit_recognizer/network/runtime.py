"""A network of a model file, computed by ONNX Runtime: digits -> probabilities, activations."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.graph import INPUT, OUTPUT, Graph, build_graph
from digit_recognizer.network.keras_layers import SavedLayer
from digit_recognizer.network.model_check import RefusedModel

if TYPE_CHECKING:
    import onnxruntime

BATCH = 64  # digits at once: 2,000 take 1.2 s on one core; with 16 or 256 at once 1.6 and 1.9 s
THREADS = min(4, os.cpu_count() or 1)  # for more digits than BATCH; each needs 20 MB
ERRORS_ONLY = 3  # of ONNX Runtime's log; its warnings are for authors of graphs

Float32Array = NDArray[np.float32]


class Runtime:
    """A network, ready to compute; several threads may use it at once.

    So may a process that was forked from this one: it opens the network anew.
    """

    def __init__(self, network: SavedLayer) -> None:
        """Takes 0.2 s, half of it for imports. Raises UnsupportedLayer and RefusedModel."""
        graph = build_graph(network)
        self.input_shape = graph.input_shape  # of one digit: (28, 28, 1), (28, 28) or (784,)
        self.output_shape = graph.output_shape  # (10,) for digits
        self.layers = tuple(graph.outputs)  # in the order of their computation
        self.kinds = graph.kinds  # of each: "Conv2D", "Dense", ...
        self.kernels = graph.kernels  # of those that have one, in Keras' shape
        self._graph = graph
        self._network = open_session(graph)
        self._all_layers: Session | None = None
        self._with_features: Session | None = None

    def probabilities(self, digits: Float32Array) -> Float32Array:
        """What the network's last layer says, float32 (N, 10), of float32 (N, 28, 28, 1).

        N may be 0. The digits are reshaped to what the network takes; ValueError where they do
        not fit.
        """
        digits = self._fitting(digits)
        starts = range(0, len(digits), BATCH)
        batches = [digits[start : start + BATCH] for start in starts]
        if len(batches) > 1 and THREADS > 1:
            with ThreadPoolExecutor(THREADS) as threads:
                results = list(threads.map(self._batch, batches))
        else:
            results = [self._batch(batch) for batch in batches]
        return np.concatenate([np.empty((0, *self.output_shape), np.float32), *results])

    def _batch(self, digits: Float32Array) -> Float32Array:
        [result] = self._network.run([OUTPUT], digits)
        return result

    def with_features(self, digits: Float32Array) -> tuple[Float32Array, Float32Array | None]:
        """What probabilities() gives, and what the last layer takes, float32 (N, D); N at least 1.

        None in place of that where the last layer is no Dense layer.
        """
        name = self._graph.features
        if not name:
            return self.probabilities(digits), None
        if self._with_features is None:
            self._with_features = Session(self._graph.with_features().SerializeToString())
        digits, starts = self._fitting(digits), range(0, len(digits), BATCH)
        batches = [digits[start : start + BATCH] for start in starts]
        found = [self._with_features.run([OUTPUT, name], batch) for batch in batches]
        probabilities, features = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return probabilities, features

    def activations(
        self, digits: Float32Array, layers: Sequence[str] | None = None
    ) -> dict[str, Float32Array]:
        """What layers put out for float32 (N, 28, 28, 1), in Keras' shape: (N, H, W, channels).

        Without `layers`, all of them. KeyError for a layer that is not in self.layers. A layer of
        a network in the network is called "network/layer"; one that is used twice shows its last.
        """
        digits = self._fitting(digits)
        layers = self.layers if layers is None else layers
        tensors = {name: self._graph.outputs[name].name for name in layers}
        values = {INPUT: digits}  # what an InputLayer puts out
        if wanted := sorted(set(tensors.values()) - {INPUT}):
            values |= zip(wanted, self._with_all_layers().run(wanted, digits), strict=True)
        return {name: values[tensor] for name, tensor in tensors.items()}

    def without_map(self, layer: str, index: int, digits: Float32Array) -> Float32Array:
        """What probabilities() gives when one map of a layer is off. index: along its last axis."""
        session = Session(self._graph.without_map(layer, index).SerializeToString())
        [result] = session.run([OUTPUT], self._fitting(digits))
        return result

    def _fitting(self, digits: Float32Array) -> Float32Array:
        return np.asarray(digits, np.float32).reshape(len(digits), *self.input_shape)

    def _with_all_layers(self) -> Session:
        """The network again, with the output of each layer as one of its own."""
        if self._all_layers is None:
            self._all_layers = Session(self._graph.with_all_layers().SerializeToString())
        return self._all_layers


def open_session(graph: Graph) -> Session:
    """The graph, ready to compute. Raises RefusedModel where layers do not fit each other."""
    errors = import_onnxruntime().capi.onnxruntime_pybind11_state

    try:
        return Session(graph.model.SerializeToString())
    except (errors.Fail, errors.InvalidGraph, errors.InvalidArgument) as error:
        raise RefusedModel("has layers that do not fit each other") from error


class Session:
    """A graph in ONNX Runtime, opened once in each process that uses it.

    What a process has opened cannot be relied on in its fork: a thread that was computing is
    gone, and the locks that it held stay locked.
    """

    def __init__(self, model: bytes) -> None:
        self._model = model
        self._opened = (os.getpid(), _open(model))

    def run(self, outputs: Sequence[str], digits: Float32Array) -> list[Float32Array]:
        """The tensors of these names, for a batch of the graph's inputs."""
        pid, session = self._opened
        if pid != os.getpid():
            session = _open(self._model)
            self._opened = (os.getpid(), session)
        results: list[Float32Array] = session.run(outputs, {INPUT: digits})
        return results


def _open(model: bytes) -> onnxruntime.InferenceSession:
    """One thread computes, the caller's: with two, one digit takes as long, and fork may hang."""
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.log_severity_level = ERRORS_ONLY
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def import_onnxruntime() -> ModuleType:
    """Imports it without what reports to its makers: a thread, a database in the home folder.

    The variable is read while it is imported (its Privacy.md); what the user has set stays.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    onnxruntime.set_default_logger_severity(ERRORS_ONLY)
    module: ModuleType = onnxruntime
    return module
