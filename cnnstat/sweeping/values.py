"""The values of params that a person asks for: ``width=0.25:1.5:0.01``, ``unit=plain,bottleneck``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from cnnstat.errors import UsageError, shown
from cnnstat.keys.kinds import is_number
from cnnstat.spec.layer import frozen
from cnnstat.spec.literal import literal
from cnnstat.spec.param import exact

MOST, MOST_VALUES = 10_000_000, 100_000
"""The most settings of one sweep, and values of one param."""
FORM = "expected values with commas between them, or FIRST:LAST or FIRST:LAST:STEP"
ITEM = re.compile(r"(?:\[[^\[\]]*\]|[^,\[\]])+")
"""What commas part; one inside of brackets is part of a list."""
ITEMS = re.compile(rf"{ITEM.pattern}(?:,{ITEM.pattern})*")


def read_axes(texts: Iterable[str]) -> dict[str, list[Any]]:
    """``["width=0.25:1:0.25", "input=128,224"]`` as the values of each param.

    Raises:
        UsageError: a text cannot be read, a param is given twice, or these are too many settings.
    """
    found: dict[str, list[Any]] = {}
    for text in texts:
        name, sign, values = (part.strip() for part in text.partition("="))
        if not sign or not name or not values:
            raise UsageError(f"--set: expected NAME=VALUES, such as width=0.25:1.5:0.05, got {shown(text)}")
        if name in found:
            raise UsageError(f"--set: {name} is given twice")
        found[name] = read_values(values, name)
        refuse_size(found)
    return found


def refuse_size(axes: Mapping[str, Sequence[Any]]) -> None:
    """Refuse params that are too many settings together, or without a value."""
    empty = next((name for name, values in axes.items() if not values), None)
    if empty is not None:
        raise UsageError(f"{empty}: expected at least one value")
    count = prod(map(len, axes.values()))
    if count > MOST:
        raise UsageError(f"{count:,} settings are more than {MOST:,}; take larger steps")


def read_values(text: str, name: str) -> list[Any]:
    """The values of one param, each once, in the order in which they are given."""
    found: dict[Any, Any] = {}
    if not ITEMS.fullmatch(text):
        raise UsageError(f"--set {name}: {FORM}, got {shown(text)}")
    count = 0
    for item in ITEM.findall(text):
        values = read_item(item.strip(), name)
        count += len(values)
        if count > MOST_VALUES:
            raise UsageError(f"--set {name}: more than {MOST_VALUES:,} values; take larger steps")
        for value in values:
            found.setdefault(frozen(value), value)
    return [*found.values()]


def read_item(text: str, name: str) -> list[Any]:
    """A value, or those of a range."""
    first, *others = (part.strip() for part in text.split(":"))
    if not others:
        return [exact(first, name)]
    ends = [value for part in (first, *others) if is_number(value := literal(part))]
    if len(others) > 2 or len(ends) <= len(others):
        raise UsageError(f"--set {name}: {FORM}, got {shown(text)}")
    step = Fraction(ends[2]) if len(ends) == 3 else Fraction(1)
    return stepped(Fraction(ends[0]), Fraction(ends[1]), step, f"--set {name}: {shown(text)}")


def stepped(first: Fraction, last: Fraction, step: Fraction, what: str) -> list[int | Fraction]:
    """The numbers from ``first`` to ``last``, which is among them if a step ends there."""
    if step <= 0:
        raise UsageError(f"{what}: expected a step above 0")
    if last < first:
        raise UsageError(f"{what}: the last value is smaller than the first")
    count = (last - first) // step + 1
    if count > MOST_VALUES:
        raise UsageError(f"{what}: {count:,} values are more than {MOST_VALUES:,}; take a larger step")
    values = (first + at * step for at in range(count))
    return [each.numerator if each.denominator == 1 else each for each in values]
