"""Files: reading them to a bound, their names, and where links lead; :mod:`cnnstat.saving` writes them."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

from cnnstat.errors import Position, SpecError, UsageError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

DEVICES = ("/dev", "/dev/fd")
"""Folders whose links no stranger makes, unlike those in /dev/shm."""


def read_to(path: Path | Traversable, most: int) -> bytes:
    """What a file holds, which may be inside a zip file: up to one byte more than ``most``, for who refuses the rest.

    Raises:
        UsageError: it cannot be opened, or is no regular file.
    """
    name = quoted(str(path))
    try:
        with opened(path) if isinstance(path, Path) else path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{name}: cannot read: {getattr(error, 'strerror', None) or error}") from error


def opened(path: Path) -> BinaryIO:
    """Open a file to read it. What was opened is asked what it is, as a name may mean another file a moment later.

    Raises:
        OSError: it cannot be opened, or is a folder, or a pipe or a device, which might never end; for none is waited.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(number).st_mode
        if stat.S_ISDIR(mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "no regular file", str(path))
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


def contents(path: Path) -> bytes:
    """What a file holds whose length is known; an OSError as of :func:`opened`."""
    with opened(path) as file:
        return file.read()


def decoded(data: bytes, name: str) -> str:
    """What a file holds as text; ``name`` stands for it in messages.

    Raises:
        SpecError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise SpecError("not UTF-8 text", Position(name, line, column)) from error


def quoted(name: str) -> str:
    """A file's name for messages, in quotes where it has signs that cannot be printed."""
    return name if name.isprintable() else repr(name)


def is_elsewhere(path: Path) -> bool:
    """Whether links lead to a file, so that whoever named it may not have meant it.

    Paths are compared and not texts: Windows answers with the capitals of the disk, whatever was typed.
    """
    spelled = os.path.normpath(os.path.join(os.path.realpath(os.getcwd()), path))
    return Path(os.path.realpath(path)) != Path(spelled)


def followed(path: Path) -> Path:
    """The file to be written under a name: where that is a link, the file that it leads to in the same folder.

    A link may be a stranger's, who wants another file to be overwritten.

    Raises:
        OSError: it is a link that leads elsewhere, or nowhere.
    """
    if not path.is_symlink():
        return path
    real, folder = Path(os.path.realpath(path)), Path(os.path.realpath(path.parent))
    if os.path.dirname(os.path.abspath(path)) in DEVICES:  # as /dev/stdout; a pipe has no other name
        if not path.exists() or is_closed(path.name):  # else a file would take the place of the device's name
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return real if path.is_file() else path
    if real.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if not real.is_relative_to(folder) or any(part.startswith(".") for part in real.relative_to(folder).parts):
        raise OSError(errno.EPERM, f"a link that leads elsewhere; name the file itself: {name_of(real)}")
    return real


def is_closed(name: str) -> bool:
    """Whether a device's name means a stream that was closed when the program began.

    Its number may be that of any other file by now.
    """
    streams = {"stdout": sys.__stdout__, "1": sys.__stdout__, "stderr": sys.__stderr__, "2": sys.__stderr__}
    return streams.get(name, sys) is None


@contextmanager
def elsewhere() -> Iterator[None]:
    """The root as the present folder, while a library is imported that would obey what lies in the present one.

    The present folder is the process's, so other threads see it as well: nothing else is to be done inside.
    """
    here = os.getcwd()
    os.chdir(os.path.abspath(os.sep))
    try:
        yield
    finally:
        os.chdir(here)


def name_of(path: PurePath) -> str:
    """A file's name for messages: with forward slashes on every system, and unprintable characters escaped."""
    name = path.as_posix()
    return name if name.isprintable() else repr(name)[1:-1]


def near(file: str) -> str:
    """A path as one would type it here: relative, with forward slashes, if it lies below the current folder."""
    here = os.getcwd()
    return relative(file, here) if os.path.isabs(file) and Path(file).is_relative_to(here) else file


def relative(path: str, folder: str | Path) -> str:
    """The way from a folder to a path, with forward slashes on every system; on another drive, the path itself."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Windows knows no way from one drive to another
        return Path(os.path.abspath(path)).as_posix()
