"""The networks that a training run has kept on its way, in a folder beside its model file.

my.h5 -> my.epochs/00.h5 (before the first epoch), 01.h5, 02.h5, 03.h5, 05.h5, ...
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

KEPT = 10  # of all epochs, besides the start: more of the first ones, where most is learnt


def epochs_folder(model_file: Path) -> Path:
    """Where they are."""
    return model_file.with_suffix(".epochs")


def epoch_file(folder: Path, epoch: int) -> Path:
    """epoch: 0 is before the first one."""
    return folder / f"{epoch:02}.h5"


def kept_epochs(epochs: int) -> list[int]:
    """Which ones of so many are kept: 0, 1, the last one and some between."""
    spread = np.geomspace(1, epochs, min(KEPT, epochs))
    return [0, *np.unique(np.rint(spread).astype(int)).tolist()]


def kept_networks(model_file: Path) -> dict[int, Path]:
    """The epochs that were kept, in their order, and their files; {} where there are none."""
    files = epochs_folder(model_file).glob("*.h5")
    return {int(path.stem): path for path in sorted(files) if path.stem.isdecimal()}
