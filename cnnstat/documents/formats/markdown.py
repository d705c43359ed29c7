"""Markdown, as CommonMark with GitHub's tables, directives and admonitions: comments, blocks, and how code is set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cnnstat.documents.formats import Format, content, html
from cnnstat.documents.formats.comment import UNREAD, Comment, comment_of
from cnnstat.documents.formats.commonmark import (
    FIRST_SIGN,
    SIGNS,
    blocks,
    candidates,
    inside,
    parsed,
    signed,
    tokens_of,
)
from cnnstat.documents.formats.lines import ENDS, Lines
from cnnstat.documents.formats.placed import PRIVATE, Seen, in_html, in_references, in_text
from cnnstat.errors import UsageError

if TYPE_CHECKING:  # imported where a document is parsed
    from markdown_it.token import Token

FRONT = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n?|\n)"
    r"(?=(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n))*[ \t]*(?:[\w\"'$@][^\r\n:]*:(?=\s)|[?{]|---|\.\.\.))"
    r".*?(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)",
    re.DOTALL,
)
"""Settings ahead of a page, as a mapping in YAML; a line across it, before a heading or a text, begins none."""

COMMENT = re.compile("<!--.*?(?:-->|\\Z)", re.DOTALL)
UNENDED = re.compile(r"\s*<(?:(?:script|pre|style|textarea)(?:[\s>]|\Z)|\?|!)", re.IGNORECASE)
"""Begins a block of HTML that goes on past empty lines."""


class Stretch(NamedTuple):
    """The lines of a block: the first one, and the first one after it."""

    first: int
    last: int


class Layout(NamedTuple):
    """The blocks of a document.

    Attributes:
        prose: paragraphs, headings and rows of tables, in order.
        tables: whole tables.
        fences: the characters that the fences around a line are made of, for lines inside directives.
        raw: for each line whether it stands inside HTML that no empty line ends.
    """

    prose: Sequence[Stretch]
    tables: Sequence[Stretch]
    fences: Mapping[int, str]
    raw: bytearray


@lru_cache(maxsize=2)
def layout(text: str) -> Layout:
    """The blocks of a document; cached, since tables are needed again after marks.

    Raises:
        RecursionError: they are nested hundreds of levels deep.
    """
    return layout_of(tokens_of(text), len(ENDS.findall(text)) + 1)


def layout_of(tokens: Sequence[Token], lines: int) -> Layout:
    prose: list[Stretch] = []
    tables: list[Stretch] = []
    fences: dict[int, str] = {}
    for token in tokens:
        if token.map is not None and token.type == "directive":
            for line in range(*token.map):
                fences[line] = fences.get(line, "") + token.markup[0]
        if token.map is not None and token.type in ("table_open", "inline"):
            stretch = Stretch(token.map[0], token.map[1])
            if token.type == "table_open":
                tables.append(stretch)
            elif not prose or prose[-1] != stretch:
                prose.append(stretch)
    raw = bytearray(lines)
    for first, last in raw_html(tokens, lines):
        raw[first + 1 : last] = b"\1" * (last - first - 1)
    return Layout(prose, tables, fences, raw)


def raw_html(tokens: Iterable[Token], lines: int) -> Iterator[Stretch]:
    """HTML that no empty line ends: blocks of Markdown, and elements whose inside is no HTML, wherever they open."""
    opened, first = "", 0
    for token in tokens:
        if token.map is None or token.type not in ("html_block", "inline"):
            continue
        if token.type == "html_block" and UNENDED.match(token.content):
            yield Stretch(token.map[0], token.map[1])
        if not html.RAW_TAG.search(token.content):
            continue
        parts = [token] if token.type == "html_block" else inside(token.content, {})
        written = "".join(part.content for part in parts if part.type.startswith("html_"))
        left = html.left_open(written, opened)
        if opened and left != opened:
            yield Stretch(first, token.map[1])
        if left and left != opened:
            first = token.map[0]
        opened = left
    if opened:
        yield Stretch(first, lines)


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments of a document that are addressed to the program, except those in code."""
    starts = candidates(text)
    front = FRONT.match(text)
    options = content.options(ENDS.split(text)) if starts else set()
    end = 0
    for start, seen in comments_at(text, starts):
        line = lines.of(start)
        if not seen and (line in options or content.is_attribute(text, lines.starts[line], start)):
            seen = "attribute"
        if end != -1 and end < start + 4:  # if no end was found before, there is none
            end = text.find("-->", start + 4)
        if seen == "text":  # not a comment: <!--- on GitHub, or no end; but \\<!-- is meant
            if text[start - 1 : start] != "\\":
                behind = lines.range(line, line + 1)[1]  # it may not be closed
                following = text.find("<!--", start + 4, behind)
                stop = behind if following == -1 else following
                last = end + 3 if start < end < stop else start + len(text[start:stop].rstrip())
                yield Comment(start, last, "slip", text[start:last].removesuffix("-->").strip(), start)
        elif end != -1 and (comment := comment_of(start, end + 3, text[start + 4 : end], start + 4)):
            if seen in UNREAD:
                if comment.kind in ("query", "command", "exempt"):
                    yield Comment(start, end + 3, "unread", seen, start)
            else:
                yield comment._replace(seen="front" if front and start < front.end() else seen)


