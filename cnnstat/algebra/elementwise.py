"""What is asked of some numbers, also where these are :class:`Many`: for each setting of its own."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import reduce
from typing import Any, cast

from cnnstat.algebra.arithmetic import larger, most, smaller
from cnnstat.algebra.many import Many, agreed, aligned, lifted


def greatest(values: Sequence[Any]) -> Any:
    """The largest of some numbers, of each setting."""
    return reduce(_larger, values) if any(isinstance(each, Many) for each in values) else max(values)


def below(one: Any, other: Any) -> Any:
    """1 where ``one`` is smaller than ``other``, else 0."""
    if not isinstance(one, Many) and not isinstance(other, Many):
        return int(one < other)
    left, right = aligned(*map(_lifted, (one, other)))
    return Many((left.numerators < right.numerators).astype("int64"), 1, 0, 1)


def are_among(values: Many, known: Container[Any]) -> bool:
    """Whether the numbers of all settings are among some known ones.

    They are asked for all at once: held against one known number after the other, they would be divided as often as
    there are such numbers.

    Raises:
        DivergingError: those of some settings are, and those of others are not.
    """
    import numpy

    shape = values.numerators.shape
    return agreed(numpy.array([each in known for each in values.spread(shape)]).reshape(shape))


def _lifted(value: Any) -> Many:
    found = lifted(value)
    assert found is not None
    return found


def _larger(one: Any, other: Any) -> Many:
    import numpy

    left, right = aligned(_lifted(one), _lifted(other))
    found = numpy.maximum(left.numerators, right.numerators)
    return Many(found, left.over, max(left.low, right.low), max(left.high, right.high))


cast("Any", most).register(Many, lambda many: -(-many.tightened().high // many.over))
cast("Any", larger).register(Many, _larger)
cast("Any", smaller).register(Many, lambda one, other: -_larger(-one, -other))
