import gc
import itertools
import math
import os
import subprocess
import sys
import threading
import time
import tkinter
from pathlib import Path

import numpy as np
import pytest
from display import IS_POSSIBLE, start_display, stop_display
from PIL import Image, ImageDraw

from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.preprocessing import to_network
from digit_recognizer.reading.rendering import BLACK, WHITE, draw_strokes
from digit_recognizer.training.data import load_mnist

# without it, TensorFlow has no convolution with the channels first on processors of some years ago
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

PROJECT = Path(__file__).resolve().parent.parent
MOST_WORKERS = 4  # each takes 1 GB, and for the largest pictures 2 GB more

LOOKED_UP = "looked up"
WATCH = f"""
import sys

LOOK_UPS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")

def watch(event, arguments):
    if event in LOOK_UPS:
        print("{LOOKED_UP}", event, arguments)

sys.addaudithook(watch)  # Python tells it of every connection and every name that is looked up
"""

LONGEST = {"test_hostile_pictures", "test_page_training", "test_stopped_runs", "test_train"}
LONGEST |= {"test_wild_mouse"}
TRAINING = {"short_run", "small_sets"}  # fixtures of tests that train


def line(*corners, step=6):
    """A stroke through the corners, with a point every few pixels, as a mouse leaves them."""
    points = [corners[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        count = max(1, round(math.dist((x0, y0), (x1, y1)) / step))
        points += [
            (round(x0 + (x1 - x0) * i / count), round(y0 + (y1 - y0) * i / count))
            for i in range(1, count + 1)
        ]
    return points


def arc(x, y, radius_x, radius_y, start, end):
    """A stroke along an ellipse, angles in degrees, 0 to the right, 90 down."""
    angles = np.radians(np.linspace(start, end, 40))
    return [(round(x + radius_x * np.cos(a)), round(y + radius_y * np.sin(a))) for a in angles]


SEVEN = [line((110, 90), (270, 95), (190, 310))]
HANDWRITTEN = {
    0: [arc(200, 200, 70, 110, -90, 270)],
    1: [line((200, 80), (195, 320))],
    2: [arc(190, 140, 70, 60, 180, 380) + line((250, 165), (120, 310), (270, 310))],
    3: [arc(180, 140, 70, 60, 200, 450) + arc(180, 260, 80, 62, -90, 150)],
    4: [line((170, 90), (120, 220), (260, 220)), line((230, 130), (220, 320))],
    5: [line((150, 90), (145, 190)) + arc(180, 240, 75, 65, -120, 130), line((150, 90), (260, 88))],
    6: [arc(240, 230, 105, 145, -90, -180) + arc(195, 245, 60, 65, 190, -160)],
    7: SEVEN,
}


@pytest.fixture(scope="session")
def mnist():
    return load_mnist()


@pytest.fixture
def seven():
    """A 7 in black on white, mode "L", 400 x 400."""
    return draw_strokes(Image.new("L", (400, 400), WHITE), SEVEN, pen_px=22, ink=BLACK)


def ruled(number):
    """A photograph of these digits on ruled paper, mode "RGB"."""
    strokes = [
        [(x + 210 * place - 60, y) for x, y in stroke]
        for place, one in enumerate(number)
        for stroke in HANDWRITTEN[int(one)]
    ]
    paper = Image.new("L", (210 * len(number) + 80, 400), WHITE)
    for y in range(60, 400, 80):
        ImageDraw.Draw(paper).line((0, y, paper.width, y), fill=120, width=4)
    written = np.asarray(draw_strokes(paper, strokes, 14, BLACK), float)
    grainy = 0.85 * written + np.random.default_rng(1).normal(0, 3, written.shape)
    photo = Image.fromarray(grainy.clip(0, 255).astype(np.uint8))
    return photo.convert("RGB").reduce(2)


# --- how the tests are run -----------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers():
    """-n auto: a worker for each core, if each can have a display of its own; else none."""
    return min(os.cpu_count() or 1, MOST_WORKERS) if IS_POSSIBLE else 0


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config, specs):
    """The workers keep all cores busy: more threads in each would only wait for each other."""
    for setting in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"):
        os.environ.setdefault(setting, "1")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Only one window of a display has the focus, so each worker has its own display."""
    if IS_POSSIBLE and os.environ.get("DISPLAY"):
        server, node.workerinput["display"] = start_display()
        node.config.add_cleanup(lambda: stop_display(server))


def pytest_configure(config):
    if "display" in getattr(config, "workerinput", {}):
        os.environ["DISPLAY"] = config.workerinput["display"]


def pytest_collection_modifyitems(items):
    """The files that take longest first, or one worker would be at them while the others idle."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_itemcollected(item):
    """Marks what make quick leaves out."""
    if "open_window" in item.fixturenames:
        item.add_marker("window")
    if TRAINING.intersection(item.fixturenames):
        item.add_marker("slow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Collects what is left of a window now: a thread of the next test must not do it."""
    result = yield
    if "open_window" in item.fixturenames:
        gc.collect()
    return result


def is_open(window):
    try:
        return bool(window.winfo_exists())
    except tkinter.TclError:  # the test has closed it
        return False


@pytest.fixture
def open_window(monkeypatch):
    """Opens windows, closes them at the end, and fails for any error in a callback."""
    from digit_recognizer.window.widgets import file_dialogs
    from gui_digit_recognizer import App

    windows, errors = [], []
    monkeypatch.setattr(file_dialogs, "_program", lambda parent: None)  # whatever is installed here

    def open_one(**arguments):
        window = App(**arguments)
        window.report_callback_exception = lambda kind, error, trace: errors.append(error)
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        if is_open(window):
            window.update()
            window.destroy()
    assert errors == []


@pytest.fixture
def app(open_window):
    """A window whose network is loaded."""
    window = open_window()
    wait_until(lambda: window.ready or not window.is_loading, window.update)
    assert window.ready
    return window


@pytest.fixture
def may_load(monkeypatch):
    """Networks are loaded once this is set: else they may be there before the test looks."""
    allowed = threading.Event()
    from digit_recognizer.window import reader

    load_now = reader.load_recognizer

    def load_when_allowed(model_file):
        assert allowed.wait(60)
        return load_now(model_file)

    monkeypatch.setattr(reader, "load_recognizer", load_when_allowed)
    yield allowed
    allowed.set()  # a thread that still waits ends


def answers_of(model_file, images):
    """The digits that a network reads in uint8 (N, 28, 28)."""
    return load_recognizer(model_file).probabilities(to_network(images)).argmax(axis=1)


def run_script(name, *arguments, **options):
    """Runs a script of the project as a person would; stdout and stderr are text."""
    return run_python(PROJECT / name, *arguments, **options)


def run_python(*arguments, env=None, cwd=PROJECT, timeout=300):
    """Runs this Python in a process of its own; stdout and stderr are text."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=timeout,
        capture_output=True,
        text=True,
    )


def wait_until(condition, pump=lambda: None, seconds=120):
    """Pumps until the condition holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        pump()
