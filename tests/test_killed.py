"""Whenever a program is killed while it saves, the file is the old network or the new one."""

import pytest
from conftest import run_python

KILLS = 60
PROGRAM = """
import os, random, signal, sys, time
from pathlib import Path
import numpy as np
from digit_recognizer.network.model_file import read_notes, save
from digit_recognizer.network.recognizer import Recognizer
from tests.quick_training import small_model

output, kills = Path(sys.argv[1]), int(sys.argv[2])
rng, model = random.Random(1), small_model()
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


CORRECTING = """
import os, random, signal, sys, time
from pathlib import Path
from digit_recognizer.network.self_test import ten_digits
from digit_recognizer.reading.handwriting.examples import example_from
from digit_recognizer.reading.handwriting.profile import Profile

path, kills = Path(sys.argv[1]), int(sys.argv[2])
rng, digit, counts = random.Random(1), ten_digits()[:1], []
start = time.perf_counter()
Profile(path).add([example_from(digit, 0)])
one_correction = time.perf_counter() - start
for _ in range(kills):
    before = len(Profile(path).examples)
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        profile = Profile(path)
        while True:
            profile.add([example_from(digit, 0)])
            os.write(tells, b".")
    os.close(tells)
    time.sleep(rng.uniform(0, 4 * one_correction))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    kept = len(os.read(told, 10_000))  # of which the writer knew that they are kept
    after = Profile(path)
    counts.append(len(after.examples) - before - kept)
    assert not after.problem
print(len(counts), min(counts), max(counts))
"""


@pytest.mark.slow
def test_no_correction_is_lost_when_the_program_is_killed_over_the_next(tmp_path):
    done = run_python("-c", CORRECTING, tmp_path / "me.json", 50)
    assert done.returncode == 0, done.stderr[-2000:]
    kills, fewest, most = map(int, done.stdout.split())
    assert (kills, fewest) == (50, 0)
    assert most <= 1  # one that was in place, and not told of yet
