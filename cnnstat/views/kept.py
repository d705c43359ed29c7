"""Specs that code has made, kept for the next time: a network in code then costs what a spec costs.

An entry is used only if nothing has changed of what it came from: the versions of Python, PyTorch and this program, the
environment, where modules are looked for, and everything that was read on the way, or looked for in vain
(:mod:`cnnstat.views.reads`). Entries are believed only in a folder that no other user can change.
``CNNSTAT_NO_CACHE=1`` switches it off.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from cnnstat._version import __version__
from cnnstat.errors import UsageError
from cnnstat.saving import draft
from cnnstat.views.reads import Reads, digest_of

FORM = 2
"""Of an entry; another number is another form, and not read."""
MOST_FILES = 20_000
LARGEST = 20_000_000
PASSING = ("_", "COLUMNS", "LINES", "OLDPWD", "PWD", "PYTEST_CURRENT_TEST", "SHLVL", "WINDOWID")
"""Variables of the environment that change from one command, window or test to the next."""
Size = tuple[int, int] | None


class Kept(NamedTuple):
    """A spec as text, and the remarks that were made with it."""

    text: str
    remarks: Sequence[str]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([self.text, *self.remarks]).encode()).hexdigest()


def folder() -> Path | None:
    """Where entries are kept; None if the cache is switched off, or there is no safe place for it."""
    if os.environ.get("CNNSTAT_NO_CACHE"):
        return None
    around = os.environ.get("XDG_CACHE_HOME", "")
    try:
        # A relative one is to be ignored, say the rules of XDG: it would lie in whatever folder is the current one.
        place = (Path(around) if os.path.isabs(around) else Path.home() / ".cache") / "cnnstat" / "networks"
    except RuntimeError:  # there is no home
        return None
    return place if not os.path.lexists(place) or is_own(place) else None


def is_own(place: Path) -> bool:
    """Whether a folder is this user's, and no other's to change."""
    try:
        found = place.stat()
    except OSError:
        return False
    return not hasattr(os, "geteuid") or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)


def made_by() -> list[str]:
    """What makes specs out of code, and around what."""
    try:
        torch = metadata.version("torch")
    except metadata.PackageNotFoundError:
        torch = ""
    surroundings = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name not in PASSING]
    return [str(FORM), __version__, sys.version, str(sys.flags), torch, *surroundings]


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


def keep(path: Path | None, kept: Kept, reads: Reads) -> None:
    """Keep a spec in an entry, with what it came from; where it cannot be written, nothing is lost."""
    if path is None:
        return
    with contextlib.suppress(OSError):  # first, as a new folder changes the one around it, which may have been read
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = reads.digests(without=os.path.abspath(path.parent))
    if files is None or len(files) > MOST_FILES:
        return
    data = {"digest": kept.digest, "files": files, "remarks": list(kept.remarks), "text": kept.text}
    text = json.dumps(data)
    if len(text) >= LARGEST:
        return
    with contextlib.suppress(OSError, UsageError):
        draft(path, text).publish()
