"""Conversion of offsets in a text to lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

ENDS = re.compile(r"\r\n?|\n")


class Lines:
    """The lines of a text, counted from 0; they end in LF, CRLF or CR."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        return [0, *(match.end() for match in ENDS.finditer(self.text))]

    def of(self, offset: int) -> int:
        """The number of the line that contains an offset."""
        return bisect_right(self.starts, offset) - 1

    def range(self, first: int, last: int) -> tuple[int, int]:
        """The offsets at which some lines begin and end, without the last line."""
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        return self.starts[min(first, len(self.starts) - 1)], end

    def line(self, number: int) -> str:
        """A line without its end."""
        return self.text[slice(*self.range(number, number + 1))].rstrip("\r\n")

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, counted from 1; a byte order mark does not count as a column."""
        line = self.of(offset)
        start = self.starts[line]
        return line + 1, offset - start + 1 - (line == 0 and offset > 0 and self.text.startswith("\ufeff"))
