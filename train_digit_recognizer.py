"""Trains the digit recogniser on MNIST and saves it as mnist.h5.

    python train_digit_recognizer.py                            the good model
    python train_digit_recognizer.py --quick                    a network in a few minutes
    python train_digit_recognizer.py --epochs 1 --limit 5000    a quick look
    python train_digit_recognizer.py --help                     all the options

NOTEBOOK

The default run, on two CPU cores; loss and share of correct answers:

    epoch  1 of 36: training 0.6414, 82.21%; validation 0.1319, 97.33%
    epoch  2 of 36: training 0.1864, 96.10%; validation 0.0583, 98.62%
    epoch  3 of 36: training 0.1456, 97.11%; validation 0.0427, 98.89%
    epoch  5 of 36: training 0.1124, 97.76%; validation 0.0376, 99.10%
    epoch  7 of 36: training 0.0988, 97.99%; validation 0.0335, 99.10%
    epoch 10 of 36: training 0.0840, 98.39%; validation 0.0336, 99.06%
    epoch 14 of 36: training 0.0757, 98.53%; validation 0.0301, 99.17%
    epoch 18 of 36: training 0.0663, 98.69%; validation 0.0317, 99.10%
    epoch 22 of 36: training 0.0598, 98.91%; validation 0.0276, 99.24%
    epoch 26 of 36: training 0.0534, 99.01%; validation 0.0272, 99.27%
    epoch 30 of 36: training 0.0419, 99.21%; validation 0.0254, 99.30%
    epoch 33 of 36: training 0.0407, 99.23%; validation 0.0237, 99.41%
    epoch 36 of 36: training 0.0395, 99.22%; validation 0.0255, 99.35%

    466,634 parameters, trained in 69.7 minutes; epoch 33 of 36 was the best on the validation
    images.
    Saved in mnist.h5
    Temperature 0.95; confidence threshold 79.9%; sure of 23 of 550 held-out non-digits.
    Test: loss 0.0138, 99.65% correct, 35 of 10,000 wrong; calibration error 0.17%, not sure of
    0.73%.
    Most confused: 9 read as 4: 5, 2 read as 7: 4, 7 read as 1: 3, 8 read as 2: 2, 5 read as 6:
    2.
    The report is in docs/report

What else was tried, and with what result: docs/training.md.

What is repeatable: with the same seed, TensorFlow and Keras, the training and validation sets, the
initial weights, the order of the images and their augmentation. Two runs of an earlier recipe on
one machine ended with the same weights, bit by bit, but that is not guaranteed: sums of floats
depend on the order in which threads add them, and differ between processors.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import Notes, read_notes, save
from digit_recognizer.reading.inside.epochs import epochs_folder
from digit_recognizer.reading.inside.mistakes import report_folder
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.arguments import new_model_file, positive_float, positive_int, seed
from digit_recognizer.training.augmentation import AugmentationRanges, augmented_batches
from digit_recognizer.training.calibration import (
    apply_temperature,
    at_temperature,
    best_temperature,
    choose_threshold,
)
from digit_recognizer.training.checkpoint import Checkpoint
from digit_recognizer.training.compilation import adadelta, digit_accuracy, on_all_gpus
from digit_recognizer.training.data import (
    divided,
    joined,
    load_digits,
    load_mnist,
    load_more,
)
from digit_recognizer.training.data_files import DataError, Labelled
from digit_recognizer.training.examples import (
    Drawn,
    Examples,
    drawn_anew,
    mixed,
    soft_targets,
    with_drawn,
)
from digit_recognizer.training.exit_status import exit_status, leave
from digit_recognizer.training.fitting import fit_until
from digit_recognizer.training.made_ahead import made_ahead
from digit_recognizer.training.memory import keep_freed_memory
from digit_recognizer.training.pen_strokes import load_writers
from digit_recognizer.training.report import metrics, summary, write_report
from digit_recognizer.training.run_folder import run_folder

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

    Batch = tuple[tf.Tensor, tf.Tensor]  # images, targets


@dataclass(frozen=True)
class TrainingSettings:
    """The recipe. A stopped run resumes only with the same settings."""

    epochs: int = 36  # validation loss has levelled off
    batch_size: int = 128  # images in each step
    learning_rate: float = 1.0  # Adadelta's paper; Keras' default of 0.001 stops at 84 %
    seed: int = 1  # of everything random
    data: str | None = None  # a file or folder of digits: data_files.py; None: data/mnist.npz
    more: str | None = None  # another, whose training set is added to that of `data`
    limit: int | None = None  # train on only so many of MNIST's images; None: on all 55,000
    augment: bool = True  # change every image a little each time: AugmentationRanges
    synthetic_share: float = 0.06  # of MNIST's images: 3,300 synthetic digits, 220 in each style
    negative_share: float = 0.09  # of MNIST's images: 4,950 negative examples, others in each epoch
    split_share: float = 0.04  # of MNIST's images: 2,200 split examples of touching digits
    pen_share: float = 0.18  # of MNIST's images: 9,900 real pen digits, drawn anew in each epoch
    fine_tuning_share: float = 0.25  # of the epochs, at the end: MNIST's odd digits weigh more
    fine_tuning_extra: float = 0.2  # of the added examples; with so few throughout, strokes suffer
    warm_up_epochs: float = 0.5  # to reach the learning rate from 0: docs/training.md
    weight_decay: float = 1e-4  # of a weight, in each step, times the learning rate
    ema_epochs: float = 0.25  # horizon of the weights' exponential moving average, which is kept
    keep_epochs: bool = False  # about ten networks on the way, to watch: 1.4 MB each

    @property
    def fine_tuning_starts(self) -> int:
        """How many epochs come before the fine-tuning."""
        return math.ceil((1 - self.fine_tuning_share) * self.epochs)

    def extra_share(self, epoch: int) -> float:
        """The share of the added examples that are in an epoch; epochs count from 0."""
        return 1.0 if epoch < self.fine_tuning_starts else self.fine_tuning_extra

    def steps_in(self, epoch: int, training: Examples) -> int:
        """The batches of an epoch. training: without what is drawn anew."""
        extra = len(training.labels) - training.mnist_count
        drawn = sum(self.drawn_counts(training.mnist_count))
        count = training.mnist_count + drawn + round(self.extra_share(epoch) * extra)
        return math.ceil(count / self.batch_size)

    def drawn_counts(self, mnist_count: int) -> tuple[int, int]:
        """The pen digits and the negative examples of an epoch, for so many images of MNIST."""
        return round(self.pen_share * mnist_count), round(self.negative_share * mnist_count)


QUICK = TrainingSettings(  # for the impatient; mostly without what MNIST's test does not ask for
    epochs=4, synthetic_share=0.03, negative_share=0.03, split_share=0.0
)


class Data(NamedTuple):
    """Training set; validation set, for the best epoch and calibration; test set, read once."""

    training: Examples
    validation: Examples
    x_test: ByteArray  # of MNIST (10000, 28, 28), ink = 255
    y_test: ByteArray  # (10000,)


def run(settings: TrainingSettings, output: Path, resume: bool) -> None:
    """The experiment, from the data to the test. output: the model file."""
    start = time.monotonic()
    import_keras()  # first, because it may be missing, and the data takes a while
    keep_freed_memory()  # else a quarter of the time may go into getting it back
    with run_folder(output, asdict(settings), resume) as folder:
        data = load(settings)
        model = build(settings, data.training)
        model.summary(print_fn=print)
        keep_in = epochs_folder(output) if settings.keep_epochs else None
        checkpoint = Checkpoint(model, folder, settings.epochs, start, keep_in=keep_in)
        fit(model, data, settings, checkpoint)
        notes = calibrate(model, data.validation)
        notes |= {"parameters": model.count_params(), **checkpoint.notes}
        notes["quick"] = settings.limit is not None or settings.epochs <= QUICK.epochs
        save(model, notes, output)
    print(
        f"{notes['parameters']:,} parameters, trained in {notes['minutes']} minutes; epoch "
        f"{notes['best_epoch']} of {settings.epochs} was the best on the validation images.\n"
        f"Saved in {output}"
    )
    evaluate(model, data, output)
    if settings.limit is not None:
        print("That was only a quick look: run without --limit for a good model.")


def load(settings: TrainingSettings) -> Data:
    """Raises DataError."""
    digits = load_mnist() if settings.data is None else load_digits(Path(settings.data))
    training, validation = divided(Labelled(digits.x_train, digits.y_train), settings.seed)
    if settings.limit is not None:
        training = limited(training, settings.limit)
    if settings.more is not None:
        more = divided(load_more(Path(settings.more)), settings.seed)
        training, validation = joined(training, more[0]), joined(validation, more[1])
    print(
        f"{len(training.labels):,} images to train on, {len(validation.labels):,} to validate and "
        f"{len(digits.y_test):,} to test with."
    )
    held_out = examples(validation, settings, stream=1)
    draw = drawing(held_out, settings, validation=True)
    return Data(
        examples(training, settings, stream=0),
        with_drawn(held_out, draw(settings.seed)),
        digits.x_test,
        digits.y_test,
    )


def limited(digits: Labelled, limit: int) -> Labelled:
    """The first of them. Raises DataError where there are fewer."""
    count = len(digits.labels)
    if limit > count:
        raise DataError(f"--limit: there are only {count} images to train on")
    print(f"ONLY A QUICK LOOK: training on {limit:,} of {count:,} images.")
    return Labelled(digits.images[:limit], digits.labels[:limit])


def examples(digits: Labelled, settings: TrainingSettings, stream: int) -> Examples:
    """These images, and the examples added to them.

    stream: of random numbers, one for each set.
    """
    return mixed(
        digits.images,
        digits.labels,
        synthetic=settings.synthetic_share,
        split=settings.split_share,
        seed=(settings.seed, stream),
    )


def drawing(
    examples: Examples, settings: TrainingSettings, validation: bool = False
) -> Callable[[int], Drawn]:
    """What draws an epoch's pen digits and negative examples from its seed."""
    mnist = slice(examples.mnist_count)
    counts = settings.drawn_counts(examples.mnist_count)
    writers = load_writers(validation) if settings.pen_share else ()
    return partial(drawn_anew, examples.images[mnist], examples.labels[mnist], writers, counts)


