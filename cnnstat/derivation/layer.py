"""The figures of one layer, derived."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.algebra.formula import Expression, Name, names_in, replaced
from cnnstat.algebra.notation import TEXT, Writer
from cnnstat.algebra.trace import Traced, expression_of
from cnnstat.analysis import Analysis, Counts, LayerAnalysis
from cnnstat.analysis.rules import Rules, count
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.analysis.walk import start, step
from cnnstat.derivation import names
from cnnstat.derivation.fitting import fit_of, fraction, remark
from cnnstat.derivation.path import field_remarks
from cnnstat.derivation.steps import Derivation, Equation, meaning_of
from cnnstat.effort import spend
from cnnstat.layers import Parameters
from cnnstat.layers.adaptive import AdaptivePool, inner_borders
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT
from cnnstat.quantities import (
    QUANTITIES,
    Bytes,
    Column,
    Context,
    Count,
    Dimensions,
    Outputs,
    Pair,
    Quantity,
    Share,
    Value,
    context_of,
)
from cnnstat.quantities.table import layer_row
from cnnstat.text import numbers

EXPLAINED = tuple(key for key, each in QUANTITIES.items() if each.numeric and key != "input_shape")
ALWAYS = (
    "output_shape",
    "neurons",
    "params",
    "connections",
    "macs",
    "flops",
    "rf",
    "rf_union",
    "jump",
    "start",
    "activation_bytes",
)
"""Figures that are listed as missing if a layer has none of them."""


class Traces:
    """A layer traced in two ways: by its rules from named inputs, and with names for its own figures.

    Figures that are made of other figures of the layer, such as FLOPs of MACs, are derived from the latter.

    Args:
        analysis: the analysis of the network.
        layer: one of ``analysis.every``.
        called: what stands for the name of the layer's only input in names of figures.
    """

    def __init__(self, analysis: Analysis, layer: LayerAnalysis, called: str = "") -> None:
        every = analysis.every
        image = start(analysis.network.input)
        before = [every[source] if source != INPUT else image for source in layer.node.inputs]
        sources = [names.source_of(each, len(before) > 1, called) for each in before]
        own = names.with_names(layer.node.layer)
        followers = tuple(map(names.with_names, layer.node.followers))
        x = own.input_of(tuple(each.output for each in sources))
        output = names.output_shape(layer.output)
        node = layer.node._replace(layer=own, followers=followers)
        found = Rules(own.output(x), count(own, followers, x, output), own.axes(x), own.even(x))
        self.ruled = step(layer.order, node, sources, found)
        self.named = self.ruled._replace(
            output=output, counts=names.counts_of(layer.counts), field=names.field_of(layer.field)
        )
        self.phased = any(any(each.field.phases) for each in (*sources, self.ruled))
        """whether fields do not all move by the same step here or before: no formula says them"""
        self.known = self.replacements(output)
        self.work = [(own, own.ops(x, output)), *((each, each.ops(output, output)) for each in followers)]

    def replacements(self, output: Shape) -> dict[Expression, Expression]:
        """Parts of formulas that are figures themselves, with their names."""
        held, own = self.ruled.counts.parameters, self.named.counts.parameters
        together = expression_of(held.weights + held.biases)
        known: dict[Expression, Expression] = {}
        if not output.flat:
            known[expression_of(output.elements)] = Name("neurons", int(output.elements))
        if held.weights and held.biases:
            known[together] = expression_of(own.weights + own.biases)
        return {whole: part for whole, part in known.items() if not isinstance(whole, int | Name)}


def explain_layer(analysis: Analysis, layer: LayerAnalysis, keys: Sequence[str] = EXPLAINED) -> list[Derivation]:
    """How each figure of a layer is computed.

    Args:
        analysis: the analysis of the network.
        layer: one of ``analysis.every``.
        keys: the keys of quantities, in the wanted order.
    """
    spend(50 * len(keys) + 2 * len(analysis.every))
    traces = Traces(analysis, layer)
    convention = analysis.setting.flops
    plain = context_of(analysis)
    context = Context(whole_of(analysis.counts), convention, names.named("bytes per number", plain.bytes_each))
    found = []
    for key in keys:
        quantity = QUANTITIES[key]
        value = quantity.of(layer_row(layer), plain)
        lines = equations(quantity, traces, context)
        # A remark says here what parentheses say in a table.
        text = numbers.grouped(value.number) if isinstance(value, Outputs) else value.text
        remarks = remarks_on(analysis, layer, key, lines, traces)
        found.append(Derivation(key, quantity.title, told(quantity, convention), text, lines, remarks=remarks))
    return found


def remarks_on(
    analysis: Analysis, layer: LayerAnalysis, key: str, lines: Sequence[Equation], traces: Traces
) -> list[str]:
    """Remarks on one figure."""
    if key == "output_shape":
        return size_remarks(analysis, layer, lines)
    if key == "neurons" and not layer.node.layer.weighted:
        return ["not in the network's total, which sums the layers that have weights"]
    if key.startswith("ops_"):
        kind = key.removeprefix("ops_")
        return [*work_remarks(kind, traces), *border_remarks(layer, kind)]
    return field_remarks(analysis, layer, key)


def told(quantity: Column, convention: str) -> str:
    """What a figure means, under the given convention."""
    return CONVENTIONS[convention].rule if quantity.key == "flops" else meaning_of(quantity.meaning, quantity.unit)


def work_remarks(kind: str, traces: Traces) -> list[str]:
    """Which elementwise operations are the layer's own (bias, pooling) and which are those of its followers."""
    parts = [(layer.type, simpler(getattr(ops, kind), traces)) for layer, ops in traces.work]
    parts = [(name, value) for name, value in parts if value]
    if len(parts) < 2:
        return [f"by {name}" for name, _ in parts]
    writer = Writer(TEXT, "names")
    return [f"of which {', '.join(f'{name}: {writer.write(expression_of(value))}' for name, value in parts)}"]


