"""Text in Markdown taken apart by markdown-it, with private characters at the places of interest.

The parser gives no positions inside lines. So the first character of each comment or figure of interest is replaced
beforehand by a character that no text contains; where that comes out in the parsed document tells whether the comment
or figure is a comment, code, a link or prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cnnstat.documents.formats import colons, content
from cnnstat.documents.formats.comment import CANDIDATE
from cnnstat.documents.formats.lines import ENDS
from cnnstat.documents.formats.placed import PRIVATE
from cnnstat.effort import spend

if TYPE_CHECKING:  # imported where a document is parsed
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FIRST_SIGN = 0xF0000
SIGNS = 0x1FFFE
"""How many private characters (Unicode's planes 15 and 16) there are; for more comments they are reused in order."""
LISTS_END = ("bullet_list_close", "ordered_list_close")
QUOTED = re.compile(r"(?:^|(?<=\r))[-*+>0-9.) \t]*>", re.MULTILINE)
"""The beginning of a line that is quoted, as often as it has signs, perhaps in lists."""
DEEPEST = 8
"""The depth to which directives and admonitions inside each other are read."""


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """A parser of blocks, without a limit on nesting; the text inside lines is parsed only where needed."""
    from markdown_it import MarkdownIt

    found = MarkdownIt("commonmark", {"maxNesting": 1_000_000}).enable("table")
    found.block.ruler.before("fence", "colons", colons.rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    found.core.ruler.disable("inline")
    found.disable(["emphasis", "entity", "newline", "balance_pairs", "fragments_join"])  # these cannot hide a comment
    return found


def parse(text: str, env: dict[str, object]) -> list[Token]:
    """The blocks of a text, parsed once it is known that it takes work in proportion to its length."""
    quoted = max((each[0].count(">") for each in QUOTED.finditer(text)), default=0)
    lines = text.count("\n") + text.count("\r") - text.count("\r\n")
    spend(quoted * lines)  # a line without the signs of quotations still goes on in all of them
    return parser().parse(text, env)


def blocks(text: str, env: dict[str, object], depth: int = 0) -> list[Token]:
    """The blocks of a text, including those inside code that page builders render as text."""
    tokens = parse(text, env)
    if not any(token.type in ("fence", "code_block") for token in tokens):
        return tokens
    from markdown_it.token import Token

    rows = ENDS.split(text)
    owned = content.owned(rows)
    found: list[Token] = []
    lists = opened = 0
    for token in tokens:
        lists += token.nesting if token.type in ("bullet_list_open", "ordered_list_open", *LISTS_END) else 0
        opened = content.holds(token.content, opened) if token.type == "html_block" else opened
        if token.type not in ("fence", "code_block") or token.map is None:
            found.append(token)
            continue
        fenced, first = token.type == "fence", token.map[0]
        text_below = not fenced and (owned[first] or opened > 0 or content.is_loose(rows[first], lists))
        kind = content.kind_of_fence(token.info) if fenced else "text" if text_below else "code"
        if kind != "text" or depth == DEEPEST:
            lines = len(token.content.splitlines())
            unended = kind == "code" and fenced and lines == token.map[1] - first - 1
            token.meta["kind"] = "unknown" if kind == "text" else "fence" if unended else kind
            found.append(token)
            continue
        if fenced:
            found.append(Token("directive", "", 0, map=token.map, markup=token.markup, info=token.info))
        for inner in blocks(token.content, env, depth + 1):
            inner.map = [first + fenced + line for line in inner.map] if inner.map is not None else None
            found.append(inner)
    return found


def tokens_of(text: str) -> Sequence[Token]:
    """The blocks of a document, in which comments that are addressed to the program have a private character.

    Raises:
        RecursionError: they are nested hundreds of levels deep.
    """
    return parsed(signed(text, [start + 4 for start in candidates(text)]))[0]


def candidates(text: str) -> list[int]:
    """Where what may be a comment that is addressed to the program begins."""
    return [match.start() for match in CANDIDATE.finditer(text)]


@lru_cache(maxsize=2)
def parsed(marked: str) -> tuple[Sequence[Token], dict[str, object]]:
    """The blocks of a text and the addresses of its links; cached, since comments, tables and figures are found in
    them one after the other."""
    env: dict[str, object] = {}
    return blocks(marked, env), env


def inside(content: str, env: dict[str, object]) -> list[Token]:
    """The text of a block, parsed."""
    tokens: list[Token] = []
    parser().inline.parse(content, parser(), env, tokens)
    return tokens


def signed(text: str, places: Sequence[int]) -> str:
    """A text in which the characters at some offsets are replaced by private characters."""
    text = PRIVATE.sub("x", text)
    parts: list[str] = []
    at = 0
    for number, place in enumerate(places):
        parts += [text[at:place], chr(FIRST_SIGN + number % SIGNS)]
        at = place + 1
    return "".join([*parts, text[at:]]).removeprefix("\ufeff")
