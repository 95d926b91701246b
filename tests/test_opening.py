"""Networks that only Keras can compute; and what is wrong around a model file, not with it."""

import json
import subprocess
import sys

import h5py
import numpy as np
import pytest
from conftest import PROJECT, run_python

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.recognizer import ModelError, Recognizer

OPEN = """
import sys
from pathlib import Path
from digit_recognizer.network.recognizer import ModelError, Recognizer
try:
    Recognizer(Path(sys.argv[1]))
except ModelError as error:
    print(error)
"""
FULL = """
import h5py, onnx.helper, onnxruntime, resource
from pathlib import Path
from digit_recognizer.network.recognizer import ModelError, Recognizer
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
"""


@pytest.fixture
def unknown(tmp_path):
    """A file with a layer that only Keras can compute, made without Keras."""
    path = tmp_path / "net.h5"
    path.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(path, "r+") as content:
        network = json.loads(content.attrs["model_config"])
        layers = network["config"]["layers"]
        index = [layer["class_name"] for layer in layers].index("Dropout")
        layers[index].update(class_name="LSTM", registered_name=None, config={"name": "memory"})
        content.attrs["model_config"] = json.dumps(network)
    return path


@pytest.fixture
def imports_of_keras():
    """Keras is imported anew."""
    import_keras.cache_clear()
    yield
    import_keras.cache_clear()


def saved_network(path, units=6):
    keras = import_keras()
    layers = keras.layers
    memory = layers.Bidirectional(layers.LSTM(units), name="memory")
    digit = layers.Input((28, 28, 1))
    rows = layers.Reshape((28, 28), name="rows")(digit)
    result = layers.Dense(10, activation="softmax")(memory(rows))
    model = keras.Model(digit, result)
    model.save(path)
    return model


def test_without_keras_the_layer_is_named_and_what_to_install(
    unknown, monkeypatch, imports_of_keras
):
    monkeypatch.setitem(sys.modules, "keras", None)  # an import of it fails
    with pytest.raises(ModelError) as refusal:
        Recognizer(unknown)
    message = str(refusal.value)
    assert message.startswith(f"{unknown} has a layer, 'memory', that cannot be read here")
    assert "of the kind LSTM" in message
    assert message.endswith("install them: python -m pip install -r requirements.txt")


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["h5", "keras"])
def test_a_network_that_only_keras_can_compute_is_read_with_it(ending, tmp_path):
    path = tmp_path / f"net.{ending}"
    model = saved_network(path)
    digits = np.random.default_rng(1).uniform(0, 1, (3, 28, 28, 1)).astype(np.float32)
    recognizer = Recognizer(path)
    expected = np.asarray(model(digits, training=False))
    np.testing.assert_allclose(recognizer.probabilities(digits), expected, atol=1e-5)
    assert recognizer.probabilities(digits[:0]).shape == (0, 10)
    activations = recognizer.activations(digits[:1])
    assert [activations[name].shape for name in ("rows", "memory")] == [
        (1, 28, 28),
        (1, 12),
    ]


@pytest.mark.slow
def test_a_gigantic_layer_is_refused_before_it_takes_memory(tmp_path):
    path = tmp_path / "net.h5"
    saved_network(path)
    with h5py.File(path, "r+") as content:
        text = content.attrs["model_config"]
        content.attrs["model_config"] = text.replace('"units": 6', '"units": 900000')
    with pytest.raises(ModelError, match="far larger than any"):
        Recognizer(path)


@pytest.mark.slow
def test_an_odd_backend_is_named(unknown):
    done = run_python("-c", OPEN, unknown, env={"KERAS_BACKEND": "nonsense"})
    assert done.stdout.endswith("KERAS_BACKEND is set to nonsense: unset it.\n"), done.stderr


@pytest.mark.parametrize("package", ["h5py", "onnx", "onnxruntime"])
def test_a_missing_package_is_named(package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelError, match=f"is missing or broken .*{package}.*pip install") as error:
        Recognizer(MODEL_FILE)
    assert "mnist.h5" not in str(error.value)


@pytest.mark.slow
def test_an_odd_variable_is_not_the_fault_of_the_file():
    odd = {"PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "odd"}
    done = run_python("-c", OPEN, MODEL_FILE, env=odd)
    assert done.stdout.startswith("The packages that read networks do not start: PROTOCOL_BUFFERS")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts open files as Linux does")
def test_too_many_open_files_are_not_the_fault_of_the_file():
    done = run_python("-c", FULL + OPEN, MODEL_FILE)
    assert done.stdout == f"{MODEL_FILE} cannot be opened: Too many open files.\n"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="closes streams as a shell of Unix does")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_console_hides_what_is_printed_and_nothing_else(closed, tmp_path):
    command = f'"{sys.executable}" "{PROJECT / "gui_digit_recognizer.py"}" --read nothing.png'
    done = subprocess.run(f"{command} {closed}", shell=True, cwd=tmp_path, capture_output=True)
    assert done.returncode == 1
    assert b"Traceback" not in done.stdout + done.stderr
