"""Offsets of a text as lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

ENDS = re.compile(r"\r\n?|\n")


class Lines:
    """Where the lines of a text begin; they are counted from 0 here, and end in LF, CRLF or CR."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        return [0, *(match.end() for match in ENDS.finditer(self.text))]

    def of(self, offset: int) -> int:
        """The line that an offset lies in."""
        return bisect_right(self.starts, offset) - 1

    def range(self, first: int, last: int) -> tuple[int, int]:
        """From where to where some lines go, the last not included."""
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        return self.starts[min(first, len(self.starts) - 1)], end

    def line(self, number: int) -> str:
        """A line without its end."""
        return self.text[slice(*self.range(number, number + 1))].rstrip("\r\n")

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column as people count, from 1; a byte order mark is no column."""
        line = self.of(offset)
        start = self.starts[line]
        return line + 1, offset - start + 1 - (line == 0 and offset > 0 and self.text.startswith("\ufeff"))
