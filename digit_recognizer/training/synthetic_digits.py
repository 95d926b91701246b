"""Synthetic digits in 45 writing styles, some of them unknown to MNIST's Americans of 1990.

A writing style is a function from a random generator to the strokes of a digit about 1 high.
pen.py makes them unsteady and draws them; docs/synthetic_digits.png shows twelve in each style.
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


def zero(rng: Random) -> list[Polyline]:
    """A ring, from narrow to wide."""
    return [ring(rng, (0.4, 0.5), (rng.uniform(0.2, 0.5), 0.5))]


def zero_open(rng: Random) -> list[Polyline]:
    """The ends do not meet at the top."""
    start = rng.uniform(-80, -50)
    return [arc((0.4, 0.5), (rng.uniform(0.25, 0.45), 0.5), start, rng.uniform(290, 330))]


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


def zero_slashed_in_one(rng: Random) -> list[Polyline]:
    """Ring and slash in one stroke."""
    wide, end = rng.uniform(0.25, 0.5), rng.uniform(0.5, 0.8)
    around = arc((0.4, 0.5), (wide, 0.5), rng.uniform(-60, -20), -rng.uniform(350, 390))
    return [connect(around, line((0.4 + wide * 0.6, 0.1), (0.4 - wide * end, 0.5 + end * 0.6)))]


# --- 1 -------------------------------------------------------------------------------------------


def one(rng: Random) -> list[Polyline]:
    """A single stroke, upright or slanted."""
    return [line((rng.uniform(-0.1, 0.5), 0), (0, 1))]


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
    """With a hook at the foot, as if the pen went on to the next character."""
    foot = curve((0, 0), (-0.02, 0.75), (0.05, 0.97), (rng.uniform(0.12, 0.3), rng.uniform(0.7, 1)))
    return [connect(_upstroke(rng), foot) if rng.random() < 0.4 else foot]


def _upstroke(rng: Random, flattest: float = 35) -> Polyline:
    """To (0, 0) from the lower left, steeper than the bar of a 7. flattest: in degrees."""
    angle, length = np.radians(rng.uniform(flattest, 70)), rng.uniform(0.12, 0.7)
    x, y = length * np.cos(angle), length * np.sin(angle)
    sag = rng.uniform(-0.06, 0.1) * length
    return curve((-x, y), (-x / 2 + sag, y / 2 + sag), (0, 0))


# --- 2 -------------------------------------------------------------------------------------------


def two(rng: Random) -> list[Polyline]:
    """A swan's neck on a straight base."""
    neck = curve((0, rng.uniform(0.15, 0.35)), (0.3, 0), (0.58, 0.25), (0.35, 0.65), (0, 1))
    return [connect(neck, line((0, 1), (rng.uniform(0.5, 0.9), rng.uniform(0.9, 1.05))))]


def two_with_loop(rng: Random) -> list[Polyline]:
    """The base starts with a loop."""
    size, end = rng.uniform(0.08, 0.25), rng.uniform(0.5, 0.9)
    neck = [(0.05, rng.uniform(0.1, 0.3)), (0.32, 0), (0.58, 0.25), (0.4, 0.6)]
    loop = [(0.12, 0.97), (-0.02, 0.97 - size / 2), (0.12, 0.95 - size), (0.3, 0.95)]
    return [curve(*neck, *loop, (end, rng.uniform(0.8, 1)))]


def two_with_short_tail(rng: Random) -> list[Polyline]:
    """A small loop and a tail, hardly a base: like a fish, or an alpha on end."""
    tail = (rng.uniform(0.25, 0.75), rng.uniform(0, 1))
    neck = [(0, rng.uniform(0.1, 0.3)), (0.2, 0), (0.42, 0.12), (rng.uniform(0.25, 0.4), 0.55)]
    return [curve(*neck, (0.12, 1), (-0.05, 0.87), (0.1, rng.uniform(0.6, 0.75)), tail)]


def two_angular(rng: Random) -> list[Polyline]:
    """Like a Z."""
    top, base = rng.uniform(0.4, 0.7), rng.uniform(0.5, 0.9)
    start = line((0, rng.uniform(0, 0.15)), (top, rng.uniform(-0.05, 0.05)))
    return [connect(start, line((top, 0), (0, 1)), line((0, 1), (base, rng.uniform(0.9, 1.05))))]


