"""Wild mice: hundreds of random events, against a plain list of what should be on the pad.

open_window() in conftest.py checks that no callback fails.
"""

import random
import threading
import time

import numpy as np
import pytest
from conftest import HANDWRITTEN, wait_until
from PIL import Image
from window import click, draw, has_digit, headline, settle

EVENTS = 500  # for each seed
KEYS = {"<Control-Key-z>": -1, "<Control-Key-y>": 1}
OTHER_KEYS = ["<Return>", "<space>", "<Key-e>", "<Key-p>", "<Key-l>", "<Key-n>", "<Tab>"]
OTHER_KEYS += ["<Key-bracketleft>", "<Key-bracketright>", "<Control-Key-c>", "<Control-Key-v>"]
OTHER_KEYS += ["<Control-Key-plus>", "<Control-Key-minus>", "<Control-Key-0>"]


class Expected:
    """All sheets so far, and which of them should be on the pad."""

    def __init__(self, app):
        self.app, self.sheets, self.place = app, [app.canvas.sheet], 0

    def changed(self):
        """The pad may have another sheet now: what was undone is gone."""
        sheet = self.app.canvas.sheet
        if sheet is not self.sheets[self.place]:
            self.sheets = [*self.sheets[: self.place + 1], sheet]
            self.place += 1

    def step(self, by):
        self.place = min(max(0, self.place + by), len(self.sheets) - 1)

    def check(self):
        assert self.app.canvas.sheet is self.sheets[self.place]
        assert self.app.canvas.can_redo == (self.place < len(self.sheets) - 1)


def stroke(app, rng):
    """Anywhere, also beyond the pad."""
    x, y = rng.uniform(0, app.canvas.winfo_width()), rng.uniform(0, app.canvas.winfo_height())
    app.canvas.event_generate("<Button-1>", x=round(x), y=round(y))
    for _ in range(rng.randint(0, 25)):
        x, y = x + rng.uniform(-40, 40), y + rng.uniform(-40, 40)
        app.canvas.event_generate("<B1-Motion>", x=round(x), y=round(y))
        if rng.random() < 0.1:
            app.update()
    app.canvas.event_generate("<ButtonRelease-1>", x=round(x), y=round(y))


def picture(rng):
    values = np.random.default_rng(rng.randint(0, 99)).integers(0, 256, (60, 80, 3), np.uint8)
    return Image.fromarray(values)


def button(app, rng):
    """Any button of the window that can be seen, with the mouse."""
    widgets, found = [app], []
    while widgets:
        widget = widgets.pop()
        widgets += widget.winfo_children()
        is_button = widget.winfo_class() in ("TButton", "TCheckbutton")
        found += [widget] if is_button and widget.winfo_viewable() else []
    one = rng.choice(sorted(found, key=str))
    for event in ("<Enter>", "<Button-1>", "<ButtonRelease-1>"):
        one.event_generate(event, x=4, y=4)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_the_pad_has_what_it_should(app, seed, tmp_path):
    rng, expected = random.Random(seed), Expected(app)
    others = {
        "stroke": lambda: stroke(app, rng),
        "key": lambda: app.event_generate(rng.choice(OTHER_KEYS)),
        "button": lambda: button(app, rng),
        "size": lambda: app.geometry(f"{rng.randint(200, 1500)}x{rng.randint(150, 900)}"),
        "theme": lambda: (app.theme_name.set(rng.choice(["light", "dark"])), app.use_theme()),
        "open": lambda: app.open_picture(picture(rng)),
        "clear": app.clear,
        "save": lambda: app.pictures.save(tmp_path / rng.choice(["a.png", "b.jpg", "c"])),
    }
    app.focus_force()
    app.update()
    for _ in range(EVENTS):
        if rng.random() < 0.25:
            app.focus_force()
            app.update()
            key = rng.choice(list(KEYS))
            app.event_generate(key)
            expected.step(KEYS[key])
        else:
            (name,) = rng.choices(list(others), (8, 5, 0, 1, 1, 1, 1, 1))
            others[name]()
            if rng.random() < 0.6:
                app.update()
            expected.changed()
        expected.check()
    for _ in range(100):  # the buttons of undo and redo are among these
        button(app, rng)
        app.update()
    settle(app)
    if app.canvas.sheet.is_empty:
        assert not has_digit(headline(app))


def test_recognise_clicked_a_thousand_times(app):
    draw(app, HANDWRITTEN[4])
    for _ in range(1000):
        for event in ("<Enter>", "<Button-1>", "<ButtonRelease-1>"):
            app.recognise_button.event_generate(event, x=5, y=5)
    settle(app)
    assert headline(app) == "4"
    assert len(app.history.entries) == 1


def test_a_stroke_of_twenty_thousand_points(app):
    rng = random.Random(1)
    app.canvas.event_generate("<Button-1>", x=100, y=100)
    for _ in range(20_000):
        app.canvas.event_generate("<B1-Motion>", x=rng.randint(50, 300), y=rng.randint(50, 300))
    app.canvas.event_generate("<ButtonRelease-1>", x=100, y=100)
    settle(app)
    assert sum(len(stroke.points) for stroke in app.canvas.sheet.strokes) > 20_000
    click(app.clear_button)
    assert app.canvas.sheet.is_empty


def test_hundreds_of_strokes(app):
    rng = random.Random(1)
    for _ in range(300):
        stroke(app, rng)
    settle(app)
    assert 270 < len(app.canvas.sheet.strokes) <= 300  # some taps may have chosen a digit


@pytest.mark.parametrize("moment", ["while it reads", "while the pen is down", "when it is idle"])
def test_a_closed_window_leaves_no_thread(app, moment):
    before = set(threading.enumerate())
    draw(app, HANDWRITTEN[3])
    if moment == "while it reads":
        app.recognise()
    if moment == "while the pen is down":
        app.canvas.event_generate("<Button-1>", x=100, y=100)
    start = time.process_time()
    app.destroy()
    ours = [thread for thread in before if "_answer_all" in thread.name]
    wait_until(lambda: not any(thread.is_alive() for thread in ours))
    assert ours
    assert time.process_time() - start < 2
