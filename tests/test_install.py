"""What is installed: the lists of packages agree, and a copy far from the checkout reads."""

import os
import shutil
import subprocess
import sys

import pytest
from conftest import PROJECT, run_python
from packaging.requirements import Requirement

from digit_recognizer import __version__
from digit_recognizer.network.keras_backend import PYTHONS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # comes with pytest

pytestmark = pytest.mark.slow  # builds what pip installs, and starts it


def declared(extra):
    """What pyproject.toml asks for: {name: Requirement}, of reading or of an extra."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {needed.name: needed for needed in map(Requirement, lines)}


def test_requirements_txt_lists_what_pyproject_toml_asks_for():
    lines = (PROJECT / "requirements.txt").read_text().splitlines()
    listed = {str(Requirement(line.partition("  #")[0])) for line in lines}
    asked_for = [*declared(None).values(), *declared("train").values()]
    assert listed == set(map(str, asked_for))


@pytest.mark.parametrize("package", ["tensorflow", "keras"])
def test_pip_keeps_off_pythons_that_have_no_tensorflow(package):
    marker = declared("train")[package].marker
    oldest, newest = PYTHONS.split(" to ")
    assert marker.evaluate({"python_version": oldest})
    assert marker.evaluate({"python_version": newest})
    assert not marker.evaluate({"python_version": "3.14"})


def test_training_without_tensorflow_says_which_pythons_have_it(tmp_path):
    program = (
        "import sys\n"
        "sys.modules['keras'] = None\n"
        "import train_digit_recognizer\n"
        "sys.exit(train_digit_recognizer.main())\n"
    )
    done = run_python("-c", program, "--limit", 100, "--output", tmp_path / "net.h5")
    assert done.returncode == 2
    assert done.stderr.startswith("Keras and TensorFlow cannot be imported (")
    assert "Python 3.10 to 3.13 (this is 3." in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


# --- a copy, installed from an sdist -------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Where pip put the project, without what it needs: that is here."""
    folder = tmp_path_factory.mktemp("installed")
    built = run_python("-m", "hatchling", "build", "--target", "sdist", "--directory", folder)
    assert built.returncode == 0, built.stderr
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    sdist = next(folder.glob("*.tar.gz"))
    done = run_python("-m", "pip", "install", *offline, "--target", folder / "site", sdist)
    assert done.returncode == 0, done.stderr
    return folder / "site"


def test_an_installed_copy_is_what_reads(installed):
    assert {path.name for path in installed.iterdir()} - {"__pycache__"} == {
        "bin",
        "digit_recognizer",
        f"digit_recognizer-{__version__}.dist-info",
        "gui_digit_recognizer.py",
    }
    folders = {path.name for path in (installed / "digit_recognizer").iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} == {"network", "reading", "window"}


def test_an_installed_copy_reads_with_its_own_network(installed, seven, tmp_path):
    seven.save(tmp_path / "seven.png")
    program = (
        "import digit_recognizer, gui_digit_recognizer\n"
        "print(digit_recognizer.MODEL_FILE)\n"
        "print(gui_digit_recognizer.predict_digit('seven.png').digit)\n"
    )
    done = run_python("-c", program, env={"PYTHONPATH": installed}, cwd=tmp_path)
    network = installed / "digit_recognizer" / "mnist.h5"
    assert (done.stdout, done.stderr) == (f"{network}\n7\n", "")


@pytest.mark.parametrize("name", ["digit-recognizer", "digit-recognizer-window"])
def test_its_programs_start_in_any_folder(installed, name, tmp_path):
    done = subprocess.run(
        [shutil.which(name, path=installed / "bin"), "no.png"],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("no.png was not found")
