"""The training script, run as a person runs it."""

import json
from dataclasses import replace

import h5py
import numpy as np
import pytest
import quick_training
from conftest import LOOKED_UP, PROJECT, WATCH, answers_of, run_python

import train_digit_recognizer
from digit_recognizer import NO_DIGIT
from digit_recognizer.network.model_file import read_notes
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.inside.epochs import epochs_folder, kept_networks
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.compilation import digit_accuracy
from digit_recognizer.training.data_files import Labelled
from digit_recognizer.training.examples import drawn_anew, mixed, soft_targets, with_drawn
from digit_recognizer.training.pen_strokes import load_writers
from train_digit_recognizer import (
    QUICK,
    TrainingSettings,
    drawing,
    examples,
    main,
    parse_arguments,
)

SCRIPT = "train_digit_recognizer.py"
SETTINGS = TrainingSettings()
WATCHED_RUN = f"{WATCH}from tests.quick_training import run\nrun()"


@pytest.fixture(scope="session")
def short_run(tmp_path_factory):
    """Two epochs on 1,500 images and pen digits: what it printed, and its file."""
    folder = tmp_path_factory.mktemp("with a space")
    file = folder / "short.h5"
    options = ["--limit", 1500, "--batch-size", 16, "--epochs", 2, "--keep-epochs", "--output"]
    epochs_folder(file).mkdir()
    (epochs_folder(file) / "36.h5").write_text("of another run")
    done = run_python("-c", WATCHED_RUN, *options, file, cwd=folder, env={"PYTHONPATH": PROJECT})
    assert done.returncode == 0, done.stderr
    return done, file


@pytest.fixture(scope="session")
def answers_of_short_run(short_run, mnist):
    """The digits that its network reads in 2,000 test images."""
    return answers_of(short_run[1], mnist.x_test[:2000])


def test_the_epochs_are_kept_to_be_watched(short_run, answers_of_short_run, mnist):
    kept = kept_networks(short_run[1])
    assert list(kept) == [0, 1, 2]
    images, labels = mnist.x_test[:1000], mnist.y_test[:1000]
    right = [np.mean(answers_of(path, images) == labels) for path in kept.values()]
    assert right[0] < 0.3 < right[2]


def test_a_short_run_makes_a_file_that_recognises(answers_of_short_run, mnist):
    assert np.mean(answers_of_short_run == mnist.y_test[:2000]) > 0.85


def test_it_says_what_it_did_in_plain_words(short_run):
    done, file = short_run
    lines = done.stdout.splitlines()
    assert "QUICK LOOK" in lines[0]
    assert "1,500 of 55,000" in lines[0]
    assert lines[1].startswith("1,500 images to train on, 200 to validate and 500 to test")
    epochs = [line.split(":")[0] for line in lines if line.startswith("epoch")]
    assert epochs == [f"epoch  {n} of 2" for n in (1, 2)]
    assert "Test: loss" in done.stdout
    assert "of 500 wrong" in done.stdout
    assert "read as" in done.stdout
    assert "minutes" in done.stdout
    assert str(file) in done.stdout
    assert str(report_of(file)) in done.stdout
    assert done.stderr == ""


def report_of(file):
    """The folder of the report on this file."""
    return file.with_suffix(".report")


def test_the_figures_that_it_prints_are_those_of_the_file(short_run, answers_of_short_run, mnist):
    done, _ = short_run
    wrong = np.sum(answers_of_short_run[:500] != mnist.y_test[:500])
    assert f"{wrong} of 500 wrong" in done.stdout


def test_it_looks_nothing_up_in_any_network(short_run):
    done, _ = short_run
    assert LOOKED_UP not in done.stdout


def test_the_file_has_weights_and_architecture_and_no_optimiser(short_run):
    _, file = short_run
    with h5py.File(file) as content:
        assert "model_config" in content.attrs
        assert "model_weights" in content
        assert "optimizer_weights" not in content
    beside = {report_of(file).name, epochs_folder(file).name}
    assert {path.name for path in file.parent.iterdir()} == {file.name} | beside


def test_it_shows_the_layers_first(short_run):
    done, _ = short_run
    before = done.stdout.partition("epoch  1")[0]
    assert "Conv2D" in before
    assert "Total params" in before


def test_what_a_quick_look_has_trained_says_so(short_run):
    _, file = short_run
    remark = load_recognizer(file).remark
    assert remark == "This network comes from a quick training: a whole one reads better."


