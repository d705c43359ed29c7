"""How pages are written: one medium a file, found by its name, as :class:`~cnnstat.media.Media` says.

A module has a function ``written(document, name)``, which gives a :class:`~cnnstat.publishing.medium.Written`; ``name``
is that of the file, without its ending.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from cnnstat.errors import UsageError, shown
from cnnstat.files import name_of, read_to
from cnnstat.media import Media
from cnnstat.publishing.content import Document
from cnnstat.publishing.medium import Written
from cnnstat.saving import folder_made, write_files

MEDIA = Media(__name__, __file__)
NAMES, module, endings, medium = MEDIA.names, MEDIA.module, MEDIA.endings, MEDIA.medium

MOST_READ = 10_000_000
"""Bytes of a document that is written anew in which the names of its pictures are looked for."""


def check_apart(output: Path | None, key: Path | None) -> None:
    """Refuse to write two things into one file.

    Raises:
        UsageError: both are the same file, or would be where file systems take a.pdf for A.pdf.
    """
    if output is None or key is None:
        return
    if os.path.realpath(output).casefold() == os.path.realpath(key).casefold():
        raise UsageError(f"--key: expected another file than --output, got {shown(key.name)} for both")


def made(document: Document, path: Path) -> tuple[Written, Path]:
    """A document as a file will have it, in the format of its ending, and the file.

    Raises:
        UsageError: the ending names no medium, or needs an extra; or the medium cannot write it.
    """
    return medium(path).written(document, path.stem), path


def save(document: Document, path: Path) -> None:
    """Write a document into a file, in the format of its ending, whole or not at all; pictures beside it first.

    Raises:
        UsageError: as :func:`made`; or the file cannot be written.
    """
    save_all([made(document, path)])


def save_all(given: Iterable[tuple[Written, Path]], folder: Path | None = None) -> None:
    """Write files, all or none that was not there; nothing is written before the last of them is made.

    Args:
        given: what :func:`made` gives, for each file.
        folder: is made first, where it is not there.

    Raises:
        UsageError: one of them cannot be made or written.
    """
    every = list(given)
    for written, path in every:
        refuse_others(written, path)
    files: dict[Path, str | bytes] = {}
    for written, path in every:  # pictures before what shows them
        files |= {path.parent / name: content for name, content in written.beside.items()} | {path: written.main}
    within = [path.parent / name for written, path in every for name in written.beside]
    with ExitStack() as folders:
        for each in dict.fromkeys([*([folder] if folder is not None else []), *(path.parent for path in within)]):
            folders.enter_context(filled_folder(each))
        write_files([*files.items()])


def refuse_others(written: Written, path: Path) -> None:
    """Refuse to write over files beside a document that are not its own: that it does not show as it is.

    Raises:
        UsageError: there is such a file.
    """
    shown_before = before(path, MOST_READ) if written.beside else b""
    for name, content in written.beside.items():
        file = path.parent / name
        names = os.fsencode(name), quote(os.fsencode(name)).encode()
        if any(each in shown_before for each in names) or not file.is_file():
            continue
        if before(file, len(content)) != content:
            here = f"there is such a file, which {name_of(Path(path.name))} does not show"
            raise UsageError(f"{name_of(file)}: {here}; move it away, or give --output another name")


def before(path: Path, most: int) -> bytes:
    """What a file holds, up to one byte more than ``most``; nothing where it is none."""
    return read_to(path, most) if path.is_file() else b""


@contextmanager
def filled_folder(folder: Path) -> Iterator[None]:
    """A folder for files, which is made where it is not there, and stays if it is filled.

    Raises:
        UsageError: it cannot be made, or something else stands in its place.
    """
    if folder.is_symlink():
        raise UsageError(f"{name_of(folder)} is a link; files are written into a folder of their own")
    try:
        with folder_made(folder):
            yield
    except FileExistsError as error:
        raise UsageError(f"{name_of(folder)}: expected a folder, got a file") from error
    except OSError as error:
        raise UsageError(f"{name_of(folder)}: {error.strerror or error}") from error
