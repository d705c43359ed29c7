"""The figures of a block or of a whole network, derived: sums over layers, paths, memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cnnstat.analysis import Analysis
from cnnstat.analysis.lifetimes import UPDATE, Moment, Storage
from cnnstat.analysis.memory import decayed, highest, lasting, numbers_in
from cnnstat.analysis.setting import DTYPES, OPTIMIZERS, Optimizer
from cnnstat.derivation import names
from cnnstat.derivation.layer import explain_layer, told
from cnnstat.derivation.path import deepest
from cnnstat.derivation.steps import Addend, Derivation, Equation, grouped, joined
from cnnstat.effort import spend
from cnnstat.quantities import QUANTITIES, Context, Row, context_of
from cnnstat.quantities.table import rows_of, whole_row
from cnnstat.quantities.totals import TOTALS
from cnnstat.quantities.words import MEMORY

SUMMED = tuple(key for key, each in QUANTITIES.items() if each.numeric and each.sums and each.unit != "%")
"""Columns whose totals are the sums of their rows."""

EXPLAINED = ("depth", "neurons", "params", "connections", "macs", "flops", "elementwise", "rf", "rf_union")

SEEN = 1 / 4
"""Units of work (:mod:`cnnstat.effort`) for each moment of a run, to find the one at which most is alive."""


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


def explain_weights(analysis: Analysis) -> Parts:
    weights = sum(held_numbers(analysis)) * DTYPES[analysis.setting.dtype]
    return [Equation("weights", weights)], (), []


def held_numbers(analysis: Analysis) -> list[int]:
    """How many numbers a network stores, by kind and with names."""
    held = analysis.counts.parameters
    kinds = (("parameters", analysis.params), ("fixed", held.fixed), ("buffers", held.buffers))
    return [names.named(kind, each) for kind, each in kinds if each or kind == "parameters"]


def explain_peak(analysis: Analysis) -> Parts:
    run, each = analysis.memory.idle, DTYPES[analysis.setting.dtype]
    spend(SEEN * len(run.moments))
    top = highest(run, analysis.setting.batch)
    seen = run.alive(top)
    alive = sum(names.named(storage.name, storage.elements) for storage in numbers_in(seen, each))
    equations = [Equation("numbers alive", alive), Equation("bytes", batch_bytes(seen, analysis))]
    where = run.moments[top].name
    return equations, (), [f"the most is alive at {where}: what it takes and makes, and what is needed later"]


def batch_bytes(storages: Sequence[Storage], analysis: Analysis) -> int:
    """The bytes that some tensors take for a batch, with named parts."""
    width = DTYPES[analysis.setting.dtype]
    numbers = sum(storage.elements for storage in numbers_in(storages, width))
    others = sum(storage.size for storage in storages if not storage.once) - numbers * width
    once = sum(storage.size for storage in storages if storage.once)
    each = names.named("numbers alive", numbers) * names.named("bytes per number", width)
    each += names.named("bytes of other types", others) if others else 0
    whole: int = names.named("batch", analysis.setting.batch) * each
    return whole + names.named("bytes for all images", once) if once else whole


def explain_training(analysis: Analysis) -> Parts:
    setting, memory = analysis.setting, analysis.memory
    each, optimizer = DTYPES[setting.dtype], decayed(OPTIMIZERS[setting.optimizer], analysis.network)
    held = lasting(sum(map(int, held_numbers(analysis))), analysis.params, each, optimizer)
    run, found = memory.step, memory.levels
    spend(SEEN * len(found))
    at = max(range(len(found)), key=lambda index: found[index].bytes(setting.batch))
    seen = run.alive(at)
    moment, params = run.moments[at], names.named("parameters", analysis.params)
    update = moment.phase == UPDATE
    lasts = names.named("weights", held.weights) + optimizer.states * each * params
    lasts += each * (params if update else names.named("gradients", moment.gradients))
    lasts += optimizer.scratch * each * params if update else 0
    equations = [Equation("training", lasts + batch_bytes(seen, analysis))]
    remarks = training_remarks(moment, optimizer, setting.optimizer)
    return equations, grouped(by_block(numbers_in(seen, each))), remarks


def training_remarks(moment: Moment, optimizer: Optimizer, called: str) -> list[str]:
    """Where the most is held in a training step, and what the optimizer has."""
    count = f"{optimizer.states} number{'' if optimizer.states == 1 else 's'}"
    if moment.phase != UPDATE:
        where = f"the most is held in the {moment.phase} of {moment.name}, when so many parameters have their gradients"
        return [f"{where}; {called} keeps {count} per parameter"]
    where = "the most is held in the update, when all parameters have their gradients"
    return [f"{where}; {called} keeps {count} per parameter, and makes {optimizer.scratch} in its step"]


def by_block(storages: Sequence[Storage]) -> list[Addend]:
    """The numbers in some tensors, added up for each outermost block."""
    found: dict[str, int] = {}
    for each in storages:
        name = each.name.split(".")[0]
        found[name] = found.get(name, 0) + each.elements
    return [Addend(name, numbers) for name, numbers in found.items()]


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
