"""Model files that someone might send you: each is refused in one sentence, and does nothing."""

import time

import numpy as np
import pytest
from conftest import run_python
from hostile_models import HOSTILE, a_description_of_a_gigantic_layer

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.recognizer import ModelError, Recognizer

LONGEST = 20  # seconds of work; most take a tenth of one
DAMAGED = """
import sys
from pathlib import Path
import numpy as np
from digit_recognizer.network.recognizer import ModelError, Recognizer

whole, folder = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])
rng = np.random.default_rng(1)
opened = refused = 0

def attempt(content):
    global opened, refused
    path = folder / "damaged.h5"
    path.write_bytes(content)
    try:
        Recognizer(path)
        opened += 1
    except ModelError as error:
        assert "\\n" not in str(error), error
        refused += 1

for length in rng.integers(1, len(whole), 40):
    attempt(whole[:length])
prefixes = refused
for place in [*rng.integers(0, 4000, 40), *rng.integers(0, len(whole), 40)]:
    damaged = bytearray(whole)
    damaged[place] ^= 1 << rng.integers(8)
    attempt(bytes(damaged))
print(prefixes, opened, refused)
"""


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_file_is_refused_in_a_sentence_and_does_nothing(make, tmp_path):
    path = tmp_path / "hostile.h5"
    make(path)
    start = time.process_time()
    with pytest.raises(ModelError, match=HOSTILE[make]) as refusal:
        Recognizer(path)
    assert time.process_time() - start < LONGEST
    message = str(refusal.value)
    assert message.startswith(str(path))
    assert "python train_digit_recognizer.py" in message
    assert "\n" not in message
    assert not list(tmp_path.glob("*.ran"))


def test_after_a_gigantic_network_the_next_one_is_opened(tmp_path):
    a_description_of_a_gigantic_layer(tmp_path / "gigantic.h5")
    with pytest.raises(ModelError):
        Recognizer(tmp_path / "gigantic.h5")
    blank = np.zeros((1, 28, 28, 1), np.float32)
    assert Recognizer(MODEL_FILE).probabilities(blank).sum() == pytest.approx(1)


@pytest.mark.slow
def test_damaged_files_are_refused_and_crash_nothing(tmp_path):
    """In a process of its own: a crash of the HDF5 library would take this one with it."""
    done = run_python("-c", DAMAGED, MODEL_FILE, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    prefixes, opened, refused = map(int, done.stdout.split())
    assert prefixes == 40
    assert opened + refused == 120
    assert opened < 40  # the bit was in what is not read: padding, or names
