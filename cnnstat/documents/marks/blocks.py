"""Generated blocks: the text that a command writes into a document, and the checksum that tells it from a hand's."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from cnnstat.documents.document import Passage
from cnnstat.documents.formats import Format, formats
from cnnstat.documents.formats.html import LIVE
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.marks.pairs import Generated
from cnnstat.documents.rules import BROKEN, EDITED, STALE, UNRESOLVED
from cnnstat.effort import spend
from cnnstat.errors import CnnstatError, UsageError, shown
from cnnstat.findings.finding import Edit
from cnnstat.findings.rule import Rule
from cnnstat.text.printable import printable


class Text(NamedTuple):
    """What a block shows.

    Attributes:
        text: as the renderer wrote it.
        plain: whether it is for a terminal, and set as code.
    """

    text: str
    plain: bool


Generate = Callable[[Sequence[str], str, Path], Text]
"""Writes what a command shows: given its words, the format of the document ("" where there is none of its own), and
the document's folder."""

CELL = 2
"""The work that a cell of a table takes where a block is read again, besides that for its lines and characters."""
LINE_END = re.compile(r"\r\n?|\n")
PREFIX = re.compile(r"[ \t>]*")


class Fault(NamedTuple):
    """What is wrong with a block, and what would mend it."""

    rule: Rule
    problem: str
    edit: Edit | None = None


def words_of(command: str) -> list[str]:
    """The words of a block's command.

    Raises:
        UsageError: it is none that a block may have.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"command {shown(command)}: {error}") from error
    words = words[1:] if words[:1] == ["cnnstat"] and len(words) > 1 else words
    if not words or words[0].startswith("-"):
        raise UsageError(f"command {shown(command)}: expected a network or a command, as alexnet --table")
    return words


def bare(text: str) -> str:
    """A block's text without what does not count: blanks around it, and how its lines end."""
    return re.sub(r"\r\n?", "\n", text).strip()


def checksum(text: str) -> str:
    """Eight digits that tell whether a block's text is the one that was written.

    They are for hands that slip: whether a block is right is told by its text, as somebody could look for another text
    with the same digits.
    """
    return hashlib.sha256(bare(text).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def generated(words: Sequence[str], passage: Passage, line: int, generate: Generate, folder: Path) -> str:
    """A block's text as its document wants it.

    Args:
        words: its command.
        passage: where it stands.
        line: the line of that which it begins in.
        generate: what writes it.
        folder: the document's.
    """
    own = formats()[passage.kind]
    text, plain = generate(words, own.output, folder)
    spend(len(text) // 10 + text.count("\n") + CELL * text.count("|"))
    text = printable(text.strip("\n"))
    if not plain:
        from cnnstat.documents.formats import mdx

        return mdx.inert(text) if passage.scripted else own.inert(text)
    if own.runs and (live := LIVE.search(text)):
        found = shown(text[live.start() : live.start() + 3].rstrip())
        raise UsageError(f"what it prints holds {found}, where programs that make pages run code or read files")
    return own.as_code(text, passage.text, line)


def check_block(passage: Passage, item: Generated, generate: Generate, folder: Path) -> Fault | None:
    """What is wrong with a block; None where it is what its command prints."""
    text, line = passage.text, passage.lines.of(item.begin)
    prefix = text[passage.lines.starts[line] : item.begin]
    if not PREFIX.fullmatch(prefix):
        return Fault(BROKEN, "a block begins on a line of its own; a figure in a sentence is marked with a query")
    if passage.kind == "markdown" and is_in_html(text, line):
        return Fault(BROKEN, "a block stands in Markdown, not inside of HTML that goes on past empty lines, as <pre>")
    try:
        words = words_of(item.command)
        fresh = generated(words, passage, line, generate, folder)
    except CnnstatError as error:
        return Fault(UNRESOLVED, error.first)
    found = LINE_END.search(text)
    end = found[0] if found else "\n"
    own_format = formats()[passage.kind]
    gap = end + prefix.rstrip() + end if own_format.apart else end
    body = end.join(f"{prefix}{row}".rstrip() for row in fresh.split("\n"))
    whole = f"{gap}{body}{gap}{prefix}"
    own = text[item.start : item.end]
    if bare(own) == bare(whole):
        return None
    before, behind = own_format.bracket
    closing = f"{before}/cnnstat sum={checksum(whole)}{behind}"
    if not stays_inside(own_format, text[item.begin : item.start], f"\n\n{fresh}\n\n", closing):
        return Fault(UNRESOLVED, "what the command prints would end the block, or begin another mark")
    edit = passage.edit(item.start, item.closing[1], f"{whole}{closing}")
    if not own.strip(" \t\r\n>"):
        return Fault(STALE, "the block is empty", edit)
    if item.checksum == checksum(own):
        return Fault(STALE, f"the block is not what `cnnstat {item.command}` prints today", edit)
    who = "was changed by hand" if item.checksum else "has no checksum, so it may be written by hand,"
    return Fault(EDITED, f"the block {who} and is not what `cnnstat {item.command}` prints; it is left alone")


def is_in_html(text: str, line: int) -> bool:
    """Whether a line of Markdown stands where what a block shows would be HTML, or no text."""
    from cnnstat.documents.formats.markdown import is_raw

    return is_raw(text, line)


def stays_inside(own: Format, begin: str, body: str, closing: str) -> bool:
    """Whether a block's text neither ends the block nor holds a mark, and what follows the block is read as before.

    Names and titles of specs stand in it. The renderers escape them; this is the proof for the text as a whole.
    """
    comments, mark = own.comments, own.mark
    text = f"{begin.rstrip()}{body}{closing}\n\n"
    expected = [0, len(text) - len(closing) - 2, *(len(text) + each.start for each in comments(mark, Lines(mark)))]
    return [each.start for each in comments(text + mark, Lines(text + mark))] == expected
