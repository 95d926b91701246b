"""A figure of the bench: ours beside the plain program's, for a person and for bench.json."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass
class Figure:
    """What was measured, ours and the plain program's."""

    name: str
    unit: str
    ours: list[float]
    plain: list[float]
    more_is_better: bool = False

    def ratio(self) -> float | None:
        """By which ours is better."""
        if not (self.ours and self.plain):
            return None
        ratio = statistics.median(self.plain) / statistics.median(self.ours)
        return 1 / ratio if self.more_is_better else ratio

    def summary(self) -> dict[str, object]:
        """For the JSON file."""
        ours, plain = _summary(self.ours), _summary(self.plain)
        about = {"name": self.name, "unit": self.unit, "ratio": self.ratio()}
        return {**about, "ours": ours, "plain": plain}

    def __str__(self) -> str:
        ratio = self.ratio()
        times = "" if ratio is None else f"{ratio:6.1f} times"
        return (
            f"{self.name:42} {_words(self.ours):26} {_words(self.plain):26} {self.unit:11}{times}"
        )


def _summary(values: list[float]) -> dict[str, float] | None:
    if not values:
        return None
    middle = statistics.median(values)
    return {"median": middle, "min": min(values), "max": max(values), "runs": len(values)}


def _words(values: list[float]) -> str:
    if not values:
        return "-"
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.4g}" if len(values) == 1 else f"{middle:.4g} ({low:.4g} to {high:.4g})"
