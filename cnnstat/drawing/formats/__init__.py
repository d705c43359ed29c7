"""How a drawing is written: one medium a file, found by its name.

A module has ``ENDINGS``, of the files that ask for it; ``EXTRA``, the extra that it needs, "" for none; and a function
``written(Scene)``, or ``sketched(Sketch)`` for a language in which others lay out the graph. One that needs an extra
has ``check()``, which refuses with what to install.
"""

from __future__ import annotations

import os
import pkgutil
from functools import cache
from importlib import import_module
from pathlib import PurePath
from types import ModuleType

from cnnstat.errors import UsageError, shown

NAMES = tuple(sorted(each.name for each in pkgutil.iter_modules([os.path.dirname(__file__)])))


def module(name: str) -> ModuleType:
    """The module of a medium; what its extra brings is imported only when it writes."""
    return import_module(f"{__name__}.{name}")


@cache
def endings() -> dict[str, str]:
    """The endings of files, and which medium each asks for."""
    return {ending: name for name in NAMES for ending in module(name).ENDINGS}


def extras() -> dict[str, str]:
    """The endings that need an extra, and which one."""
    return {ending: module(name).EXTRA for ending, name in endings().items() if module(name).EXTRA}


def medium(path: PurePath) -> ModuleType:
    """The medium that a file asks for by its ending, checked before any work.

    Raises:
        UsageError: says which endings there are, or what to install.
    """
    ending = path.suffix.lower()
    own = ending.removeprefix(".")  # most modules have the name of their ending: the others need not be imported
    name = own if own in NAMES and ending in module(own).ENDINGS else endings().get(ending)
    if name is None:
        raise UsageError(f"expected a file ending in {', '.join(sorted(endings()))}, got {shown(path.name)}")
    found = module(name)
    if found.EXTRA:
        found.check()
    return found
