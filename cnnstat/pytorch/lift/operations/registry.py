"""The list of torch's operations that a spec can say."""

from __future__ import annotations

from collections.abc import Callable

from cnnstat.pytorch.lift.step import Result, Step

Read = Callable[[Step], Result]
OPERATIONS: dict[str, Read] = {}
"""What lifts each operation, by torch's name without the sign for "in place"."""


def lifts(*names: str) -> Callable[[Read], Read]:
    """Register a function for operations."""

    def register(read: Read) -> Read:
        OPERATIONS.update(dict.fromkeys(names, read))
        return read

    return register
