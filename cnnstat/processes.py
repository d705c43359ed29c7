"""Work on several cores, by processes that end with this one, however it ends.

Whatever ends a process closes its end of a pipe; at the other end, its workers wait for that. A Ctrl-C reaches all
processes of a terminal, and is this one's to handle.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from cnnstat.errors import UsageError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

KILLED = (
    "a process that shared the work was killed, as systems do where memory is short; one alone needs least: --jobs 1"
)
Done = TypeVar("Done")


def cores() -> int:
    """How many cores this process may use: all of the machine, or those that it was confined to."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def each_done(
    function: Callable[..., Done],
    every: Sequence[tuple[object, ...]],
    jobs: int,
    first: Callable[[], object] | None = None,
) -> Generator[Done]:
    """The results of a function for some arguments each, in the order in which they come.

    Whoever does not take them all closes the generator, which ends the processes.

    Args:
        function: what to call.
        every: its arguments.
        jobs: how many processes.
        first: what each process calls first.

    Raises:
        UsageError: a process was killed.
    """
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    context = get_context("spawn")
    theirs, ours = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=partial(begun, theirs, first))
    try:
        with without_interrupts():  # the mask is handed down to new processes, from their first moment on
            waiting = [pool.submit(function, *each) for each in every]
        for each in as_completed(waiting):
            yield each.result()
    except BaseException as error:
        ours.close()  # ends them in the middle of what they do
        pool.shutdown(cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            raise UsageError(KILLED) from error
        raise
    pool.shutdown()
    ours.close()


@contextlib.contextmanager
def without_interrupts() -> Iterator[None]:
    """Put SIGINT off, where that is possible."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begun(lifeline: Connection, first: Callable[[], object] | None) -> None:
    """Let this process end as soon as the other end of a pipe is closed, and call what it calls first."""
    from threading import Thread

    def wait() -> None:
        with contextlib.suppress(EOFError, OSError):
            lifeline.recv_bytes()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
    if first is not None:
        first()
