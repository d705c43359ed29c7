"""The report of ``reconcile``: the counting conventions under which a printed figure is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnstat.render import View
from cnnstat.spec.typed import is_line
from cnnstat.views.request import Locate

if TYPE_CHECKING:
    from cnnstat.claims import Reconciliation
    from cnnstat.printed import Figure
    from cnnstat.query import Reference


def view(query: str, printed: str, all: bool = False, locate: Locate = str) -> View:
    """The table of readings that is asked for; the arguments are those of the command.

    Args:
        locate: resolves names of networks, whose meaning may depend on the document.
    """
    return readings(query, *searched(query, printed, locate), all)


def searched(query: str, printed: str, locate: Locate = str) -> tuple[Figure, Reconciliation]:
    """The printed figure, and the conventions under which it is right."""
    from cnnstat.claims import reconcile as search
    from cnnstat.claims.report import refuse_units
    from cnnstat.printed import read_figure
    from cnnstat.query import Bench, evaluate, mapped, read_query

    figure = read_figure(printed)
    tree = mapped(read_query(query), lambda each: located(each, locate))
    bench = Bench()
    refuse_units(query, evaluate(tree, bench), figure)
    return figure, search(tree, figure, bench)


def located(reference: Reference, locate: Locate) -> Reference:
    """A reference with its network resolved; layers typed in quotes stay unchanged."""
    name = reference.network
    return reference if not name or is_line(name) else reference._replace(network=locate(name))


def readings(query: str, figure: Figure, found: Reconciliation, all: bool) -> View:
    """The readings as a table."""
    from cnnstat.claims.report import readings_table

    return View("table", readings_table(query, figure, found, all))
