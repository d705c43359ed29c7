"""Tags and elements of a document that are not shown, found in one pass, however many marks stand beside them."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from functools import lru_cache

from cnnstat.documents.formats.html import COMMENT

TAG = re.compile(r"""</?([A-Za-z][A-Za-z0-9-]*)(?:\s(?:[^<>"']|"[^"]*+"|'[^']*+')*+)?/?>""")
EVENT = re.compile(rf"{COMMENT}|{TAG.pattern}")
UNSEEN = frozenset(("template", "script", "style", "noscript"))
"""Elements that are never shown."""
HIDES = re.compile(r"\shidden[\s=>/]|display\s*:\s*none", re.IGNORECASE)
"""What a tag says of an element that is not shown."""


class Elements:
    """Where tags stand in a text, and elements that are not shown, from their opening to their closing tags.

    A comment may be one, or an example in code. So tags inside and outside of it are told apart, but no tag is left
    out.
    """

    def __init__(self, text: str) -> None:
        self._starts, self._ends = array("q"), array("q")
        self._hidden: dict[int, int] = {}
        opened: dict[tuple[str, int], list[tuple[int, bool]]] = {}
        comment = 0
        for event in EVENT.finditer(text):
            start, end = event.span()
            if event[1] is None:
                comment = (comment or start + 1) if event[0] == "<!--" else 0
                continue
            self._starts.append(start)
            self._ends.append(end)
            name = event[1].lower()
            if text[start + 1] == "/":
                begin, hides = (opened.get((name, comment)) or [(0, False)]).pop()
                if hides:
                    self._hidden[begin] = end
            elif text[end - 2] != "/":
                opened.setdefault((name, comment), []).append((start, is_hidden(name, event[0])))
        self._begun = {end: start for start, end in self._hidden.items()}

    def end(self, start: int) -> int:
        """Where an element that is not shown, or else a tag, ends that begins somewhere; -1 where none does."""
        if start in self._hidden:
            return self._hidden[start]
        at = bisect_left(self._starts, start)
        return self._ends[at] if at < len(self._starts) and self._starts[at] == start else -1

    def start(self, end: int) -> int:
        """Where an element that is not shown, or else a tag, begins that ends somewhere; -1 where none does."""
        if end in self._begun:
            return self._begun[end]
        at = bisect_left(self._ends, end)
        return self._starts[at] if at < len(self._ends) and self._ends[at] == end else -1

    def is_hidden(self, start: int) -> bool:
        """Whether an element begins somewhere that is not shown."""
        return start in self._hidden


def is_hidden(name: str, tag: str) -> bool:
    """Whether a tag opens an element that is not shown."""
    return name in UNSEEN or HIDES.search(tag) is not None


@lru_cache(maxsize=2)
def elements(text: str) -> Elements:
    """Those of a text; kept, as it may have many marks."""
    return Elements(text)


LABEL = re.compile(r"^[ >]{0,3}\[([^\[\]\n]{1,200})\]:", re.MULTILINE)


@lru_cache(maxsize=2)
def labels(text: str) -> frozenset[str]:
    """What links of Markdown can refer to; brackets with another word are shown."""
    return frozenset(label.lower() for label in LABEL.findall(text))