def two_wavy(rng: Random) -> list[Polyline]:
    """One wave from top to base, without a corner."""
    end = (rng.uniform(0.6, 0.85), rng.uniform(0.75, 0.95))
    return [curve((0, 0.2), (0.3, 0), (0.55, 0.25), (0.3, 0.7), (0.1, 0.95), (0.35, 0.93), end)]


# --- 3 -------------------------------------------------------------------------------------------


def three(rng: Random) -> list[Polyline]:
    """Two bows; the pen comes back between them, more or less far."""
    middle = (rng.uniform(0.1, 0.35), rng.uniform(0.4, 0.5))
    top = curve((0, 0.12), (0.28, 0), (0.52, 0.2), middle)
    return [connect(top, _belly(rng, middle))]


def three_flat(rng: Random) -> list[Polyline]:
    """A straight bar on top, with a corner."""
    middle, width = (rng.uniform(0.15, 0.35), rng.uniform(0.35, 0.5)), rng.uniform(0.4, 0.6)
    return [connect(line((0, rng.uniform(0, 0.06)), (width, 0), middle), _belly(rng, middle))]


def three_with_loop(rng: Random) -> list[Polyline]:
    """A small loop in the middle."""
    loop = rng.uniform(0.04, 0.12)
    waist = [(0.25, 0.47 + loop / 2), (0.15, 0.45), (0.25, 0.45 - loop)]
    bottom = [(0.6, 0.7), (0.3, 1), (0, rng.uniform(0.8, 0.95))]
    return [curve((0, 0.15), (0.28, 0), (0.5, 0.2), *waist, *bottom)]


def _belly(rng: Random, top: tuple[float, float]) -> Polyline:
    """The lower bow of a 3, starting in the middle."""
    wide, end = rng.uniform(0.5, 0.7), (rng.uniform(-0.1, 0.1), rng.uniform(0.8, 1))
    return curve(top, (wide * 0.85, 0.5), (wide, 0.75), (0.3, 1), end)


# --- 4 -------------------------------------------------------------------------------------------


def four_open(rng: Random) -> list[Polyline]:
    """Two strokes that leave the top open."""
    foot, reach, right = rng.uniform(0.45, 0.65), rng.uniform(0.55, 0.85), rng.uniform(0.4, 0.55)
    angle = line((rng.uniform(0, 0.3), 0), (0, foot), (reach, foot + rng.uniform(-0.06, 0.04)))
    return [angle, line((right, rng.uniform(-0.05, 0.4)), (right + rng.uniform(-0.1, 0.05), 1))]


def four_round(rng: Random) -> list[Polyline]:
    """A cup and a stem, like a y with a straight leg."""
    depth, end = rng.uniform(0.4, 0.6), rng.uniform(0, 0.3)
    cup = curve((0, rng.uniform(0, 0.15)), (0.02, depth * 0.8), (0.25, depth), (0.5, depth - end))
    return [cup, line((0.52, rng.uniform(-0.05, 0.15)), (rng.uniform(0.35, 0.52), 1))]


def four_closed(rng: Random) -> list[Polyline]:
    """A triangle, its right side the stem."""
    foot, top = rng.uniform(0.55, 0.75), rng.uniform(0.4, 0.55)
    angle = line((top, 0), (0, foot), (rng.uniform(0.6, 0.9), foot + rng.uniform(-0.05, 0.05)))
    return [angle, line((top, rng.uniform(0, 0.1)), (top + rng.uniform(-0.08, 0.05), 1))]


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


def five_in_one(rng: Random) -> list[Polyline]:
    """In one stroke, starting at the right end of the bar."""
    bar = line((rng.uniform(0.45, 0.75), rng.uniform(-0.06, 0.06)), (0.1, 0), (0.03, 0.42))
    return [connect(bar, _five_belly(rng))]


def five_like_s(rng: Random) -> list[Polyline]:
    """Curved throughout; its end may turn inwards."""
    start, end = (rng.uniform(0.5, 0.7), rng.uniform(0, 0.15)), (0, rng.uniform(0.68, 1))
    return [curve(start, (0.3, 0), (0.08, 0.2), (0.25, 0.45), (0.52, 0.65), (0.35, 0.97), end)]


