"""One training run shared by several processes, on one machine or several, with Keras on JAX.

    python -m pip install jax
    python docs/train_together.py 0 2 10.0.0.5:9876 --epochs 2      on the machine 10.0.0.5
    python docs/train_together.py 1 2 10.0.0.5:9876 --epochs 2      on another one

The number of this process, how many there are, where the first of them is, and the options of
train_digit_recognizer.py, the same for all. Each makes all batches, learns from its share of each,
and has the same weights as the others after every step; the first one tests and saves them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import train_digit_recognizer as training
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import save
from digit_recognizer.training.checkpoint import Checkpoint
from digit_recognizer.training.exit_status import exit_status, leave
from digit_recognizer.training.run_folder import run_folder

Batch = tuple[Any, Any]  # images and targets (B, ...)


def run(settings: training.TrainingSettings, output: Path, number: int, count: int) -> None:
    """As train_digit_recognizer.run(), in process `number` of `count`."""
    start = time.monotonic()
    data = training.load(settings)
    model = training.build(settings, data.training)
    with run_folder(output, asdict(settings), resume=False) as folder:
        checkpoint = Checkpoint(model, folder, settings.epochs, start)
        training.fit(model, data, settings, checkpoint, share_of(number, count))
        import_keras().distribution.set_distribution(None)  # the rest is for one alone
        alone = build_model()
        alone.set_weights(model.get_weights())
        notes = training.calibrate(alone, data.validation)
        notes |= {"parameters": alone.count_params(), **checkpoint.notes}
        save(alone, notes, output)
    training.evaluate(alone, data, output)


def share_of(number: int, count: int) -> Callable[[Batch], Batch]:
    """What gives process `number` its share of a batch: every count-th image.

    All shares are equally large, as they must be; of an odd batch, some images are in two.
    """

    def share(batch: Batch) -> Batch:
        size = len(batch[0])
        rows = np.arange(number, number + -(-size // count) * count, count) % size
        images, targets = batch
        return np.asarray(images)[rows], np.asarray(targets)[rows]

    return share


def join(number: int, count: int, first: str) -> None:
    """Waits for all processes, and shares the batches of every fit() from then on."""
    os.environ["KERAS_BACKEND"] = "jax"
    distribution = import_keras().distribution
    distribution.initialize(first, count, number)
    distribution.set_distribution(distribution.DataParallel(auto_shard_dataset=False))


def main() -> int:
    """Returns the exit status, as the training script does."""
    parser = argparse.ArgumentParser(description="One training run, shared by several processes.")
    parser.add_argument("number", type=int, help="of this process, from 0")
    parser.add_argument("count", type=int, help="of processes")
    parser.add_argument("first", metavar="HOST:PORT", help="where process 0 is")
    given, options = parser.parse_known_args()
    settings, output, _ = training.parse_arguments(options)
    join(given.number, given.count, given.first)
    if given.number == 0:
        return exit_status(lambda: run(settings, output, 0, given.count), output)
    with (
        tempfile.TemporaryDirectory() as nowhere,
        (Path(nowhere) / "output").open("w") as unread,
        contextlib.redirect_stdout(unread),
    ):
        own = Path(nowhere) / "model.h5"
        return exit_status(lambda: run(settings, own, given.number, given.count), own)


if __name__ == "__main__":
    leave(main())
