"""What to do about a network that cannot be used, for every place where the program can be."""

import pytest

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.advice import Place, how_to_install, how_to_train, this_place


@pytest.mark.parametrize(
    ("place", "has_make", "advice"),
    [
        (Place.CHECKOUT, True, "Train it: make train"),
        (Place.CHECKOUT, False, "Train it: python train_digit_recognizer.py"),
        (Place.INSTALLED, True, "Install the program again"),
        (Place.BUILT, False, "Install the program again"),
    ],
)
def test_the_shipped_network_is_trained_or_installed_again(place, has_make, advice):
    assert how_to_train(MODEL_FILE, place, has_make) == advice


@pytest.mark.parametrize("place", [Place.INSTALLED, Place.BUILT])
def test_without_the_script_nobody_is_told_to_run_it(place, tmp_path):
    assert how_to_train(tmp_path / "my.h5", place, True).startswith("Training needs the project's")


def test_another_network_is_named_as_the_output(tmp_path):
    missing = tmp_path / "my.keras"
    command = f"python train_digit_recognizer.py --output {tmp_path / 'my.h5'}"
    assert how_to_train(missing, Place.CHECKOUT, True) == f"Train one: {command}"


def test_a_file_of_the_users_is_not_to_be_written_over(tmp_path):
    (tmp_path / "my.h5").touch()
    assert "new_my.h5" in how_to_train(tmp_path / "my.h5", Place.CHECKOUT, True)


def test_a_name_with_a_space_is_typed_in_quotes(tmp_path):
    output = how_to_train(tmp_path / "my net.h5", Place.CHECKOUT, True).split("--output ")[1]
    assert output[0] in "'\""
    assert output[0] == output[-1]


def test_here_is_a_checkout():
    assert this_place() is Place.CHECKOUT


def test_a_program_without_python_installs_nothing(monkeypatch):
    monkeypatch.setattr("sys.frozen", True, raising=False)  # as PyInstaller does
    assert this_place() is Place.BUILT
    assert "pip" not in how_to_install(this_place())
