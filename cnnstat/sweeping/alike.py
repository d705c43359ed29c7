"""The settings of a grid in groups, in each of which a computation goes the same way for all settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Any, NamedTuple, TypeVar

from cnnstat.algebra.many import DivergingError, Many
from cnnstat.keys.kinds import is_number

Found = TypeVar("Found")
Axis = Sequence[Any]
"""The values of one param: numbers, words or truth values."""
Run = Callable[[list[Any]], Found]
"""Works with a value for each param; each is a plain one, or :class:`Many` of them."""


class Group(NamedTuple):
    """Some of the settings of a grid: all combinations of some values of each param.

    Attributes:
        places: for each param, the places of its values in the grid's axis.
    """

    places: tuple[Sequence[int], ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values of each param."""
        return tuple(map(len, self.places))

    @property
    def size(self) -> int:
        """How many settings."""
        return prod(self.shape)

    def order(self, axes: Sequence[Axis]) -> Iterator[int]:
        """The places of its settings in the whole grid, whose last param changes fastest."""
        found: list[int] = [0]
        for axis, places in zip(axes, self.places, strict=True):
            found = [before * len(axis) + at for before in found for at in places]
        return iter(found)

    def halves(self) -> list[Group]:
        """The group in two, along the param with the most values; itself alone if there is nothing to divide."""
        if self.size == 1:
            return [self]
        axis = max(range(len(self.places)), key=lambda at: len(self.places[at]))
        middle = len(self.places[axis]) // 2
        return [self.with_places(axis, part) for part in (self.places[axis][:middle], self.places[axis][middle:])]

    def with_places(self, axis: int, places: Sequence[int]) -> Group:
        return Group((*self.places[:axis], places, *self.places[axis + 1 :]))


def whole(axes: Sequence[Axis]) -> list[Group]:
    """The grid in as few groups as can be: a word or a truth value stands for itself alone."""
    groups = [Group(())]
    for axis in axes:
        numbers = [at for at, value in enumerate(axis) if is_number(value)]
        parts = [*([numbers] if numbers else []), *([at] for at, value in enumerate(axis) if not is_number(value))]
        groups = [Group((*group.places, part)) for group in groups for part in parts]
    return groups


def values_of(axes: Sequence[Axis], group: Group) -> list[Any]:
    """The values of the params in a group."""
    found = [[axis[at] for at in places] for axis, places in zip(axes, group.places, strict=True)]
    count = len(axes)
    return [each[0] if len(each) == 1 else Many.along(each, axis, count) for axis, each in enumerate(found)]


def alike(axes: Sequence[Axis], left: list[Group], run: Run[Found]) -> Iterator[tuple[Group, Found]]:
    """What ``run`` finds for each group; one whose settings go different ways is divided.

    Args:
        axes: the values of each param.
        left: the groups that are still to do; the last is taken first, and each is taken out once it is begun.
        run: works with the values of a group.
    """
    while left:
        group = left.pop()
        try:
            found = run(values_of(axes, group))
        except DivergingError as error:
            left += reversed(divided(group, error.labels))
            continue
        yield group, found


def divided(group: Group, labels: Any) -> list[Group]:
    """A group in parts, along the param by whose values the labels can be told with the fewest parts."""
    import numpy

    best: list[list[int]] = []
    where = 0
    for axis, length in enumerate(labels.shape):
        parts: dict[Any, list[int]] = {}
        for at, row in enumerate(numpy.moveaxis(labels, axis, 0).reshape(length, -1)):
            parts.setdefault(tuple(row.tolist()) if row.dtype == object else row.tobytes(), []).append(at)
        if len(parts) > 1 and (not best or len(parts) < len(best)):
            best, where = [*parts.values()], axis
    assert best, "the labels of settings that go different ways differ"
    places = group.places[where]
    return [group.with_places(where, [places[at] for at in part]) for part in best]
