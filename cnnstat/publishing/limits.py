"""How large a network may be that pages are about."""

from __future__ import annotations

from cnnstat.errors import UsageError

MOST_LAYERS = 2_500
"""More than the deepest network of the catalog has, and what takes some seconds."""


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
