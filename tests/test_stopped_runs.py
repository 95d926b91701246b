"""Training runs that are stopped, killed, resumed, or that meet a full disk or each other."""

import json
import os
import signal
import subprocess
import sys

import pytest
import quick_training
from conftest import PROJECT, answers_of, wait_until

import train_digit_recognizer
from digit_recognizer.network.layers import build_model
from digit_recognizer.network.model_file import read_notes, save
from digit_recognizer.training.checkpoint import Checkpoint
from digit_recognizer.training.run_folder import CannotResume, run_folder
from train_digit_recognizer import main

QUICK_RUN = "from tests.quick_training import run; run(small_network=True)"
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
run(small_network=True)
"""
WAITS_IN_THE_TEST = """
import threading
from digit_recognizer.training import plots
from tests.quick_training import run

plots.curves = lambda history: threading.Event().wait()
run(small_network=True)
"""


@pytest.fixture
def small_sets(monkeypatch):
    """For main() in this process: few validation and test images, and a small network."""
    monkeypatch.setattr(train_digit_recognizer, "load_mnist", quick_training.small_mnist)
    monkeypatch.setattr(train_digit_recognizer, "divided", quick_training.small_divided)
    monkeypatch.setattr(train_digit_recognizer, "build_model", quick_training.small_model)


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
@pytest.mark.slow
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
@pytest.mark.slow
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
@pytest.mark.slow
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


@pytest.mark.slow
def test_without_a_stopped_run_there_is_nothing_to_resume(tmp_path, capsys):
    assert main(["--resume", "--output", str(tmp_path / "model.h5")]) == 2
    assert "start one without --resume" in capsys.readouterr().err


def stopped_run(folder, settings, **files):
    """The folder that a run leaves. files: name -> text."""
    folder.mkdir()
    for name, text in {"settings": json.dumps(settings), **files}.items():
        (folder / f"{name}.json").write_text(text)


@pytest.mark.slow
def test_a_damaged_run_is_not_resumed(tmp_path):
    stopped_run(tmp_path / "model.training-1", {"epochs": 4}, training_metadata='{"epo')
    with (
        pytest.raises(CannotResume, match="is damaged"),
        run_folder(tmp_path / "model.h5", {"epochs": 4}, resume=True) as folder,
    ):
        Checkpoint(build_model(), folder, 4, start=0)


@pytest.mark.slow
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
    """A limit of 100 kB for every file stands in for it: half of the small network."""
    resource = pytest.importorskip("resource", reason="Windows cannot limit the size of a file")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
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
