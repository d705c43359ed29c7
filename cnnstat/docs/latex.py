"""LaTeX: comments from % to the end of a line.

They cannot stand around a figure, so each concerns the text of its line, or, alone on a line, of the paragraph behind
it: the words around the figure say which one is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.docs.comment import Comment, comment_of
from cnnstat.docs.lines import Lines

PERCENT = re.compile(r"(?<!\\)(?:\\\\)*(%)(.*)")
VERBATIM = re.compile(r"\\(begin|end)\{(verbatim\*?|lstlisting|minted|Verbatim|comment|filecontents\*?)\}")


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments that speak to the program, each with the text that it concerns."""
    inside = ""
    for number in range(len(lines.starts)):
        line = lines.line(number)
        found = VERBATIM.search(line)
        if found and (not inside or found[2] == inside):
            inside = found[2] if found[1] == "begin" else ""
        match = None if inside else PERCENT.search(line)
        if not match or "cnnstat" not in match[2]:
            continue
        start = lines.starts[number]
        comment = comment_of(start + match.start(1), start + len(line), match[2], start + match.start(2))
        if comment is None:
            continue
        before = start, start + match.start(1)
        region = before if text[slice(*before)].strip() else paragraph(lines, number + 1)
        yield comment._replace(region=region)


def paragraph(lines: Lines, number: int) -> tuple[int, int]:
    """The lines from a number on up to the next empty one, empty ones in front left out."""
    first = number
    while first < len(lines.starts) and not lines.line(first).strip():
        first += 1
    last = first
    while last < len(lines.starts) and lines.line(last).strip():
        last += 1
    return lines.range(first, last)
