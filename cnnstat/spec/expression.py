"""Arithmetic in values: ``32 * width``, ``2 if index == 1 else 1``, ``"make_divisible(32 * width, 8)"``.

A value is compiled once and evaluated for each use. Numbers are exact: ``0.1`` is one tenth, so ``10 * width`` at
width 0.7 is 7. Of Python's syntax, only arithmetic, comparisons, conditionals and calls of a few functions exist.
"""

from __future__ import annotations

import ast
import operator
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from cnnstat.errors import Position, near, nearest, shown
from cnnstat.keys.kinds import described, is_number
from cnnstat.spec.functions import FUNCTIONS
from cnnstat.spec.literal import LARGEST, NO_WORDS, TRUTH_HINT, WORDS, Choice, Value, literal, number_hint, number_like

Scope = Mapping[str, Value]

LONGEST = 400
FINEST = 10**30

_SIGNS = re.compile(r"[A-Za-z0-9_ .,+*/%()\[\]<>=!'\"-]*\Z", re.ASCII)
_RUN_ON = re.compile(r"(?<![A-Za-z0-9_.])\.?[0-9][0-9.]*+(?:[eE][-+]?[0-9]++)?+[A-Za-z_.]", re.ASCII)
"""A number with a letter or point right behind it, which Python reads as two words and warns of: ``1if``, ``1e1if``."""


class ExpressionError(Exception):
    """An expression is wrong; the caller adds the place.

    Attributes:
        position: the place of the item that is wrong, if the value is a list or a mapping.
    """

    position: Position | None = None


class UnknownNameError(ExpressionError):
    """A name that is not known and resembles no known name.

    Attributes:
        name: the name as written.
        alone: whether it is the whole value, so that a word may be meant; the caller then adds what was expected.
    """

    def __init__(self, name: str, known: Iterable[str], alone: bool) -> None:
        super().__init__(f"unknown name {shown(name)}{'' if alone else nearest(name, known)}")
        self.name, self.alone = name, alone


class Expression(NamedTuple):
    """A compiled value: the names it depends on, and how to evaluate it."""

    text: str
    names: frozenset[str]
    evaluate: Callable[[Scope], Value]


@lru_cache(maxsize=4096)
def compile_value(text: str) -> Expression:
    """Compile ``text``. Cached, since aliases in a spec can repeat a text in thousands of places.

    Raises:
        ExpressionError: it is neither a number, a word nor an expression.
    """
    value = literal(text)
    if value is not None:
        return Expression(text, frozenset(), lambda _: value)
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters, this one has {len(text)}")
    if text.isidentifier():
        return Expression(text, frozenset({text}), lambda scope: _name(text, scope, alone=True))
    if number_like(text):
        raise ExpressionError(f"{shown(text)} is not a number as a spec writes it (8, 0.75, 1e-4){number_hint(text)}")
    if not _SIGNS.match(text) or _RUN_ON.search(text):
        raise ExpressionError(f"{shown(text)} is neither a number, a known word nor an expression")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # makes a SyntaxError of what Python warns of
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"{shown(text)} is neither a number, a known word nor an expression") from error
    names: set[str] = set()
    try:
        run = _compile(tree, names, text)
    except RecursionError as error:
        raise ExpressionError(f"{shown(text)}: too deeply nested") from error
    return Expression(text, frozenset(names), run)


def _name(name: str, scope: Scope, alone: bool = False) -> Value:
    """The value that a name stands for; ``alone`` says that it is the whole value, so that a word may be meant."""
    if name in scope:
        return scope[name]
    if name in WORDS:
        return name
    if NO_WORDS.get(name) == TRUTH_HINT:
        raise ExpressionError(f"unknown name {name!r}; {NO_WORDS[name]}")
    if near(name, scope):
        raise ExpressionError(f"unknown name {shown(name)}{nearest(name, scope)}")
    raise UnknownNameError(name, scope, alone)


def _divide(left: Value, right: Value) -> Value:
    if isinstance(left, int) and isinstance(right, int):
        if right and left % right == 0:
            return left // right
        from fractions import Fraction

        return Fraction(left, right)
    return left / right


def _power(left: Value, right: Value) -> Value:
    if not isinstance(right, int) or not 0 <= right <= 64:
        raise ExpressionError("** takes a whole exponent from 0 to 64")
    if isinstance(left, int) and (left.bit_length() - 1) * right >= LARGEST.bit_length():
        raise ExpressionError(f"a value grows beyond {LARGEST:,}")
    return left**right


