"""Whether a comment right beside signs of emphasis changes what they are.

To Markdown a comment ends in a punctuation mark. So ``**61M**`` is bold before a Korean particle, and with a comment
between the figure and the last two stars it is not: these then neither follow a letter nor stand before a blank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cnnstat.documents.formats.barred import BLANK, ends
from cnnstat.effort import spend

if TYPE_CHECKING:  # imported where a document is parsed
    from markdown_it import MarkdownIt

SIGNS = frozenset("*_~")
COMMENT = "<!--=-->"
LONGEST = 4000
"""Characters of a paragraph that is rendered; in a longer one comments are taken to change them."""
MOST_APART = 12
"""Stretches of a paragraph that are tried one by one where all together change something; of more, all are taken to."""
Span = tuple[int, int]


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """A parser of whole paragraphs, with what most programs add to CommonMark."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def altered(text: str, spans: Sequence[Span]) -> set[Span]:
    """The stretches of a text around which comments would change how what is beside them is shown."""
    paragraphs = defaultdict[Span, list[Span]](list)
    for start, end in sorted(set(spans)):
        if text[start - 1 : start] in SIGNS or text[end : end + 1] in SIGNS:
            paragraphs[paragraph(text, start, end)].append((start, end))
    found = set[Span]()
    for around, own in paragraphs.items():
        if around[1] - around[0] <= LONGEST and not alter(text, around, own):
            continue
        apart = len(own) <= MOST_APART and around[1] - around[0] <= LONGEST
        found.update(each for each in own if not apart or alter(text, around, [each]))
    return found


def paragraph(text: str, start: int, end: int) -> Span:
    """Where the paragraph around a stretch begins and ends, or a longer piece of a longer one."""
    first = max((each.end() for each in BLANK.finditer(text, max(0, start - LONGEST), start)), default=-1)
    return first if first >= 0 else max(0, start - LONGEST), ends(text, end)


def alter(text: str, around: Span, spans: Sequence[Span]) -> bool:
    """Whether comments around stretches of a paragraph change how it is shown."""
    plain, marked, at = text[slice(*around)], "", around[0]
    for start, end in spans:
        marked += f"{text[at:start]}{COMMENT}{text[start:end]}{COMMENT}"
        at = end
    marked += text[at : around[1]]
    spend(len(marked) / 10)
    before, after = str(parser().render(plain)), str(parser().render(marked))
    return after.replace(COMMENT, "") != before
