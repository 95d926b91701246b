"""How fast everything is, in turns with a plain program that does the same.

make bench                                   all of it: a quarter of an hour; docs/bench.json
python docs/bench.py --without-training      five minutes

The plain program is what most programs of this kind are: import Keras, load the model, open a
window, model.predict() for each drawing. Its training is Keras' own example mnist_convnet, layers,
optimiser and settings (https://keras.io/examples/vision/mnist_convnet/).

Each figure is the median, with the smallest and the largest in brackets. The ratio is the plain
program's median by ours: 10 means ten times as fast, or a tenth of the memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import PROJECT
from digit_recognizer.network.atomic_write import atomic_write

RESULTS = PROJECT / "docs" / "bench.json"
STARTS = 7  # of the window
ANSWERS = 200  # drawings; the plain program gets a fifth of them
CALLS = 300  # of the network
BATCHES = (1, 10, 100, 1000, 10_000)
SHORT_EPOCHS = 6  # ours; the schedule of the learning rate is as long
PLAIN_EPOCHS = 15
ACCURACIES = (0.990, 0.993, 0.995)  # of the 5,000 validation images

DRAWING = """
from PIL import Image, ImageDraw
seven = [(110, 90), (190, 93), (270, 95), (230, 200), (190, 310)]
drawing = Image.new("L", (400, 400), 255)
ImageDraw.Draw(drawing).line(seven, fill=0, width=20)
"""
WAIT = """
def wait_while(is_busy):
    if is_busy():
        app.after(1, wait_while, is_busy)
    else:
        app.quit()
"""
OUR_START = f"""
import time
{WAIT}
from gui_digit_recognizer import App
app = App()
app.update()
print("window", time.time())
x0, y0 = seven[0]
app.pad.event_generate("<Button-1>", x=x0, y=y0)
for x, y in seven[1:]:
    app.pad.event_generate("<B1-Motion>", x=x, y=y)
app.pad.event_generate("<ButtonRelease-1>", x=x, y=y)
app.update()
print("stroke", time.time())
wait_while(lambda: app.is_loading or app.is_reading)
app.mainloop()
print("digit", time.time())
app.destroy()
"""
PLAIN_START = """
import time, tkinter
import keras, numpy
model = keras.models.load_model("mnist.h5", compile=False)
window = tkinter.Tk()
canvas = tkinter.Canvas(window, width=400, height=400)
canvas.pack()
answer = tkinter.Label(window)
answer.pack()
window.update()
print("window", time.time())
canvas.create_line(*seven, width=20)
window.update()
print("stroke", time.time())
pixels = numpy.asarray(drawing.resize((28, 28)), "float32").reshape(1, 28, 28, 1)
answer["text"] = model.predict(1 - pixels / 255, verbose=0).argmax()
window.update()
print("digit", time.time())
"""
OUR_ANSWERS = f"""
import sys, time
{WAIT}
import numpy
from digit_recognizer import MODEL_FILE
from digit_recognizer.reading.preprocessing import prepare
from digit_recognizer.network.recognizer import load_recognizer
from gui_digit_recognizer import App
app = App()
wait_while(lambda: app.is_loading)
app.mainloop()
for _ in range(int(sys.argv[1])):
    app.pad.event_generate("<Button-1>", x=seven[0][0], y=seven[0][1])
    for x, y in seven[1:]:
        app.pad.event_generate("<B1-Motion>", x=x, y=y)
        wait_while(lambda: app.is_reading)
        app.mainloop()
    start = time.perf_counter()
    app.pad.event_generate("<ButtonRelease-1>", x=x, y=y)
    wait_while(lambda: app.is_reading)
    app.mainloop()
    app.update_idletasks()
    print("release", 1000 * (time.perf_counter() - start))
    app.clear()
    app.update()
recognizer, pixels = load_recognizer(MODEL_FILE), prepare(drawing)
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    recognizer.predict(pixels)
    print("network", 1000 * (time.perf_counter() - start))