_BINARY: dict[type[ast.AST], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _divide,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_ORDER: dict[type[ast.AST], Callable[[Value, Value], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
Run = Callable[[Scope], Value]


def _number(value: Value, text: str) -> Value:
    """``value`` if it is a number within bounds; ExpressionError for anything else, such as a truth value or a word."""
    if not is_number(value):
        got = str(value).lower() if isinstance(value, bool) else shown(value)
        raise ExpressionError(f"in {shown(text)}: expected a number, got {got}")
    if abs(value.numerator) > LARGEST * value.denominator:  # quicker than to compare fractions
        raise ExpressionError(f"in {shown(text)}: a value grows beyond {LARGEST:,}")
    if value.denominator > FINEST:
        raise ExpressionError(f"in {shown(text)}: a fraction with too many digits")
    return value


def _compile(tree: ast.AST, names: set[str], text: str) -> Run:
    """A closure that evaluates ``tree``; ``names`` collects the names that it depends on."""
    match tree:
        case ast.Constant(value=value):
            return _constant(tree, value, text)
        case ast.Name(id=name):
            fixed = {"true": True, "false": False}.get(name)
            if fixed is not None:
                return lambda _: fixed
            names.add(name)
            return lambda scope: _name(name, scope)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _binary(_BINARY[type(op)], _compile(left, names, text), _compile(right, names, text), text)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=operand):
            sign, inner = (-1 if isinstance(op, ast.USub) else 1), _compile(operand, names, text)
            return lambda scope: sign * _number(inner(scope), text)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            truth = _truth(_compile(operand, names, text), text)
            return lambda scope: not truth(scope)
        case ast.BoolOp(op=op, values=values):
            parts = [_truth(_compile(value, names, text), text) for value in values]
            decide = all if isinstance(op, ast.And) else any
            return lambda scope: decide(part(scope) for part in parts)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            return _comparison([_compile(each, names, text) for each in (left, *comparators)], ops, text)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            condition = _truth(_compile(test, names, text), text)
            yes, no = _compile(body, names, text), _compile(orelse, names, text)
            return lambda scope: yes(scope) if condition(scope) else no(scope)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _call(name, [_compile(each, names, text) for each in args], text)
        case ast.Subscript(value=ast.Name() | ast.Subscript() as value, slice=index):
            what = ast.unparse(value)
            return _item(what, _compile(value, names, text), _compile(index, names, text), text)
    raise ExpressionError(
        f"{shown(text)}: only arithmetic, comparisons, 'if … else', list[0] and {', '.join(FUNCTIONS)} exist here"
    )


def _constant(tree: ast.Constant, value: Any, text: str) -> Run:
    if isinstance(value, str):
        return lambda _: value
    source = text.strip()[tree.col_offset : tree.end_col_offset]  # counted in bytes, of which each sign has one here
    exact = literal(source)
    if exact is None or isinstance(exact, bool):
        raise ExpressionError(f"in {shown(text)}: {source} is not a number as a spec writes it")
    return lambda _: exact


def _binary(apply: Callable[[Value, Value], Value], left: Run, right: Run, text: str) -> Run:
    def run(scope: Scope) -> Value:
        try:
            return _number(apply(_number(left(scope), text), _number(right(scope), text)), text)
        except ZeroDivisionError:
            raise ExpressionError(f"in {shown(text)}: division by zero") from None

    return run


def _truth(inner: Run, text: str) -> Run:
    def run(scope: Scope) -> bool:
        value = inner(scope)
        if not isinstance(value, bool):
            raise ExpressionError(f"in {shown(text)}: expected true or false, got {shown(value)}")
        return value

    return run


def _comparison(parts: list[Run], ops: list[ast.cmpop], text: str) -> Run:
    known = all(type(op) in _ORDER or isinstance(op, ast.Eq | ast.NotEq) for op in ops)
    if not known:
        raise ExpressionError(f"{shown(text)}: only ==, !=, <, <=, > and >= compare")

    def run(scope: Scope) -> bool:
        values = [part(scope) for part in parts]
        return all(_compare(op, *pair, text) for op, pair in zip(ops, pairwise(values), strict=True))

    return run


def _compare(op: ast.cmpop, left: Value, right: Value, text: str) -> bool:
    if isinstance(left, list) or isinstance(right, list):
        raise ExpressionError(f"in {shown(text)}: a list is not compared; compare its items, as in widths[0] == 64")
    if type(op) in _ORDER:
        return _ORDER[type(op)](_number(left, text), _number(right, text))
    if isinstance(left, str) != isinstance(right, str) or isinstance(left, bool) != isinstance(right, bool):
        raise ExpressionError(f"in {shown(text)}: {shown(left)} and {shown(right)} can never be equal")
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Choice) and not isinstance(other, Choice) and other not in one.choices:
            raise ExpressionError(f"in {shown(text)}: {shown(other)} is no choice{nearest(other, one.choices)}")
    return bool(left == right) == isinstance(op, ast.Eq)


def _call(name: str, arguments: list[Run], text: str) -> Run:
    if name not in FUNCTIONS:
        raise ExpressionError(f"in {shown(text)}: unknown function {name!r}{nearest(name, FUNCTIONS)}")
    function, least, most = FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        many = f"{least} to {most}" if least < most else f"{least}"
        what = f"{'list' if name == 'len' else 'number'}{'' if most == 1 else 's'}"
        raise ExpressionError(f"in {shown(text)}: {name}() takes {many} {what}, got {len(arguments)}")

    if name == "len":
        return lambda scope: len(_list(name, arguments[0](scope), text))

    def run(scope: Scope) -> Value:
        values = [_number(argument(scope), text) for argument in arguments]
        try:
            return _number(function(*values), text)
        except (ZeroDivisionError, TypeError):
            raise ExpressionError(f"in {shown(text)}: {name}() cannot take {', '.join(map(str, values))}") from None

    return run


def _list(what: str, value: Value, text: str) -> list[Value]:
    if not isinstance(value, list):
        subject = "len() takes a list" if what == "len" else f"{what} is no list"
        raise ExpressionError(f"in {shown(text)}: {subject}, got {described(value)}")
    return value


def _item(what: str, items: Run, index: Run, text: str) -> Run:
    """One value of a list; ``what`` is the expression that gives the list.

    An index counts from 0. A negative one is refused: ``widths[index - 2]`` would silently be the last value.
    """

    def run(scope: Scope) -> Value:
        found, at = _list(what, items(scope), text), _number(index(scope), text)
        if not isinstance(at, int):
            raise ExpressionError(f"in {shown(text)}: an index is a whole number, got {described(at)}")
        if not 0 <= at < len(found):
            values = "1 value" if len(found) == 1 else f"{len(found):,} values"
            raise ExpressionError(f"in {shown(text)}: {what} has {values}, counted from 0; there is no {what}[{at}]")
        return found[at]

    return run
