"""How results are shown when printed or in notebooks; called by the methods of :mod:`cnnstat.display`."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.display import Displayed
from cnnstat.network.graph import Network
from cnnstat.quantities import FIGURES
from cnnstat.quantities.summary import Summary
from cnnstat.quantities.table import Table, rows_of
from cnnstat.render import View, rendered
from cnnstat.text.printable import printable
from cnnstat.views.show import summary_of, table_of

if TYPE_CHECKING:
    from pandas import DataFrame

    from cnnstat.comparing import Comparison
    from cnnstat.comparing.diff import Diff
    from cnnstat.derivation import Explanation

LONG = 60
"""The most rows of the table that an analysis shows in a notebook."""
DEPTHS = (None, 3, 2)
"""The levels of names to try for that table, until it has few enough rows; then one level."""
WORDS = ("name", "type", "detail", "then", "inputs")
"""The columns of a DataFrame of layers that are not figures."""


def text(result: Displayed) -> str:
    """The text that the program prints into a pipe, as wide as it needs to be."""
    return rendered(view_of(result), "text").rstrip("\n")


def view_of(result: Displayed) -> View:
    """A result as a report of its kind."""
    if isinstance(result, Analysis):
        return View("summary", summary_of(result))
    return View(result.kind, result)


def html(result: Analysis | Network | Table | Summary | Diff) -> str:
    """HTML for a notebook: a network's drawing; for an analysis also the summary and a foldable table of layers."""
    from cnnstat.render.formats import html as write

    if isinstance(result, Network):
        return drawn(analyze_network(result, partial=True))
    kind, report = view_of(result)
    if not hasattr(write, kind):  # it is written as a table
        kind, report = "table", report.table
    body: str = getattr(write, f"{kind}_body")(report)
    if isinstance(result, Analysis):
        body = drawn(result) + body + layers(result)
    return printable(write.part_of_page(body))


def drawn(analysis: Analysis) -> str:
    """The drawing of a network as SVG, as wide as there is room."""
    from cnnstat.drawing.drawn import Drawing

    return Drawing(analysis).svg


def layers(analysis: Analysis) -> str:
    """A foldable table of the layers, or of the blocks if there are many layers."""
    from cnnstat.render.formats.html import folded, table_body

    depth = next((each for each in DEPTHS if len(rows_of(analysis, each)) <= LONG), 1)
    table = replace(table_of(analysis, depth=depth), title="", notes=())
    heading = "Blocks (cnnstat.table shows every layer)" if depth else "Layers"
    return folded(heading, table_body(table))


def markdown(result: Explanation) -> str:
    """Markdown with mathematics."""
    from cnnstat.render.formats.markdown import explanation_body

    return printable(explanation_body(result))


def data(result: Analysis | Table | Diff) -> dict[str, Any]:
    """The same data as ``--format json`` writes."""
    from cnnstat.render.envelope import envelope
    from cnnstat.render.formats import json

    if isinstance(result, Analysis):
        return envelope(json.report(result))
    if result.kind == "comparison":
        return envelope(json.comparison_data(cast("Comparison", result)))
    if result.kind == "diff":
        return envelope(json.diff_data(cast("Diff", result)))
    return envelope(json.table_data("rows", cast("Table", result)))


def frame(result: Analysis | Table | Diff) -> DataFrame:
    """A DataFrame with a row for each layer and all its figures, or for each row of a table."""
    if isinstance(result, Analysis):
        table = table_of(result, columns=[*WORDS, *FIGURES])
    else:
        table = result if isinstance(result, Table) else result.table
    made: DataFrame = import_module("cnnstat.render.pandas").table(table)
    return made