def five_angular(rng: Random) -> list[Polyline]:
    """With corners throughout, as on old calculators."""
    width, waist = rng.uniform(0.4, 0.7), rng.uniform(0.38, 0.5)
    upper = [(width, 0), (0.05, 0), (rng.uniform(0, 0.06), waist), (width * 0.95, waist)]
    return [line(*upper, (width * 0.93, 0.97), (0, rng.uniform(0.92, 1.02)))]


def _five_belly(rng: Random) -> Polyline:
    """The bowl: from the foot of the stem around to the lower left."""
    wide, end = rng.uniform(0.5, 0.7), (rng.uniform(-0.1, 0.1), rng.uniform(0.82, 1))
    return curve((0.03, 0.43), (0.3, 0.36), (wide, 0.62), (0.35, 0.98), end)


# --- 6 -------------------------------------------------------------------------------------------


def six(rng: Random) -> list[Polyline]:
    """A round stem that ends in a closed bowl."""
    bowl = rng.uniform(0.42, 0.6)
    stem = [(rng.uniform(0.25, 0.55), 0), (0.1, 0.3), (0, 0.7), (0.2, 1), (0.48, 0.8)]
    return [curve(*stem, (0.35, bowl), (0.1, bowl + 0.1), (0.02, 0.8))]


def six_straight(rng: Random) -> list[Polyline]:
    """A straight stem, leaning to the right, and a ring at its foot."""
    size = rng.uniform(0.2, 0.3)
    stem = line((rng.uniform(0.15, 0.6), 0), (0.02, 1 - size))
    return [connect(stem, arc((size, 1 - size), (size, size), 180, -rng.uniform(320, 380)))]


def six_like_u(rng: Random) -> list[Polyline]:
    """The bowl is high and narrow and ends in a curl: half a u."""
    right, high = rng.uniform(0.3, 0.8), rng.uniform(0.1, 0.55)
    stem = [(rng.uniform(0.05, 0.3), 0), (0, 0.6), (0.12, 0.97), (right * 0.7, 0.9)]
    curl = [(right, high + 0.1), (right * 0.92, high), (right * 0.72, high + 0.15)]
    return [curve(*stem, *curl, (right * rng.uniform(0.55, 1), rng.uniform(high + 0.2, 0.95)))]


def six_open(rng: Random) -> list[Polyline]:
    """The bowl does not close."""
    stem = [(rng.uniform(0.1, 0.45), 0), (0.05, 0.35), (0, 0.7), (0.2, 1), (0.5, 0.85)]
    return [curve(*stem, (0.45, rng.uniform(0.5, 0.65)), (rng.uniform(0.12, 0.3), 0.6))]


# --- 7 -------------------------------------------------------------------------------------------


def seven(rng: Random) -> list[Polyline]:
    """A bar and a leg."""
    return [connect(_bar(rng), _leg(rng))]


def seven_crossed(rng: Random) -> list[Polyline]:
    """With a stroke through the leg: Europe."""
    height, half, tilt = rng.uniform(0.4, 0.6), rng.uniform(0.15, 0.4), rng.uniform(-0.1, 0.12)
    middle = 0.42 + rng.uniform(-0.08, 0.08)
    cross = line((middle - half, height + tilt), (middle + half, height - tilt))
    return [connect(_bar(rng), _leg(rng)), cross]


def seven_with_serif(rng: Random) -> list[Polyline]:
    """The bar starts with a short stroke down."""
    serif = line((rng.uniform(-0.08, 0.02), rng.uniform(0.12, 0.3)), (0, 0.02))
    strokes = [connect(serif, _bar(rng), _leg(rng))]
    if rng.random() < 0.4:
        strokes.append(line((rng.uniform(0.1, 0.25), 0.5), (rng.uniform(0.55, 0.75), 0.5)))
    return strokes


def seven_round(rng: Random) -> list[Polyline]:
    """Without a corner; crossed or not."""
    foot = (rng.uniform(0.15, 0.45), 1)
    leg = curve((0, rng.uniform(0.05, 0.25)), (0.25, 0), (0.58, 0.12), (0.45, 0.5), foot)
    cross = line((rng.uniform(0.1, 0.3), 0.52), (rng.uniform(0.6, 0.8), rng.uniform(0.44, 0.56)))
    return [leg, cross] if rng.random() < 0.4 else [leg]


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


