"""The figures of layers and blocks, one column each: name, unit, meaning, how it is read off and how it totals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from cnnstat.algebra.trace import alike
from cnnstat.analysis import Counts, LayerAnalysis
from cnnstat.analysis.field import Field
from cnnstat.layers import Axis
from cnnstat.layers.shape import Shape
from cnnstat.quantities.conventions import CONVENTIONS, MAC, flops
from cnnstat.text import numbers


class Reads(NamedTuple):
    """What a line of a table reads: the names of lines, or ``input``.

    Attributes:
        names: each in full.
        text: for people; "" where that is the line above and nothing else.
    """

    names: tuple[str, ...] = ()
    text: str = ""


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


class Setting(NamedTuple):
    """What figures depend on besides the row: the totals, for shares, and the conventions."""

    totals: Counts
    convention: str
    bytes_each: int


Total = Literal["sum", "none"]


class Quantity(NamedTuple):
    """One column.

    Attributes:
        key: its name in JSON, CSV and ``--columns``.
        title: its heading in tables for people.
        unit: what one is.
        meaning: one sentence, with the source of the definition.
        of: reads it off a row.
        text: writes it for people.
        data: makes plain data of it: unrounded numbers, lists, texts.
        note: what to say below a table that shows it.
        total: whether a network's figure is the sum of its rows' or there is none.
        priority: columns with a higher number are left out first where the terminal is too narrow.
        numeric: aligned to the right.
    """

    key: str
    title: str
    unit: str
    meaning: str
    of: Callable[[Row, Setting], Any]
    text: Callable[[Any], str] = str
    total: Total = "sum"
    priority: int = 0
    numeric: bool = True
    data: Callable[[Any], Any] = lambda value: value
    note: str = ""


def _shape(row: Row, setting: Setting) -> Shape:
    return row.last.output


def _field(row: Row) -> Field:
    return row.last.field


def axis_text(field: Field, which: str) -> int | list[int]:
    """A figure of both axes: one number where they agree, else [height, width]."""
    pair = [getattr(field.vertical, which), getattr(field.horizontal, which)]
    return pair[0] if alike(*pair) else pair


def pair_text(value: int | list[int]) -> str:
    sides = value if isinstance(value, list) else [value]
    return "×".join(numbers.grouped(each) for each in sides).replace("-", "−")


def shape_list(shape: Shape) -> list[int]:
    return [shape.channels] if shape.flat else list(shape[:3])


def _count(key: str, title: str, unit: str, meaning: str, get: Callable[[Counts], int], priority: int = 11) -> Quantity:
    return Quantity(key, title, unit, meaning, lambda row, setting: get(row.counts), numbers.grouped, priority=priority)


def _text_column(key: str, title: str, meaning: str, get: Callable[[Row], str], priority: int = 0) -> Quantity:
    return Quantity(
        key, title, "", meaning, lambda row, setting: get(row), total="none", priority=priority, numeric=False
    )


def _share(key: str, title: str, of: str, get: Callable[[Counts], int]) -> Quantity:
    return Quantity(
        key,
        title,
        "%",
        f"the row's part of the network's {of}",
        lambda row, setting: (get(row.counts), get(setting.totals)),
        lambda value: numbers.percent(*value),
        priority=11,
        data=lambda value: round(value[0] / value[1], 6) if value[1] else 0.0,
    )


def _neurons(row: Row, setting: Setting) -> tuple[int, bool]:
    """Outputs, and whether the network's total counts them."""
    if len(row.layers) == 1 and row.type:  # the row of all layers has no type
        return row.first.output.elements, row.first.node.layer.weighted
    return row.counts.weighted_neurons, True


def _activations(row: Row, setting: Setting) -> int:
    own = (layer.output.elements for layer in row.layers if not layer.node.layer.view)
    return sum(own) * setting.bytes_each


