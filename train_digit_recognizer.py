"""Trains the digit recogniser on MNIST and saves it as mnist.h5.

    python train_digit_recognizer.py                            the good model
    python train_digit_recognizer.py --epochs 1 --limit 5000    a quick look
    python train_digit_recognizer.py --help                     all the options

NOTEBOOK

The default run, on two CPU cores that had other work too; loss and share of right answers:

    epoch  1 of 36: training 0.3382, 91.24%; validation 0.0797, 98.04%
    epoch  2 of 36: training 0.1351, 96.92%; validation 0.0339, 98.93%
    epoch  3 of 36: training 0.1009, 97.71%; validation 0.0255, 99.23%
    epoch  5 of 36: training 0.0774, 98.29%; validation 0.0208, 99.46%
    epoch  7 of 36: training 0.0658, 98.53%; validation 0.0188, 99.52%
    epoch 10 of 36: training 0.0538, 98.81%; validation 0.0178, 99.52%
    epoch 14 of 36: training 0.0440, 99.02%; validation 0.0185, 99.50%
    epoch 18 of 36: training 0.0393, 99.16%; validation 0.0156, 99.57%
    epoch 22 of 36: training 0.0336, 99.27%; validation 0.0161, 99.61%
    epoch 26 of 36: training 0.0293, 99.37%; validation 0.0155, 99.59%
    epoch 30 of 36: training 0.0214, 99.46%; validation 0.0151, 99.61%
    epoch 36 of 36: training 0.0216, 99.48%; validation 0.0155, 99.59%

    484,058 parameters, trained in 52.5 minutes; epoch 29 of 36 was the best on the validation
    images.
    Saved in mnist.h5
    Temperature 1.11; sure from 90.9% on; of 250 held-out non-digits it is sure of 4.
    Test: loss 0.0120, 99.63% correct, 37 of 10,000 wrong; calibration error 0.21%, not sure of
    1.08%.
    Most confused: 2 read as 7: 4, 9 read as 4: 4, 7 read as 1: 3, 3 read as 5: 2, 6 read as 8:
    2.
    The report is in docs/report

What was tried besides, and what it gave: docs/training.md.

What is repeatable: with the same seed, TensorFlow and Keras, the split into training and
validation part, the first weights, the order of the images and every change made to them. Two
runs of an earlier recipe, on one machine, ended with the same weights, bit by bit, but nothing
promises that: sums of floats depend on the order in which threads add them, and differ between
processors.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import DIGITS, MODEL_FILE, NO_DIGIT
from digit_recognizer.arguments import new_model_file, positive_float, positive_int, seed
from digit_recognizer.augmentation import Strength, augmented_batches
from digit_recognizer.backend import import_keras
from digit_recognizer.calibration import (
    at_temperature,
    best_temperature,
    set_temperature,
    sure_from,
)
from digit_recognizer.data import (
    TRAINING_IMAGES,
    VALIDATION_IMAGES,
    DataError,
    load_mnist,
    split,
)
from digit_recognizer.images import to_network
from digit_recognizer.model import build_model
from digit_recognizer.model_file import Notes, read_notes, save
from digit_recognizer.non_digits import non_digits
from digit_recognizer.report import figures, folder_for, in_words, write_report
from digit_recognizer.variants import drawn_digits

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

EPOCHS = 36  # validation loss has levelled off
BATCH_SIZE = 128  # images for each step
VARIANTS_SHARE = 0.12  # of MNIST's part: 6,600 drawn digits, 146 for each way of writing
NON_DIGITS_SHARE = 0.05  # 2,750
LATE = 0.25  # of the epochs, the last ones: fewer drawings, so that MNIST's odd digits count more
LATE_SHARE = 0.2  # of the drawings, others each time; all the while so few: strokes are read worse
LEARNING_RATE = 1.0  # the value of Adadelta's paper; Keras' default of 0.001 stops at 84 %
AVERAGED = 0.25  # epochs: the weights that are validated and kept are the average of so long
SEED = 1

STOPPED = 130  # the exit status of what Ctrl-C has ended, by custom
LARGEST_LIMIT = TRAINING_IMAGES - VALIDATION_IMAGES

Bytes = NDArray[np.uint8]


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status: 0 done, 2 something given cannot be used, 130 stopped by Ctrl-C."""
    options = parse_arguments(arguments)
    start = time.time()
    try:
        run(options)
    except (DataError, Diverged, OSError, ImportError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        print(
            f"\nStopped. {stop if stop.args else what_is_kept(options.output, start)}",
            file=sys.stderr,
        )
        return STOPPED
    return 0


def what_is_kept(output: Path, start: float) -> str:
    """After Ctrl-C: whether the file is older than the start of the run, in seconds since 1970."""
    if output.exists() and output.stat().st_mtime > start:
        return f"{output} is new, but was not tested."
    return f"Nothing was kept, and {output} is as it was."


def run(options: argparse.Namespace) -> None:
    """The experiment: data, network, training, calibration, file, test, report."""
    start = time.monotonic()
    mnist = load_mnist(options.data)
    training, validation = split(mnist.y_train, options.seed)  # indices
    training = training[: options.limit]
    if options.limit is not None:
        print(f"ONLY A QUICK LOOK: training on {len(training):,} of {LARGEST_LIMIT:,} images.")

    kinds = Kinds(options.variants, options.non_digits)
    images, labels = with_drawings(
        mnist.x_train[training], mnist.y_train[training], kinds, (options.seed, 0)
    )
    held_out = with_drawings(
        mnist.x_train[validation], mnist.y_train[validation], kinds, (options.seed, 1)
    )
    import_keras().utils.set_random_seed(options.seed)
    early, late = (
        augmented_batches(
            images,  # uint8 (N, 28, 28)
            targets(labels),
            options.batch_size,
            options.seed,
            Strength() if options.augment else None,
            always=len(training),
            share=share,
        )
        for share in (1.0, LATE_SHARE)
    )
    phases = [(early, math.ceil((1 - LATE) * options.epochs)), (late, options.epochs)]
    model = compiled_model(options.learning_rate, options.epochs, len(early))
    best = train(model, phases, held_out, options.output)
    notes = calibrate(model, *held_out)
    notes |= {
        "parameters": model.count_params(),
        "minutes": round((time.monotonic() - start) / 60, 1),
        "best_epoch": best.number,
        "history": best.history,
    }
    save(model, notes, options.output)
    print(
        f"{notes['parameters']:,} parameters, trained in {notes['minutes']} minutes; "
        f"epoch {best.number} of {options.epochs} was the best on the validation images.\n"
        f"Saved in {options.output}"
    )
    saved = read_notes(options.output)
    report(model, saved, mnist.x_test, mnist.y_test, folder_for(options.output))
    if options.limit is not None:
        print("That was only a quick look: run without --limit for a good model.")


class Kinds(NamedTuple):
    """What is mixed into MNIST."""

    variants: bool
    non_digits: bool


def with_drawings(
    images: Bytes, labels: Bytes, kinds: Kinds, seed: Sequence[int]
) -> tuple[Bytes, Bytes]:
    """MNIST's digits, then drawn digits, then what is no digit, labelled 10.

    uint8 (N, 28, 28) and (N,) -> the same with more of them.
    """
    variants = round(VARIANTS_SHARE * len(images)) if kinds.variants else 0
    others = round(NON_DIGITS_SHARE * len(images)) if kinds.non_digits else 0
    drawn, drawn_labels = drawn_digits(variants, seed)
    return (
        np.concatenate([images, drawn, non_digits(images, labels, others, seed)]),
        np.concatenate([labels, drawn_labels, np.full(others, NO_DIGIT, np.uint8)]),
    )


def targets(labels: Bytes) -> NDArray[np.float32]:
    """What the network should say: uint8 (N,) -> (N, 10), 1 for the digit and 0 for the others.

    For what is no digit: 0.1 for each of them, which is as unsure as one can be.
    """
    rows = np.vstack([np.eye(DIGITS), np.full(DIGITS, 1 / DIGITS)])
    return rows[labels].astype(np.float32)


def compiled_model(learning_rate: float, epochs: int, steps: int) -> keras.Sequential:
    """The network with Adadelta, the learning rate falling to 0 along half a cosine.

    steps: batches in an epoch. The optimiser keeps a moving average of the weights, which is less
    at the mercy of the last batches: Polyak and Juditsky, 1992.
    """
    keras = import_keras()
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * steps)
    momentum = max(0.0, 1 - 1 / (AVERAGED * steps))
    model = build_model()
    model.compile(
        optimizer=keras.optimizers.Adadelta(schedule, use_ema=True, ema_momentum=momentum),
        loss="kl_divergence",  # for digits the cross-entropy; 0 when unsure where it should be
        metrics=[digit_accuracy()],
    )
    return model


