"""Which labelled pixel is nearest to each pixel: exact, in two passes.

labels  int (H, W), 0 = none
  -> down each column: the row of its nearest label              _nearest_rows()
  -> along each row: the column whose nearest label is nearest   _nearest_columns()
  -> labels everywhere                                           nearest_labels()

After Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", 2012: along a row,
the squared distance to what is nearest in one column is a parabola, and all these parabolas are
equally wide. So any two of them cross once, and the lowest of all is found from left to right.
"""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int32]  # room for the squared diagonal of 30,000 x 30,000 pixels
EVERYWHERE = -(2**30)  # further left than any picture: where the first parabola begins


def nearest_labels(labels: NDArray[np.integer]) -> NDArray[np.integer]:
    """(H, W): each pixel's own label, or where it is 0 that of the nearest labelled pixel.

    Of several that are equally near, the leftmost counts; in one column, the upper one.
    labels: int (H, W), 0 = none; at least one is not 0.
    """
    columns = np.flatnonzero(labels.any(axis=0)).astype(np.int32)
    rows = _nearest_rows(labels[:, columns] > 0)  # (H, N)
    nearest = _nearest_columns(rows, columns, labels.shape[1])  # (H, W)
    return labels[np.take_along_axis(rows, nearest, axis=1), columns[nearest]]


def _nearest_rows(marks: NDArray[np.bool_]) -> Integers:
    """(H, N): in each column, the row of the True that is nearest. Each has at least one."""
    row = np.arange(len(marks), dtype=np.int32)[:, None]
    far = np.int32(2 * len(marks))
    above = np.maximum.accumulate(np.where(marks, row, -far))
    below = np.minimum.accumulate(np.where(marks, row, far)[::-1])[::-1]
    return np.where(row - above <= below - row, above, below)


def _nearest_columns(rows: Integers, columns: Integers, width: int) -> NDArray[np.intp]:
    """(H, width): for each pixel, which of N columns has the nearest mark, as an index.

    rows: (H, N), where the nearest mark is in each column. columns: (N,), from left to right.
    """
    height, count = rows.shape
    row, index = np.arange(height), np.arange(count)
    heights = (rows - row.astype(np.int32)[:, None]) ** 2 + columns**2
    begins = _beginnings(np.ascontiguousarray(heights.T), columns).clip(0, width)
    nearest = np.zeros((height, width + 1), np.intp)
    nearest[row, begins] = index[:, None]  # where several begin, the last of them is the lowest
    return np.maximum.accumulate(nearest, axis=1)[:, :width]


def _beginnings(heights: Integers, columns: Integers) -> Integers:
    """(N, H): the first x at which each parabola is lower than all those left of it.

    heights: (N, H), of N parabolas in each of H rows at x = 0. columns: (N,), of their vertices.
    """
    begins = np.full_like(heights, EVERYWHERE)
    left = np.zeros(heights.shape, np.intp)  # which parabola is the lowest just before each begins
    lowest = np.zeros(heights.shape[1], np.intp)  # in each row, at its right end
    for new in range(1, len(columns)):
        rows = np.arange(heights.shape[1])
        while rows.size:
            old = lowest[rows]
            slope = 2 * (columns[new] - columns[old])
            begins[new, rows] = (heights[new, rows] - heights[old, rows]) // slope + 1
            hidden = begins[new, rows] <= begins[old, rows]  # then the old one is nowhere lowest
            rows = rows[hidden]
            lowest[rows] = left[old[hidden], rows]
        left[new], lowest[:] = lowest, new
    return begins