def eight(rng: Random) -> list[Polyline]:
    """One stroke: an S that returns to its start."""
    gap, waist = rng.uniform(-0.08, 0.2), rng.uniform(0.4, 0.52)
    down = [(0.5 - gap, 0.1), (0.28, 0), (0.08, 0.2), (0.28, waist), (0.52, 0.75), (0.28, 1)]
    return [curve(*down, (0.02, 0.77), (0.25, waist + 0.03), (0.47, 0.22), (0.45 + gap / 2, 0.1))]


def eight_of_rings(rng: Random) -> list[Polyline]:
    """Two rings, one above the other; they do not always touch."""
    waist, gap = rng.uniform(0.38, 0.52), rng.uniform(-0.05, 0.04)
    upper = ring(rng, (0.3, waist / 2), (rng.uniform(0.14, 0.28), waist / 2 - gap / 2))
    return [upper, ring(rng, (0.3, (1 + waist) / 2), (rng.uniform(0.2, 0.35), (1 - waist) / 2))]


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


def eight_as_s(rng: Random) -> list[Polyline]:
    """A narrow S from the middle of the top, and straight back up."""
    start = (rng.uniform(0.42, 0.6), rng.uniform(0, 0.12))
    down = [start, (0.2, 0.02), (0.08, 0.22), (0.3, 0.48), (0.46, 0.75), (0.22, 1), (0, 0.82)]
    return [connect(curve(*down), line((0, 0.82), (rng.uniform(0.42, 0.62), rng.uniform(0, 0.15))))]


# --- 9 -------------------------------------------------------------------------------------------


def nine(rng: Random) -> list[Polyline]:
    """A ring and a straight leg."""
    size, wide = rng.uniform(0.18, 0.28), rng.uniform(0.18, 0.3)
    head = arc((wide, size), (wide, size), rng.uniform(-60, 0), -rng.uniform(310, 370))
    return [connect(head, line((2 * wide, size * 0.8), (2 * wide - rng.uniform(-0.05, 0.3), 1)))]


def nine_with_tail(rng: Random) -> list[Polyline]:
    """The leg ends in a hook to the left, like a g."""
    size, end = rng.uniform(0.18, 0.28), (rng.uniform(-0.05, 0.1), rng.uniform(0.75, 1))
    head = arc((0.26, size), (0.24, size), rng.uniform(-60, 0), -rng.uniform(310, 370))
    return [connect(head, curve((0.5, size), (0.5, 0.7), (0.3, 1), end))]


def nine_in_two(rng: Random) -> list[Polyline]:
    """The leg is a separate stroke, and may start above the ring."""
    size, foot = rng.uniform(0.18, 0.28), rng.uniform(0.25, 0.55)
    leg = curve((0.5, rng.uniform(-0.08, 0.15)), (0.48, 0.5), (foot, 1))
    return [ring(rng, (0.25, size + 0.02), (0.24, size)), leg]


def nine_open(rng: Random) -> list[Polyline]:
    """The head is an open hook."""
    start = (rng.uniform(0.4, 0.52), rng.uniform(0.02, 0.12))
    head = curve(start, (0.25, 0), (0, 0.25), (0.2, 0.46), (0.48, rng.uniform(0.15, 0.35)))
    return [connect(head, line((0.5, rng.uniform(0.05, 0.2)), (rng.uniform(0.25, 0.5), 1)))]


STYLES_BY_DIGIT: tuple[tuple[WritingStyle, ...], ...] = (
    (zero, zero_open, zero_slashed, zero_barred, zero_slashed_in_one),
    (one, one_with_upstroke, one_with_round_top, one_with_base, one_with_foot),
    (two, two_with_loop, two_with_short_tail, two_angular, two_wavy),
    (three, three_flat, three_with_loop),
    (four_open, four_round, four_closed, four_apart, four_in_one),
    (five, five_in_one, five_like_s, five_angular),
    (six, six_straight, six_like_u, six_open),
    (seven, seven_crossed, seven_with_serif, seven_round, seven_with_foot),
    (eight, eight_of_rings, eight_open, eight_with_cup, eight_as_s),
    (nine, nine_with_tail, nine_in_two, nine_open),
)
WRITING_STYLES = [
    (digit, style) for digit, styles in enumerate(STYLES_BY_DIGIT) for style in styles
]