def digit_accuracy() -> keras.metrics.Metric:
    """The share of digits that are read right; what is no digit is not counted."""
    keras = import_keras()

    class DigitAccuracy(keras.metrics.CategoricalAccuracy):  # type: ignore[name-defined]
        def update_state(
            self, targets: tf.Tensor, probabilities: tf.Tensor, sample_weight: None = None
        ) -> None:
            is_digit = keras.ops.max(targets, axis=1) == 1
            super().update_state(targets, probabilities, sample_weight=is_digit)

    return DigitAccuracy(name="accuracy")


class Diverged(ArithmeticError):
    """The loss is not a number any more."""


class BestEpoch:
    """The weights of the epoch that did best on the validation images.

    By loss, not by accuracy: that moves in steps of one image.
    """

    def __init__(self, model: keras.Model, epochs: int, print_lines: bool) -> None:
        self.number = 0  # from 1; 0 while no epoch has ended
        self.history: dict[str, list[float]] = {}  # loss, accuracy, val_loss, val_accuracy
        self._model, self._epochs, self._print_lines = model, epochs, print_lines
        self._loss = math.inf
        self._weights: list[NDArray[np.float32]] = []

    def epoch_ended(self, index: int, logs: dict[str, float]) -> None:
        """Called by Keras; index counts from 0. Raises Diverged."""
        if not (math.isfinite(logs["loss"]) and math.isfinite(logs["val_loss"])):
            raise Diverged(
                f"In epoch {index + 1} the loss was no number any more: training has diverged. "
                "Nothing was saved; try a smaller --learning-rate."
            )
        for name, value in logs.items():
            self.history.setdefault(name, []).append(round(float(value), 5))
        if logs["val_loss"] < self._loss:
            self.number, self._loss = index + 1, logs["val_loss"]
            self._weights = self._model.get_weights()
        if self._print_lines:
            print(
                f"epoch {index + 1:2} of {self._epochs}: "
                f"training loss {logs['loss']:.4f}, {logs['accuracy']:.2%} correct; "
                f"validation loss {logs['val_loss']:.4f}, {logs['val_accuracy']:.2%} correct",
                flush=True,
            )

    def restore(self) -> None:
        """Gives the model these weights back."""
        self._model.set_weights(self._weights)


