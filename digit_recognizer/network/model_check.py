"""Checks the content of a model file before it is read: such files come from strangers.

An HDF5 file can link to other files and claim sizes that it does not have. What its description
says is checked where it is read: keras_layers.py knows which layers there are, graph.py how large
they may be; keras_only.py does the same for what is left to Keras. Nothing in a file is ever run.

Vulnerabilities of this kind in Keras: CVE-2025-9905, CVE-2026-0897, CVE-2026-1669.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import h5py

MOST_NUMBERS = 50_000_000  # in all weights together, 200 MB; the shipped network has 466,634
MOST_TEXT = 1_000_000  # bytes of the description; the shipped one has 5,000
MOST_OBJECTS = 1000  # groups and arrays


class RefusedModel(Exception):
    """What is wrong with a file: the rest of a sentence that begins with its name."""


def check_content(content: h5py.File) -> None:
    """Raises RefusedModel unless it holds only numbers, not too many, and no links elsewhere."""
    numbers = 0
    for count, array in enumerate(_arrays(content)):
        if array.is_virtual or array.external:
            raise RefusedModel("takes its weights from other files")
        if array.dtype.kind not in "fiu":
            raise RefusedModel("has weights that are not numbers")
        numbers += array.size
        if numbers > MOST_NUMBERS or count > MOST_OBJECTS:
            raise RefusedModel("claims to be far larger than any network for digits")


def _arrays(group: h5py.Group, depth: int = 0) -> Iterator[h5py.Dataset]:
    """All arrays in it and in its groups. Raises RefusedModel for links that lead elsewhere."""
    import h5py

    if depth > 10 or len(group) > MOST_OBJECTS:
        raise RefusedModel("is nested deeper than any network")
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise RefusedModel("has links that lead elsewhere")
        item = group[name]
        if isinstance(item, h5py.Group):
            yield from _arrays(item, depth + 1)
        elif isinstance(item, h5py.Dataset):
            yield item
