"""Boxes of a drawing: how large what is written makes them, with stripes for what acts on a layer's output."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from cnnstat.drawing.metrics import text_width
from cnnstat.drawing.scene import Extent, Item, Line, Part, Shape, Text, rectangle
from cnnstat.language import message

Width = Callable[[str, float, bool], float]
STRIPES: Mapping[str, str] = {
    "normalization": message("normalization"),
    "activation": message("activation"),
    "dropout": message("dropout"),
}
"""Families that are stripes, and the words for them."""
UNAVAILABLE = "unavailable"
"""The family whose outline is dashed."""
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Look:
    """Sizes of what drawings are made of, in points.

    Attributes:
        size: of the type.
        line: from one line of text to the next.
        pad: between a text and the outline around it, across and down.
        gap: between boxes that follow one another.
        fan: in which lines part in front of branches, and meet behind them.
        side: between branches.
        lane: what a skip takes.
        stripe: height of a stripe.
        radius: of the corners of a box.
        frame: between a frame and what it surrounds.
        column: between the columns of a table.
        rule: the room for the line below a table's head.
        below: between a heading, what stands below it, and what stands below that.
        heading: how much larger a heading's type is.
        snap: how far from the middle of branches the line stands that parts into them, where one goes straight down.
        least: how wide a box is at least, by the words for its stripes.
        words: messages for families that are stripes.
        half: the middle of a length.
        width: how wide a text is, by its size and whether it is bold.
    """

    size: float = 9
    line: float = 11
    pad: tuple[float, float] = (5, 3)
    gap: float = 11
    fan: float = 8
    side: float = 10
    lane: float = 8
    stripe: float = 3.5
    radius: float = 2
    frame: float = 5
    column: float = 10
    rule: float = 3
    below: float = 6
    heading: float = 2
    snap: float = 0
    least: Callable[[Sequence[str]], float] = lambda stripes: 0
    half: Callable[[float], float] = lambda length: length / 2
    words: Mapping[str, str] = field(default_factory=lambda: STRIPES)
    width: Width = text_width


PAPER = Look()


def box(
    look: Look,
    lines: Sequence[str],
    fill: str,
    stripes: Mapping[str, str] = NONE,
    key: str = "",
    about: str = "",
    alarm: str = "",
    bold: bool = True,
) -> Part:
    """A box with lines of text, the first one bold, and with its stripes at the bottom.

    Args:
        look: sizes.
        lines: what is written.
        fill: a key of the palette.
        stripes: families of what follows, with words for them; that of dropout is hatched.
        key, about: see :class:`Shape`.
        alarm: a line more, in the colour of what is wrong.
        bold: whether the first line is.
    """
    texts = [*lines, alarm] if alarm else list(lines)
    across, down = look.pad
    widths = [look.width(text, look.size, bold and not at) for at, text in enumerate(texts)]
    width = max(max(widths, default=0) + 2 * across, look.least(list(stripes.values())))
    height = len(texts) * look.line + 2 * down + len(stripes) * look.stripe
    dashed = fill == UNAVAILABLE
    items: list[Item] = [Shape(rectangle(0, 0, width, height), fill, look.radius, False, dashed, key, about)]
    for at, (family, word) in enumerate(stripes.items()):
        top = height - (len(stripes) - at) * look.stripe
        hatched = family == "dropout"
        stripe = rectangle(0, top, width, look.stripe)
        items.append(Shape(stripe, "paper" if hatched else family, hatched=hatched, about=word))
    inside = Extent(0, 0, width, height - len(stripes) * look.stripe)
    for at, (text, wide) in enumerate(zip(texts, widths, strict=True)):
        base = down + at * look.line + 0.8 * look.size + (look.line - look.size) / 2
        color = "alarm" if alarm and at == len(lines) else "ink" if not at or not bold else "quiet"
        items.append(
            Text(look.half(width - wide), base, text, wide, look.size, bold and not at, color, inside)
        )  # fmt: skip
    return Part(width, height, look.half(width), items)


def framed(look: Look, part: Part, title: str) -> Part:
    """A part with a frame around it that says something in its upper left corner, beside the line that enters."""
    wide = look.width(title, look.size, True)
    axis = max(part.axis + look.frame, wide + 2 * look.pad[0] + look.side / 2)
    left = axis - part.axis
    top = look.line + look.pad[1]
    width = left + part.width + look.frame
    height = top + part.height + look.frame
    inside = Extent(0, 0, axis, top)
    items: list[Item] = [
        Shape(rectangle(0, 0, width, height), "frame", look.radius, dashed=True, about=title),
        Text(look.pad[0], look.pad[1] + 0.8 * look.size, title, wide, look.size, True, "quiet", inside),
        Line([(axis, 0), (axis, top)], arrow=True),
        Line([(axis, top + part.height), (axis, height)]),
    ]
    return Part(width, height, axis, items, [(left, top, part)])
