"""The report: its metrics are those of the answers, its pictures can be opened."""

import json

import numpy as np
import pytest
import quick_training
from conftest import PROJECT, run_python
from PIL import Image

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.model_file import read_notes
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.inside.mistakes import read_mistakes, report_folder
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training import plots, report
from digit_recognizer.training.report import main, metrics, summary, write_report

pytestmark = pytest.mark.slow  # draws pictures with matplotlib

PICTURES = {"curves.png", "confusion.png", "misread.png", "reliability.png"}
HISTORY = {
    "loss": [0.5, 0.2],
    "val_loss": [0.4, 0.3],
    "accuracy": [0.8, 0.9],
    "val_accuracy": [0.9, 1],
}


def answers(labels, wrong, confidence=0.8):
    """Probabilities (N, 10), all of one confidence; the first `wrong` answers are one too high."""
    given = labels.astype(int).copy()
    given[:wrong] = (given[:wrong] + 1) % 10
    probabilities = np.full((len(labels), 10), (1 - confidence) / 9)
    probabilities[np.arange(len(labels)), given] = confidence
    return probabilities


def test_the_metrics_of_a_case_done_by_hand():
    labels = np.repeat(np.arange(10), 10).astype(np.uint8)
    found = metrics(answers(labels, wrong=3), labels, threshold=0.9)
    assert (found["images"], found["wrong"], found["accuracy"]) == (100, 3, 0.97)
    assert found["accuracy_by_digit"] == [0.7] + [1.0] * 9
    assert found["calibration_error"] == pytest.approx(0.17)
    assert (found["not_sure"], found["wrong_and_sure"]) == (1, 0)
    assert found["most_confused"] == "0 read as 1: 3"
    assert found["loss"] == pytest.approx(-0.97 * np.log(0.8) - 0.03 * np.log(0.2 / 9))
    assert metrics(answers(labels, wrong=3), labels, threshold=0.8)["wrong_and_sure"] == 3


@pytest.mark.parametrize("wrong", [0, 1, 40, 1000])
def test_a_report_is_a_page_with_pictures_and_metrics(tmp_path, mnist, wrong):
    images, labels = mnist.x_test[:1000], mnist.y_test[:1000]
    folder = tmp_path / "new" / "report"
    test = write_report(folder, {"history": HISTORY}, answers(labels, wrong), images, labels)
    assert {path.name for path in folder.iterdir()} == PICTURES | {
        "metrics.json",
        "mistakes.json",
        "README.md",
    }
    for name in PICTURES:
        with Image.open(folder / name) as picture:
            assert len(np.unique(np.asarray(picture.convert("L")))) > 1 or wrong == 0
    written = json.loads((folder / "metrics.json").read_text())
    assert written == {"test": test, "history": HISTORY}
    mistakes = read_mistakes(folder)
    assert np.trace(mistakes.confusion) == 1000 - wrong
    assert len(mistakes.misread) == min(wrong, 200)
    for index, misread in enumerate(mistakes.misread):
        assert (misread.pixels == images[index]).all()
        assert (misread.label, misread.answer) == (labels[index], (labels[index] + 1) % 10)
    page = (folder / "README.md").read_text()
    assert f"| 1,000 | {wrong} |" in page
    assert all(f"({name})" in page for name in PICTURES)
    assert f"{wrong} of 1,000 wrong" in summary(test)


def test_a_network_without_notes_has_a_report_too(tmp_path, mnist):
    images, labels = mnist.x_test[:100], mnist.y_test[:100]
    write_report(tmp_path, {}, answers(labels, 5), images, labels)
    assert PICTURES <= {path.name for path in tmp_path.iterdir()}


def test_the_report_in_the_project_is_on_the_shipped_network(mnist):
    probabilities = load_recognizer(MODEL_FILE).probabilities(to_network(mnist.x_test))
    notes = read_notes(MODEL_FILE)
    found = metrics(probabilities, mnist.y_test, notes["sure_from"])
    written = json.loads((PROJECT / "docs/report/metrics.json").read_text())
    assert {key: value for key, value in written.items() if key != "test"} == notes
    assert written["test"]["wrong"] == found["wrong"]
    assert written["test"]["loss"] == pytest.approx(found["loss"], rel=1e-3)
    readme = (PROJECT / "README.md").read_text()
    assert summary(written["test"]).splitlines()[0] in readme


def test_the_curves_of_one_epoch_can_be_seen():
    history = {"loss": [0.5], "accuracy": [0.9], "val_loss": [0.4], "val_accuracy": [0.92]}
    for axes in plots.curves(history).axes:
        assert [line.get_marker() for line in axes.lines] == [".", "."]
        low, high = axes.get_xlim()
        ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
        assert ticks == [1]


@pytest.mark.parametrize("losses", [[0.7, 0.05, 0.03], [0.72, 0.71], [0.5]])
def test_the_numbers_beside_the_curves_are_plain(losses):
    shares = [1 - loss / 10 for loss in losses]
    history = {"loss": losses, "accuracy": shares, "val_loss": losses, "val_accuracy": shares}
    figure = plots.curves(history)
    figure.draw_without_rendering()
    for axes in figure.axes:
        written = [label.get_text() for label in axes.get_yticklabels(which="both")]
        assert sum(text != "" for text in written) >= 2
        assert not any("e" in text for text in written)


def test_the_report_on_a_file_is_beside_the_file(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(report, "load_mnist", quick_training.small_mnist)
    file = tmp_path / "copy.h5"
    file.write_bytes(MODEL_FILE.read_bytes())
    status = main(["--model", str(file)])
    printed, errors = capfd.readouterr()
    assert (status, errors) == (0, "")
    folder = tmp_path / "copy.report"
    assert folder == report_folder(file)
    assert str(folder) in printed
    assert "of 500 wrong" in printed
    assert PICTURES <= {path.name for path in folder.iterdir()}
    assert report_folder(MODEL_FILE) == PROJECT / "docs" / "report"


def test_it_is_a_command():
    done = run_python("-m", "digit_recognizer.training.report", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--model" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--model", "none.h5"], "was not found"), (["--data", "none.npz"], "was not found")],
)
def test_what_is_missing_is_a_sentence_and_status_2(arguments, words, capsys):
    assert main(arguments) == 2
    errors = capsys.readouterr().err
    assert words in errors
    assert len(errors.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path, mnist):
    (tmp_path / "report").write_text("a file where the folder should be")
    labels = mnist.y_test[:100]
    with pytest.raises(OSError, match=r"The report could not be written in .*report: .*\.$"):
        write_report(tmp_path / "report", {}, answers(labels, 5), mnist.x_test[:100], labels)
    assert (tmp_path / "report").read_text() == "a file where the folder should be"


@pytest.mark.parametrize("text", ["", "{}", "[" * 9999, '{"confusion": [[1]], "misread": []}'])
def test_a_file_of_mistakes_that_nobody_wrote_so_is_as_good_as_none(tmp_path, text):
    assert read_mistakes(tmp_path) is None
    (tmp_path / "mistakes.json").write_text(text)
    assert read_mistakes(tmp_path) is None
