"""What is written on a box: its name, and the figures that are asked for, as tables have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.analysis.counts import total
from cnnstat.analysis.fit import Fit, fits
from cnnstat.derivation.fitting import counted
from cnnstat.drawing.elements import Cell
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.language import ENGLISH, Language, message
from cnnstat.layers.base import Axis
from cnnstat.network.graph import INPUT
from cnnstat.quantities import QUANTITIES, Bytes, Context, Row, context_of
from cnnstat.text import numbers

WINDOW = "kernel"
"""What a layer does: its type, kernel, stride, groups and channels; no single quantity."""
OUTPUT = "output"
ITEMS = {
    WINDOW: "",
    OUTPUT: "output_shape",
    **{key: key for key, each in QUANTITIES.items() if each.numeric and key not in ("output_shape", "input_shape")},
}
"""What can be shown, and which quantity it is."""
DEFAULT = (WINDOW, OUTPUT)
LONGEST = 32
"""Characters of a name on a box."""
AFTER = {
    "params": message("{figure} params"),
    "macs": message("{figure} MACs"),
    "flops": message("{figure} FLOPs"),
    "neurons": message("{figure} neurons"),
    "connections": message("{figure} connections"),
}
"""How a figure is named that is not named by its title before it."""


class Labels(NamedTuple):
    """Writes what boxes say.

    Attributes:
        cells: the boxes of the network.
        items: keys of :data:`ITEMS`.
        context: what figures depend on.
        fits: how windows fit that leave something unread, by layers.
        names: what the boxes are called.
        language: of the words on them.
        written: figures that were written, by boxes and items, as many layouts of the same boxes are tried.
        moved: how windows move, by boxes, as far as it was written.
        outputs: the layers whose outputs are the network's, where there are several.
    """

    cells: Sequence[Cell]
    items: Sequence[str]
    context: Context
    fits: Mapping[int, Fit]
    names: Sequence[str]
    language: Language
    written: dict[tuple[tuple[int, ...], tuple[str, ...]], list[str]]
    moved: dict[int, str]
    outputs: frozenset[int]

    @property
    def orders(self) -> set[int]:
        """The layers in the boxes, by their order in the network."""
        return {layer.order for cell in self.cells for layer in cell.layers}

    def name(self, cell: int, prefix: str = "") -> str:
        """What a box is called: its layer's name, or that of its block if it is alone there, without ``prefix``.

        The middle of a long name is left out.
        """
        name = self.names[cell].removeprefix(f"{prefix}.")
        return name if len(name) <= LONGEST else f"{name[: LONGEST // 2]}…{name[-LONGEST // 2 + 1 :]}"

    def of(self, cell: int, prefix: str = "") -> list[str]:
        """The lines of one box: its name, what it does, its figures."""
        return [self.name(cell, prefix), *self.figures([cell], self.items)]

    def marks(self, cells: Iterable[int]) -> list[str]:
        """The line that says that one of these boxes has an output of the network, where there are several."""
        found = any(layer.order in self.outputs for cell in cells for layer in self.cells[cell].layers)
        return [self.language.say("output")] if found else []

    def figures(self, cells: Sequence[int], items: Iterable[str]) -> list[str]:
        """Some figures of boxes taken together: counts added up, the output that of the last one given."""
        key = tuple(cells), tuple(items)
        if key not in self.written:
            self.written[key] = self._figures(*key)
        return [*self.written[key]]

    def _figures(self, cells: Sequence[int], items: Sequence[str]) -> list[str]:
        whole: Row | None = None
        last = self.row(cells[-1:])
        end = self.cells[cells[-1]].layer  # what flattens its map belongs to the box, but not to what it shows
        shown = last._replace(layers=(end,))
        found = []
        for item in items:
            if item == WINDOW:
                found += [self.window(cells[0])] if len(cells) == 1 else []
                continue
            quantity = QUANTITIES[ITEMS[item]]
            if quantity.sums and len(cells) > 1:
                whole = whole or self.row(cells)
            value = quantity.of((whole or last) if quantity.sums else shown, self.context)
            if value.idle:
                continue
            rounded = quantity.sums and not isinstance(value, Bytes)
            text = value.written(numbers.si) if rounded else value.text
            found.append(self.named(item, text))
        return found

    def named(self, item: str, text: str) -> str:
        """A figure with what it is."""
        if item == OUTPUT:
            return text
        if item in AFTER:
            return self.language.say(AFTER[item], figure=text)
        return f"{self.language.word(QUANTITIES[ITEMS[item]].title)} {text}"

    def so_many(self, layers: int) -> str:
        """So many layers."""
        return self.language.plural("{count} layer", "{count} layers", layers)

    def stripes(self, families: Iterable[str], words: Mapping[str, str]) -> dict[str, str]:
        """Families that are stripes, and what they are called."""
        return {family: self.language.say(words[family]) for family in families}

    def row(self, cells: Sequence[int]) -> Row:
        layers = tuple(layer for cell in sorted(cells) for layer in self.cells[cell].layers)
        return Row("", "", "", "", layers, total(layer.counts for layer in layers))

    def window(self, cell: int) -> str:
        """What a layer does, as ``conv 3×3/2, 64``."""
        node = self.cells[cell].layer.node
        detail = self.detail(cell)
        return f"{node.layer.type} {detail}".rstrip()

    def detail(self, cell: int) -> str:
        """That without its type, as ``3×3/2 g2, 64``."""
        return ", ".join(filter(None, [self.moves(cell), self.channels(cell)]))

    def channels(self, cell: int) -> str:
        """The maps or features that a layer with weights makes; "" of others."""
        layer = self.cells[cell].layer
        made = layer.node.layer.family in ("convolution", "linear")
        return numbers.grouped(layer.output.channels) if made else ""

    def moves(self, cell: int) -> str:
        """How a layer's window moves, as ``3×3/2 g2``; padding is left out."""
        if cell not in self.moved:
            self.moved[cell] = self._moves(cell)
        return self.moved[cell]

    def _moves(self, cell: int) -> str:
        layer = self.cells[cell].layer
        kind = layer.node.layer
        given: dict[str, Any] = kind.written()
        x = kind.input_of(layer.inputs)
        if any(axis.up != 1 for axis in kind.axes(x)):
            return kind.brief(x)
        signs = [
            each.brief(given[name])
            for name, each in kind.keys.items()
            if each.brief and name in given and name != "padding"
        ]
        return " ".join(filter(None, [kernel_text(kind.axes(x), kind.family == "convolution"), *signs]))

    def lost(self, cell: int) -> str:
        """Rows and columns of its input that a layer never reads; "" where it reads all."""
        fit = self.fits.get(self.cells[cell].layer.order)
        if fit is None:
            return ""
        rows, columns = fit.rows.unread, fit.columns.unread
        if rows and fit.rows is fit.columns:  # of a square one says both
            return self.language.plural("{count} row unread", "{count} rows unread", rows)
        counts = counted(rows, columns, self.language)
        return self.language.say("{cells} unread", cells=", ".join(filter(None, counts)))


