"""One phase of the training: `model.fit()`, validated and saved after every epoch."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from digit_recognizer.network.atomic_write import reason
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.checkpoint import Checkpoint
from digit_recognizer.training.examples import Examples, soft_targets

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


def fit_until(
    last_epoch: int,
    model: keras.Sequential,
    batches: tf.data.Dataset,
    validation: Examples,
    checkpoint: Checkpoint,
) -> None:
    """Trains from the checkpoint's epoch to `last_epoch`; does nothing where that is over already.

    Only the digits of the validation set count. Raises Diverged, and OSError with a sentence.
    """
    if checkpoint.epochs_done >= last_epoch:
        return
    is_digit = validation.is_digit
    digits, labels = validation.images[is_digit], validation.labels[is_digit]
    try:
        model.fit(
            batches,
            shuffle=False,  # the batches are shuffled already
            initial_epoch=checkpoint.epochs_done,
            epochs=last_epoch,
            validation_data=(to_network(digits), soft_targets(labels)),
            validation_batch_size=500,
            callbacks=_callbacks(checkpoint),
            verbose=1 if sys.stdout.isatty() else 0,
        )
    except OSError as error:
        if error.errno is None:  # it is a sentence already
            raise
        raise OSError(f"{checkpoint.folder} could not be written: {reason(error)}.") from error


def _callbacks(checkpoint: Checkpoint) -> list[keras.callbacks.Callback]:
    callbacks = import_keras().callbacks
    return [
        callbacks.SwapEMAWeights(swap_on_epoch=True),  # first: the others are to see the average
        callbacks.LambdaCallback(on_epoch_end=checkpoint.epoch_ended),
        callbacks.BackupAndRestore(
            str(checkpoint.folder), double_checkpoint=True, delete_checkpoint=False
        ),
    ]