def border_remarks(layer: LayerAnalysis, kind: str) -> list[str]:
    """Why the windows of an adaptive pool read more cells than there are."""
    pool = layer.node.layer
    if not isinstance(pool, AdaptivePool) or not getattr(pool.ops(layer.inputs[0], layer.output), kind):
        return []
    x = layer.inputs[0]
    down, along = (
        inner_borders(size, outputs) for size, outputs in zip((x.height, x.width), pool.outputs(x), strict=True)
    )
    if not down and not along:
        return []
    inside = f"{numbers.grouped(down)} along the height, {numbers.grouped(along)} along the width"
    return [f"borders between windows that lie inside a cell, which both sides then read: {inside}"]


def size_remarks(analysis: Analysis, layer: LayerAnalysis, lines: Sequence[Equation]) -> list[str]:
    """What is left over if a size does not divide evenly."""
    fit = fit_of(analysis, layer)
    said = remark(fit)
    if fit is None or not said:
        return []
    sizes = [each for each in lines if each.label != "channels"]
    told = sizes[0] if len(sizes) == 1 or not fit.rows.exact else sizes[1]
    return [f"{fraction(told)}: {said}"]


def whole_of(counts: Counts) -> Counts:
    """The network's totals under the names that shares use for them."""
    held = Parameters(weights=names.named("the network's parameters", counts.params))
    return counts._replace(parameters=held, macs=names.named("the network's MACs", counts.macs))


def equations(quantity: Quantity, traces: Traces, context: Context) -> list[Equation]:
    """The equations of a figure: in terms of other figures of the layer if possible, otherwise by the layer's rule."""
    value, ruled = (quantity.of(layer_row(each), context) for each in (traces.named, traces.ruled))
    if quantity.unit == "pixels" and traces.phased:
        return []
    detail = ruled.number if quantity.key == "params" and isinstance(ruled, Count) else None
    title = quantity.title
    match ruled if is_own_name(value, traces) else value:
        case Dimensions(shape):
            return sides(shape, traces)
        case Outputs(number):  # whether the network's total counts them is not part of the figure
            return [Equation(title, number)]
        case Share(part, whole):
            return [Equation(title, simpler(part, traces), whole)]
        case Pair(int(height), int(width)) as pair:
            if len(pair.sides) == 1:
                return [Equation(title, simpler(height, traces))]
            return [Equation(f"{title} height", height), Equation(f"{title} width", width)]
        case Bytes(number):
            return [Equation("bytes", simpler(number, traces))]
        case Count(number):
            return [Equation(title, simpler(number, traces), detail=detail)]
    raise TypeError(value)


def is_own_name(value: Value, traces: Traces) -> bool:
    """Whether a figure of the named layer is just a name, so that the rule has to show how it is computed."""
    match value:
        case Dimensions():
            return True
        case Pair() as pair:
            parts = pair.sides
        case Count(number) if not isinstance(value, Outputs):
            parts = (number,)
        case _:
            return False
    return all(isinstance(each, Traced) and each.expression in own_names(traces) for each in parts)


def own_names(traces: Traces) -> set[Name]:
    counts = traces.named.counts
    field = traces.named.field
    found = [*counts.parameters, counts.connections, counts.macs, *counts.ops, *field.vertical, *field.horizontal]
    return {each.expression for each in found if isinstance(each, Traced) and isinstance(each.expression, Name)}


def simpler(value: int, traces: Traces) -> int:
    """A figure with the names of those parts of its formula that are figures themselves."""
    if not isinstance(value, Traced):
        return value
    made = replaced(value.expression, traces.known)
    return value if isinstance(made, int) else Traced(int(value), made)


def sides(shape: Shape, traces: Traces) -> list[Equation]:
    """Channels, height and width; the last two as one equation if they are computed in the same way."""
    if shape.flat:
        return [Equation("outputs", shape.channels)]
    channels = Equation("channels", shape.channels)
    height, width = expression_of(shape.height), expression_of(shape.width)
    if int(shape.height) == int(shape.width) and across(height) == width:
        return [channels, Equation("height = width", shape.height)]
    return [channels, Equation("height", shape.height), Equation("width", shape.width)]


def across(expression: Expression) -> Expression:
    """An expression in terms of heights, rewritten in terms of widths."""
    words = (("height", "width"), ("vertical", "horizontal"), ("top", "left"), ("bottom", "right"))
    known: dict[Expression, Expression] = {}
    for name in names_in(expression):
        text = name.text
        for down, along in words:
            text = text.replace(down, along)
        known[name] = name._replace(text=text)
    return replaced(expression, known)
