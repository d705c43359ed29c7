"""Settings of a sweep as data: for JSON, and as a Parquet file."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from cnnstat.errors import UsageError
from cnnstat.quantities.totals import TOTALS
from cnnstat.saving import write_file
from cnnstat.spec.param import written
from cnnstat.sweeping.swept import Column, Number, Swept

INSTALL = "pip install 'cnnstat[parquet]'"


def plain(value: Any) -> Any:
    """A value as JSON has it: fractions as the nearest number, sides as a list."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return float(value) if isinstance(value, Fraction) else value


def data_of(swept: Swept, places: Sequence[int], facts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Some settings with their figures, and why the network does not run at others."""
    figures = swept.columns.items()
    return {
        "network": {"name": swept.network, "title": swept.title},
        "setting": swept.setting._asdict(),
        "params": {name: [plain(each) for each in values] for name, values in swept.axes.items()},
        "quantities": {key: {"unit": TOTALS[key].unit, "meaning": TOTALS[key].meaning} for key in swept.columns},
        "facts": dict(facts),
        "settings": [
            {**swept_values(swept, place), **{key: plain(column[place]) for key, column in figures}}
            for place in places
        ],
        "refused": [
            {"settings": len(each.places), "first": swept_values(swept, each.places[0]), "problem": each.problem}
            for each in swept.refused
        ],
    }  # fmt: skip


def swept_values(swept: Swept, place: int) -> dict[str, Any]:
    return {name: plain(value) for name, value in swept.values(place).items()}


def check_parquet() -> None:
    """Check, before any work is done, that a Parquet file can be written.

    Raises:
        UsageError: what writes it is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(f"Parquet needs pyarrow, which is not installed: {INSTALL}") from error


def write_parquet(swept: Swept, places: Sequence[int], path: Path) -> None:
    """Write some settings as a Parquet file, whole or not at all: a column for each param and each figure.

    Figures are whole numbers of 64 bits, or texts where one of them is larger; those along height and width are lists.

    Raises:
        UsageError: it cannot be written.
    """
    import pyarrow
    from pyarrow import parquet

    every = [swept.values(place) for place in places]
    columns: dict[str, Any] = {}
    for name, values in swept.axes.items():
        mixed = len({type(value) for value in values if not isinstance(value, int | Fraction)}) > 0
        columns[name] = [written(each[name]) if mixed else plain(each[name]) for each in every]
    for key, column in swept.columns.items():
        columns[key] = stored([column[place] for place in places])
    made = BytesIO()
    parquet.write_table(pyarrow.table(columns), made)
    write_file(path, made.getvalue())


def stored(column: Column) -> list[Any]:
    """A figure's values in one type."""
    if any(isinstance(each, tuple) for each in column):
        return [None if each is None else list(each) if isinstance(each, tuple) else [each, each] for each in column]
    if any(not fits(each) for each in column):
        return [None if each is None else str(each) for each in column]
    return [*column]


def fits(value: Number | None) -> bool:
    """Whether a figure is a whole number that 64 bits hold."""
    return value is None or (isinstance(value, int) and abs(value) < 2**63)
