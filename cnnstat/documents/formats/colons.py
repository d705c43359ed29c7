"""Fences of colons whose inside is no Markdown, as MyST has them: ``:::{math}``, ``:::{code}``, ``:::{eval-rst}``.

Those with text inside need no rule: CommonMark takes their fences for words of the paragraphs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnnstat.documents.formats.content import kind_of_fence

if TYPE_CHECKING:  # imported where a document is parsed
    from markdown_it.rules_block import StateBlock

OPEN = re.compile(r"(:{3,})[ \t]*(\{[A-Za-z].*)")
RAW = re.compile(r"\{(?:raw|eval-rst)\}", re.IGNORECASE)
"""Directives whose text is another language's."""


def rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Take such a fence for a fence, which ends with its container if nothing closes it."""
    opened = OPEN.match(row(state, first))
    if opened is None or state.is_code_block(first):
        return False
    if kind_of_fence(opened[2]) not in ("code", "mathematics") and not RAW.match(opened[2]):
        return False
    if silent:
        return True
    line, closes = first + 1, re.compile(rf"{opened[1]}:*[ \t]*")
    while line < last and not closes.fullmatch(row(state, line)):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break
        line += 1
    closed = line < last and closes.fullmatch(row(state, line)) is not None
    token = state.push("fence", "code", 0)
    token.info, token.markup = opened[2], opened[1]
    token.content = state.getLines(first + 1, line, state.sCount[first], True)
    state.line = line + closed
    token.map = [first, state.line]
    return True


def row(state: StateBlock, line: int) -> str:
    """A line without what indents it."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
