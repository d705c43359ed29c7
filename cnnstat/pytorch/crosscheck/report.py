"""What a cross-check found: of each layer what each tool says, and what could not be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cnnstat.analysis import LayerAnalysis
from cnnstat.network.graph import Network
from cnnstat.pytorch.crosscheck.twin import Twin
from cnnstat.text.numbers import grouped


@dataclass(frozen=True)
class Tool:
    """Someone who is asked.

    Attributes:
        key: its short name, as in the table.
        title: its full name with its version.
        convention: what it counts, and how that is turned into the analyzer's figures.
        unavailable: why it could not be asked here; empty where it was.
        notes: what else a reader must know of its answers.
        uncounted: operations that it met and has no count for; none of them holds a MAC.
    """

    key: str
    title: str
    convention: str
    unavailable: str = ""
    notes: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """What a tool says of one quantity of one layer, beside the analyzer's figure.

    Attributes:
        quantity: output, params, buffers, macs; size, jump or start of a field; a parameter's name for its gradient.
        found: the tool's value, in the analyzer's unit.
        expected: the analyzer's.
        reason: why there is nothing to compare; empty where there is.
        detail: the figures on the way from what the tool counted to ``found``.
    """

    quantity: str
    found: Any
    expected: Any
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        return not self.reason and bool(self.found != self.expected)

    @property
    def text(self) -> str:
        """``params 9,408 ≠ 9,600``: the tool's value, then the analyzer's."""
        return f"{self.quantity} {value_text(self.found)} ≠ {value_text(self.expected)}"


@dataclass(frozen=True)
class Mismatch:
    """A disagreement; ``layer`` is empty where it is one of the whole network."""

    layer: str
    tool: str
    quantity: str
    found: Any
    expected: Any

    @property
    def text(self) -> str:
        """The tool's value, then the analyzer's."""
        where = f"{self.layer}: " if self.layer else ""
        return f"{where}{self.tool} {self.quantity} {value_text(self.found)} ≠ {value_text(self.expected)}"


@dataclass(frozen=True, eq=False)
class LayerCheck:
    """One line of the spec: the analyzer's figures, and what the tools say of it, by their keys."""

    analysis: LayerAnalysis
    said: Mapping[str, Sequence[Said]]

    @property
    def name(self) -> str:
        return self.analysis.name

    @property
    def mismatches(self) -> list[Mismatch]:
        return [
            Mismatch(self.name, tool, each.quantity, each.found, each.expected)
            for tool, answers in self.said.items()
            for each in answers
            if each.differs
        ]


@dataclass(frozen=True, eq=False)
class Report:
    """A network's cross-check.

    Attributes:
        network: what was checked.
        device: where its model ran.
        tools: who was asked, and who could not be.
        layers: every line of the spec, auxiliary heads included.
        problems: disagreements that belong to no line.
        twin: how the network compares with torchvision's, where there is one.
    """

    network: Network
    device: str
    tools: tuple[Tool, ...]
    layers: tuple[LayerCheck, ...]
    problems: tuple[Mismatch, ...] = ()
    twin: Twin | None = None

    def __getitem__(self, name: str) -> LayerCheck:
        """The layer of that name."""
        return next(layer for layer in self.layers if layer.name == name)

    @cached_property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """Everything that does not agree."""
        found = [mismatch for layer in self.layers for mismatch in layer.mismatches]
        twin = [Mismatch(name, "torchvision", *rest) for name, *rest in self.twin.mismatches] if self.twin else []
        return (*found, *self.problems, *twin)

    @property
    def agrees(self) -> bool:
        return not self.mismatches

    @property
    def unavailable(self) -> dict[str, str]:
        """Why a tool could not be asked, by its key."""
        return {tool.key: tool.unavailable for tool in self.tools if tool.unavailable}

    @property
    def not_measured(self) -> dict[str, str]:
        """Why a receptive field was not measured, by the layer's name."""
        return {layer.name: each.reason for layer in self.layers for each in layer.said.get("rf", ()) if each.reason}

    def asked(self, tool: str) -> int:
        """Layers of which a tool said something that could be compared."""
        return sum(any(not each.reason for each in layer.said.get(tool, ())) for layer in self.layers)


def value_text(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, tuple):
        return (", " if min(value) < 0 else "×").join(map(str, value))
    if value is None:
        return "nothing"
    return grouped(value) if isinstance(value, int) else str(value)
