"""Trains the page network on made-up pages and saves it as digit_recognizer/network/pages.h5.

    python -m digit_recognizer.training.pages.train                            the good model
    python -m digit_recognizer.training.pages.train --epochs 1 --pages 400     a quick look
    python -m digit_recognizer.training.pages.train --help                     all the options

Pages come in parts, one for each epoch, and a process makes the next one meanwhile:

    page.py     MNIST and pen strokes -> pages
    targets.py  -> the right answers
    batches.py  -> batches, each page lit differently every time
    losses.py   -> fit: what is minimised; validated on pages by other writers
                -> pages.h5, with the losses of all epochs in its notes
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.model_file import Notes, save
from digit_recognizer.network.page_layers import build_page_model
from digit_recognizer.network.page_network import MULTIPLE, PAGE_FILE
from digit_recognizer.training.arguments import new_model_file, positive_float, positive_int, seed
from digit_recognizer.training.checkpoint import Checkpoint, Losses
from digit_recognizer.training.exit_status import exit_status, leave
from digit_recognizer.training.fitting import fit_until
from digit_recognizer.training.made_ahead import made_ahead
from digit_recognizer.training.memory import keep_freed_memory
from digit_recognizer.training.pages.batches import as_they_are, batches
from digit_recognizer.training.pages.kinds import all_names, kinds_without
from digit_recognizer.training.pages.losses import ink_loss, middle_loss, page_loss, size_loss
from digit_recognizer.training.pages.page import SIZE, make_pages
from digit_recognizer.training.pages.targets import PageExamples, page_examples
from digit_recognizer.training.pages.writing import load_writing
from digit_recognizer.training.run_folder import run_folder

if TYPE_CHECKING:
    import keras

VALIDATION_SEED = 0  # the same pages whatever the --seed: runs can be compared
VALIDATION_BATCH = 50  # pages: their feature maps take half a gigabyte


@dataclass(frozen=True)
class PageSettings:
    """The recipe. A stopped run resumes only with the same settings."""

    epochs: int = 20  # 5,000 steps
    height: int = SIZE[0]  # of a page, in pixels; it is twice as wide
    pages: int = 4000  # new ones for each epoch: the second look at a page teaches less
    batch_size: int = 16  # pages in each step
    validation_pages: int = 800  # by writers who are held out
    learning_rate: float = 0.003  # Adam's, the highest; Adadelta was not tried on pages
    warm_up_steps: int = 200  # to reach it from 0: at first the gradients of the middles are large
    largest_gradient: float = 5.0  # norm of all gradients together: for rare odd batches
    ema_epochs: float = 0.25  # horizon of the weights' exponential moving average, which is kept
    without: str = ""  # a kind of paper that no page has, to measure what it is good for
    seed: int = 1  # of everything random, but not of the validation pages

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of a page."""
        return self.height, 2 * self.height

    @property
    def steps_per_epoch(self) -> int:
        """What is left over at the end of an epoch is left out."""
        return self.pages // self.batch_size


def run(settings: PageSettings, output: Path, resume: bool) -> None:
    """The experiment. output: the model file."""
    start = time.monotonic()
    import_keras()  # first, because it may be missing, and the pages take a while
    keep_freed_memory()  # else two fifths of the time may go into getting it back
    with run_folder(output, asdict(settings), resume) as folder:
        model = build(settings)
        checkpoint = Checkpoint(model, folder, settings.epochs, start, described)
        fit(model, settings, checkpoint)
        checkpoint.restore_best()
        notes = notes_on(model, settings, checkpoint)
        save(model, notes, output)
    print(
        f"{notes['parameters']:,} parameters, trained in {notes['minutes']} minutes on "
        f"{notes['pages']:,} pages, {notes['steps']:,} steps; epoch {notes['best_epoch']} of "
        f"{settings.epochs} was the best on the validation pages.\nSaved in {output}"
    )


def build(settings: PageSettings) -> keras.Model:
    """The network, compiled, with its initial weights."""
    import_keras().utils.set_random_seed(settings.seed)
    model = build_page_model()
    model.compile(
        optimizer=adam(settings), loss=page_loss, metrics=[ink_loss, middle_loss, size_loss]
    )
    return model


