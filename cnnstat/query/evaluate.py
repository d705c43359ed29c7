"""The value of a query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.quantities.values import Exact
from cnnstat.query.bench import Bench
from cnnstat.query.syntax import Call, Number, Operation, Query, Reference
from cnnstat.query.value import SUMMED, Figure, count_of, figure_of, value_of, whole_of

LARGEST = 10**40
MOST_BITS = 4096
"""The most bits of a fraction's numerator or denominator; with more, arithmetic would take ever longer."""
BITS_PER_UNIT = 500
"""Bits of a number that may be computed with for a unit of work (:mod:`cnnstat.effort`)."""

Rational = int | Fraction
Read = Callable[[Figure], Exact]
"""A function that gives the value of a figure."""

FUNCTIONS: dict[str, Callable[[list[Rational]], Rational]] = {
    "sum": lambda numbers: sum(numbers, 0),
    "min": min,
    "max": max,
    "abs": lambda numbers: abs(Fraction(numbers[0])),
}
OPERATORS: dict[str, Callable[[Rational, Rational], Rational]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: Fraction(left) / right,
    "**": lambda left, right: left ** int(right),
}


KINDS = {int: "a whole number", Fraction: "a number", float: "a number", tuple: "the sides of a shape or field"}
"""The types that a value can be asked for, with their names in messages."""


class Answer(NamedTuple):
    """A query's value.

    Attributes:
        value: an int if it is whole, otherwise a Fraction; a tuple for the sides of a shape or field.
        unit: the unit, if the query is a single figure that has one; otherwise "".
        meaning: what the figure means, if the query is a single figure; otherwise "".
    """

    value: Exact
    unit: str = ""
    meaning: str = ""


def evaluate(query: Query, bench: Bench, read: Read = value_of) -> Answer:
    """The value of a query.

    Args:
        query: the query, as :func:`cnnstat.query.syntax.read_query` gives it.
        bench: the source of networks.
        read: gives the value of a figure; to evaluate under another convention, pass a function of your own.

    Raises:
        UsageError: the query names something that does not exist, or cannot be computed (division by zero).
        SpecError: the spec of a network cannot be read.
    """
    if isinstance(query, Reference):
        figure = figure_of(query, bench)
        return Answer(simple(read(figure)), figure.unit, figure.meaning)
    return Answer(simple(_value(query, bench, read)))


def simple(value: Exact) -> Exact:
    """The value, as an int if it is a whole fraction."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def of_kind(value: Exact, kind: type, query: str) -> Exact | float:
    """A value converted to a type.

    Args:
        value: the value of a query.
        kind: one of :data:`KINDS`.
        query: the query as it was written, for messages.

    Raises:
        UsageError: the value is not of that type.
    """
    if kind not in tuple(KINDS):
        raise UsageError(f"expected int, Fraction, float or tuple, got {shown(kind)}")
    if (isinstance(value, tuple) and kind is tuple) or (isinstance(value, int) and kind is int):
        return value
    if not isinstance(value, tuple) and kind in (Fraction, float):
        found: Fraction | float = kind(value)
        return found
    raise UsageError(f"{query}: expected {KINDS[kind]}, got {value}")


def _value(query: Query, bench: Bench, read: Read) -> Exact:
    match query:
        case Number(value=value):
            return value
        case Reference():
            return read(figure_of(query, bench))
        case Operation(sign=sign, left=left, right=right):
            return _apply(sign, _number(left, bench, read), _number(right, bench, read))
        case Call(function="count", arguments=(argument,)):
            if not isinstance(argument, Reference):
                raise UsageError("count: expected layers, as count(alexnet[conv])")
            return count_of(argument, bench)
        case Call(function="share", arguments=(argument,)):
            return _share(argument, bench, read)
        case Call(function=function, arguments=arguments):
            return FUNCTIONS[function](_numbers(function, arguments, bench, read))
    raise AssertionError(query)


def _share(argument: Query, bench: Bench, read: Read) -> Exact:
    """The figure of a part as a share of the network's figure."""
    if not isinstance(argument, Reference):
        raise UsageError("share: expected a figure of a part, as share(alexnet[conv].macs)")
    figure = figure_of(argument, bench)
    part, all_of_it = read(figure), read(whole_of(figure))
    if figure.key not in SUMMED or isinstance(part, tuple) or isinstance(all_of_it, tuple):
        raise UsageError(f"share({argument.text}): {figure.key} is no sum over layers, as params and macs are")
    if figure.key == "neurons" and not figure.place.inside_total:
        raise UsageError(
            f"share({argument.text}): a network's neurons are the outputs of its layers with weights, and these are "
            "not all among them"
        )
    return _apply("/", part, all_of_it)


def _numbers(function: str, arguments: Sequence[Query], bench: Bench, read: Read) -> list[Rational]:
    """The values of arguments; for min and max of a single part of a network, the values of the part's layers."""
    (first, *more) = arguments
    if function in ("min", "max") and not more and isinstance(first, Reference):
        figure = figure_of(first, bench)
        if figure.place.layer is None and figure.place.layers and figure.key in SUMMED and figure.keyed is None:
            parts = [figure._replace(place=figure.place.only(layer)) for layer in figure.place.layers]
            return [value for value in map(read, parts) if not isinstance(value, tuple)] or [
                _number(first, bench, read)
            ]
    return [_number(each, bench, read) for each in arguments]


def _number(query: Query, bench: Bench, read: Read) -> Rational:
    """A value to be used in arithmetic; UsageError for a shape."""
    value = _value(query, bench, read)
    if isinstance(value, tuple):
        text = query.text if isinstance(query, Reference) else ""
        raise UsageError(f"{text}: {'×'.join(map(str, value))} is no single number; .height, .width and .channels are")
    return value


def _apply(sign: str, left: Rational, right: Rational) -> Rational:
    if sign == "/" and not right:
        raise UsageError("division by zero")
    digits = max(each.bit_length() for side in (left, right) for each in (side.numerator, side.denominator))
    spend(2 + digits / BITS_PER_UNIT)
    if digits * (int(right) if sign == "**" else 1) > MOST_BITS:
        raise UsageError("a value grows beyond 10⁴⁰, or has too many digits")
    found = OPERATORS[sign](left, right)
    if abs(Fraction(found)) > LARGEST:
        raise UsageError("a value grows beyond 10⁴⁰")
    return found
