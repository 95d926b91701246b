"""What a training run has reached: printed, and kept on disk, so that a stopped run can resume.

In the run's folder (run_folder.py):

    best.h5                               the network after its best epoch
    progress.json                         the losses of all epochs so far, and the seconds they took
    latest.weights.h5 and other files     where the run resumes, by Keras' BackupAndRestore
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.atomic_write import atomic_write
from digit_recognizer.network.model_file import Notes, read_notes, save
from digit_recognizer.reading.inside.epochs import epoch_file, kept_epochs
from digit_recognizer.training.run_folder import BEST, METADATA, CannotResume, Diverged

if TYPE_CHECKING:
    import keras

PROGRESS = "progress.json"

Losses = dict[str, float]  # "loss", "val_loss" and the metrics: what Keras says after an epoch


def in_percent_correct(losses: Losses) -> str:
    """What is printed of an epoch on digits."""
    return (
        f"training loss {losses['loss']:.4f}, {losses['accuracy']:.2%} correct; "
        f"validation loss {losses['val_loss']:.4f}, {losses['val_accuracy']:.2%} correct"
    )


class Checkpoint:
    """The losses so far, and the weights of the epoch with the lowest validation loss.

    The loss decides, not the accuracy, which moves in steps of one image.
    """

    def __init__(
        self,
        model: keras.Model,
        folder: Path,
        epochs: int,
        start: float,
        describe: Callable[[Losses], str] = in_percent_correct,
        keep_in: Path | None = None,
    ) -> None:
        """Starts, or resumes from what is in the folder. Raises CannotResume.

        keep_in: a folder for the networks after some epochs; None: none are kept.
        start: time.monotonic() when this run started. describe: what is printed of an epoch.
        """
        self.folder = folder
        self.epochs_done = 0
        self.history: dict[str, list[float]] = {}  # loss, val_loss, and the metrics
        self.best_epoch = 0  # counted from 1; 0 before the first epoch has ended
        self._best_loss = math.inf
        self._best_weights: list[NDArray[np.float32]] = []
        self._model, self._epochs, self._start = model, epochs, start
        self._describe, self._keep_in = describe, keep_in
        if (folder / METADATA).exists():
            self._load()

    def _load(self) -> None:
        try:
            so_far = json.loads((self.folder / PROGRESS).read_text())
            self.epochs_done = self._saved_epochs(len(so_far["history"]["loss"]))
            best = read_notes(self.folder / BEST)
            self._model.load_weights(self.folder / BEST)
        except (OSError, ValueError, KeyError) as error:
            raise CannotResume(
                f"{self.folder} is damaged: remove it, and start again without --resume."
            ) from error
        self._start -= so_far["seconds"]
        self.history = {name: them[: self.epochs_done] for name, them in so_far["history"].items()}
        self.best_epoch, self._best_loss = best["epoch"], best["loss"]
        self._best_weights = self._model.get_weights()

    def _saved_epochs(self, in_history: int) -> int:
        """The epochs that Keras has saved.

        Keras writes its metadata after the weights. Where a run was killed in between, the metadata
        is empty and the weights are those of the last epoch in the history.
        """
        metadata = self.folder / METADATA
        try:
            return int(json.loads(metadata.read_text())["epoch"])
        except ValueError:
            metadata.write_text(json.dumps({"epoch": in_history, "batch": 0}))
            return in_history

    @property
    def notes(self) -> Notes:
        """For the model file: minutes of training in all runs together, best epoch, history."""
        return {
            "minutes": round(self._seconds / 60, 1),
            "best_epoch": self.best_epoch,
            "history": self.history,
        }

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._start

    def epoch_ended(self, index: int, logs: Losses) -> None:
        """Called by Keras; index counts from 0. Raises Diverged, and OSError with a sentence."""
        if not (math.isfinite(logs["loss"]) and math.isfinite(logs["val_loss"])):
            raise Diverged(
                f"In epoch {index + 1} the loss was no longer a number: training has diverged. "
                "Nothing was saved; try a smaller --learning-rate."
            )
        self.epochs_done = index + 1
        for name, value in logs.items():
            self.history.setdefault(name, []).append(round(float(value), 5))
        if logs["val_loss"] < self._best_loss:
            self._keep_best(float(logs["val_loss"]))
        self.keep_epoch()
        with atomic_write(self.folder / PROGRESS) as file:
            file.write_text(json.dumps({"history": self.history, "seconds": self._seconds}))
        if not sys.stdout.isatty():  # a terminal shows Keras' progress bar
            described = self._describe(logs)
            print(f"epoch {self.epochs_done:2} of {self._epochs}: {described}", flush=True)

    def _keep_best(self, loss: float) -> None:
        self.best_epoch, self._best_loss = self.epochs_done, loss
        self._best_weights = self._model.get_weights()
        save(self._model, {"epoch": self.best_epoch, "loss": loss}, self.folder / BEST)

    def keep_epoch(self) -> None:
        """Keeps the network as it is now, if this epoch is to be kept. Raises OSError."""
        if self._keep_in is not None and self.epochs_done in kept_epochs(self._epochs):
            self._keep_in.mkdir(parents=True, exist_ok=True)
            if self.epochs_done == 0:
                for old in self._keep_in.glob("[0-9][0-9].h5"):  # of another run
                    old.unlink()
            notes = {"epoch": self.epochs_done}
            save(self._model, notes, epoch_file(self._keep_in, self.epochs_done))

    def restore_best(self) -> None:
        """Gives the model the weights of its best epoch."""
        self._model.set_weights(self._best_weights)
