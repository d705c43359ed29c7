"""A network that questions are asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
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

    def query(self, input: str, path: str) -> str:  # noqa: A002
        """The query for a figure of this network at another input; "" where none can ask for it."""
        if not self.name or self.name != one_line(self.name) or "'" in self.name:
            return ""
        name = self.name if BARE.fullmatch(self.name) else f"'{self.name}'"
        settings = ",".join(f"{key}={value}" for key, value in (("input", input), *self.settings))
        return f"{name}@{settings}.{path}"


Studies = Sequence[Studied]
