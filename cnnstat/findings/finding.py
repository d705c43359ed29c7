"""Findings in documents and networks, and the edits that would fix them."""

from __future__ import annotations

from typing import NamedTuple

from cnnstat.errors import Position
from cnnstat.findings.rule import Rule


class Edit(NamedTuple):
    """A replacement: offsets into a file's text, in characters, and the new text between them."""

    start: int
    end: int
    text: str


class Span(NamedTuple):
    """A stretch of a file. Lines and columns (in characters) count from 1; the end is the first column after it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Checked(NamedTuple):
    """One thing that was checked: a figure or block of a document, or a rule for a network.

    Attributes:
        span: where it is.
        asks: its query or command; for a network, its name and the rule.
        state: whether it holds, in words; "" if it does not depend on the spec that was asked for.
    """

    span: Span
    asks: str
    state: str = ""


class Finding(NamedTuple):
    """One thing that is wrong in a document or a network, or could be better.

    Attributes:
        rule: the rule that is broken.
        span: where it is; None if it concerns no file.
        problem: what is wrong, in one sentence without a full stop.
        query: the query for the figure, such as ``alexnet.params``.
        printed: the figure in the document.
        exact: the value that the architecture gives.
        suggested: what the document should say, in the same style; "" if nothing can be proposed.
        reading: the convention under which the printed figure would be right.
        source: the line of the document, to be shown.
        related: other places with a note on each: the spec's line, or the sidecar's.
        edit: the change that --fix makes; None if it makes none.
        network, layer: the network and layer that were linted; "" in a document.
        mark: the mark that would hold the printed figure against the query, if it has none.
        holds: whether it is about a figure that comes out, and so is nothing that is wrong.
        concerns: the index, in :attr:`Report.checked`, of what it is about; None if it is about none of them.
    """

    rule: Rule
    span: Span | None
    problem: str
    query: str = ""
    printed: str = ""
    exact: str = ""
    suggested: str = ""
    reading: str = ""
    source: str = ""
    related: tuple[tuple[Position, str], ...] = ()
    edit: Edit | None = None
    network: str = ""
    layer: str = ""
    mark: str = ""
    holds: bool = False
    concerns: int | None = None

    def __str__(self) -> str:
        return f"{f'{self.span}: ' if self.span else ''}{self.rule.id} {self.message}"

    @property
    def sentence(self) -> str:
        """The problem, after the names of the network and layer that have it."""
        place = ", ".join(filter(None, (self.network, self.layer)))
        return f"{place}: {self.problem}" if place else self.problem

    @property
    def message(self) -> str:
        """Problem and remedy on one line."""
        say = f"; say {self.suggested}" if self.suggested else ""
        say += f" (other reading: {self.reading})" if self.reading else ""
        say += f"; its mark: {self.mark}" if self.mark not in ("", self.suggested) else ""
        return " ".join(f"{self.sentence}{say}".split())
