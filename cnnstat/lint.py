"""Lint rules for networks: what is legal but probably not intended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.paths import smallest_fields
from cnnstat.analysis.sweep import Load, sides_with
from cnnstat.analysis.whole import first_unknown
from cnnstat.derivation.fitting import fit_of
from cnnstat.errors import Position
from cnnstat.files import name_of, near
from cnnstat.findings.finding import Checked, Finding, Span
from cnnstat.findings.report import FAILING, SEVERITIES, Report
from cnnstat.findings.rule import Rule
from cnnstat.keys.kinds import Sides
from cnnstat.layers import Axis
from cnnstat.layers.base import POINT
from cnnstat.layers.dense import Flatten
from cnnstat.layers.shape import LARGEST_SIDE, Shape
from cnnstat.layers.window import Windowed
from cnnstat.network.graph import INPUT
from cnnstat.quantities import Pair
from cnnstat.sizes.misfit import arithmetic
from cnnstat.sizes.progression import period_of, ranges, too_many
from cnnstat.spec import catalog

LONGEST = 1000
"""The most characters of a line that is shown with a finding."""

TILING = Rule(
    "CNS101", "windows-do-not-tile", "warning",
    "The windows of a layer do not fill its map: rows or columns at the far end are never read.",
    "Another input, more padding or a size rounded up (ceil_mode) reads them: the summary says what each amounts to.",
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
PART = Rule(
    "CNS106", "known-in-part", "note",
    "What a layer computes cannot be said in a spec: fields behind it and other inputs are not examined.",
)  # fmt: skip


Found = Iterator[tuple[LayerAnalysis, str]]
"""Layers, each with a problem."""


def lint_all(
    networks: Iterable[tuple[str, Analysis, Load]], ignore: Collection[str] = (), strict: bool = False
) -> Report:
    """Lint several networks.

    Args:
        networks: for each, its name in findings, its analysis, and a function that loads it at another input size.
        ignore: ids of rules to leave out.
        strict: whether notes make the run fail too.
    """
    findings: list[Finding] = []
    checked: list[Checked] = []
    count = 0
    for name, analysis, load in networks:
        count += 1
        source = Source(analysis.network.file)
        for rule in CHECKS:
            if rule.id not in ignore:
                found = found_by(rule, analysis, load, source)
                findings += (each._replace(network=name, concerns=len(checked)) for each in found)
                checked.append(Checked(source.span(None), f"{name}: {rule.id} {rule.name}"))
    return Report(tuple(findings), tuple(checked), networks=count, failing=SEVERITIES if strict else FAILING)


def lint(analysis: Analysis, load: Load) -> list[Finding]:
    """All findings of a network, in the order of its layers within each rule.

    Args:
        analysis: the analysis of the network.
        load: loads the network at another input size.
    """
    source = Source(analysis.network.file)
    return [each for rule in CHECKS for each in found_by(rule, analysis, load, source)]


def found_by(rule: Rule, analysis: Analysis, load: Load, source: Source) -> Iterator[Finding]:
    """The findings of one rule."""
    for layer, problem in CHECKS[rule](analysis, load):
        at = layer.node.position
        yield Finding(rule, source.span(at), problem, source=source.line(at), layer=layer.name)


class Source:
    """The lines of a spec, read only when one of them is to be shown."""

    def __init__(self, file: str) -> None:
        self.file = file

    @cached_property
    def lines(self) -> list[str]:
        return (catalog.content(self.file) or b"").decode("utf-8-sig", "replace").splitlines()

    def line(self, position: Position | None) -> str:
        """The line of a layer; "" if there is none or it is too long to be shown."""
        if position is None or position.line > len(self.lines):
            return ""
        line = self.lines[position.line - 1]
        return line if len(line) <= LONGEST else ""

    def span(self, position: Position | None) -> Span:
        """The stretch from a layer's beginning to the end of its line; without a position, the file's beginning."""
        line, column = (position.line, position.column) if position else (1, 1)
        end = len(self.line(position).rstrip()) + 1
        return Span(name_of(Path(near(self.file))), line, column, line, max(end, column + 1))


def tiling(analysis: Analysis, load: Load) -> Found:
    for layer in analysis.layers:
        fit = fit_of(analysis, layer)
        if fit is not None and not fit.lossless:
            yield layer, arithmetic(analysis, fit)


def gaps(analysis: Analysis, load: Load) -> Found:
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
        yield (
            layers[0],
            f"reads {read:,} of the {x.positions:,} positions of {name}{others if len(layers) > 1 else ''}; "
            f"no layer reads the other {x.positions - read:,}",
        )  # fmt: skip


def has_gaps(layer: LayerAnalysis, x: Shape) -> bool:
    """Whether a layer may skip cells between its windows or inside them.

    Layers on maps, or with a padding, of more rows or columns than the largest image has are not examined.
    """
    if layer.node.layer.merges or not layer.node.layer.even(x):
        return False
    axes = layer.node.layer.axes(x)
    within = all(
        max(side, axis.before) <= LARGEST_SIDE and axis.up == 1 for side, axis in zip(x[1:3], axes, strict=True)
    )
    return within and any(axis.stride > axis.kernel or axis.dilation > 1 for axis in axes)


def cells_read(size: int, outputs: int, axis: Axis) -> int:
    """The cells that windows read along one axis, as a bit set: bit *n* stands for cell *n*."""
    padded = axis.before + size
    first = spread(1, axis.kernel, axis.dilation, padded)
    return spread(first, outputs, axis.stride, padded) >> axis.before


def spread(bits: int, times: int, step: int, size: int) -> int:
    """Bits repeated ``times`` times, each copy shifted by ``step`` from the one before, and cut off at ``size``."""
    within = (1 << size) - 1
    found, count = bits & within, 1
    while count < times and count * step < size:
        more = min(count, times - count)  # doubling: all copies so far are repeated at once
        found |= found << more * step & within
        count += more
    return found


def positions_read(layers: list[LayerAnalysis], x: Shape) -> tuple[int, int]:
    """How many positions of a map at least one layer reads, and how many there are up to the last of them."""
    read = {0: (1 << x.height) - 1}  # sets of columns, each with the rows in which exactly these are read
    for layer in layers:
        axes = layer.node.layer.axes(x)
        outputs = layer.output.height, layer.output.width
        down, across = (cells_read(*each) for each in zip((x.height, x.width), outputs, axes, strict=True))
        found: dict[int, int] = {}
        for columns, rows in read.items():
            for which, those in ((columns | across, rows & down), (columns, rows & ~down)):
                if those:
                    found[which] = found.get(which, 0) | those
        read = found
    ends = [(rows.bit_length(), columns.bit_length()) for columns, rows in read.items() if columns]
    places = sum(columns.bit_count() * rows.bit_count() for columns, rows in read.items())
    return places, max((rows for rows, _ in ends), default=0) * max((columns for _, columns in ends), default=0)


def padding(analysis: Analysis, load: Load) -> Found:
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
                yield layer, problem
                break


def field(analysis: Analysis, load: Load) -> Found:
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
            found.append((layer, Pair(height, width).text))
    if found:
        layer, before = found[0]
        more = len(found) - 1
        others = (
            f"; so {'does 1 other' if more == 1 else f'do {more} others'}, up to {found[-1][0].name}" if more else ""
        )
        yield (
            layer,
            f"looks at a map with fields of {before} pixels at least, larger than the input of "
            f"{image.height}×{image.width}{others}",
        )  # fmt: skip


def one_size(analysis: Analysis, load: Load) -> Found:
    network = analysis.network
    side, around = network.input.height, 2 * min(period_of(network), 4096)
    sides = range(max(1, side - around), side + around + 1)
    if network.sized or first_unknown(network) is not None:
        return
    if side != network.input.width or too_many(network, len(sides)):
        return
    flat = [each for each in analysis.layers if isinstance(each.node.layer, Flatten) and not each.node.auxiliary]
    if not flat:
        return
    maps = {layer.node.inputs[0]: (layer.inputs[0].height, layer.inputs[0].width) for layer in flat}
    runs, found = sides_with(network, sides, maps)
    for layer in flat:
        good = found[layer.node.inputs[0]]
        if len(good) < runs:
            yield (
                layer,
                f"makes {layer.inputs[0]} a vector of {layer.output.channels:,}: weights behind it fit inputs of "
                f"{ranges(good)} only",
            )  # fmt: skip


def in_part(analysis: Analysis, load: Load) -> Found:
    unknown = [each for each in analysis.layers if not each.node.layer.known]
    if unknown:
        more = len(unknown) - 1
        others = f", nor what {'1 other layer' if more == 1 else f'{more:,} other layers'} computes" if more else ""
        what = "fields behind it and inputs of other sizes are not examined"
        yield unknown[0], f"nobody knows what this computes{others}: {what}"


CHECKS: dict[Rule, Callable[[Analysis, Load], Found]] = {
    TILING: tiling, GAPS: gaps, PADDING: padding, FIELD: field, ONE_SIZE: one_size,
    PART: in_part,
}  # fmt: skip
RULES = {rule.id: rule for rule in CHECKS}
