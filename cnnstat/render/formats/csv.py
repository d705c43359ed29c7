"""Layers as CSV, or as plain tab-separated lines for grep and awk; values are unrounded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cnnstat.analysis import Analysis
from cnnstat.errors import UsageError
from cnnstat.quantities import FIGURES, Dimensions, Value
from cnnstat.quantities.table import Table, layer_table
from cnnstat.spec.write import flow, lines

if TYPE_CHECKING:
    from cnnstat.comparing import Comparison

ENDINGS = (".csv",)

NUMBER = re.compile(r"[-+]?[0-9.,]+(?:[eE][-+]?[0-9]+)?%?")
RATIO = re.compile(r"[0-9]+/[0-9]+")
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""What begins a formula in a spreadsheet, which would run it; some take the wide signs for the others."""
CELL = re.compile(r"(;[ \"']*)([^;]+)")
"""What is a cell of its own where semicolons part cells, as in much of Europe."""


def raw(value: Any) -> str:
    """Plain data in one cell: lists of numbers as ``96x55x55``, of texts as ``a; b``.

    A text that a spreadsheet would take for a formula begins with ``'``, as spreadsheets have it; so does what stands
    behind a semicolon in it.
    """
    text = "" if value is None else str(value)
    if isinstance(value, list):
        words = any(isinstance(each, str) and not RATIO.fullmatch(each) for each in value)
        text = ("; " if words else "x").join(map(str, value))
    text = CELL.sub(lambda found: f"{found[1]}{safe(found[2])}", text) if ";" in text else text
    return safe(text)


def safe(text: str) -> str:
    """The text of a cell, or of a part of it, that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text


def data(row: Sequence[Value]) -> list[str]:
    """The cells of a row; of a figure that is a lower bound a text, so that nothing is computed with it."""
    return [value.written(str) if value.at_least else raw(value.data) for value in row]


def whole(analysis: Analysis, depth: int | None = None, inside: str = "") -> str:
    """One line per layer: first every key of its spec line (the net can be rebuilt from these), then its figures.

    A cell with a key's value holds YAML in flow style, as the spec does; the input's line comes first.
    """
    if depth or inside:
        raise UsageError("--format csv holds the whole network; --plain shows a part")
    network = analysis.network
    written = lines(network)
    keys = list(dict.fromkeys(key for line in written for key in line))
    figures = layer_table(analysis, FIGURES)
    kept = [layer.order for layer in analysis.layers]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["index", *keys, *FIGURES])
    image = dict.fromkeys(FIGURES, "") | {"output_shape": raw(Dimensions(network.input).data)}
    writer.writerow([0, "input", "input", *([""] * (len(keys) - 2)), *image.values()])
    for position, row in zip(kept, figures.rows, strict=True):
        line = written[position]
        texts = {key: raw(value if key in ("name", "type") else flow(value)) for key, value in line.items()}
        cells = [texts.get(key, "") for key in keys]
        writer.writerow([position + 1, *cells, *data(row)])
    return out.getvalue()


def table(report: Table) -> str:
    """A heading and a line per row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in report.columns])
    writer.writerows(data(row) for row in report.rows)
    return out.getvalue()


def comparison(found: Comparison) -> str:
    """A line for each network."""
    return table(found.layouts.across)


def records(found: Sequence[Mapping[str, Any]]) -> str:
    """A line for each record; records inside records become columns of their own, lists texts."""
    flat = [dict(flattened(record)) for record in found]
    keys = list(dict.fromkeys(key for record in flat for key in record))
    out = io.StringIO()
    writer = csv.DictWriter(out, keys, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(flat)
    return out.getvalue()


def flattened(record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if isinstance(value, Mapping):
            yield from flattened(value, f"{before}{key}_")
        elif value is not None:
            yield f"{before}{key}", raw(value)


def plain(table: Table) -> str:
    """A heading and a line per row, cells separated by tabs."""
    lines = [[column.key for column in table.columns]]
    lines += [data(row) for row in table.rows]
    return "".join("\t".join(cells) + "\n" for cells in lines)
