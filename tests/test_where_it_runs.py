"""Homes, locales, folders, networks and displays that are missing or strange."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, WATCH, run_python
from display import start_display, stop_display

pytestmark = pytest.mark.slow  # each in a process of its own, with TensorFlow

TURKISH = {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}
GERMAN = {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "de"}
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}  # everywhere
NO_HOME = {"HOME": "", "XDG_CONFIG_HOME": "", "TMPDIR": "/dev/null"}
OPEN_AND_READ = f"""
{WATCH}
from gui_digit_recognizer import App, predict_digit, read_number
from digit_recognizer.reading.picture_files import open_picture
from digit_recognizer.window.settings import settings_file

picture = open_picture(sys.argv[1])
print(predict_digit(picture).digit, read_number(picture))
window = App(settings_path=settings_file())
while window.is_loading:
    window.update()
print(window.ready)
window.destroy()
"""


@pytest.fixture
def picture(seven, tmp_path):
    path = tmp_path / "Größe İğ 七.png"
    seven.save(path)
    return path


def test_it_opens_and_reads_with_a_home_that_cannot_be_made(picture):
    nowhere = {"HOME": "/dev/null/me", "XDG_CONFIG_HOME": "/dev/null/me/config"}
    done = run_python("-c", OPEN_AND_READ, picture, env=nowhere | TURKISH)
    assert done.stdout == "7 7\nTrue\n"
    assert done.stderr == "The settings could not be saved: Not a directory.\n"


@pytest.mark.parametrize("environment", [NO_HOME | GERMAN, ASCII], ids=["no home, German", "ASCII"])
def test_it_opens_and_reads_with(environment, picture):
    """It connects to nothing and looks nothing up, or that would be printed."""
    done = run_python("-c", OPEN_AND_READ, picture, env=environment)
    assert (done.stdout, done.stderr) == ("7 7\nTrue\n", "")


def copied_project(folder):
    """What is needed to read, in another place."""
    folder.mkdir()
    for name in ("gui_digit_recognizer.py", "train_digit_recognizer.py", "mnist.h5"):
        shutil.copy(PROJECT / name, folder)
    shutil.copytree(PROJECT / "digit_recognizer", folder / "digit_recognizer")
    return folder


def test_it_runs_in_a_folder_with_a_strange_name_and_from_another_one(picture, tmp_path):
    folder = copied_project(tmp_path / "Ein Löwe & 'zwei' %20 数字")
    done = run_python("-c", OPEN_AND_READ, picture, env={"PYTHONPATH": folder}, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("7 7\nTrue\n", "")
    refused = run_python(folder / "gui_digit_recognizer.py", "no.png", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("no.png was not found")


def seconds_of_work(process):
    """CPU time of a process that runs, on Linux: unlike the clock's, no matter how busy it is."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")  # in its own code, in the kernel


def seconds_of_children():
    """CPU time of all the processes that this one has waited for."""
    return sum(os.times()[2:4])


@pytest.mark.skipif(sys.platform != "linux", reason="only there a display can go away")
@pytest.mark.parametrize("moment", ["loading", "ready"])
def test_when_the_display_goes_away_so_does_the_program(moment):
    display, name = start_display()
    program = (
        "import sys, gui_digit_recognizer as g\n"
        "app = g.App()\n"
        "while app.is_loading and sys.argv[1] == 'ready':\n"
        "    app.update()\n"
        "app.update()\n"
        "print('up', flush=True)\n"
        "app.mainloop()\n"
    )
    others = seconds_of_children()
    run = subprocess.Popen(
        [sys.executable, "-c", program, moment],
        env={**os.environ, "DISPLAY": name},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert run.stdout.readline() == "up\n", run.stderr.read()
        before = seconds_of_work(run)
        display.kill()
        _, errors = run.communicate(timeout=60)
        assert seconds_of_children() - others - before < 5
        assert run.returncode > 0  # not by a signal, as a crash would be
        assert "Traceback" not in errors
    finally:
        run.kill()
        stop_display(display)
