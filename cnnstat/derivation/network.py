"""The figures of a block or of a whole network, derived: sums over layers, paths, memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from cnnstat.algebra.formula import evaluate, terms_of
from cnnstat.algebra.trace import expression_of
from cnnstat.analysis import Analysis
from cnnstat.analysis.memory import Memory, alive_bytes, inference_peak, measure, saved_bytes, saved_for_backward
from cnnstat.analysis.setting import DTYPES, OPTIMIZER_STATES
from cnnstat.derivation import names
from cnnstat.derivation.layer import explain_layer, told
from cnnstat.derivation.path import deepest
from cnnstat.derivation.steps import Addend, Derivation, Equation, grouped, joined
from cnnstat.effort import spend
from cnnstat.layers.shape import Shape
from cnnstat.quantities import QUANTITIES, Context, Row, context_of
from cnnstat.quantities.table import rows_of, whole_row
from cnnstat.quantities.totals import TOTALS
from cnnstat.quantities.words import MEMORY

SUMMED = tuple(key for key, each in QUANTITIES.items() if each.numeric and each.sums and each.unit != "%")
"""Columns whose totals are the sums of their rows."""

EXPLAINED = ("depth", "neurons", "params", "connections", "macs", "flops", "elementwise", "rf", "rf_union")


def explain_block(analysis: Analysis, path: str, keys: Sequence[str] = SUMMED) -> list[Derivation]:
    """The sums of a block (of the whole network if ``path`` is empty) over its layers and inner blocks."""
    depth = path.count(".") + 2 if path else 1
    rows = rows_of(analysis, depth, path)
    convention = analysis.setting.flops
    context = context_of(analysis)
    whole = whole_row(rows)
    found = []
    for key in keys:
        quantity = QUANTITIES[key]
        addends = grouped([Addend(row.name, quantity.of(row, context).addend) for row in rows])
        result = quantity.of(whole, context).text
        found.append(Derivation(key, quantity.title, told(quantity, convention), result, addends=addends))
    return found


def explain_network(analysis: Analysis, keys: Sequence[str] = ()) -> list[Derivation]:
    """How the figures of the whole network are computed."""
    found = []
    for key in keys or (*EXPLAINED, *MEMORY):
        quantity = TOTALS.get(key)
        if not keys and quantity is not None and not quantity.applies(analysis):
            continue
        if quantity is None:
            found += explain_block(analysis, "", [key])
            continue
        value = quantity.of(analysis)
        if value is None:
            continue
        spend(len(analysis.layers))
        parts = PARTS[key](analysis) if key in PARTS else explain_sum(analysis, key)
        means = told(quantity, analysis.setting.flops)
        found.append(Derivation(key, quantity.title, means, value.text, *parts))
    return found


Parts = tuple[list[Equation], Sequence[Addend], list[str]]


def explain_sum(analysis: Analysis, key: str) -> Parts:
    """A total as the sum of its rows."""
    return [], explain_block(analysis, "", [key])[0].addends, []


def explain_flops(analysis: Analysis) -> Parts:
    """FLOPs from the totals of MACs and elementwise operations."""
    row = Row("", "", "", "", (), names.counts_of(analysis.counts))
    value = QUANTITIES["flops"].of(row, Context(analysis.counts, analysis.setting.flops, 0))
    return [Equation("FLOPs", value.addend)], (), []


def explain_depth(analysis: Analysis) -> Parts:
    path = deepest(analysis)
    return [Equation("depth", len(path))], (), [f"path: {joined(path)}"]


def explain_elementwise(analysis: Analysis) -> Parts:
    kinds = names.counts_of(analysis.counts).ops
    return [Equation("elementwise", sum(kinds))], (), []


def explain_field(analysis: Analysis, key: str = "rf") -> Parts:
    layer = analysis.features
    assert layer is not None  # there is no such figure otherwise
    inner = explain_layer(analysis, layer, [key])[0]
    return list(inner.equations), (), [f"at {layer.name}, the last map wider than one position", *inner.remarks]


def explain_union(analysis: Analysis) -> Parts:
    return explain_field(analysis, "rf_union")


def traced_memory(analysis: Analysis) -> tuple[Any, Any]:
    """The network with named tensors for the memory model, and their shapes."""
    network = replace(analysis.network, input=Shape(names.named("input", analysis.network.input.elements)))
    return network, [Shape(names.named(each.name, each.output.elements)) for each in analysis.every]


def terms(value: int) -> list[Addend]:
    """The terms of a sum of named numbers; those of each outermost block are added up."""
    parts, _ = terms_of(expression_of(value))
    found: dict[str, int] = {}
    for factor, term in parts:
        name = str(getattr(term, "text", "")).split(".")[0]
        found[name] = found.get(name, 0) + factor * evaluate(term)
    return [Addend(name, number) for name, number in found.items()]


def explain_weights(analysis: Analysis) -> Parts:
    memory = memory_of(analysis)
    return [Equation("weights", memory.weights)], (), []


def explain_peak(analysis: Analysis) -> Parts:
    network, shapes = traced_memory(analysis)
    alive, where = inference_peak(network, shapes)
    total = names.named("numbers alive", int(alive))
    bytes_each, batch = units_of(analysis)
    equations = [Equation("numbers alive", alive), Equation("bytes", alive_bytes(total, batch, bytes_each))]
    return equations, (), [f"the most is alive at {where}: its inputs, its output and what later layers still read"]


def units_of(analysis: Analysis) -> tuple[int, int]:
    """Bytes per number and images per batch, with their names."""
    return names.named("bytes per number", DTYPES[analysis.setting.dtype]), names.named("batch", analysis.setting.batch)


def explain_training(analysis: Analysis) -> Parts:
    memory = memory_of(analysis)
    network, shapes = traced_memory(analysis)
    tensors, others = saved_for_backward(network, shapes, analysis.training)
    kept, more = names.named("numbers saved", int(tensors)), names.named("bytes of masks and indices", int(others))
    bytes_each, batch = units_of(analysis)
    saved = saved_bytes(kept, more if others else 0, batch, bytes_each)
    equations = [Equation("saved", saved), Equation("training", memory.training)]
    optimizer = analysis.setting.optimizer
    states = OPTIMIZER_STATES[optimizer]
    kept_state = f"{states} number{'' if states == 1 else 's'} per parameter"
    remark = f"gradients take 1 and {optimizer} {kept_state}; saved are the tensors that backward reads"
    return equations, grouped(terms(tensors)), [remark]


def memory_of(analysis: Analysis) -> Memory:
    """The memory model on named totals."""
    held, params = analysis.counts.parameters, names.named("parameters", analysis.params)
    others = [names.named(kind, each) for kind, each in (("fixed", held.fixed), ("buffers", held.buffers)) if each]
    setting = analysis.setting._replace(batch=names.named("batch", analysis.setting.batch))
    shapes = [each.output for each in analysis.every]
    memory = measure(analysis.network, shapes, sum(others, params), params, setting)
    gradients = memory.training - memory.saved - memory.weights  # with the optimizer's state
    whole = names.named("weights", int(memory.weights)) + gradients + names.named("saved", int(memory.saved))
    return memory._replace(training=whole)


PARTS: dict[str, Callable[[Analysis], Parts]] = {
    "depth": explain_depth,
    "flops": explain_flops,
    "elementwise": explain_elementwise,
    "rf": explain_field,
    "rf_union": explain_union,
    "weight_bytes": explain_weights,
    "peak_bytes": explain_peak,
    "training_bytes": explain_training,
}
