"""The text of another program's file, and the numbers in it."""

from __future__ import annotations

import re
from math import isfinite, nan
from pathlib import Path

from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.files import decoded, quoted, read_to

LARGEST = 20_000_000
"""Bytes; the longest published descriptions of networks, without their weights, have some two million."""
LARGEST_PACKED, LEAST_PACKED, TIMES_PACKED = 5_000_000, 300_000, 20
"""Bytes of such a description in a zip file, which a thousandth of them may stand for: at most, and in a small file,
and so many times as many as the file has; those of published files have some hundred thousand."""
BYTES_PER_UNIT = 25


def text_of(path: Path) -> str:
    """The text of a file.

    Raises:
        UsageError: it cannot be opened, is no regular file, or is too large.
        SpecError: it is not UTF-8.
    """
    return bounded(read_to(path, LARGEST), quoted(str(path)))


def most_packed(path: Path) -> int:
    """Bytes that a description in a zip file may have."""
    return min(LARGEST_PACKED, LEAST_PACKED + TIMES_PACKED * path.stat().st_size)


def bounded(data: bytes, name: str, most: int = LARGEST) -> str:
    """What a file holds as text; it has at most one byte more than is allowed."""
    if len(data) > most:
        raise UsageError(f"{name}: more than {most:,} bytes; a network without its weights is never that large")
    spend(len(data) / BYTES_PER_UNIT)
    return decoded(data, name)


WHOLE = re.compile(r"-?[0-9]{1,15}(?:\.0)?", re.ASCII)


def whole(value: object, what: str, place: Position, least: int = 0, layer: str = "") -> int:
    """A whole number of a file, written in digits or already a number.

    Raises:
        SpecError: it is none, or less than ``least``.
    """
    text = "" if isinstance(value, bool) else str(value)
    found = int(text.removesuffix(".0")) if WHOLE.fullmatch(text) else least - 1
    if found < least:
        raise SpecError(f"{what}: expected a whole number of at least {least}, got {shown(value)}", place, layer)
    return found


def number(value: object, what: str, place: Position, layer: str = "") -> float:
    """A number of a file.

    Raises:
        SpecError: it is none, or not finite.
    """
    try:
        found = nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        found = nan
    if not isfinite(found):
        raise SpecError(f"{what}: expected a number, got {shown(value)}", place, layer)
    return found
