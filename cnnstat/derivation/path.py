"""Paths through a network: the one that determines its depth, and the one along which a receptive field grows."""

from __future__ import annotations

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.field import Field, Span
from cnnstat.derivation.steps import joined
from cnnstat.layers.merge import moving
from cnnstat.network.graph import INPUT
from cnnstat.quantities import pair_of
from cnnstat.text import numbers


def field_remarks(analysis: Analysis, layer: LayerAnalysis, key: str) -> list[str]:
    """Where a receptive field comes from: the paths that meet at a merge, and the path along which it grew."""
    if key == "rf_union":
        return union_remarks(layer.field)
    if key not in ("rf", "start"):
        return []
    found = []
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


def union_remarks(field: Field) -> list[str]:
    """The pixels of the field, and those that gates depend on."""
    if not field.gated:
        return ["no gates on the way: the receptive field itself"]
    own = field.vertical.span, field.horizontal.span
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
    return f"{layer.name}, {pixels(layer.field.vertical.span, layer.field.horizontal.span)}"


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
    """The layers with weights on the longest path to the output."""
    found: list[str] = []
    at: LayerAnalysis | None = analysis.last
    while at is not None:
        if at.node.layer.weighted:
            found.append(at.name)
        sources = [analysis.every[source] for source in at.node.inputs if source != INPUT]
        at = max(sources, key=lambda each: each.depth, default=None)
    return [*reversed(found)]
