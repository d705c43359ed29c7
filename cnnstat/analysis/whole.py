"""Networks of which a part is not known, and the refusal of what cannot be honest about them."""

from __future__ import annotations

from cnnstat.errors import SpecError
from cnnstat.network.graph import Network, Node

SHOWN_BY = "only show, draw, compare, diff, lint and import take it, and say 'at least'"


def first_unknown(network: Network) -> Node | None:
    """The first layer of which only output and parameters are known."""
    return next((node for node in network.nodes if not node.layer.known), None)


def require_whole(network: Network) -> None:
    """Refuse a network of which a part is not known.

    Raises:
        SpecError: it has such a part; the message names the first.
    """
    node = first_unknown(network)
    if node is not None:
        problem = f"{network.name} is known in part only: what this computes cannot be said in a spec; {SHOWN_BY}"
        raise SpecError(problem, node.position, node.label)
