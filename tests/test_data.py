"""MNIST and one's own digits: read from files and folders, refused in words, split by digit."""

import gzip
import hashlib
import shutil

import numpy as np
import pytest
from conftest import PROJECT, run_script
from PIL import Image

from digit_recognizer import MNIST_FILE
from digit_recognizer.reading.handwriting.examples import example_from
from digit_recognizer.reading.handwriting.exchange import export
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.training.data import load_digits, load_more, split
from digit_recognizer.training.data_files import DataError

IDX_NAMES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
COUNT = 600  # images of one's own


@pytest.fixture(scope="module")
def few(mnist):
    """MNIST cut down to COUNT training and 100 test images."""
    return mnist._replace(
        x_train=mnist.x_train[:COUNT],
        y_train=mnist.y_train[:COUNT],
        x_test=mnist.x_test[:100],
        y_test=mnist.y_test[:100],
    )


def write_idx(folder, digits, compress=False, name=lambda name: name):
    for key, plain in IDX_NAMES.items():
        array = getattr(digits, key)
        lengths = np.array(array.shape, ">u4").tobytes()
        content = bytes([0, 0, 8, array.ndim]) + lengths + array.tobytes()
        if compress:
            (folder / f"{name(plain)}.gz").write_bytes(gzip.compress(content, 1))
        else:
            (folder / name(plain)).write_bytes(content)


def write_csv(path, images, labels, names=False):
    header = ",".join(["label", *(f"pixel{i}" for i in range(784))]) + "\n" if names else ""
    rows = np.column_stack([labels, images.reshape(len(images), -1)])
    lines = "".join(",".join(map(str, row)) + "\n" for row in rows)
    path.write_text(header + lines)
    return path


def write_pictures(folder, images, labels):
    for i, (image, label) in enumerate(zip(images, labels, strict=True)):
        (folder / str(label)).mkdir(exist_ok=True)
        Image.fromarray(255 - image).resize((84, 84)).save(folder / str(label) / f"{i}.png")
    return folder


def changed(digits, **arrays):
    return {**digits._asdict(), **arrays}


def save_npz(path, arrays):
    np.savez(path, **arrays)
    return path


def assert_same(found, expected):
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_file_is_the_one_that_its_readme_describes():
    digest = hashlib.sha256(MNIST_FILE.read_bytes()).hexdigest()
    assert digest in (MNIST_FILE.parent / "README.md").read_text()


def test_shapes_types_and_ranges(mnist):
    assert [a.shape for a in mnist] == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert all(a.dtype == np.uint8 for a in mnist)
    assert np.bincount(mnist.y_test).tolist()[:3] == [980, 1135, 1032]  # the MNIST page's test set


