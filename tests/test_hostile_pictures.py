"""Whatever a picture is, the answer is a prediction or one sentence."""

import io
import subprocess
import sys
import time

import numpy as np
import pytest
from conftest import PROJECT, SEVEN
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from digit_recognizer.network.prediction import Prediction
from digit_recognizer.reading.picture_files import open_picture
from digit_recognizer.reading.preprocessing import to_rgb
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes
from digit_recognizer.window.sheet import Sheet, View, sheet_of
from gui_digit_recognizer import predict_digit, read_number

MODES = ["1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "LA", "PA"]
MODES += ["RGBX", "RGBa", "La", "I;16", "I;16L", "I;16B", "I;16N"]
FORMATS = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM"]
LONGEST = 20  # seconds of work, for the worst; most take some milliseconds
MANY = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
SIDES = st.one_of(st.integers(1, 60), st.integers(60, 300), st.sampled_from([1, 2, 1601, 5000]))
MOST_PIXELS = 40_000  # of these; larger pictures have tests of their own


def paper(rng, shape):
    return np.full(shape, rng.choice([0, 255, 128, rng.integers(256)]))


def noise(rng, shape):
    return rng.integers(0, 256, shape)


def salt(rng, shape):
    return np.where(rng.random(shape) < rng.choice([0.001, 0.01, 0.1]), 0, 255)


def gradient(rng, shape):
    y, x = np.indices(shape)
    return 255 * (x * rng.random() + y * rng.random()) / sum(shape)


def bars(rng, shape):
    return np.where(np.indices(shape)[rng.integers(2)] // rng.integers(1, 9) % 2, 0, 255)


def drawing(rng, shape):
    picture = Image.new("L", (400, 400), WHITE)
    small = draw_strokes(picture, SEVEN, float(rng.uniform(1, 60)), BLACK)
    return np.asarray(small.resize(shape[::-1]))


CONTENTS = [paper, noise, salt, gradient, bars, drawing]


def picture(mode, size, content, seed):
    """A picture of this mode, or None where Pillow cannot make it."""
    rng = np.random.default_rng(seed)
    values = np.clip(content(rng, size[::-1]), 0, 255).astype(np.uint8)
    grey = Image.fromarray(values)
    if mode == "F":
        floats = values.astype(np.float32)
        floats[rng.random(floats.shape) < rng.choice([0, 0.2, 1])] = rng.choice(
            [np.nan, np.inf, -np.inf, 1e38]
        )
        return Image.fromarray(floats)
    if mode.startswith("I;16"):
        return Image.frombytes(mode, size, (values.astype(np.uint16) * 257).tobytes())
    made = grey.convert("RGB").convert("P") if mode == "P" else None
    if made is None:
        steps = {"La": ["LA"], "RGBa": ["RGBA"], "LAB": [], "PA": ["P"], "HSV": ["RGB"]}
        made = grey
        for step in [*steps.get(mode, []), mode]:
            try:
                made = made.convert(step)
            except ValueError:
                return Image.new(mode, size)
    if mode == "P" and rng.random() < 0.5:
        made.info["transparency"] = int(rng.integers(256))
    if mode in ("RGBA", "LA"):
        made.putalpha(Image.fromarray(rng.integers(0, 256, size[::-1], dtype=np.uint8)))
    return made


def sentence(error):
    """It is one."""
    text = str(error)
    assert text
    assert "\n" not in text
    assert "Traceback" not in text
    return text


def check(image):
    """All that reads a picture."""
    before = (image.mode, image.size, image.tobytes(), dict(image.info))
    start = time.process_time()
    try:
        assert isinstance(predict_digit(image), Prediction)
    except ValueError as error:
        sentence(error)
    try:
        number = read_number(image)  # "": there is ink, a dot perhaps, but no digit
        assert number == "" or number.replace("\n", "").isdigit()
    except ValueError as error:
        sentence(error)
    try:
        sheet_of(to_rgb(image), View.of(Sheet(), 300, 200))
    except ValueError as error:
        sentence(error)
    assert time.process_time() - start < LONGEST
    assert (image.mode, image.size, image.tobytes(), dict(image.info)) == before


@pytest.mark.slow
@MANY
@given(
    mode=st.sampled_from(MODES),
    size=st.tuples(SIDES, SIDES).filter(lambda size: size[0] * size[1] <= MOST_PIXELS),
    content=st.sampled_from(CONTENTS),
    seed=st.integers(0, 2**32 - 1),
)
@example(mode="L", size=(1, 1), content=paper, seed=1)
@example(mode="L", size=(5000, 1), content=salt, seed=1)
@example(mode="L", size=(1, 5000), content=noise, seed=1)
def test_a_picture_of_any_kind(mode, size, content, seed):
    check(picture(mode, size, content, seed))


@pytest.mark.slow
@pytest.mark.parametrize("content", CONTENTS)
def test_a_large_picture(content):
    check(picture("L", (5000, 5000), content, 1))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e38, -5])