def build(settings: TrainingSettings, training: Examples) -> keras.Sequential:
    """The network, compiled, with its initial weights."""
    import_keras().utils.set_random_seed(settings.seed)
    steps = [settings.steps_in(epoch, training) for epoch in range(settings.epochs)]
    with on_all_gpus():
        model = build_model()
        model.compile(
            optimizer=adadelta(
                settings.learning_rate,
                settings.weight_decay,
                sum(steps),
                warm_up_steps=round(settings.warm_up_epochs * steps[0]),
                ema_steps=max(1, round(settings.ema_epochs * steps[0])),
            ),
            loss="kl_divergence",  # for digits, cross-entropy; for negatives, 0 where all are equal
            metrics=[digit_accuracy()],
        )
    return model


def fit(
    model: keras.Sequential,
    data: Data,
    settings: TrainingSettings,
    checkpoint: Checkpoint,
    share: Callable[[Batch], Batch] | None = None,
) -> None:
    """Two phases: with all added examples, then fine-tuning with a fifth of them.

    share: what to learn from of each batch; None: all of it. Leaves the weights of the best epoch
    in the model.
    """
    done = checkpoint.epochs_done
    if done:
        print(f"Resuming after epoch {done} of {settings.epochs}.")
    else:
        checkpoint.keep_epoch()  # as it is before it has learnt anything
    is_digit = data.validation.is_digit  # the others have no right answer
    digits, labels = data.validation.images[is_digit], data.validation.labels[is_digit]
    validation = to_network(digits), soft_targets(labels)
    seeds = np.random.SeedSequence(settings.seed).generate_state(settings.epochs).tolist()
    with made_ahead(partial(drawing, data.training, settings), seeds[done:]) as drawn:
        for last_epoch in (settings.fine_tuning_starts, settings.epochs):
            epochs = range(checkpoint.epochs_done, last_epoch)
            fit_until(
                last_epoch,
                model,
                batches(data.training, drawn, settings, epochs, share),
                validation,
                checkpoint,
                settings.steps_in(last_epoch - 1, data.training),
            )
    checkpoint.restore_best()


