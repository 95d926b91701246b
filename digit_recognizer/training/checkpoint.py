"""How far a training run has come: printed, and kept, so that a run that was stopped can go on.

Kept in a folder beside the model file, mnist.training-1234, after the number of the process:

    settings.json                         the run's options; it goes on with the same ones only
    best.h5                               the network after its best epoch
    progress.json                         the losses of all epochs so far, and the time they took
    latest.weights.h5 and other files     where it goes on, by Keras' BackupAndRestore
"""

from __future__ import annotations

import glob
import json
import math
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.network.atomic_write import FORGOTTEN_S, atomic_write
from digit_recognizer.network.model_file import read_notes, save

if TYPE_CHECKING:
    import keras

SETTINGS, BEST, SO_FAR = "settings.json", "best.h5", "progress.json"
METADATA = "training_metadata.json"  # the last file that BackupAndRestore writes after an epoch

Settings = dict[str, Any]  # what JSON can hold


class Diverged(ArithmeticError):
    """The loss is not a number any more."""


class CannotResume(ValueError):
    """There is no stopped run to go on with, or it was another one."""


class Progress:
    """The losses so far, and the weights of the epoch that did best on the validation images.

    By loss, not by accuracy: that moves in steps of one image.
    """

    def __init__(self, model: keras.Model, folder: Path, epochs: int, start: float) -> None:
        """Begins, or goes on with what is in the folder. Raises CannotResume.

        start: time.monotonic() when this run began.
        """
        self.folder = folder
        self.epochs_done = 0
        self.history: dict[str, list[float]] = {}  # loss, accuracy, val_loss, val_accuracy
        self.best_epoch = 0  # from 1; 0 while no epoch has ended
        self._loss = math.inf
        self._weights: list[NDArray[np.float32]] = []
        self._model, self._epochs, self._start = model, epochs, start
        if (folder / METADATA).exists():
            self._load()

    def _load(self) -> None:
        try:
            so_far = json.loads((self.folder / SO_FAR).read_text())
            self.epochs_done = self._epochs_done(len(so_far["history"]["loss"]))
            best = read_notes(self.folder / BEST)
            self._model.load_weights(self.folder / BEST)
        except (OSError, ValueError, KeyError) as error:
            raise CannotResume(
                f"{self.folder} is damaged: remove it, and start anew without --resume."
            ) from error
        self._start -= so_far["seconds"]
        self.history = {name: them[: self.epochs_done] for name, them in so_far["history"].items()}
        self.best_epoch, self._loss = best["epoch"], best["loss"]
        self._weights = self._model.get_weights()

    def _epochs_done(self, noted: int) -> int:
        """By Keras' file. A run that was killed while that was written had the weights there."""
        metadata = self.folder / METADATA
        try:
            return int(json.loads(metadata.read_text())["epoch"])
        except ValueError:
            metadata.write_text(json.dumps({"epoch": noted, "batch": 0}))
            return noted

    @property
    def seconds(self) -> float:
        """That training has taken, in all its runs."""
        return time.monotonic() - self._start

    def epoch_ended(self, index: int, logs: dict[str, float]) -> None:
        """Called by Keras; index counts from 0. Raises Diverged, and OSError with a sentence."""
        if not (math.isfinite(logs["loss"]) and math.isfinite(logs["val_loss"])):
            raise Diverged(
                f"In epoch {index + 1} the loss was no number any more: training has diverged. "
                "Nothing was saved; try a smaller --learning-rate."
            )
        for name, value in logs.items():
            self.history.setdefault(name, []).append(round(float(value), 5))
        if logs["val_loss"] < self._loss:
            self.best_epoch, self._loss = index + 1, float(logs["val_loss"])
            self._weights = self._model.get_weights()
            save(self._model, {"epoch": self.best_epoch, "loss": self._loss}, self.folder / BEST)
        with atomic_write(self.folder / SO_FAR) as file:
            file.write_text(json.dumps({"history": self.history, "seconds": self.seconds}))
        if not sys.stdout.isatty():  # on a terminal there is Keras' bar
            print(
                f"epoch {index + 1:2} of {self._epochs}: "
                f"training loss {logs['loss']:.4f}, {logs['accuracy']:.2%} correct; "
                f"validation loss {logs['val_loss']:.4f}, {logs['val_accuracy']:.2%} correct",
                flush=True,
            )

    def restore_best(self) -> None:
        """Gives the model the weights of the best epoch back."""
        self._model.set_weights(self._weights)


# --- the folder ----------------------------------------------------------------------------------


@contextmanager
def run_folder(output: Path, settings: Settings, resume: bool) -> Iterator[Path]:
    """The folder of the run for this model file: a new one, or that of the one stopped last.

    It stays where a run that ends early can go on. Raises CannotResume.
    """
    folder = _stopped(output, settings) if resume else _new(output, settings)
    try:
        yield folder
    except BaseException as error:
        if isinstance(error, Diverged) or not (folder / METADATA).exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    for old in _folders(output):
        if time.time() - old.stat().st_mtime > FORGOTTEN_S:
            shutil.rmtree(old, ignore_errors=True)


def stopped_runs(output: Path) -> list[Path]:
    """Folders of runs for this file that can go on, the one that was stopped last at the end."""
    folders = [folder for folder in _folders(output) if (folder / METADATA).exists()]
    return sorted(folders, key=lambda folder: (folder / METADATA).stat().st_mtime)


def _new(output: Path, settings: Settings) -> Path:
    folder = _own(output)
    shutil.rmtree(folder, ignore_errors=True)  # of an older process with the same number
    folder.mkdir()
    (folder / SETTINGS).write_text(json.dumps(settings))
    return folder


def _stopped(output: Path, settings: Settings) -> Path:
    if not stopped_runs(output):
        raise CannotResume(
            f"No run for {output} was stopped after an epoch: start one without --resume."
        )
    folder = stopped_runs(output)[-1]
    was = json.loads((folder / SETTINGS).read_text())
    other = [f"{name} {was.get(name)}" for name in settings if was.get(name) != settings[name]]
    if other:
        raise CannotResume(
            f"The run for {output} that was stopped had other options ({', '.join(other)}): give "
            "the same, or start anew without --resume."
        )
    return folder if folder == _own(output) else folder.rename(_own(output))


def _own(output: Path) -> Path:
    """By the number of the process: two runs for one file do not meet."""
    return output.with_suffix(f".training-{os.getpid()}")


def _folders(output: Path) -> list[Path]:
    return list(output.parent.glob(f"{glob.escape(output.stem)}.training-*"))
