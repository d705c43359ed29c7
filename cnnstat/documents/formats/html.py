"""HTML: comments outside scripts, styles and the attributes of tags.

The standard library's parser is not used: it takes quadratic time for unclosed tags, and fails on some declarations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Literal

from cnnstat.documents.formats import Format
from cnnstat.documents.formats.comment import CANDIDATE, Comment, comment_of
from cnnstat.documents.formats.lines import Lines

_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext"
RAW = re.compile(rf"<({_RAW})\b", re.IGNORECASE)
"""Elements whose inside is no HTML to browsers."""
HIDDEN = ("script", "style")
"""Those of them that show nothing, unless a host such as GitHub shows them as text."""
Piece = Literal["comment", "shown", "code"]
"""A comment; a tag, or an element that shows its inside as it is written; an element that shows nothing."""
RAW_TAG = re.compile(rf"<(/?)({_RAW})\b", re.IGNORECASE)
"""Tags of these elements."""
COMMENT = r"<!--(?:-?>)?|--!?>"
"""Where a comment begins or ends to browsers: <!--> and <!---> are whole ones, or end the one that is open."""
RAW_OR_COMMENT = re.compile(f"{COMMENT}|{RAW_TAG.pattern}", re.IGNORECASE)
TAG = re.compile(r"""<[A-Za-z/](?>=\s*(?:"[^"]*"|'[^']*')|[^>])*+>""")
"""Quotation marks enclose an attribute's value only after its =."""
END = re.compile(r"--!?>")


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments of a page that are addressed to the program."""
    for start, end, kind in pieces(text):
        if kind == "comment":
            close = text.rfind("--", start + 2, end)
            comment = comment_of(start, end, text[start + 4 : close], start + 4)
            if comment:
                yield comment
        else:
            yield from unread(text, start, end)


def unread(text: str, start: int, end: int) -> Iterator[Comment]:
    """What begins a mark or a block in a part of a page in which there are no comments."""
    for begun in CANDIDATE.finditer(text, start, end):
        close = text.find("-->", begun.end(), end)
        if close == -1:
            return
        comment = comment_of(begun.start(), close + 3, text[begun.end() : close], begun.end())
        if comment and comment.kind in ("query", "command"):
            yield Comment(comment.start, comment.end, "unread", "attribute", comment.start)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of a page's comments; anything unclosed ends the search, since it hides the rest of the page."""
    return ((start, end) for start, end, kind in pieces(text) if kind == "comment")


def pieces(text: str) -> Iterator[tuple[int, int, Piece]]:
    """The parts of a page that are not its text, up to a comment or tag that is unclosed; each with its offsets."""
    at = text.find("<")
    while at != -1:
        end = at + 1
        if text.startswith("<!--", at):
            close = END.search(text, at + 2 if text.startswith(("<!-->", "<!--->"), at) else at + 4)
            if not close:
                return
            end = close.end()
            yield at, end, "comment"
        elif raw := RAW.match(text, at):
            last = re.compile(rf"</{raw[1]}(?=[\s/>])", re.IGNORECASE).search(text, raw.end())
            end = last.start() if last else len(text)
            yield at, end, "code" if raw[1].lower() in HIDDEN else "shown"
        elif text[at + 1 : at + 2].isalpha() or text.startswith("</", at):
            tag = TAG.match(text, at)
            if not tag:
                return
            end = tag.end()
            yield at, end, "shown"
        at = text.find("<", end)


def left_open(text: str, opened: str = "") -> str:
    """The element whose inside is no HTML that a piece of a page leaves open, given what was open before it."""
    comment = False
    for each in RAW_OR_COMMENT.finditer(text):
        if opened:
            opened = "" if each[1] and each[2].lower() == opened else opened
        elif each[2] is None:
            comment = each[0] == "<!--"
        elif not comment and not each[1]:
            opened = each[2].lower()
    return opened


LIVE = re.compile(r"`(?=r\b|\s*\{)|\{(?=[{%#!])|-(?=8<-)|:(?=::)|/(?=//)|<(?=!--(?! -->)|<<)|!(?=!!)|\[(?=\[\[)")
"""What programs obey that make pages of documents, in examples too: code of knitr and Quarto behind a backtick, of
Jekyll and its like between double braces, of cog between brackets; files that MkDocs, MyST, VitePress, Slidev and
markdown-it include. An empty comment, which the renderer sets between braces, is none of it."""


def inert(text: str) -> str:
    """A page's text in which such code is shown, and not run."""
    return LIVE.sub(lambda begin: f"&#{ord(begin[0])};", text)


def as_code(text: str, document: str, line: int) -> str:
    """A block of preformatted text."""
    return f"<pre>\n{escape(text, quote=False)}\n</pre>"


FORMAT = Format(
    endings=(".html", ".htm", ".xhtml"),
    comments=comments,
    mark="<p>A <!--=0-->1<!--/-->\n</p>\n",
    as_code=as_code,
    output="html",
    runs=True,
    inert=inert,
)
