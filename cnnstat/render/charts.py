"""Charts as text: bars of characters, as wide as the line."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.charts import Accuracies, Bars, Fields
from cnnstat.text import numbers
from cnnstat.text.cells import cells, left, right, wrapped

LONGEST_NAME = 32
COST = 6
"""Cells of a rounded count, at least."""
EIGHTHS = " ▏▎▍▌▋▊▉█"


def bars_text(found: Bars, width: int) -> str:
    """A bar for each row, with its figure and its share of the whole."""
    shares = [numbers.percent(value, found.total) for value in found.values]
    wide = longest(found.texts)
    ends = [f"{right(text, wide)}  {share:>7}" for text, share in zip(found.texts, shares, strict=True)]
    word = found.language.word
    head = found.language.say(
        "{network}: {figure} by layer ({unit}), {total} in all", network=found.title,
        figure=word(found.quantity.title), unit=word(found.quantity.unit), total=numbers.grouped(found.total),
    )  # fmt: skip
    return chart(head, found.names, found.values, ends, width, found.note)


def fields_text(found: Fields, width: int) -> str:
    """A bar for each layer's receptive field, with a sign where the input ends."""
    say = found.language.say
    head = say(
        "{network}: receptive field by layer (pixels); the input has {side}", network=found.title, side=found.side
    )
    ends = [numbers.grouped(size) for size in found.sizes]
    beyond, layers = sum(size >= found.side for size in found.sizes), len(found.sizes)
    note = say("{count} of {layers} layers see as far as the input reaches, or farther.", count=beyond, layers=layers)
    return chart(head, found.names, found.sizes, ends, width, note if beyond else "")


def accuracies_text(found: Accuracies, width: int) -> str:
    """A bar for each network's accuracy, with what it costs."""
    say, short = found.language.say, found.language.short
    head = say("Top-1 accuracy on {images} (%), as cited", images=found.points[0].images)
    costs = [(short(each.macs), short(each.params)) for each in found.points]
    wide = [max(COST, longest(column)) for column in zip(*costs, strict=True)]
    ends = []
    for each, texts in zip(found.points, costs, strict=True):
        macs, params = map(right, texts, wide)
        cost = (say("{figure} MACs", figure=macs), say("{figure} params", figure=params))
        ends.append(f"{each.accuracy} %  {cost[0]}  {cost[1]}")
    notes = " ".join(filter(None, [found.uncited, *found.sources]))
    values = [int(each.accuracy * 100) for each in found.points]
    return chart(head, [each.name for each in found.points], values, ends, width, notes)


def longest(texts: Sequence[str]) -> int:
    return max(map(cells, texts), default=0)


def chart(head: str, names: Sequence[str], values: Sequence[int], ends: Sequence[str], width: int, note: str) -> str:
    """Rows of names, bars and figures."""
    shown = [name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…" for name in names]
    first, last = longest(shown), longest(ends)
    room = max(8, width - first - last - 4)
    most = max(values, default=1)
    lines = [*wrapped(head, max(40, width)), ""]
    for name, value, end in zip(shown, values, ends, strict=True):
        lines.append(f"{left(name, first)}  {bar(value, most, room):<{room}}  {right(end, last)}")
    notes = wrapped(note, max(40, width))
    return "\n".join([*lines, *(["", *notes] if notes else [])]) + "\n"


def bar(value: int, most: int, room: int) -> str:
    """A bar so long as its share of the longest, to an eighth of a character; what there is shows at least that."""
    eighths = max(1, 8 * room * value // most) if value else 0
    return EIGHTHS[8] * (eighths // 8) + EIGHTHS[eighths % 8].strip()
