"""What the program must not leave behind, and what it has written, for whoever stops it.

Imports next to nothing: signals are handled with it before anything else is imported.
"""

import os

TYPE_CHECKING = False  # instead of typing's, whose import would take time
if TYPE_CHECKING:
    from collections.abc import Callable

UNFINISHED: "dict[str, tuple[int, Callable[[str], object]]]" = {}
"""Temporary files and folders, each with the process that made it and the function that removes it."""
WRITTEN: dict[str, None] = {}
"""The names of the files that this process has written, in order, as messages have them."""
MOST_NAMED = 10
_postponed: "list[Callable[[], None]] | None" = None


def begin(name: str, remove: "Callable[[str], object]") -> None:
    """Note a temporary file or folder. To be called before it exists, as a signal may come at any moment."""
    UNFINISHED[name] = os.getpid(), remove


def end(name: str) -> None:
    """Remove a temporary file or folder, unless it has got its own name or is gone."""
    process, remove = UNFINISHED.get(name, (0, os.unlink))
    if process == os.getpid():  # a fork of this process removes nothing of its parent's
        try:  # noqa: SIM105  # contextlib's import would take time
            remove(name)
        except OSError:
            pass  # it was never made, or what is in it has been finished; or nothing can be done about it
    UNFINISHED.pop(name, None)


def tidy() -> None:
    """Remove everything that was not finished, the latest first: files before the folders around them."""
    for name in reversed(tuple(UNFINISHED)):
        end(name)


def told() -> str:
    """What has been written, to follow the message that the program was stopped; "" if that is nothing."""
    names = list(WRITTEN)
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"already written: {', '.join(names[:MOST_NAMED])}{more}" if names else ""


class Undivided:
    """Steps that belong together, as renaming several files: what would stop the program waits for the last one."""

    def __enter__(self) -> None:
        global _postponed
        _postponed = []

    def __exit__(self, *_: object) -> None:
        global _postponed
        waiting, _postponed = _postponed, None  # one list: a signal between both would add to the old one
        for each in waiting or ():
            each()


def postpone(action: "Callable[[], None]") -> bool:
    """Put something off to the end of steps that belong together; returns False where there are none."""
    if _postponed is None:
        return False
    _postponed.append(action)
    return True
