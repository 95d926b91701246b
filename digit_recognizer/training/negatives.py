"""Negative examples, of which the network should be unsure: letters, shapes, mixed-up digits.

Each kind has a function; docs/negatives.png shows twelve of each. Letters and shapes that could be
read as a digit are left out: O, S, Z, l, g, q, a circle.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.reading.preprocessing import fit_box, place
from digit_recognizer.training.pen import Polyline, Random, curve, handwritten, image_of, line

# Name, two spaces, strokes separated by " | "; "~" starts a curved one; points are x,y, y down.
LETTERS = """
A  0,1 .4,0 .8,1 | .15,.6 .65,.6
A  ~ 0,1 .1,.3 .35,0 .6,.3 .7,1 | .05,.6 .65,.6
E  0,0 0,1 .6,1 | 0,0 .6,0 | 0,.5 .5,.5
E  ~ .6,.1 .2,0 .1,.3 .3,.47 .02,.7 .2,1 .6,.9
F  0,0 0,1 | 0,0 .6,0 | 0,.45 .45,.45
F  .6,0 0,.02 0,1 | -.1,.5 .4,.48
H  0,0 0,1 | .6,0 .6,1 | 0,.5 .6,.5
H  0,0 0,1 | 0,.55 .6,.45 | .6,0 .6,1
K  0,0 0,1 | .6,0 0,.55 .6,1
K  0,0 0,1 | ~ .6,0 .3,.3 .02,.5 | ~ .1,.45 .3,.6 .6,1
L  0,0 0,1 .6,1
L  ~ .15,0 .05,.5 .03,.95 .15,1 .6,.95
M  0,1 0,0 .4,.6 .8,0 .8,1
M  ~ 0,1 .1,.1 .4,.7 .7,.1 .8,1
M  0,1 .2,0 .4,1 .6,0 .8,1
N  0,1 0,0 .6,1 .6,0
N  0,0 0,1 | 0,0 .6,1 | .6,0 .6,1
N  ~ 0,1 .1,.1 .3,.5 .5,.9 .6,0
R  0,0 0,1 | ~ 0,0 .5,.05 .5,.4 0,.5 | .1,.5 .55,1
R  0,1 0,0 | ~ -.1,.1 .5,.1 .1,.5 .5,1
W  0,0 .2,1 .4,.3 .6,1 .8,0
W  ~ 0,0 .1,.9 .3,.9 .4,.2 .5,.9 .7,.9 .8,0
X  0,0 .7,1 | .7,0 0,1
X  ~ 0,.1 .2,0 .5,.95 .7,.95 | ~ .7,0 .4,.3 0,1
f  ~ .5,.1 .3,0 .2,.3 .2,1 | 0,.4 .45,.4
f  ~ 0,.6 .35,.3 .3,0 .15,.3 .15,1 .1,.6 .4,.5
h  0,0 0,1 | ~ 0,.65 .25,.45 .45,.6 .45,1
h  ~ 0,.6 .3,.1 .2,0 .1,.2 .1,1 .1,.7 .3,.5 .45,.7 .5,1
k  0,0 0,1 | .45,.35 0,.7 .45,1
k  ~ 0,.6 .3,.1 .2,0 .1,.2 .1,1 | ~ .1,.7 .4,.4 .4,.6 .15,.7 .5,1
m  0,0 0,1 | ~ 0,.3 .2,0 .4,.3 .4,1 | ~ .4,.3 .6,0 .8,.3 .8,1
m  ~ 0,.3 .1,.1 .15,1 .15,.4 .3,0 .45,.4 .45,1 .45,.4 .6,0 .75,.4 .8,1
n  0,0 0,1 | ~ 0,.3 .3,0 .6,.3 .6,1
n  ~ 0,.2 .1,.1 .15,1 .15,.5 .4,0 .6,.4 .6,1 .75,.9
r  0,0 0,1 | ~ 0,.35 .2,.05 .5,.1
r  ~ 0,1 .15,.2 .2,.05 .3,.25 .5,.2 .45,.8 .7,.95
r  ~ 0,.1 .1,.1 .12,1 .12,.5 .3,.1 .55,.1
u  ~ 0,0 0,.7 .25,1 .5,.7 .5,0 | .5,0 .5,1
u  ~ 0,0 0,.8 .25,1 .55,.6 .55,0 .57,.8 .75,.95
u  ~ 0,0 0,.8 .3,1 .6,.8 .6,0
v  0,0 .35,1 .7,0
v  ~ 0,.1 .1,0 .3,1 .55,.2 .7,0
w  ~ 0,0 .05,.8 .25,.9 .4,.1 .45,.8 .65,.9 .8,0
w  0,0 .2,1 .4,.1 .6,1 .8,0
x  0,.1 .6,1 | .6,0 0,1
x  ~ 0,.1 .2,0 .3,.5 .2,.95 0,.9 | ~ .65,.05 .4,.05 .3,.5 .4,.95 .65,.9
P  0,0 0,1 | ~ 0,0 .5,.05 .5,.45 0,.5
T  0,0 .8,0 | .4,0 .4,1
d  ~ .5,.55 .25,.45 0,.7 .25,1 .5,.8 | .5,0 .5,1
e  ~ .05,.5 .6,.45 .4,0 0,.5 .35,1 .7,.8
p  0,0 0,1 | ~ 0,.1 .45,0 .45,.5 0,.5
t  .3,0 .3,1 | 0,.3 .6,.3
t  ~ .3,0 .3,.8 .45,1 .6,.9 | 0,.3 .6,.3
""".strip().splitlines()
SHAPES = """
minus  0,0 1,0
equals  0,0 1,0 | 0,.4 1,.4
plus  0,.5 1,.5 | .5,0 .5,1
parenthesis  ~ .35,0 .05,.25 .05,.75 .35,1
parenthesis  ~ 0,0 .3,.25 .3,.75 0,1
bracket  .3,0 0,0 0,1 .3,1
bracket  0,0 .3,0 .3,1 0,1
percent  0,1 .8,0 | ~ .15,.05 0,.2 .15,.35 .3,.2 .15,.05 | ~ .65,.65 .5,.8 .65,.95 .8,.8 .65,.65
tick  0,.55 .3,1 .9,0
less  .7,0 0,.5 .7,1
greater  0,0 .7,.5 0,1
greater  0,.1 .9,.5 0,.9
greater  0,.2 1,.5 0,.8
euro  ~ .7,.1 .4,0 .1,.3 .1,.7 .4,1 .7,.9 | 0,.4 .5,.4 | 0,.6 .5,.6
hash  0,.3 1,.3 | 0,.7 1,.7 | .3,0 .3,1 | .7,0 .7,1
star  0,.5 1,.5 | .2,0 .8,1 | .8,0 .2,1
star  .1,1 .5,0 .9,1 0,.35 1,.35 .1,1
triangle  0,1 .5,0 1,1 0,1
triangle  0,0 1,0 .5,1 0,0
arrow  0,.3 1,.3 | .7,0 1,.3 .7,.6
arrow  1,.3 0,.3 | .3,0 0,.3 .3,.6
arrow  .3,0 .3,1 | 0,.7 .3,1 .6,.7
house  0,1 0,.5 .5,0 1,.5 1,1 0,1 | 0,.5 1,.5
heart  ~ .5,.3 .2,0 0,.3 .5,1 1,.3 .8,0 .5,.3
wave  ~ 0,.2 .2,0 .4,.3 .6,.4 .8,.1 1,.2
wave  0,.3 .2,0 .4,.3 .6,0 .8,.3 1,0
spiral  ~ .5,.5 .6,.5 .5,.65 .3,.5 .5,.25 .8,.5 .5,.85 .1,.5 .5,0 1,.5
face  ~ .5,0 0,.5 .5,1 1,.5 .5,0 | .3,.3 .35,.35 | .65,.3 .7,.35 | ~ .3,.65 .5,.8 .7,.65
""".strip().splitlines()
ODD_TURNS = (  # (digit, quarter turns anticlockwise, mirrored) that do not give another digit
    (2, 1, False), (3, 1, False), (3, 2, False), (3, 0, True), (4, 1, False), (4, 2, False),
    (4, 0, True), (5, 1, False), (6, 0, True), (7, 1, False), (7, 2, False), (9, 0, True),
)  # fmt: skip


def negatives(images: ByteArray, labels: ByteArray, count: int, seed: Sequence[int]) -> ByteArray:
    """uint8 (count, 28, 28), ink = 255; five of thirteen are letters, the other kinds take turns.

    images: uint8 (N, 28, 28), labels (N,): the digits that are turned, joined and mixed up.
    """
    rng = np.random.default_rng(seed)
    by_digit = [images[labels == label] for label in range(10)]
    kinds = (
        lambda: glyph(LETTERS, rng),
        lambda: glyph(SHAPES, rng),
        lambda: glyph(LETTERS, rng),
        lambda: glyph(SHAPES, rng),
        lambda: turned_digit(by_digit, rng),
        lambda: glyph(LETTERS, rng),
        lambda: scribble(rng),
        lambda: turned_digit(by_digit, rng),
        lambda: glyph(LETTERS, rng),
        lambda: two_digits(images, rng),
        lambda: glyph(LETTERS, rng),
        lambda: turned_digit(by_digit, rng),
        lambda: mixed_quarters(images, rng),
    )
    made = [kinds[i % len(kinds)]() for i in range(count)]
    return np.array(made, np.uint8).reshape(-1, SIDE, SIDE)


def glyph(outlines: Sequence[str], rng: Random) -> ByteArray:
    """A letter or shape."""
    return image_of(glyph_strokes(outlines, rng), rng)


def glyph_strokes(outlines: Sequence[str], rng: Random) -> list[Polyline]:
    """The strokes of a letter or shape about 1 high, as somebody would write it."""
    _, outline = rng.choice(outlines).split("  ")
    return handwritten([_stroke(text, rng) for text in outline.split(" | ")], rng)


def _stroke(text: str, rng: Random) -> Polyline:
    """Text like "~ 0,0 .5,1" -> a stroke; each of its points is moved a little."""
    points = np.array([pair.split(",") for pair in text.removeprefix("~ ").split()], float)
    moved = map(tuple, points + rng.normal(0, 0.04, points.shape))
    return curve(*moved) if text.startswith("~") else line(*moved)


def scribble(rng: Random) -> ByteArray:
    """One to three strokes through random points."""
    strokes = []
    for _ in range(rng.integers(1, 4)):
        points = map(tuple, rng.uniform(0, 1, (rng.integers(4, 12), 2)))
        strokes.append(curve(*points) if rng.random() < 0.7 else line(*points))
    return image_of(strokes, rng)


def turned_digit(by_digit: list[ByteArray], rng: Random) -> ByteArray:
    """A digit upside down, on its side or mirrored.

    by_digit: uint8 (N, 28, 28) for each digit.
    """
    turns = [turn for turn in ODD_TURNS if len(by_digit[turn[0]])]
    label, quarters, mirrored = turns[rng.integers(len(turns))]
    image = np.rot90(rng.choice(by_digit[label]), quarters)
    return _prepared(image[:, ::-1] if mirrored else image)


def two_digits(images: ByteArray, rng: Random) -> ByteArray:
    """Two digits side by side, apart or touching."""
    left, right = rng.choice(images, 2)
    start = max(0, _last_column(left) + int(rng.integers(-2, 6)))
    ink = right[:, SIDE - 1 - _last_column(right[:, ::-1]) :]
    pair = np.zeros((SIDE, max(SIDE, start + ink.shape[1])), np.uint8)
    pair[:, :SIDE] = left
    under_ink = pair[:, start : start + ink.shape[1]]
    np.maximum(under_ink, ink, out=under_ink)
    return _prepared(pair)


def _last_column(image: ByteArray) -> int:
    """The rightmost column with ink."""
    return int(np.flatnonzero(image.any(axis=0))[-1])


def mixed_quarters(images: ByteArray, rng: Random) -> ByteArray:
    """A quarter of each of four digits, rotated: they do not fit together."""
    half = SIDE // 2
    quarters = [
        np.rot90(image, int(rng.integers(4)))[:half, :half] for image in rng.choice(images, 4)
    ]
    return _prepared(np.block([quarters[:2], quarters[2:]]))


def _prepared(image: ByteArray) -> ByteArray:
    """uint8 (H, W) -> (28, 28), placed as MNIST."""
    return place(fit_box(image.astype(np.float32) / 255))
