"""What the network sees in a digit, layer by layer, and why it says what it says. Knows no window.

a digit -> the maps of every layer                       layers.py
        -> which ink speaks for the answer               why.py
        -> the digits of other people that look like it  others.py
        -> the least that would turn the answer          turning.py
maps -> one picture a layer                              pictures.py
"""