def adam(settings: PageSettings) -> keras.optimizers.Optimizer:
    """Adam, its learning rate rising to the highest, then falling to 0 along half a cosine."""
    optimizers = import_keras().optimizers
    steps = settings.epochs * settings.steps_per_epoch
    warm_up = min(settings.warm_up_steps, steps // 10)  # of a quick look, a tenth
    schedule = optimizers.schedules.CosineDecay(
        0.0, steps - warm_up, warmup_target=settings.learning_rate, warmup_steps=warm_up
    )
    return optimizers.Adam(
        schedule,
        global_clipnorm=settings.largest_gradient,
        use_ema=True,
        ema_momentum=max(0.0, 1 - 1 / (settings.ema_epochs * settings.steps_per_epoch)),
    )


def fit(model: keras.Model, settings: PageSettings, checkpoint: Checkpoint) -> None:
    """Learns from new pages in each epoch, while those of the next one are being made."""
    done = checkpoint.epochs_done
    if done:
        print(f"Resuming after epoch {done} of {settings.epochs}.")
    validation = as_they_are(validation_examples(settings))
    seeds = np.random.SeedSequence(settings.seed).generate_state(settings.epochs).tolist()
    print("Making the first pages.", flush=True)
    prepare = partial(page_maker, settings)
    with made_ahead(prepare, seeds[done:]) as parts:
        random = np.random.default_rng((settings.seed, done))
        fit_until(
            settings.epochs,
            model,
            batches(parts, settings.batch_size, random),
            validation,
            checkpoint,
            settings.steps_per_epoch,
            VALIDATION_BATCH,
        )


def page_maker(settings: PageSettings) -> Callable[[int], PageExamples]:
    """What makes the pages of an epoch from a seed."""
    writing, kinds = load_writing(validation=False), kinds_without(settings.without)
    count, size = settings.pages, settings.size
    return lambda seed: page_examples(make_pages(count, seed, writing, size, 1, kinds))


def validation_examples(settings: PageSettings) -> PageExamples:
    """Pages of all kinds, by writers from whom no other page is. Raises DataError."""
    writing = load_writing(validation=True)
    count = settings.validation_pages
    return page_examples(make_pages(count, VALIDATION_SEED, writing, settings.size))


def described(losses: Losses) -> str:
    """What is printed of an epoch."""
    return "; ".join(
        f"{name} loss {losses[f'{prefix}loss']:.4f} (ink {losses[f'{prefix}ink_loss']:.4f}, "
        f"middles {losses[f'{prefix}middle_loss']:.4f}, sizes {losses[f'{prefix}size_loss']:.4f})"
        for name, prefix in (("training", ""), ("validation", "val_"))
    )


def notes_on(model: keras.Model, settings: PageSettings, checkpoint: Checkpoint) -> Notes:
    """For the model file: how the training went, with the losses of all epochs."""
    return {
        "parameters": model.count_params(),
        "pages": settings.epochs * settings.pages,
        "steps": settings.epochs * settings.steps_per_epoch,
        **checkpoint.notes,
    }


# --- command line --------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status: 0 done, 2 something given cannot be used, 130 stopped by Ctrl-C."""
    settings, output, resume = parse_arguments(arguments)
    return exit_status(lambda: run(settings, output, resume), output)


def parse_arguments(arguments: Sequence[str] | None) -> tuple[PageSettings, Path, bool]:
    """Returns the settings, the model file to write, and whether to resume.

    Refuses what cannot work before minutes are spent on it: exit status 2.
    """
    parser = argument_parser()
    chosen = vars(parser.parse_args(arguments))
    if chosen["height"] % MULTIPLE:
        parser.error(f"--height: it must be a multiple of {MULTIPLE}")
    if chosen["pages"] < chosen["batch_size"]:
        parser.error("--pages: there must be enough for one batch")
    output, resume = chosen.pop("output"), chosen.pop("resume")
    return PageSettings(**chosen), output, resume


def argument_parser() -> argparse.ArgumentParser:
    """The other options are named as the settings are."""
    parser = argparse.ArgumentParser(
        prog="python -m digit_recognizer.training.pages.train",
        description="Trains the page network on made-up pages.",
        epilog="Without options: the good model.",
    )
    add, default = parser.add_argument, PageSettings
    whole: dict[str, Any] = {"type": positive_int, "metavar": "N"}
    add("--epochs", **whole, default=default.epochs, help="default: %(default)s")
    add("--height", **whole, default=default.height, help="of a page, in pixels, a multiple of 16")
    add("--pages", **whole, default=default.pages, help="in each epoch; default: %(default)s")
    add("--validation-pages", **whole, default=default.validation_pages, help="the same for all")
    add("--batch-size", **whole, default=default.batch_size, help="default: %(default)s")
    add("--learning-rate", type=positive_float, default=default.learning_rate, help="the highest")
    kinds = all_names()
    without = f"pages have none of this kind: {', '.join(kinds)}"
    add("--without", choices=kinds, default="", metavar="KIND", help=without)
    add("--seed", type=seed, default=default.seed, help="of the pages; default: %(default)s")
    add("--output", type=new_model_file, default=str(PAGE_FILE), help="default: %(default)s")
    add("--resume", action="store_true", help="continue the run that was stopped last")
    return parser


if __name__ == "__main__":
    leave(main())
