"""The exit code that follows from what a command is writing: it holds, too, where nobody reads that to its end."""

from __future__ import annotations

from contextvars import ContextVar

_expected: ContextVar[int] = ContextVar("expected", default=0)


def expect(code: int) -> int:
    """Take the exit code that follows from what is about to be written, and return it."""
    _expected.set(code)
    return code


def expected() -> int:
    """The exit code for a command whose reader has gone."""
    return _expected.get()
