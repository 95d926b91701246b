"""Memory that is freed and asked for again."""

import subprocess
import sys

import pytest
from conftest import PROJECT

FAULTS = """
import resource
import numpy as np
from digit_recognizer.training.memory import keep_freed_memory

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def in_turns():
    before = faults()
    for _ in range(5):
        np.ones(8_000_000)  # 64 MB
    return faults() - before

given_back = in_turns()
keep_freed_memory()
np.ones(8_000_000)
print(given_back, in_turns())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="an option of Linux's C library")
def test_what_is_freed_stays_with_the_process():
    done = subprocess.run(
        [sys.executable, "-c", FAULTS], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    given_back, kept = map(int, done.stdout.split())
    assert kept < given_back / 20
