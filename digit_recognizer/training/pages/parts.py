"""New pages all the time: a process makes the next part while the network learns from this one."""

import functools
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection

from digit_recognizer.training.pages.kinds import kinds_without
from digit_recognizer.training.pages.page import make_pages
from digit_recognizer.training.pages.targets import PageExamples, page_examples
from digit_recognizer.training.pages.writing import load_writing


@contextmanager
def made_ahead(
    count: int, seeds: Sequence[int], without: str = ""
) -> Iterator[Iterator[PageExamples]]:
    """Parts of so many pages, one for each seed. The process is one part ahead, and no more.

    without: a kind of paper, or a module of them, that no page has.
    A pipe holds less than a part, so the process waits with it until it is fetched. The process is
    spawned: a script that calls this needs `if __name__ == "__main__":`. Fetching a part raises
    OSError with a sentence when the process has ended.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_make_parts, args=(sender, count, seeds, without), daemon=True)
    process.start()
    sender.close()  # the process has its own end: when it ends, the pipe does
    try:
        yield _received(receiver, len(seeds))
    finally:
        process.terminate()
        process.join()


def _received(receiver: Connection, parts: int) -> Iterator[PageExamples]:
    for _ in range(parts):
        try:
            part = receiver.recv()
        except EOFError as error:
            raise OSError("The process that makes pages has ended: is the memory full?") from error
        yield part


def _make_parts(sender: Connection, count: int, seeds: Sequence[int], without: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both; the training ends this one
    writing = load_writing(validation=False)
    kinds = kinds_without(without)
    make = functools.partial(make_pages, count, writing=writing, processes=1, kinds=kinds)
    with suppress(BrokenPipeError):  # the training was killed
        for seed in seeds:
            sender.send(page_examples(make(seed)))
