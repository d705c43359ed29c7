"""Jupyter notebooks: their cells and what code printed, and the position of each of their characters in the file.

The file is JSON, but is searched as text, so that a figure can be fixed without changing any other byte.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

ENDINGS = (".ipynb",)

TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL
)  # fmt: skip
SOURCE = 3
"""The length of the path to a cell's source (cells, number, source); the path to one of its lines is one longer."""


class Places:
    """The positions of a text's characters in the file, as plain stretches and escapes between them."""

    def __init__(self) -> None:
        self.texts, self.files, self.lengths = array("q"), array("q"), array("q")  # offsets, and lengths in the file
        self.escapes = bytearray()  # whether a stretch is one character, written as several

    def add(self, at: int, start: int, end: int, escape: bool) -> None:
        """Add a stretch of the file with which the text continues at an offset."""
        self.texts.append(at)
        self.files.append(start)
        self.lengths.append(end - start)
        self.escapes.append(escape)

    def stretch(self, at: int) -> int:
        """The number of the stretch that contains a character."""
        return bisect_right(self.texts, at) - 1

    def of(self, at: int) -> tuple[int, int]:
        """Where a character begins and ends in the file; after the last character, both are its end."""
        number = self.stretch(at)
        if number == -1:
            return 0, 0
        start, length = self.files[number], self.lengths[number]
        if self.escapes[number]:
            beyond = at > self.texts[number]
            return start + length * beyond, start + length
        begin = min(start + at - self.texts[number], start + length)
        return begin, min(begin + 1, start + length)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the text begins and ends in the file."""
        first = self.of(start)[0]
        return first, self.of(end - 1)[1] if end > start else first

    def together(self, start: int, end: int) -> bool:
        """Whether characters are contiguous in the file, and not in different strings of a cell."""
        inside = range(self.stretch(start), self.stretch(end - 1) + 1) if end > start else ()
        return all(self.files[one] + self.lengths[one] == self.files[other] for one, other in pairwise(inside))


class Cell(NamedTuple):
    """A cell, or what its code printed.

    Attributes:
        text: its text as people write it.
        places: the positions of its characters in the file.
        gap: the text between two of its lines in the file.
        code: the language of code, ``text`` or ``html`` of what it printed; "" of Markdown.
    """

    text: str
    places: Places
    gap: str
    code: str = ""


def cells(text: str, code: bool = False) -> Iterator[Cell]:
    """The Markdown cells of a notebook, and if asked for those with code and what it printed, in order.

    Raises:
        ValueError: the text is not a notebook.
        RecursionError: it is nested too deep.
    """
    whole: Any = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=once)
    if not isinstance(whole, dict) or not isinstance(whole.get("cells"), list):
        raise ValueError("expected a notebook of format 4, with a list of cells")
    sources: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for path, start, end in strings(text):
        if path[:1] == ("cells",) and path[2:3] == ("source",) and len(path) in (SOURCE, SOURCE + 1):
            sources.setdefault((path[1],), []).append((start, end))
        elif code and path[:1] == ("cells",) and is_printed(path):
            page = path[5:6] == ("text/html",)
            sources.setdefault((path[1], path[3] + 1, page), []).append((start, end))
    for (number, *printed), places in sorted(sources.items()):
        each = whole["cells"][number]
        if isinstance(each, dict) and each.get("cell_type") == "markdown":
            yield cell(text, places)
        elif isinstance(each, dict) and code:
            found = cell(text, places)
            if not (printed and printed[1]) or found.text.startswith("<pre"):  # other pages are tables and pictures
                yield found._replace(code="python" if not printed else "html" if printed[1] else "text")


def is_printed(path: tuple[Any, ...]) -> bool:
    """Whether a path leads to text, or a line of it, that code printed."""
    key = path[4:5] if path[2:3] == ("outputs",) else ()
    data = path[4:5] == ("data",) and path[5:6] in (("text/plain",), ("text/html",)) and len(path) in (6, 7)
    return (key == ("text",) and len(path) in (5, 6)) or data


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; reject duplicate keys."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def cell(text: str, strings: list[tuple[int, int]]) -> Cell:
    """A cell from the strings of its source."""
    plain: list[str] = []
    places, at = Places(), 0
    for start, end in strings:
        begin = start
        for match in ESCAPE.finditer(text, start, end):
            if match.start() > begin:
                places.add(at, begin, match.start(), escape=False)
            at += match.start() - begin
            places.add(at, *match.span(), escape=True)
            at, begin = at + 1, match.end()
        if end > begin:
            places.add(at, begin, end, escape=False)
        at += end - begin
        plain.append(json.loads(f'"{text[start:end]}"', strict=False))
    gap = text[strings[0][1] : strings[1][0]] if len(strings) > 1 else ""
    return Cell("".join(plain), places, gap)


def strings(text: str) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Every string value of a JSON text: its path, and the offsets of its content without the quotation marks."""
    path: list[Any] = []
    key = ""
    expecting = False  # whether a key comes next, in the innermost object
    for match in TOKEN.finditer(text):
        sign = match[0]
        if sign in "{[":
            path.append("" if sign == "{" else 0)
            expecting = sign == "{"
        elif sign in "}]":
            path.pop()
            expecting = False
        elif sign == ",":
            if isinstance(path[-1], int):
                path[-1] += 1
            expecting = not isinstance(path[-1], int)
        elif sign == ":":
            path[-1], expecting = key, False
        elif expecting:
            key = json.loads(sign, strict=False) if sign.startswith('"') else sign
        elif sign.startswith('"'):
            yield tuple(path), match.start() + 1, match.end() - 1


def escaped(text: str, ascii_only: bool) -> str:
    """Text as the content of a JSON string, in the style of the file."""
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]
