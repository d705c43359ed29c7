"""reStructuredText: comments, which begin with two dots.

They stand between paragraphs, so each concerns the paragraph or table behind it, and the words around the figure say
which one is meant. docutils gives no place for text inside of directives and drops that of directives which it does
not know (Sphinx has many); what is code can be told by indentation alone, so that is done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.docs.comment import Comment, comment_of
from cnnstat.docs.latex import paragraph
from cnnstat.docs.lines import Lines

DOTS = re.compile(r"(\s*)(\.\.)[ \t]+(.*)")
CODE = re.compile(r"\.\.[ \t]+(?:code|code-block|sourcecode|literalinclude|parsed-literal|raw|math|highlight|prompt)::")
DIRECTIVE = re.compile(r"\.\.[ \t]+(?:\|[^|]+\|[ \t]+)?[A-Za-z][\w:.+-]*::")


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments that speak to the program, each with the text that it concerns."""
    for number in range(len(lines.starts)):
        line = lines.line(number)
        match = DOTS.fullmatch(line) if "cnnstat" in line else None
        if not match or in_code(lines, number, len(match[1])):
            continue
        last = number + 1
        while last < len(lines.starts) and indent(lines.line(last)) > len(match[1]) and lines.line(last).strip():
            last += 1
        start, begin = lines.starts[number], lines.starts[number] + match.start(3)
        body = text[begin : lines.range(number, last)[1]].rstrip()
        comment = comment_of(start + match.start(2), begin + len(body), body, begin)
        if comment:
            yield comment._replace(region=paragraph(lines, last))


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def in_code(lines: Lines, number: int, depth: int) -> bool:
    """Whether a line is part of a literal block, a code directive or another comment: one of the lines that it is
    indented under begins such a thing."""
    while depth and number:
        number -= 1
        line = lines.line(number)
        if not line.strip() or indent(line) >= depth:
            continue
        depth = indent(line)
        plain = line.strip()
        if DIRECTIVE.match(plain):
            if CODE.match(plain):
                return True
        elif plain.startswith("..") or plain.endswith("::"):
            return True
    return False
