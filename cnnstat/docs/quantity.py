"""Words for quantities in running text: what a figure says that it counts."""

from __future__ import annotations

import re

from cnnstat.query.syntax import Query, Reference

QUANTITIES = {
    "params": r"(?:trainable |learnable |free )?(?:param(?:eter)?s?\b|weights\b|파라미터|매개변수)",
    "neurons": r"(?:neurons?\b|뉴런)",
    "connections": r"(?:connections?\b|연결)",
    "macs": r"(?:G?MACs?\b|mult(?:iply)?-adds?\b|multiply-accumulates?\b|m-?adds?\b)",
    "flops": r"(?:G?FLOPs?\b)",
    "depth": r"(?:weight(?:ed)? )?(?:layers?\b(?! of)|층|레이어|layers deep)",
}
"""Words for quantities, in either case."""
WORDS = {key: re.compile(pattern, re.IGNORECASE) for key, pattern in QUANTITIES.items()}
BETWEEN = re.compile(r"(?:\s|개의?|of|만?의|-|\*|_)*")
"""What may stand between a figure and its quantity."""
FAMILIES = {
    "params": ("params", "weights", "biases", "scales", "fixed", "buffers"),
    "neurons": ("neurons",),
    "connections": ("connections",),
    "macs": ("macs", "flops", "elementwise"),
    "flops": ("macs", "flops", "elementwise"),
    "depth": ("depth", "layers"),
}
"""The figures that each word may mean; people say FLOPs of multiply-accumulates."""
KNOWN = {key for family in FAMILIES.values() for key in family}


def said_behind(text: str, end: int) -> str:
    """The quantity named behind a figure; "" where none is."""
    begin = BETWEEN.match(text, end)
    at = begin.end() if begin else end
    return next((key for key, pattern in WORDS.items() if pattern.match(text, at)), "")


def contradicts(said: str, query: Query) -> bool:
    """Whether a query asks for another quantity than the text says. Arithmetic may come to anything."""
    if not said or not isinstance(query, Reference) or not query.path:
        return False
    return query.path[-1] in KNOWN and query.path[-1] not in FAMILIES[said]
