"""The drawing of a network whose sizes can be changed where it is shown.

The network is drawn once, at its own input. Sides of maps that change with the input are drawn as signs that no other
text has (:class:`Side`); in the SVG each becomes an element of its own, with the place of its column of numbers. Signs
are the same where sides are equal at every input, so that layers are folded that are alike everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.drawing.draw import Drawn
from cnnstat.drawing.formats import svg
from cnnstat.drawing.page import Page
from cnnstat.drawing.scene import Scene, Shape, Text
from cnnstat.drawing.ways import Wish
from cnnstat.interactive.columns import Columns
from cnnstat.interactive.states import State
from cnnstat.language import Language
from cnnstat.layers.shape import Shape as Size
from cnnstat.text import numbers
from cnnstat.text.printable import printable

PAGES = (Page(960, 420), Page(960, 700), Page(960, 1100))
"""Pages that are tried, in points; a drawing is no higher than it must be."""
SIGNS = (0xE000, 0xF8FF)
"""Signs for private use, each of which stands for a column; texts that hold some themselves are not drawn."""
SIGN = re.compile("[\ue000-\uf8ff]0*")
LABEL = re.compile(
    r'(<text x=")([0-9.]+)(" [^>]*?) textLength="([0-9.]+)" lengthAdjust="spacingAndGlyphs"(>[^<]*</text>)'
)


class Side(int):
    """A side of a map that changes with the input; it is written as a sign, as wide as its longest number."""

    sign: str

    def __format__(self, spec: str) -> str:
        return self.sign


class Marks:
    """The signs of one network's sides.

    Attributes:
        columns: by sign, the place of its numbers among the page's columns, and whether they are grouped.
    """

    def __init__(self, states: Sequence[State], columns: Columns) -> None:
        self._columns = columns
        self._signs: dict[tuple[int, bool], str] = {}
        self.columns: dict[str, tuple[int, bool]] = {}
        self._shapes: dict[str, list[Size]] = {}
        last: dict[str, Size] = {}
        for number, state in enumerate(states):
            for layer in state.layers:
                known = self._shapes.setdefault(layer.name, [])
                known += [last.get(layer.name, layer.output)] * (number - len(known))
                known.append(layer.output)
                last[layer.name] = layer.output
        self._images = [Size(0, *state.side) for state in states]

    def image(self, size: Size) -> Size:
        """The shape of the image with signs."""
        return self._marked(size, self._images)

    def output(self, layer: LayerAnalysis) -> Size:
        """The shape of a layer's output with signs."""
        return self._marked(layer.output, self._shapes[layer.name])

    def _marked(self, size: Size, shapes: Sequence[Size]) -> Size:
        if size.flat:
            return Size(self._side(size.channels, [each.channels for each in shapes], True), flat=True)
        rows = self._side(size.height, [each.height for each in shapes], False)
        return Size(size.channels, rows, self._side(size.width, [each.width for each in shapes], False))

    def _side(self, own: int, column: Sequence[int], grouped: bool) -> int:
        if len(set(column)) < 2:
            return own
        key = self._columns.of_numbers(column), grouped
        if key not in self._signs:
            digits = len(numbers.grouped(max(column)) if grouped else str(max(column)))
            # A sign that is not known is measured as wide as nearly two digits.
            self._signs[key] = chr(SIGNS[0] + len(self._signs)) + "0" * max(0, digits - 2)
            self.columns[self._signs[key][0]] = key
        side = Side(own)
        side.sign = self._signs[key]
        return side


def drawn(
    states: Sequence[State], own: int, columns: Columns, language: Language, prefix: str
) -> tuple[str, Mapping[str, str]]:  # fmt: skip
    """A network's drawing as SVG, and the ids of the boxes by the names of their layers; "" where it fits no page."""
    analysis = states[own].analysis
    if analysis is None or any(SIGN.search(each.name) for each in analysis.every):
        return "", {}
    marks = Marks(states, columns)
    scene = scene_at(marked(analysis, marks), language)
    if scene is None or len(marks.columns) > SIGNS[1] - SIGNS[0]:
        return "", {}
    scene = cleaned(scene, language.of(analysis.network.title), language)
    text = svg.written(scene, prefix=prefix)
    text = LABEL.sub(centered, text)
    grouped = {sign: (column, "1" if wide else "") for sign, (column, wide) in marks.columns.items()}

    def filled(match: re.Match[str]) -> str:
        column, wide = grouped[match[0][0]]
        return f'<tspan data-c="{column}"{" data-g" if wide else ""}></tspan>'

    text = SIGN.sub(filled, text)
    text = text.replace(' style="max-width:100%;height:auto"', "", 1)
    return text, ids(scene, [each.name for each in analysis.layers], prefix)


def marked(analysis: Analysis, marks: Marks) -> Analysis:
    """The analysis with signs for sides that change."""
    shown = {layer.order for layer in analysis.layers}
    outputs = {each.order: marks.output(each) if each.order in shown else each.output for each in analysis.every}
    image = marks.image(analysis.network.input)
    every = [
        each._replace(
            inputs=tuple(outputs[source] if source >= 0 else image for source in each.node.inputs),
            output=outputs[each.order],
        )
        for each in analysis.every
    ]
    return replace(analysis, network=replace(analysis.network, input=image), every=every)


def scene_at(analysis: Analysis, language: Language) -> Scene | None:
    """The drawing on the first page that it fits."""
    drawn = Drawn(analysis, Wish(bare=True, language=language))
    return next(filter(None, map(drawn.on, PAGES)), None)


def cleaned(scene: Scene, title: str, language: Language) -> Scene:
    """A drawing without what holds at one input only: remarks on cells that are lost, and the drawing in words."""
    items = [
        replace(each, about="") if isinstance(each, Shape) else each
        for each in scene.items
        if not (isinstance(each, Text) and each.color == "alarm")
    ]
    return replace(
        scene, items=items, title=SIGN.sub("", title),
        about=language.say("Its layers from the input to the output; the table has their figures."),
    )  # fmt: skip


def centered(match: re.Match[str]) -> str:
    """A label whose numbers change keeps its middle; others stay as they are."""
    if not SIGN.search(match[5]):
        return match[0]
    middle = svg.number(float(match[2]) + float(match[4]) / 2)
    return f'{match[1]}{middle}{match[3]} text-anchor="middle"{match[5]}'


def ids(scene: Scene, names: Sequence[str], prefix: str) -> dict[str, str]:
    """The id of the box that shows a layer: its own, or that of the innermost block around it that is drawn."""
    keys = {each.key for each in scene.items if isinstance(each, Shape) and each.key}
    found = {}
    for name in names:
        path = name
        while path and path not in keys:
            path = path.rpartition(".")[0]
        if path:
            found[name] = prefix + svg.identifier(printable(path), 1)
    return found