def comments_at(text: str, starts: Sequence[int]) -> Iterator[tuple[int, Seen]]:
    """Those of some offsets at which a comment begins, in order, and how readers see each."""
    found: list[tuple[str, Seen]] = []
    marked = signed(text, [start + 4 for start in starts])
    rows = ENDS.split(marked)
    tokens, env = parsed(marked)
    for token in tokens:
        if token.type in ("directive", "fence"):
            named = token.type == "directive" or token.meta.get("kind") == "unknown"
            found += [(sign, "title" if named else "attribute") for sign in PRIVATE.findall(token.info)]
        if not token.content or not PRIVATE.search(token.content):
            continue
        if token.type == "html_block":
            found += in_html(token.content)
        elif token.type == "inline":
            begins = begins_row(token, rows)
            placed = in_text(token.content, inside(token.content, env))
            found += [(sign, "line" if sign == begins and not seen else seen) for sign, seen in placed]
        elif token.meta.get("kind") in ("mathematics", "unknown", "fence"):
            found += [(sign, token.meta["kind"]) for sign in PRIVATE.findall(token.content)]
    last, known = 0, dict[int, Seen]()
    for sign, seen in found:
        last += (ord(sign) - FIRST_SIGN - last) % SIGNS
        known[last] = seen
    for sign, seen in in_references(env):
        known.setdefault(ord(sign) - FIRST_SIGN, seen)
    yield from ((starts[number], known[number]) for number in sorted(known))


def no_code(text: str, places: Sequence[int]) -> Iterator[int]:
    """Those of some offsets that stand neither in code nor in a comment."""
    shown = set[str]()
    for token in blocks(signed(text, places), {}):
        parts = inside(token.content, {}) if token.type == "inline" and PRIVATE.search(token.content) else [token]
        for part in parts if token.type in ("inline", "html_block") else ():
            shown.update(PRIVATE.findall(COMMENT.sub("", part.content) if part.type != "code_inline" else ""))
    yield from (place for number, place in enumerate(places) if chr(FIRST_SIGN + number % SIGNS) in shown)


def begins_row(token: Token, rows: Sequence[str]) -> str:
    """The sign of the comment with which a table's row begins, if no bar is in front: to GitHub that is HTML."""
    if token.map is None or not token.content.startswith("<!--"):
        return ""
    front = content.BEGIN.match(rows[token.map[0]])
    return token.content[4:5] if front and rows[token.map[0]].startswith(token.content[:5], front.end()) else ""


def fences_around(text: str, line: int) -> str:
    """The signs of which the fences of directives around a line are made."""
    return layout(text).fences.get(line, "")


def is_raw(text: str, line: int) -> bool:
    """Whether a line stands inside of HTML that no empty line ends."""
    return bool(layout(text).raw[line])


def begins_line(text: str, lines: Lines, start: int) -> bool:
    """Whether something comes first in its line, so that Markdown would take a comment there for HTML."""
    first = lines.range(lines.of(start), lines.of(start) + 1)[0]
    return content.BEGIN.fullmatch(text, first, start) is not None


def as_code(text: str, document: str, line: int) -> str:
    """A fence.

    Raises:
        UsageError: there is none where it is to stand, or the text would end the directive around it.
    """
    around = fences_around(document, line)
    sign = next((each for each in "`~" if each not in around), "")
    if not sign:
        raise UsageError("text for terminals is set as code, for which this directive has no fence; leave --format out")
    if ends := next((each for each in around if re.search(rf"^\s*{each}{{3}}", text, re.MULTILINE)), ""):
        raise UsageError(f"what it prints has a line that begins with {3 * ends}, which ends the directive around it")
    fence = sign * max([3, *(len(run) + 1 for run in re.findall(f"{sign}+", text))])
    return f"{fence}text\n{text}\n{fence}"


FORMAT = Format(
    endings=(".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd"),
    comments=comments,
    mark="A <!--=0-->1<!--/-->\n",
    as_code=as_code,
    output="markdown",
    apart=True,
    runs=True,
)
