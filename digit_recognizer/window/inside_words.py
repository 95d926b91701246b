"""What the window of the network's inside says."""

from __future__ import annotations

from digit_recognizer.network.prediction import Prediction, in_percent
from digit_recognizer.window.inspector import Insight

NOTHING = "Draw a digit: what the network makes of it appears here."
CLICK = (
    "Click a map: what it responds to, its kernel, and the answer without it. With the mouse over "
    "the large map, the ink that each place sees is framed on the pad."
)
SPEAKS_FOR, SPEAKS_AGAINST = "\N{BLACK SQUARE} speaks for it", "\N{BLACK SQUARE} speaks against it"
SEES = "What it sees"
KERNEL, RESPONDS = "its kernel", "It responds most to"
OFF_UNKNOWN = "This network cannot be computed without a map."
NO_TURN = "No single spot of ink turns it."


def why(insight: Insight) -> str:
    """Above the ink that speaks for the answer."""
    return f"Why a {insight.prediction.digit}"


def why_not(insight: Insight) -> str:
    """Above the ink that tells two digits apart."""
    return f"… and not a {insight.other}"


def most_like(insight: Insight) -> str:
    """Above the digits of other people."""
    return f"Most like it: {insight.prediction.digit}s and {insight.other}s of other people"


def turned(insight: Insight) -> str:
    """Above the smallest change."""
    return NO_TURN if insight.turn is None else f"This makes it a {insight.turn.answer}"


def answer(prediction: Prediction) -> str:
    """In a few words."""
    return f"{prediction.digit}, {in_percent(prediction.confidence)}"


def map_name(insight: Insight) -> str:
    """Of the chosen map."""
    assert insight.look.chosen is not None
    layer, index = insight.look.chosen
    shown = next(one for one in insight.layers if one.layer == layer)
    what = "Number" if shown.values.shape[:2] == (1, 1) else "Map"
    return f"{what} {index + 1} of {shown.values.shape[2]}, {shown.words.split(':')[0].lower()}"


def without(insight: Insight) -> str:
    """What the network says without the chosen map."""
    if not insight.look.is_off:
        return f"With it: {answer(insight.prediction)}"
    return f"Without it: {answer(insight.without)}" if insight.without else OFF_UNKNOWN
