"""The kinds of paper, clutter and light, and how many of the pages have each.

A kind, or all of a module, can be left out of a training, to measure what it is good for.
"""

from collections.abc import Callable
from typing import NamedTuple

from digit_recognizer.training.pages import camera, lines, marks, patterns, printing
from digit_recognizer.training.pages.photo import Photo
from digit_recognizer.training.pages.sheet import Sheet
from digit_recognizer.training.pen import Random


class SheetKind(NamedTuple):
    """Changes the sheet, on a share of the pages that are not clean."""

    apply: Callable[[Sheet, Random], None]
    share: float


class PhotoKind(NamedTuple):
    """Changes the photo, on a share of the pages that are not clean, and on one of the clean."""

    apply: Callable[[Photo, Random], None]
    share: float
    share_of_clean: float = 0.0


Kind = SheetKind | PhotoKind

ALL_KINDS: tuple[Kind, ...] = (  # in the order in which they happen
    SheetKind(patterns.grain, 0.2),
    SheetKind(patterns.waves, 0.16),
    SheetKind(patterns.guilloche, 0.1),
    SheetKind(patterns.rosette, 0.05),
    SheetKind(patterns.dots, 0.08),
    SheetKind(patterns.hatching, 0.06),
    SheetKind(patterns.shine_through, 0.06),
    SheetKind(patterns.desk, 0.06),
    SheetKind(lines.ruling, 0.14),
    SheetKind(lines.grid, 0.08),
    SheetKind(lines.box, 0.14),
    SheetKind(lines.cells, 0.08),
    SheetKind(lines.table, 0.1),
    SheetKind(lines.underline, 0.12),
    SheetKind(printing.words, 0.15),
    SheetKind(printing.currency, 0.1),
    SheetKind(printing.round_stamp, 0.06),
    SheetKind(printing.bar, 0.08),
    SheetKind(marks.separators, 0.3),
    SheetKind(marks.dashes, 0.25),
    SheetKind(marks.ligatures, 0.1),
    SheetKind(marks.signs, 0.12),
    SheetKind(marks.letters, 0.12),
    SheetKind(marks.scribbles, 0.07),
    SheetKind(marks.crossed_out, 0.05),
    SheetKind(marks.neighbours, 0.15),
    SheetKind(marks.specks, 0.12),
    SheetKind(camera.worn_ink, 0.35),
    SheetKind(camera.tilt, 0.35),
    PhotoKind(camera.gradient, 0.3),
    PhotoKind(camera.shadow, 0.15),
    PhotoKind(camera.stains, 0.15),
    PhotoKind(camera.fold, 0.06),
    PhotoKind(camera.vignette, 0.1),
    PhotoKind(camera.pale, 0.25),
    PhotoKind(camera.overexposed, 0.2),
    PhotoKind(camera.white_frame, 0.08),
    PhotoKind(camera.blur, 0.35, 0.2),
    PhotoKind(camera.coarse, 0.15, 0.1),
    PhotoKind(camera.sharpened, 0.1),
    PhotoKind(camera.noise, 0.4, 0.1),
    PhotoKind(camera.jpeg, 0.25, 0.2),
    PhotoKind(camera.bilevel, 0.05, 0.05),
    PhotoKind(camera.light_on_dark, 0.12, 0.2),
)


def kinds_without(name: str) -> tuple[Kind, ...]:
    """All but the kind of that name, such as "grid", or all but those of a module: "lines"."""
    return tuple(kind for kind in ALL_KINDS if name not in _names(kind))


def all_names() -> list[str]:
    """What can be left out: modules and kinds, sorted."""
    return sorted({name for kind in ALL_KINDS for name in _names(kind)})


def _names(kind: Kind) -> tuple[str, str]:
    module = kind.apply.__module__.rpartition(".")[2]
    return module, kind.apply.__name__
