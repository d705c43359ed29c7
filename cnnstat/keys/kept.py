"""Sizes of which a side may be kept as it comes."""

from __future__ import annotations

from typing import Any

from cnnstat.keys.kinds import LARGEST, Pair, Plain

KEEP = "null"


class KeptPair(Pair):
    """A pair of sizes; null in the place of one keeps that side as it comes."""

    words = frozenset({KEEP})

    def __init__(self, minimum: int = 1, maximum: int = LARGEST) -> None:
        super().__init__(minimum, maximum)
        self.expected = f"{self.expected} (null keeps a side)"

    def parse(self, value: Plain) -> Any:
        """The sides, None for one that is kept."""
        if isinstance(value, list) and len(value) == 2:
            return tuple(None if side in (None, KEEP) else self.each.parse(side) for side in value)
        return super().parse(value)

    def schema(self) -> dict[str, Any]:
        each = self.each.schema()
        side = {"anyOf": [*each["anyOf"], {"type": "null"}]}
        return {"anyOf": [*each["anyOf"], {"type": "array", "items": side, "minItems": 2, "maxItems": 2}]}
