"""How results are shown: printed, in a notebook, and as plain data.

Imports go one way, and the code that formats a result is in a room above the one that makes it. Yet a user calls
methods of the result itself. These methods pass it on to :mod:`cnnstat.views.display`, which is imported only then.
They are the only exception to the direction of imports.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from pandas import DataFrame


def _above() -> Any:
    return import_module("cnnstat.views.display")


class Displayed:
    """A result with a text for people.

    Attributes:
        kind: the kind of its report: the name of the function that writes it in every format's module.
    """

    kind: ClassVar[str]

    def __str__(self) -> str:
        """The text that the program prints, as wide as it needs to be."""
        return str(_above().text(self))


class Drawn:
    """Something that notebooks show as a drawing."""

    def _repr_html_(self) -> str:
        return str(_above().html(self))


class InMarkdown(Displayed):
    """A result that notebooks show as Markdown, with mathematics."""

    def _repr_markdown_(self) -> str:
        return str(_above().markdown(self))


class InHtml(Displayed):
    """A result that notebooks show as HTML."""

    def _repr_html_(self) -> str:
        return str(_above().html(self))


class Tabular(InHtml):
    """A result with rows."""

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data, as written by ``--format json``: unrounded numbers, lists, texts and None."""
        data: dict[str, Any] = _above().data(self)
        return data

    def to_pandas(self) -> DataFrame:
        """The rows as a pandas DataFrame; needs the ``pandas`` extra.

        Returns:
            A DataFrame with a column for each column of the table, named by its key, and a row for each of its rows;
            there is no row for the input or the totals. Counts are unrounded integers. A shape is a tuple, (channels,
            height, width) or (features,). A figure with a value per axis, such as ``rf``, is an integer; if the axes
            differ in at least one row, it is a tuple (height, width) in all rows.

        Raises:
            UsageError: pandas is not installed.
        """
        frame: DataFrame = _above().frame(self)
        return frame