@pytest.fixture(scope="session")
def held_out(mnist):
    """What that run validates with."""
    _, digits = quick_training.small_divided(Labelled(mnist.x_train, mnist.y_train), seed=1)
    added = examples(digits, SETTINGS, stream=1)
    return with_drawn(added, drawing(added, SETTINGS, validation=True)(SETTINGS.seed))


def test_the_file_has_the_history_and_the_threshold(short_run, held_out):
    _, file = short_run
    notes = read_notes(file)
    assert {len(values) for values in notes["history"].values()} == {2}
    assert set(notes["history"]) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    digits = to_network(held_out.images[held_out.is_digit])
    confidences = load_recognizer(file).probabilities(digits).max(axis=1)
    assert np.mean(confidences < notes["sure_from"]) == pytest.approx(0.01, abs=0.003)
    assert json.loads((report_of(file) / "metrics.json").read_text())["history"] == notes["history"]


def test_the_weights_that_were_validated_are_the_ones_in_the_file(short_run, held_out):
    """The averages of the best epoch, not what the last batch left."""
    _, file = short_run
    notes = read_notes(file)
    right = answers_of(file, held_out.images) == held_out.labels
    validated = notes["history"]["val_accuracy"][notes["best_epoch"] - 1]
    assert np.mean(right[held_out.is_digit]) == pytest.approx(validated, abs=1e-5)


def test_accuracy_is_that_of_the_digits_alone():
    """Two of three digits are read correctly; two negative examples do not count."""
    accuracy = digit_accuracy()
    answers = np.eye(10)[[3, 4, 9, 0, 1]] * 0.9 + 0.01
    accuracy.update_state(soft_targets(np.array([3, 4, 5], np.uint8)), answers[:3])
    accuracy.update_state(soft_targets(np.array([10, 10], np.uint8)), answers[3:])
    assert float(accuracy.result()) == pytest.approx(2 / 3)


def test_a_target_is_one_digit_or_all_equally():
    expected = [[0, 0, 1, 0, 0, 0, 0, 0, 0, 0], [0.1] * 10]
    np.testing.assert_allclose(soft_targets(np.array([2, 10], np.uint8)), expected, atol=1e-7)


@pytest.mark.parametrize("shares", [(0.12, 0.04), (0, 0.04), (0.12, 0)])
def test_the_added_examples_come_after_mnists_and_are_labelled(mnist, shares):
    images, labels = mnist.x_train[:500], mnist.y_train[:500]
    synthetic, split_count = (round(500 * share) for share in shares)
    found = mixed(images, labels, synthetic=shares[0], split=shares[1], seed=(1, 0))
    np.testing.assert_array_equal(found.images[:500], images)
    np.testing.assert_array_equal(found.labels[:500], labels)
    assert found.mnist_count == 500
    added = found.labels[500:]
    assert len(found.images) == len(found.labels)
    assert (added[:synthetic] < 10).all()
    assert np.sum(added < 10) == synthetic + split_count // 2
    assert len(added) == synthetic + split_count


def test_what_is_drawn_anew_comes_after_mnists_and_before_the_rest(mnist):
    images, labels = mnist.x_train[:100], mnist.y_train[:100]
    once = mixed(images, labels, synthetic=0.1, split=0.0, seed=(1, 0))
    drawn = drawn_anew(images, labels, load_writers(validation=True), (30, 20), seed=1)
    found = with_drawn(once, drawn)
    np.testing.assert_array_equal(found.images[:100], images)
    np.testing.assert_array_equal(found.images[100:150], drawn.images)
    assert (found.labels[130:150] == NO_DIGIT).all()
    np.testing.assert_array_equal(found.images[150:], once.images[100:])
    assert (found.mnist_count, found.always, len(found.labels)) == (100, 150, 160)


@pytest.mark.slow
def test_no_epoch_sees_the_drawings_of_another(mnist):
    digits = mnist.x_train[:100], mnist.y_train[:100]
    one, other = (drawn_anew(*digits, load_writers(True), (30, 20), seed) for seed in (1, 2))
    assert not {image.tobytes() for image in one.images} & {i.tobytes() for i in other.images}