noise = numpy.random.default_rng(1).normal(0, 5, (3000, 4000))
photograph = drawing.resize((4000, 3000)).point(lambda v: 40 + v // 2)
photograph = Image.fromarray((numpy.asarray(photograph) + noise).clip(0, 255).astype("uint8"))
for mode in ("L", "RGB"):
    for _ in range(11):
        start = time.perf_counter()
        prepare(photograph.convert(mode))
        print("photograph", mode, 1000 * (time.perf_counter() - start))
for count in map(int, sys.argv[3:]):
    many = numpy.repeat(pixels, count, axis=0)
    for _ in range(5):
        start = time.perf_counter()
        recognizer.probabilities(many)
        print("batch", count, count / (time.perf_counter() - start))
"""
PLAIN_ANSWERS = """
import sys, time, tkinter
import keras, numpy
model = keras.models.load_model("mnist.h5", compile=False)
window = tkinter.Tk()
canvas = tkinter.Canvas(window, width=400, height=400)
canvas.pack()
answer = tkinter.Label(window)
answer.pack()
pixels = 1 - numpy.asarray(drawing.resize((28, 28)), "float32").reshape(1, 28, 28, 1) / 255
model.predict(pixels, verbose=0)
for _ in range(int(sys.argv[1]) // 5):
    canvas.create_line(*seven, width=20)
    window.update()
    start = time.perf_counter()
    seen = 1 - numpy.asarray(drawing.resize((28, 28)), "float32").reshape(1, 28, 28, 1) / 255
    answer["text"] = model.predict(seen, verbose=0).argmax()
    window.update()
    print("release", 1000 * (time.perf_counter() - start))
    canvas.delete("all")
for _ in range(int(sys.argv[2]) // 5):
    start = time.perf_counter()
    model.predict(pixels, verbose=0)
    print("network", 1000 * (time.perf_counter() - start))
for count in map(int, sys.argv[3:]):
    many = numpy.repeat(pixels, count, axis=0)
    for _ in range(5):
        start = time.perf_counter()
        model.predict(many, verbose=0)
        print("batch", count, count / (time.perf_counter() - start))
"""
PLAIN_TRAINING = """
import sys
import keras
import numpy as np
from digit_recognizer.training.data import load_mnist, split  # the same images as ours
mnist = load_mnist()
training, validation = split(mnist.y_train, 1)
x, y = mnist.x_train[..., None] / np.float32(255), keras.utils.to_categorical(mnist.y_train)
layers = keras.layers
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
def say(epoch, logs):
    print(f"epoch {epoch + 1}: {logs['val_accuracy']:.2%} correct")
model.fit(x[training], y[training], batch_size=128, epochs=int(sys.argv[1]), verbose=0,
          validation_data=(x[validation], y[validation]),
          callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=say)])
"""


@dataclass
class Run:
    """A program that has run."""

    start: float  # seconds since 1970
    lines: list[tuple[float, str]]  # when each line came, in seconds from the start
    peak_mb: float  # of memory

    def values(self) -> dict[str, list[float]]:
        """Lines "name 1.5" by their names."""
        found: dict[str, list[float]] = defaultdict(list)
        for _, line in self.lines:
            name, value = line.rsplit(maxsplit=1)
            found[name].append(float(value))
        return found


@dataclass
class Figure:
    """What was measured, ours and the plain program's."""

    name: str
    unit: str
    ours: list[float]
    plain: list[float]
    more_is_better: bool = False

    def ratio(self) -> float | None:
        """By which ours is better."""
        if not (self.ours and self.plain):
            return None
        ratio = statistics.median(self.plain) / statistics.median(self.ours)
        return 1 / ratio if self.more_is_better else ratio

    def summary(self) -> dict[str, object]:
        """For the JSON file."""
        ours, plain = _summary(self.ours), _summary(self.plain)
        about = {"name": self.name, "unit": self.unit, "ratio": self.ratio()}
        return {**about, "ours": ours, "plain": plain}

    def __str__(self) -> str:
        ratio = self.ratio()
        times = "" if ratio is None else f"{ratio:6.1f} times"
        return (
            f"{self.name:42} {_words(self.ours):26} {_words(self.plain):26} {self.unit:11}{times}"
        )


def _summary(values: list[float]) -> dict[str, float] | None:
    if not values:
        return None
    middle = statistics.median(values)
    return {"median": middle, "min": min(values), "max": max(values), "runs": len(values)}


def _words(values: list[float]) -> str:
    if not values:
        return "-"
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.4g}" if len(values) == 1 else f"{middle:.4g} ({low:.4g} to {high:.4g})"


def run(program: str, *arguments: object) -> Run:
    """Python code, in a process of its own."""
    start = time.time()
    command = [sys.executable, "-u", "-c", DRAWING + program, *map(str, arguments)]
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    lines = [(time.time() - start, line.strip()) for line in process.stdout]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"A program to be measured has failed:\n{program}")
    kilo = 1 if platform.system() == "Darwin" else 1024  # ru_maxrss is in bytes there
    return Run(start, lines, usage.ru_maxrss * kilo / 1e6)


def starts() -> list[Figure]:
    """From the start of the process."""
    ours, plain = defaultdict(list), defaultdict(list)
    for _ in range(STARTS):
        for program, found in ((OUR_START, ours), (PLAIN_START, plain)):
            done = run(program)
            for name, values in done.values().items():
                found[name] += [value - done.start for value in values]
            found["memory"].append(done.peak_mb)
    names = {"window": "window open", "stroke": "first stroke drawn", "digit": "first digit read"}
    return [
        *(Figure(f"Start: {names[key]}", "s", ours[key], plain[key]) for key in names),
        Figure("Memory of the window, peak", "MB", ours["memory"], plain["memory"]),
    ]


def answers() -> list[Figure]:
    """With the network loaded."""
    arguments = (ANSWERS, CALLS, *BATCHES)
    ours, plain = (run(program, *arguments).values() for program in (OUR_ANSWERS, PLAIN_ANSWERS))
    high = [statistics.quantiles(them["release"], n=100)[98:] for them in (ours, plain)]
    return [
        Figure("Answer: pen up to the screen", "ms", ours["release"], plain["release"]),
        Figure("Answer: the same, 99th percentile", "ms", *high),
        Figure("Answer: the network alone", "ms", ours["network"], plain["network"]),
        *(
            Figure(f"Photograph of 4000 x 3000, mode {mode}", "ms", ours[f"photograph {mode}"], [])
            for mode in ("L", "RGB")
        ),
        *(
            Figure(
                f"Read {count:,} at once",
                "digits/s",
                ours[f"batch {count}"],
                plain[f"batch {count}"],
                more_is_better=True,
            )
            for count in BATCHES
        ),
    ]


def trainings() -> list[Figure]:
    """One run each, with the import and the data."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "short.h5"
        train = "import sys, train_digit_recognizer as t\nsys.exit(t.main(sys.argv[1:]))"
        ours = run(train, "--epochs", SHORT_EPOCHS, "--output", output)
    plain = run(PLAIN_TRAINING, PLAIN_EPOCHS)
    ours_by_time, plain_by_time = accuracies(ours), accuracies(plain)
    return [
        *(
            Figure(
                f"Training: to {accuracy:.1%} in validation",
                "s",
                [seconds for seconds, reached in ours_by_time if reached >= accuracy][:1],
                [seconds for seconds, reached in plain_by_time if reached >= accuracy][:1],
            )
            for accuracy in ACCURACIES
        ),
        Figure(
            f"Training: all {SHORT_EPOCHS} epochs, all {PLAIN_EPOCHS} of the other",
            "s",
            [ours_by_time[-1][0]],
            [plain_by_time[-1][0]],
        ),
        Figure(
            "Training: what is reached then",
            "%",
            [100 * ours_by_time[-1][1]],
            [100 * plain_by_time[-1][1]],
            more_is_better=True,
        ),
        Figure("Training: memory, peak", "MB", [ours.peak_mb], [plain.peak_mb]),
    ]


def accuracies(run: Run) -> list[tuple[float, float]]:
    """Of each epoch's line: when it came, and the share of validation images that is right."""
    return [
        (seconds, float(line.removesuffix(" correct").split()[-1].rstrip("%")) / 100)
        for seconds, line in run.lines
        if line.startswith("epoch")
    ]


def machine() -> dict[str, str | int | None]:
    """What the figures depend on."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "processor": processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("tensorflow", "keras")},
    }


def processor() -> str:
    """Its name, where the system tells it."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def main() -> None:
    """Prints a line for each figure."""
    parser = argparse.ArgumentParser(description="How fast everything is.")
    parser.add_argument("--without-training", action="store_false", dest="training")
    options = parser.parse_args()
    about = machine()
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    print(f"{'':42} {'ours':26} {'the plain program':26}")
    figures = []
    for measure in (starts, answers, *([trainings] if options.training else [])):
        for figure in measure():
            print(figure, flush=True)
            figures.append(figure.summary())
    if options.training:
        with atomic_write(RESULTS) as file:
            file.write_text(json.dumps({"machine": about, "figures": figures}, indent=1) + "\n")
        print(f"Written to {RESULTS}")


if __name__ == "__main__":
    main()
