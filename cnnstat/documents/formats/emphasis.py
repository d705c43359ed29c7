"""Whether a comment right beside signs of emphasis changes what they are.

To Markdown a comment ends in a punctuation mark. So ``**61M**`` is bold before a Korean particle, and with a comment
between the figure and the last two stars it is not: these then neither follow a letter nor stand before a blank.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cnnstat.documents.formats.barred import BLANK, ends
from cnnstat.effort import spend

if TYPE_CHECKING:  # imported where a document is parsed
    from markdown_it import MarkdownIt

SIGNS = "*_~"
COMMENT = "<!--=-->"
LONGEST = 4000
"""Characters of a paragraph that is rendered; in a longer one a comment is taken to change them."""


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """A parser of whole paragraphs, with what most programs add to CommonMark."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def altered(text: str, start: int, end: int) -> bool:
    """Whether comments around a stretch of a text would change how what is beside it is shown."""
    if text[start - 1 : start] not in SIGNS and text[end : end + 1] not in SIGNS:
        return False
    first = max((each.end() for each in BLANK.finditer(text, max(0, start - LONGEST), start)), default=-1)
    first = 0 if first < 0 and start < LONGEST else first
    last = ends(text, end)
    if first < 0 or last - first > LONGEST:
        return True
    plain = text[first:last]
    marked = f"{text[first:start]}{COMMENT}{text[start:end]}{COMMENT}{text[end:last]}"
    spend(len(plain) / 20)
    before, after = str(parser().render(plain)), str(parser().render(marked))
    return after.replace(COMMENT, "") != before