@pytest.mark.parametrize(
    ("arguments", "shares"),
    [
        ([], (0.18, 0.06, 0.09, 0.04)),
        (["--no-pen-digits"], (0, 0.06, 0.09, 0.04)),
        (["--no-synthetic"], (0.18, 0, 0.09, 0.04)),
        (["--no-negatives"], (0.18, 0.06, 0, 0)),
    ],
)
def test_what_is_added_is_an_option(arguments, shares):
    settings, _, _ = parse_arguments(arguments)
    found = settings.synthetic_share, settings.negative_share, settings.split_share
    assert (settings.pen_share, *found) == shares


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--epochs", "0"], "at least 1"),
        (["--epochs", "many"], "at least 1"),
        (["--batch-size", "-3"], "at least 1"),
        (["--learning-rate", "0"], "above 0"),
        (["--learning-rate", "nan"], "above 0"),
        (["--learning-rate", "inf"], "above 0"),
        (["--seed", "-1"], "from 0"),
        (["--limit", "0"], "at least 1"),
        (["--limit", "55001"], "only 55000 images"),
        (["--more", "nothing.csv"], "nothing.csv was not found"),
        (["--output", "model.keras"], "must end in .h5"),
        (["--output", "no/such/folder/m.h5"], "no folder"),
        (["--unknown"], "unrecognized"),
        (["--data", "nothing.npz"], "nothing.npz was not found"),
        (["--data", SCRIPT], "is not an .npz file"),
    ],
)
def test_bad_values_are_refused_in_a_sentence(arguments, words, capsys, monkeypatch):
    monkeypatch.chdir(PROJECT)
    try:
        status = main(arguments)
    except SystemExit as stop:  # from argparse
        status = stop.code
    assert status == 2
    errors = capsys.readouterr().err
    assert words in errors
    assert "Traceback" not in errors


def test_a_quick_training_has_few_epochs_and_the_options_that_are_given():
    quick, _, _ = parse_arguments(["--quick"])
    assert quick == QUICK
    assert quick.epochs < TrainingSettings().epochs / 5
    assert parse_arguments(["--quick", "--epochs", "2"])[0] == replace(QUICK, epochs=2)
    assert parse_arguments(["--quick", "--no-synthetic"])[0].synthetic_share == 0


def test_an_output_that_is_a_folder_is_refused(tmp_path, capsys):
    (tmp_path / "model.h5").mkdir()
    with pytest.raises(SystemExit, match="2"):
        main(["--output", str(tmp_path / "model.h5")])
    assert "is a folder" in capsys.readouterr().err


@pytest.mark.slow
def test_digits_of_ones_own_are_added_to_mnists(tmp_path, mnist, monkeypatch, capfd):
    monkeypatch.setattr(train_digit_recognizer, "load_mnist", quick_training.small_mnist)
    monkeypatch.setattr(train_digit_recognizer, "build_model", quick_training.small_model)
    own = tmp_path / "own.npz"
    np.savez(own, x_train=mnist.x_train[-60:], y_train=mnist.y_train[-60:])
    output = tmp_path / "m.h5"
    options = ["--limit", "150", "--epochs", "1", "--no-synthetic", "--no-negatives"]
    assert main([*options, "--more", str(own), "--output", str(output)]) == 0
    printed = capfd.readouterr().out
    assert "205 images to train on, 5,005 to validate and 500 to test with." in printed
    assert answers_of(output, mnist.x_test[:1]).shape == (1,)


@pytest.mark.parametrize("size", [1, 63, 64])
def test_processes_share_a_batch_equally_and_miss_nothing(size, monkeypatch):
    monkeypatch.syspath_prepend(PROJECT / "docs")
    from train_together import share_of

    batch = np.arange(size), 2 * np.arange(size)
    shares = [share_of(number, 2)(batch) for number in (0, 1)]
    assert [len(images) for images, _ in shares] == [-(-size // 2)] * 2
    assert set(np.concatenate([images for images, _ in shares])) == set(range(size))
    assert all((targets == 2 * images).all() for images, targets in shares)


TWO_DEVICES = """
import sys, tensorflow as tf
import train_digit_recognizer as t
from tests.quick_training import small_divided, small_mnist, small_model

halves = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], halves)
cpus = tf.config.list_logical_devices("CPU")
tf.config.list_logical_devices = lambda kind: cpus
t.load_mnist, t.divided = small_mnist, small_divided
copies = []
def counted():
    copies.append(tf.distribute.get_strategy().num_replicas_in_sync)
    return small_model()
t.build_model = counted
status = t.main(["--limit", "300", "--epochs", "2", "--output", sys.argv[1]])
print(copies, status)
"""


@pytest.mark.slow
def test_several_devices_share_the_work(tmp_path, mnist):
    """Two halves of the processor, as there may be no GPU."""
    done = run_python("-c", TWO_DEVICES, tmp_path / "model.h5")
    assert done.stdout.splitlines()[-1] == "[2] 0", done.stderr
    assert "epoch  2 of 2" in done.stdout
    assert answers_of(tmp_path / "model.h5", mnist.x_test[:1]).shape == (1,)
