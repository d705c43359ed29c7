"""The page: a title, the network in columns, details with their tables, a legend, and the choice of what fits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cnnstat.drawing.boxes import STRIPES, UNAVAILABLE, Look
from cnnstat.drawing.metrics import text_width
from cnnstat.drawing.scene import Extent, Item, Line, Part, Shape, Text, rectangle
from cnnstat.errors import UsageError, shown
from cnnstat.language import ENGLISH, Language, message

PAGES = {"16:9": (960.0, 540.0), "a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Points, width and height; 16:9 is the slide of 13.33 by 7.5 inches."""
MARGIN = 24.0
SMALLEST = 9.0
"""Points; text on a page is never smaller."""
TITLE = 15.0
LEGEND = {
    "convolution": message("convolution"),
    "linear": message("linear"),
    "pooling": message("pooling"),
    "reshape": message("reshape"),
    UNAVAILABLE: message("unavailable"),
    **STRIPES,
    "block": message("block"),
    "frame": message("repeated"),
}
"""What a legend explains, in this order, and its words; white boxes say themselves what they are."""


class Page(NamedTuple):
    """A page, in points."""

    width: float
    height: float


def page_named(name: str) -> Page:
    """A page by its name, or by its sides in millimetres as ``160x90mm``.

    Raises:
        UsageError: there is no such page.
    """
    if name.lower() in PAGES:
        return Page(*PAGES[name.lower()])
    sides = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]+)?)x([0-9]{1,4}(?:\.[0-9]+)?)mm", name.lower())
    if not sides:
        raise UsageError(f"--page: expected {', '.join(PAGES)} or WIDTHxHEIGHTmm as 160x90mm, got {shown(name)}")
    width, height = (float(each) * 72 / 25.4 for each in sides.groups())
    if min(width, height) < 100 or max(width, height) > 5000:
        raise UsageError(f"--page: expected sides from 36 to 1763 mm, got {shown(name)}")
    return Page(width, height)


def table(look: Look, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Part:
    """A small table: the first column to the left, the others to the right."""
    lines = [head, *rows]
    wide = [
        max(look.width(row[at], look.size, not number) for number, row in enumerate(lines)) for at in range(len(head))
    ]
    found = Part(sum(wide) + (len(wide) - 1) * look.column, len(lines) * look.line + look.rule, 0)
    for number, row in enumerate(lines):
        left = 0.0
        base = number * look.line + 0.8 * look.size + (look.rule if number else 0)
        for at, text in enumerate(row):
            width = look.width(text, look.size, not number)
            x = left if at == 0 else left + wide[at] - width
            found.items.append(Text(x, base, text, width, look.size, not number, "ink" if not number else "quiet"))
            left += wide[at] + look.column
    rule = look.line + (look.rule - 1) / 2
    found.items.append(Line([(0, rule), (found.width, rule)], thin=True))
    return found


def headed(look: Look, title: str, parts: Sequence[Part]) -> Part:
    """Parts below a heading, one below the other."""
    size = look.size + look.heading
    wide = look.width(title, size, True)
    found = Part(max([wide, *(part.width for part in parts)]), 0, 0)
    found.items.append(Text(0, look.size + look.heading / 2, title, wide, size, True))
    top = look.line + look.below
    for part in parts:
        found.children.append((0, top, part))
        top += part.height + look.below
    found.height = top - look.below
    return found


def fills(parts: Iterable[Part]) -> set[str]:
    """The colours that occur, and "dropout" for its hatch."""
    found: set[str] = set()
    open_parts = list(parts)
    while open_parts:
        part = open_parts.pop()
        shapes = [each for each in part.items if isinstance(each, Shape)]
        found |= {each.fill for each in shapes} | {"dropout" for each in shapes if each.hatched}
        open_parts += [child for _, _, child in part.children]
    return found


def legend(seen: Container[str], size: float, width: float, language: Language = ENGLISH) -> Part:
    """What colours mean, those alone that occur, in lines of a width."""
    found = Part(0, size + 3, 0)
    left, top = 0.0, 0.0
    for name in (each for each in LEGEND if each in seen):
        word = language.say(LEGEND[name])
        wide = text_width(word, size)
        if left and left + size + 4 + wide > width:
            left, top = 0.0, top + size + 5
        stripe = name in ("normalization", "activation")
        high = size / 2.5 if stripe else size
        found.items.append(
            Shape(
                rectangle(left, top + (size - high) / 2, size * 1.3, high), "paper" if name == "dropout" else name, 1,
                hatched=name == "dropout", dashed=name in ("frame", UNAVAILABLE),
            )
        )  # fmt: skip
        found.items.append(Text(left + size * 1.3 + 3, top + 0.82 * size, word, wide, size, color="quiet"))
        left += size * 1.3 + 3 + wide + 12
        found.width = max(found.width, left - 12)
    found.height = top + size + 3
    return found


def small_type(page: Page) -> float:
    """The size of the line below the title and of the legend: larger on a slide, which is seen from afar."""
    return max(SMALLEST, min(12.0 * poster(page), page.width / 80))


def poster(page: Page) -> float:
    """How much larger than a slide a page is; 1 for smaller ones."""
    return max(1.0, min(page.width / PAGES["16:9"][0], page.height / PAGES["16:9"][1]))


def framed_page(page: Page, title: str, under: str) -> tuple[list[Item], Extent]:
    """The title and the line below it; and the room that is left, the legend's included."""
    items: list[Item] = []
    small, large = small_type(page), TITLE * poster(page)
    width = page.width - 2 * MARGIN
    text = cut(title, large, True, width)
    items.append(Text(MARGIN, MARGIN + 0.8 * large, text, text_width(text, large, True), large, True))
    top = MARGIN + large + 4
    for line in wrapped(under, small, width):
        items.append(Text(MARGIN, top + 0.8 * small, line, text_width(line, small), small, color="quiet"))
        top += small + 3
    return items, Extent(MARGIN, top + 8, page.width - MARGIN, page.height - MARGIN - 4)


def wrapped(text: str, size: float, width: float) -> Iterator[str]:
    """A text in lines of a width."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size) > width:
            yield line
            longer = word
        line = cut(longer, size, False, width)
    if line:
        yield line


def cut(text: str, size: float, bold: bool, width: float) -> str:
    """A text, shortened where it is wider than that."""
    if text_width(text, size, bold) <= width:
        return text
    kept = bisect_right(range(len(text)), width, key=lambda end: text_width(f"{text[:end]}…", size, bold)) - 1
    return f"{text[: max(kept, 0)]}…"


def enlarged(items: Iterable[Item], scale: float, x: float, y: float) -> Iterator[Item]:
    """Items so many times as large, moved to a place."""

    def point(each: tuple[float, float]) -> tuple[float, float]:
        return x + scale * each[0], y + scale * each[1]

    for item in items:
        if isinstance(item, Text):
            inside = item.inside and Extent(*point(item.inside[:2]), *point(item.inside[2:]))
            at = point((item.x, item.y))
            yield replace(item, x=at[0], y=at[1], width=scale * item.width, size=scale * item.size, inside=inside)
        elif isinstance(item, Shape):
            yield replace(item, points=[point(each) for each in item.points], radius=scale * item.radius)
        else:
            yield replace(item, points=[point(each) for each in item.points])
