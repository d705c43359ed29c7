"""Reads a page's packed data, as its script does, apart from the code that wrote it."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from functools import cache
from typing import Any

import cnnstat


@cache
def page_html(name: str, lang: str = "en") -> str:
    """A network's page; made once, as that takes seconds."""
    return cnnstat.page(name, lang=lang).html


def packed(html: str) -> dict[str, Any]:
    """The data of a page."""
    match = re.search(r'<template id="packed">([A-Za-z0-9+/=]+)</template>', html)
    assert match is not None
    found: dict[str, Any] = json.loads(zlib.decompress(b64decode(match[1])))
    return found


class Reader:
    """Looks up what a page shows."""

    def __init__(self, html: str) -> None:
        self.data = packed(html)
        self._columns: dict[int, list[Any]] = {}

    def column(self, at: int) -> list[Any]:
        """The numbers of a column, up to where it stays as it is."""
        if at not in self._columns:
            code = self.data["numbers"][at]
            texts, steps = code if isinstance(code, list) else (None, code)
            found, value = [], 0
            for run in steps.removeprefix("b").split(" "):
                step, _, times = run.partition("*")
                for _ in range(int(times or 1)):
                    value += int(step)
                    found.append(value)
            self._columns[at] = [texts[each] for each in found] if texts else found
        return self._columns[at]

    def number(self, at: int, place: int) -> Any:
        """A number of a column."""
        column = self.column(at)
        return column[min(place, len(column) - 1)]

    def text(self, at: int, place: int) -> str:
        """A text of a column of texts."""
        form, *holes = self.data["texts"][at]
        first, *rest = self.data["forms"][self.number(form, place)].split("\x01")
        numbers = (self.number(each, place) for each in holes)
        return str(first) + "".join(
            (number if isinstance(number, str) else f"{number:,}") + piece
            for number, piece in zip(numbers, rest, strict=False)
        )

    @property
    def sides(self) -> list[tuple[int, int]]:
        """Height and width of every input."""
        return [
            (self.number(self.data["sides"][0], at), self.number(self.data["sides"][1], at))
            for at in range(self.data["inputs"])
        ]

    def rows(self, at: int, variant: int = 0) -> dict[str, dict[str, Any] | None]:
        """The rows at an input, by their names; None for one that the network does not reach."""
        found: dict[str, dict[str, Any] | None] = {}
        keys = self.data["keys"]
        for row in self.data["variants"][variant]["rows"]:
            place = self.number(row["at"], at)
            if place < 0:
                found[row["name"]] = None
                continue
            texts = {key: self.text(each, place) for key, each in zip(keys["texts"], row["texts"], strict=True)}
            numbers = {key: self.number(each, place) for key, each in zip(keys["numbers"], row["numbers"], strict=True)}
            found[row["name"]] = texts | numbers
        return found

    def totals(self, at: int, variant: int = 0) -> dict[str, Any]:
        """The network as a whole at an input."""
        own = self.data["variants"][variant]
        texts = {key: self.text(each, at) for key, each in own["totals"].items()}
        return texts | {key: self.number(each, at) for key, each in own["counts"].items()}
