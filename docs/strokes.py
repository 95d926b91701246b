"""Digits as a steady hand writes them, stroke by stroke, for the pictures in this folder.

Units are those of the window's sheet: (0, 0) in the middle, y down, 400 of them as high as the pad.
"""

from __future__ import annotations

import itertools

import numpy as np

SMALL = 0.6  # times as high: the digits of a number
STEP = 125.0  # units from one digit of a number to the next

Polyline = list[tuple[float, float]]  # where the pen goes while it is down


def arc(x: float, y: float, wide: float, high: float, start: float, end: float) -> Polyline:
    """Part of an ellipse around (x, y) with these radii, in degrees: 0 to the right, 90 down."""
    angles = np.radians(np.linspace(start, end, 36))
    return [(x + wide * np.cos(a), y + high * np.sin(a)) for a in angles]


def line(*corners: tuple[float, float]) -> Polyline:
    """From corner to corner, a point every few units, a little unsteady as hands are."""
    points = []
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        for t in np.linspace(0, 1, 18):
            points.append((x0 + t * (x1 - x0) + 2 * np.sin(5 * t), y0 + t * (y1 - y0)))
    return points


DIGITS = {
    "1": [line((-30, -80), (10, -120), (5, 120))],
    "0": [arc(0, 0, 62, 115, -80, 285)],
    "2": [arc(-5, -65, 68, 62, 195, 385) + line((52, -30), (-75, 115), (85, 112))],
    "3": [arc(-15, -58, 66, 58, 205, 440) + arc(-15, 58, 78, 60, -85, 150)],
    "4": [line((-20, -115), (-75, 35), (80, 38)), line((38, -60), (25, 125))],
    "5": [
        line((-45, -105), (-52, -15)) + arc(-12, 45, 74, 68, -125, 140),
        line((-45, -105), (62, -108)),
    ],
    "6": [arc(45, 40, 105, 160, -95, -180) + arc(5, 60, 66, 62, 190, -165)],
    "7": [line((-75, -100), (75, -98), (-10, 125))],
    "9": [arc(0, -50, 62, 58, -20, -375) + line((60, -50), (48, 125))],
}
FOUR_OR_NINE = [
    line((20, -105), (-50, -60), (-50, -5), (50, -8)),
    line((52, -110), (44, 120)),
]


def number(text: str) -> list[Polyline]:
    """Its digits side by side, smaller."""
    left = -(len(text) - 1) / 2
    return [
        [(SMALL * x + (left + place) * STEP, SMALL * y) for x, y in stroke]
        for place, digit in enumerate(text)
        for stroke in DIGITS[digit]
    ]