@pytest.mark.parametrize("compress", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize(
    "name",
    [str, lambda name: name.replace("-idx", ".idx"), lambda name: f"my-{name}"],
    ids=["as MNIST", "with a dot", "longer"],
)
def test_the_four_original_files_are_the_same_data(few, tmp_path, compress, name):
    write_idx(tmp_path, few, compress, name)
    assert_same(load_digits(tmp_path), few)


def test_emnist_is_turned_upright(few, tmp_path):
    turned = few._replace(
        x_train=few.x_train.transpose(0, 2, 1), x_test=few.x_test.transpose(0, 2, 1)
    )
    write_idx(tmp_path, turned, name=lambda name: f"emnist-digits-{name}")
    assert_same(load_digits(tmp_path), few)
    table = write_csv(tmp_path / "emnist-digits.csv", turned.x_train[:30], few.y_train[:30])
    assert_same(load_more(table), (few.x_train[:30], few.y_train[:30]))


def test_an_npz_file_may_have_any_number_of_images(few, tmp_path):
    assert_same(load_digits(save_npz(tmp_path / "my.npz", few._asdict())), few)


@pytest.mark.parametrize("names", [False, True])
def test_a_table_has_a_label_and_784_pixels_in_each_line(few, tmp_path, names):
    table = write_csv(tmp_path / "train.csv", few.x_train[:50], few.y_train[:50], names)
    assert_same(load_more(table), (few.x_train[:50], few.y_train[:50]))


def test_pictures_in_folders_are_prepared_as_drawings(few, tmp_path):
    folder = write_pictures(tmp_path, few.x_train[:40], few.y_train[:40])
    (folder / "3" / "notes.txt").write_text("not a picture")
    images, labels = load_more(folder)
    order = np.argsort([f"{i}.png" for i in range(40)], kind="stable")
    expected = sorted(order, key=lambda i: few.y_train[i])
    np.testing.assert_array_equal(labels, few.y_train[expected])
    difference = images.astype(float) - few.x_train[expected]
    assert np.abs(difference).mean() < 10  # scaled up and down again


def test_without_a_test_set_a_seventh_becomes_one(few, tmp_path):
    table = write_csv(tmp_path / "train.csv", few.x_train, few.y_train)
    found = load_digits(table)
    assert len(found.y_test) == pytest.approx(COUNT / 7, abs=1)
    assert len(found.y_train) + len(found.y_test) == COUNT
    everything = sorted(image.tobytes() for image in [*found.x_train, *found.x_test])
    assert everything == sorted(image.tobytes() for image in few.x_train)


def test_too_few_to_train_alone_can_still_be_added(few, tmp_path):
    table = write_csv(tmp_path / "few.csv", few.x_train[:30], few.y_train[:30])
    with pytest.raises(DataError, match=r"20 are needed: add them .* --more .*few.csv"):
        load_digits(table)
    assert len(load_more(table).labels) == 30


def a_missing_file(folder, few):
    return folder / "nothing.npz"


def an_empty_file(folder, few):
    (folder / "bad.npz").touch()
    return folder / "bad.npz"


def random_bytes(folder, few):
    (folder / "bad.npz").write_bytes(np.random.default_rng(1).bytes(5000))
    return folder / "bad.npz"


def a_truncated_file(folder, few):
    (folder / "bad.npz").write_bytes(MNIST_FILE.read_bytes()[:3_000_000])
    return folder / "bad.npz"


def a_damaged_file(folder, few):
    content = bytearray(MNIST_FILE.read_bytes())
    content[5_000_000:5_000_100] = bytes(100)
    (folder / "bad.npz").write_bytes(content)
    return folder / "bad.npz"


def a_missing_key(folder, few):
    arrays = few._asdict()
    del arrays["y_test"]
    return save_npz(folder / "bad.npz", arrays)


def a_wrong_shape(folder, few):
    return save_npz(folder / "bad.npz", changed(few, x_test=few.x_test[:, :27]))


def more_labels_than_images(folder, few):
    return save_npz(folder / "bad.npz", changed(few, x_train=few.x_train[:-1]))


def a_wrong_type(folder, few):
    return save_npz(folder / "bad.npz", changed(few, x_test=few.x_test / np.float32(255)))


def a_label_of_ten(folder, few):
    labels = few.y_train.copy()
    labels[123] = 10
    return save_npz(folder / "bad.npz", changed(few, y_train=labels))


def no_seven_to_test_with(folder, few):
    others = few.y_test != 7
    return save_npz(
        folder / "bad.npz", changed(few, x_test=few.x_test[others], y_test=few.y_test[others])
    )


def pickled_objects(folder, few):
    return save_npz(folder / "bad.npz", changed(few, y_test=np.array([{}], object)))


def a_plain_array(folder, few):
    np.save(folder / "bad.npy", few.y_test)
    return folder / "bad.npy"


def an_empty_folder(folder, few):
    return folder


def a_short_idx_file(folder, few):
    write_idx(folder, few)
    file = folder / IDX_NAMES["x_test"]
    file.write_bytes(file.read_bytes()[:-1])
    return folder


def a_wrong_magic_number(folder, few):
    write_idx(folder, few)
    file = folder / IDX_NAMES["y_train"]
    file.write_bytes(b"\1" + file.read_bytes()[1:])
    return folder


def a_damaged_gz_file(folder, few):
    write_idx(folder, few, compress=True)
    file = folder / f"{IDX_NAMES['x_train']}.gz"
    file.write_bytes(file.read_bytes()[:10_000])
    return folder


def labels_in_the_place_of_images(folder, few):
    write_idx(folder, few)
    shutil.copy(folder / IDX_NAMES["y_test"], folder / IDX_NAMES["x_test"])
    return folder


def images_without_labels(folder, few):
    write_idx(folder, few)
    (folder / IDX_NAMES["y_train"]).unlink()
    return folder


def two_sets_in_a_folder(folder, few):
    write_idx(folder, few)
    write_idx(folder, few, name=lambda name: f"emnist-digits-{name}")
    return folder


def a_table_of_words(folder, few):
    (folder / "bad.csv").write_text("label,pixel0\nseven,0\n")
    return folder / "bad.csv"


def a_table_without_labels(folder, few):
    (folder / "bad.csv").write_text(",".join(["0"] * 784))
    return folder / "bad.csv"


def a_table_of_something_else(folder, few):
    (folder / "bad.csv").write_text("7,1,2,3")
    return folder / "bad.csv"


def a_table_of_shares(folder, few):
    (folder / "bad.csv").write_text(",".join(["7", *["0.5"] * 784]))
    return folder / "bad.csv"


def an_empty_picture(folder, few):
    (folder / "3").mkdir()
    Image.new("L", (50, 50), "white").save(folder / "3" / "nothing.png")
    return folder


def folders_without_pictures(folder, few):
    (folder / "3").mkdir()
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
        (a_wrong_shape, r"\(test\) have shape \(100, 27, 28\)"),
        (more_labels_than_images, r"shape \(599, 28, 28\) and the labels \(600,\)"),
        (a_wrong_type, r"\(test\) are float32, not uint8"),
        (a_label_of_ten, "labels above 9"),
        (no_seven_to_test_with, "only 0 images of the digit 7"),
        (pickled_objects, "damaged or is not an .npz file"),
        (a_plain_array, "damaged or is not an .npz file"),
        (an_empty_folder, "neither"),
        (a_short_idx_file, "cut short"),
        (a_wrong_magic_number, "not an IDX file"),
        (a_damaged_gz_file, "damaged"),
        (labels_in_the_place_of_images, r"have shape \(100,\)"),
        (images_without_labels, "train-labels-idx1-ubyte was not found"),
        (two_sets_in_a_folder, "give one a folder of its own"),
        (a_table_of_words, "is no table of numbers"),
        (a_table_without_labels, "pixels without labels"),
        (a_table_of_something_else, "has 4 columns"),
        (a_table_of_shares, "no whole numbers from 0 to 255"),
        (an_empty_picture, "nothing.png: nothing is drawn. Take it out"),
        (folders_without_pictures, "has no images of digits"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(few, tmp_path, make, words):
    path = make(tmp_path, few)
    with pytest.raises(DataError, match=words) as refusal:
        load_digits(path)
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
    assert len(validation) == 5_000
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


def test_an_export_of_my_handwriting_is_training_data(tmp_path, mnist):
    digits = to_network(mnist.x_train[:30])
    examples = [example_from(digits[i : i + 1], int(mnist.y_train[i])) for i in range(30)]
    no_digit = example_from(digits[:1], None)
    export([*examples, no_digit], tmp_path / "hand.zip")
    more = load_more(tmp_path / "hand.zip")
    np.testing.assert_array_equal(more.images, mnist.x_train[:30])
    np.testing.assert_array_equal(more.labels, mnist.y_train[:30])
    (tmp_path / "bad.zip").write_text("no zip")
    with pytest.raises(DataError, match=r"bad.zip is no zip"):
        load_more(tmp_path / "bad.zip")