def batches(
    training: Examples,
    drawn: Iterator[Drawn],
    settings: TrainingSettings,
    epochs: range,
    share: Callable[[Batch], Batch] | None = None,
) -> Iterator[Batch]:
    """Those of all these epochs: float32 (B, 28, 28, 1) in [0, 1] and targets (B, 10).

    drawn: for each epoch, what is drawn anew.
    """
    for epoch in epochs:
        examples = with_drawn(training, next(drawn))
        whole = augmented_batches(
            examples.images,
            soft_targets(examples.labels),
            settings.batch_size,
            settings.seed + epoch,
            AugmentationRanges() if settings.augment else None,
            examples.always,
            settings.extra_share(epoch),
        )
        yield from whole if share is None else map(share, whole)


def calibrate(model: keras.Sequential, validation: Examples) -> Notes:
    """Divides the model's logits by the temperature that suits the validation set best.

    Returns notes for the model file: temperature, confidence threshold ("sure_from"), and the
    metrics on digits ("held_out") and on negative examples ("non_digits").
    """
    probabilities = model.predict(to_network(validation.images), batch_size=500, verbose=0)
    is_digit, labels = validation.is_digit, validation.labels
    temperature = best_temperature(probabilities[is_digit], labels[is_digit])
    apply_temperature(model, temperature)
    calibrated = at_temperature(probabilities, temperature)  # (N, 10)
    threshold = choose_threshold(calibrated[is_digit].max(axis=1))
    is_sure = calibrated[~is_digit].max(axis=1) >= threshold
    return {
        "temperature": temperature,
        "sure_from": threshold,
        "held_out": metrics(calibrated[is_digit], labels[is_digit], threshold),
        "non_digits": {"images": len(is_sure), "sure": int(is_sure.sum())},
    }


