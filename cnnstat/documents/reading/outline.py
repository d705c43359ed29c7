"""The structure of a document: headings, paragraphs, items of lists, tables, code, each with its place.

Every format gives the same blocks, so that what reads figures in them need not know about formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.documents.document import Passage
from cnnstat.documents.formats.commonmark import tokens_of
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.formats.markdown import FRONT
from cnnstat.documents.judging.sums import cells
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.html_blocks import of_html
from cnnstat.documents.reading.latex_blocks import of_latex
from cnnstat.documents.reading.rst_blocks import of_rst

RECORD = re.compile(r"\s*<!--(?P<fields>(?:\s*?\n[ \t]*(?:-[ \t]+)?[A-Za-z][\w ]{0,40}:[^\n]*){3}.*?)-->", re.DOTALL)
"""A comment that holds fields with values, as the cards of models do."""


def outline(passage: Passage) -> Iterator[Block]:
    """The blocks of a passage in order.

    Raises:
        RecursionError: it is nested hundreds of levels deep.
    """
    text = passage.text
    if passage.code:
        page = passage.code == "html"
        yield Block("code", 0, len(text), form="html" if page else "code", info="text" if page else passage.code)
    elif passage.kind == "markdown":
        yield from of_markdown(text, passage.lines)
    elif passage.kind == "html":
        yield from of_html(text, 0, len(text))
    elif passage.kind == "latex":
        yield from of_latex(text)
    elif passage.kind == "rst":
        yield from of_rst(text, passage.lines)


def is_item(markup: str, last: str) -> bool:
    """Whether a heading's last line is a single dash: an empty item of a list, as converters write them."""
    return markup == "-" and last.strip(" >\r\n") == "-"


def of_markdown(text: str, lines: Lines) -> Iterator[Block]:
    """The blocks of Markdown; HTML in it is read as HTML."""
    front = FRONT.match(text)
    begin = front.end() if front else 0
    if front:
        yield Block("code", front.start(), begin, form="code", info="yaml")
    depth, level, table = 0, 0, False
    for token in tokens_of(text):
        depth += (token.type == "list_item_open") - (token.type == "list_item_close")
        if token.type in ("heading_open", "heading_close"):
            last = lines.line(token.map[1] - 1) if token.map is not None else ""
            level = int(token.tag[1]) if token.type == "heading_open" and not is_item(token.markup, last) else 0
        if token.type in ("table_open", "table_close"):
            table = token.type == "table_open"
        if token.map is None or lines.range(*token.map)[0] < begin:
            continue
        start, end = lines.range(*token.map)
        if token.type == "table_open":
            rows = [cells(text, *lines.range(at, at + 1)) for at in range(*token.map) if at != token.map[0] + 1]
            yield Block("table", start, end, depth, [row for row in rows if row])
        elif token.type == "inline" and not table:
            yield Block("heading" if level else "text", start, end, level or depth)
        elif token.type in ("fence", "code_block"):
            yield Block("code", start, end, depth, form="code", info=token.info.strip().split(" ")[0])
        elif token.type == "html_block" and (record := RECORD.match(text, start, end)):
            yield Block("code", *record.span("fields"), form="code", info="yaml")
        elif token.type == "html_block":
            yield from of_html(text, start, end)
