"""The training of the page network: its answers, its losses, and a few steps of it."""

import math

import numpy as np
import pytest
from conftest import run_python

from digit_recognizer.network.keras_file import read_network
from digit_recognizer.network.model_file import read_notes
from digit_recognizer.training.pages.batches import augmented, batches
from digit_recognizer.training.pages.page import Pages
from digit_recognizer.training.pages.targets import page_examples
from digit_recognizer.training.pages.train import main

SEVEN = (0, 7, 34, 22, 20, 30)  # page, digit, x and y of the middle, width, height


def pages_with(*digits, size=(48, 96)):
    """As many pages as the digits need; each digit is a black box."""
    count = max(page for page, *_ in digits) + 1
    labels = np.zeros((count, *size), np.uint8)
    for page, _, x, y, width, height in digits:
        labels[page, y - height // 2 : y + height // 2, x - width // 2 : x + width // 2] = 1
    return Pages(255 - 200 * labels, labels, np.array(digits, np.float32))


def output_for(targets):
    """What a network that is sure and right says: float32 (N, H / 2, W / 2, 24)."""
    labels, middles, sizes = targets[..., :4], targets[..., 4:14], targets[..., 14:16]
    ink = 40 * (labels[..., np.newaxis] == np.arange(3)) - 20
    middle = np.where(middles == 1, 20, -20)
    return np.concatenate(
        [ink.reshape(*labels.shape[:3], 12), middle, sizes], axis=-1, dtype=np.float32
    )


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


# --- targets -------------------------------------------------------------------------------------


def test_a_bump_is_1_at_the_middle_and_falls_to_all_sides():
    middles = page_examples(pages_with(SEVEN)).middles
    assert middles.shape == (1, 12, 24, 10)
    heat = middles[0, ..., 7].astype(float)
    assert heat[5, 8] == 1  # pixels 20 to 23 and 32 to 35
    assert np.unravel_index(heat.argmax(), heat.shape) == (5, 8)
    assert (np.diff(heat[5, 8:12]) < 0).all()
    assert (np.diff(heat[:6, 8]) > 0).all()
    assert (heat == 1).sum() == 1
    assert not np.delete(middles, 7, axis=-1).any()


def test_a_larger_digit_has_a_wider_bump():
    small, large = (
        page_examples(pages_with((0, 3, 48, 48, *box), size=(96, 96))).middles.sum(dtype=float)
        for box in ((8, 12), (60, 90))
    )
    assert large > 4 * small


def test_sizes_count_at_the_middle_and_right_beside_it():
    sizes = page_examples(pages_with(SEVEN)).sizes[0].astype(float)
    counts = sizes[..., 2] == 1
    assert counts.sum() == 9
    assert counts[4:7, 7:10].all()
    expected = [math.log(20 / 20), math.log(30 / 40)]
    np.testing.assert_allclose(sizes[counts][:, :2], [expected] * 9, atol=1e-3)


def test_at_its_own_middle_a_digit_has_its_own_size():
    left, right = (0, 1, 34, 22, 8, 30), (0, 2, 38, 22, 20, 30)
    for digits in ([left, right], [right, left]):
        sizes = page_examples(pages_with(*digits)).sizes[0].astype(float)
        assert sizes[5, 8, 0] == pytest.approx(math.log(8 / 20), abs=1e-3)
        assert sizes[5, 9, 0] == pytest.approx(0, abs=1e-3)


def test_a_middle_at_the_very_edge_is_in_the_picture():
    middles = page_examples(Pages(*edge_pages())).middles
    assert middles[0, 11, 23, 4] == 1
    assert middles[0, 0, 0, 5] == 1


def edge_pages():
    blank = np.zeros((1, 48, 96), np.uint8)
    return blank, blank, np.array([(0, 4, 95.9, 47.9, 9, 9), (0, 5, 0, 0, 9, 9)], np.float32)


def test_targets_have_the_labels_of_2_x_2_pixels_and_the_rest_repeated():
    examples = page_examples(pages_with(SEVEN, (1, 2, 50, 24, 10, 20)))
    targets = examples.targets(slice(None))
    assert targets.shape == (2, 24, 48, 17)
    for row in range(2):
        for column in range(2):
            pixels = examples.labels[:, row::2, column::2]
            assert np.array_equal(targets[..., 2 * row + column], pixels)
            assert np.array_equal(targets[:, row::2, column::2, 4:14], examples.middles)
            assert np.array_equal(targets[:, row::2, column::2, 14:], examples.sizes)


# --- batches -------------------------------------------------------------------------------------


def test_augmented_pages_are_lit_differently_and_ink_stays_darker():
    pictures = np.repeat(pages_with(SEVEN).pictures, 6, axis=0)
    light = augmented(pictures, np.random.default_rng(1))
    assert light.shape == (6, 48, 96, 1)
    assert light.dtype == np.float32
    assert light.min() >= 0
    assert light.max() <= 1
    ink, paper = light[:, pictures[0] < 255].mean(axis=(1, 2)), light[:, :5].mean(axis=(1, 2, 3))
    assert (ink < paper - 0.3).all()
    assert len(set(ink.tolist())) == 6


def test_each_part_is_gone_through_once():
    digits = [(page, 1, 40, 24, 4 + 2 * page, 20) for page in range(6)]
    part = page_examples(pages_with(*digits))
    seen = list(batches([part, part], 3, np.random.default_rng(1)))
    assert [len(pictures) for pictures, _ in seen] == [3] * 4
    ink = [page.sum() for _, targets in seen for page in targets[..., :4].astype(int)]
    expected = sorted(part.labels.sum(axis=(1, 2)).tolist())
    assert sorted(ink[:6]) == sorted(ink[6:]) == expected


# --- losses: with Keras, so slow ------------------------------------------------------------------


@pytest.fixture(scope="module")
def losses():
    from digit_recognizer.training.pages import losses

    return losses


@pytest.fixture
def targets():
    return page_examples(pages_with(SEVEN, (1, 2, 50, 24, 10, 20))).targets(slice(None))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["page_loss", "ink_loss", "middle_loss", "size_loss"])
