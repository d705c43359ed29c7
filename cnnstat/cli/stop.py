"""Stopping the program by a signal: it tidies up and exits with 128 plus the signal's number, without a message.

The first signal raises an exception, so that unfinished files are removed and the terminal is restored. While Python
imports a module or finalizes an object, an exception would be swallowed or printed as a traceback, so the program then
exits at once. It also does so at the second signal.
"""

import os
import signal
import sys

TYPE_CHECKING = False  # instead of typing's, whose import would take time
if TYPE_CHECKING:
    from types import FrameType

SIGNALS = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
IMPORTS = "<frozen importlib"
"""The beginning of the file names of Python's import machinery."""


class Stopped(BaseException):
    """The program was asked to stop.

    Attributes:
        code: the exit code.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


def watch() -> None:
    """Handle the signals that stop the program, except those that its caller has set to be ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def calm() -> None:
    """Exit at once from now on: while Python shuts down, an exception would be printed as a traceback."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, leave)


def stop(number: int, frame: "FrameType | None") -> None:
    """Stop by an exception, or at once if an exception would be swallowed."""
    calm()
    if is_deaf(frame):
        leave(number, frame)
    raise Stopped(number)


def leave(number: int, frame: "FrameType | None") -> None:
    """Exit at once, after removing unfinished files and showing the cursor that a progress bar may have hidden."""
    files = sys.modules.get("cnnstat.files")
    if files is not None:
        files.tidy()
    if sys.stderr is not None and sys.stderr.isatty():
        os.write(2, b"\x1b[?25h")
    os._exit(128 + number)


def is_deaf(frame: "FrameType | None") -> bool:
    """Whether the running code may swallow an exception: an import, or an object's ``__del__``."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(IMPORTS) or frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False
