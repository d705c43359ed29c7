"""A network that questions are asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.project import split
from cnnstat.query import Reference, read_query
from cnnstat.text.printable import one_line

BARE = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*|[\w/-][\w./-]*\.ya?ml(?::[A-Za-z0-9_-]+)?", re.ASCII)
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

    @classmethod
    def typed(cls, text: str, analysis: Analysis, settings: Sequence[tuple[str, str]] = ()) -> Studied:
        """A network as somebody typed it, ``mobilenet_v2@width=0.5``; further settings are those of options."""
        if split(text)[0]:
            return cls(text, analysis, settings)
        found = read_query(text)
        if not isinstance(found, Reference) or found.selector:
            return cls("", analysis)
        own = [each for each in found.settings if each[0] != "input"]
        return cls(found.network or ".".join(found.path), analysis, (*own, *settings))

    def titled(self, title: str) -> Studied:
        """The same under another title."""
        analysis = self.analysis
        if analysis.network.title == title:
            return self
        return self._replace(analysis=replace(analysis, network=replace(analysis.network, title=title)))

    def query(self, input: str, path: str) -> str:  # noqa: A002
        """The query for a figure of this network at another input; "" where none can ask for it."""
        if not self.name or self.name != one_line(self.name) or "'" in self.name:
            return ""
        name = self.name if BARE.fullmatch(self.name) else f"'{self.name}'"
        settings = ",".join(f"{key}={value}" for key, value in (("input", input), *self.settings))
        return f"{name}@{settings}.{path}"


Studies = Sequence[Studied]


def told_apart(studies: Studies) -> Studies:
    """The networks with titles that differ: those of one network at several settings say at which."""
    alike: dict[str, list[Studied]] = {}
    for each in studies:
        alike.setdefault(each.analysis.network.title, []).append(each)
    return [
        each.titled(with_settings(each, len({str(other.analysis.network.input) for other in same}) > 1))
        for each in studies for same in [alike[each.analysis.network.title]]
    ] if len(alike) < len(studies) else studies  # fmt: skip


def with_settings(each: Studied, sized: bool) -> str:
    """``MobileNetV2 (input=3×192×192, width=0.5)``."""
    network = each.analysis.network
    told = [*([("input", str(network.input))] if sized else []), *each.settings]
    return network.title + (f" ({', '.join(f'{key}={value}' for key, value in told)})" if told else "")
