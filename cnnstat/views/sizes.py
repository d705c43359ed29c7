"""The report of ``sizes``: which input sizes fit a network, and what is lost at others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnnstat.errors import UsageError, shown
from cnnstat.render import View
from cnnstat.views.request import Locate, reader

if TYPE_CHECKING:
    from cnnstat.sizes.report import SizesReport

MOST = 10_000
LARGEST = 1_000_000
RANGE = re.compile(r"(?P<first>[0-9]+)(?:-(?P<last>[0-9]+)(?:/(?P<step>[0-9]+))?)?\Z", re.ASCII)


def view(network: str, at: str = "", settings: list[str] | None = None, locate: Locate = str) -> View:
    """The table of sizes that is asked for; the arguments are those of the command.

    Args:
        locate: resolves names of networks, whose meaning may depend on the document.
    """
    return View("table", searched(locate(network), at, settings).table)


def searched(network: str, at: str, settings: list[str] | None) -> SizesReport:
    """The report on a network's input sizes."""
    from cnnstat.sizes.report import report_sizes  # only this view needs sweeps

    sides = read_range(at)
    read = reader(network, settings or ())
    return report_sizes(read, read(None), sides)


def read_range(text: str, what: str = "sizes") -> list[int]:
    """``192-256/8,299`` as a list of sizes in ascending order; empty for no text. Messages begin with ``what``."""
    found: set[int] = set()
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = RANGE.match(part)
        if not match:
            hint = "; a range needs both ends" if part.strip("0123456789") in ("-", "..", ":", "/") else ""
            hint = "; inputs are square here, cnnstat NAME --input takes HEIGHTxWIDTH" if "x" in part[1:-1] else hint
            raise UsageError(f"{what}: expected 224, 192-256 or 192-256/8, got {shown(part)}{hint}")
        first = number(match["first"], part, what)
        last, step = number(match["last"] or match["first"], part, what), number(match["step"] or "1", part, what)
        if last < first:
            raise UsageError(f"{what}: {shown(part)} is empty: its second size is smaller than its first")
        if (last - first) // step >= MOST:
            raise UsageError(f"{what}: {shown(part)} holds more than {MOST:,} sizes; take a larger step")
        found.update(range(first, last + 1, step))
    if text and not found:
        raise UsageError(f"{what}: expected 224, 192-256 or 192-256/8, got {shown(text)}")
    if len(found) > MOST:
        raise UsageError(f"{what}: more than {MOST:,} sizes; take larger steps")
    return sorted(found)


def number(digits: str, part: str, what: str) -> int:
    """A size or a step."""
    value = int(digits) if len(digits) < 9 else 0
    if not 1 <= value <= LARGEST:
        raise UsageError(f"{what}: expected sizes from 1 to {LARGEST:,} in {shown(part)}")
    return value
