"""Tables as pandas DataFrames. Needs the ``pandas`` extra; imported only when a DataFrame is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cnnstat.errors import UsageError
from cnnstat.quantities import Column, Value
from cnnstat.quantities.table import Table

if TYPE_CHECKING:
    from pandas import DataFrame, Series

INSTALL = "pip install 'cnnstat[pandas]'"
LARGEST = 2**63 - 1
"""The largest 64-bit integer; a column with a larger one consists of Python's ints."""


def table(report: Table) -> DataFrame:
    """A DataFrame with the table's columns, named by their keys, and its rows, without totals.

    Raises:
        UsageError: pandas is not installed; the message says how to install it.
    """
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise UsageError(f"a DataFrame needs pandas, which is not installed: {INSTALL}") from error
    columns = [
        series(cells(column, [plain(row[index]) for row in report.rows]), column.key)
        for index, column in enumerate(report.columns)
    ]
    return pandas.concat(columns, axis="columns")


def plain(value: Value) -> Any:
    """A value as plain data; one that is a lower bound as a text, so that nothing is computed with it."""
    return value.written(str) if value.at_least else value.data


def cells(column: Column, data: Sequence[Any]) -> list[Any]:
    """Plain data as cells. Lists become tuples; if a column of pixels has a pair, all its cells become pairs."""
    pairs = column.unit == "pixels" and any(isinstance(each, list) for each in data)
    made = [(each, each) if pairs and isinstance(each, int | str) else each for each in data]
    return [tuple(each) if isinstance(each, list) else each for each in made]


def series(column: Sequence[Any], name: str) -> Series[Any]:
    """A column; integers stay integers even if some are missing."""
    import pandas

    known = [each for each in column if each is not None]
    if not known or not all(isinstance(each, int) for each in known):
        return pandas.Series(column, name=name)
    whole = "int64" if len(known) == len(column) else "Int64"
    return pandas.Series(column, name=name, dtype="object" if max(map(abs, known)) > LARGEST else whole)
