"""What the window remembers from one run to the next, in the user's configuration folder.

settings.json, one object: {"theme": "dark", "live": true, ...}
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from digit_recognizer.network.atomic_write import atomic_write, reason
from digit_recognizer.reading.handwriting.profile import NAME, USUAL_NAME
from digit_recognizer.window.sheet import PEN_WIDTH

THEMES = ("system", "light", "dark")
PEN_WIDTHS = (8.0, 60.0)  # least and largest, in units of the sheet
TEXT_SIZES = (0.7, 3.0)  # times the system's


@dataclass(frozen=True)
class Settings:
    """The defaults are those of the first run."""

    window: str = ""  # its size in pixels, "900x640"; empty: its own choice
    theme: str = "system"
    text_size: float = 1.0
    pen_width: float = PEN_WIDTH
    live: bool = True  # read while one draws
    hand: str = USUAL_NAME  # whose corrections are used
    uses_hand: bool = True  # whether any are


def settings_file() -> Path:
    """Where this system keeps such files."""
    from platformdirs import user_config_path

    return user_config_path("digit-recognizer", appauthor=False) / "settings.json"


def load_settings(path: Path) -> tuple[Settings, str]:
    """The settings, and a sentence about what was wrong with the file, or "".

    A damaged file is renamed to settings.damaged.json, and the defaults are used.
    """
    try:
        return _checked(json.loads(path.read_text(encoding="utf-8"))), ""
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        problem = f"The settings could not be read: {reason(error)}. The defaults are used."
        return Settings(), problem
    except (ValueError, RecursionError):
        return Settings(), _put_aside(path)


def save_settings(settings: Settings, path: Path) -> None:
    """Raises OSError where that cannot be done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as beside:
        beside.write_text(json.dumps(asdict(settings), indent=2), encoding="utf-8")


def _checked(values: object) -> Settings:
    """Raises ValueError for an impossible value; unknown and missing ones are fine."""
    if not isinstance(values, dict):
        raise ValueError("not an object")
    known = {field.name: values[field.name] for field in fields(Settings) if field.name in values}
    for name, value in known.items():
        kind = type(getattr(Settings(), name))
        if isinstance(value, bool) != (kind is bool) or not isinstance(value, kind | int):
            raise ValueError(name)
    settings = Settings(**known)
    low, high = PEN_WIDTHS
    small, large = TEXT_SIZES
    if not (low <= settings.pen_width <= high and small <= settings.text_size <= large):
        raise ValueError("a size")
    if settings.theme not in THEMES or not re.fullmatch(r"(\d{2,5}x\d{2,5})?", settings.window):
        raise ValueError("a theme or the window's size")
    if not NAME.fullmatch(settings.hand):
        raise ValueError("a name")
    return settings


def _put_aside(path: Path) -> str:
    aside = path.with_suffix(".damaged.json")
    try:
        path.replace(aside)
    except OSError:
        return f"{path} is damaged. The defaults are used."
    return f"The settings were damaged; they are in {aside} now. The defaults are used."
