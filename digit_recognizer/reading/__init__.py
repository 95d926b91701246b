"""From a picture or strokes to the network's input, and to a digit or a number.

prepare() in preprocessing.py makes the input of one digit, find_number() in number.py reads all.
"""
