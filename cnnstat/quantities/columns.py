"""The figures of layers and blocks, one column each: name, unit, meaning, how it is computed and how it is summed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from cnnstat.analysis import Analysis, Counts, LayerAnalysis
from cnnstat.analysis.field import Field
from cnnstat.analysis.setting import CONVENTIONS, DTYPES
from cnnstat.layers.shape import Shape
from cnnstat.quantities.column import Column
from cnnstat.quantities.conventions import MAC
from cnnstat.quantities.values import (
    UNKNOWN,
    Bytes,
    Count,
    Dimensions,
    Outputs,
    Pair,
    Reads,
    Share,
    Value,
    Words,
    known_to,
)


class Row(NamedTuple):
    """A line of a table: a layer, or a block folded into one line."""

    name: str
    type: str
    detail: str
    then: str
    layers: tuple[LayerAnalysis, ...]
    counts: Counts
    reads: Reads = Reads()

    @property
    def first(self) -> LayerAnalysis:
        return self.layers[0]

    @property
    def last(self) -> LayerAnalysis:
        return self.layers[-1]


class Context(NamedTuple):
    """What figures depend on besides the row: the totals, for shares, and the conventions."""

    totals: Counts
    convention: str
    bytes_each: int


def context_of(analysis: Analysis) -> Context:
    """What the figures of an analysis's rows depend on."""
    return Context(analysis.counts, analysis.setting.flops, DTYPES[analysis.setting.dtype])


@dataclass(frozen=True)
class Quantity(Column):
    """A column of figures that the analysis gives.

    Attributes:
        of: gives the value for a row.
        sums: whether a network's figure is the sum of its rows' figures.
    """

    of: Callable[[Row, Context], Value] = field(kw_only=True)
    sums: bool = field(kw_only=True)


def pair_of(field: Field, which: str) -> Value:
    """One figure (``size``, ``jump`` or ``start``) of a receptive field, for both axes."""
    return UNKNOWN if not field.known else Pair(getattr(field.vertical, which), getattr(field.horizontal, which))


def bounded(row: Row, value: Count) -> Value:
    """A count of a row, of which all layers may not be known."""
    alone = len(row.layers) == 1 and not row.first.node.layer.known
    return UNKNOWN if alone and row.type else known_to(row.counts.unknown, value)


def _count(
    key: str, title: str, unit: str, meaning: str, get: Callable[[Counts], int], priority: int = 11,
    stated: bool = False,
) -> Quantity:  # fmt: skip
    """A count; ``stated`` says whether it is known of layers too of which little else is."""
    return Quantity(
        key, title, meaning, unit, priority, numeric=True, sums=True,
        of=lambda row, context: Count(get(row.counts)) if stated else bounded(row, Count(get(row.counts))),
    )  # fmt: skip


def _words(key: str, title: str, meaning: str, get: Callable[[Row], str], priority: int = 0) -> Quantity:
    return Quantity(key, title, meaning, "", priority, sums=False, of=lambda row, context: Words(get(row)))


def _shape(key: str, title: str, meaning: str, get: Callable[[Row], Shape], priority: int) -> Quantity:
    return Quantity(
        key, title, meaning, "", priority, numeric=True, sums=False, of=lambda row, context: Dimensions(get(row))
    )  # fmt: skip


def _pixels(key: str, title: str, meaning: str, get: Callable[[Field], Value], priority: int = 11) -> Quantity:
    return Quantity(
        key, title, meaning, "pixels", priority, numeric=True, sums=False,
        of=lambda row, context: get(row.last.field),
    )  # fmt: skip


def _share(key: str, title: str, of: str, get: Callable[[Counts], int], stated: bool = False) -> Quantity:
    return Quantity(
        key, title, f"the row's part of the network's {of}", "%", 11, numeric=True, sums=True,
        of=lambda row, context: (
            Share(get(row.counts), get(context.totals)) if stated or not context.totals.unknown else UNKNOWN
        ),
    )  # fmt: skip


def _neurons(row: Row, context: Context) -> Value:
    if len(row.layers) == 1 and row.type:  # the row that stands for all layers has no type
        return Outputs(row.first.output.elements, row.first.node.layer.weighted)
    return known_to(row.counts.unknown, Outputs(row.counts.weighted_neurons, counted=True))


def _activations(row: Row, context: Context) -> Value:
    own = (layer.output.elements for layer in row.layers if not layer.node.layer.view)
    return known_to(row.counts.unknown, Bytes(sum(own) * context.bytes_each))


