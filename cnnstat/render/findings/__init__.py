"""Findings for people, and in the formats of CI systems: one module per format, found by its file.

A module has ``findings(Report)``, and ``ENDINGS`` of the files that ask for the format. ``text`` is for people.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

from cnnstat.findings.report import Report

FOR_PEOPLE = {"full": (".txt",), "concise": ()}
"""The formats for people, with the endings of files that ask for them."""
NAMES = tuple(sorted({each.name for each in pkgutil.iter_modules([os.path.dirname(__file__)])} - {"text"}))


def module(name: str) -> ModuleType:
    """The module of a format, imported only when it is asked for."""
    return import_module(f"{__name__}.{name}")


class Formats(Mapping[str, tuple[str, ...]]):
    """The formats, with the endings of files that ask for them; those for people come first."""

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name in FOR_PEOPLE:
            return FOR_PEOPLE[name]
        if name not in NAMES:
            raise KeyError(name)
        endings: tuple[str, ...] = module(name).ENDINGS
        return endings

    def __iter__(self) -> Iterator[str]:
        return iter((*FOR_PEOPLE, *NAMES))

    def __len__(self) -> int:
        return len(FOR_PEOPLE) + len(NAMES)


FORMATS = Formats()


def rendered(report: Report, chosen: str) -> str:
    """A report in a format, whole."""
    if chosen in FOR_PEOPLE:
        from cnnstat.render import terminal
        from cnnstat.render.findings import text

        return terminal.text(text.view(chosen), report)
    found: str = module(chosen).findings(report)
    return found
