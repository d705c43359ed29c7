"""How large networks may be that pages are about."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.errors import UsageError
from cnnstat.network.graph import Node

MOST_LAYERS = 2_000
"""More than the deepest network of the catalog has, and what takes some seconds."""


MOST_READ = 12_000
"""How often layers may read others, in all: five times as often as in the deepest network of the catalog."""


def is_large(layers: int) -> bool:
    """Whether a network has more layers than pages may be about."""
    return layers > MOST_LAYERS


def refuse_large(layers: int, what: str) -> None:
    """Refuse a network with so many layers that pages about it would take long and say little.

    Raises:
        UsageError: says how many there may be; ``what`` begins the message.
    """
    if is_large(layers):
        raise UsageError(f"{what}: expected a network of at most {MOST_LAYERS:,} layers, got {layers:,}")


def refuse_tangled(nodes: Sequence[Node], what: str) -> None:
    """Refuse a network whose layers read so many others that following and drawing all of it would take long.

    Raises:
        UsageError: says how many there may be; ``what`` begins the message.
    """
    reads = sum(len(each.inputs) for each in nodes)
    if reads > MOST_READ:
        raise UsageError(f"{what}: expected layers that have at most {MOST_READ:,} inputs in all, got {reads:,}")
