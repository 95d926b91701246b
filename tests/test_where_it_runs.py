"""Homes, locales, folders, networks and displays that are missing or strange."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from conftest import PROJECT, run_python

OPEN_AND_READ = """
import sys
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
    done = run_python("-c", OPEN_AND_READ, picture, env=nowhere)
    assert done.stdout == "7 7\nTrue\n"
    assert done.stderr == "The settings could not be saved: Not a directory.\n"


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": "", "XDG_CONFIG_HOME": "", "TMPDIR": "/dev/null"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"},
        {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "de"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},  # ASCII everywhere
    ],
    ids=["no home", "Turkish", "German", "ASCII"],
)
def test_it_opens_and_reads_with(environment, picture):
    done = run_python("-c", OPEN_AND_READ, picture, env=environment)
    assert (done.stdout, done.stderr) == ("7 7\nTrue\n", "")


def test_it_opens_and_reads_where_nothing_can_be_looked_up(picture):
    """Python tells a hook of every connection and every name that is asked for."""
    watch = (
        "import sys\n"
        "def watch(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.gethostbyname',\n"
        "                 'urllib.Request'):\n"
        "        print(event, arguments)\n"
        "sys.addaudithook(watch)\n"
    )
    done = run_python("-c", watch + OPEN_AND_READ, picture)
    assert (done.stdout, done.stderr) == ("7 7\nTrue\n", "")
    train = watch + "import train_digit_recognizer as t\nt.main(sys.argv[1:])"
    output = picture.with_name("net.h5")
    done = run_python("-c", train, "--limit", 100, "--epochs", 1, "--output", output)
    assert output.exists(), done.stderr
    assert "socket" not in done.stdout
    assert "urllib" not in done.stdout


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


@pytest.mark.parametrize("script", ["gui_digit_recognizer.py", "train_digit_recognizer.py"])
def test_it_starts_in_isolated_mode(script, tmp_path):
    """python -I looks for modules neither beside the script nor where the user has some."""
    done = run_python("-I", PROJECT / script, "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only there a display can go away")
@pytest.mark.parametrize("moment", ["loading", "ready"])
def test_when_the_display_goes_away_so_does_the_program(moment):
    reading, writing = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as number:
        name = f":{number.readline().strip()}"
    program = (
        "import sys, gui_digit_recognizer as g\n"
        "app = g.App()\n"
        "while app.is_loading and sys.argv[1] == 'ready':\n"
        "    app.update()\n"
        "app.update()\n"
        "print('up', flush=True)\n"
        "app.mainloop()\n"
    )
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
        display.kill()
        gone = time.monotonic()
        _, errors = run.communicate(timeout=60)
        assert time.monotonic() - gone < 5
        assert run.returncode > 0  # not by a signal, as a crash would be
        assert "Traceback" not in errors
    finally:
        run.kill()
        display.kill()
        display.wait()
