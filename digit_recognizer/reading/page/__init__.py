"""Real paper: what the page network sees in a photograph or scan -> a Number.

grey float32 (H, W) in [0, 1]
-> a look at it, in the size that the network reads best     look.py
-> the ink of digits, without lines, print and shadows       ink.py
-> one digit at each middle that the network found           digits.py
-> what is neither digit nor paper                           marks.py
"""
