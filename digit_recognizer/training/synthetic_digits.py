"""Synthetic digits in 15 writing styles, which MNIST's Americans of 1990 seldom or never used.

A writing style is a function from a random generator to the strokes of a digit about 1 high.
pen.py makes them unsteady and draws them; docs/synthetic_digits.png shows twelve in each style.
A style is here because a network trained without it misreads it: docs/training.md has the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from digit_recognizer import SIDE
from digit_recognizer.network.arrays import ByteArray
from digit_recognizer.training.pen import (
    Polyline,
    Random,
    arc,
    connect,
    curve,
    handwritten,
    image_of,
    line,
    ring,
)

WritingStyle = Callable[[Random], list[Polyline]]


def synthetic_digits(count: int, seed: Sequence[int]) -> tuple[ByteArray, ByteArray]:
    """Images uint8 (count, 28, 28), ink = 255, prepared as MNIST, and labels (count,).

    The writing styles take turns.
    """
    rng = np.random.default_rng(seed)
    styles = [WRITING_STYLES[i % len(WRITING_STYLES)] for i in range(count)]
    images = [image_of(handwritten(style(rng), rng), rng) for _, style in styles]
    labels = np.array([label for label, _ in styles], np.uint8)
    return np.array(images, np.uint8).reshape(-1, SIDE, SIDE), labels


# --- 0 -------------------------------------------------------------------------------------------


def zero_slashed(rng: Random) -> list[Polyline]:
    """With a slash, often far beyond the ring: programmers, Danes."""
    angle, reach = np.radians(rng.uniform(35, 100)), rng.uniform(0.35, 1.6)
    x, y, drop = reach * np.cos(angle), reach * np.sin(angle), rng.uniform(-0.1, 0.25) * reach
    slash = line((0.4 + x, 0.5 - y + drop), (0.4 - x, 0.5 + y + drop))
    return [ring(rng, (0.4, 0.5), (rng.uniform(0.22, 0.5), 0.5)), slash]


def zero_barred(rng: Random) -> list[Polyline]:
    """With a bar across, often wider than the ring."""
    half, tilt, wide = rng.uniform(0.2, 0.75), rng.uniform(-0.12, 0.12), rng.uniform(0.2, 0.45)
    bar = line((0.4 - half, 0.5 + tilt), (0.4 + half, 0.5 - tilt))
    return [ring(rng, (0.4, 0.5), (wide, 0.5)), bar]


# --- 1 -------------------------------------------------------------------------------------------


def one_with_upstroke(rng: Random) -> list[Polyline]:
    """With an upstroke, from short to almost as long as the stem: Europe."""
    return [connect(_upstroke(rng), line((0, 0), (rng.uniform(-0.15, 0.05), 1)))]


def one_with_round_top(rng: Random) -> list[Polyline]:
    """The upstroke turns into the stem without a corner."""
    angle, length = np.radians(rng.uniform(40, 68)), rng.uniform(0.3, 0.7)
    x, y = length * np.cos(angle), length * np.sin(angle)
    return [curve((-x, y), (-0.4 * x, 0.45 * y), (0, 0), (0.02, 0.3), (rng.uniform(-0.1, 0.05), 1))]


def one_with_base(rng: Random) -> list[Polyline]:
    """With a bar at the base, and with or without an upstroke."""
    half, shift = rng.uniform(0.15, 0.5), rng.uniform(-0.1, 0.1)
    stem = line((0, 0), (rng.uniform(-0.1, 0.05), 1))
    if rng.random() < 0.8:
        stem = connect(_upstroke(rng, flattest=15), stem)  # with a base, it cannot be a 7
    return [stem, line((shift - half, 1), (shift + half, rng.uniform(0.95, 1.05)))]


def one_with_foot(rng: Random) -> list[Polyline]:
    """With a foot to the right, as if the pen went on to the next character."""
    end = (rng.uniform(0.12, 0.3), rng.uniform(0.85, 1))  # higher, it would be a 6
    foot = curve((0, 0), (-0.02, 0.75), (0.05, 0.97), end)
    return [connect(_upstroke(rng), foot) if rng.random() < 0.4 else foot]


def _upstroke(rng: Random, flattest: float = 28) -> Polyline:
    """To (0, 0) from the lower left, steeper than the bar of a 7. flattest: in degrees."""
    angle, length = np.radians(rng.uniform(flattest, 70)), rng.uniform(0.12, 0.7)
    x, y = length * np.cos(angle), length * np.sin(angle)
    sag = rng.uniform(-0.06, 0.1) * length
    return curve((-x, y), (-x / 2 + sag, y / 2 + sag), (0, 0))


# --- 2 -------------------------------------------------------------------------------------------


def two_with_short_tail(rng: Random) -> list[Polyline]:
    """A small loop and a tail, hardly a base: like a fish, or an alpha on end."""
    tail = (rng.uniform(0.25, 0.75), rng.uniform(0, 1))
    neck = [(0, rng.uniform(0.1, 0.3)), (0.2, 0), (0.42, 0.12), (rng.uniform(0.25, 0.4), 0.55)]
    return [curve(*neck, (0.12, 1), (-0.05, 0.87), (0.1, rng.uniform(0.6, 0.75)), tail)]


# --- 4 -------------------------------------------------------------------------------------------


def four_apart(rng: Random) -> list[Polyline]:
    """The stem does not touch the rest."""
    foot, gap = rng.uniform(0.25, 0.6), rng.uniform(0.03, 0.3)
    angle = line((rng.uniform(0, 0.2), 0), (0, foot), (0.45, foot + rng.uniform(-0.08, 0.03)))
    top = rng.uniform(0, 0.4)
    return [angle, line((0.45 + gap, top), (0.42 + gap + rng.uniform(-0.1, 0.05), top + 0.75))]


def four_in_one(rng: Random) -> list[Polyline]:
    """In one stroke: down, across, a narrow loop, down."""
    turn, top = rng.uniform(0.6, 0.85), rng.uniform(0, 0.3)
    start = line((rng.uniform(0.05, 0.45), 0), (0, 0.6))
    loop = curve((0, 0.6), (turn * 0.6, 0.58), (turn, 0.4), (turn * 0.8, top), (turn * 0.62, 0.35))
    return [connect(start, loop, line((turn * 0.62, 0.4), (turn * 0.6, 1)))]


# --- 5 -------------------------------------------------------------------------------------------


def five(rng: Random) -> list[Polyline]:
    """The bar is a separate stroke: it may miss the rest, or cross it as in a T."""
    top, lift = rng.uniform(0.05, 0.2), rng.uniform(-0.1, 0.04)
    body = connect(line((top, 0), (rng.uniform(0, 0.1), 0.42)), _five_belly(rng))
    bar_end = (rng.uniform(0.45, 0.85), lift + rng.uniform(-0.08, 0.05))
    return [body, line((top + rng.uniform(-0.35, 0.1), lift), bar_end)]


def _five_belly(rng: Random) -> Polyline:
    """The bowl: from the foot of the stem around to the lower left."""
    wide, end = rng.uniform(0.5, 0.7), (rng.uniform(-0.1, 0.1), rng.uniform(0.82, 1))
    return curve((0.03, 0.43), (0.3, 0.36), (wide, 0.62), (0.35, 0.98), end)


# --- 6 -------------------------------------------------------------------------------------------


def six_like_u(rng: Random) -> list[Polyline]:
    """The bowl is high and narrow and ends in a curl: half a u."""
    right, high = rng.uniform(0.3, 0.8), rng.uniform(0.1, 0.55)
    stem = [(rng.uniform(0.05, 0.3), 0), (0, 0.6), (0.12, 0.97), (right * 0.7, 0.9)]
    curl = [(right, high + 0.1), (right * 0.92, high), (right * 0.72, high + 0.15)]
    return [curve(*stem, *curl, (right * rng.uniform(0.55, 1), rng.uniform(high + 0.2, 0.95)))]


# --- 7 -------------------------------------------------------------------------------------------


def seven_with_serif(rng: Random) -> list[Polyline]:
    """The bar starts with a short stroke down."""
    serif = line((rng.uniform(-0.08, 0.02), rng.uniform(0.12, 0.3)), (0, 0.02))
    strokes = [connect(serif, _bar(rng), _leg(rng))]
    if rng.random() < 0.4:
        strokes.append(line((rng.uniform(0.1, 0.25), 0.5), (rng.uniform(0.55, 0.75), 0.5)))
    return strokes


def seven_with_foot(rng: Random) -> list[Polyline]:
    """The leg ends in a hook, as if the pen went on."""
    width = rng.uniform(0.45, 0.65)
    hook = (rng.uniform(0.32, 0.45), rng.uniform(0.85, 0.98))
    leg = curve((width, 0), (width * 0.6, 0.5), (0.25, 0.95), hook)
    return [connect(line((0, rng.uniform(-0.04, 0.12)), (width, 0)), leg)]


def _bar(rng: Random) -> Polyline:
    """From the left to (0.6, 0): flat, or a wave."""
    sag = rng.uniform(-0.04, 0.06)
    return curve((0, rng.uniform(-0.06, 0.1)), (0.3, sag), (0.6, 0))


def _leg(rng: Random) -> Polyline:
    """Down from (0.6, 0): straight or bent."""
    foot, bend = rng.uniform(0.05, 0.5), rng.uniform(-0.08, 0.04)
    return curve((0.6, 0), ((0.6 + foot) / 2 + bend, 0.5), (foot, 1))


# --- 8 -------------------------------------------------------------------------------------------


def eight_open(rng: Random) -> list[Polyline]:
    """Two ends that do not meet at the top."""
    left, right = rng.uniform(0.02, 0.2), rng.uniform(0.4, 0.6)
    down = [(right, rng.uniform(0, 0.15)), (0.3, 0.3), (0.08, 0.7), (0.28, 1), (0.52, 0.75)]
    return [curve(*down, (0.3, 0.45), (left, rng.uniform(0, 0.15)))]


def eight_with_cup(rng: Random) -> list[Polyline]:
    """A ring with an open cup on top."""
    height, wide = rng.uniform(0.3, 0.45), rng.uniform(0.18, 0.3)
    cup = arc(
        (0.3, height * 0.4), (wide, height * 0.6), rng.uniform(170, 220), -rng.uniform(180, 270)
    )
    return [cup, ring(rng, (0.3, (1 + height) / 2), (rng.uniform(0.22, 0.4), (1 - height) / 2))]


STYLES_BY_DIGIT: tuple[tuple[WritingStyle, ...], ...] = (
    (zero_slashed, zero_barred),
    (one_with_upstroke, one_with_round_top, one_with_base, one_with_foot),
    (two_with_short_tail,),
    (),
    (four_apart, four_in_one),
    (five,),
    (six_like_u,),
    (seven_with_serif, seven_with_foot),
    (eight_open, eight_with_cup),
    (),
)
WRITING_STYLES = [
    (digit, style) for digit, styles in enumerate(STYLES_BY_DIGIT) for style in styles
]
