"""New examples all the time: a process makes the next part while the network learns from this."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TypeVar

Part = TypeVar("Part")


@contextmanager
def made_ahead(
    prepare: Callable[[], Callable[[int], Part]], seeds: Sequence[int]
) -> Iterator[Iterator[Part]]:
    """Parts of the training set, one for each seed. The process is one part ahead, and no more.

    prepare: called once in the process, it gives what makes a part from a seed. A pipe holds less
    than a part, so the process waits with it until it is fetched. The process is spawned: `prepare`
    is pickled, and a script that calls this needs `if __name__ == "__main__":`. Fetching a part
    raises OSError with a sentence when the process has ended.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_make_parts, args=(sender, prepare, seeds), daemon=True)
    process.start()
    sender.close()  # the process has its own end: when it ends, the pipe does
    try:
        yield _received(receiver, len(seeds))
    finally:
        process.terminate()
        process.join()


def _received(receiver: Connection, parts: int) -> Iterator[Part]:
    for _ in range(parts):
        try:
            part: Part = receiver.recv()
        except EOFError as error:
            raise OSError(
                "The process that makes examples has ended: is the memory full?"
            ) from error
        yield part


def _make_parts(
    sender: Connection, prepare: Callable[[], Callable[[int], Part]], seeds: Sequence[int]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both; the training ends this one
    make = prepare()
    with suppress(BrokenPipeError):  # the training was killed
        for seed in seeds:
            sender.send(make(seed))
