"""The light runtime with the shipped network: answers, feature maps, processes."""

import os
import subprocess
import sys
import threading
import zlib

import numpy as np
import pytest

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.keras_file import read_network
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import CHECKSUM, read_notes
from digit_recognizer.network.runtime import Runtime
from digit_recognizer.reading.preprocessing import to_network


@pytest.fixture(scope="module")
def runtime():
    return Runtime(read_network(MODEL_FILE))


@pytest.fixture(scope="module")
def model():
    model = build_model()
    model.load_weights(MODEL_FILE)
    return model


@pytest.mark.slow
def test_the_shipped_network_answers_as_with_keras(runtime, model, mnist):
    digits = to_network(mnist.x_test)
    for start in range(0, len(digits), 500):
        batch = digits[start : start + 500]
        expected = np.asarray(model(batch, training=False))
        np.testing.assert_allclose(runtime.probabilities(batch), expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("count", [0, 1, 7, 300])
def test_a_batch_of_any_size_is_as_its_digits_one_by_one(runtime, mnist, count):
    digits = to_network(mnist.x_test[:count])
    found = runtime.probabilities(digits)
    assert found.shape == (count, 10) and found.dtype == np.float32
    for digit, alone in zip(digits[-7:], found[-7:], strict=True):
        np.testing.assert_allclose(runtime.probabilities(digit[None])[0], alone, atol=1e-6)


def test_every_layer_shows_its_output_in_the_shape_of_keras(runtime, model, mnist):
    import keras

    digits = to_network(mnist.x_test[:3])
    found = runtime.activations(digits)
    names = [layer.name for layer in model.layers]
    in_the_file = [name for name in runtime.layers if name != "input_layer"]
    assert len(in_the_file) == len(names)
    every = keras.Model(model.inputs, [layer.output for layer in model.layers])
    for name, expected in zip(in_the_file, every([digits], training=False), strict=True):
        np.testing.assert_allclose(found[name], np.asarray(expected), atol=1e-5, rtol=1e-5)


def test_layers_can_be_asked_for_by_name(runtime, mnist):
    digit = to_network(mnist.x_test[:1])
    found = runtime.activations(digit, ["dropout", "conv2d"])
    assert {name: array.shape for name, array in found.items()} == {
        "dropout": (1, 12, 12, 32),
        "conv2d": (1, 26, 26, 16),
    }
    assert runtime.activations(digit, []) == {}
    assert (runtime.activations(digit, ["input_layer"])["input_layer"] == digit).all()
    with pytest.raises(KeyError):
        runtime.activations(digit, ["no such layer"])


def test_digits_of_another_size_are_refused(runtime):
    with pytest.raises(ValueError, match="reshape"):
        runtime.probabilities(np.zeros((2, 32, 32, 1), np.float32))


def test_the_weights_are_those_that_the_checksum_was_made_of():
    checksum = 0
    for weights in read_network(MODEL_FILE).all_weights():
        checksum = zlib.crc32(np.ascontiguousarray(weights, "<f4").tobytes(), checksum)
    assert checksum == read_notes(MODEL_FILE)[CHECKSUM]


def test_threads_may_use_one_runtime_at_once(runtime, mnist):
    digits = to_network(mnist.x_test[:64])
    expected, found = runtime.probabilities(digits), {}

    def read(number):
        found[number] = runtime.probabilities(digits)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((found[number] == expected).all() for number in range(4))


FORK = """
import os, sys, threading
import numpy as np
from digit_recognizer import MODEL_FILE
from digit_recognizer.network.keras_file import read_network
from digit_recognizer.network.runtime import Runtime

digits = np.random.default_rng(4).uniform(0, 1, (200, 28, 28, 1)).astype(np.float32)
runtime = Runtime(read_network(MODEL_FILE))
expected = runtime.probabilities(digits)
reading, done = threading.Event(), threading.Event()

def read_on():
    while not done.is_set():
        runtime.probabilities(digits)
        reading.set()

threading.Thread(target=read_on).start()
reading.wait()
children = []
for _ in range(5):  # at whatever moment of the other thread's computation
    child = os.fork()
    if child == 0:
        same = np.abs(runtime.probabilities(digits) - expected).max() < 1e-6
        same = same and len(runtime.activations(digits[:1])) == len(runtime.layers)
        sys.stdout.flush()
        os._exit(0 if same else 1)
    children.append(child)
statuses = [os.waitpid(child, 0)[1] for child in children]
done.set()
assert statuses == [0] * 5, statuses
if os.fork() == 0:
    sys.exit(0)  # as a child that ends as programs do, with what the parent had opened
assert os.wait()[1] == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_reads_while_its_parent_does():
    subprocess.run([sys.executable, "-c", FORK], check=True, timeout=120)


LIGHT = """
import sys
from digit_recognizer import MODEL_FILE
from digit_recognizer.network.keras_file import read_network
from digit_recognizer.network.runtime import Runtime
import numpy as np
Runtime(read_network(MODEL_FILE)).probabilities(np.zeros((1, 28, 28, 1), np.float32))
heavy = {"keras", "tensorflow", "cc3d", "matplotlib"} & set(sys.modules)
sys.exit(f"imports {heavy}" if heavy else 0)
"""


def test_a_program_that_reads_needs_no_keras_is_silent_and_leaves_nothing_at_home(tmp_path):
    """ONNX Runtime reports to its makers, from a database at home, unless it is told not to."""
    quiet = {"CI", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "GITHUB_ACTIONS"}
    environment = {key: value for key, value in os.environ.items() if key not in quiet}
    program = [sys.executable, "-c", LIGHT]
    done = subprocess.run(
        program,
        env=environment | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
