"""Made-up pages: pictures of numbers on paper, with the right answer for each pixel.

    writing.py   MNIST and recorded pen strokes                   Writing
    hands.py     somebody who writes digits in one way            Hand
    numbers.py   digits in rows                    ->             Sheet
    kinds.py     lines, patterns, print, marks on the sheet; what a camera makes of it
    page.py      all of it, in order               ->             Page, Pages

docs/pages.png shows each kind.
"""
