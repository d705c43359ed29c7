"""Paths through a network: the one that depth counts, and the one along which a receptive field grows."""

from __future__ import annotations

from cnnstat import units
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.field import Extent, Field
from cnnstat.derivation.steps import joined
from cnnstat.network import INPUT


def field_remarks(analysis: Analysis, layer: LayerAnalysis, key: str) -> list[str]:
    """Where a receptive field comes from: what meets at a merge, and the path along which it grew."""
    if key not in ("rf", "start"):
        return []
    found = []
    if len(layer.node.inputs) > 1:
        found.append(f"the union of {'; '.join(met(analysis, source) for source in layer.node.inputs)}")
    if key == "rf":
        path = growth(analysis, layer)
        if len(path) > 1:
            found.append(f"path: 1, {joined(path)}")
    return found


def met(analysis: Analysis, source: int) -> str:
    """What one path brings to a merge."""
    if source == INPUT:
        return "the input, pixel 0"
    layer = analysis.every[source]
    rows, columns = layer.field.vertical, layer.field.horizontal
    return f"{layer.name}, {span(rows)}" + ("" if rows == columns else f" by {span(columns)}")


def span(extent: Extent) -> str:
    """The pixels of the first output's field."""
    first, last = (units.grouped(each).replace("-", "−") for each in (extent.start, extent.start + extent.size - 1))
    return f"pixel {first}" if extent.size == 1 else f"pixels {first} to {last}"


def growth(analysis: Analysis, layer: LayerAnalysis) -> list[str]:
    """The layers at which the field grew on the way here, with what they added; along the widest path."""
    found: list[str] = []
    at: LayerAnalysis | None = layer
    while at is not None:
        sources = [analysis.every[source] for source in at.node.inputs if source != INPUT]
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
