"""Specs that code has made, kept for the next time: a network in code then costs what a spec costs.

An entry is used only if nothing has changed of what it came from: the versions of Python, PyTorch and this program, and
the content of every file that was read on the way, modules and others. ``CNNSTAT_NO_CACHE=1`` switches it off.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from cnnstat._version import __version__
from cnnstat.errors import UsageError
from cnnstat.files import write_file

FORM = 1
"""Of an entry; another number is another form, and not read."""
MOST_FILES = 20_000
LARGEST = 20_000_000
CHANGING = ("/proc/", "/sys/", "/dev/")
"""Folders of files that say how the machine is, on which no network depends."""
Size = tuple[int, int] | None


class Kept(NamedTuple):
    """A spec as text, and the remarks that were made with it."""

    text: str
    remarks: Sequence[str]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([self.text, *self.remarks]).encode()).hexdigest()


def folder() -> Path | None:
    """Where entries are kept; None if the cache is switched off, or there is no place for it."""
    if os.environ.get("CNNSTAT_NO_CACHE"):
        return None
    around = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(around) if around else Path.home() / ".cache") / "cnnstat" / "networks"
    except RuntimeError:  # there is no home
        return None


def made_by() -> list[str]:
    """What makes specs out of code."""
    try:
        torch = metadata.version("torch")
    except metadata.PackageNotFoundError:
        torch = ""
    return [str(FORM), __version__, sys.version, torch]


def entry(name: str, size: Size) -> Path | None:
    """The file of a network at a size; a name may mean another network elsewhere, or where Python looks elsewhere.

    To be asked before the code runs, which may change where Python looks.
    """
    where = folder()
    key = json.dumps([name, size, os.getcwd(), sys.path, *made_by()])
    return where / f"{hashlib.sha256(key.encode()).hexdigest()}.json" if where is not None else None


def find(path: Path | None) -> Kept | None:
    """The spec in an entry, made of the same files before; None if there is none, or the entry is damaged."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            data: Any = json.loads(file.read(LARGEST))
        kept = Kept(str(data["text"]), [str(each) for each in data["remarks"]])
        same = kept.digest == data["digest"] and all(
            digest_of(file) == digest for file, digest in data["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return kept if same else None


def keep(path: Path | None, kept: Kept, read: Iterable[str]) -> None:
    """Keep a spec in an entry, with the content of what it came from; where it cannot be written, nothing is lost."""
    files = {file: digest for file in sorted({*read, *loaded()}) if (digest := digest_of(file))}
    if path is None or len(files) > MOST_FILES:
        return
    data = {"digest": kept.digest, "files": files, "remarks": list(kept.remarks), "text": kept.text}
    text = json.dumps(data)
    if len(text) >= LARGEST:
        return
    with contextlib.suppress(OSError, UsageError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_file(path, text)


def digest_of(file: str) -> str:
    """What tells a file from what it was; "" if it cannot be read.

    That is its content; of installed ones, of which there are many, their size and time.
    """
    try:
        if is_installed(file):
            found = os.stat(file)
            return f"{found.st_size} {found.st_mtime_ns}"
        with open(file, "rb") as content:
            return hashlib.file_digest(content, "blake2b").hexdigest()
    except (OSError, ValueError):
        return ""


def is_constant(file: str) -> bool:
    """Whether a file comes with Python or PyTorch."""
    inside = file.startswith(folders("stdlib", "platstdlib"))
    torch = [each + os.sep for each in getattr(sys.modules.get("torch"), "__path__", ())]
    return (inside and "site-packages" not in Path(file).parts) or file.startswith((*torch, *CHANGING))


def is_installed(file: str) -> bool:
    """Whether a file belongs to a package that was installed."""
    return file.startswith(folders("purelib", "platlib"))


@lru_cache
def folders(*kinds: str) -> tuple[str, ...]:
    """Folders of Python's."""
    paths = sysconfig.get_paths()
    return tuple(paths[kind] + os.sep for kind in kinds)


def loaded() -> Iterator[str]:
    """The files of all modules that are loaded, but for those of Python and PyTorch."""
    for module in tuple(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and not is_constant(file):
            yield file


_opened: list[set[str]] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or not _opened:
        return
    match arguments:
        case (str(file), _, int(flags)) if not flags & (os.O_WRONLY | os.O_RDWR):
            _opened[-1].add(os.path.abspath(file))


@contextlib.contextmanager
def watching() -> Iterator[set[str]]:
    """Notes which files are read meanwhile; afterwards the set has those that are neither Python's nor PyTorch's."""
    if not _opened:
        sys.addaudithook(_hear)  # stays, and does nothing when nobody watches
    files: set[str] = set()
    _opened.append(files)
    try:
        yield files
    finally:
        _opened.pop()
        kept = {each for each in files if not each.endswith(".pyc") and os.path.isfile(each) and not is_constant(each)}
        files.intersection_update(kept)
