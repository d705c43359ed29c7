"""A series laid out from top to bottom, its branches side by side in the order in which the spec has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cnnstat.drawing.boxes import Look, box, framed
from cnnstat.drawing.elements import STRIPES, Block, Element, Leaf, Parallel, Series, Tangle, Tap, end_of, in_order
from cnnstat.drawing.folding import name_of
from cnnstat.drawing.labels import OUTPUT, WINDOW, Labels, sums
from cnnstat.drawing.scene import Line, Part
from cnnstat.drawing.tangle import is_large, tangled

SIGNS = {"add": "+", "multiply": "×"}


class Flow:
    """Lays out parts of a network.

    Attributes:
        labels: what boxes say.
        look: sizes.
        prefix: the block in which all is drawn, whose name layers' names leave out; "" for none.
        said: what boxes say in place of that, by their index.
        boxed: whether blocks are one box each.
        notes: lines more on boxes, by their index.
    """

    def __init__(
        self,
        labels: Labels,
        look: Look,
        prefix: str = "",
        said: Mapping[int, Sequence[str]] | None = None,
        boxed: bool = False,
        notes: Mapping[int, Sequence[str]] | None = None,
    ) -> None:
        self.labels, self.look, self.prefix, self.said, self.boxed = labels, look, prefix, said or {}, boxed
        self.notes = notes or {}

    def series(self, parts: Series) -> Part:
        """Elements below one another."""
        return stacked(self.look, [self.element(each) for each in parts])

    def element(self, element: Element) -> Part:
        """One element."""
        if isinstance(element, Leaf):
            return self.leaf(element.cell)
        if isinstance(element, Parallel):
            return self.parallel(element)
        if isinstance(element, Tangle):
            return self.tangle(element)
        if isinstance(element, Tap):
            return self.tap(element)
        if len(element.parts) == 1 and isinstance(element.parts[0], Leaf) and element.times > 1:
            return self.leaf(element.parts[0].cell, f"{name_of(element, self.labels)} ×{element.times}")
        if self.boxed:
            return self.block(element)
        inner = Flow(self.labels, self.look, element.name, self.said).series(element.parts)
        times = f" ×{element.times}" if element.times > 1 else ""
        return framed(self.look, inner, f"{name_of(element, self.labels)}{times}")

    def leaf(self, cell: int, name: str = "") -> Part:
        """The box of a layer, or of a run of equal ones under another name."""
        labels = self.labels
        layer = labels.cells[cell].layer
        node = layer.node
        lines = list(self.said.get(cell) or labels.of(cell, self.prefix))
        if node.layer.merges:
            outputs = [] if cell in self.said or node.layer.type in SIGNS else labels.figures([cell], labels.items)
            known = f" {lines[0]}" if cell in self.notes else ""  # the other end of a skip names it
            lines = [
                f"{SIGNS.get(node.layer.type, node.layer.type)}{known}",
                *[each for each in outputs if each != lines[1]],
            ]
        lines[0] = name or lines[0]
        lines += labels.marks([cell])
        lines += self.notes.get(cell, ())
        about = ", ".join([f"{layer.name}: {labels.window(cell)}", *labels.figures([cell], (OUTPUT, "params"))])
        stripes, fill = labels.cells[cell].stripes, str(node.layer.family)
        if fill in STRIPES:  # its colour is one for stripes
            stripes, fill = list(dict.fromkeys([fill, *stripes])), "paper"
        told = labels.stripes(stripes, self.look.words)
        return box(self.look, lines, fill, told, layer.name, about, labels.lost(cell))

    def block(self, block: Block) -> Part:
        """A block as one box: its name, what it is made from, and the figures of all in it."""
        labels, inside = self.labels, in_order(block)
        times = f" ×{block.times}" if block.times > 1 else ""
        lines = [f"{name_of(block, labels)}{times}"]
        if block.template:
            lines.append(block.template)
        if block.times == 1:
            lines += labels.figures(inside, labels.items)
        else:  # equal ones have equal figures, as far as these add up; their fields grow
            each = [item for item in labels.items if item not in (OUTPUT, WINDOW) and sums(item)]
            lines += labels.figures([block.outlet], (OUTPUT,)) if OUTPUT in labels.items else []
            lines += [labels.language.say("{figure} each", figure=text) for text in labels.figures(inside, each)]
        lines += labels.marks(inside)
        about = f"{lines[0]}: {labels.so_many(len(inside) * block.times)}"
        alarm = next(filter(None, map(labels.lost, inside)), "") if labels.fits else ""
        return box(self.look, lines, "block", key=block.name, about=about, alarm=alarm)

    def parallel(self, element: Parallel) -> Part:
        """Branches side by side between the line that parts and the box in which they meet."""
        look = self.look
        parts = [
            self.series(branch) if branch else Part(look.lane, 0, look.half(look.lane)) for branch in element.branches
        ]
        places, right = [], 0.0
        for part in parts:
            places.append(right)
            right += part.width + look.side
        width = right - look.side
        high = max(part.height for part in parts)
        filled = [at for at, branch in enumerate(element.branches) if branch]
        axes = [place + part.axis for place, part in zip(places, parts, strict=True)]
        axis = axes[filled[0]] if len(filled) == 1 else look.half(axes[0] + axes[-1])
        axis = next((each for each in axes if abs(each - axis) <= look.snap), axis)
        found = Part(width, 2 * look.fan + high, axis)
        middle = look.half(look.fan)
        end = look.fan + high
        for branch, part, at, place in zip(element.branches, parts, axes, places, strict=True):
            bottom = look.fan + part.height
            points = [(axis, 0.0), (axis, middle), (at, middle), (at, look.fan)]
            back = [(at, bottom), (at, end + middle), (axis, end + middle), (axis, end + look.fan)]
            if branch:
                found.items.append(Line(straight(points), arrow=not starts_open(part)))
                found.items += [Line(straight(back), arrow=element.merge is not None)] * element.read
                found.children.append((place, look.fan, part))
            else:
                found.items.append(Line(straight([*points, *back]), arrow=element.merge is not None))
        if element.merge is None:
            return found
        return below(found, self.leaf(element.merge))

    def tap(self, element: Tap) -> Part:
        """A line that goes on, and to the right of it what hangs on it."""
        look, part = self.look, self.series(element.parts)
        axis = look.half(look.lane)
        place = look.lane + look.side
        height = look.fan + part.height
        branch = [(axis, 0.0), (axis, look.half(look.fan)), (place + part.axis, look.half(look.fan))]
        found = Part(place + part.width, height, axis, [], [(place, look.fan, part)])
        found.items.append(Line([(axis, 0), (axis, height)]))
        found.items.append(Line([*branch[1:], (place + part.axis, look.fan)], arrow=not starts_open(part)))
        return found

    def tangle(self, element: Tangle) -> Part:
        """What does not fall apart: in layers, or as one box where it is large."""
        if not is_large(self.labels.cells, element):
            found = tangled(self.look, self.labels.cells, element, self.leaf)
        else:
            labels = self.labels
            lines = [labels.so_many(len(element.cells)), labels.language.say("crosswise")]
            lines += [*labels.figures([end_of(element)], (OUTPUT,)), *labels.marks(element.cells)]
            found = box(self.look, lines, "block")
        if element.merge is None:
            return found
        return (
            stacked(self.look, [found, self.leaf(element.merge)])
            if not found.children
            else below(found, self.leaf(element.merge))
        )


def straight(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points without those on the way between their neighbours."""
    found: list[tuple[float, float]] = []
    for each in points:
        if found and each == found[-1]:
            continue
        if len(found) > 1 and (found[-2][0] == found[-1][0] == each[0] or found[-2][1] == found[-1][1] == each[1]):
            found[-1] = each
        else:
            found.append(each)
    return found


