"""MNIST: read from a file or a folder, refused if it is something else, split by digit."""

import gzip
import hashlib
import shutil

import numpy as np
import pytest
from conftest import PROJECT, run_script

from digit_recognizer import MNIST_FILE
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.data import (
    IDX_NAMES,
    VALIDATION_IMAGES,
    DataError,
    load_mnist,
    split,
)


def write_idx(folder, mnist, compress=False):
    for key, name in IDX_NAMES.items():
        array = getattr(mnist, key)
        lengths = np.array(array.shape, ">u4").tobytes()
        content = bytes([0, 0, 8, array.ndim]) + lengths + array.tobytes()
        if compress:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content, 1))
        else:
            (folder / name).write_bytes(content)


def changed(mnist, **arrays):
    return {**mnist._asdict(), **arrays}


def save_npz(path, arrays):
    np.savez(path, **arrays)
    return path


def test_the_file_is_the_one_that_its_readme_describes():
    digest = hashlib.sha256(MNIST_FILE.read_bytes()).hexdigest()
    assert digest in (MNIST_FILE.parent / "README.md").read_text()


def test_shapes_types_and_ranges(mnist):
    assert [a.shape for a in mnist] == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert all(a.dtype == np.uint8 for a in mnist)
    assert np.bincount(mnist.y_test).tolist()[:3] == [980, 1135, 1032]  # the MNIST page's test set


