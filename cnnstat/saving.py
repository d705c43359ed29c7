"""Writing files whole or not at all, whatever stops the program in between.

Files are written under temporary names beside their targets, all of them, and renamed when the last one is on the disk:
a reader finds an old file or a new one, never half of one. What is not finished is removed where the program fails or
is stopped; only a kill -9 leaves it behind, under names that begin with ``.cnnstat-``.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import IO, NamedTuple

from cnnstat import unfinished
from cnnstat.errors import UsageError
from cnnstat.files import followed, name_of
from cnnstat.text.printable import one_line

Content = str | bytes | Callable[[IO[bytes]], object]
"""What a file is to hold: text, which becomes UTF-8; bytes; or a function that writes it into an open file."""


class Draft(NamedTuple):
    """A file that is complete and on the disk, under a temporary name."""

    name: str
    target: Path

    def publish(self) -> None:
        """Give the file its own name, in one step.

        Raises:
            OSError: it cannot have it; what had it stays, and the new file is gone.
        """
        try:
            os.replace(self.name, self.target)
        finally:
            unfinished.end(self.name)

    def discard(self) -> None:
        unfinished.end(self.name)

    @property
    def called(self) -> str:
        """The target's name for messages."""
        return one_line(name_of(self.target))


Guard = Callable[[Path], object]
"""What raises UsageError for a file that is not to be written over."""


@contextlib.contextmanager
def guarded(guard: Guard) -> Iterator[None]:
    """Ask first about every file that is to be written inside."""
    token = _guards.set((*_guards.get(), guard))
    try:
        yield
    finally:
        _guards.reset(token)


_guards: ContextVar[tuple[Guard, ...]] = ContextVar("guards", default=())


def write_file(target: Path, content: Content) -> None:
    """Write a file whole or not at all; a device or a pipe is written as it is.

    Raises:
        UsageError: it cannot be written; what was there is untouched.
    """
    write_files([(target, content)])


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Let the files that are written inside belong together, as in :func:`write_files`: all get their names at the end.

    Raises:
        UsageError: one of them cannot be written.
    """
    drafts: list[Draft] = []
    token = _waiting.set(drafts)
    try:
        yield
        publish_all(drafts)
    finally:
        _waiting.reset(token)
        for each in drafts:
            each.discard()


_waiting: ContextVar[list[Draft] | None] = ContextVar("waiting", default=None)


def write_files(every: Sequence[tuple[Path, Content]]) -> None:
    """Write files, each whole or not at all; none is touched before all are on the disk under temporary names.

    Raises:
        UsageError: one of them cannot be written, or is not to be. Of those that were not there nothing stays; the
            message names others that could be written before.
    """
    drafts: list[Draft] = []
    streams: list[tuple[Path, Content]] = []
    for guard in _guards.get():
        for target, _ in every:
            guard(target)
    try:
        for target, content in every:
            with _readable(target):
                own = followed(target)
                if own.exists() and not own.is_file() and not own.is_dir():
                    streams.append((own, content))  # a device or a pipe, which cannot be replaced by a file
                else:
                    drafts.append(draft(own, content))
        for own, content in streams:
            with _readable(own), own.open("wb") as file:
                fill(file, content)
        waiting = _waiting.get()
        if waiting is not None:
            waiting += drafts
            drafts = []
        publish_all(drafts)
    finally:
        for each in drafts:
            each.discard()


def draft(target: Path, content: Content) -> Draft:
    """Write a file under a temporary name beside its target, whose permissions and owner it gets.

    Raises:
        OSError: it cannot be written.
    """
    old = os.stat(target) if target.exists() else None
    if old is not None and (not old.st_mode & 0o222 or not os.access(target, os.W_OK)):
        raise PermissionError(errno.EACCES, "the file is read-only")
    if old is not None and stat.S_ISDIR(old.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    name = str(target.parent / f".cnnstat-{os.urandom(8).hex()}")
    unfinished.begin(name, os.unlink)
    try:
        with open(name, "xb", opener=_for_own_eyes) as file:
            fill(file, content)
            file.flush()
            os.fsync(file.fileno())
        _allow(name, old)
    except BaseException:
        unfinished.end(name)
        raise
    return Draft(name, target)


def publish_all(drafts: Sequence[Draft]) -> None:
    """Give files their own names; a signal is heard behind the last one.

    Raises:
        UsageError: as :func:`write_files` says.
    """
    new = {each for each in drafts if not os.path.lexists(each.target)}
    written: list[Draft] = []
    with unfinished.Undivided():
        for each in drafts:
            try:
                each.publish()
            except OSError as error:
                for fresh in new.intersection(written):
                    fresh.target.unlink()
                others = ", ".join(old.called for old in written if old not in new)
                also = f"; already written: {others}" if others else ""
                raise UsageError(f"{each.target}: cannot write: {error.strerror}{also}") from error
            written.append(each)
        unfinished.WRITTEN.update(dict.fromkeys(each.called for each in written))


def fill(file: IO[bytes], content: Content) -> None:
    if callable(content):
        content(file)
    else:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)


@contextlib.contextmanager
def folder_made(folder: Path, parents: bool = False) -> Iterator[None]:
    """A folder for files, made where it is not there; if it was and holds nothing in the end, it goes again.

    Raises:
        OSError: it cannot be made.
    """
    missing = [each for each in (folder, *(folder.parents if parents else ())) if not os.path.lexists(each)]
    try:
        for each in reversed(missing):
            unfinished.begin(str(each), os.rmdir)
            each.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)  # an error where something else stands in its place
        yield
    finally:
        for each in missing:
            unfinished.end(str(each))


def scratch_folder() -> Path:
    """A new empty folder, to be removed by :func:`cnnstat.unfinished.end` with all that is in it."""
    import shutil
    import tempfile

    name = os.path.join(tempfile.gettempdir(), f"cnnstat-{os.urandom(8).hex()}")
    unfinished.begin(name, shutil.rmtree)
    os.mkdir(name, 0o700)
    return Path(name)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new empty folder, for as long as it is needed."""
    folder = scratch_folder()
    try:
        yield folder
    finally:
        unfinished.end(str(folder))


@contextlib.contextmanager
def _readable(target: Path) -> Iterator[None]:
    """Turn errors of the system into messages."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{target}: cannot write: {error.strerror or error}") from error


def _for_own_eyes(name: str, flags: int) -> int:
    """Open a file that only its owner can read, until it gets the permissions of the file that it replaces."""
    return os.open(name, flags, 0o600)


def _allow(name: str, old: os.stat_result | None) -> None:
    """Give a file the permissions and, as far as possible, the owner of the file that it replaces."""
    if old is None:
        return os.chmod(name, 0o666 & ~_umask())
    mode, made = stat.S_IMODE(old.st_mode) & 0o777, os.stat(name)
    same = (made.st_uid, made.st_gid) == (old.st_uid, old.st_gid) or _given(name, old.st_uid, old.st_gid)
    if not same and made.st_gid != old.st_gid and not _given(name, -1, old.st_gid):
        mode = mode & ~0o070 | (mode & 0o007) << 3  # another group gets no more than everybody
    return os.chmod(name, mode)


def _given(name: str, user: int, group: int) -> bool:
    """Give a file to a user and a group, and say whether that was allowed."""
    try:
        os.chown(name, user, group)
    except OSError:
        return False
    return True


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
