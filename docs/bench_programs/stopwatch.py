"""Prints how long things take, for bench.py to read: a name and a figure on each line."""

import time
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

REPEATS = 5  # of each batch


def print_ms(name: str, task: Callable[[], object], runs: int = 1) -> None:
    """The milliseconds of each run."""
    for _ in range(runs):
        start = time.perf_counter()
        task()
        print(name, 1000 * (time.perf_counter() - start))


def print_rates(
    sizes: Iterable[int],
    digit: NDArray[np.float32],
    read: Callable[[NDArray[np.float32]], object],
) -> None:
    """Digits a second, for batches of these sizes of one digit, (1, 28, 28, 1)."""
    for size in sizes:
        batch = np.repeat(digit, size, axis=0)
        for _ in range(REPEATS):
            start = time.perf_counter()
            read(batch)
            print("batch", size, size / (time.perf_counter() - start))
