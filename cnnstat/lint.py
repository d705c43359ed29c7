"""Lints of any network: what is legal and yet probably not meant, each with a rule of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.paths import smallest_fields
from cnnstat.analysis.sweep import Load, sweep
from cnnstat.derivation.fitting import fit_of
from cnnstat.errors import Position
from cnnstat.kinds import Sides
from cnnstat.layers import Axis
from cnnstat.layers.base import POINT
from cnnstat.layers.dense import Flatten
from cnnstat.layers.window import Windowed
from cnnstat.network import INPUT
from cnnstat.quantities import pair_text
from cnnstat.rule import Rule
from cnnstat.shape import Shape
from cnnstat.sizes.misfit import arithmetic
from cnnstat.sizes.progression import period_of, ranges


class Finding(NamedTuple):
    """One place where a rule found something."""

    rule: Rule
    position: Position | None
    layer: str
    problem: str

    def __str__(self) -> str:
        where = f"{self.position}: " if self.position else ""
        return f"{where}{self.rule.id} {self.layer}: {self.problem}"


TILING = Rule(
    "CNS101", "windows-do-not-tile", "warning",
    "The windows of a layer do not fill its map: rows or columns at the far end are never read.",
)  # fmt: skip
GAPS = Rule(
    "CNS102", "cells-never-read", "note",
    "There are cells that no layer reads, because the stride is larger than the kernel or because dilated windows step "
    "over them, as where stride and dilation are both 2.",
)  # fmt: skip
PADDING = Rule(
    "CNS103", "padding-beyond-half-the-kernel", "warning",
    "The padding is more than half the kernel: windows at the edge see more zeros than cells, or zeros only.",
)  # fmt: skip
FIELD = Rule(
    "CNS104", "field-larger-than-input", "note",
    "Layers look at maps whose receptive fields are larger than the image already along every path, and so can hardly "
    "see more of it (unproductive layers: Richter et al., Should You Go Deeper?, 2021). At a merge the smallest field "
    "of all paths counts, gates left out. Windows of 1×1 do not count.",
)  # fmt: skip
ONE_SIZE = Rule(
    "CNS105", "one-input-size", "note",
    "A flatten ties trained weights to one size of a map: the network takes inputs of a few sizes only.",
)  # fmt: skip


def lint(analysis: Analysis, load: Load) -> list[Finding]:
    """All findings of a network, in the order of its layers within each rule."""
    return [finding for check in CHECKS for finding in check(analysis, load)]


def tiling(analysis: Analysis, load: Load) -> Iterator[Finding]:
    for layer in analysis.layers:
        fit = fit_of(analysis, layer)
        if fit is not None and not fit.lossless:
            yield Finding(TILING, layer.node.position, layer.name, arithmetic(analysis, fit))


def gaps(analysis: Analysis, load: Load) -> Iterator[Finding]:
    readers: dict[int, list[LayerAnalysis]] = {}
    for layer in analysis.layers:
        for source in layer.node.inputs:
            readers.setdefault(source, []).append(layer)
    for source, layers in readers.items():
        x = analysis.network.input if source == INPUT else analysis.every[source].output
        if x.flat or not all(has_gaps(layer, x) for layer in layers):
            continue
        read, reach = positions_read(layers, x)
        if read == reach:
            continue
        name = "the input" if source == INPUT else analysis.every[source].name
        others = f", as {'does' if len(layers) == 2 else 'do'} {', '.join(each.name for each in layers[1:])}"
        yield Finding(
            GAPS, layers[0].node.position, layers[0].name,
            f"reads {read:,} of the {x.positions:,} positions of {name}{others if len(layers) > 1 else ''}; "
            f"no layer reads the other {x.positions - read:,}",
        )  # fmt: skip


def has_gaps(layer: LayerAnalysis, x: Shape) -> bool:
    """Whether a layer may leave out cells between its windows, or inside of them."""
    if layer.node.layer.merges or not layer.node.layer.even(x):
        return False
    return any(axis.stride > axis.kernel or axis.dilation > 1 for axis in layer.node.layer.axes(x))


def cells_read(size: int, outputs: int, axis: Axis) -> set[int]:
    """The cells that windows read along one axis."""
    cells = {
        window * axis.stride + tap * axis.dilation - axis.before
        for window in range(outputs)
        for tap in range(axis.kernel)
    }
    return {cell for cell in cells if 0 <= cell < size}


def positions_read(layers: list[LayerAnalysis], x: Shape) -> tuple[int, int]:
    """Places of a map that at least one layer reads, and places up to the last of them."""
    read: dict[int, set[int]] = {}
    for layer in layers:
        rows, columns = layer.node.layer.axes(x)
        across = cells_read(x.width, layer.output.width, columns)
        for row in cells_read(x.height, layer.output.height, rows):
            read[row] = read.get(row, set()) | across
    last = max((max(columns) for columns in read.values() if columns), default=-1)
    return sum(map(len, read.values())), (max(read, default=-1) + 1) * (last + 1)


def padding(analysis: Analysis, load: Load) -> Iterator[Finding]:
    for layer in analysis.layers:
        own = layer.node.layer
        if not isinstance(own, Windowed) or not isinstance(own.padding, Sides):
            continue
        for axis in own.axes(layer.inputs[0]):
            span = axis.dilation * (axis.kernel - 1) + 1
            most = max(axis.before, axis.after)
            if most > span // 2:
                seen = "see zeros only" if most >= span else "see more zeros than cells"
                problem = f"padding {most} is more than half of the kernel's {span} cells: windows at the edge {seen}"
                yield Finding(PADDING, layer.node.position, layer.name, problem)
                break


def field(analysis: Analysis, load: Load) -> Iterator[Finding]:
    image = analysis.network.input
    smallest = smallest_fields(analysis.every)
    found = []
    for layer in analysis.layers:
        if layer.node.auxiliary or layer.node.layer.merges or not layer.node.layer.weighted:
            continue
        source = layer.node.inputs[0]
        if source == INPUT or layer.inputs[0].flat:
            continue
        height, width = smallest[source]
        looks = any(axis.kernel > POINT.kernel for axis in layer.node.layer.axes(layer.inputs[0]))
        if looks and height > image.height and width > image.width:
            found.append((layer, pair_text([height, width] if height != width else height)))
    if found:
        layer, before = found[0]
        more = len(found) - 1
        others = (
            f"; so {'does 1 other' if more == 1 else f'do {more} others'}, up to {found[-1][0].name}" if more else ""
        )
        yield Finding(
            FIELD, layer.node.position, layer.name,
            f"looks at a map with fields of {before} pixels at least, larger than the input of "
            f"{image.height}×{image.width}{others}",
        )  # fmt: skip


def one_size(analysis: Analysis, load: Load) -> Iterator[Finding]:
    network = analysis.network
    if network.sized or network.input.height != network.input.width:
        return
    for layer in analysis.layers:
        x = layer.inputs[0]
        if not isinstance(layer.node.layer, Flatten) or layer.node.auxiliary:
            continue
        side, around = network.input.height, 2 * min(period_of(network), 4096)
        sides = range(max(1, side - around), side + around + 1)
        source = layer.node.inputs[0]
        found = sweep(load, network, sides, "input" if source == INPUT else network.nodes[source].name)
        at = zip(sides, found.runs, found.features, strict=True)
        good = [each for each, runs, size in at if runs and size == (x.height, x.width)]
        if len(good) < sum(found.runs):
            yield Finding(
                ONE_SIZE, layer.node.position, layer.name,
                f"makes {x} a vector of {layer.output.channels:,}: weights behind it fit inputs of {ranges(good)} only",
            )  # fmt: skip


CHECKS: tuple[Callable[[Analysis, Load], Iterator[Finding]], ...] = (tiling, gaps, padding, field, one_size)
RULES = {rule.id: rule for rule in (TILING, GAPS, PADDING, FIELD, ONE_SIZE)}
