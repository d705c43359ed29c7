"""The figures of a whole network: name, unit, meaning, how each is computed, and remarks on its value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.layers.shape import Shape
from cnnstat.quantities.column import Column
from cnnstat.quantities.columns import QUANTITIES, pair_of
from cnnstat.quantities.values import Bytes, Count, Dimensions, Value, known_to
from cnnstat.text import numbers

Remark = Callable[[Analysis], str]


@dataclass(frozen=True)
class Total(Column):
    """A figure of a whole network: a line of a summary, or a column of a table of networks.

    Attributes:
        of: gives the value for an analysis; None if the network has no such figure.
        remark: gives a remark on this network's value.
        applies: whether the summary of a network has a line for it.
    """

    of: Callable[[Analysis], Value | None] = field(kw_only=True)
    remark: Remark = field(default=lambda analysis: "", kw_only=True)
    applies: Callable[[Analysis], bool] = field(default=lambda analysis: True, kw_only=True)


def _as_column(key: str) -> tuple[str, str]:
    """Meaning and unit of a figure that is also a column."""
    return QUANTITIES[key].meaning, QUANTITIES[key].unit


def bounded(analysis: Analysis, value: Count) -> Value:
    """A count of a network, of which all layers may not be known."""
    return known_to(analysis.counts.unknown, value)


def _count(
    key: str, title: str, get: Callable[[Analysis], int], remark: Remark | None = None,
    said: tuple[str, str] = ("", ""), stated: bool = False,
) -> Total:  # fmt: skip
    """A count; its remark is the rounded value unless another is given.

    ``stated`` says whether it is known of layers too of which little else is.
    """
    meaning, unit = said if any(said) else _as_column(key)

    def value(analysis: Analysis) -> Value:
        return Count(get(analysis)) if stated else bounded(analysis, Count(get(analysis)))

    return Total(
        key, title, meaning, unit, numeric=True, of=value,
        remark=remark or (lambda analysis: value(analysis).written(numbers.si)),
    )  # fmt: skip


def _shape(key: str, title: str, get: Callable[[Analysis], Shape], remark: Remark) -> Total:
    return Total(
        key, title, "channels × height × width, or features", of=lambda analysis: Dimensions(get(analysis)),
        remark=remark,
    )  # fmt: skip


def _bytes(key: str, title: str, meaning: str, get: Callable[[Analysis], int], remark: Remark | None = None) -> Total:
    return Total(
        key, title, meaning, "bytes", numeric=True, of=lambda analysis: bounded(analysis, Bytes(get(analysis))),
        remark=remark or (lambda analysis: ""),
    )  # fmt: skip


def _output_remark(analysis: Analysis) -> str:
    return f"of {analysis.last.name}" if len(analysis.outputs) > 1 else ""


def _weighted_kinds(analysis: Analysis) -> str:
    """How many layers there are of each type that has weights."""
    counted = Counter(layer.type for layer in analysis.layers if layer.node.layer.weighted)
    return ", ".join(f"{number} {name}" for name, number in counted.items())


def _parameters_remark(analysis: Analysis) -> str:
    """The rounded value; fixed weights and buffers, if any; and the count with (or without) auxiliary heads, if any."""
    held = analysis.counts.parameters
    parts = [numbers.si(analysis.params)]
    parts += [f"{numbers.grouped(held.fixed)} fixed weights besides"] if held.fixed else []
    parts += [f"{numbers.grouped(held.buffers)} buffers besides"] if held.buffers else []
    if any(node.auxiliary for node in analysis.network.nodes):
        other = replace(analysis, setting=analysis.setting._replace(training=not analysis.training))
        parts.append(f"{numbers.grouped(other.params)} {'without' if analysis.training else 'with'} auxiliary heads")
    return "; ".join(parts)


def _elementwise_remark(analysis: Analysis) -> str:
    return ", ".join(f"{numbers.si(number)} {kind}" for kind, number in analysis.counts.ops._asdict().items() if number)


def _field(analysis: Analysis) -> Value | None:
    return None if analysis.features is None else pair_of(analysis.features.field, "size")


def _union(analysis: Analysis) -> Value | None:
    return None if analysis.features is None else pair_of(analysis.features.field.with_gates, "size")


def _gated(analysis: Analysis) -> bool:
    """Whether there are gates that the receptive field of the features leaves out."""
    return analysis.features is not None and analysis.features.field.gated


def _field_remark(analysis: Analysis) -> str:
    layer, image = analysis.features, analysis.network.input
    assert layer is not None
    own = layer.field
    if not own.known:
        return f"at {layer.name}, behind what cannot be said"
    parts = [f"at {layer.name}", f"jump {pair_of(own, 'jump').text}"]
    larger = own.vertical.size > image.height or own.horizontal.size > image.width
    parts += ["larger than the input"] if larger else []
    return ", ".join([*parts, *([] if own.aligned else ["paths not aligned"])])


def _training_remark(analysis: Analysis) -> str:
    memory = analysis.memory
    place = f" of {memory.training_layer}" if memory.training_layer else f" by {analysis.setting.optimizer}"
    return f"peak in the {memory.training_phase}{place}, {numbers.binary(memory.saved)} saved activations"


TOTALS: dict[str, Total] = {
    each.key: each
    for each in (
        _shape("input_shape", "input", lambda analysis: analysis.network.input, lambda _: "channels × height × width"),
        _shape("output_shape", "output", lambda analysis: analysis.output, _output_remark),
        _count(
            "layers", "layers", lambda analysis: len(analysis.layers), _weighted_kinds,
            ("lines of the unrolled spec", "layers"),
        ),
        _count(
            "depth", "depth", lambda analysis: analysis.depth, lambda _: "layers with weights on the longest path",
            ("layers with weights on the longest path (He et al. 2015)", "layers"),
        ),
        _count(
            "neurons", "neurons", lambda analysis: analysis.neurons, lambda _: "outputs of the layers with weights"
        ),
        _count("params", "parameters", lambda analysis: analysis.params, _parameters_remark, stated=True),
        _count("connections", "connections", lambda analysis: analysis.connections),
        _count("macs", "MACs", lambda analysis: analysis.macs),
        Total(
            "flops", "FLOPs", *_as_column("flops"), numeric=True,
            of=lambda analysis: bounded(analysis, Count(analysis.flops)),
            remark=lambda analysis: (
                f"{bounded(analysis, Count(analysis.flops)).written(numbers.si)}, "
                f"{CONVENTIONS[analysis.setting.flops].rule}"
            ),
        ),
        _count(
            "elementwise", "elementwise", lambda analysis: sum(analysis.counts.ops), _elementwise_remark,
            ("add, multiply, divide, compare and exponent besides MACs", "operations"),
        ),
        Total("rf", "receptive field", *_as_column("rf"), numeric=True, of=_field, remark=_field_remark),
        Total(
            "rf_union", "RF with gates", *_as_column("rf_union"), numeric=True, of=_union, applies=_gated,
            remark=lambda _: "with what gates have seen, at the first output",
        ),
        _bytes(
            "weight_bytes", "weight memory", "parameters, fixed weights and buffers",
            lambda analysis: analysis.memory.weights,
        ),
        _bytes(
            "peak_bytes", "activation memory", "most that is alive at once at inference, besides the weights",
            lambda analysis: analysis.memory.peak, lambda analysis: f"peak at {analysis.memory.peak_layer}",
        ),
        _bytes(
            "training_bytes", "training memory",
            "most that is held at once in a training step: weights, gradients, optimizer state and activations",
            lambda analysis: analysis.memory.training, _training_remark,
        ),
    )
}  # fmt: skip
