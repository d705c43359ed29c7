"""A page of the guide on a terminal: its Markdown as headings, tables and code.

Lines of code are never broken, so that commands can be copied; the terminal itself wraps those that are too wide.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import ClassVar

from markdown_it.token import Token
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown
from rich.text import Text
from rich.theme import Theme

from cnnstat.guide import PAGES, SUFFIX
from cnnstat.render.terminal import WIDE

INDENT = "    "
THEME = Theme({"markdown.code": "cyan", "markdown.h1": "bold", "markdown.h2": "bold underline", "markdown.h3": "bold"})
"""Colours that can also be read on a light background."""


class Code(CodeBlock):
    """Code as it is written, indented; commands of a console in bold."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in str(self.text).rstrip().splitlines():
            style = "bold" if self.lexer_name == "console" and line.startswith("$ ") else ""
            yield Text(f"{INDENT}{line}".rstrip(), style=style, no_wrap=True, overflow="ignore")


class Title(Heading):
    """A heading, aligned to the left like all text."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        yield self.text


class Page(Markdown):
    """A page of the guide; links to other pages become the commands that show them."""

    elements: ClassVar = {**Markdown.elements, "fence": Code, "heading_open": Title}

    def __init__(self, text: str) -> None:
        super().__init__(text, hyperlinks=False)
        for token in self.parsed:
            if token.children:
                token.children = list(linked(token.children))


def linked(tokens: list[Token]) -> Iterator[Token]:
    """Text in which links to pages name the commands for them, and other links within the project are plain text."""
    kept = True
    for token in tokens:
        if token.type == "link_open":
            target = shown_target(str(token.attrs["href"]))
            token.attrs["href"] = target
            kept = bool(target)
        if kept or token.type not in ("link_open", "link_close"):
            yield token


def shown_target(target: str) -> str:
    """The target of a link as a reader at a terminal can use it; "" if that is not possible."""
    path = PurePosixPath(target.partition("#")[0])
    if path.suffix == SUFFIX and path.stem in PAGES:
        return f"cnnstat guide {path.stem}"
    return target if ":" in target else ""


def emit(text: str) -> None:
    """Show a page in the terminal's width, but at most as wide as is comfortable to read."""
    screen = Console(highlight=False, emoji=False, markup=False, theme=THEME)
    width = screen.width if sys.stdout.isatty() else WIDE
    screen.print(Page(text), width=min(width or WIDE, WIDE), crop=False)
