"""The folder of a training run, beside its model file, from which a stopped run can resume.

mnist.training-1234, after the process id, with settings.json, the settings of the run: it resumes
only with the same ones. What else is in it: checkpoint.py.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from digit_recognizer.network.atomic_write import FORGOTTEN_S

SETTINGS, BEST = "settings.json", "best.h5"
METADATA = "training_metadata.json"  # the last file that BackupAndRestore writes after an epoch


class Diverged(ArithmeticError):
    """The loss is no longer a number."""


class CannotResume(ValueError):
    """There is no stopped run, or it had other settings."""


@contextmanager
def run_folder(output: Path, settings: dict[str, Any], resume: bool) -> Iterator[Path]:
    """The folder of the run for this model file: a new one, or that of the run stopped last.

    settings: as JSON. The folder stays if the run stops early and can resume. Raises CannotResume.
    """
    folder = _resumed(output, settings) if resume else _new(output, settings)
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


def what_is_kept(output: Path, start: float) -> str:
    """A sentence for a run that was cut short. start: of the run, in seconds since 1970."""
    if output.exists() and output.stat().st_mtime > start:
        return f"{output} is new, but was not tested."
    kept = [folder for folder in _resumable(output) if folder.stat().st_mtime > start]
    if kept:
        return (
            f"{output} is unchanged. The best epoch so far is in {kept[-1] / BEST}; --resume "
            "continues after the last one."
        )
    return f"Nothing was kept, and {output} is unchanged."


def _new(output: Path, settings: dict[str, Any]) -> Path:
    folder = _own(output)
    shutil.rmtree(folder, ignore_errors=True)  # of an older process with the same id
    folder.mkdir()
    (folder / SETTINGS).write_text(json.dumps(settings))
    return folder


def _resumed(output: Path, settings: dict[str, Any]) -> Path:
    if not _resumable(output):
        raise CannotResume(
            f"No run for {output} was stopped after an epoch: start one without --resume."
        )
    folder = _resumable(output)[-1]
    old = json.loads((folder / SETTINGS).read_text())
    other = [f"{name} {old.get(name)}" for name in settings if old.get(name) != settings[name]]
    if other:
        raise CannotResume(
            f"The run for {output} that was stopped had other options ({', '.join(other)}): give "
            "the same, or start again without --resume."
        )
    return folder if folder == _own(output) else folder.rename(_own(output))


def _resumable(output: Path) -> list[Path]:
    """Folders of runs for this file that can resume; the run stopped last comes last."""
    folders = [folder for folder in _folders(output) if (folder / METADATA).exists()]
    return sorted(folders, key=lambda folder: (folder / METADATA).stat().st_mtime)


def _own(output: Path) -> Path:
    """Named after the process id, so that two runs for one file keep apart."""
    return output.with_suffix(f".training-{os.getpid()}")


def _folders(output: Path) -> list[Path]:
    return list(output.parent.glob(f"{glob.escape(output.stem)}.training-*"))