def train(
    model: keras.Sequential,
    phases: list[tuple[tf.data.Dataset, int]],
    validation: tuple[Bytes, Bytes],
    output: Path,
) -> BestEpoch:
    """Leaves the best epoch's weights in the model.

    phases: batches, and after how many epochs, from the beginning, the next ones take their place.
    validation: uint8 (N, 28, 28) and labels (N,), of which only the digits are used here.
    Ctrl-C: the best epoch so far is saved beside `output`; KeyboardInterrupt says where.
    """
    keras = import_keras()
    images, labels = validation
    is_digit = labels != NO_DIGIT
    on_terminal = sys.stdout.isatty()
    best = BestEpoch(model, phases[-1][1], print_lines=not on_terminal)
    done = 0
    try:
        for batches, until in phases:
            model.fit(
                batches,
                shuffle=False,  # they are shuffled already
                initial_epoch=done,
                epochs=until,
                validation_data=(to_network(images[is_digit]), targets(labels[is_digit])),
                validation_batch_size=500,
                callbacks=[
                    keras.callbacks.SwapEMAWeights(swap_on_epoch=True),  # first: others see these
                    keras.callbacks.LambdaCallback(on_epoch_end=best.epoch_ended),
                ],
                verbose=1 if on_terminal else 0,
            )
            done = until  # and from the averaged weights on
    except KeyboardInterrupt:
        if not best.number:
            raise
        best.restore()
        kept = output.with_suffix(".interrupted.h5")
        save(model, {"history": best.history}, kept)
        raise KeyboardInterrupt(
            f"The best epoch so far, number {best.number}, is in {kept}; {output} is as it was."
        ) from None
    best.restore()
    return best


