"""Styles that only the page network learns: read alone, most of them would be something else.

A 9 like a P or a 4 like an h is a letter by itself, and digits beside it make it a digit. The page
network sees those, the digit network does not. Made as in synthetic_digits.py.
"""

from __future__ import annotations

import numpy as np

from digit_recognizer.training.pen import Polyline, Random, arc, connect, curve, line, ring
from digit_recognizer.training.synthetic_digits import STYLES_BY_DIGIT, WritingStyle


def zero_with_tail(rng: Random) -> list[Polyline]:
    """The pen goes on to the right at the top: to the next zero, or to a dash."""
    wide, turn = rng.uniform(0.3, 0.6), rng.uniform(-100, -40)
    around = arc((0.4, 0.5), (wide, 0.5), turn, -rng.uniform(345, 400))
    tail = (0.4 + wide + rng.uniform(0.1, 0.6), rng.uniform(-0.15, 0.3))
    return [connect(around, curve(tuple(around[-1]), (0.4 + wide * 0.8, 0.12), tail))]


def one_like_a_roof(rng: Random) -> list[Polyline]:
    """The upstroke starts at the foot, or below it, often with a swing."""
    left, drop = rng.uniform(0.25, 0.75), rng.uniform(0.75, 1.1)
    sag = rng.uniform(-0.05, 0.12)
    up = curve((-left, drop), (-left / 2 + sag, drop / 2 + sag), (0, 0))
    return [connect(up, line((0, 0), (rng.uniform(-0.15, 0.1), 1)))]


def two_with_curl(rng: Random) -> list[Polyline]:
    """A curl at its head, which may close: like a Q with a base."""
    curl = [(rng.uniform(0.15, 0.4), rng.uniform(0.25, 0.45)), (0.05, rng.uniform(0.25, 0.4))]
    neck = [(0.03, 0.12), (0.28, 0), (0.55, 0.2), (0.38, 0.65)]
    if rng.random() < 0.5:
        return [connect(curve(*curl, *neck, (0, 1)), line((0, 1), (rng.uniform(0.4, 0.9), 1)))]
    loop = [(0.12, 0.98), (-0.03, 0.9), (0.1, rng.uniform(0.75, 0.85)), (0.3, 0.95)]
    return [curve(*curl, *neck, *loop, (rng.uniform(0.5, 0.9), rng.uniform(0.8, 1)))]


def four_like_an_h(rng: Random) -> list[Polyline]:
    """Down, a bow to the right, and down again."""
    foot, right = rng.uniform(0.5, 0.75), rng.uniform(0.3, 0.55)
    start = (rng.uniform(0, 0.3), 0)
    bow = [(right * 0.55, foot - rng.uniform(0.08, 0.2)), (right, foot)]
    end = (right + rng.uniform(-0.15, 0.08), 1)
    if rng.random() < 0.5:  # the stem is a stroke of its own
        cup = curve(start, (0.02, foot * 0.8), (right * 0.4, foot), (right * 1.2, foot * 0.85))
        return [cup, line((right, foot - rng.uniform(0.1, 0.35)), end)]
    return [connect(line(start, (0, foot)), curve((0, foot), *bow, end))]


def seven_like_a_t(rng: Random) -> list[Polyline]:
    """A small wave at the top, and a long bar through the leg."""
    high, half = rng.uniform(0.35, 0.6), rng.uniform(0.3, 0.6)
    top = curve((rng.uniform(-0.1, 0.1), rng.uniform(0.05, 0.2)), (0.15, 0), (0.35, 0.06))
    peak, foot = (rng.uniform(0.42, 0.55), 0), (rng.uniform(0, 0.3), 1)
    leg = curve((0.35, 0.06), peak, ((peak[0] + foot[0]) / 2 + 0.02, 0.5), foot)
    middle, tilt = 0.3 + rng.uniform(-0.1, 0.15), rng.uniform(-0.08, 0.12)
    return [connect(top, leg), line((middle - half, high + tilt), (middle + half, high - tilt))]


def nine_like_a_p(rng: Random) -> list[Polyline]:
    """The ring is on the right of the stem, or over it."""
    size, wide = rng.uniform(0.18, 0.3), rng.uniform(0.16, 0.35)
    stem_x = rng.uniform(-0.2, 0.7) * wide  # of the foot; the ring's left is 0
    ring_at = (wide, size)
    if rng.random() < 0.5:
        start = (rng.uniform(0.2, 1.2) * wide, 2 * size)
        return [ring(rng, ring_at, (wide, size)), line(start, (stem_x, 1))]
    angle = rng.uniform(100, 190)  # where the stem meets the ring: between its foot and its left
    at = np.radians(angle)
    joint = (wide * (1 + np.cos(at)), size * (1 + np.sin(at)))
    head = arc(ring_at, (wide, size), angle, rng.choice((-1, 1)) * rng.uniform(300, 380))
    return [connect(line((stem_x, 1), joint), head)]


OWN_STYLES: tuple[tuple[WritingStyle, ...], ...] = (
    (zero_with_tail,),
    (one_like_a_roof,),
    (two_with_curl,),
    (),
    (four_like_an_h,),
    (),
    (),
    (seven_like_a_t,),
    (),
    (nine_like_a_p,),
)
PAGE_STYLES = tuple(
    usual + own for usual, own in zip(STYLES_BY_DIGIT, OWN_STYLES, strict=True)
)  # by digit
