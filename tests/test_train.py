"""The training script, run as a person runs it."""

import json
import os
import signal
import subprocess
import sys

import h5py
import numpy as np
import pytest
from conftest import PROJECT, answers_of, run_python, run_script, wait_until

from digit_recognizer import NO_DIGIT
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import read_notes, save
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.checkpoint import CannotResume, Progress, run_folder
from digit_recognizer.training.data import split
from train_digit_recognizer import (
    NON_DIGITS_SHARE,
    SEGMENTS_SHARE,
    VARIANTS_SHARE,
    Kinds,
    digit_accuracy,
    main,
    targets,
    with_drawings,
)

SCRIPT = "train_digit_recognizer.py"


@pytest.fixture(scope="module")
def short_run(tmp_path_factory):
    """Three epochs on 3,000 real images: what it printed, and its file."""
    folder = tmp_path_factory.mktemp("with a space")
    file = folder / "short.h5"
    done = run_script(SCRIPT, "--limit", 3000, "--epochs", 3, "--output", file, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done, file


def test_a_short_run_makes_a_file_that_recognises(short_run, mnist):
    _, file = short_run
    assert np.mean(answers_of(file, mnist.x_test[:2000]) == mnist.y_test[:2000]) > 0.85


def test_it_says_what_it_did_in_plain_words(short_run):
    done, file = short_run
    lines = done.stdout.splitlines()
    assert "QUICK LOOK" in lines[0]
    assert "3,000 of 55,000" in lines[0]
    assert [line.split(":")[0] for line in lines[1:4]] == [f"epoch  {n} of 3" for n in (1, 2, 3)]
    assert "Test: loss" in done.stdout
    assert "of 10,000 wrong" in done.stdout
    assert "read as" in done.stdout
    assert "minutes" in done.stdout
    assert str(file) in done.stdout
    assert str(folder_of(file)) in done.stdout
    assert done.stderr == ""


def folder_of(file):
    """Where the report on this file is."""
    return file.with_suffix(".report")


def test_the_figures_that_it_prints_are_those_of_the_file(short_run, mnist):
    done, file = short_run
    wrong = np.sum(answers_of(file, mnist.x_test) != mnist.y_test)
    assert f"{wrong} of 10,000 wrong" in done.stdout


def test_the_file_has_weights_and_architecture_and_no_optimiser(short_run):
    _, file = short_run
    with h5py.File(file) as content:
        assert "model_config" in content.attrs
        assert "model_weights" in content
        assert "optimizer_weights" not in content
    assert {path.name for path in file.parent.iterdir()} == {file.name, folder_of(file).name}


def test_the_file_says_how_it_was_trained_and_when_it_is_sure(short_run, mnist):
    _, file = short_run
    notes = read_notes(file)
    assert {len(values) for values in notes["history"].values()} == {3}
    assert set(notes["history"]) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    held_out = mnist.x_train[split(mnist.y_train, seed=1)[1]]
    confidences = load_recognizer(file).probabilities(to_network(held_out)).max(axis=1)
    assert np.mean(confidences < notes["sure_from"]) < 0.02  # 1 % of these and of drawn digits
    assert json.loads((folder_of(file) / "metrics.json").read_text())["history"] == notes["history"]


def test_the_weights_that_were_validated_are_the_ones_in_the_file(short_run, mnist):
    """The moving averages of the best epoch, not what the last batch has left."""
    _, file = short_run
    notes = read_notes(file)
    validation = split(mnist.y_train, seed=1)[1]
    images, labels = with_drawings(
        mnist.x_train[validation], mnist.y_train[validation], Kinds(True, True), seed=(1, 1)
    )
    right = answers_of(file, images) == labels
    validated = notes["history"]["val_accuracy"][notes["best_epoch"] - 1]
    assert np.mean(right[labels != NO_DIGIT]) == pytest.approx(validated, abs=1e-5)


def test_accuracy_is_that_of_the_digits_alone():
    """Of three digits two are read right; the two others, which are no digits, do not count."""
    accuracy = digit_accuracy()
    answers = np.eye(10)[[3, 4, 9, 0, 1]] * 0.9 + 0.01
    accuracy.update_state(targets(np.array([3, 4, 5], np.uint8)), answers[:3])
    accuracy.update_state(targets(np.array([10, 10], np.uint8)), answers[3:])
    assert float(accuracy.result()) == pytest.approx(2 / 3)


def test_targets_are_a_digit_or_nothing_in_particular():
    expected = [[0, 0, 1, 0, 0, 0, 0, 0, 0, 0], [0.1] * 10]
    np.testing.assert_allclose(targets(np.array([2, 10], np.uint8)), expected, atol=1e-7)


@pytest.mark.parametrize("kinds", [Kinds(True, True), Kinds(False, True), Kinds(True, False)])
def test_drawings_come_after_mnists_and_the_labels_say_what_they_are(mnist, kinds):
    images, labels = mnist.x_train[:500], mnist.y_train[:500]
    mixed, their_labels = with_drawings(images, labels, kinds, (1, 0))
    np.testing.assert_array_equal(mixed[:500], images)
    np.testing.assert_array_equal(their_labels[:500], labels)
    drawn = their_labels[500:]
    assert len(mixed) == len(their_labels)
    variants = round(500 * VARIANTS_SHARE) if kinds.variants else 0
    others = round(500 * NON_DIGITS_SHARE) if kinds.non_digits else 0
    pieces = round(500 * SEGMENTS_SHARE) if kinds.non_digits else 0
    assert (drawn[:variants] < 10).all()
    assert (drawn[variants : variants + others] == 10).all()
    assert np.sum(drawn < 10) == variants + pieces // 2
    assert len(drawn) == variants + others + pieces


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
    except SystemExit as stop:  # argparse's way
        status = stop.code
    assert status == 2
    errors = capsys.readouterr().err
    assert words in errors
    assert "Traceback" not in errors


def test_an_output_that_is_a_folder_is_refused(tmp_path, capsys):
    (tmp_path / "model.h5").mkdir()
    with pytest.raises(SystemExit, match="2"):
        main(["--output", str(tmp_path / "model.h5")])
    assert "is a folder" in capsys.readouterr().err


TWO_DEVICES = """
import sys, numpy as np, tensorflow as tf
import train_digit_recognizer as t

halves = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], halves)
on_all_gpus = t.on_all_gpus
t.on_all_gpus = lambda: on_all_gpus("CPU")
copies, compiled_model = [], t.compiled_model
def counted(*arguments):
    copies.append(tf.distribute.get_strategy().num_replicas_in_sync)
    return compiled_model(*arguments)
t.compiled_model = counted
status = t.main(["--limit", "300", "--epochs", "2", "--output", sys.argv[1]])
print(copies, status)
"""


def test_several_devices_share_the_work(tmp_path, mnist):
    """Two halves of the processor, as there may be no GPU."""
    done = run_python("-c", TWO_DEVICES, tmp_path / "model.h5")
    assert done.stdout.splitlines()[-1] == "[2] 0", done.stderr
    assert "epoch  2 of 2" in done.stdout
    assert answers_of(tmp_path / "model.h5", mnist.x_test[:1]).shape == (1,)


def start(output, epochs=1000, until="epoch "):
    """Starts a training, by default one too long to end by itself; waits for a line."""
    arguments = ["--limit", "1000", "--epochs", str(epochs), "--output", str(output)]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # tests run in a shell's background:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # children would ignore it too
    run = subprocess.Popen(
        [sys.executable, "-u", SCRIPT, *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in run.stdout:
        if line.startswith(until):
            return run
    raise AssertionError(run.stderr.read())


def kept_folder(output):
    """Where a run keeps what it needs to go on, once its first epoch is in there."""
    kept = f"{output.stem}.training-*/training_metadata.json"
    wait_until(lambda: list(output.parent.glob(kept)))
    return next(output.parent.glob(kept)).parent


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process alone")
def test_ctrl_c_ends_in_a_sentence_and_keeps_the_best_epoch(tmp_path, mnist):
    output = tmp_path / "model.h5"
    output.write_text("the old model")
    run = start(output)
    kept = kept_folder(output)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in errors
    assert str(kept / "best.h5") in errors
    assert "--resume" in errors
    assert output.read_text() == "the old model"
    assert answers_of(kept / "best.h5", mnist.x_test[:1]).shape == (1,)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process alone")
def test_ctrl_c_before_the_first_epoch_ends_leaves_nothing(tmp_path):
    output = tmp_path / "model.h5"
    run = start(output, until="ONLY A QUICK LOOK")
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Nothing was kept" in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process alone")
def test_ctrl_c_during_the_test_says_that_the_network_is_saved(tmp_path, mnist):
    output = tmp_path / "model.h5"
    run = start(output, epochs=1)
    wait_until(output.exists)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert f"{output} is new" in errors
    assert "Traceback" not in errors
    assert answers_of(output, mnist.x_test[:1]).shape == (1,)


def test_a_killed_run_leaves_the_old_file_and_can_go_on(tmp_path):
    output = tmp_path / "model.h5"
    output.write_text("the old model")
    run = start(output, epochs=4)
    kept_folder(output)
    run.kill()
    run.communicate(timeout=60)
    assert output.read_text() == "the old model"

    arguments = [SCRIPT, "--resume", "--limit", "1000", "--output", output]
    other = run_script(*arguments, "--epochs", 5)
    assert other.returncode == 2
    assert "had other options (epochs 4)" in other.stderr
    resumed = run_script(*arguments, "--epochs", 4)
    assert resumed.returncode == 0, resumed.stderr
    epochs = [int(line[6:8]) for line in resumed.stdout.splitlines() if line.startswith("epoch")]
    done = 4 - len(epochs)
    assert epochs == list(range(done + 1, 5))
    assert 1 <= done <= 3
    assert f"Going on after epoch {done} of 4." in resumed.stdout
    history = read_notes(output)["history"]
    assert {len(values) for values in history.values()} == {4}
    assert history["loss"][done] < history["loss"][0]  # weights and optimiser go on, too
    assert {path.name for path in tmp_path.iterdir()} == {"model.h5", "model.report"}


def test_without_a_stopped_run_there_is_nothing_to_resume(tmp_path, capsys):
    assert main(["--resume", "--output", str(tmp_path / "model.h5")]) == 2
    assert "start one without --resume" in capsys.readouterr().err


def stopped_run(folder, settings, **files):
    """As a run leaves it: name -> text."""
    folder.mkdir()
    for name, text in {"settings": json.dumps(settings), **files}.items():
        (folder / f"{name}.json").write_text(text)


def test_a_damaged_run_is_not_resumed(tmp_path):
    stopped_run(tmp_path / "model.training-1", {"epochs": 4}, training_metadata='{"epo')
    with (
        pytest.raises(CannotResume, match="is damaged"),
        run_folder(tmp_path / "model.h5", {"epochs": 4}, resume=True) as folder,
    ):
        Progress(build_model(), folder, 4, start=0)


def test_a_run_killed_while_keras_noted_the_epoch_is_resumed(tmp_path):
    so_far = {"history": {"loss": [0.9, 0.8]}, "seconds": 7}
    path = tmp_path / "model.training-1"
    stopped_run(path, {"epochs": 4}, training_metadata="", progress=json.dumps(so_far))
    model = build_model()
    save(model, {"epoch": 2, "loss": 0.5}, path / "best.h5")
    with run_folder(tmp_path / "model.h5", {"epochs": 4}, resume=True) as folder:
        progress = Progress(model, folder, 4, start=0)
        assert (progress.epochs_done, progress.best_epoch) == (2, 2)
        assert json.loads((folder / "training_metadata.json").read_text())["epoch"] == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot limit the size of a file")
def test_a_disk_that_is_full_leaves_the_old_file_and_says_so(tmp_path):
    """A limit of 200 kB for any file stands for the disk."""
    output = tmp_path / "model.h5"
    output.write_text("the old model")
    program = (
        "import resource, sys, train_digit_recognizer as t\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "sys.exit(t.main(['--limit', '200', '--epochs', '1', '--output', sys.argv[1]]))\n"
    )
    done = run_python("-c", program, output)
    assert done.returncode == 2
    assert "could not be written" in done.stderr
    assert f"{output} is as it was" in done.stderr
    assert "Traceback" not in done.stderr
    assert output.read_text() == "the old model"
    assert [path.name for path in tmp_path.iterdir()] == ["model.h5"]


def test_a_loss_that_is_no_number_ends_the_run_and_leaves_the_old_file(tmp_path):
    output = tmp_path / "model.h5"
    output.write_text("the old model")
    arguments = ["--limit", "300", "--epochs", "2", "--learning-rate", "1e30"]
    done = run_script("train_digit_recognizer.py", *arguments, "--output", output)
    assert done.returncode == 2
    assert "training has diverged" in done.stderr
    assert "Traceback" not in done.stderr
    assert output.read_text() == "the old model"


def test_two_runs_at_once_leave_a_file_that_is_one_of_theirs(tmp_path, mnist):
    output = tmp_path / "model.h5"
    runs = [start(output, epochs=1) for _ in range(2)]
    for run in runs:
        run.communicate(timeout=200)
    assert [run.returncode for run in runs] == [0, 0]
    assert answers_of(output, mnist.x_test[:1]).shape == (1,)
    assert sorted(path.name for path in tmp_path.glob("*.h5")) == ["model.h5"]
