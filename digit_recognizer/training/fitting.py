"""One phase of the training: `model.fit()`, validated and saved after every epoch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.atomic_write import reason
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.training.checkpoint import Checkpoint
from digit_recognizer.training.progress import Progress

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


def fit_until(
    last_epoch: int,
    model: keras.Model,
    batches: tf.data.Dataset | Iterator[tuple[FloatArray, FloatArray]],
    validation: tuple[FloatArray, FloatArray],
    checkpoint: Checkpoint,
    steps_per_epoch: int | None = None,
    validation_batch_size: int = 500,
) -> None:
    """Trains from the checkpoint's epoch to `last_epoch`; does nothing where that is over already.

    validation: the network's input and target. steps_per_epoch: None goes through all batches in
    each epoch. Raises Diverged, and OSError with a sentence.
    """
    if checkpoint.epochs_done >= last_epoch:
        return
    try:
        model.fit(
            batches,
            shuffle=False,  # the batches are shuffled already
            initial_epoch=checkpoint.epochs_done,
            epochs=last_epoch,
            steps_per_epoch=steps_per_epoch,
            validation_data=validation,
            validation_batch_size=validation_batch_size,
            callbacks=_callbacks(checkpoint, steps_per_epoch),
            verbose=1 if sys.stdout.isatty() else 0,
        )
    except OSError as error:
        if error.errno is None:  # it is a sentence already
            raise
        raise OSError(f"{checkpoint.folder} could not be written: {reason(error)}.") from error


def _callbacks(checkpoint: Checkpoint, steps: int | None) -> list[keras.callbacks.Callback]:
    callbacks, progress = import_keras().callbacks, Progress(steps)
    lines = callbacks.LambdaCallback(
        on_epoch_begin=progress.epoch_began, on_train_batch_end=progress.batch_ended
    )
    return [
        *([] if sys.stdout.isatty() else [lines]),  # a terminal shows Keras' progress bar
        callbacks.SwapEMAWeights(swap_on_epoch=True),  # first: the others are to see the average
        callbacks.LambdaCallback(on_epoch_end=checkpoint.epoch_ended),
        callbacks.BackupAndRestore(
            str(checkpoint.folder), double_checkpoint=True, delete_checkpoint=False
        ),
    ]
