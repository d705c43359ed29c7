"""What a query comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.errors import UsageError, shown
from cnnstat.quantities.values import Exact
from cnnstat.query.bench import Bench
from cnnstat.query.syntax import Call, Number, Operation, Query, Reference
from cnnstat.query.value import SUMMED, Figure, count_of, figure_of, value_of, whole_of

LARGEST = 10**40
MOST_BITS = 4096
"""Binary digits above or below the line of a fraction; more would take ever longer to compute with."""

Rational = int | Fraction
Read = Callable[[Figure], Exact]
"""How a figure is read off."""

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
"""What a value may be asked to be."""


class Answer(NamedTuple):
    """A query's value.

    Attributes:
        value: a whole number where it is one, else a fraction; the sides of a shape or field.
        unit: what one is, where the query is a single figure that has one.
        meaning: what the figure says, likewise.
    """

    value: Exact
    unit: str = ""
    meaning: str = ""


def evaluate(query: Query, bench: Bench, read: Read = value_of) -> Answer:
    """The value of a query.

    Args:
        query: as :func:`cnnstat.query.syntax.read_query` gives it.
        bench: where networks come from.
        read: how a figure is read off; readings under other conventions bring their own.

    Raises:
        UsageError: it names what does not exist, or does what cannot be done, as dividing by zero.
        SpecError: a network cannot be read.
    """
    if isinstance(query, Reference):
        figure = figure_of(query, bench)
        return Answer(simple(read(figure)), figure.unit, figure.meaning)
    return Answer(simple(_value(query, bench, read)))


def simple(value: Exact) -> Exact:
    """A fraction that is whole as a whole number."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def of_kind(value: Exact, kind: type, query: str) -> Exact | float:
    """A value as a number or as sides.

    Args:
        value: of a query.
        kind: one of :data:`KINDS`.
        query: as it was written.

    Raises:
        UsageError: it is not of that kind.
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
    """A part's figure as a share of the network's."""
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
    """The arguments' values; a single part of a network gives min and max the values of its layers."""
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
    """A value that takes part in arithmetic."""
    value = _value(query, bench, read)
    if isinstance(value, tuple):
        text = query.text if isinstance(query, Reference) else ""
        raise UsageError(f"{text}: {'×'.join(map(str, value))} is no single number; .height, .width and .channels are")
    return value


def _apply(sign: str, left: Rational, right: Rational) -> Rational:
    if sign == "/" and not right:
        raise UsageError("division by zero")
    digits = max(each.bit_length() for side in (left, right) for each in (side.numerator, side.denominator))
    if digits * (int(right) if sign == "**" else 1) > MOST_BITS:
        raise UsageError("a value grows beyond 10⁴⁰, or has too many digits")
    found = OPERATORS[sign](left, right)
    if abs(Fraction(found)) > LARGEST:
        raise UsageError("a value grows beyond 10⁴⁰")
    return found
