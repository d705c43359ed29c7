"""Where marks, generated blocks and comments stand in a passage."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from cnnstat.documents.checker import Checker
from cnnstat.documents.document import Passage
from cnnstat.documents.formats import formats, html
from cnnstat.documents.marks.pairs import Mark


def spans_marked(checker: Checker, passage: Passage) -> list[tuple[int, int]]:
    """The offsets of marks and generated blocks, including their comments, and of other comments."""
    if not formats()[passage.kind].bracket[1]:
        return merged((each.start, each.end) for each in checker.items(passage) if isinstance(each, Mark))
    found = list(html.spans(passage.text))
    closed = [each for each in passage.comments if each.kind == "close"]
    for first in passage.comments:
        if first.kind in ("query", "command"):
            at = bisect_left(closed, first.end, key=lambda each: each.start)
            found += [(first.start, closed[at].end)] if at < len(closed) else []
    return merged(found)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def within(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset is inside one of some spans, which are in order and do not overlap."""
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return at != -1 and offset < spans[at][1]
