"""Stopping the program by a signal: it tidies up, says what it has written, and exits with 128 plus the number.

The clock of :mod:`cnnstat.deadline` stops it in the same way, with its own message and exit code.

The first signal raises an exception, so that unfinished files are removed and the terminal is restored. The program
exits at once where Python imports a module, as the exception might be taken for a failure of the import; where Python
would print the exception instead of raising it, as in ``__del__``; at the second signal; and :data:`GRACE` seconds
after the first, as other people's code may swallow an exception.
"""

import atexit
import os
import signal
import sys

from cnnstat import deadline, unfinished

TYPE_CHECKING = False  # instead of typing's, whose import would take time
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

SIGNALS = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
IMPORTS = "<frozen importlib"
"""The beginning of the file names of Python's import machinery."""
GRACE = 2.0
_asked: int | None = None


class Stopped(KeyboardInterrupt):  # which careful code lets pass, whatever else it catches
    """The program was asked to stop."""


def watch() -> None:
    """Handle the signals that stop the program, except those that its caller has set to be ignored."""
    global _asked
    _asked = None
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def calm() -> None:
    """Exit at once from now on: while Python shuts down, an exception would be printed as a traceback.

    The clock stands still, as its signal would end a process that has no handlers any more.
    """
    deadline.calm()
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, leave)


def asked() -> int | None:
    """The signal by which the program was asked to stop, whatever has become of the exception since."""
    return _asked


def stop(number: int, frame: "FrameType | None") -> None:
    """Stop by an exception, or at once if an exception would be swallowed."""
    global _asked
    if unfinished.postpone(lambda: stop(number, None)):
        return
    _asked = number
    calm()
    if is_importing(frame):
        forget_bytecode(frame)
        leave(number, frame)
    insist(number)
    raise Stopped


def insist(number: int) -> None:
    """Exit at once where the exception is printed instead of raised, or has ended nothing after a while."""
    usual = sys.unraisablehook

    def unraised(problem: "sys.UnraisableHookArgs") -> None:
        if isinstance(problem.exc_value, Stopped):
            leave(number, None)
        usual(problem)

    sys.unraisablehook = unraised
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, lambda _, frame: leave(number, frame))
        signal.setitimer(signal.ITIMER_REAL, GRACE)


@atexit.register  # now, so as to come last
def relent() -> None:
    """Let Python finalize its modules, before which it takes all handlers of signals away: an alarm would kill it."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def leave(number: int, frame: "FrameType | None") -> None:
    """Exit at once, after removing unfinished files and showing the cursor that a progress bar may have hidden."""
    if unfinished.postpone(lambda: leave(number, None)):
        return
    unfinished.tidy()
    if os.isatty(2):
        write(b"\x1b[?25h")
    remark()
    os._exit(code(number))


def finish() -> "NoReturn":
    """Exit as the signal says by which the program was asked to stop, after the exception has passed through it."""
    unfinished.tidy()
    remark()
    sys.exit(code(_asked or signal.SIGINT))


def code(number: int) -> int:
    """The exit code of a program that a signal has stopped."""
    return 2 if number == deadline.SIGNAL else 128 + number


def remark() -> None:
    """Say why the program was stopped, unless a person did that, and which files have been written."""
    if _asked is not None and _asked == deadline.SIGNAL:
        write(f"cnnstat: {deadline.told()}\n".encode())
    said = unfinished.told()
    if said:
        write(f"cnnstat: stopped; {said}\n".encode(errors="backslashreplace"))


def write(data: bytes) -> None:
    """Write to standard error, past Python's stream, which a signal may have found in the middle of something else."""
    if sys.__stderr__ is None:  # closed from the beginning, so that the second file may be any other
        return
    try:  # noqa: SIM105  # contextlib's import would take time
        os.write(2, data)
    except OSError:
        pass  # nobody can be told


def is_importing(frame: "FrameType | None") -> bool:
    """Whether the running code is part of an import."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(IMPORTS):
            return True
        frame = frame.f_back
    return False


def forget_bytecode(frame: "FrameType | None") -> None:
    """Note the file under whose temporary name Python is writing a module's bytecode, as one that is unfinished."""
    while frame is not None:
        name = frame.f_locals.get("path_tmp") if frame.f_code.co_name == "_write_atomic" else None
        if isinstance(name, str) and frame.f_code.co_filename.startswith(IMPORTS):
            unfinished.begin(name, os.unlink)
        frame = frame.f_back
