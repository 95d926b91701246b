"""Marks -> labels of what touches, and where each label is.

marks  bool (H, W)
  -> labels  int (H, W), 0 = none, one for each component   labelled()
  -> boxes   int (N, 4), one for each label                 boxes_of()
  -> the labels of the largest                              largest()
"""

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.integer]  # (H, W), 0 = none
Boxes = NDArray[np.int_]  # (N, 4): first and last row, first and last column of each label
Place = tuple[slice, slice]  # rows and columns


def labelled(marks: NDArray[np.bool_]) -> Labels:
    """(H, W): from 1, in the order in which rows reach them; marks whose corners touch are one."""
    import cc3d

    pixels = marks.astype(np.uint8, order="C")  # given bool, cc3d up to 4.1.1 labels some paper too
    return cc3d.connected_components(pixels, connectivity=8)


def boxes_of(labels: Labels) -> Boxes:
    """The boxes of all labels from 0 to the highest; of one that is missing, the last row is above.

    As slices they would take 50 times as long where a photograph has thousands of specks.
    """
    import cc3d

    boxes = cc3d.statistics(labels, no_slice_conversion=True)["bounding_boxes"]
    return boxes.astype(int)


def place_of(box: NDArray[np.int_]) -> Place:
    """Where a label is: `labels[place_of(box)]` cuts it out."""
    first_row, last_row, first_column, last_column = box.tolist()
    return slice(first_row, last_row + 1), slice(first_column, last_column + 1)


def largest(boxes: Boxes, count: int) -> list[int]:
    """The labels from 1 with the longest sides, the longest first; of equals, the lower first."""
    lengths = (boxes[1:, 1::2] - boxes[1:, ::2]).max(axis=1)
    order: list[int] = (1 + np.argsort(-lengths, kind="stable")).tolist()
    return order[:count]
