"""How pages are written: one medium a file, found by its name.

A module has ``ENDINGS``, of the files that ask for it; ``EXTRA``, the extra that it needs, "" for none, and then
``check()``, which refuses with what to install; and a function ``written(document, name)``, which gives a
:class:`~cnnstat.publishing.medium.Written`. ``name`` is that of the file, without its ending.
"""

from __future__ import annotations

import os
import pkgutil
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path, PurePath
from types import ModuleType

from cnnstat.errors import UsageError, shown
from cnnstat.files import name_of, write_file
from cnnstat.publishing.content import Document

NAMES = tuple(sorted(each.name for each in pkgutil.iter_modules([os.path.dirname(__file__)])))


def module(name: str) -> ModuleType:
    """The module of a medium; what its extra brings is imported only when it writes."""
    return import_module(f"{__name__}.{name}")


@cache
def endings() -> dict[str, str]:
    """The endings of files, and which medium each asks for."""
    return {ending: name for name in NAMES for ending in module(name).ENDINGS}


def medium(path: PurePath) -> ModuleType:
    """The medium that a file asks for by its ending, checked before any work.

    Raises:
        UsageError: says which endings there are, or what to install.
    """
    name = endings().get(path.suffix.lower())
    if name is None:
        raise UsageError(f"expected a file ending in {', '.join(sorted(endings()))}, got {shown(path.name)}")
    found = module(name)
    if found.EXTRA:
        found.check()
    return found


def check_apart(output: Path | None, key: Path | None) -> None:
    """Refuse to write two things into one file.

    Raises:
        UsageError: both are the same file.
    """
    if output is not None and key is not None and os.path.realpath(output) == os.path.realpath(key):
        raise UsageError(f"--key: expected another file than --output, got {shown(key.name)} for both")


def save(document: Document, path: Path) -> None:
    """Write a document into a file, in the format of its ending, whole or not at all; pictures beside it first.

    Raises:
        UsageError: the ending names no medium, or needs an extra; or the file cannot be written.
    """
    made = medium(path).written(document, path.stem)
    new: list[Path] = []
    try:
        for name, content in made.beside.items():
            beside = path.parent / name
            if make_folder(beside.parent):
                new.append(beside.parent)
            if not beside.exists():
                new.append(beside)
            write_file(beside, content)
        write_file(path, made.main)
    except UsageError:
        for each in reversed(new):  # of what was not there before nothing stays
            with suppress(OSError):
                each.rmdir() if each.is_dir() else each.unlink()
        raise


def make_folder(folder: Path) -> bool:
    """Make a folder, and say whether it was not there.

    Raises:
        UsageError: it cannot be made, or something else stands in its place.
    """
    if folder.is_symlink():
        raise UsageError(f"{name_of(folder)} is a link; files are written into a folder of their own")
    if folder.is_dir():
        return False
    try:
        folder.mkdir()
    except FileExistsError as error:
        raise UsageError(f"{name_of(folder)}: expected a folder, got a file") from error
    except OSError as error:
        raise UsageError(f"{name_of(folder)}: {error.strerror or error}") from error
    return True
