"""How results show themselves: printed, in a notebook, as plain data.

Data flows one way, and what writes a result stands above the room that makes it. Yet a person who holds a result asks
the result itself. These methods hand it up to :mod:`cnnstat.views.display`, which is imported at that moment and not
before; they are the only way up.
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
        kind: of its report, by the name of the function that writes it in every format's module.
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
        """The result as plain data, the same that ``--format json`` writes: unrounded numbers, lists, texts, None."""
        data: dict[str, Any] = _above().data(self)
        return data

    def to_pandas(self) -> DataFrame:
        """The rows as a pandas DataFrame; needs the ``pandas`` extra.

        Returns:
            A column for each column of the table, under its key, and a row for each of its rows; no row for the input
            or the totals. Columns of counts hold unrounded integers. A shape is a tuple, (channels, height, width) or
            (features,). A figure with a value per axis, as ``rf``, is an integer, or in all rows a tuple (height,
            width) where the axes differ in one.

        Raises:
            UsageError: pandas is not installed.
        """
        frame: DataFrame = _above().frame(self)
        return frame
