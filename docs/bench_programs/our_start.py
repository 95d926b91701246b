"""Starts our window, draws a 7 at once and waits until it is read.

Prints a name and the time, in seconds since 1970, when the window is open, the stroke drawn and the
digit read.
"""

import time

from mouse import press_and_move, release, wait_while
from seven import SEVEN

from gui_digit_recognizer import App

app = App()
app.update()
print("window", time.time())
press_and_move(app, SEVEN)
release(app, SEVEN[-1])
app.update()
print("stroke", time.time())
wait_while(app, lambda: app.is_loading or app.is_reading)
print("digit", time.time())
app.destroy()