QUANTITIES: dict[str, Quantity] = {
    each.key: each
    for each in (
        _text_column("name", "Layer", "the layer's name; dots separate block and layer", lambda row: row.name),
        _text_column("type", "Type", "the layer type, or the template of a folded block", lambda row: row.type, 4),
        _text_column(
            "detail", "Kernel", "kernel/stride; p padding, d dilation, g groups, m multiplier",
            lambda row: row.detail, 6,
        ),
        _text_column("then", "Then", "what acts on its output: norm, activation, dropout", lambda row: row.then, 10),
        Quantity(
            "inputs", "Reads", "", "what it reads; nothing in tables for people where that is just the line above",
            lambda row, setting: row.reads, lambda value: value.text, "none", 6, numeric=False,
            data=lambda value: list(value.names), note="Reads: empty for the line above; .name is in the same block.",
        ),
        Quantity(
            "input_shape", "Input", "", "channels × height × width of the (first) input",
            lambda row, setting: row.first.inputs[0], str, "none", 11, data=shape_list,
        ),
        Quantity(
            "output_shape", "Output", "", "channels × height × width, or features", _shape, str, "none", 1,
            data=shape_list,
        ),
        Quantity(
            "neurons", "Neurons", "units",
            "output elements; the total sums the layers that have weights (Krizhevsky et al. 2012)",
            _neurons, lambda value: numbers.grouped(value[0]) if value[1] else f"({numbers.grouped(value[0])})",
            priority=9,
            data=lambda value: value[0], note="Neurons in parentheses are not in the total: layers without weights.",
        ),
        _count(
            "params", "Params", "numbers",
            "trainable numbers: weights, biases, γ and β of norms, subsampling coefficients",
            lambda counts: counts.params, 2,
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
            "flops", "FLOPs", "operations", "floating point operations under the convention named with them",
            lambda row, setting: flops(row.counts, setting.convention), numbers.grouped, priority=7,
        ),
        *(
            _count(f"ops_{kind}", kind.capitalize(), "operations", f"elementwise {kind} operations besides MACs", (
                lambda counts, kind=kind: getattr(counts.ops, kind)  # type: ignore[misc]
            ))
            for kind in CONVENTIONS["all"].kinds
        ),
        Quantity(
            "rf", "RF", "pixels",
            "side of the receptive field (Araujo et al., Distill 2019), unclipped, gates left out",
            lambda row, setting: axis_text(_field(row), "size"), pair_text, "none", 5,
        ),
        Quantity(
            "rf_union", "RF with gates", "pixels",
            "side of the union of the first output's receptive field with what gates on the way have seen",
            lambda row, setting: axis_text(_field(row).with_gates, "size"), pair_text, "none", 11,
        ),
        Quantity(
            "jump", "Jump", "pixels", "distance between the fields of neighbouring outputs (effective stride)",
            lambda row, setting: axis_text(_field(row), "jump"), pair_text, "none", 11,
        ),
        Quantity(
            "start", "Start", "pixels", "first pixel of the first output's receptive field; negative in the padding",
            lambda row, setting: axis_text(_field(row), "start"), pair_text, "none", 11,
        ),
        Quantity(
            "activation_bytes", "Activations", "bytes",
            "bytes of the outputs for one image; none for views (flatten, dropout, split)",
            _activations, numbers.binary, priority=11,
        ),
        _share("params_share", "Params %", "parameters", lambda counts: counts.params),
        _share("macs_share", "MACs %", "MACs", lambda counts: counts.macs),
    )
}  # fmt: skip

FIGURES = tuple(key for key, each in QUANTITIES.items() if each.numeric and not key.endswith("_share"))
"""The columns that are figures of their own: all but texts and shares."""

DEFAULT_COLUMNS = (
    *("name", "type", "detail", "then", "inputs", "output_shape", "neurons", "params"),
    *("connections", "macs", "flops", "rf"),
)
"""What ``--table`` shows; ``inputs`` only where a line reads something else than the line above."""


def kernel_text(axes: tuple[Axis, Axis]) -> str:
    """``11×11/4``, ``1×7``, ``3×3/2×1 d2``: kernel, stride and dilation where they are not 1."""
    rows, columns = axes
    stride = f"/{rows.stride}" if rows.stride == columns.stride else f"/{rows.stride}×{columns.stride}"
    dilation = f" d{rows.dilation}" if rows.dilation == columns.dilation else f" d{rows.dilation}×{columns.dilation}"
    return f"{rows.kernel}×{columns.kernel}{'' if stride == '/1' else stride}{'' if dilation == ' d1' else dilation}"
