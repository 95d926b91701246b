"""Trains the digit recogniser on MNIST and saves it as mnist.h5.

    python train_digit_recognizer.py                            the good model
    python train_digit_recognizer.py --epochs 1 --limit 5000    a quick look
    python train_digit_recognizer.py --help                     all the options

NOTEBOOK

The default run, on two CPU cores that had other work too; loss and share of right answers:

    epoch  1 of 40: training 0.3613, 91.18%; validation 0.0689, 98.30%
    epoch  2 of 40: training 0.1574, 96.82%; validation 0.0395, 99.11%
    epoch  3 of 40: training 0.1215, 97.61%; validation 0.0298, 99.21%
    epoch  5 of 40: training 0.0931, 98.17%; validation 0.0241, 99.35%
    epoch  7 of 40: training 0.0802, 98.47%; validation 0.0211, 99.35%
    epoch 10 of 40: training 0.0696, 98.65%; validation 0.0199, 99.53%
    epoch 14 of 40: training 0.0612, 98.83%; validation 0.0186, 99.53%
    epoch 18 of 40: training 0.0533, 99.00%; validation 0.0173, 99.58%
    epoch 22 of 40: training 0.0466, 99.12%; validation 0.0149, 99.63%
    epoch 26 of 40: training 0.0420, 99.19%; validation 0.0142, 99.60%
    epoch 30 of 40: training 0.0357, 99.30%; validation 0.0139, 99.61%
    epoch 40 of 40: training 0.0215, 99.52%; validation 0.0113, 99.67%

    484,058 parameters, trained in 45.9 minutes; epoch 40 of 40 was the best on the validation
    images.
    Saved in mnist.h5
    Temperature 0.93; sure from 91.4% on; of 400 held-out non-digits it is sure of 20.
    Test: loss 0.0127, 99.70% correct, 30 of 10,000 wrong; calibration error 0.26%, not sure of
    0.86%.
    Most confused: 9 read as 4: 3, 5 read as 3: 3, 1 read as 7: 2, 4 read as 9: 2, 2 read as 7:
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
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if sys.flags.isolated:  # python -I does not look for modules beside the script
    sys.path.insert(0, str(Path(__file__).resolve().parent))

from digit_recognizer import DIGITS, MODEL_FILE, NO_DIGIT
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.network.atomic_write import reason
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import Notes, read_notes, save
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.arguments import new_model_file, positive_float, positive_int, seed
from digit_recognizer.training.augmentation import AugmentationRanges, augmented_batches
from digit_recognizer.training.calibration import (
    at_temperature,
    best_temperature,
    confidence_threshold,
    set_temperature,
)
from digit_recognizer.training.checkpoint import (
    BEST,
    CannotResume,
    Diverged,
    Progress,
    run_folder,
    stopped_runs,
)
from digit_recognizer.training.data import (
    TRAINING_IMAGES,
    VALIDATION_IMAGES,
    DataError,
    Mnist,
    load_mnist,
    split,
)
from digit_recognizer.training.negatives import negatives
from digit_recognizer.training.report import figures, folder_for, in_words, write_report
from digit_recognizer.training.synthetic_digits import synthetic_digits
from digit_recognizer.training.touching_digits import split_examples

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

EPOCHS = 40  # validation loss has levelled off
BATCH_SIZE = 128  # images for each step
VARIANTS_SHARE = 0.12  # of MNIST's part: 6,600 drawn digits, 146 for each way of writing
NON_DIGITS_SHARE = 0.06  # 3,300
SEGMENTS_SHARE = 0.04  # 2,200 cut out of digits that touch; half of them have some of the other
LATE = 0.25  # of the epochs, the last ones: fewer drawings, so that MNIST's odd digits count more
LATE_SHARE = 0.2  # of the drawings, others each time; all the while so few: strokes are read worse
LEARNING_RATE = 1.0  # the value of Adadelta's paper; Keras' default of 0.001 stops at 84 %
WEIGHT_DECAY = 1e-4  # of a weight, each step, times the learning rate
AVERAGED = 0.25  # epochs: the weights that are validated and kept are the average of so long
SEED = 1

STOPPED = 130  # the exit status of what Ctrl-C has ended, by custom
LARGEST_LIMIT = TRAINING_IMAGES - VALIDATION_IMAGES


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status: 0 done, 2 something given cannot be used, 130 stopped by Ctrl-C."""
    options = parse_arguments(arguments)
    start = time.time()
    try:
        run(options)
    except (DataError, CannotResume, Diverged, ImportError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(error, what_is_kept(options.output, start), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nStopped. {what_is_kept(options.output, start)}", file=sys.stderr)
        return STOPPED
    return 0


def what_is_kept(output: Path, start: float) -> str:
    """After a run that was cut short. start: of it, in seconds since 1970."""
    if output.exists() and output.stat().st_mtime > start:
        return f"{output} is new, but was not tested."
    kept = [folder for folder in stopped_runs(output) if folder.stat().st_mtime > start]
    if kept:
        return (
            f"{output} is as it was. The best epoch so far is in {kept[-1] / BEST}; with --resume "
            "the run goes on after the last one."
        )
    return f"Nothing was kept, and {output} is as it was."


def run(options: argparse.Namespace) -> None:
    """The experiment: data, network, training, calibration, file, test, report."""
    mnist = load_mnist(options.data)
    settings = {k: v for k, v in vars(options).items() if k not in ("resume", "output")}
    settings["data"] = str(options.data)
    with run_folder(options.output, settings, options.resume) as folder:
        model, notes = trained(mnist, options, folder)
        save(model, notes, options.output)
    print(
        f"{notes['parameters']:,} parameters, trained in {notes['minutes']} minutes; epoch "
        f"{notes['best_epoch']} of {options.epochs} was the best on the validation images.\n"
        f"Saved in {options.output}"
    )
    saved = read_notes(options.output)
    report(model, saved, mnist.x_test, mnist.y_test, folder_for(options.output))
    if options.limit is not None:
        print("That was only a quick look: run without --limit for a good model.")


def trained(
    mnist: Mnist, options: argparse.Namespace, folder: Path
) -> tuple[keras.Sequential, Notes]:
    """The network, calibrated, and the notes for its file."""
    start = time.monotonic()
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
    steps = math.ceil(len(images) / options.batch_size)
    with on_all_gpus():
        model = compiled_model(options.learning_rate, options.epochs, steps)
    progress = Progress(model, folder, options.epochs, start)
    if options.resume:
        print(f"Going on after epoch {progress.epochs_done} of {options.epochs}.")
    phases = phases_of(images, labels, len(training), options, progress.epochs_done)
    train(model, phases, held_out, progress)
    return model, calibrate(model, *held_out) | {
        "parameters": model.count_params(),
        "minutes": round(progress.seconds / 60, 1),
        "best_epoch": progress.best_epoch,
        "history": progress.history,
    }


class Kinds(NamedTuple):
    """What is mixed into MNIST."""

    variants: bool
    non_digits: bool


def with_drawings(
    images: ByteArray, labels: ByteArray, kinds: Kinds, seed: Sequence[int]
) -> tuple[ByteArray, ByteArray]:
    """MNIST's digits, then drawn digits, then what is no digit, labelled 10, then some of both.

    uint8 (N, 28, 28) and (N,) -> the same with more of them.
    """
    variants = round(VARIANTS_SHARE * len(images)) if kinds.variants else 0
    others = round(NON_DIGITS_SHARE * len(images)) if kinds.non_digits else 0
    pieces = round(SEGMENTS_SHARE * len(images)) if kinds.non_digits else 0
    drawn, drawn_labels = synthetic_digits(variants, seed)
    cut, cut_labels = split_examples(images, labels, pieces, seed)
    return (
        np.concatenate([images, drawn, negatives(images, labels, others, seed), cut]),
        np.concatenate([labels, drawn_labels, np.full(others, NO_DIGIT, np.uint8), cut_labels]),
    )


def targets(labels: ByteArray) -> NDArray[np.float32]:
    """What the network should say: uint8 (N,) -> (N, 10), 1 for the digit and 0 for the others.

    For what is no digit: 0.1 for each of them, which is as unsure as one can be.
    """
    rows = np.vstack([np.eye(DIGITS), np.full(DIGITS, 1 / DIGITS)])
    return rows[labels].astype(np.float32)


def phases_of(
    images: ByteArray, labels: ByteArray, always: int, options: argparse.Namespace, epochs_done: int
) -> list[tuple[tf.data.Dataset, int]]:
    """Batches, and the epoch until which they serve: with all drawings, and then with a few.

    images: uint8 (N, 28, 28), of which the first `always` are MNIST's; labels (N,).
    """
    early, late = (
        augmented_batches(
            images,
            targets(labels),
            options.batch_size,
            options.seed + epochs_done,  # other changes than in the epochs before
            AugmentationRanges() if options.augment else None,
            always=always,
            share=share,
        )
        for share in (1.0, LATE_SHARE)
    )
    return [(early, math.ceil((1 - LATE) * options.epochs)), (late, options.epochs)]


def on_all_gpus(kind: str = "GPU") -> AbstractContextManager:
    """Where several GPUs are, each gets a copy of what is built in it, and its share of a batch."""
    import tensorflow as tf

    names = [device.name for device in tf.config.list_logical_devices(kind)]
    return tf.distribute.MirroredStrategy(names).scope() if len(names) > 1 else nullcontext()


def compiled_model(learning_rate: float, epochs: int, steps: int) -> keras.Sequential:
    """The network with Adadelta, the learning rate falling to 0 along half a cosine.

    steps: batches in an epoch. The optimiser keeps a moving average of the weights, which is less
    at the mercy of the last batches: Polyak and Juditsky, 1992. Weights that do not help decay:
    Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
    """
    keras = import_keras()
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * steps)
    momentum = max(0.0, 1 - 1 / (AVERAGED * steps))
    model = build_model()
    adadelta = keras.optimizers.Adadelta(
        schedule, weight_decay=WEIGHT_DECAY, use_ema=True, ema_momentum=momentum
    )
    adadelta.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    model.compile(
        optimizer=adadelta,
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


def train(
    model: keras.Sequential,
    phases: list[tuple[tf.data.Dataset, int]],
    validation: tuple[ByteArray, ByteArray],
    progress: Progress,
) -> None:
    """Leaves the best epoch's weights in the model; goes on where `progress` has come to.

    phases: batches, and after how many epochs, from the beginning, the next ones take their place.
    validation: uint8 (N, 28, 28) and labels (N,), of which only the digits are used here.
    """
    keras = import_keras()
    images, labels = validation
    is_digit = labels != NO_DIGIT
    done = progress.epochs_done
    for batches, until in phases:
        if done >= until:
            continue
        try:
            model.fit(
                batches,
                shuffle=False,  # they are shuffled already
                initial_epoch=done,
                epochs=until,
                validation_data=(to_network(images[is_digit]), targets(labels[is_digit])),
                validation_batch_size=500,
                callbacks=[
                    keras.callbacks.SwapEMAWeights(swap_on_epoch=True),  # first: others see these
                    keras.callbacks.LambdaCallback(on_epoch_end=progress.epoch_ended),
                    keras.callbacks.BackupAndRestore(
                        str(progress.folder), double_checkpoint=True, delete_checkpoint=False
                    ),
                ],
                verbose=1 if sys.stdout.isatty() else 0,
            )
        except OSError as error:
            if error.errno is None:  # it is a sentence already
                raise
            raise OSError(f"{progress.folder} could not be written: {reason(error)}.") from error
        done = until  # and from the averaged weights on
    progress.restore_best()


def calibrate(model: keras.Sequential, images: ByteArray, labels: ByteArray) -> Notes:
    """Gives the model the temperature that suits these images, uint8 (N, 28, 28), labels (N,).

    Returns the notes for the file: the temperature, from which confidence on an answer is sure,
    and the figures of digits and of what is none.
    """
    probabilities = model.predict(to_network(images), batch_size=500, verbose=0)  # (N, 10)
    is_digit = labels != NO_DIGIT
    temperature = best_temperature(probabilities[is_digit], labels[is_digit])
    set_temperature(model, temperature)
    calibrated = at_temperature(probabilities, temperature)
    threshold = confidence_threshold(calibrated[is_digit].max(axis=1))
    is_sure = calibrated[~is_digit].max(axis=1) >= threshold
    return {
        "temperature": temperature,
        "sure_from": threshold,
        "held_out": figures(calibrated[is_digit], labels[is_digit], threshold),
        "non_digits": {"images": len(is_sure), "sure": int(is_sure.sum())},
    }


def report(
    model: keras.Model, notes: Notes, images: ByteArray, labels: ByteArray, folder: Path
) -> None:
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
    add("--resume", action="store_true", help="go on with the run that was stopped last")
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