def kernel_text(axes: tuple[Axis, Axis], always: bool) -> str:
    """A window, as ``3×3/2``; "" for one cell, unless it is ``always`` said."""
    (high, down, *_), (wide, right, *_) = axes
    if (high, wide, down, right) == (1, 1, 1, 1) and not always:
        return ""
    stride = "" if (down, right) == (1, 1) else f"/{down}" if down == right else f"/{down}×{right}"
    return f"{high}×{wide}{stride}"


def sums(item: str) -> bool:
    """Whether a figure of a block is the sum of its layers'."""
    return item != WINDOW and QUANTITIES[ITEMS[item]].sums


def check_items(items: Iterable[str]) -> None:
    """Refuse an item that there is not, by :class:`UsageError`."""
    seen: set[str] = set()
    for item in items:
        if item not in ITEMS:
            raise UsageError(f"--show: there is no {shown(item)}{nearest(item, ITEMS)}")
        if item in seen:
            raise UsageError(f"--show: {item} is given twice")
        seen.add(item)


def labels_for(
    analysis: Analysis, cells: Sequence[Cell], items: Sequence[str], block: str = "", language: Language = ENGLISH
) -> Labels:  # fmt: skip
    """Labels with some items; in the drawing of a block without its name."""
    check_items(items)
    context = context_of(analysis)
    shapes = [each.output for each in analysis.every]
    found = {each.order: each for each in fits(analysis.network, shapes, analysis.training) if not each.lossless}
    names = [name.removeprefix(f"{block}.") for name in names_of(cells)]
    outputs = frozenset(analysis.network.outputs if len(analysis.network.outputs) > 1 else ())
    return Labels(cells, items, context, found, names, language, {}, {}, outputs)


def names_of(cells: Sequence[Cell]) -> list[str]:
    """The names of boxes: of a layer alone in its block the block's, as that says more than ``conv``."""
    inside: dict[str, int] = {}
    for cell in cells:
        path = cell.layer.name
        while path:
            inside[path] = inside.get(path, 0) + 1
            path = path.rpartition(".")[0]
    found = []
    for cell in cells:
        path = cell.layer.name
        while "." in path and inside[path.rpartition(".")[0]] == 1:
            path = path.rpartition(".")[0]
        found.append(path)
    return found


def input_lines(labels: Labels) -> list[str]:
    """What the box of the input says; of a block that reads several maps it is not one shape."""
    drawn = labels.orders
    shapes = {
        str(shape)
        for cell in labels.cells
        if INPUT in cell.reads
        for source, shape in zip(cell.layer.node.inputs, cell.layer.inputs, strict=True)
        if source not in drawn
    }
    return [labels.language.say("input"), *(shapes if len(shapes) == 1 else ())]


__all__ = ["DEFAULT", "INPUT", "ITEMS", "Labels", "input_lines", "labels_for"]
