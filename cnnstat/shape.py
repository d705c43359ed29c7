"""The size of what flows between layers, for one image."""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """Channels, height and width of a map; a flat vector has ``flat`` set and lies along the channels.

    The sizes may be anything that does integer arithmetic: ints, NumPy arrays, traced integers.
    """

    channels: int
    height: int = 1
    width: int = 1
    flat: bool = False

    @property
    def positions(self) -> int:
        """Places on one map: height × width."""
        return self.height * self.width

    @property
    def elements(self) -> int:
        """Numbers in the whole volume: channels × height × width."""
        return self.channels * self.height * self.width

    def __str__(self) -> str:
        return f"{self.channels:,}" if self.flat else f"{self.channels}×{self.height}×{self.width}"