def test_a_picture_of_one_strange_number(value):
    check(Image.fromarray(np.full((40, 30), value, np.float32)))


LARGEST = """
import sys, time
from pathlib import Path
from digit_recognizer.reading.preprocessing import to_rgb
from digit_recognizer.reading.picture_files import open_picture
from gui_digit_recognizer import predict_digit, read_number

def peak_gigabytes():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e6 for line in lines if line.startswith("VmHWM:"))

for line in sys.stdin:
    Path("/proc/self/clear_refs").write_text("5")  # the peak is now what is in use
    start = time.process_time()
    picture = open_picture(Path(line.strip()))
    print(predict_digit(picture).digit, read_number(picture), to_rgb(picture).size)
    print(time.process_time() - start, peak_gigabytes(), flush=True)
"""


@pytest.fixture(scope="module")
def measuring():
    """A process that reads pictures and tells what that took, for one path after the other."""
    process = subprocess.Popen(
        [sys.executable, "-c", LARGEST],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:  # closes its pipes at the end, and waits for it
        yield process


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only there the peak can be measured anew")
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "F"])
def test_the_largest_picture_that_is_opened_takes_little_time_and_memory(mode, measuring, tmp_path):
    """89 million pixels; pytest -rP prints what it takes."""
    side = 9450
    path = tmp_path / f"large.{'tiff' if mode == 'F' else 'png'}"
    small = draw_strokes(Image.new("L", (400, 400), WHITE), SEVEN, 20, BLACK)
    large = small.resize((side, side), Image.Resampling.BILINEAR)
    if mode == "I;16":
        Image.fromarray(np.asarray(large).astype(np.uint16) * 257).save(path, compress_level=1)
    else:
        large.convert(mode).save(path, **({} if mode == "F" else {"compress_level": 1}))
    print(path, file=measuring.stdin, flush=True)
    assert measuring.stdout.readline() == "7 7 (1575, 1575)\n"
    seconds, gigabytes = map(float, measuring.stdout.readline().split())
    print(f"{mode}: {seconds:.1f} s of work, {gigabytes:.2f} GB at most")
    path.unlink()  # up to 0.4 GB
    assert seconds < 2 * LONGEST
    assert gigabytes < 2.8  # of which the network takes 0.6; 2.0 to 2.4 for the largest


# --- files ---------------------------------------------------------------------------------------


def file_of(kind):
    content = io.BytesIO()
    draw_strokes(Image.new("L", (120, 90), WHITE), [[(20, 20), (80, 60)]], 9, BLACK).save(
        content, kind
    )
    return content.getvalue()


FILES = {kind: file_of(kind) for kind in FORMATS}


READ = set()  # most damage leaves the picture as it was, and each is read once


def check_file(content):
    """It is opened or refused."""
    start = time.process_time()
    try:
        opened = open_picture(io.BytesIO(content))
    except ValueError as error:
        sentence(error)
        return
    assert time.process_time() - start < LONGEST
    pixels = opened.mode, opened.size, opened.tobytes(), opened.info.get("transparency")
    if pixels not in READ:
        READ.add(pixels)
        check(opened)


@pytest.mark.slow
@MANY
@given(
    kind=st.sampled_from(FORMATS),
    places=st.lists(st.floats(0, 0.999), min_size=1, max_size=20),
    value=st.integers(1, 255),
    near_the_start=st.booleans(),
)
def test_a_file_with_bytes_changed(kind, places, value, near_the_start):
    content = bytearray(FILES[kind])
    for place in places:
        content[int(place * (100 if near_the_start else len(content)))] ^= value
    check_file(bytes(content))


@pytest.mark.slow
@MANY
@given(kind=st.sampled_from(FORMATS), share=st.floats(0, 1), extra=st.binary(max_size=40))
def test_a_file_that_is_cut_or_has_something_before_it(kind, share, extra):
    content = FILES[kind]
    check_file(content[: int(share * len(content))])
    check_file(extra + content)
    check_file(content + extra)


@MANY
@given(content=st.binary(max_size=300), kind=st.sampled_from(FORMATS))
def test_a_file_of_nonsense_with_the_right_beginning(content, kind):
    check_file(FILES[kind][:20] + content)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".txt", ""])
def test_a_name_that_lies_does_not_matter(kind, suffix, tmp_path):
    path = tmp_path / f"picture{suffix}"
    path.write_bytes(FILES[kind])
    assert open_picture(path).size == (120, 90)


def test_no_program_is_started_to_open_a_picture(tmp_path):
    """Pillow hands EPS files to Ghostscript."""
    path = tmp_path / "drawing.eps"
    path.write_text(
        "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n%%EOF\n"
    )
    with pytest.raises(ValueError, match="not a picture of a kind"):
        open_picture(path)
