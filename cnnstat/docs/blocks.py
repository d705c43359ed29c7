"""Generated blocks: the text that a command writes into a document, and the checksum that tells it from a hand's."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cnnstat.docs.document import Passage
from cnnstat.docs.finding import Edit
from cnnstat.docs.marks import Generated
from cnnstat.docs.rules import BROKEN, EDITED, STALE, UNRESOLVED
from cnnstat.errors import CnnstatError, UsageError, shown
from cnnstat.rule import Rule

Generate = Callable[[Sequence[str], Path], str]
"""Runs a command in a folder and returns what it prints."""

COMMANDS = ("show", "explain", "sizes", "audit", "reconcile")
"""What a document may ask for: commands that print figures, and change nothing."""
REFUSED = ("--output", "--picture", "--claims", "--help", "-h")
"""Options that write or read other files, or print what depends on the terminal."""
FORMATS = {"markdown": "markdown", "html": "html", "latex": "latex"}
"""What a document of each format asks for, if it says nothing; others take text for terminals."""
VERBATIM = {
    "markdown": ("```text\n", "\n```"),
    "html": ("<pre>\n", "\n</pre>"),
    "latex": ("\\begin{verbatim}\n", "\n\\end{verbatim}"),
    "rst": ("::\n\n", ""),
}
"""What stands around a table for terminals."""
COMMENTS = {"latex": ("% ", ""), "rst": (".. ", "")}
EMPTY_LINES = ("markdown", "rst")
"""Formats in which a block is set apart by empty lines."""
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
"""A block's headings are none of its document's."""
LINE_END = re.compile(r"\r\n?|\n")
FORMAT = re.compile(r"(?:--format(?:=(.+))?|-f=?(.+)?)")
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
    words = words[1:] if words[0] == "cnnstat" and len(words) > 1 else words
    if words[0].startswith("-"):
        raise UsageError(f"command {shown(command)}: expected a network or a command, as alexnet --table")
    for word in words:
        option = word.partition("=")[0]
        if option in REFUSED or word.startswith("-o"):
            raise UsageError(f"command {shown(command)}: a block takes no {option}")
    return words


def checksum(text: str) -> str:
    """Eight digits that tell whether a block's text is the one that was written; blanks around it do not count."""
    plain = re.sub(r"\r\n?", "\n", text).strip()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def format_of(words: Sequence[str]) -> str:
    """The format that a command asks for; "" where it asks for none."""
    for word, after in pairwise([*words, ""]):
        match = FORMAT.fullmatch(word)
        if match:
            return match[1] or match[2] or after
    return ""


def generated(words: Sequence[str], kind: str, folder: Path, generate: Generate) -> str:
    """A block's text as its format wants it."""
    asked = format_of(words)
    own = "" if kind == "html" and words[0] == "explain" else FORMATS.get(kind, "")
    if asked not in ("", own, "table", "text"):
        raise UsageError(f"--format {asked}: this document takes {f'{own} or ' if own else ''}table")
    text = generate(words if asked or not own else [*words, "--format", own], folder).strip("\n")
    if asked in ("table", "text") or not own:
        before, behind = VERBATIM[kind]
        text = escape(text, quote=False) if kind == "html" else text
        lines = (f"   {line}".rstrip() for line in text.split("\n")) if kind == "rst" else text.split("\n")
        return before + "\n".join(lines) + behind
    if kind == "html":
        return text.partition("<body>")[2].partition("</body>")[0].strip("\n")
    return HEADING.sub(r"**\1**", text) if kind == "markdown" else text


def check_block(passage: Passage, item: Generated, folder: Path, generate: Generate) -> Fault | None:
    """What is wrong with a block; None where it is what its command prints."""
    text, line = passage.text, passage.lines.of(item.begin)
    prefix = text[passage.lines.starts[line] : item.begin]
    if not PREFIX.fullmatch(prefix):
        return Fault(BROKEN, "a block begins on a line of its own; a figure in a sentence is marked with a query")
    try:
        words = words_of(item.command)
        fresh = generated(words, passage.kind, folder, generate)
    except CnnstatError as error:
        return Fault(UNRESOLVED, str(error))
    found = LINE_END.search(text)
    end = found[0] if found else "\n"
    gap = end + prefix.rstrip() + end if passage.kind in EMPTY_LINES else end
    body = end.join(f"{prefix}{row}".rstrip() for row in fresh.split("\n"))
    whole = f"{gap}{body}{gap}{prefix}"
    own = text[item.start : item.end]
    if checksum(own) == checksum(whole):
        return None
    before, behind = COMMENTS.get(passage.kind, ("<!-- ", " -->"))
    edit = passage.edit(item.start, item.closing[1], f"{whole}{before}/cnnstat sum={checksum(whole)}{behind}")
    if not own.strip(" \t\r\n>"):
        return Fault(STALE, "the block is empty", edit)
    if item.checksum == checksum(own):
        return Fault(STALE, f"the block is not what `cnnstat {item.command}` prints today", edit)
    who = "was changed by hand" if item.checksum else "has no checksum, so it may be written by hand,"
    return Fault(EDITED, f"the block {who} and is not what `cnnstat {item.command}` prints; it is left alone")
