"""Paths through a network: the one that determines its depth, and the one along which a receptive field grows."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.field import Field
from cnnstat.analysis.phases import Phases, Span
from cnnstat.derivation.steps import joined
from cnnstat.layers.merge import moving
from cnnstat.network.graph import INPUT
from cnnstat.quantities import pair_of
from cnnstat.text import numbers

SHOWN = 8
"""Of so many outputs at most is it told which pixels each sees, where that repeats."""


def field_remarks(analysis: Analysis, layer: LayerAnalysis, key: str) -> list[str]:
    """Where a receptive field comes from: the paths that meet at a merge, and the path along which it grew."""
    if key == "rf_union":
        return union_remarks(layer.field)
    if key == "jump":
        return step_remarks(analysis, layer)
    if key not in ("rf", "start"):
        return []
    found = phase_remarks(layer.field) if key == "rf" else []
    if len(layer.node.inputs) > 1:
        paths = paths_of(layer)
        gates = [source for source in layer.node.inputs if source not in paths]
        told = "; ".join(met(analysis, source) for source in paths)
        left_out = f"; left out as {'a gate' if len(gates) == 1 else 'gates'}: " if gates else ""
        told += left_out + "; ".join(met(analysis, source) for source in gates)
        found.append(f"the union of {told}" if len(paths) > 1 else told)
    if key == "rf":
        path = growth(analysis, layer)
        if len(path) > 1:
            found.append(f"path: 1, {joined(path)}")
        if layer.field.gated:
            size = pair_of(layer.field.with_gates, "size").text
            found.append(f"gates left out; with what they have seen {size} (rf_union)")
    return found


def phase_remarks(field: Field) -> list[str]:
    """The fields of neighbouring outputs, where these do not all move by the same step."""
    return [
        f"fields {along}repeat their pattern with every {numbers.grouped(each.period)} outputs: {pattern(each)}"
        for each, along in along_axes(field.phases)
    ]


def pattern(phases: Phases) -> str:
    """The pixels of the outputs of a period, neighbours that see the same put together; of a long one the first."""
    runs = [(told(span), len([*those])) for span, those in groupby(phases.spans)]
    shown = [f"{pixels} ({count} outputs)" if count > 1 else pixels for pixels, count in runs[:SHOWN]]
    return "; ".join([*shown, *(["and so on"] if len(runs) > SHOWN else [])])


def along_axes(phases: tuple[Phases | None, Phases | None]) -> list[tuple[Phases, str]]:
    """The phases of both axes, each with a word for the axis; once without a word if they are the same."""
    down, across = phases
    if down is not None and down == across:
        return [(down, "")]
    named = ((down, "along the height "), (across, "along the width "))
    return [(each, along) for each, along in named if each is not None]


def step_remarks(analysis: Analysis, layer: LayerAnalysis) -> list[str]:
    """How a fraction of a step comes about: from a step before, and outputs that stand between the cells."""
    node = layer.node
    if node.layer.merges:
        return []
    rows, columns = node.layer.axes(layer.inputs[0])
    source = node.inputs[0]
    before = analysis.every[source].field if source != INPUT else Field()
    if rows.up == columns.up == 1 and not any(before.phases):
        return []
    name = "the input" if source == INPUT else analysis.every[source].name
    found = [
        (f"jump of {name} × {factor} = {numbers.ratio(extent.jump)} × {factor} = {numbers.ratio(after.jump)}", axis)
        for factor, extent, after, axis in zip(
            [numbers.ratio(Fraction(axis.stride, axis.up)) for axis in (rows, columns)],
            before[:2], layer.field[:2], ("height", "width"), strict=True,
        )
    ]  # fmt: skip
    return [found[0][0]] if found[0][0] == found[1][0] else [f"along the {axis} {told}" for told, axis in found]


def union_remarks(field: Field) -> list[str]:
    """The pixels of the field, and those that gates depend on."""
    if not field.gated:
        return ["no gates on the way: the receptive field itself"]
    own = field.seen(0), field.seen(1)
    return [f"the field without gates: {pixels(*own)}", f"what gates have seen: {pixels(*field.gates)}"]


def paths_of(layer: LayerAnalysis) -> list[int]:
    """The nodes that a layer reads, except those that are gates along both axes."""
    moves = moving(layer.inputs)
    return [source for source, each in zip(layer.node.inputs, moves, strict=True) if any(each)]


def met(analysis: Analysis, source: int) -> str:
    """The name and the pixels of one path at a merge."""
    if source == INPUT:
        return "the input, pixel 0"
    layer = analysis.every[source]
    return f"{layer.name}, {pixels(layer.field.seen(0), layer.field.seen(1))}"


def pixels(down: Span | None, across: Span | None) -> str:
    """The pixels along height and width; named only once if they are the same."""
    return told(down) if down == across else f"{told(down)} by {told(across)}"


def told(span: Span | None) -> str:
    """The pixels of a span."""
    if span is None:
        return "none"
    first, last = (numbers.grouped(each).replace("-", "−") for each in span)
    return f"pixel {first}" if first == last else f"pixels {first} to {last}"


def growth(analysis: Analysis, layer: LayerAnalysis) -> list[str]:
    """The layers along the widest path at which the field grew, with the growth at each."""
    found: list[str] = []
    at: LayerAnalysis | None = layer
    while at is not None:
        sources = [analysis.every[source] for source in paths_of(at) if source != INPUT]
        before = max(sources, key=lambda each: each.field.vertical.size + each.field.horizontal.size, default=None)
        seen = before.field if before is not None else Field()
        down, across = (here.size - there.size for here, there in zip(at.field[:2], seen[:2], strict=True))
        if down or across:
            found.append(f"{at.name} +{down if down == across else f'{down}×{across}'} = {at.field}")
        at = before
    return [*reversed(found)]


def deepest(analysis: Analysis) -> list[str]:
    """The layers with weights on the longest path to an output."""
    found: list[str] = []
    at: LayerAnalysis | None = max(analysis.outputs, key=lambda each: each.depth)
    while at is not None:
        if at.node.layer.weighted:
            found.append(at.name)
        sources = [analysis.every[source] for source in at.node.inputs if source != INPUT]
        at = max(sources, key=lambda each: each.depth, default=None)
    return [*reversed(found)]
