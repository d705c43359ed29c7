"""Small charts of a handout, as scenes: bars of what adds up, and the growth of the receptive field."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.charts import Fields, bars, fields
from cnnstat.drawing.metrics import text_width
from cnnstat.drawing.page import cut
from cnnstat.drawing.scene import Item, Line, Scene, Shape, Text, rectangle
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.language import Language
from cnnstat.text import numbers

WIDTH = 252.0
"""Points of a chart: half of the text, on A4."""
SIZE, LINE, HEAD = 8.0, 12.0, 16.0
NAMES = 72.0
"""Points of the longest name; longer ones are shortened."""
COLORS = {"params": "convolution", "macs": "linear"}


def share_chart(topic: Topic, what: str, most: int, language: Language) -> Scene:
    """Bars of ``params`` or ``macs``, the rows with their shares."""
    found = bars(topic.analysis, what, most, language)
    title = language.say("Parameters by layer") if what == "params" else language.say("MACs by layer")
    said = [
        f"{text} · {numbers.percent(value, found.total)}"
        for text, value in zip(found.texts, found.values, strict=True)
    ]  # fmt: skip
    return bar_chart(title, found.names, found.values, said, COLORS[what])


def bar_chart(title: str, names: Sequence[str], values: Sequence[int], said: Sequence[str], color: str) -> Scene:
    """Horizontal bars with their names, and what is said of each behind it."""
    items: list[Item] = [text(title, 0, SIZE + 1, SIZE + 1, bold=True)]
    names = [cut(name, SIZE, False, NAMES) for name in names]
    left = max([text_width(name, SIZE) for name in names], default=0) + 6
    right = max([text_width(each, SIZE) for each in said], default=0)
    room = WIDTH - left - right - 8
    largest = max(values, default=1) or 1
    for at, (name, value) in enumerate(zip(names, values, strict=True)):
        top = HEAD + at * LINE
        width = max(0.6, room * value / largest)
        items.append(text(name, 0, top + 0.78 * LINE, SIZE))
        items.append(Shape(rectangle(left, top + 2, width, LINE - 4), color))
        items.append(text(said[at], left + width + 4, top + 0.78 * LINE, SIZE, color="quiet"))
    about = "; ".join(f"{name} {each}" for name, each in zip(names, said, strict=True))
    return Scene(WIDTH, HEAD + len(names) * LINE + 2, title, f"{title}: {about}", items)


def total_chart(topics: Topics, what: str, language: Language) -> Scene:
    """Bars of ``params`` or ``macs``, one for each network."""
    title = language.say("Parameters") if what == "params" else language.word("MACs")
    sides = topics.sides(language)
    values = [getattr(each.analysis.counts, what) for each in sides]
    return bar_chart(
        title, [each.title for each in sides], values, [language.short(each) for each in values], COLORS[what]
    )


def text(
    words: str, x: float, y: float, size: float, bold: bool = False, color: str = "ink", end: bool = False
) -> Text:
    """A text that begins at a place, or ends there."""
    width = text_width(words, size, bold)
    return Text(x - width if end else x, y, words, width, size, bold, color)


HIGH, FOOT = 100.0, 26.0
"""Points of the field's chart: of its axes, and below them."""


def growth_chart(topic: Topic, language: Language) -> Scene:
    """The receptive field from layer to layer, with the input's side as a line where it comes so far."""
    found = fields(topic.analysis)
    title = language.say("Growth of the receptive field")
    items: list[Item] = [text(title, 0, SIZE + 1, SIZE + 1, bold=True)]
    top = max([*found.sizes, 1])
    shown = max(top, found.side) if found.side <= 1.5 * top else top
    left = text_width(numbers.grouped(max(shown, found.side)), SIZE) + 6
    base = HEAD + HIGH
    across = (WIDTH - left - 4) / max(1, len(found.sizes) - 1)

    def place(at: int) -> tuple[float, float]:
        return left + at * across, base - HIGH * found.sizes[at] / shown * 0.96

    items.append(Line([(left, HEAD), (left, base), (WIDTH, base)], thin=True))
    for value in ticks(shown):
        y = base - HIGH * value / shown * 0.96
        items.append(Line([(left - 3, y), (left, y)], thin=True))
        items.append(text(numbers.grouped(value), left - 5, y + 0.33 * SIZE, SIZE, color="quiet", end=True))
    if found.side <= shown:
        y = base - HIGH * found.side / shown * 0.96
        items.append(Line([(left, y), (WIDTH, y)], thin=True))
        low = y + SIZE + 1 if y - SIZE < HEAD else y - 2.5  # below the line where the title is near
        items.append(text(language.say("input {side}", side=found.side), left + 4, low, SIZE, color="quiet"))
    for at, sources in enumerate(found.reads):
        items += [Line([place(source), place(at)]) for source in sources]
    if len(found.sizes) <= MOST_DOTS:
        items += [Shape(dot(*place(at)), "convolution") for at in range(len(found.sizes))]
    items += named(found, left, across, base)
    return Scene(WIDTH, base + FOOT, title, f"{title}: {spoken(found)}", items)


MOST_DOTS = 60


def dot(x: float, y: float) -> list[tuple[float, float]]:
    return rectangle(x - 1.6, y - 1.6, 3.2, 3.2)


def ticks(top: int) -> list[int]:
    """About four round numbers up to the highest value."""
    power = 10 ** (len(str(top)) - 1)
    step = next(each for each in (power // 5, power // 2, power, 2 * power, 5 * power) if each and top / each <= 5)
    return list(range(0, top + 1, step))


def named(found: Fields, left: float, across: float, base: float) -> list[Item]:
    """Names below the axis, of as many layers as have room, the first and the last among them; in two rows."""
    last = len(found.names) - 1
    items: list[Item] = []
    free, bounds = [left - 12.0, left - 12.0], [WIDTH, WIDTH]
    for at in [0, last, *range(1, last)] if last else [0]:
        name = cut(found.names[at], SIZE - 1, False, NAMES)
        width = text_width(name, SIZE - 1)
        x = min(max(left + at * across - width / 2, 0.0), WIDTH - width)
        if at == last and last:
            rows, bounds[0] = [0], x - 4
        else:
            rows = [row for row in (0, 1) if x >= free[row] and (at == 0 or x + width <= bounds[row])]
        if rows:
            items.append(Text(x, base + 9 + 9 * rows[0], name, width, SIZE - 1, color="quiet"))
            free[rows[0]] = x + width + 5 if at < last else free[rows[0]]
    return items


def spoken(found: Fields) -> str:
    """The chart in words: the sizes of some layers on the way."""
    step = max(1, len(found.names) // 8)
    some = sorted({*range(0, len(found.names), step), len(found.names) - 1})
    return ", ".join(f"{found.names[at]} {numbers.grouped(found.sizes[at])}" for at in some)
