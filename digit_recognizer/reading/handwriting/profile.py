"""A person's corrections, in one file that people can read, and the network adapted to them.

    {"version": 1, "examples": [{"label": 1, "read_as": 7, "when": "2026-11-27T10:00:00+00:00", ...

Two windows may change it at once: each reads it again, under a lock, before it writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from digit_recognizer.network.atomic_write import atomic_write
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.reading.handwriting.examples import (
    Example,
    as_record,
    checked_label,
    example_from,
    example_of,
)
from digit_recognizer.reading.handwriting.learning import Learner
from digit_recognizer.reading.preprocessing import prepare
from digit_recognizer.reading.sources import Source, to_image

VERSION = 1
USUAL_NAME = "me"
WAIT_S = 10  # for another window that is writing
NAME = re.compile(r"\w([\w -]{0,38}\w)?")  # of a profile: it becomes the name of a file

Examples = tuple[Example, ...]


class Profile:
    """The hand of one person. Its file need not be there yet."""

    def __init__(self, path: Path | str | None = None) -> None:
        """path: of the file; None: the usual one, in the user's data folder."""
        self.path = Path(path or profile_file(profiles_folder(), USUAL_NAME))
        self.problem = ""  # what was wrong with the file, in a sentence
        self._examples: Examples = ()
        self._version: tuple[int, ...] = ()  # of the file that they were read from
        self._learner = Learner()

    @property
    def examples(self) -> Examples:
        """The oldest first. Raises OSError where the file is there and cannot be read."""
        version = _version_of(self.path)
        if version != self._version:
            self._examples, self._version = self._read(), version
        return self._examples

    def adapt(self, recognizer: Recognizer) -> Recognizer:
        """The network, adapted to these examples; itself where there are none. Raises OSError."""
        return self._learner.adapted(recognizer, self.examples)

    def prepare(self, recognizer: Recognizer) -> None:
        """Does beforehand what the first correction would wait for: 0.3 s."""
        self._learner.prepare(recognizer)

    def correct(self, image: Source, label: int | None) -> Example:
        """Says which digit is in a picture, 0 to 9, or None: none at all. Keeps and returns it.

        image: whatever predict_digit() takes. Raises what that raises, ValueError for another
        label, OSError where the file cannot be written.
        """
        example = example_from(prepare(to_image(image)), label)
        self.add([example])
        return example

    def add(self, examples: Sequence[Example]) -> None:
        """Keeps them; one that is there already, by its id, stays as it is. Raises OSError."""

        def added(kept: Examples) -> Examples:
            known = {example.id for example in kept}
            return kept + tuple(example for example in examples if example.id not in known)

        self._edit(added)

    def delete(self, ids: Sequence[str]) -> None:
        """Forgets them. Raises OSError."""
        self._edit(lambda kept: tuple(example for example in kept if example.id not in ids))

    def relabel(self, id: str, label: int | None) -> None:
        """One of them is another digit, 0 to 9, or None: none. Raises OSError and ValueError."""
        new = checked_label(label)
        self._edit(
            lambda kept: tuple(
                replace(example, label=new) if example.id == id else example for example in kept
            )
        )

    def _edit(self, change: Callable[[Examples], Examples]) -> None:
        from filelock import FileLock, Timeout  # imported late: few people ever correct

        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.path.with_suffix(".lock"), timeout=WAIT_S):
                self._write(change(self._read()))
        except Timeout as error:
            raise OSError(f"{self.path} is in use by another program") from error

    def _write(self, examples: Examples) -> None:
        with atomic_write(self.path) as beside:
            beside.write_text(as_text(examples), encoding="utf-8")
        self._examples, self._version = examples, _version_of(self.path)

    def _read(self) -> Examples:
        """A file that is damaged, or from a newer version, is renamed, and `problem` says so."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except UnicodeDecodeError:
            return self._put_aside("is damaged")
        try:
            return examples_in(text)
        except NewerVersionError:
            return self._put_aside("is from a newer version of this program")
        except (ValueError, RecursionError):
            return self._put_aside("is damaged")

    def _put_aside(self, why: str) -> Examples:
        aside = _free_name(self.path)
        self.path.replace(aside)
        self.problem = f"{self.path.name} {why}; it is kept as {aside}."
        return ()


def as_text(examples: Sequence[Example]) -> str:
    """The content of a profile's file, an example a line."""
    lines = ",\n".join(json.dumps(as_record(example)) for example in examples)
    return f'{{"version": {VERSION}, "examples": [\n{lines}\n]}}\n'


class NewerVersionError(ValueError):
    """A file that only a later program can read."""


def examples_in(text: str) -> Examples:
    """What a profile's file holds. Raises ValueError where it is none, NewerVersionError."""
    content = json.loads(text)
    if not isinstance(content, dict) or not isinstance(content.get("version"), int):
        raise ValueError("no profile")
    if content["version"] > VERSION:
        raise NewerVersionError
    records = content.get("examples")
    if not isinstance(records, list):
        raise ValueError("no examples")
    return tuple(map(example_of, records))


def profiles_folder() -> Path:
    """Where this system keeps the data of its users."""
    from platformdirs import user_data_path

    return user_data_path("digit-recognizer", appauthor=False) / "handwriting"


def profile_file(folder: Path, name: str) -> Path:
    """Raises ValueError, with a sentence, for a name that no file can have everywhere."""
    if not NAME.fullmatch(name):
        raise ValueError("A name has up to 40 letters, digits, spaces, - and _.")
    return folder / f"{name}.json"


def profile_names(folder: Path) -> list[str]:
    """Of the profiles that are there; the usual one first, there or not."""
    names = {path.stem for path in folder.glob("*.json")} - {USUAL_NAME}
    return [USUAL_NAME, *sorted(name for name in names if NAME.fullmatch(name))]


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.kept-{number}.old")).exists():
        number += 1
    return aside


def _version_of(path: Path) -> tuple[int, ...]:
    """Another file, or another content, has another one: inode, size, time of the last change."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns
