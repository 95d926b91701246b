"""How fast everything is, in turns with a plain program that does the same.

make bench                                   all of it: twenty minutes; docs/bench.json
python docs/bench.py --without-training      three minutes

The plain program is what most programs of this kind are: import Keras, load the model, open a
window, model.predict() for each drawing. Its training is Keras' own example mnist_convnet. Both
sides are in docs/bench_programs; each of them runs in a process of its own.

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
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench_figure import Figure

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import PROJECT
from digit_recognizer.network.atomic_write import atomic_write

DOCS = PROJECT / "docs"
RESULTS = DOCS / "bench.json"
STARTS = 7  # of each window
ANSWERS = 200  # drawings
CALLS = 300  # of the network
PLAIN_SHARE = 5  # the plain program gets a fifth of these: it takes longer
BATCHES = (1, 10, 100, 1000, 10_000)
PLAIN_EPOCHS = 15  # of the plain program; ours is --quick

Values = dict[str, list[float]]  # by the name of what was measured


@dataclass
class Run:
    """A program that has run."""

    start: float  # seconds since 1970
    lines: list[tuple[float, str]]  # when each line came, in seconds from the start
    peak_mb: float  # of memory

    def values(self) -> Values:
        """What lines like "network 1.5" say."""
        found: Values = defaultdict(list)
        for _, line in self.lines:
            name, value = line.rsplit(maxsplit=1)
            found[name].append(float(value))
        return found


def run(program: Path, *arguments: object) -> Run:
    """A program of docs/bench_programs, or of the project, from its start to its end."""
    start = time.time()
    process = subprocess.Popen(
        [sys.executable, "-u", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (PROJECT, DOCS)))},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    lines = [(time.time() - start, line.strip()) for line in process.stdout]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"A program to be measured has failed: {program}")
    kilo = 1 if platform.system() == "Darwin" else 1024  # ru_maxrss is in bytes there
    return Run(start, lines, usage.ru_maxrss * kilo / 1e6)


def bench_program(name: str) -> Path:
    """Where it is."""
    return DOCS / "bench_programs" / f"{name}.py"


def starts() -> list[Figure]:
    """From the start of the process, in turns: a machine is not always as fast."""
    ours: Values = defaultdict(list)
    plain: Values = defaultdict(list)
    for _ in range(STARTS):
        for name, found in (("our_start", ours), ("plain_start", plain)):
            done = run(bench_program(name))
            for moment, times in done.values().items():
                found[moment] += [seconds - done.start for seconds in times]
            found["memory"].append(done.peak_mb)
    names = {"window": "window open", "stroke": "first stroke drawn", "digit": "first digit read"}
    return [
        *(Figure(f"Start: {names[key]}", "s", ours[key], plain[key]) for key in names),
        Figure("Memory of the window, peak", "MB", ours["memory"], plain["memory"]),
    ]


def answers() -> list[Figure]:
    """With the network loaded."""
    fewer = (ANSWERS // PLAIN_SHARE, CALLS // PLAIN_SHARE)
    ours = run(bench_program("our_answers"), ANSWERS, CALLS, *BATCHES).values()
    plain = run(bench_program("plain_answers"), *fewer, *BATCHES).values()
    released = (ours["release"], plain["release"])
    slowest = (slowest_percent(ours["release"]), slowest_percent(plain["release"]))
    return [
        Figure("Answer: pen up to the screen", "ms", *released),
        Figure("Answer: the same, 99th percentile", "ms", *slowest),
        Figure("Answer: the network alone", "ms", ours["network"], plain["network"]),
        Figure("Photograph of 4000 x 3000, mode L", "ms", ours["photograph L"], []),
        Figure("Photograph of 4000 x 3000, mode RGB", "ms", ours["photograph RGB"], []),
        *(batch_figure(size, ours, plain) for size in BATCHES),
    ]


def slowest_percent(values: list[float]) -> list[float]:
    """The 99th percentile alone."""
    return statistics.quantiles(values, n=100)[98:]


def batch_figure(size: int, ours: Values, plain: Values) -> Figure:
    """Of batches of one size."""
    name, key = f"Read {size:,} at once", f"batch {size}"
    return Figure(name, "digits/s", ours[key], plain[key], more_is_better=True)


def trainings() -> list[Figure]:
    """One run each, with the import and the data."""
    with tempfile.TemporaryDirectory() as folder:
        script, output = PROJECT / "train_digit_recognizer.py", Path(folder) / "quick.h5"
        ours = run(script, "--quick", "--output", output)
    plain = run(bench_program("plain_training"), PLAIN_EPOCHS)
    (our_end, our_share), (plain_end, plain_share) = last_epoch(ours), last_epoch(plain)
    both = f"--quick, all {PLAIN_EPOCHS} epochs of the other"
    return [
        Figure(f"Training: {both}", "s", [our_end], [plain_end]),
        Figure(
            "Training: what is reached then", "%", [our_share], [plain_share], more_is_better=True
        ),
        Figure("Training: memory, peak", "MB", [ours.peak_mb], [plain.peak_mb]),
    ]


def last_epoch(run: Run) -> tuple[float, float]:
    """When it ended, in seconds, and the percentage of the validation images that are right."""
    seconds, line = [line for line in run.lines if line[1].startswith("epoch")][-1]
    return seconds, float(line.removesuffix(" correct").split()[-1].rstrip("%"))


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
    results = json.loads(RESULTS.read_text())
    results["reading"] = {"machine": about, "figures": measured([starts, answers])}
    if options.training:
        results["training"] = {"machine": about, "figures": measured([trainings])}
    with atomic_write(RESULTS) as file:
        file.write_text(json.dumps(results, indent=1) + "\n")
    print(f"Written to {RESULTS}")


def measured(measures: list[Callable[[], list[Figure]]]) -> list[dict[str, object]]:
    """Prints each figure when it is there."""
    figures = []
    for measure in measures:
        for figure in measure():
            print(figure, flush=True)
            figures.append(figure.summary())
    return figures


if __name__ == "__main__":
    main()
