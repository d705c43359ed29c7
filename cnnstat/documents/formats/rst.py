"""reStructuredText: comments, which begin with two dots.

They come between paragraphs, so each concerns the paragraph or table after it, and the words that it quotes tell which
figure is meant. docutils is not used: it gives no positions for text inside directives, and drops the text of unknown
directives (Sphinx has many). Indentation alone is enough to tell what is code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.documents.formats import Format
from cnnstat.documents.formats.comment import Comment, comment_of
from cnnstat.documents.formats.latex import MENTION, paragraph
from cnnstat.documents.formats.lines import Lines

ITEM = re.compile(
    r"(?:\ufeff|\s|[-*+•‣⁃]\s|\(?(?:[0-9]+|#|[A-Za-z]|[ivxlcdmIVXLCDM]{2,9})[.)]\s|:[^:\s`][^:`]{0,200}:\s"
    r"|--?[A-Za-z][\w-]{0,60}(?:[ =]<?[A-Za-z]{1,30}>?)?\s\s)*+"
)
"""What begins items of lists, fields and options, and blanks: a line of another block may stand behind it."""
DOTS = re.compile(rf"({ITEM.pattern})(\.\.)(?:[ \t]+(.*))?")
CODE = re.compile(
    r"\.\.[ \t]+(?:\|[^|]+\|[ \t]+)?(?:[a-z][a-z0-9]*:)?(?:"
    # docutils' own and Sphinx's
    r"code|code-block|sourcecode|literalinclude|parsed-literal|raw|math|highlight|prompt|productionlist|role|"
    r"doctest|testcode|testsetup|testcleanup|testoutput|graphviz|graph|digraph|"
    # those that run what they hold, or draw it
    r"ipython|jupyter-execute|jupyter-input|jupyter-output|code-cell|exec|exec_code|execute_code|eval|plot|altair-plot|"
    r"pyplot|mermaid|uml|plantuml|blockdiag|seqdiag|tikz|program-output|command-output|shell"
    r")::",
    re.IGNORECASE,
)
"""Directives whose text is no prose; their names are the same in capitals, and a substitution may stand for one."""
STRAY = re.compile(r"(?:\A|[^.`\w])(\.\.[ \t]++/?[ \t]*+\\?cnn[-_]?stat\b)", re.IGNORECASE)
"""Begins what would be a mark, if nothing stood in front of it in its line."""
BODY = re.compile(r"[\s|]++/?[ \t]*+\\?cnn[-_]?stat\b", re.IGNORECASE)
LITERAL = re.compile(r"``.+?``|`[^`]+`")
EXPLICIT = re.compile(r"\.\.[ \t]+(?:(?:\|[^|]+\|[ \t]+)?[A-Za-z][\w:.+-]*::|\[[^\]]+\]|_[^:]*:)")
"""Directives, footnotes, citations and targets: the text indented under them is not a comment."""


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments that are addressed to the program, each with the text that it concerns."""
    rows = [lines.line(number) for number in range(len(lines.starts))]
    empty = [not row.strip() for row in rows]
    code = in_code(rows)
    every = list(explicit(rows))
    ends = dict(every)
    found = list(strays(rows, code, lines))
    behind = [*range(len(rows)), len(rows)]  # for each line, itself or the next one with text
    for number in range(len(rows) - 1, -1, -1):
        if empty[number] or is_comment(rows, number, ends):
            behind[number] = behind[ends.get(number, number + 1)]
    for number, last in every:
        if code[number]:
            continue
        match = DOTS.fullmatch(rows[number])
        assert match is not None
        begin = lines.starts[number] + (match.start(3) if match[3] else match.end(2))
        body = text[begin : lines.range(number, last)[1]].rstrip()
        if not MENTION.search(body) or EXPLICIT.match(rows[number], match.start(2)):
            continue
        start = lines.starts[number] + match.start(2)
        comment = comment_of(start, begin + len(body), body, begin)
        if comment is None:
            comment = Comment(start, begin + len(body), "slip", body, begin) if ":" in body else None
        if comment:
            found.append(comment._replace(region=paragraph(lines, behind[last], empty)))
    yield from sorted(found)


def strays(rows: list[str], code: list[bool], lines: Lines) -> Iterator[Comment]:
    """What would be marks, and stand behind something else: in a cell, a field, a directive's own line."""
    for number, row in enumerate(rows):
        if code[number] or not MENTION.search(row):
            continue
        own = DOTS.fullmatch(row)
        for match in STRAY.finditer(LITERAL.sub(lambda found: " " * len(found[0]), row)):
            if own is None or match.start(1) != own.start(2):
                at = lines.starts[number] + match.start(1)
                yield Comment(at, at + match.end(1) - match.start(1), "unread", "place", at)
        above = rows[number - 1].rstrip(" \t|") if number else ""
        if above.endswith(" ..") and BODY.match(row) and begin(above) != len(above) - 2:
            at = lines.starts[number] + indent(row)
            yield Comment(at, lines.starts[number] + len(row), "unread", "place", at)


def is_comment(rows: list[str], number: int, ends: dict[int, int]) -> bool:
    return number in ends and not EXPLICIT.match(rows[number], begin(rows[number]))


def explicit(rows: list[str]) -> Iterator[tuple[int, int]]:
    """Each line that begins with two dots, and the first line after the text indented under it."""
    for number, row in enumerate(rows):
        match = DOTS.fullmatch(row) if ".." in row else None
        if match:
            last = number + 1
            while last < len(rows) and rows[last].strip() and indent(rows[last]) > len(match[1]):
                last += 1
            yield number, last


def indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def begin(row: str) -> int:
    """The column of what stands in a line, or in the item that begins there."""
    found = ITEM.match(row)
    return found.end() if found else 0


def in_code(rows: list[str]) -> list[bool]:
    """For each line, whether it is indented under a literal block, a code directive or another comment."""
    found: list[bool] = []
    above: list[tuple[int, bool]] = []  # indentations of the lines around the current one, and whether they hide it
    for row in rows:
        if not row.strip():
            found.append(False)
            continue
        depth = indent(row)
        while above and above[-1][0] >= depth:
            above.pop()
        hidden = any(hides for _, hides in above[-1:])
        found.append(hidden)
        depth = begin(row)  # what stands in an item has its own column
        bare = row[depth:].rstrip()
        dots = bare.startswith("..") and not EXPLICIT.match(bare)
        literal = bare.endswith("::") and not bare.startswith("..")
        above.append((depth, hidden or dots or literal or CODE.match(bare) is not None))
    return found


def hidden(text: str, lines: Lines) -> str:
    """The text with every comment blanked, so that nothing is found in one."""
    rows = [lines.line(number) for number in range(len(lines.starts))]
    parts = list(text)
    for number, last in explicit(rows):
        if not EXPLICIT.match(rows[number], begin(rows[number])):
            start, end = lines.range(number, last)
            parts[start:end] = [sign if sign in "\r\n" else " " for sign in text[start:end]]
    return "".join(parts)


def as_code(text: str, document: str, line: int) -> str:
    """A literal block."""
    return "::\n\n" + "\n".join(f"   {row}".rstrip() for row in text.split("\n"))


FORMAT = Format(
    endings=(".rst", ".rest"),
    comments=comments,
    mark=".. cnnstat: 0\n\n1\n",
    as_code=as_code,
    hidden=hidden,
    bracket=(".. ", ""),
    apart=True,
)
