"""The changes of one operator that a file allows, in a fixed order.

Left out is what no result depends on: annotations, decorators (``frozen``, ``maxsize``), imports for types only, texts,
and the arguments of :func:`_fixed`. A comparison, a bound or a constant that is changed shows whether a test looks at
its edge.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}  # fmt: skip
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}  # fmt: skip
DUAL: dict[type[ast.boolop], type[ast.boolop]] = {ast.And: ast.Or, ast.Or: ast.And}
SWAPPED = {"min": "max", "max": "min", "all": "any", "any": "all"}
SKIPPED = {"annotation", "returns", "decorator_list", "type_comment", "type_params", "ctx"}
"""Fields of the tree that hold no code of which a result depends."""


class Site(NamedTuple):
    """A place with a change that it allows.

    Attributes:
        line: of the file, from 1.
        column: of the line, from 1.
        what: the change, in words.
        suite: the number of the innermost list of statements in a function (:func:`suites`); None for what runs when
            the file is imported.
        apply: changes the tree from which the place comes.
    """

    line: int
    column: int
    what: str
    suite: int | None
    apply: Callable[[], None]


def suites(tree: ast.Module) -> list[list[ast.stmt]]:
    """The lists of statements that stand in functions: bodies, branches, loops. A test that runs the first of a list
    may notice a change of any."""
    found = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if node is not function and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    continue  # a function in a function comes by itself
                for name in ("body", "orelse", "finalbody"):
                    statements = getattr(node, name, None)
                    if isinstance(statements, list) and statements:
                        found.append(statements)
    unique = {id(each): each for each in found}
    return list(unique.values())


def sites(tree: ast.Module) -> list[Site]:
    """Every change that a file allows."""
    numbers = {id(statements): number for number, statements in enumerate(suites(tree))}
    return list(_visit(tree, lambda _: None, None, numbers))


def changed(source: str, number: int) -> ast.Module:
    """A file's tree with the change of this number, counted from 0."""
    tree = ast.parse(source)
    sites(tree)[number].apply()
    return tree


Put = Callable[[ast.AST], None]
"""Puts another node into the place of one."""
Changes = Iterator[tuple[str, Callable[[], None]]]
"""Changes in words, each with what makes it."""


def _visit(node: ast.AST, put: Put, suite: int | None, numbers: dict[int, int]) -> Iterator[Site]:
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    if isinstance(node, ast.expr | ast.stmt | ast.comprehension):
        place = node.target if isinstance(node, ast.comprehension) else node
        for what, apply in (*_values(node, put), *_ways(node, put)):
            yield Site(place.lineno, place.col_offset + 1, what, suite, apply)
    fixed = _fixed(node)
    for name, value in ast.iter_fields(node):
        if name in SKIPPED:
            continue
        if isinstance(value, ast.AST):
            yield from _visit(value, partial(setattr, node, name), suite, numbers)
        elif isinstance(value, list):
            inside = numbers.get(id(value), suite)
            for at, each in enumerate(value):
                if isinstance(each, ast.AST) and each not in fixed:
                    yield from _visit(each, partial(value.__setitem__, at), inside, numbers)


def _fixed(node: ast.AST) -> Sequence[ast.AST]:
    """Arguments of a call that are left as they are."""
    match node:
        case ast.Call(func=ast.Name("zip"), keywords=keywords):  # asserts that what is paired is equally long
            return [each for each in keywords if each.arg == "strict"]
        case ast.Call(func=ast.Name("spend"), args=args):  # an estimate of work; that it is counted can be left out
            return args
    return []


def _values(node: ast.AST, put: Put) -> Changes:
    """Changes of how a value is computed."""
    match node:
        case ast.Compare(ops=ops):
            for number, op in enumerate(ops):
                for kind in COMPARED[type(op)]:
                    yield _swap(node, op, kind()), partial(ops.__setitem__, number, kind())
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in COMPUTED:
            yield _swap(node, op, COMPUTED[type(op)]()), partial(setattr, node, "op", COMPUTED[type(op)]())
        case ast.BoolOp(op=op):
            yield _swap(node, op, DUAL[type(op)]()), partial(setattr, node, "op", DUAL[type(op)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            # At the place of the whole: functions are found again by where their code begins.
            yield f"{ast.unparse(node)} → {ast.unparse(operand)}", partial(_put, put, operand, node)
        case ast.Constant(value=bool() as value):
            yield f"{value} → {not value}", partial(setattr, node, "value", not value)
        case ast.Constant(value=int() | float() as value):
            yield f"{value} → {value + 1}", partial(setattr, node, "value", value + 1)
            yield f"{value} → {value - 1}", partial(setattr, node, "value", value - 1)
        case ast.Call():
            yield from _calls(node)
        case ast.Slice():
            for name in [name for name in ("lower", "upper") if getattr(node, name) is not None]:
                yield f"[{ast.unparse(node)}] without {name} bound", partial(setattr, node, name, None)


def _ways(node: ast.AST, put: Put) -> Changes:
    """Changes of the way that is taken, and of what comes back from it."""
    match node:
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield f"{ast.unparse(node)} → return None", partial(_put, partial(setattr, node, "value"), None, node)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield f"{ast.unparse(test)} negated", partial(_negate, partial(setattr, node, "test"), test)
        case ast.comprehension(ifs=ifs):
            for number, test in enumerate(ifs):
                yield f"{ast.unparse(test)} negated", partial(_negate, partial(ifs.__setitem__, number), test)
        case ast.Break() | ast.Continue():
            way = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
            yield f"{ast.unparse(node)} → {ast.unparse(way)}", partial(_put, put, way, node)
        case ast.Expr(value=ast.Call() as call):
            yield f"{ast.unparse(call)} left out", partial(_put, partial(setattr, node, "value"), None, call)


def _calls(node: ast.Call) -> Changes:
    if isinstance(node.func, ast.Name) and node.func.id in SWAPPED:
        other = SWAPPED[node.func.id]
        yield f"{ast.unparse(node)}: {node.func.id} → {other}", partial(setattr, node.func, "id", other)
    for number, keyword in enumerate(node.keywords):
        if keyword.arg is not None and keyword not in _fixed(node):
            yield f"{ast.unparse(node)} without {keyword.arg}=", partial(node.keywords.__delitem__, number)


def _put(put: Put, new: ast.AST | None, old: ast.AST) -> None:
    """Put a node, or the constant None, into the place of another."""
    node = ast.Constant(None) if new is None else new
    put(ast.fix_missing_locations(ast.copy_location(node, old)))


def _negate(put: Put, test: ast.expr) -> None:
    _put(put, ast.UnaryOp(ast.Not(), test), test)


SIGNS = {
    "Add": "+", "Sub": "-", "Mult": "*", "FloorDiv": "//", "Div": "/", "Mod": "%", "Pow": "**", "BitOr": "|",
    "BitAnd": "&", "LShift": "<<", "RShift": ">>", "And": "and", "Or": "or", "Lt": "<", "LtE": "<=", "Gt": ">",
    "GtE": ">=", "Eq": "==", "NotEq": "!=", "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}  # fmt: skip


def _swap(node: ast.AST, op: ast.AST, other: ast.AST) -> str:
    return f"{ast.unparse(node)}: {SIGNS[type(op).__name__]} → {SIGNS[type(other).__name__]}"
