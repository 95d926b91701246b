"""Menus from a table, and its keyboard shortcuts."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digit_recognizer.window.widgets.keys import CONTROL, SHIFT, key_there
from digit_recognizer.window.widgets.theme import colour

KEY_NAMES = {  # Tk's, where they differ from the names shown; all that people press for it
    "Enter": ("Return",),
    "Esc": ("Escape",),
    "Del": ("Delete",),
    "Plus": ("plus", "equal", "KP_Add"),
    "Minus": ("minus", "KP_Subtract"),
    "0": ("0", "KP_0"),
    "[": ("bracketleft",),
    "]": ("bracketright",),
}


@dataclass(frozen=True)
class Command:
    """A line of a menu."""

    label: str
    action: Callable[[], object]  # of a choice: called after the variable is set
    keys: tuple[str, ...] = ()  # as "Mod+Shift+Z": Mod is Control, on a Mac Command
    variable: tk.Variable | None = None  # a choice: shown with a mark
    value: str | None = None  # of a radio button; None: a check box


Lines = Sequence[Command | None]  # None: a line between groups


class Menus(tk.Menu):
    """The menu bar of a window; binds every shortcut that it shows."""

    def __init__(self, window: tk.Tk, table: Mapping[str, Lines]) -> None:
        super().__init__(window, tearoff=False, borderwidth=0)
        self.table = table
        self._is_mac = window.tk.call("tk", "windowingsystem") == "aqua"
        self._by_title: dict[str, tk.Menu] = {}
        for title, lines in table.items():
            menu = self._by_title[title] = tk.Menu(self, tearoff=False)
            self.add_cascade(label=title, menu=menu, underline=0)
            for line in lines:
                self._add(menu, line)
        for command in self.commands():
            self._bind_keys(window, command)
        window.bind("<Key>", self._other_layout)  # only what nothing else is bound to
        window.configure(menu=self)
        self.bind("<<ThemeChanged>>", lambda event: self._new_looks())
        self._new_looks()

    def commands(self) -> Iterator[Command]:
        """Every line of every menu."""
        return (line for lines in self.table.values() for line in lines if line is not None)

    def show_lines(self, title: str, lines: Lines) -> None:
        """Others in place of those of a menu; keys stay bound to what they were bound to."""
        menu = self._by_title[title]
        menu.delete(0, "end")
        for line in lines:
            self._add(menu, line)

    def sequences(self, key: str) -> list[str]:
        """What to bind for "Mod+Shift+Z": "<Control-Shift-Key-Z>", and the same with Caps Lock."""
        *modifiers, last = key.replace("Mod", "Command" if self._is_mac else "Control").split("+")
        if len(last) > 1 or not last.isalpha():
            return [
                f"<{'-'.join([*modifiers, 'Key', name])}>" for name in KEY_NAMES.get(last, (last,))
            ]
        names = last.lower(), last.upper()
        plain, locked = names[::-1] if "Shift" in modifiers else names
        return [
            f"<{'-'.join([*modifiers, 'Key', plain])}>",
            f"<{'-'.join([*modifiers, 'Lock', 'Key', locked])}>",
        ]

    def shown(self, key: str) -> str:
        """As people write it: "Ctrl+Shift+Z", on a Mac "Command-Shift-Z"."""
        if self._is_mac:
            return key.replace("Mod", "Command").replace("+", "-")
        return key.replace("Mod", "Ctrl")

    def shortcuts(self) -> dict[str, list[tuple[str, str]]]:
        """Menu by menu: the commands that have any, and their keys as people write them."""
        return {
            title: [
                (line.label.rstrip(".… "), ", ".join(map(self.shown, line.keys)))
                for line in lines
                if line is not None and line.keys
            ]
            for title, lines in self.table.items()
        }

    def _add(self, menu: tk.Menu, command: Command | None) -> None:
        if command is None:
            menu.add_separator()
            return
        options: dict[str, Any] = {"label": command.label, "command": command.action}
        if command.keys:
            options["accelerator"] = self.shown(command.keys[0])
        if command.variable is None:
            menu.add_command(**options)
        elif command.value is None:
            menu.add_checkbutton(**options, variable=command.variable)
        else:
            menu.add_radiobutton(**options, variable=command.variable, value=command.value)

    def _bind_keys(self, window: tk.Tk, command: Command) -> None:
        for key in command.keys:
            for sequence in self.sequences(key):
                window.bind(sequence, lambda event: self._run(command))

    def _other_layout(self, event: tk.Event) -> str | None:
        """A key that makes no Latin letter here: what stands there on an American keyboard."""
        system = self.tk.call("tk", "windowingsystem")
        state = int(event.state)
        key = key_there(event.keysym_num, event.keycode, state, system)
        if key is None:
            return None
        if key.isdigit() and not state & CONTROL:
            event.widget.event_generate(f"<Key-{key}>")
            return "break"
        parts = ["Mod"] * bool(state & CONTROL) + ["Shift"] * bool(state & SHIFT) + [key.upper()]
        wanted = "+".join(parts)
        command = next((one for one in self.commands() if wanted in one.keys), None)
        return None if command is None else self._run(command)

    def _run(self, command: Command) -> str:
        """By key; after a click, Tk sets the variable itself."""
        if isinstance(command.variable, tk.BooleanVar):
            command.variable.set(not command.variable.get())
        elif command.variable is not None:
            command.variable.set(command.value)
        command.action()
        return "break"

    def _new_looks(self) -> None:
        if self._is_mac:
            return  # the system draws them
        for menu in (self, *self._by_title.values()):
            menu.configure(
                background=colour(self, "window" if menu is self else "surface"),
                foreground=colour(self, "text"),
                activebackground=colour(self, "accent"),
                activeforeground=colour(self, "on_accent"),
                selectcolor=colour(self, "text"),
                disabledforeground=colour(self, "faint"),
                activeborderwidth=0,
                relief="flat",
                font="TkMenuFont",
            )
