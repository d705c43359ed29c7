"""The formats of documents: one module each, found by its file.

A module has ``FORMAT``, which says where comments stand in it and how a block is written. Those without one hold what
several share; ``notebook`` reads files whose cells are Markdown, ``mdx`` those that say the same in another way.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from cnnstat.documents.formats.comment import Comment
from cnnstat.documents.formats.lines import Lines


def as_it_is(text: str, lines: Lines) -> str:
    return text


class Format(NamedTuple):
    """A format of documents.

    Attributes:
        endings: of its files.
        comments: finds the comments that speak to the program.
        mark: a small text with a mark, to see whether it is still one behind a block.
        as_code: sets a text for terminals so that the document shows it as it is and nothing in it can end that; is
            given the document's text and the line where it is to stand.
        hidden: a text with its comments blanked, where each concerns the words of a line or paragraph.
        bracket: what stands around the words of a comment.
        output: the format of reports (of ``cnnstat.render.formats``) that a block has, if it does not ask for the
            terminal's; "" where there is none.
        apart: whether a block is set apart by empty lines.
        runs: whether programs that make pages of such documents run code that stands in them.
        inert: a block's text without what these programs would run.
    """

    endings: tuple[str, ...]
    comments: Callable[[str, Lines], Iterator[Comment]]
    mark: str
    as_code: Callable[[str, str, int], str]
    hidden: Callable[[str, Lines], str] = as_it_is
    bracket: tuple[str, str] = ("<!-- ", " -->")
    output: str = ""
    apart: bool = False
    runs: bool = False
    inert: Callable[[str], str] = str


@cache
def modules() -> dict[str, ModuleType]:
    """The modules of this folder by their names."""
    names = sorted(each.name for each in pkgutil.iter_modules([os.path.dirname(__file__)]))
    return {name: import_module(f"{__name__}.{name}") for name in names}


@cache
def formats() -> dict[str, Format]:
    """The formats by their names."""
    return {name: module.FORMAT for name, module in modules().items() if hasattr(module, "FORMAT")}


@cache
def endings() -> dict[str, str]:
    """The names of the formats, and of what else reads files, by the endings of these."""
    found = {ending: name for name, each in formats().items() for ending in each.endings}
    others = {name: module.ENDINGS for name, module in modules().items() if hasattr(module, "ENDINGS")}
    return found | {ending: name for name, own in others.items() for ending in own}
