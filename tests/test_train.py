"""The training script, run as a person runs it."""

import json
import os
import signal
import subprocess
import sys

import h5py
import numpy as np
import pytest
import quick_training
from conftest import PROJECT, answers_of, run_python, run_script, wait_until

import train_digit_recognizer
from digit_recognizer import NO_DIGIT
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import read_notes, save
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.checkpoint import Checkpoint
from digit_recognizer.training.compilation import digit_accuracy
from digit_recognizer.training.data import split
from digit_recognizer.training.examples import mixed, soft_targets
from digit_recognizer.training.run_folder import CannotResume, run_folder
from train_digit_recognizer import TrainingSettings, examples, main, parse_arguments

SCRIPT = "train_digit_recognizer.py"


@pytest.fixture(scope="session")
def short_run(tmp_path_factory):
    """Two epochs on 1,500 real images: what it printed, and its file."""
    folder = tmp_path_factory.mktemp("with a space")
    file = folder / "short.h5"
    arguments = ["--limit", 1500, "--batch-size", 16, "--epochs", 2, "--output", file]
    done = run_script(SCRIPT, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done, file


@pytest.fixture(scope="session")
def answers_of_short_run(short_run, mnist):
    """The digits that its network reads in the test images."""
    return answers_of(short_run[1], mnist.x_test)


@pytest.fixture
def small_sets(monkeypatch):
    """For main() in this process: few validation and test images."""
    monkeypatch.setattr(train_digit_recognizer, "load_mnist", quick_training.small_mnist)
    monkeypatch.setattr(train_digit_recognizer, "split", quick_training.small_split)


def test_a_short_run_makes_a_file_that_recognises(answers_of_short_run, mnist):
    assert np.mean(answers_of_short_run[:2000] == mnist.y_test[:2000]) > 0.85


def test_it_says_what_it_did_in_plain_words(short_run):
    done, file = short_run
    lines = done.stdout.splitlines()
    assert "QUICK LOOK" in lines[0]
    assert "1,500 of 55,000" in lines[0]
    assert [line.split(":")[0] for line in lines[1:3]] == [f"epoch  {n} of 2" for n in (1, 2)]
    assert "Test: loss" in done.stdout
    assert "of 10,000 wrong" in done.stdout
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
    wrong = np.sum(answers_of_short_run != mnist.y_test)
    assert f"{wrong} of 10,000 wrong" in done.stdout


def test_the_file_has_weights_and_architecture_and_no_optimiser(short_run):
    _, file = short_run
    with h5py.File(file) as content:
        assert "model_config" in content.attrs
        assert "model_weights" in content
        assert "optimizer_weights" not in content
    assert {path.name for path in file.parent.iterdir()} == {file.name, report_of(file).name}


def test_the_file_has_the_history_and_the_threshold(short_run, mnist):
    _, file = short_run
    notes = read_notes(file)
    assert {len(values) for values in notes["history"].values()} == {2}
    assert set(notes["history"]) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    held_out = mnist.x_train[split(mnist.y_train, seed=1)[1]]
    confidences = load_recognizer(file).probabilities(to_network(held_out)).max(axis=1)
    assert np.mean(confidences < notes["sure_from"]) < 0.02  # 1 % of these and of synthetic digits
    assert json.loads((report_of(file) / "metrics.json").read_text())["history"] == notes["history"]


def test_the_weights_that_were_validated_are_the_ones_in_the_file(short_run, mnist):
    """The averages of the best epoch, not what the last batch left."""
    _, file = short_run
    notes = read_notes(file)
    validation = split(mnist.y_train, seed=1)[1]
    held_out = examples(mnist, validation, TrainingSettings(), stream=1)
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


@pytest.mark.parametrize("shares", [(0.12, 0.06, 0.04), (0, 0.06, 0.04), (0.12, 0, 0)])
def test_the_added_examples_come_after_mnists_and_are_labelled(mnist, shares):
    images, labels = mnist.x_train[:500], mnist.y_train[:500]
    synthetic, negative, split_count = (round(500 * share) for share in shares)
    names = dict(zip(("synthetic", "negative", "split"), shares, strict=True))
    found = mixed(images, labels, **names, seed=(1, 0))
    np.testing.assert_array_equal(found.images[:500], images)
    np.testing.assert_array_equal(found.labels[:500], labels)
    assert found.mnist_count == 500
    added = found.labels[500:]
    assert len(found.images) == len(found.labels)
    assert (added[:synthetic] < 10).all()
    assert (added[synthetic : synthetic + negative] == NO_DIGIT).all()
    assert np.sum(added < 10) == synthetic + split_count // 2
    assert len(added) == synthetic + negative + split_count


@pytest.mark.parametrize(
    ("arguments", "shares"),
    [
        ([], (0.12, 0.06, 0.04)),
        (["--no-synthetic"], (0, 0.06, 0.04)),
        (["--no-negatives"], (0.12, 0, 0)),
    ],
)
def test_what_is_added_is_an_option(arguments, shares):
    settings, _, _ = parse_arguments(arguments)
    assert (settings.synthetic_share, settings.negative_share, settings.split_share) == shares


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
    except SystemExit as stop:  # from argparse
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
import sys, tensorflow as tf
import train_digit_recognizer as t
from tests.quick_training import small_mnist, small_split

halves = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], halves)
cpus = tf.config.list_logical_devices("CPU")
tf.config.list_logical_devices = lambda kind: cpus
t.load_mnist, t.split = small_mnist, small_split
copies, build_model = [], t.build_model
def counted():
    copies.append(tf.distribute.get_strategy().num_replicas_in_sync)
    return build_model()
