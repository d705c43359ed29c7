"""The figures of a whole network: name, unit, meaning, how each is read off and what to know about its value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.layers.shape import Shape
from cnnstat.quantities.columns import QUANTITIES, axis_text, pair_text, shape_list
from cnnstat.quantities.conventions import CONVENTIONS, flops
from cnnstat.text import numbers


class NetworkQuantity(NamedTuple):
    """One line of a summary.

    Attributes:
        key: its name in JSON.
        title: what a summary calls it.
        unit: what one is.
        meaning: one sentence, with the source of the definition.
        of: reads it off an analysis, under a FLOPs convention; None where the network has no such figure.
        text: writes it for people.
        remark: what to know about this network's value.
        data: makes plain data of it.
        applies: whether a summary has a line for it.
    """

    key: str
    title: str
    unit: str
    meaning: str
    of: Callable[[Analysis, str], Any]
    text: Callable[[Any], str] = numbers.grouped
    remark: Callable[[Analysis, str], str] = lambda analysis, convention: ""
    data: Callable[[Any], Any] = lambda value: value
    applies: Callable[[Analysis], bool] = lambda analysis: True


def _as_column(key: str) -> tuple[str, str]:
    """Unit and meaning of a figure that is a column's too."""
    return QUANTITIES[key].unit, QUANTITIES[key].meaning


def _total(key: str, title: str, get: Callable[[Analysis], int]) -> NetworkQuantity:
    """A column's sum, with its rounded value as the remark."""
    return NetworkQuantity(
        key, title, *_as_column(key), lambda analysis, _: get(analysis),
        remark=lambda analysis, _: numbers.si(get(analysis)),
    )  # fmt: skip


def _shape(key: str, title: str, get: Callable[[Analysis], Shape], remark: str = "") -> NetworkQuantity:
    return NetworkQuantity(
        key, title, "", "channels × height × width, or features", lambda analysis, _: get(analysis), str,
        lambda analysis, _: remark, shape_list,
    )  # fmt: skip


def _weighted_kinds(analysis: Analysis, convention: str) -> str:
    """How many layers of each type that has weights."""
    counted = Counter(layer.type for layer in analysis.layers if layer.node.layer.weighted)
    return ", ".join(f"{number} {name}" for name, number in counted.items())


def _parameters_remark(analysis: Analysis, convention: str) -> str:
    """Rounded, with what is kept besides, and with or without the auxiliary heads where there are some."""
    held = analysis.counts.parameters
    parts = [numbers.si(analysis.params)]
    parts += [f"{numbers.grouped(held.fixed)} fixed weights besides"] if held.fixed else []
    parts += [f"{numbers.grouped(held.buffers)} buffers besides"] if held.buffers else []
    if any(node.auxiliary for node in analysis.network.nodes):
        other = replace(analysis, training=not analysis.training)
        parts.append(f"{numbers.grouped(other.params)} {'without' if analysis.training else 'with'} auxiliary heads")
    return "; ".join(parts)


def _elementwise_remark(analysis: Analysis, convention: str) -> str:
    return ", ".join(f"{numbers.si(number)} {kind}" for kind, number in analysis.counts.ops._asdict().items() if number)


def _field(analysis: Analysis, convention: str) -> int | list[int] | None:
    return None if analysis.features is None else axis_text(analysis.features.field, "size")


def _union(analysis: Analysis, convention: str) -> int | list[int] | None:
    return None if analysis.features is None else axis_text(analysis.features.field.with_gates, "size")


def _gated(analysis: Analysis) -> bool:
    """Whether gates have seen something that the field of the features leaves out."""
    return analysis.features is not None and analysis.features.field.gated


def _field_remark(analysis: Analysis, convention: str) -> str:
    layer, image = analysis.features, analysis.network.input
    assert layer is not None
    field = layer.field
    parts = [f"at {layer.name}", f"jump {pair_text(axis_text(field, 'jump'))}"]
    larger = field.vertical.size > image.height or field.horizontal.size > image.width
    parts += ["larger than the input"] if larger else []
    return ", ".join([*parts, *([] if field.aligned else ["paths not aligned"])])


def _training_remark(analysis: Analysis, convention: str) -> str:
    saved = numbers.binary(analysis.memory.saved)
    return f"weights, gradients, {analysis.optimizer} state, {saved} saved activations"


NETWORK_QUANTITIES: dict[str, NetworkQuantity] = {
    each.key: each
    for each in (
        _shape("input_shape", "input", lambda analysis: analysis.network.input, "channels × height × width"),
        _shape("output_shape", "output", lambda analysis: analysis.output),
        NetworkQuantity(
            "layers", "layers", "layers", "lines of the unrolled spec", lambda analysis, _: len(analysis.layers),
            remark=_weighted_kinds,
        ),
        NetworkQuantity(
            "depth", "depth", "layers", "layers with weights on the longest path (He et al. 2015)",
            lambda analysis, _: analysis.depth, remark=lambda *_: "layers with weights on the longest path",
        ),
        NetworkQuantity(
            "neurons", "neurons", *_as_column("neurons"),
            lambda analysis, _: analysis.neurons, remark=lambda *_: "outputs of the layers with weights",
        ),
        NetworkQuantity(
            "params", "parameters", *_as_column("params"), lambda analysis, _: analysis.params,
            remark=_parameters_remark,
        ),
        _total("connections", "connections", lambda analysis: analysis.connections),
        _total("macs", "MACs", lambda analysis: analysis.macs),
        NetworkQuantity(
            "flops", "FLOPs", *_as_column("flops"),
            lambda analysis, convention: flops(analysis.counts, convention),
            remark=lambda analysis, convention: (
                f"{numbers.si(flops(analysis.counts, convention))}, {CONVENTIONS[convention].rule}"
            ),
        ),
        NetworkQuantity(
            "elementwise", "elementwise", "operations", "add, multiply, divide, compare and exponent besides MACs",
            lambda analysis, _: sum(analysis.counts.ops), remark=_elementwise_remark,
        ),
        NetworkQuantity(
            "rf", "receptive field", *_as_column("rf"), _field, pair_text,
            _field_remark,
        ),
        NetworkQuantity(
            "rf_union", "RF with gates", *_as_column("rf_union"), _union, pair_text,
            lambda *_: "with what gates have seen, at the first output", applies=_gated,
        ),
        NetworkQuantity(
            "weight_bytes", "weight memory", "bytes", "parameters, fixed weights and buffers",
            lambda analysis, _: analysis.memory.weights, numbers.binary,
        ),
        NetworkQuantity(
            "peak_bytes", "activation memory", "bytes", "most that is alive at once at inference",
            lambda analysis, _: analysis.memory.peak, numbers.binary,
            lambda analysis, _: f"peak at {analysis.memory.peak_layer}",
        ),
        NetworkQuantity(
            "training_bytes", "training memory", "bytes", "weights, gradients, optimizer state and saved activations",
            lambda analysis, _: analysis.memory.training, numbers.binary, _training_remark,
        ),
    )
}  # fmt: skip
