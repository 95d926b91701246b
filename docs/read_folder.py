"""Reads the numbers in a folder of pictures, a million of them perhaps, on one machine or several.

    python -m pip install distributed
    python docs/read_folder.py pictures results

    1 of 10 parts, 30 pictures a second
    ...
    10 of 10 parts, 39 pictures a second
    10,000 pictures in 10 parts, 0 of them from an earlier run

docs/scale.md tells what is in results then, and how to use several machines. Folders in pictures
are read, too. Run again, it reads the parts that are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digit_recognizer import MODEL_FILE
from digit_recognizer.network.atomic_write import atomic_write
from digit_recognizer.network.recognizer import load_recognizer
from digit_recognizer.reading.records import as_json, pictures_of, read_all
from digit_recognizer.training.arguments import positive_int

if TYPE_CHECKING:
    from distributed import Client

PART = 1000  # pictures, seconds of work: as much is read again when a worker dies
BATCH = 100  # parts sent at once; Dask warns of more than 10 MB, and a million paths are 40 MB
MEMORY = "3GB"  # of a worker; what takes more is stopped. The largest pictures need 2 GB
DASK = {
    # one part at a time: when a worker dies, no other part is taken for the cause
    "distributed.scheduler.worker-saturation": 1.0,
    # by default, a worker that needs more than 15 s to start again is given up
    "distributed.deploy.lost-worker-timeout": "1h",
}
LIST = "parts.json"
INTERRUPTED = 130  # the exit status that shells give to Ctrl-C

Part = list[str]  # the paths of its pictures


def parts_of(folder: Path, output: Path, size: int = PART) -> list[Part]:
    """The pictures of a folder, in parts, as the first run has listed them in `output`.

    Later runs keep to that list, whatever has come into the folder: a part keeps its pictures.
    Raises ValueError with a sentence, and OSError.
    """
    file = output / LIST
    if not file.exists():
        pictures = list(pictures_of([str(folder)]))
        if not folder.is_dir() or pictures == [str(folder)]:
            raise ValueError(f"{folder} is not a folder with pictures in it.")
        parts = [pictures[start : start + size] for start in range(0, len(pictures), size)]
        with atomic_write(file) as beside:
            beside.write_text(json.dumps({"folder": str(folder), "parts": parts}))
    listed = json.loads(file.read_text())
    if listed["folder"] != str(folder):
        raise ValueError(f"{output} is for the pictures in {listed['folder']}: name another one.")
    found: list[Part] = listed["parts"]
    return found


def read_part(part: Part, file: Path) -> None:
    """Reads its pictures and writes a line of JSON for each; a file that is there stays.

    It is there when another worker has written it and died before that was known.
    """
    if not file.exists():
        recognizer = load_recognizer(MODEL_FILE)  # once in each worker
        lines = [as_json(record) + "\n" for record in read_all(part, recognizer)]
        with atomic_write(file) as beside:
            beside.write_text("".join(lines))


def start_client(scheduler: str | None, workers: int) -> Client:
    """Of the cluster with this scheduler, or of a new one on this machine."""
    import dask
    from distributed import Client

    if scheduler:
        return Client(scheduler)
    dask.config.set(DASK)
    return Client(
        n_workers=workers,
        threads_per_worker=1,  # a second one would mostly wait for Python
        memory_limit=MEMORY,
        dashboard_address=":0",  # any free port: there may be another run
    )


def distribute(client: Client, parts: dict[Path, Part]) -> None:
    """Has each part read by a worker, which writes the file of that name; prints the progress."""
    from distributed import as_completed

    start, pictures = time.perf_counter(), 0
    files = list(parts)
    futures = client.map(read_part, parts.values(), files, pure=False, batch_size=BATCH)
    file_of = dict(zip(futures, files, strict=True))
    for count, future in enumerate(as_completed(futures), 1):
        if future.status == "finished":
            pictures += len(parts[file_of[future]])
        else:
            print(f"{file_of[future]} is missing: {future.exception()}", file=sys.stderr)
        future.release()  # else its result, None, is lost with its worker, and Dask runs it again
        speed = pictures / (time.perf_counter() - start)
        print(f"{count} of {len(parts)} parts, {speed:.0f} pictures a second", flush=True)


def read_folder(folder: Path, output: Path, scheduler: str | None, workers: int) -> int:
    """Writes what is missing in `output`; returns how many parts are missing still.

    Raises ValueError, OSError or ImportError.
    """
    output.mkdir(parents=True, exist_ok=True)
    numbered = enumerate(parts_of(folder, output))
    parts = {output / f"{number:06}.jsonl": part for number, part in numbered}
    unread = {file: part for file, part in parts.items() if not file.exists()}
    with start_client(scheduler, workers) as client:
        distribute(client, unread)
    pictures, earlier = sum(map(len, parts.values())), len(parts) - len(unread)
    print(f"{pictures:,} pictures in {len(parts)} parts, {earlier} of them from an earlier run")
    return sum(not file.exists() for file in parts)


def main() -> int:
    """Reads a folder. Returns the exit status."""
    parser = argparse.ArgumentParser(description="Reads the numbers in a folder of pictures.")
    parser.add_argument("pictures", type=Path, help="a folder")
    parser.add_argument("results", type=Path, help="a folder; made, if it is not there")
    parser.add_argument(
        "--workers", type=positive_int, default=os.cpu_count(), help="on this machine"
    )
    parser.add_argument(
        "--scheduler", help="of a cluster, tcp://...:8786; else one is started here"
    )
    options = parser.parse_args()
    # absolute: workers may have another working folder
    folder, output = options.pictures.absolute(), options.results.absolute()
    try:
        missing = read_folder(folder, output, options.scheduler, options.workers)
    except ImportError:
        return _say("Dask is missing. Install it: python -m pip install distributed", 2)
    except (ValueError, OSError) as error:
        return _say(_sentence(error), 2)
    except KeyboardInterrupt:
        return _say(
            "\nStopped. The same command goes on with the parts that are missing.", INTERRUPTED
        )
    if missing:
        return _say(f"Missing parts: {missing}. The same command tries them again.", 1)
    return 0


def _sentence(error: ValueError | OSError) -> str:
    """Which file, and what the system says of it; other errors are sentences."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
