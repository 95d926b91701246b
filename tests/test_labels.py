import numpy as np

from digit_recognizer.reading.components import labelled_components
from digit_recognizer.reading.labels import boxes_of, labelled, largest, place_of
from digit_recognizer.reading.nearest import nearest_labels


def random_marks(seed):
    """Of all small sizes, odd and even, from a few marks to many."""
    rng = np.random.default_rng(seed)
    return rng.random(rng.integers(1, 14, 2)) < rng.choice([0.05, 0.2, 0.4, 0.6, 1])


def flood_filled(marks):
    """Labels by a search that has all the time it wants."""
    labels = np.zeros(marks.shape, int)
    for first in zip(*np.nonzero(marks), strict=True):
        todo, label = [first], labels.max() + 1
        while todo:
            row, column = todo.pop()
            if labels[row, column] == 0 and marks[row, column]:
                labels[row, column] = label
                top, left = max(0, row - 1), max(0, column - 1)
                neighbours = np.argwhere(marks[top : row + 2, left : column + 2])
                todo += map(tuple, neighbours + np.array([top, left]))
    return labels


def test_labels_are_those_of_a_flood_fill_and_paper_has_none():
    for seed in range(200):
        marks = random_marks(seed)
        assert (labelled(marks) == flood_filled(marks)).all(), seed


def brute_force_nearest(labels):
    """The nearest of all marks; of equally near ones the leftmost, then the uppermost."""
    columns, rows = np.nonzero(labels.T)
    row, column = np.indices(labels.shape)[..., None]
    nearest = ((row - rows) ** 2 + (column - columns) ** 2).argmin(axis=-1)
    return labels[rows[nearest], columns[nearest]]


def test_every_pixel_gets_the_label_of_the_mark_that_is_nearest():
    for seed in range(200):
        marks = random_marks(seed)
        marks[0, 0] = True
        labels = np.where(marks, np.random.default_rng(seed).integers(1, 5, marks.shape), 0)
        assert (nearest_labels(labels) == brute_force_nearest(labels)).all(), seed


def test_a_mark_far_away_in_a_large_picture_is_found():
    labels = np.zeros((1600, 1600), int)
    labels[0, 1599], labels[1599, 0] = 1, 2
    row, column = np.indices(labels.shape)
    assert (nearest_labels(labels) == np.where(row - column >= 0, 2, 1)).all()


def test_boxes_are_tight_the_largest_come_first_and_of_equals_the_upper():
    marks = np.zeros((9, 20), bool)
    marks[1, 1:4] = marks[3:6, 6] = marks[8, 9:20] = marks[0, 19] = True
    labels = labelled(marks)
    boxes = boxes_of(labels)
    order = largest(boxes, 3)
    places = [place_of(boxes[label]) for label in order]
    assert places == [np.s_[8:9, 9:20], np.s_[1:2, 1:4], np.s_[3:6, 6:7]]


def test_a_label_that_is_missing_is_no_component():
    labels = np.array([[0, 1, 1], [0, 0, 3]])
    components = labelled_components(np.ones((2, 3), np.float32), labels, corner=(10, 20))
    assert [component.box for component in components] == [(11, 20, 13, 21), (12, 21, 13, 22)]