QUANTITIES: dict[str, Quantity] = {
    each.key: each
    for each in (
        _words("name", "Layer", "the layer's name; dots separate block and layer", lambda row: row.name),
        _words("type", "Type", "the layer type, or the template of a folded block", lambda row: row.type, 4),
        _words(
            "detail", "Kernel", "kernel/stride; p padding, d dilation, g groups, m multiplier",
            lambda row: row.detail, 6,
        ),
        _words("then", "Then", "what acts on its output: norm, activation, dropout", lambda row: row.then, 10),
        Quantity(
            "inputs", "Reads", "what it reads; nothing in tables for people where that is just the line above", "", 6,
            note="Reads: empty for the line above; .name is in the same block.",
            of=lambda row, context: row.reads, sums=False,
        ),
        _shape(
            "input_shape", "Input", "channels × height × width of the (first) input",
            lambda row: row.first.inputs[0], 11
        ),
        _shape(
            "output_shape", "Output", "channels × height × width, or features", lambda row: row.last.output, 1
        ),
        Quantity(
            "neurons", "Neurons",
            "output elements; the total sums the layers that have weights (Krizhevsky et al. 2012)",
            "units", 9, numeric=True, note="Neurons in parentheses are not in the total: layers without weights.",
            of=_neurons, sums=True,
        ),
        _count(
            "params", "Params", "numbers",
            "trainable numbers: weights, biases, γ and β of norms, subsampling coefficients",
            lambda counts: counts.params, 2, stated=True,
        ),
        _count(
            "weights", "Weights", "numbers", "trainable factors: kernels, matrices, coefficients of subsampling",
            lambda counts: counts.parameters.weights,
        ),
        _count(
            "biases", "Biases", "numbers", "trainable summands, one for each output map or unit",
            lambda counts: counts.parameters.biases,
        ),
        _count("scales", "Scales", "numbers", "γ and β of norms, slopes of PReLU", lambda c: c.parameters.scales),
        _count("fixed", "Fixed", "numbers", "weights that are never trained", lambda c: c.parameters.fixed),
        _count(
            "buffers", "Buffers", "numbers", "running mean and variance of batch norms",
            lambda counts: counts.parameters.buffers,
        ),
        _count(
            "connections", "Connections", "connections",
            "uses of a weight, trained or fixed, and of a bias: outputs × (fan-in + 1 with bias); LeCun et al. 1998",
            lambda counts: counts.connections, 8,
        ),
        _count("macs", "MACs", "multiply-accumulates", MAC, lambda counts: counts.macs, 3),
        Quantity(
            "flops", "FLOPs", "floating point operations under the convention named with them", "operations", 7,
            numeric=True, of=lambda row, context: bounded(row, Count(row.counts.flops(context.convention))), sums=True,
        ),
        *(
            _count(f"ops_{kind}", kind.capitalize(), "operations", f"elementwise {kind} operations besides MACs", (
                lambda counts, kind=kind: getattr(counts.ops, kind)  # type: ignore[misc]
            ))
            for kind in CONVENTIONS["all"].kinds
        ),
        _pixels(
            "rf", "RF", "side of the receptive field (Araujo et al., Distill 2019), unclipped, gates left out",
            lambda field: pair_of(field, "size"), 5,
        ),
        _pixels(
            "rf_union", "RF with gates",
            "side of the union of the first output's receptive field with what gates on the way have seen",
            lambda field: pair_of(field.with_gates, "size"),
        ),
        _pixels(
            "jump", "Jump", "distance between the fields of neighbouring outputs (effective stride)",
            lambda field: pair_of(field, "jump"),
        ),
        _pixels(
            "start", "Start", "first pixel of the first output's receptive field; negative in the padding",
            lambda field: pair_of(field, "start"),
        ),
        Quantity(
            "activation_bytes", "Activations",
            "bytes of the outputs for one image; none for views (flatten, dropout, split)", "bytes", 11, numeric=True,
            of=_activations, sums=True,
        ),
        _share("params_share", "Params %", "parameters", lambda counts: counts.params, stated=True),
        _share("macs_share", "MACs %", "MACs", lambda counts: counts.macs),
    )
}  # fmt: skip

FIGURES = tuple(key for key, each in QUANTITIES.items() if each.numeric and each.unit != "%")
"""The columns with figures of their own: all but texts, shapes and shares."""

DEFAULT_COLUMNS = (
    *("name", "type", "detail", "then", "inputs", "output_shape", "neurons", "params"),
    *("connections", "macs", "flops", "rf"),
)
"""The columns that ``--table`` shows; ``inputs`` only if some layer reads something other than the line above."""