def test_a_perfect_answer_costs_nothing_and_a_worse_one_more(name, losses, targets):
    loss = getattr(losses, name)
    perfect = output_for(targets)
    noise = np.random.default_rng(1).standard_normal(perfect.shape, np.float32)
    costs = [float(loss(targets, perfect + amount * noise)) for amount in (0, 8, 30)]
    assert costs[0] == pytest.approx(0, abs=1e-3)
    assert costs[0] < costs[1] < costs[2]


@pytest.fixture
def guess(targets):
    """An output like that of a network at the start."""
    shape = (*targets.shape[:3], 24)
    output = np.random.default_rng(2).standard_normal(shape, np.float32)
    output[..., 12:] = output[:, ::2, ::2, 12:].repeat(2, axis=1).repeat(2, axis=2)
    return output


@pytest.mark.slow
def test_the_loss_of_ink_is_that_of_a_plain_computation(losses, targets, guess):
    probabilities = softmax(guess[..., :12].reshape(*guess.shape[:3], 4, 3).astype(float))
    labels = targets[..., :4].astype(int)
    right = np.take_along_axis(probabilities, labels[..., np.newaxis], axis=-1)[..., 0]
    cross_entropy = np.mean(-np.log(right) * np.array([1, 2, 1.5])[labels])
    ink, is_ink = probabilities[..., 1], labels == 1
    dice = 1 - (2 * ink[is_ink].sum() + 1) / (ink.sum() + is_ink.sum() + 1)
    found = float(losses.ink_loss(targets, guess))
    assert found == pytest.approx(cross_entropy + 0.5 * dice, rel=1e-4)


@pytest.mark.slow
def test_the_loss_of_middles_is_that_of_a_plain_computation(losses, targets, guess):
    heat, logits = (a[:, ::2, ::2].astype(float) for a in (targets[..., 4:14], guess[..., 12:22]))
    probability = 1 / (1 + np.exp(-logits))
    costs = np.where(
        heat == 1,
        -((1 - probability) ** 2) * np.log(probability),
        -((1 - heat) ** 4) * probability**2 * np.log(1 - probability),
    )
    assert (heat == 1).sum() == 2
    assert float(losses.middle_loss(targets, guess)) == pytest.approx(costs.sum() / 3, rel=1e-4)


@pytest.mark.slow
def test_the_loss_of_sizes_counts_only_where_digits_are(losses, targets, guess):
    sizes, found = (a[:, ::2, ::2].astype(float) for a in (targets[..., 14:], guess[..., 22:]))
    counts = sizes[..., 2] == 1
    expected = np.abs(sizes[..., :2] - found)[counts].sum() / 19  # 9 places for each digit, and 1
    assert float(losses.size_loss(targets, guess)) == pytest.approx(expected, rel=1e-4)
    guess[:, :, 30:36, 22:] = 100  # between the two
    assert float(losses.size_loss(targets, guess)) == pytest.approx(expected, rel=1e-4)


# --- the network and its training ----------------------------------------------------------------


@pytest.mark.slow
def test_the_network_has_one_output_for_pages_of_any_size():
    from digit_recognizer.network.page_layers import build_page_model

    model = build_page_model()
    assert model.count_params() == 605_528
    assert model.output_shape == (None, None, None, 24)
    for rows, columns in ((32, 48), (64, 16)):
        output = model(np.ones((2, rows, columns, 1), np.float32)).numpy()
        assert output.shape == (2, rows // 2, columns // 2, 24)
        coarse = output[:, ::2, ::2, 12:]
        assert np.array_equal(output[..., 12:], coarse.repeat(2, axis=1).repeat(2, axis=2))


TRAIN = "digit_recognizer.training.pages.train"
FEW = ["--pages", 32, "--height", 64, "--validation-pages", 8, "--batch-size", 8]


@pytest.mark.slow
def test_a_few_steps_make_a_file_that_is_read_and_lower_the_loss(tmp_path):
    file = tmp_path / "pages.h5"
    done = run_python("-m", TRAIN, *FEW, "--epochs", 3, "--output", file)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = [line for line in done.stdout.splitlines() if not line.startswith("  in epoch")]
    assert [line.split(":")[0] for line in lines[1:4]] == [f"epoch  {n} of 3" for n in (1, 2, 3)]
    assert "605,528 parameters" in lines[4]
    assert "96 pages, 12 steps" in lines[4]
    network = read_network(file)
    assert sum(array.size for array in network.all_weights()) == 605_528
    notes = read_notes(file)
    assert notes["steps"] == 12
    for name in ("loss", "ink_loss", "middle_loss"):
        assert notes["history"][name][2] < notes["history"][name][0]
    assert len(notes["history"]["val_size_loss"]) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["pages.h5"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--epochs", "0"], "at least 1"),
        (["--pages", "15"], "enough for one batch"),
        (["--height", "50"], "a multiple of 16"),
        (["--without", "ink"], "invalid choice"),
        (["--learning-rate", "-1"], "above 0"),
        (["--output", "pages.keras"], "must end in .h5"),
    ],
)
def test_bad_values_are_refused_in_a_sentence(arguments, words, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert words in capsys.readouterr().err


@pytest.mark.slow
def test_there_may_be_no_run_to_resume(tmp_path, capsys):
    assert main(["--resume", "--output", str(tmp_path / "pages.h5")]) == 2
    assert "start one without --resume" in capsys.readouterr().err
