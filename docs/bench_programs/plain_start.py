"""Starts the plain window, draws a 7 at once and reads it; prints what our_start.py prints."""

import time

from plain_window import PlainWindow
from seven import drawing

plain = PlainWindow()
plain.window.update()
print("window", time.time())
plain.draw()
print("stroke", time.time())
plain.read(drawing())
print("digit", time.time())
