"""The folder that `make app` builds, started as somebody without Python starts it.

`make app` runs this. `make test` does not, it has no such folder: the name does not begin with
test_.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import PROJECT, wait_until

NAME = "digit-recognizer"
FOLDER, PROGRAM = {
    "darwin": (f"{NAME}.app", f"Contents/MacOS/{NAME}"),
    "win32": (NAME, f"{NAME}.exe"),
}.get(sys.platform, (NAME, NAME))
PASSED_ON = ("DISPLAY", "XAUTHORITY", "SYSTEMROOT", "TEMP")  # of the environment; PATH is not
LARGEST_MB = 250

can_see = pytest.mark.skipif(
    not (sys.platform == "linux" and shutil.which("xdotool") and shutil.which("xclip")),
    reason="works the window from outside: Linux, xdotool and xclip",
)


@pytest.fixture(scope="module")
def program():
    """In another place: it must not need anything of the project."""
    with TemporaryDirectory(prefix="für Programme ", ignore_cleanup_errors=True) as place:
        copy = shutil.copytree(PROJECT / "dist" / FOLDER, Path(place) / FOLDER, symlinks=True)
        yield copy / PROGRAM


@pytest.fixture
def start(program, tmp_path):
    """Starts the program with no Python in reach; what still runs at the end is stopped."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    started = []

    def start_one(*arguments):
        home = {"HOME": str(tmp_path)}
        process = subprocess.Popen(
            [program, *arguments], env=environment | home, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def picture(seven, tmp_path):
    seven.save(tmp_path / "sieben 七.png")
    return tmp_path / "sieben 七.png"


def xdotool(*arguments):
    done = subprocess.run(["xdotool", *map(str, arguments)], capture_output=True, text=True)
    return done.stdout


def wait_for_window(process):
    """Gives it the focus, and returns its left, top, width and height in pixels."""
    search = ("search", "--onlyvisible", "--name", "^Digit recogniser$")
    wait_until(lambda: xdotool(*search) or process.poll() is not None)
    assert process.poll() is None, "it has ended"
    xdotool(*search, "windowfocus", "--sync")
    lines = xdotool(*search, "getwindowgeometry", "--shell").split()
    geometry = dict(line.split("=") for line in lines)
    return [int(geometry[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")]


def copied_result():
    xdotool("key", "ctrl+c")
    paste = ["xclip", "-selection", "clipboard", "-out"]
    return subprocess.run(paste, capture_output=True, text=True).stdout


def draw_one(left, top, width, height):
    """A 1 in the middle of the pad, which is in the left half of the window."""
    x = left + width // 3
    downwards = [top + height * percent // 100 for percent in range(25, 66, 2)]
    moves = [word for y in downwards for word in ("mousemove", x, y, "sleep", 0.01)]
    xdotool(*moves[:5], "mousedown", 1, *moves, "mouseup", 1)


def test_the_folder_is_small_enough_to_be_downloaded():
    files = [path for path in (PROJECT / "dist" / FOLDER).rglob("*") if not path.is_symlink()]
    assert sum(path.stat().st_size for path in files) < LARGEST_MB * 1e6


def test_it_reads_a_picture_without_a_window(start, picture):
    process = start("--json", "--read", picture)
    lines, _ = process.communicate(timeout=120)
    assert (json.loads(lines)["text"], process.returncode) == ("7", 0)


@can_see
def test_it_reads_a_picture_and_then_what_is_drawn(start, picture):
    process = start(picture)
    place = wait_for_window(process)
    wait_until(lambda: copied_result() == "7")
    xdotool("key", "Escape")
    draw_one(*place)
    wait_until(lambda: copied_result() == "1")
    xdotool("key", "ctrl+q")
    assert process.wait(timeout=60) == 0


@can_see
def test_a_picture_that_cannot_be_opened_leaves_the_window_open(start):
    process = start("nothing.png")
    wait_for_window(process)
    xdotool("key", "ctrl+q")
    assert process.wait(timeout=60) == 0