def calibrate(model: keras.Sequential, images: Bytes, labels: Bytes) -> Notes:
    """Gives the model the temperature that suits these images, uint8 (N, 28, 28), labels (N,).

    Returns the notes for the file: the temperature, from which confidence on an answer is sure,
    and the figures of digits and of what is none.
    """
    probabilities = model.predict(to_network(images), batch_size=500, verbose=0)  # (N, 10)
    is_digit = labels != NO_DIGIT
    temperature = best_temperature(probabilities[is_digit], labels[is_digit])
    set_temperature(model, temperature)
    calibrated = at_temperature(probabilities, temperature)
    threshold = sure_from(calibrated[is_digit].max(axis=1))
    is_sure = calibrated[~is_digit].max(axis=1) >= threshold
    return {
        "temperature": temperature,
        "sure_from": threshold,
        "held_out": figures(calibrated[is_digit], labels[is_digit], threshold),
        "non_digits": {"images": len(is_sure), "sure": int(is_sure.sum())},
    }


def report(model: keras.Model, notes: Notes, images: Bytes, labels: Bytes, folder: Path) -> None:
    """The exam: uint8 (N, 28, 28) that nothing was chosen by, and their labels (N,)."""
    print(
        f"Temperature {notes['temperature']:.2f}; sure from {notes['sure_from']:.1%} on; of "
        f"{notes['non_digits']['images']:,} held-out non-digits it is sure of "
        f"{notes['non_digits']['sure']}."
    )
    probabilities = model.predict(to_network(images), batch_size=500, verbose=0)  # (N, 10)
    print(in_words(write_report(folder, notes, probabilities, images, labels)))
    print(f"The report is in {folder}")


# --- command line --------------------------------------------------------------------------------


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Refuses what cannot work, before minutes are spent on it: exit status 2."""
    parser = argparse.ArgumentParser(
        description="Trains the digit recogniser on MNIST.",
        epilog="Without options: the good model, in less than an hour on two cores.",
    )

    add = parser.add_argument
    whole: dict[str, Any] = {"type": positive_int, "metavar": "N"}
    add("--epochs", **whole, default=EPOCHS, help="default: %(default)s")
    add("--batch-size", **whole, default=BATCH_SIZE, help="default: %(default)s")
    add("--learning-rate", type=positive_float, default=LEARNING_RATE, help="at the beginning")
    add("--seed", type=seed, default=SEED, help="of all that is random; default: %(default)s")
    add("--data", type=Path, help="npz file or folder of IDX files; default: data/mnist.npz")
    add("--output", type=new_model_file, default=str(MODEL_FILE), help="default: mnist.h5")
    no: dict[str, Any] = {"action": "store_false"}
    add("--no-augment", **no, dest="augment", help="train on pictures as they are")
    add("--no-variants", **no, dest="variants", help="train without drawn digits")
    add("--no-non-digits", **no, dest="non_digits", help="train without what is no digit")
    add("--limit", **whole, help="only the first N images of MNIST: a quick look")
    options = parser.parse_args(arguments)
    if options.limit is not None and options.limit > LARGEST_LIMIT:
        parser.error(f"--limit: there are only {LARGEST_LIMIT} images to train on")
    return options


if __name__ == "__main__":
    status = main()
    if status == STOPPED:
        sys.stdout.flush()
        os._exit(status)  # TensorFlow's threads are still at work: taking Python down can crash
    sys.exit(status)
