"""What is found in documents and networks, and what would mend it."""

from __future__ import annotations

from typing import NamedTuple

from cnnstat.errors import Position
from cnnstat.findings.rule import Rule


class Edit(NamedTuple):
    """A replacement: offsets into the text of a file, and what shall stand there."""

    start: int
    end: int
    text: str


class Span(NamedTuple):
    """A stretch of a file. Lines and columns (of characters) count from 1; the end is the first column behind it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Checked(NamedTuple):
    """One thing that was held against an architecture: a figure or block of a document, or a rule for a network.

    Attributes:
        span: where it stands.
        asks: its query or command; the network and the rule.
        state: whether it holds, in words; "" where that does not depend on a spec that was asked for.
    """

    span: Span
    asks: str
    state: str = ""


class Finding(NamedTuple):
    """One thing that is wrong in a document or a network, or could be better.

    Attributes:
        rule: what was looked for.
        span: where it is; None for what concerns no file.
        problem: what is wrong, in one sentence without a stop.
        query: the figure that is meant.
        printed: what stands there.
        exact: what the architecture gives.
        suggested: what should stand there, in the same style; "" where nothing can be proposed.
        reading: the convention that would make the printed figure right.
        source: a line of the document, to be shown.
        related: other places: the spec's line, or the sidecar's.
        edit: what --fix does.
        network, layer: what is linted; "" in a document.
        concerns: which of the things checked it is about, by its number among them; None where about none of them.
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
    concerns: int | None = None

    def __str__(self) -> str:
        return f"{f'{self.span}: ' if self.span else ''}{self.rule.id} {self.message}"

    @property
    def sentence(self) -> str:
        """The problem, behind the network and layer that have it."""
        place = ", ".join(filter(None, (self.network, self.layer)))
        return f"{place}: {self.problem}" if place else self.problem

    @property
    def message(self) -> str:
        """Problem and remedy on one line."""
        say = f"; say {self.suggested}" if self.suggested else ""
        return " ".join(f"{self.sentence}{say}{f' (other reading: {self.reading})' if self.reading else ''}".split())
