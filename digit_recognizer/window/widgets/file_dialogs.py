"""Asks for a file: with the desktop's own dialog where there is one, else with Tk's.

Tk shows the system's dialogs on Windows and macOS. On X11 it brings its own, which knows no recent
folders and shows no pictures; GNOME's (zenity) and KDE's (kdialog) do, in programs of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import tkinter as tk
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Kind = tuple[str, Sequence[str]]  # a name, and patterns of files: "*.png"
ALL_FILES: Kind = ("All files", ("*",))
POLL_S = 0.01  # while the program with the dialog runs
CHOSEN, CANCELLED = 0, 1  # how it ends; all else: it could not show a dialog


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    title: str
    folder: Path  # where the dialog begins
    kinds: Sequence[Kind] = (ALL_FILES,)
    name: str | None = None  # of a file to write, as proposed; None: one to read


def ask(parent: tk.Misc, wish: Wish) -> Path | None:
    """The file that was chosen; None: none was."""
    program = _program(parent)
    if program is not None:
        status, name = _ran(parent, _arguments(program, wish))
        if status in (CHOSEN, CANCELLED):
            return Path(name) if status == CHOSEN and name else None
    return _ask_tk(parent, wish)


def _program(parent: tk.Misc) -> str | None:
    """The desktop's, if it is installed; None: Tk's own dialog it is."""
    if parent.tk.call("tk", "windowingsystem") != "x11":
        return None
    is_kde = "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "")
    names = ("kdialog", "zenity") if is_kde else ("zenity", "kdialog")
    return next((name for name in names if shutil.which(name)), None)


def _arguments(program: str, wish: Wish) -> list[str]:
    start = str(wish.folder / (wish.name or "")) + ("" if wish.name else os.sep)
    if program == "kdialog":
        patterns = "\n".join(f"{' '.join(files)}|{name}" for name, files in wish.kinds)
        how = "--getopenfilename" if wish.name is None else "--getsavefilename"
        return [program, "--title", wish.title, how, start, patterns]
    filters = [f"--file-filter={name} | {' '.join(files)}" for name, files in wish.kinds]
    how_to_save = [] if wish.name is None else ["--save", "--confirm-overwrite"]
    return [
        program,
        "--file-selection",
        f"--title={wish.title}",
        f"--filename={start}",
        *how_to_save,
        *filters,
    ]


def _ran(parent: tk.Misc, arguments: list[str]) -> tuple[int, str]:
    """How it ended, and what it printed; the window lives on meanwhile, and may be closed."""
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    while process.poll() is None:
        parent.update()
        if not _is_open(parent):
            process.terminate()
            process.wait()
            return CANCELLED, ""
        time.sleep(POLL_S)
    printed, _ = process.communicate()
    return process.returncode, printed.rstrip("\n")


def _is_open(window: tk.Misc) -> bool:
    try:
        return bool(window.winfo_exists())
    except tk.TclError:  # the whole program's were closed
        return False


def _ask_tk(parent: tk.Misc, wish: Wish) -> Path | None:
    from tkinter import filedialog  # imported late: the window must open at once

    kinds = [(name, tuple(files)) for name, files in wish.kinds]
    if wish.name is None:
        name = filedialog.askopenfilename(
            parent=parent, title=wish.title, filetypes=kinds, initialdir=wish.folder
        )
    else:
        name = filedialog.asksaveasfilename(
            parent=parent,
            title=wish.title,
            filetypes=kinds,
            initialdir=wish.folder,
            initialfile=wish.name,
            defaultextension=Path(wish.name).suffix,
        )
    return Path(name) if name else None
