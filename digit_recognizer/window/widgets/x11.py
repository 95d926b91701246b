"""What happens when the X server goes away: the program ends, with a sentence."""

from __future__ import annotations

import _tkinter
import contextlib
import ctypes
import os
import sys
import tkinter as tk


def _end(display: int) -> int:
    """At once, without exit(): that runs the destructors of HDF5 and ONNX Runtime.

    The thread that loads the network may still be inside them, and would crash.
    """
    with contextlib.suppress(OSError):  # the terminal has gone with the display
        print("The display is gone.", file=sys.stderr, flush=True)
    os._exit(1)


_END = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(_end)  # Xlib's XIOErrorHandler; kept alive


def end_with_display(window: tk.Misc) -> None:
    """Replaces Xlib's handler, which calls exit(); does nothing where there is no X11."""
    if window.tk.call("tk", "windowingsystem") != "x11":
        return
    with contextlib.suppress(OSError, AttributeError):  # Tk linked statically: exit() it is
        tk_libraries = ctypes.CDLL(_tkinter.__file__)  # looks through all that Tk is linked with
        tk_libraries.XSetIOErrorHandler(_END)
