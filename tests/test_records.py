"""--read prints a line for each picture, without a window."""

import io
import json

import pytest
from conftest import run_script
from PIL import Image
from window import letter

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.prediction import in_percent
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.records import as_json, as_text, pictures_of, read_all
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes


@pytest.fixture
def folder(seven, tmp_path):
    """Two pictures that can be read, one of them in a folder of its own, and two that cannot."""
    (tmp_path / "more").mkdir()
    seven.save(tmp_path / "b.png")
    pair = Image.new("L", (800, 400), 255)
    pair.paste(seven, (0, 0))
    pair.paste(seven, (400, 0))
    pair.save(tmp_path / "more" / "A.PNG")
    (tmp_path / "c.png").write_text("no picture")
    Image.new("L", (50, 50), 255).save(tmp_path / "d.png")
    (tmp_path / "notes.txt").write_text("not looked at")
    return tmp_path


def read(names):
    return list(read_all(pictures_of(map(str, names)), load_recognizer(MODEL_FILE)))


def read_from_standard_input(content, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    return read(["-"])


def test_a_folder_stands_for_the_pictures_in_it(folder):
    names = ["b.png", "c.png", "d.png", "more/A.PNG"]
    assert list(pictures_of([str(folder)])) == [str(folder / name) for name in names]


def test_what_cannot_be_read_stops_nothing(folder):
    lines = [as_text(record).removeprefix(str(folder)) for record in read([folder])]
    assert lines[0].startswith("/b.png: 7 (") and lines[0].endswith("%)")
    assert lines[1].startswith("/c.png: The file is not a picture")
    assert lines[2] == "/d.png: nothing is drawn"
    assert lines[3].startswith("/more/A.PNG: 77 (")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("none.png", "The file was not found."), ("more", "The folder has no pictures in it.")],
)
def test_each_problem_has_its_sentence(folder, name, sentence):
    (folder / "more" / "A.PNG").unlink()
    [record] = read([folder / name])
    assert (record.number, record.problem) == (None, sentence)


def test_doubt_is_said(monkeypatch):
    paper, file = Image.new("L", (400, 400), WHITE), io.BytesIO()
    draw_strokes(paper, letter([(0, 4), (2, 0), (4, 4)], [(1, 2), (3, 2)]), 22, BLACK).save(
        file, "PNG"
    )
    [record] = read_from_standard_input(file.getvalue(), monkeypatch)
    assert as_text(record).endswith(", not sure")


def test_json_has_boxes_and_probabilities(folder):
    record = json.loads(as_json(read([folder / "more" / "A.PNG"])[0]))
    assert (record["text"], record["sure"]) == ("77", True)
    for digit, left in zip(record["digits"], (0, 400), strict=True):
        assert digit["digit"] == 7
        assert len(digit["probabilities"]) == 10
        assert abs(sum(digit["probabilities"]) - 1) < 1e-4
        x0, y0, x1, y1 = digit["box"]
        assert left + 90 < x0 < x1 < left + 300 and 70 < y0 < y1 < 330
    assert "error" in json.loads(as_json(read([folder / "c.png"])[0]))


def test_several_lines_are_one_line_of_text(seven, monkeypatch):
    page, file = Image.new("L", (800, 800), WHITE), io.BytesIO()
    for corner in ((0, 0), (400, 0), (0, 400), (400, 400)):
        page.paste(seven, corner)
    page.save(file, "PNG")
    [record] = read_from_standard_input(file.getvalue(), monkeypatch)
    assert as_text(record).startswith("-: 77 77 (")


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.98214, "98.2 %"), (0.9996, "over 99.9 %"), (1.0, "over 99.9 %")]
)
def test_nothing_is_sure_to_100_percent(confidence, words):
    assert in_percent(confidence) == words


def test_the_command_needs_no_display_and_tells_by_its_status(folder):
    done = run_script("gui_digit_recognizer.py", "--read", folder / "b.png", env={"DISPLAY": ""})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{folder / 'b.png'}: 7 (")
    done = run_script("gui_digit_recognizer.py", "--json", "--read", folder, env={"DISPLAY": ""})
    assert done.returncode == 1
    assert [json.loads(line).get("text") for line in done.stdout.splitlines()] == [
        *("7", None, None, "77")
    ]


@pytest.mark.parametrize(
    "arguments", [["--json"], ["b.png", "--read", "c.png"], ["--model", "no.h5", "--read", "b.png"]]
)
def test_what_makes_no_sense_is_said_with_status_2(arguments):
    done = run_script("gui_digit_recognizer.py", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
