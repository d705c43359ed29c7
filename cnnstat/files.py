"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import IO

from cnnstat.errors import UsageError

UNFINISHED: set[str] = set()
"""Temporary files, removed when the program is stopped by a signal; only a kill -9 leaves them behind."""


def replace(target: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """Write a temporary file beside ``target``, then rename it in one step: no reader ever sees half a file.

    Raises:
        OSError: the file cannot be written; what ``target`` held is untouched.
    """
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    name = str(target.parent / f".cnnstat-{os.urandom(8).hex()}")
    UNFINISHED.add(name)  # before the file exists, as a signal may come at any moment
    try:
        with open(name, "xb", opener=_for_own_eyes) as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        _remove(name)
        raise
    finally:
        UNFINISHED.discard(name)


def write_file(target: Path, data: str | bytes) -> None:
    """Write a file whole or not at all, texts in UTF-8; a device or a pipe is written as it is.

    Raises:
        UsageError: it cannot be written; what was there is untouched.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    try:
        if target.exists() and not target.is_file():
            # A device or a pipe cannot be replaced; a folder says so itself.
            target.write_bytes(content)
        elif target.exists() and not os.access(target, os.W_OK):
            raise UsageError(f"{target}: cannot write: the file is read-only")
        else:
            replace(target.resolve(), lambda file: file.write(content))
    except (OSError, RuntimeError) as error:  # pathlib says RuntimeError of a loop of links
        raise UsageError(f"{target}: cannot write: {getattr(error, 'strerror', None) or error}") from error


def tidy() -> None:
    """Remove all temporary files that were not finished."""
    for name in tuple(UNFINISHED):
        _remove(name)


def _remove(name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name)


def _for_own_eyes(name: str, flags: int) -> int:
    """Open a file that only its owner can read, until it gets the permissions of the file that it replaces."""
    return os.open(name, flags, 0o600)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def name_of(path: PurePath) -> str:
    """A file's name for messages: with forward slashes on every system, and unprintable characters escaped."""
    name = path.as_posix()
    return name if name.isprintable() else repr(name)[1:-1]


def near(file: str) -> str:
    """A path as one would type it here: relative if it lies below the current folder."""
    here = os.getcwd()
    return os.path.relpath(file, here) if os.path.isabs(file) and Path(file).is_relative_to(here) else file
