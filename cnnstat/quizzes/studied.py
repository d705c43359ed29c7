"""A network that questions are asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.importing import ENDING
from cnnstat.language import CODES, Told, language_named
from cnnstat.text.printable import one_line

BARE = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*|[\w/-][\w./-]*\." + ENDING + r"(?::[A-Za-z0-9_-]+)?", re.ASCII)
"""Names that a query takes without quotes."""


class Studied(NamedTuple):
    """A network, and how commands call it.

    Attributes:
        name: as queries know it, a name of the catalog or a path; "" where no command can name it, and then none is
            asked for.
        analysis: of the network.
        settings: those that a command needs besides its name to find the same network, without the input.
    """

    name: str
    analysis: Analysis
    settings: Sequence[tuple[str, str]] = ()

    def query(self, input: str, path: str) -> str:  # noqa: A002
        """The query for a figure of this network at another input; "" where none can ask for it."""
        if not self.name or self.name != one_line(self.name) or "'" in self.name:
            return ""
        name = self.name if BARE.fullmatch(self.name) else f"'{self.name}'"
        settings = ",".join(f"{key}={value}" for key, value in (("input", input), *self.settings))
        return f"{name}@{settings}.{path}"


Studies = Sequence[Studied]


def told_apart(studies: Studies) -> Studies:
    """The networks with titles that differ in every language: those of one network at several settings say at which."""
    return [
        each if not mark else each._replace(analysis=titled(each.analysis, marked(each.analysis.network.title, mark)))
        for each, mark in zip(studies, differences(studies), strict=True)
    ]


def marked(title: str, mark: str) -> Told:
    """A title with what tells its network from others, in every language that it has."""
    others = title.others if isinstance(title, Told) else {}
    return Told(f"{title} ({mark})", {code: f"{text} ({mark})" for code, text in others.items()})


def titled(analysis: Analysis, title: str) -> Analysis:
    """An analysis whose network has another title."""
    return replace(analysis, network=replace(analysis.network, title=title))


def differences(studies: Studies) -> list[str]:
    """What tells each network from those with the same title in some language; "" where nothing need.

    It is ``input=3×192×192, width=0.5``, or the network's name; and where that is not enough its number.
    """
    alike: dict[tuple[str, str], list[Studied]] = {}
    for each in studies:
        for title in titles_of(each):
            alike.setdefault(title, []).append(each)
    marks: list[str] = []
    taken: set[tuple[str, str]] = set()
    for number, each in enumerate(studies, 1):
        same = {id(other): other for title in titles_of(each) for other in alike[title]}
        mark = difference(each, [*same.values()])
        if taken.intersection(titles_of(each, mark)):
            mark = f"{mark}, {number}" if mark else str(number)
        taken.update(titles_of(each, mark))
        marks.append(mark)
    return marks


def titles_of(study: Studied, mark: str = "") -> list[tuple[str, str]]:
    """A network's title in each language, with the language's code, and behind it what tells it from others."""
    title = marked(study.analysis.network.title, mark) if mark else study.analysis.network.title
    return [(code, language_named(code).of(title)) for code in CODES]


def difference(each: Studied, alike: Studies) -> str:
    """What tells a network from others: its settings, its input where these differ, or its name."""
    if len(alike) == 1:
        return ""
    sized = len({str(other.analysis.network.input) for other in alike}) > 1
    told = [*([("input", str(each.analysis.network.input))] if sized else []), *each.settings]
    named = len({other.name for other in alike}) > 1
    return ", ".join([*([each.name] if named else []), *(f"{key}={value}" for key, value in told)])
