"""An end to what takes far longer than the files that it reads should.

The bounds of :mod:`cnnstat.effort` are the same on every machine and are told exactly, but each had to be thought of.
This is the net below them: a clock, started by the command line alone, that stops a command whose files take more time
than any file of their length has reason to. Nothing is imported that takes time, as signals are handled with it.
"""

import os
import signal
import time

TYPE_CHECKING = False  # instead of typing's, whose import would take time
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    Late = Callable[[int, FrameType | None], None]

SIGNAL: int | None = getattr(signal, "SIGPROF", None)
"""The signal of the clock, which counts the process's own time; Windows has none."""
SETTING = "CNNSTAT_SECONDS"
"""The variable of the environment that says how long small files may take; 0: as long as they like."""
SECONDS = 10.0
PER_BYTE = 1e-4
"""Processor time that files may take: at least, and for each byte of them. It is more than the other bounds allow,
which are told exactly and are to be met first; the usual time of files is a hundredth of it."""
ENTRY = 10
"""Bytes that an entry of a folder counts as."""
STEPS, USUAL = 200_000, 0.03
"""Steps of a loop, and the seconds that a slow machine takes for them: on one that is slower still, files may take
longer in proportion."""
AGAIN = 1.0
"""Seconds after which a command is stopped again if it could not be, as other people's code may swallow exceptions."""

_least = SECONDS
_begun = 0.0
_bytes: int | None = None
_pace: float | None = None


class TooLong(BaseException):  # which careful code lets pass, as it does KeyboardInterrupt
    """Files take longer than any of their length should; it ends what a process does for another one."""


def read(size: int) -> None:
    """Count bytes of files that may be a stranger's. Where nothing was counted, time is not limited."""
    global _bytes
    _bytes = (_bytes or 0) + size


def watch(late: "Late") -> None:
    """Start the clock, unless files may take as long as they like.

    Args:
        late: called with the number of the signal and the running code when the files that are read from now on take
            too long; again and again, until the clock is stopped.

    Raises:
        ValueError: the environment has no number of seconds.
    """
    global _least, _bytes, _begun
    _least, _bytes, _begun = setting(), None, time.process_time()
    if SIGNAL is None or not _least:
        return

    def struck(number: int, frame: "FrameType | None") -> None:
        left = _least if _bytes is None else allowed() - (time.process_time() - _begun)
        signal.setitimer(signal.ITIMER_PROF, max(left, AGAIN))
        if left <= 0:
            late(number, frame)

    signal.signal(SIGNAL, struck)
    signal.siginterrupt(SIGNAL, False)
    signal.setitimer(signal.ITIMER_PROF, _least)


def calm() -> None:
    """Stop the clock: from now on, what is done may take any time."""
    if SIGNAL is not None:
        signal.setitimer(signal.ITIMER_PROF, 0)


def setting() -> float:
    """The seconds that small files may take, as the environment has them.

    Raises:
        ValueError: it has no number of seconds.
    """
    text = os.environ.get(SETTING, "")
    try:
        seconds = float(text) if text else SECONDS
    except ValueError:
        raise ValueError(text) from None
    if not 0 <= seconds < 1e6:
        raise ValueError(text)
    return seconds


def allowed() -> float:
    """Seconds of processor time that the files which were read so far may take."""
    return (_least + PER_BYTE * (_bytes or 0)) * pace()


def pace() -> float:
    """How many times as long as a slow machine this one takes; at least 1. Measured when it is first asked for."""
    global _pace
    if _pace is None:
        begun = time.process_time()
        for _ in range(STEPS):
            pass
        _pace = max(1.0, (time.process_time() - begun) / USUAL)
    return _pace


def told() -> str:
    """Why the command was stopped, as a message."""
    return (
        f"stopped after {allowed():.0f} s of processor time, which files of {_bytes or 0:,} bytes should never take; "
        f"for files that you trust, {SETTING}=60 allows a minute, and 0 any time"
    )
