"""Made-up pages: that their answers are right."""

import numpy as np
import pytest

from digit_recognizer.training.pages import camera, lines, marks, patterns
from digit_recognizer.training.pages.kinds import ALL_KINDS, all_names, kinds_without
from digit_recognizer.training.pages.page import (
    DIGIT_INK,
    OTHER_INK,
    PAPER,
    make_page,
    make_pages,
)
from digit_recognizer.training.pages.writing import load_writing

COUNT = 8  # pages to see something on
KINDS = {kind.apply: kind for kind in ALL_KINDS}


@pytest.fixture(scope="module")
def writing():
    return load_writing(validation=True)


def test_a_kind_or_a_module_of_kinds_can_be_left_out():
    left_out = {name: set(ALL_KINDS) - set(kinds_without(name)) for name in all_names()}
    assert left_out["grid"] == {KINDS[lines.grid]}
    assert {KINDS[lines.grid], KINDS[lines.box]} < left_out["lines"]
    assert KINDS[camera.blur] not in left_out["lines"]
    assert all(left_out.values())
    assert kinds_without("") == ALL_KINDS


def pages(writing, count=20, **options):
    return [make_page(np.random.default_rng(seed), writing, **options) for seed in range(count)]


@pytest.fixture(scope="module")
def plain(writing):
    """The pages of with_only() without that kind."""
    return pages(writing, COUNT, kinds=(), clean_share=0)


def with_only(writing, apply):
    """Pages with this kind of clutter on each of them, and no other."""
    return pages(writing, COUNT, kinds=[KINDS[apply]._replace(share=1)], clean_share=0)


def test_the_same_seed_gives_the_same_pages(writing):
    first, again, other = (
        make_pages(12, seed, writing, size=(64, 128), processes=1) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.pictures, again.pictures)
    assert np.array_equal(first.labels, again.labels)
    assert np.array_equal(first.digits, again.digits)
    assert not np.array_equal(first.pictures, other.pictures)


@pytest.mark.slow
def test_more_processes_make_the_same_pages(writing):
    alone, together = (make_pages(120, 1, writing, (32, 64), processes=n) for n in (1, 2))
    assert np.array_equal(alone.pictures, together.pictures)
    assert np.array_equal(alone.digits, together.digits)


@pytest.mark.parametrize("size", [(96, 192), (64, 192), (128, 256), (32, 48)])
def test_a_page_has_the_size_that_was_asked_for(size, writing):
    for page in pages(writing, 5, size=size):
        assert page.picture.shape == page.labels.shape == size
        assert page.picture.dtype == page.labels.dtype == np.uint8


def test_every_digit_has_ink_in_its_box_and_its_middle_in_the_picture(writing):
    for page in pages(writing, 60):
        rows, columns = page.picture.shape
        for label, left, top, right, bottom in page.digits:
            assert 0 <= label <= 9
            assert 0 <= (left + right) / 2 < columns
            assert 0 <= (top + bottom) / 2 < rows
            inside = page.labels[
                max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1
            ]
            assert (inside == DIGIT_INK).any()


def test_all_ink_of_digits_is_in_their_boxes(writing):
    """On pages without neighbours whose middle is cut off."""
    for page in pages(writing, kinds=()):
        outside = page.labels.copy()
        for _, left, top, right, bottom in page.digits:
            outside[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1] = PAPER
        assert not outside.any()


def test_on_clean_paper_ink_is_what_is_darker(writing):
    for page in pages(writing, kinds=()):
        digits, paper = (page.picture[page.labels == label] for label in (DIGIT_INK, PAPER))
        assert len(digits) + len(paper) == page.picture.size
        assert len(digits) == 0 or digits.max() <= paper.min()


def test_all_digits_are_written_about_as_often(writing):
    digits = make_pages(150, 1, writing, (32, 96), processes=1, kinds=()).digits
    counts = np.bincount(digits[:, 1].astype(int), minlength=10)
    assert counts.min() > 0.5 * counts.mean()


def test_the_rows_of_many_pages_are_the_digits_of_each(writing):
    many = make_pages(8, 1, writing, processes=1)
    chunk = np.random.default_rng(np.random.SeedSequence(1).spawn(1)[0])
    expected = [
        (i, label, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
        for i in range(8)
        for label, left, top, right, bottom in make_page(chunk, writing).digits
    ]
    np.testing.assert_allclose(many.digits, expected, rtol=1e-6)


def test_digits_are_as_high_as_was_asked_for(writing):
    for page in pages(writing, size=(100, 200), kinds=(), heights=(0.3, 0.4)):
        heights = [digit.bottom - digit.top for digit in page.digits]
        assert all(height <= 55 for height in heights)
        assert not heights or np.mean(heights) >= 18


def test_digits_may_be_larger_than_the_sheet(writing):
    kind = KINDS[marks.neighbours]._replace(share=1)
    for page in pages(writing, size=(32, 64), kinds=[kind], heights=(1.5, 1.6), clean_share=0):
        assert page.labels.shape == (32, 64)


@pytest.mark.parametrize("apply", KINDS, ids=lambda apply: apply.__name__)
def test_each_kind_changes_the_picture(apply, writing, plain):
    changed = [
        not np.array_equal(page.picture, before.picture)
        for page, before in zip(with_only(writing, apply), plain, strict=True)
    ]
    assert sum(changed) >= COUNT / 4


@pytest.mark.parametrize("apply", [patterns.waves, patterns.dots, patterns.grain, camera.shadow])
def test_patterns_and_shadows_are_paper(apply, writing):
    for page in with_only(writing, apply):
        assert not (page.labels == OTHER_INK).any()


@pytest.mark.parametrize("apply", [lines.ruling, lines.grid, lines.table, marks.scribbles])
def test_lines_and_marks_are_other_ink_and_digits_stay_digits(apply, writing, plain):
    found = 0
    for page, before in zip(with_only(writing, apply), plain, strict=True):
        assert np.array_equal(page.labels == DIGIT_INK, before.labels == DIGIT_INK)
        found += (page.labels == OTHER_INK).any()
    assert found >= COUNT / 2


def test_a_quarter_of_the_pages_are_clean(writing):
    kind = KINDS[lines.grid]._replace(share=1)
    clean = [
        not (page.labels == OTHER_INK).any()
        for page in pages(writing, 200, size=(32, 64), kinds=[kind])
    ]
    assert 0.15 < np.mean(clean) < 0.4


@pytest.mark.slow
def test_nothing_is_both_for_training_and_for_validation(writing):
    training = load_writing(validation=False)
    assert len(training.images) == 55_000
    assert len(writing.images) == 5_000

    def first_strokes(writing):
        return {digit.strokes[0].tobytes() for writer in writing.writers for digit in writer}

    assert not first_strokes(training) & first_strokes(writing)
    assert len(training.writers) > 4 * len(writing.writers)
