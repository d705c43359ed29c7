"""Jupyter notebooks: the Markdown cells, and where each of their characters stands in the file.

The file is JSON; it is searched as text so that a figure can be mended without another byte being written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
SOURCE = 3
"""Length of the path of a cell's source: cells, number, source; and of its lines one more."""


class Cell(NamedTuple):
    """A Markdown cell.

    Attributes:
        text: as people write it.
        offsets, ends: where each of its characters begins and ends in the file.
        gap: what stands between two of its lines in the file.
    """

    text: str
    offsets: list[int]
    ends: list[int]
    gap: str


def cells(text: str) -> Iterator[Cell]:
    """The Markdown cells of a notebook.

    Raises:
        ValueError: the text is no notebook.
        RecursionError: it is nested too deep.
    """
    whole: Any = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=once)
    if not isinstance(whole, dict) or not isinstance(whole.get("cells"), list):
        raise ValueError("expected a notebook of format 4, with a list of cells")
    sources: dict[int, list[tuple[int, int]]] = {}
    for path, start, end in strings(text):
        if path[:1] == ("cells",) and path[2:3] == ("source",) and len(path) in (SOURCE, SOURCE + 1):
            sources.setdefault(path[1], []).append((start, end))
    for number, places in sources.items():
        each = whole["cells"][number]
        if isinstance(each, dict) and each.get("cell_type") == "markdown":
            yield cell(text, places)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of which no key is given twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def cell(text: str, places: list[tuple[int, int]]) -> Cell:
    """A cell from the strings of its source."""
    plain: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    for start, end in places:
        for match in ESCAPE.finditer(text, start, end):
            sign = json.loads(f'"{match[0]}"', strict=False) if match[0].startswith("\\") else match[0]
            plain.append(sign)
            offsets += [match.start()] * len(sign)
            ends += [match.end()] * len(sign)
    gap = text[places[0][1] : places[1][0]] if len(places) > 1 else ""
    return Cell("".join(plain), offsets, ends, gap)


def strings(text: str) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Every string value of a JSON text with its path; where it stands, without its quotation marks."""
    path: list[Any] = []
    key = ""
    expecting = False  # a key, in the innermost object
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
    """Text as it stands inside of a JSON string, in the style of the file."""
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]
