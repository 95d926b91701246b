"""Which key was pressed, whatever is printed on it: shortcuts work on every keyboard layout.

On a Russian or Greek layout no key makes a "z", and on a French one digits need Shift. What stays
is where the key is, which the system tells by a code of its own.
"""

from __future__ import annotations

from itertools import count

ROWS = {"1234567890": 10, "qwertyuiop[]": 24, "asdfghjkl": 38, "zxcvbnm": 52}
X11 = {  # Linux' codes of keys, plus 8: include/uapi/linux/input-event-codes.h
    code: key for keys, first in ROWS.items() for key, code in zip(keys, count(first), strict=False)
}
WINDOWS = {  # virtual-key codes: Microsoft's documentation of them
    **{ord(key.upper()): key for keys in ROWS for key in keys if key.isalnum()},
    219: "[",
    221: "]",
}
SHIFT, CONTROL, ALT = 0x1, 0x4, 0x8  # in the state of Tk's events
LATIN_1 = range(0x100)  # X11's numbers of what keys make: letters, digits and signs
SPECIAL = range(0xFD00, 0x10000)  # Enter, arrows, modifiers


def key_there(makes: int, code: int, state: int, system: str) -> str | None:
    """What the key makes on an American keyboard: a letter, a digit, [ or ].

    makes: keysym_num of Tk's event, code: its keycode, state: its state; system: Tk's windowing
    system. None where what it makes here can be bound as it is.
    """
    codes = {"x11": X11, "win32": WINDOWS}.get(system, {})
    key = codes.get(code)
    if key is None or makes in SPECIAL or state & ALT:
        return None
    if makes not in LATIN_1:
        return key
    is_digit_elsewhere = key.isdigit() and not state & (SHIFT | CONTROL) and chr(makes) != key
    return key if is_digit_elsewhere else None
