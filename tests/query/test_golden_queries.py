"""Queries, each with its tree, its value and what that means, or with what is wrong; and queries that are completed.

They stand in ``queries.txt`` and ``typed.txt``. ``--accept`` writes the golden texts anew, and then their lines are
read: a value that is wrong is a bug, no golden.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnstat.errors import CnnstatError
from cnnstat.query import Bench, evaluate, read_query
from cnnstat.query.complete import complete
from cnnstat.query.syntax import Call, Number, Operation, Query, Reference

BENCH = Bench()
QUERIES = (Path(__file__).parent / "queries.txt").read_text(encoding="utf-8").splitlines()
TYPED = (Path(__file__).parent / "typed.txt").read_text(encoding="utf-8").splitlines()


def tree(query: Query) -> str:
    """A query with the brackets of its tree."""
    match query:
        case Number(value):
            return str(value)
        case Operation(sign, left, right):
            return f"({tree(left)} {sign} {tree(right)})"
        case Call(function, arguments):
            return f"{function}[{'; '.join(map(tree, arguments))}]"
        case Reference(path, network, settings, selector, text):
            assert text
            said = ["|".join(path), f"of {network!r}" * bool(network)]
            said += [f"with {settings}" * bool(settings), f"only {selector}" * (selector is not None)]
            return f"<{' '.join(filter(None, said))}>"


def told(text: str) -> str:
    try:
        query = read_query(text)
    except CnnstatError as error:
        return f"{text}: {error}"
    try:
        answer = evaluate(query, BENCH)
    except CnnstatError as error:
        return f"{text}: {tree(query)}: {error}"
    return f"{text}: {tree(query)} = {answer.value}{f' {answer.unit}' if answer.unit else ''}; {answer.meaning}"


@pytest.mark.parametrize("part", range(4))
def test_what_queries_come_to(part: int, accept: Callable[[str, str], str]) -> None:
    found = "".join(f"{told(each)}\n" for each in QUERIES[part::4])
    assert found == accept(f"queries/{part}.txt", found)


def test_what_completes_a_query(accept: Callable[[str, str], str]) -> None:
    found = "".join(f"{each}: {', '.join(complete(each, BENCH))}\n" for each in TYPED)
    assert found == accept("queries/typed.txt", found)
