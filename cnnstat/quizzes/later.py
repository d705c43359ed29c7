"""Arithmetic that is derived when it is first looked at: a key shows it, a sheet alone does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar, overload

Item = TypeVar("Item", covariant=True)


class Later(Sequence[Item]):
    """A sequence that is made when something first looks into it.

    Args:
        make: makes it, of ``given``.
        given: what it is made of.
    """

    def __init__(self, make: Callable[..., Sequence[Item]], *given: object) -> None:
        self._make, self._given = make, given

    @cached_property
    def _made(self) -> Sequence[Item]:
        return self._make(*self._given)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | Sequence[Item]:
        return self._made[at]

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    def __repr__(self) -> str:
        return f"Later({[*self]!r})"

    __hash__ = None  # type: ignore[assignment]
