"""How large networks may be that pages are about."""

from __future__ import annotations

from cnnstat.errors import UsageError
from cnnstat.network.graph import Network

MOST_LAYERS = 2_000
"""More than the deepest network of the catalog has, and what takes some seconds."""
MOST_READ = 12_000
"""How often layers may read others, in all: five times as often as in the deepest network of the catalog."""


def reads(network: Network) -> int:
    """How often its layers read others, in all."""
    return sum(len(each.inputs) for each in network.nodes)


def is_large(network: Network) -> bool:
    """Whether a network is larger than those that pages may be about."""
    return len(network) > MOST_LAYERS or reads(network) > MOST_READ


def refuse_large(network: Network, what: str) -> None:
    """Refuse a network with so many layers, or that read so many others, that pages would take long and say little.

    Raises:
        UsageError: says how many there may be; ``what`` begins the message.
    """
    if len(network) > MOST_LAYERS:
        raise UsageError(f"{what}: expected a network of at most {MOST_LAYERS:,} layers, got {len(network):,}")
    if is_large(network):
        read = reads(network)
        raise UsageError(f"{what}: expected layers that have at most {MOST_READ:,} inputs in all, got {read:,}")
