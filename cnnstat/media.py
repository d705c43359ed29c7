"""Modules that each write one medium, found by the name of a file: drawings, pages, questions."""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from pathlib import PurePath
from types import ModuleType

from cnnstat.errors import UsageError, shown


class Media:
    """The modules of a package; each is imported only when it is asked for.

    A module has ``ENDINGS``, of the files that ask for it; ``EXTRA``, the extra that it needs, "" for none; and where
    it needs one ``check()``, which refuses with what to install.

    Attributes:
        names: of the modules, sorted.
    """

    def __init__(self, package: str, file: str) -> None:
        self._package = package
        self.names = tuple(sorted(each.name for each in pkgutil.iter_modules([os.path.dirname(file)])))

    def module(self, name: str) -> ModuleType:
        """The module of a medium."""
        return import_module(f"{self._package}.{name}")

    @cached_property
    def _endings(self) -> dict[str, str]:
        return {ending: name for name in self.names for ending in self.module(name).ENDINGS}

    def endings(self) -> dict[str, str]:
        """The endings of files, and which medium each asks for."""
        return self._endings

    def extras(self) -> dict[str, str]:
        """The endings that need an extra, and which one."""
        found = {ending: self.module(name).EXTRA for ending, name in self._endings.items()}
        return {ending: extra for ending, extra in found.items() if extra}

    def medium(self, path: PurePath, others: Iterable[str] = ()) -> ModuleType:
        """The medium that a file asks for by its ending, checked before any work.

        Args:
            path: the file.
            others: endings that something else takes, to be told with these.

        Raises:
            UsageError: says which endings there are, or what to install.
        """
        ending = path.suffix.lower()
        own = ending.removeprefix(".")  # most modules have the name of their ending: the others need not be imported
        found = own if own in self.names and ending in self.module(own).ENDINGS else self._endings.get(ending)
        if found is None:
            known = ", ".join(dict.fromkeys([*sorted(self._endings), *others]))
            raise UsageError(f"expected a file ending in {known}, got {shown(path.name)}")
        module = self.module(found)
        if module.EXTRA:
            module.check()
        return module
