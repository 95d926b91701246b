"""What `model.compile()` is given, and the GPUs that the model is built for."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from digit_recognizer.network.keras_backend import import_keras

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


def on_all_gpus() -> AbstractContextManager[object]:
    """With several GPUs, each gets a copy of what is built inside, and its share of every batch."""
    import tensorflow as tf

    names = [device.name for device in tf.config.list_logical_devices("GPU")]
    return tf.distribute.MirroredStrategy(names).scope() if len(names) > 1 else nullcontext()


def adadelta(
    learning_rate: float, weight_decay: float, steps: int, warm_up_steps: int, ema_steps: int
) -> keras.optimizers.Optimizer:
    """Adadelta, its learning rate rising to the highest, then falling to 0 along half a cosine.

    It keeps an exponential moving average of the weights over about `ema_steps`, which depends
    less on the last few batches: Polyak and Juditsky, "Acceleration of Stochastic Approximation
    by Averaging", 1992. Weight decay is decoupled from the gradient: Loshchilov and Hutter,
    "Decoupled Weight Decay Regularization", 2019.
    """
    keras = import_keras()
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps - warm_up_steps, warmup_target=learning_rate, warmup_steps=warm_up_steps
    )
    ema_momentum = max(0.0, 1 - 1 / ema_steps)
    optimizer = keras.optimizers.Adadelta(
        schedule, weight_decay=weight_decay, use_ema=True, ema_momentum=ema_momentum
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def digit_accuracy() -> keras.metrics.Metric:
    """The share of digits read correctly; negative examples are not counted."""
    keras = import_keras()

    class DigitAccuracy(keras.metrics.CategoricalAccuracy):  # type: ignore[name-defined,misc]
        def update_state(
            self, targets: tf.Tensor, probabilities: tf.Tensor, sample_weight: None = None
        ) -> None:
            is_digit = keras.ops.max(targets, axis=1) == 1
            super().update_state(targets, probabilities, sample_weight=is_digit)

    return DigitAccuracy(name="accuracy")
