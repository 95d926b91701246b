"""The window's own widgets, a small class in a module each. They know no network.

window.py     all of them in their places
theme.py      colours, light and dark; fonts; distances
pad.py        a sheet of paper for the mouse
result.py     the answer, large, and the line below it
answer.py     all that the network says: result, bars, preview
bars.py       ten probabilities
preview.py    the 28 x 28 pixels that the network sees
history.py    the last drawings, to be taken up again
toolbar.py    pen, eraser, width, undo and redo
menus.py      menus, their shortcuts, and the list of these
clipboard.py  pictures that were copied elsewhere
drop.py       files dropped on the window

Each sends virtual events upward; the window alone knows what they mean.
"""
