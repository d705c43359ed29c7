"""Networks in Python code, by names such as ``torchvision.models:resnet50``, ``own.py:Net`` and ``timm:resnet50``.

To read such a network is to run code. That is done only for a name that stands on the command line, and never for one
that a document holds: the command line grants its own words, and gives the function that reads them. Whatever else
finds such a name has it refused, however it came by it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from cnnstat.errors import SpecError, UsageError, shown
from cnnstat.spec.document import Spec

WORD = r"[A-Za-z_][A-Za-z0-9_]*"
NAME = re.compile(
    rf"(?P<file>.+\.py):(?P<inside>{WORD}(?:\.{WORD})*)\Z"
    rf"|timm:(?P<timm>[A-Za-z0-9_][A-Za-z0-9_./-]*)\Z"
    rf"|(?P<module>{WORD}(?:\.{WORD})*):(?P<attribute>{WORD}(?:\.{WORD})*)\Z",
    re.ASCII,
)
IN_QUERY = re.compile(rf"(?:[^\s()*+,'\"@\[\]]+?\.py|{WORD}(?:\.{WORD})*):{WORD}", re.ASCII)
"""A name in a query, where dots behind the colon lead to a layer or a figure."""
REFUSED = "code is run only for a name that is typed on the command line; from Python, give the module to from_torch()"


class Grant(NamedTuple):
    """What a person allows.

    Attributes:
        words: of the command line; names in them are run.
        read: gives the spec of a name.
    """

    words: tuple[str, ...]
    read: Callable[[str], Spec]


_granted: ContextVar[Grant | None] = ContextVar("granted", default=None)


def is_code(name: str) -> bool:
    """Whether a name means something in Python code."""
    return NAME.match(name) is not None


def split_name(name: str) -> tuple[str, str]:
    """The module or the file, and what is meant in it.

    Raises:
        UsageError: it is no such name.
    """
    match = NAME.match(name)
    if match is None:
        raise UsageError(f"expected module:callable or file.py:callable, got {shown(name)}")
    found = match.groupdict()
    if found["timm"]:
        return "timm", found["timm"]
    return (found["file"], found["inside"]) if found["file"] else (found["module"], found["attribute"])


def is_here(module: str) -> bool:
    """Whether a module would come from the current folder, and from no package that was installed."""
    name = module.partition(".")[0]
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None:  # the folder need not be among those that are searched
        return PathFinder.find_spec(name, [os.getcwd()]) is not None
    origin = spec.origin or next(iter(spec.submodule_search_locations or ()), "")
    path = Path(origin)
    return not origin or (path.is_relative_to(Path.cwd()) and "site-packages" not in path.parts)


def plain_name(name: str) -> str:
    """The name of the network: what is meant in its module, as a spec can have it."""
    return split_name(name)[1].rpartition("/")[2].lstrip("._-") or "network"


def grant(words: Iterable[str], read: Callable[[str], Spec]) -> None:
    """Allow the names in these words, in place of those allowed before.

    A word that is the name of a file may have been typed by a pattern of the shell, in a folder of strangers.
    """
    _granted.set(Grant(tuple(word for word in words if not os.path.lexists(word)), read))


def read(name: str) -> Spec:
    """The spec of a network in code.

    Raises:
        UsageError: its name stands nowhere on the command line.
    """
    if os.path.lexists(name):
        raise UsageError(f"{shown(name)}: a file has this name; code is not run for it")
    granted = _granted.get()
    typed = re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w-])")
    if granted is None or not any(typed.search(word) for word in granted.words):
        raise UsageError(f"{shown(name)}: {REFUSED}")
    return granted.read(name)


class Made(Spec):
    """A spec that code makes for each size of the input, since what the code does may depend on it."""

    def __init__(self, name: str, file: str, make: Callable[[tuple[int, int] | None], Spec]) -> None:
        self.name, self.file = name, file
        self.params, self.variants = {}, {}
        self._make, self._sizes = make, dict[tuple[int, int] | None, Spec]()

    def at(self, size: tuple[int, int] | None) -> Spec:
        if size not in self._sizes:
            self._sizes[size] = self._make(size)
        return self._sizes[size]

    def with_others(self, error: SpecError) -> SpecError:
        """The mistake alone: no person wrote the spec, and to look for others is to run the code at another size."""
        return error

    def __getattr__(self, name: str) -> Any:
        """What a spec has besides: that of the spec at its own size."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.at(None), name)
