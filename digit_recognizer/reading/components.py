"""The ink of a picture -> its connected components.

    ink  float32 (H, W), 0 = paper, up to 1                  preprocessing.find_ink()
      -> components: ink that touches, corners included      connected_components()
      -> those large enough to belong to a digit             without_specks()
      -> several components as one                           merged()

All lengths and places are in pixels of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.reading.labels import Labels, Place, boxes_of, labelled, largest, place_of
from digit_recognizer.reading.nearest import nearest_labels
from digit_recognizer.reading.preprocessing import Box, tight_box

STRONG_INK = 0.4  # of the darkest ink: fainter pixels connect nothing, and join the nearest part
FAINTEST = 0.1  # of the darkest ink: what is nowhere darker is the ringing of Lanczos or JPEG
SPECK_SIZE = 0.16  # of the tallest component's height: anything smaller is not part of a digit
MAX_COMPONENTS = 300  # per picture: the largest are kept


@dataclass(frozen=True, eq=False)
class Component:
    """Connected ink, and where it is."""

    ink: FloatArray  # float32 (h, w), 0 = paper, up to 1; cropped
    box: Box

    def moved(self, x: int, y: int) -> Component:
        """The same ink, x pixels further right and y pixels further down."""
        left, top, right, bottom = self.box
        return replace(self, box=(left + x, top + y, right + x, bottom + y))

    def scaled(self, factor: float) -> Component:
        """The same ink in a picture whose sides are `factor` times as long."""
        left, top, right, bottom = (round(factor * side) for side in self.box)
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        ink = Image.fromarray(self.ink).resize(
            (right - left, bottom - top), Image.Resampling.BILINEAR
        )
        return Component(np.asarray(ink), (left, top, right, bottom))

    @property
    def height(self) -> int:
        """Of its box."""
        return self.box[3] - self.box[1]

    @property
    def width(self) -> int:
        """Of its box."""
        return self.box[2] - self.box[0]

    @cached_property
    def mass(self) -> float:
        """The sum of its ink: its area, if all of it is fully black."""
        return float(self.ink.sum())

    @cached_property
    def edges(self) -> FloatArray:
        """(2, h): in each row, the column where the ink begins and the one after it ends.

        Rows without ink have infinity and -infinity.
        """
        inked = self.ink > 0
        first, after = inked.argmax(axis=1), self.width - inked[:, ::-1].argmax(axis=1)
        empty = ~inked.any(axis=1)
        return self.box[0] + np.stack(
            [np.where(empty, np.inf, first), np.where(empty, -np.inf, after)]
        )


def connected_components(ink: FloatArray) -> list[Component]:
    """The components of float32 (H, W), separated where only faint ink connects them.

    Those that are faint everywhere are left out.

    Raises ValueError("nothing is drawn") where there is no ink.
    """
    rows, columns = tight_box(ink > 0)  # less to search
    ink, corner = ink[rows, columns], (columns.start, rows.start)
    labels = labelled(ink > 0)
    boxes, darkest = boxes_of(labels), ink.max()
    whole = (
        _cropped(ink, labels, label, place_of(boxes[label]), corner)
        for label in largest(boxes, MAX_COMPONENTS)
    )
    return [
        part
        for one in whole
        if one.ink.max() >= FAINTEST * darkest
        for part in _without_faint_bridges(one, darkest)
    ]


def _without_faint_bridges(component: Component, darkest: float) -> list[Component]:
    """The parts that strong ink connects, each with the faint ink that is nearest to it."""
    labels = labelled(component.ink >= STRONG_INK * darkest)
    if labels.max() <= 1:
        return [component]
    nearest = np.where(component.ink > 0, nearest_labels(labels), 0)
    return labelled_components(component.ink, nearest, component.box[:2])


def labelled_components(
    ink: FloatArray, labels: Labels, corner: tuple[int, int] = (0, 0)
) -> list[Component]:
    """One component for each label from 1 that occurs in `labels` (H, W); 0 is paper.

    corner: column and row of the picture where `ink` (H, W) begins.
    """
    return [
        _cropped(ink, labels, label, place_of(box), corner)
        for label, box in enumerate(boxes_of(labels))
        if label and box[0] <= box[1]
    ]


def as_component(ink: FloatArray, corner: tuple[int, int]) -> list[Component]:
    """All ink of float32 (H, W) as one component; an empty list where there is none.

    corner: column and row of the picture where `ink` begins.
    """
    inked = ink > 0
    return [_cropped(ink, inked, True, tight_box(inked), corner)] if inked.any() else []


def _cropped(
    ink: FloatArray,
    labels: NDArray[np.integer | np.bool_],
    label: int,
    place: Place,
    corner: tuple[int, int],
) -> Component:
    """The ink with this label. place: its rows and columns in `ink`, which begins at `corner`."""
    rows, columns = place
    x, y = corner
    box = (x + columns.start, y + rows.start, x + columns.stop, y + rows.stop)
    return Component(np.where(labels[place] == label, ink[place], 0), box)


def without_specks(components: Sequence[Component]) -> list[Component]:
    """The components that are large enough, in one direction at least, to belong to a digit."""
    smallest = SPECK_SIZE * max((component.height for component in components), default=0)
    return [
        component for component in components if max(component.height, component.width) >= smallest
    ]


def box_of(components: Sequence[Component]) -> Box:
    """The box around all of them."""
    lefts, tops, rights, bottoms = zip(*(component.box for component in components), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def aspect_ratio(components: Sequence[Component]) -> float:
    """Width / height of the box around all of them."""
    left, top, right, bottom = box_of(components)
    return (right - left) / (bottom - top)


def merged(components: Sequence[Component]) -> Component:
    """All of them as one. Where ink lies over ink, each layer takes its share of the light."""
    if len(components) == 1:
        return components[0]
    left, top, right, bottom = box_of(components)
    ink = np.zeros((bottom - top, right - left), np.float32)
    for component in components:
        x, y = component.box[0] - left, component.box[1] - top
        below = ink[y : y + component.height, x : x + component.width]
        below += (1 - below) * component.ink
    return Component(ink, (left, top, right, bottom))


def shared_columns(one: Component, other: Component) -> float:
    """How many columns both boxes have; below 0: the columns between them."""
    return min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])


def overlap(one: Component, other: Component) -> float:
    """The columns that both boxes have, as a share of the narrower one's; below 0: none."""
    return shared_columns(one, other) / min(one.width, other.width)


def are_parted(components: Sequence[Component]) -> bool:
    """Whether there are columns without ink between them, as there are between digits."""
    in_order = sorted(components, key=lambda component: component.box[0])
    reached = accumulate((component.box[2] for component in in_order), max)
    after = (component.box[0] for component in in_order[1:])
    return any(start > end for end, start in zip(reached, after, strict=False))


def distance(one: Component, other: Component) -> float:
    """The narrowest gap between their ink along a row; below 0 where the ink overlaps.

    Where they share no row: how far one is below the other. Slanted digits, and a digit under its
    neighbour's bar, share columns and are still apart.
    """
    top, bottom = max(one.box[1], other.box[1]), min(one.box[3], other.box[3])
    if top >= bottom:
        return float(top - bottom)
    left, right = one.edges[:, top - one.box[1] : bottom - one.box[1]]
    other_left, other_right = other.edges[:, top - other.box[1] : bottom - other.box[1]]
    return float(max((other_left - right).min(), (left - other_right).min()))