def below(upper: Part, lower: Part) -> Part:
    """A part right below another one, their axes in line."""
    axis = max(upper.axis, lower.axis)
    width = axis + max(upper.width - upper.axis, lower.width - lower.axis)
    places = [(axis - upper.axis, 0.0, upper), (axis - lower.axis, upper.height, lower)]
    return Part(width, upper.height + lower.height, axis, [], places)


def stacked(look: Look, parts: Sequence[Part]) -> Part:
    """Parts below one another, with a line from each to the next."""
    if not parts:
        return Part(look.lane, 0, look.half(look.lane))
    axis = max(part.axis for part in parts)
    width = axis + max(part.width - part.axis for part in parts)
    found = Part(width, 0, axis)
    for at, part in enumerate(parts):
        if at:
            arrow = not starts_open(part)
            found.items.append(Line([(axis, found.height), (axis, found.height + look.gap)], arrow=arrow))
            found.height += look.gap
        found.children.append((axis - part.axis, found.height, part))
        found.height += part.height
    return found


def starts_open(part: Part) -> bool:
    """Whether lines go on at the top of a part, so that none ends there."""
    if part.items and not isinstance(part.items[0], Line):
        return False
    lines = any(item.points[0][1] == 0 for item in part.items if isinstance(item, Line))
    first = next((inner for _, top, inner in part.children if top == 0), None)
    return lines or first is None or starts_open(first)
