"""The usual questions about a network, answered on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cnnstat import units
from cnnstat.analysis import Analysis, Counts
from cnnstat.analysis.memory import MODEL
from cnnstat.quantities import CONVENTIONS, axis_text, flops, pair_text
from cnnstat.report import notes, rows_of
from cnnstat.spec.param import written

LONGEST_RANKING = 6


class Fact(NamedTuple):
    """One line: what is asked, the figure, and what to know about it."""

    label: str
    figure: str
    remark: str = ""


class Part(NamedTuple):
    """A layer's or block's part of a total."""

    name: str
    figure: str
    share: str
    fraction: float


@dataclass(frozen=True)
class Summary:
    """A network on one screen."""

    title: str
    source: str
    about: str
    facts: Sequence[Fact]
    parameters: Sequence[Part]
    macs: Sequence[Part]
    notes: Sequence[str]


def summarize(analysis: Analysis, convention: str = "2macs") -> Summary:
    """Sum up an analysis; the figures are those of the table's totals."""
    network = analysis.network
    source = network.source.get("paper", "")
    section = network.source.get("section", "")
    return Summary(
        title=f"{network.title} ({network.name})" if network.title != network.name else network.name,
        source=f"{source} ({section})" if section else source,
        about=network.about,
        facts=facts(analysis, convention),
        parameters=ranking(analysis, lambda counts: counts.params),
        macs=ranking(analysis, lambda counts: counts.macs),
        notes=[
            *settings(analysis),
            *notes(analysis, convention),
            f"Memory: {analysis.dtype}, batch {analysis.batch}; {MODEL}.",
        ],
    )


def settings(analysis: Analysis) -> list[str]:
    """The params and their values here."""
    values = ", ".join(f"{name}={written(value)}" for name, value in analysis.network.settings.items())
    return [f"Params: {values} (change with --set)."] if values else []


def facts(analysis: Analysis, convention: str) -> list[Fact]:
    """The figures, in the order in which people ask for them."""
    counts = analysis.counts
    found = [
        Fact("input", str(analysis.network.input), "channels × height × width"),
        Fact("output", str(analysis.output)),
        Fact("layers", str(len(analysis.layers)), kinds(analysis)),
        Fact("depth", str(analysis.depth), "layers with weights on the longest path"),
        Fact("neurons", units.grouped(counts.weighted_neurons), "outputs of the layers with weights"),
        Fact("parameters", units.grouped(counts.params), parameters_remark(analysis)),
        Fact("connections", units.grouped(counts.connections), units.si(counts.connections)),
        Fact("MACs", units.grouped(counts.macs), units.si(counts.macs)),
    ]
    operations = flops(counts, convention)
    found.append(Fact("FLOPs", units.grouped(operations), f"{units.si(operations)}, {CONVENTIONS[convention].rule}"))
    elementwise = {kind: number for kind, number in counts.ops._asdict().items() if number}
    listed = ", ".join(f"{units.si(number)} {kind}" for kind, number in elementwise.items())
    found.append(Fact("elementwise", units.grouped(sum(elementwise.values())), listed))
    found.extend(field_facts(analysis))
    found.extend(memory_facts(analysis))
    return found


def kinds(analysis: Analysis) -> str:
    """How many layers of each type that has weights."""
    counted = Counter(layer.type for layer in analysis.layers if layer.node.layer.weighted)
    return ", ".join(f"{number} {name}" for name, number in counted.items())


def parameters_remark(analysis: Analysis) -> str:
    """Rounded, and with the auxiliary heads where there are some."""
    text = units.si(analysis.params)
    held = analysis.counts.parameters
    if held.fixed:
        text += f"; {units.grouped(held.fixed)} fixed weights besides"
    if held.buffers:
        text += f"; {units.grouped(held.buffers)} buffers besides"
    if any(node.auxiliary for node in analysis.network.nodes):
        whole = replace(analysis, training=not analysis.training)
        text += f"; {units.grouped(whole.params)} {'without' if analysis.training else 'with'} auxiliary heads"
    return text


def field_facts(analysis: Analysis) -> list[Fact]:
    """The receptive field where it ends to be local."""
    layer = analysis.features
    if layer is None:
        return []
    field = layer.field
    jump = pair_text(axis_text(field, "jump"))
    remark = f"at {layer.name}, jump {jump}"
    image = analysis.network.input
    if field.vertical.size > image.height or field.horizontal.size > image.width:
        remark += ", larger than the input"
    if not field.aligned:
        remark += ", paths not aligned"
    return [Fact("receptive field", pair_text(axis_text(field, "size")), remark)]


def memory_facts(analysis: Analysis) -> list[Fact]:
    """Bytes at inference and in training."""
    memory = analysis.memory
    return [
        Fact("weights", units.binary(memory.weights)),
        Fact("activations", units.binary(memory.peak), f"peak at {memory.peak_layer}"),
        Fact(
            "training", units.binary(memory.training),
            f"weights, gradients, {analysis.optimizer} state, {units.binary(memory.saved)} saved activations",
        ),
    ]  # fmt: skip


def ranking(analysis: Analysis, get: Callable[[Counts], int]) -> list[Part]:
    """The layers or outermost blocks that hold most, largest first, the rest as one."""
    whole = get(analysis.counts)
    parts = sorted(((get(row.counts), row.name) for row in rows_of(analysis, depth=1)), key=lambda part: -part[0])
    parts = [part for part in parts if part[0]]
    shown, rest = parts[:LONGEST_RANKING], parts[LONGEST_RANKING:]
    if len(rest) == 1:
        shown, rest = parts, []
    found = [Part(name, units.grouped(part), units.percent(part, whole), part / whole) for part, name in shown]
    if rest:
        part = sum(each for each, _ in rest)
        found.append(Part(f"{len(rest)} others", units.grouped(part), units.percent(part, whole), part / whole))
    return found