def evaluate(model: keras.Model, data: Data, output: Path) -> None:
    """Reads the test set, from which nothing was chosen, and writes the report."""
    notes, folder = read_notes(output), report_folder(output)
    print(
        f"Temperature {notes['temperature']:.2f}; confidence threshold {notes['sure_from']:.1%}; "
        f"sure of {notes['non_digits']['sure']} of {notes['non_digits']['images']:,} held-out "
        "non-digits."
    )
    probabilities = model.predict(to_network(data.x_test), batch_size=500, verbose=0)  # (N, 10)
    print(summary(write_report(folder, notes, probabilities, data.x_test, data.y_test)))
    print(f"The report is in {folder}")


# --- command line --------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status: 0 done, 2 something given cannot be used, 130 stopped by Ctrl-C."""
    settings, output, resume = parse_arguments(arguments)
    return exit_status(lambda: run(settings, output, resume), output)


def parse_arguments(arguments: Sequence[str] | None) -> tuple[TrainingSettings, Path, bool]:
    """Returns the settings, the model file to write, and whether to resume.

    Refuses what cannot work before minutes are spent on it: exit status 2.
    """
    given = vars(argument_parser().parse_args(arguments))
    output, resume = given.pop("output"), given.pop("resume")
    recipe = QUICK if given.pop("quick") else TrainingSettings()
    if "negative_share" in given:
        given["split_share"] = given["negative_share"]  # half of them are negative examples
    return replace(recipe, **given), output, resume


def argument_parser() -> argparse.ArgumentParser:
    """The other options are named as the settings are, and have no default of their own."""
    parser = argparse.ArgumentParser(
        description="Trains the digit recogniser on MNIST.",
        epilog="Without options: the good model, in about an hour on two cores.",
        argument_default=argparse.SUPPRESS,
    )
    add, default = parser.add_argument, TrainingSettings
    whole: dict[str, Any] = {"type": positive_int, "metavar": "N"}
    none: dict[str, Any] = {"action": "store_const", "const": 0.0}
    yes: dict[str, Any] = {"action": "store_true", "default": False}
    add("--quick", **yes, help="a network for the impatient, in a few minutes")
    add("--epochs", **whole, help=f"default: {default.epochs}; quick: {QUICK.epochs}")
    add("--batch-size", **whole, help=f"default: {default.batch_size}")
    add(
        "--learning-rate",
        type=positive_float,
        help=f"the highest; default: {default.learning_rate}",
    )
    add("--seed", type=seed, help=f"of everything random; default: {default.seed}")
    add("--data", metavar="PATH", help="npz, IDX, CSV or zip, or folder; default: data/mnist.npz")
    add("--more", metavar="PATH", help="as --data: images to train on besides those")
    add("--output", type=new_model_file, default=str(MODEL_FILE), help="default: mnist.h5")
    add("--no-augment", action="store_false", dest="augment", help="leave the images as they are")
    add("--keep-epochs", action="store_true", help="about ten networks on the way, 1.4 MB each")
    add("--no-pen-digits", **none, dest="pen_share", help="train without real pen strokes")
    add("--no-synthetic", **none, dest="synthetic_share", help="train without synthetic digits")
    add("--no-negatives", **none, dest="negative_share", help="train without negative examples")
    add("--resume", **yes, help="continue the run that was stopped last")
    add("--limit", **whole, help="only the first N images: a quick look")
    return parser


if __name__ == "__main__":
    leave(main())