t.build_model = counted
status = t.main(["--limit", "300", "--epochs", "2", "--output", sys.argv[1]])
print(copies, status)
"""


def test_several_devices_share_the_work(tmp_path, mnist):
    """Two halves of the processor, as there may be no GPU."""
    done = run_python("-c", TWO_DEVICES, tmp_path / "model.h5")
    assert done.stdout.splitlines()[-1] == "[2] 0", done.stderr
    assert "epoch  2 of 2" in done.stdout
    assert answers_of(tmp_path / "model.h5", mnist.x_test[:1]).shape == (1,)


# --- runs that are stopped -----------------------------------------------------------------------

QUICK_RUN = "from tests.quick_training import run; run()"
KILLED_IN_EPOCH_2 = """
import os, signal
from digit_recognizer.training.checkpoint import Checkpoint
from tests.quick_training import run

epoch_ended = Checkpoint.epoch_ended
def killed(checkpoint, index, logs):
    if index == 1:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    epoch_ended(checkpoint, index, logs)
Checkpoint.epoch_ended = killed
run()
"""
WAITS_IN_THE_TEST = """
import threading
from digit_recognizer.training import plots
from tests.quick_training import run

plots.curves = lambda history: threading.Event().wait()
run()
"""


def start(output, epochs=1000, program=QUICK_RUN):
    """Starts a training, by default one too long to end by itself."""
    arguments = ["--limit", "200", "--epochs", str(epochs), "--output", str(output)]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # tests run in a shell's background:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # children would ignore it too
    return subprocess.Popen(
        [sys.executable, "-u", "-c", program, *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_line(run, beginning):
    """Until the run prints a line that begins so."""
    assert any(line.startswith(beginning) for line in run.stdout), run.stderr.read()


def kept_folder(output):
    """The folder of a run, once its first epoch is in there."""
    kept = f"{output.stem}.training-*/training_metadata.json"
    wait_until(lambda: list(output.parent.glob(kept)))
    return next(output.parent.glob(kept)).parent


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process alone")
def test_ctrl_c_ends_in_a_sentence_and_keeps_the_best_epoch(tmp_path, mnist):
    output = tmp_path / "model.h5"
    output.write_text("the old model")
    run = start(output)
    wait_for_line(run, "epoch ")
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
    run = start(output)
    wait_for_line(run, "ONLY A QUICK LOOK")
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Nothing was kept" in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process alone")
def test_ctrl_c_during_the_test_says_that_the_network_is_saved(tmp_path, mnist):
    output = tmp_path / "model.h5"
    run = start(output, epochs=1, program=WAITS_IN_THE_TEST)
    wait_for_line(run, "Temperature")
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert f"{output} is new" in errors
    assert "Traceback" not in errors
    assert answers_of(output, mnist.x_test[:1]).shape == (1,)


def test_a_killed_run_leaves_the_old_file_and_can_resume(tmp_path, small_sets, capsys):
    output = tmp_path / "model.h5"
    output.write_text("the old model")
    start(output, epochs=4, program=KILLED_IN_EPOCH_2).communicate(timeout=300)
    assert output.read_text() == "the old model"

    arguments = ["--resume", "--limit", "200", "--output", str(output)]
    assert main([*arguments, "--epochs", "5"]) == 2
    assert "had other options (epochs 4)" in capsys.readouterr().err
    assert main([*arguments, "--epochs", "4"]) == 0
    printed = capsys.readouterr().out
    epochs = [int(line[6:8]) for line in printed.splitlines() if line.startswith("epoch")]
    assert epochs == [2, 3, 4]
    assert "Resuming after epoch 1 of 4." in printed
    history = read_notes(output)["history"]
    assert {len(values) for values in history.values()} == {4}
    assert history["loss"][1] < history["loss"][0]  # weights and optimiser are resumed, too
    assert {path.name for path in tmp_path.iterdir()} == {"model.h5", "model.report"}


def test_without_a_stopped_run_there_is_nothing_to_resume(tmp_path, capsys):
    assert main(["--resume", "--output", str(tmp_path / "model.h5")]) == 2
    assert "start one without --resume" in capsys.readouterr().err


def stopped_run(folder, settings, **files):
    """The folder that a run leaves. files: name -> text."""
    folder.mkdir()
    for name, text in {"settings": json.dumps(settings), **files}.items():
        (folder / f"{name}.json").write_text(text)


def test_a_damaged_run_is_not_resumed(tmp_path):
    stopped_run(tmp_path / "model.training-1", {"epochs": 4}, training_metadata='{"epo')
    with (
        pytest.raises(CannotResume, match="is damaged"),
        run_folder(tmp_path / "model.h5", {"epochs": 4}, resume=True) as folder,
    ):
        Checkpoint(build_model(), folder, 4, start=0)


def test_a_run_killed_while_keras_wrote_its_metadata_is_resumed(tmp_path):
    so_far = {"history": {"loss": [0.9, 0.8]}, "seconds": 7}
    path = tmp_path / "model.training-1"
    stopped_run(path, {"epochs": 4}, training_metadata="", progress=json.dumps(so_far))
    model = build_model()
    save(model, {"epoch": 2, "loss": 0.5}, path / "best.h5")
    with run_folder(tmp_path / "model.h5", {"epochs": 4}, resume=True) as folder:
        checkpoint = Checkpoint(model, folder, 4, start=0)
        assert (checkpoint.epochs_done, checkpoint.best_epoch) == (2, 2)
        assert json.loads((folder / "training_metadata.json").read_text())["epoch"] == 2


@pytest.fixture
def full_disk():
    """A limit of 200 kB for every file stands in for it."""
    resource = pytest.importorskip("resource", reason="Windows cannot limit the size of a file")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_leaves_the_old_file_and_is_a_sentence(tmp_path, small_sets, full_disk, capfd):
    output = tmp_path / "model.h5"
    output.write_text("the old model")
    assert main(["--limit", "200", "--epochs", "1", "--output", str(output)]) == 2
    errors = capfd.readouterr().err
    assert "could not be written" in errors
    assert f"{output} is unchanged" in errors
    assert "Traceback" not in errors
    assert output.read_text() == "the old model"
    assert [path.name for path in tmp_path.iterdir()] == ["model.h5"]


def test_a_loss_that_is_not_a_number_ends_the_run_and_leaves_the_old_file(
    tmp_path, small_sets, capfd
):
    output = tmp_path / "model.h5"
    output.write_text("the old model")
    arguments = ["--limit", "300", "--epochs", "2", "--learning-rate", "1e30"]
    assert main([*arguments, "--output", str(output)]) == 2
    errors = capfd.readouterr().err
    assert "training has diverged" in errors
    assert "Traceback" not in errors
    assert output.read_text() == "the old model"


def test_two_runs_at_once_leave_a_file_that_is_one_of_theirs(tmp_path, mnist, small_sets):
    output = tmp_path / "model.h5"
    run = start(output, epochs=1)
    wait_for_line(run, "ONLY A QUICK LOOK")
    status = main(["--limit", "200", "--epochs", "1", "--output", str(output)])
    run.communicate(timeout=300)
    assert [run.returncode, status] == [0, 0]
    assert answers_of(output, mnist.x_test[:1]).shape == (1,)
    assert sorted(path.name for path in tmp_path.glob("*.h5")) == ["model.h5"]
