"""A folder of pictures is read in parts: each picture once, whatever comes between."""

import json

import pytest
from conftest import PROJECT, run_python
from PIL import Image

SCRIPT = PROJECT / "docs" / "read_folder.py"


@pytest.fixture
def read_folder(monkeypatch):
    monkeypatch.syspath_prepend(PROJECT / "docs")
    import read_folder

    return read_folder


@pytest.fixture
def pictures(seven, tmp_path):
    """Two pictures of a seven, an empty one, and a file that is none."""
    folder = tmp_path / "pictures"
    (folder / "2026").mkdir(parents=True)
    seven.save(folder / "a.png")
    seven.save(folder / "2026" / "b.png")
    Image.new("L", (60, 40), "white").save(folder / "c.png")
    (folder / "d.png").write_text("no picture")
    (folder / ".hidden.png").touch()
    return folder


def records(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_every_picture_has_a_line_with_the_number_or_the_reason(read_folder, pictures, tmp_path):
    [part] = read_folder.parts_of(pictures, tmp_path)
    read_folder.read_part(part, tmp_path / "0.jsonl")
    b, a, c, d = records(tmp_path / "0.jsonl")
    assert [b["file"], a["file"]] == [str(pictures / "2026" / "b.png"), str(pictures / "a.png")]
    assert (a["text"], a["sure"], len(a["digits"])) == ("7", True, 1)
    assert a["digits"][0]["digit"] == 7
    assert c == {"file": str(pictures / "c.png"), "error": "nothing is drawn"}
    assert "is not a picture of a kind that can be read" in d["error"]


def test_a_part_that_is_there_is_not_read_again(read_folder, pictures, tmp_path):
    file = tmp_path / "0.jsonl"
    file.write_text("read before\n")
    read_folder.read_part([str(pictures / "a.png")], file)
    assert file.read_text() == "read before\n"


def test_a_part_keeps_its_pictures_when_others_come_into_the_folder(
    read_folder, pictures, tmp_path, seven
):
    first = read_folder.parts_of(pictures, tmp_path, size=3)
    seven.save(pictures / "2026" / "a.png")
    assert [len(part) for part in first] == [3, 1]
    assert read_folder.parts_of(pictures, tmp_path, size=2) == first


def test_results_of_one_folder_are_not_mixed_with_those_of_another(read_folder, pictures, tmp_path):
    read_folder.parts_of(pictures, tmp_path)
    with pytest.raises(ValueError, match="is for the pictures in .*pictures: name another one"):
        read_folder.parts_of(pictures / "2026", tmp_path)


def test_an_empty_folder_is_told_and_leaves_no_list(read_folder, pictures, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="is not a folder with pictures in it"):
        read_folder.parts_of(tmp_path / "empty", tmp_path)
    assert not (tmp_path / read_folder.LIST).exists()


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path):
    done = run_python(SCRIPT, tmp_path / "nowhere", tmp_path / "results")
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path / 'nowhere'} is not a folder with pictures in it.\n"
