"""Whenever a program is killed while it saves, the file is the old network or the new one."""

import pytest
from conftest import run_python

KILLS = 60
PROGRAM = """
import os, random, signal, sys, time
from pathlib import Path
import numpy as np
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import read_notes, save
from digit_recognizer.network.recognizer import Recognizer

output, kills = Path(sys.argv[1]), int(sys.argv[2])
rng, model = random.Random(1), build_model()
shapes = [weights.shape for weights in model.get_weights()]

def save_version(version):
    model.set_weights([np.full(shape, version % 50, np.float32) for shape in shapes])
    save(model, {"version": version}, output)

save_version(0)
start = time.perf_counter()
save_version(0)
one_save = time.perf_counter() - start
versions = []
for _ in range(kills):
    saved = read_notes(output)["version"]
    child = os.fork()
    if child == 0:
        for version in range(saved + 1, saved + 1000):
            save_version(version)
        os._exit(1)
    time.sleep(rng.uniform(0, 4 * one_save))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    notes = read_notes(output)
    Recognizer(output)  # raises if the weights are not those that the notes are about
    versions.append(notes["version"] - saved)
print(len(versions), min(versions), max(versions))
"""


@pytest.mark.slow
def test_a_file_is_whole_however_often_its_writer_is_killed(tmp_path):
    done = run_python("-c", PROGRAM, tmp_path / "net.h5", KILLS)
    assert done.returncode == 0, done.stderr[-2000:]
    kills, fewest, most = map(int, done.stdout.split())
    assert kills == KILLS
    assert fewest == 0  # some were killed before the first file was in place,
    assert most >= 1  # some after that
