r"""LaTeX: comments from % to the end of a line.

They cannot enclose a figure, so each concerns the text of its line or, if alone on a line, the paragraph after it; the
words that it quotes tell which figure is meant. Text in verbatim environments and ``\verb`` is code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cnnstat.documents.formats import Format
from cnnstat.documents.formats.comment import Comment, comment_of
from cnnstat.documents.formats.lines import Lines
from cnnstat.errors import UsageError

ENVIRONMENTS = r"(?:verbatim\*?|lstlisting|minted|[BL]?Verbatim\*?|comment|filecontents\*?)"
END = re.compile(rf"\\end\{{(?P<name>{ENVIRONMENTS})\}}")
SIGN = re.compile(
    rf"\\(?P<edge>begin|end)\{{(?P<name>{ENVIRONMENTS})\}}|\\verb\*?(?P<sign>[^A-Za-z\s*]).*?(?P=sign)"
    r"|\\(?:url|href|path)\s*\{[^{}]*\}|\\.|(?P<percent>%)"
)
MENTION = re.compile(r"cnn[-_]?stat", re.IGNORECASE)
FARTHEST = 100
"""The most lines of a paragraph that a comment above it concerns."""


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments that are addressed to the program, each with the text that it concerns."""
    empty = [not lines.line(number).strip() for number in range(len(lines.starts))]
    starts = list(percents(text, lines))
    behind = [len(empty)] * len(empty)  # for each line, the next one with text
    for number in range(len(empty) - 1, 0, -1):
        alone = starts[number] != -1 and not lines.line(number)[: starts[number]].strip()
        behind[number - 1] = behind[number] if empty[number] or alone else number
    for number, column in enumerate(starts):
        line = lines.line(number)
        if column == -1 or not MENTION.search(line, column):
            continue
        start, begin = lines.starts[number] + column, column + len(line[column:]) - len(line[column:].lstrip("%"))
        comment = comment_of(start, lines.starts[number] + len(line), line[begin:], lines.starts[number] + begin)
        if comment is None:
            body = line[begin:].strip()
            comment = Comment(start, lines.starts[number] + len(line), "slip", body, start) if ":" in body else None
        if comment is None:
            continue
        if line[:column].strip():
            yield comment._replace(region=(lines.starts[number], start))
        else:
            yield comment._replace(region=paragraph(lines, behind[number], empty))


def percents(text: str, lines: Lines) -> Iterator[int]:
    """The column of each line's comment, or -1 if it has none.

    An environment that nothing ends, or that begins in the braces of a macro, hides no comments.
    """
    inside, ends = "", {match["name"]: match.start() for match in END.finditer(text)}
    for number, start in enumerate(lines.starts):
        column, inside = percent(lines.line(number), inside, {name: last - start for name, last in ends.items()})
        yield column


def percent(line: str, inside: str, ends: Mapping[str, int]) -> tuple[int, str]:
    """The column of a line's comment, or -1 if it has none, and the verbatim environment that it leaves open.

    Args:
        line: the line.
        inside: the verbatim environment that is open in front of it; "" for none.
        ends: for each environment the column, counted from this line's first, where it ends for the last time.
    """
    at = 0
    while match := SIGN.search(line, at):
        at = match.end()
        if inside:
            inside = "" if match["edge"] == "end" and match["name"] == inside else inside
        elif match["edge"] == "begin":
            own = line[match.start() - 1 : match.start()] != "{" and ends.get(match["name"], -1) > match.start()
            inside = match["name"] if own else ""
        elif match["percent"]:
            return match.start(), ""
    return -1, inside


def paragraph(lines: Lines, first: int, empty: list[bool]) -> tuple[int, int]:
    """The offsets of the lines from ``first`` on, up to the next empty one."""
    last = first
    while last < min(len(empty), first + FARTHEST) and not empty[last]:
        last += 1
    return lines.range(first, last) if first < len(empty) else (len(lines.text), len(lines.text))


def hidden(text: str, lines: Lines) -> str:
    """The text with every comment blanked, so that nothing is found in one."""
    parts = []
    for number, column in enumerate(percents(text, lines)):
        line = text[slice(*lines.range(number, number + 1))]
        plain = lines.line(number)
        parts.append(line if column == -1 else line[:column] + " " * (len(plain) - column) + line[len(plain) :])
    return "".join(parts)


def as_code(text: str, document: str, line: int) -> str:
    """A verbatim environment.

    Raises:
        UsageError: the text would end it.
    """
    if re.search(r"\\end\s*\{\s*verbatim", text):  # the package of that name allows blanks
        raise UsageError("what it prints holds \\end{verbatim}, which would end the block; leave --format out")
    return f"\\begin{{verbatim}}\n{text}\n\\end{{verbatim}}"


FORMAT = Format(
    endings=(".tex", ".ltx"),
    comments=comments,
    mark="1 % cnnstat: 0\n",
    as_code=as_code,
    hidden=hidden,
    bracket=("% ", ""),
    output="latex",
)
