"""The shape of the maps and vectors that flow between layers, for one image."""

from __future__ import annotations

import re
from typing import NamedTuple

from cnnstat.errors import UsageError, shown

LARGEST_SIDE = 1_000_000
_SIZE = re.compile(r"([1-9][0-9]{0,6})(?:[x×]([1-9][0-9]{0,6}))?\Z", re.ASCII)


class Shape(NamedTuple):
    """The shape of a map, without the batch: channels, height and width, in this order.

    A flat vector has ``flat`` set, and its features are the channels. In the results of :func:`cnnstat.analyze` the
    sizes are ints; inside the program they may also be NumPy arrays or traced integers.
    """

    channels: int
    height: int = 1
    width: int = 1
    flat: bool = False

    @property
    def positions(self) -> int:
        """Positions on one map: height × width."""
        return self.height * self.width

    @property
    def elements(self) -> int:
        """Values in all maps together: channels × height × width."""
        return self.channels * self.height * self.width

    def __str__(self) -> str:
        return f"{self.channels:,}" if self.flat else f"{self.channels}×{self.height}×{self.width}"


def read_size(text: str | None, what: str) -> tuple[int, int] | None:
    """``224`` or ``224x320`` as (height, width); None for None.

    Raises:
        UsageError: the text is no such size; the message begins with ``what``.
    """
    if text is None:
        return None
    match = _SIZE.match(text)
    if not match or max(int(side) for side in match.groups("1")) > LARGEST_SIDE:
        raise UsageError(f"{what}: expected a side from 1 to {LARGEST_SIDE} or HEIGHTxWIDTH, got {shown(text)}")
    height = int(match[1])
    return height, int(match[2]) if match[2] else height