@pytest.mark.parametrize("compress", [False, True], ids=["plain", "gz"])
def test_the_four_original_files_are_the_same_data(mnist, tmp_path, compress):
    write_idx(tmp_path, mnist, compress)
    for ours, theirs in zip(mnist, load_mnist(tmp_path), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def a_missing_file(folder, mnist):
    return folder / "nothing.npz"


def an_empty_file(folder, mnist):
    (folder / "bad.npz").touch()
    return folder / "bad.npz"


def random_bytes(folder, mnist):
    (folder / "bad.npz").write_bytes(np.random.default_rng(1).bytes(5000))
    return folder / "bad.npz"


def a_truncated_file(folder, mnist):
    (folder / "bad.npz").write_bytes(MNIST_FILE.read_bytes()[:3_000_000])
    return folder / "bad.npz"


def a_damaged_file(folder, mnist):
    content = bytearray(MNIST_FILE.read_bytes())
    content[5_000_000:5_000_100] = bytes(100)
    (folder / "bad.npz").write_bytes(content)
    return folder / "bad.npz"


def a_missing_key(folder, mnist):
    arrays = mnist._asdict()
    del arrays["y_test"]
    return save_npz(folder / "bad.npz", arrays)


def a_wrong_shape(folder, mnist):
    return save_npz(folder / "bad.npz", changed(mnist, x_test=mnist.x_test[:, :27]))


def too_few_images(folder, mnist):
    short = changed(mnist, x_train=mnist.x_train[:-1], y_train=mnist.y_train[:-1])
    return save_npz(folder / "bad.npz", short)


def a_wrong_type(folder, mnist):
    return save_npz(folder / "bad.npz", changed(mnist, x_test=mnist.x_test / np.float32(255)))


def a_label_of_ten(folder, mnist):
    labels = mnist.y_train.copy()
    labels[12345] = 10
    return save_npz(folder / "bad.npz", changed(mnist, y_train=labels))


def pickled_objects(folder, mnist):
    return save_npz(folder / "bad.npz", changed(mnist, y_test=np.array([{}], object)))


def a_plain_array(folder, mnist):
    np.save(folder / "bad.npy", mnist.y_test)
    return folder / "bad.npy"


def an_empty_folder(folder, mnist):
    return folder


def a_short_idx_file(folder, mnist):
    write_idx(folder, mnist)
    file = folder / IDX_NAMES["x_test"]
    file.write_bytes(file.read_bytes()[:-1])
    return folder


def a_wrong_magic_number(folder, mnist):
    write_idx(folder, mnist)
    file = folder / IDX_NAMES["y_train"]
    file.write_bytes(b"\1" + file.read_bytes()[1:])
    return folder


def a_damaged_gz_file(folder, mnist):
    write_idx(folder, mnist, compress=True)
    file = folder / f"{IDX_NAMES['x_train']}.gz"
    file.write_bytes(file.read_bytes()[:100_000])
    return folder


def labels_in_the_place_of_images(folder, mnist):
    write_idx(folder, mnist)
    shutil.copy(folder / IDX_NAMES["y_test"], folder / IDX_NAMES["x_test"])
    return folder


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (a_missing_file, "was not found"),
        (an_empty_file, "damaged or is not an .npz file"),
        (random_bytes, "damaged or is not an .npz file"),
        (a_truncated_file, "damaged or is not an .npz file"),
        (a_damaged_file, "damaged or is not an .npz file"),
        (a_missing_key, "y_test"),
        (a_wrong_shape, r"x_test has shape \(10000, 27, 28\), not \(10000, 28, 28\)"),
        (too_few_images, r"x_train has shape \(59999, 28, 28\)"),
        (a_wrong_type, "x_test is float32, not uint8"),
        (a_label_of_ten, "labels above 9"),
        (pickled_objects, "damaged or is not an .npz file"),
        (a_plain_array, "damaged or is not an .npz file"),
        (an_empty_folder, "neither"),
        (a_short_idx_file, "cut short"),
        (a_wrong_magic_number, "not an IDX file"),
        (a_damaged_gz_file, "damaged"),
        (labels_in_the_place_of_images, "x_test has shape"),
    ],
)
def test_what_is_not_mnist_is_refused_in_words(mnist, tmp_path, make, words):
    path = make(tmp_path, mnist)
    with pytest.raises(DataError, match=words) as refusal:
        load_mnist(path)
    assert str(tmp_path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.slow
def test_no_file_and_no_network_is_a_sentence(tmp_path):
    """A copy of the project without data/, and a proxy that refuses every connection."""
    ignored = shutil.ignore_patterns("data", ".*", "tests", "*.h5")
    copy = shutil.copytree(PROJECT, tmp_path / "copy", ignore=ignored)
    nowhere = "http://127.0.0.1:9"
    environment = {
        "HOME": str(tmp_path),
        "KERAS_HOME": str(tmp_path / "keras"),
        "HTTPS_PROXY": nowhere,
        "https_proxy": nowhere,
    }
    done = run_script(copy / "train_digit_recognizer.py", env=environment, cwd=tmp_path)
    assert done.returncode == 2
    assert "could not be downloaded" in done.stderr
    assert "--data" in done.stderr
    assert "Traceback" not in done.stderr


# --- the split -----------------------------------------------------------------------------------


def test_a_twelfth_of_each_digit_is_for_validation(mnist):
    training, validation = split(mnist.y_train, seed=1)
    assert len(validation) == VALIDATION_IMAGES
    assert sorted([*training, *validation]) == list(range(60_000))
    share = np.bincount(mnist.y_train[validation]) / np.bincount(mnist.y_train)
    np.testing.assert_allclose(share, 1 / 12, atol=0.0002)


def test_validation_images_are_neighbours(mnist):
    """All but a few of them within a tenth of the images."""
    _, validation = split(mnist.y_train, seed=1)
    first, last = np.quantile(validation, [0.02, 0.98])
    assert last - first < 6_000


def test_neighbours_are_by_one_writer(mnist):
    """Strokes are about as thick as in nearby images, but not as in those a thousand further on."""
    ink = mnist.x_train.astype(np.float32) / 255
    outline = sum(np.abs(np.diff(ink, axis=axis)).sum(axis=(1, 2)) for axis in (1, 2))
    thickness = ink.sum(axis=(1, 2)) / outline
    for digit in range(10):
        thickness[mnist.y_train == digit] -= thickness[mnist.y_train == digit].mean()

    def correlation(distance):
        return np.corrcoef(thickness[distance:], thickness[:-distance])[0, 1]

    assert correlation(20) > 0.25
    assert abs(correlation(1_000)) < 0.05


def test_the_seed_fixes_the_split(mnist):
    first, again, other = (split(mnist.y_train, seed)[1].tolist() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_network_gets_ink_as_one(mnist):
    images = to_network(mnist.x_test[:3])
    assert (images.shape, images.dtype) == ((3, 28, 28, 1), np.float32)
    assert (images.min(), images.max()) == (0, 1)
