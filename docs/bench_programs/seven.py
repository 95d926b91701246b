"""The 7 that every program of the bench reads."""

from PIL import Image, ImageDraw

SEVEN = [(110, 90), (190, 93), (270, 95), (230, 200), (190, 310)]  # in pixels of a pad of 400 x 400


def drawing() -> Image.Image:
    """The same as a picture: mode "L", 400 x 400, black on white."""
    paper = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(paper).line(SEVEN, fill=0, width=20)
    return paper
