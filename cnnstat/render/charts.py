"""Charts as text: bars of characters, as wide as the line."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from cnnstat.charts import Accuracies, Bars, Fields
from cnnstat.text import numbers

LONGEST_NAME = 32
EIGHTHS = " ▏▎▍▌▋▊▉█"


def bars_text(found: Bars, width: int) -> str:
    """A bar for each row, with its figure and its share of the whole."""
    shares = [numbers.percent(value, found.total) for value in found.values]
    ends = [f"{text:>{longest(found.texts)}}  {share:>7}" for text, share in zip(found.texts, shares, strict=True)]
    unit = found.quantity.unit
    head = f"{found.title}: {found.quantity.title} by layer ({unit}), {numbers.grouped(found.total)} in all"
    return chart(head, found.names, found.values, ends, width, found.note)


def fields_text(found: Fields, width: int) -> str:
    """A bar for each layer's receptive field, with a sign where the input ends."""
    head = f"{found.title}: receptive field by layer (pixels); the input has {found.side}"
    ends = [numbers.grouped(size) for size in found.sizes]
    beyond = sum(size >= found.side for size in found.sizes)
    note = f"{beyond} of {len(found.sizes)} layers see as far as the input reaches, or farther." if beyond else ""
    return chart(head, found.names, found.sizes, ends, width, note)


def accuracies_text(found: Accuracies, width: int) -> str:
    """A bar for each network's accuracy, with what it costs."""
    head = f"Top-1 accuracy on {found.points[0].images} (%), as cited"
    ends = [
        f"{each.accuracy} %  {numbers.si(each.macs):>6} MACs  {numbers.si(each.params):>6} params"
        for each in found.points
    ]
    unknown = [f"No top-1 accuracy is cited of {', '.join(found.unknown)}."] if found.unknown else []
    notes = " ".join([*unknown, *found.sources])
    values = [int(each.accuracy * 100) for each in found.points]
    return chart(head, [each.name for each in found.points], values, ends, width, notes)


def longest(texts: Sequence[str]) -> int:
    return max(map(len, texts), default=0)


def chart(head: str, names: Sequence[str], values: Sequence[int], ends: Sequence[str], width: int, note: str) -> str:
    """Rows of names, bars and figures."""
    shown = [name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…" for name in names]
    left, right = longest(shown), longest(ends)
    room = max(8, width - left - right - 4)
    most = max(values, default=1)
    lines = [*textwrap.wrap(head, max(40, width), break_long_words=False), ""]
    for name, value, end in zip(shown, values, ends, strict=True):
        lines.append(f"{name:<{left}}  {bar(value, most, room):<{room}}  {end:>{right}}")
    notes = textwrap.wrap(note, max(40, width), break_long_words=False)
    return "\n".join([*lines, *(["", *notes] if notes else [])]) + "\n"


def bar(value: int, most: int, room: int) -> str:
    """A bar so long as its share of the longest, to an eighth of a character; what there is shows at least that."""
    eighths = max(1, 8 * room * value // most) if value else 0
    return EIGHTHS[8] * (eighths // 8) + EIGHTHS[eighths % 8].strip()
