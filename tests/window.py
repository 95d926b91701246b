"""What a person does with the window, with real events, and what it then says."""

import os

from conftest import line, wait_until
from PIL import Image, ImageGrab


def load(window):
    wait_until(lambda: window.ready or not window.is_loading, window.update)
    assert window.ready, words(window)


def on_pad(app, strokes):
    """Strokes on 400 x 400 -> pixels of the pad, in its middle, as large as it is."""
    return [
        [tuple(map(round, app.canvas.view.to_pad((x - 200, y - 200)))) for x, y in s]
        for s in strokes
    ]


def pen_down(app, stroke):
    (x, y), *rest = stroke
    app.canvas.event_generate("<Button-1>", x=x, y=y)
    for x, y in rest:
        app.canvas.event_generate("<B1-Motion>", x=x, y=y)


def draw(app, strokes):
    """With the mouse; waits until it is read."""
    for stroke in on_pad(app, strokes):
        pen_down(app, stroke)
        app.canvas.event_generate("<ButtonRelease-1>", x=stroke[-1][0], y=stroke[-1][1])
    settle(app)


def settle(app):
    app.update()
    wait_until(lambda: not app.is_reading, app.update)
    app.update()


def press(app, key):
    app.focus_force()
    app.update()
    app.event_generate(key)
    settle(app)


def click(button):
    button.update()
    button.event_generate("<Enter>")
    button.event_generate("<Button-1>", x=5, y=5)
    button.event_generate("<ButtonRelease-1>", x=5, y=5)
    settle(button.winfo_toplevel())


def words(widget):
    """All that can be read in the window's labels."""
    texts = []
    for child in widget.winfo_children():
        if child.winfo_class() == "TLabel":
            variable = str(child.cget("textvariable"))
            texts.append(str(child.getvar(variable) if variable else child.cget("text")))
        texts += words(child)
    return texts


def headline(app):
    return app.result_text.get()


def has_digit(text):
    return any(character.isdigit() for character in text)


def switch_live_off(app):
    click(app.live_box)
    assert not app.live_box.instate(["selected"])


def letter(*strokes):
    """Strokes in quarters of the pad -> strokes on 400 x 400."""
    return [line(*[(80 + 60 * x, 80 + 60 * y) for x, y in stroke]) for stroke in strokes]


def ink_of(app):
    """uint8 picture of what is on the pad, mode "L"."""
    return app.canvas.snapshot().picture().convert("L")


def captured(widget):
    """A widget as it is on the screen, mode "RGB"."""
    widget.update()
    left, top = widget.winfo_rootx(), widget.winfo_rooty()
    box = (left, top, left + widget.winfo_width(), top + widget.winfo_height())
    return ImageGrab.grab(box, xdisplay=os.environ.get("DISPLAY")).convert("RGB")


def bad_picture(folder, name):
    """The path of a file of that name, which is no picture that can be opened."""
    path = folder / name
    if name == "text.png":
        path.write_text("no picture")
    if name == "cut.png":
        Image.effect_noise((200, 200), 50).save(path)
        path.write_bytes(path.read_bytes()[:5000])
    if name == "bomb.png":
        Image.new("1", (20_000, 20_000)).save(path)
    return path
