"""Words for quantities in running text, which tell what a figure counts."""

from __future__ import annotations

import re

from cnnstat.query.syntax import Query, Reference

QUANTITIES = {
    "flops": r"(?:[KMGBT]?FLOPs?\b)",
    "params": r"(?:trainable |learnable |free )?(?:param(?:eter)?s?\b|weights\b|파라미터|매개변수)",
    "neurons": r"(?:neurons?\b|뉴런)",
    "connections": r"(?:connections?\b|연결)",
    "macs": r"(?:(?-i:[KMGT]?MACs?\b)|mult(?:iply)?-adds?\b|multiply-accumulates?\b|m-?adds?\b)",
    "depth": r"(?:(?:weight(?:ed)? )?layers\b(?! of)|(?<=-)layer\b|층)",
}
"""Patterns of the words for quantities, in either case."""
WORDS = {key: re.compile(pattern, re.IGNORECASE) for key, pattern in QUANTITIES.items()}
BETWEEN = re.compile(
    r"(?:[ \t]|(?<! {2})(?:\r\n?|\n)(?![ \t]*(?:[-*+]|\d+[.)])[ \t]|[ \t]*[\r\n])|개의?|of|만?의|-(?=[A-Za-z])|\*|_)*"
)
"""What may come between a figure and its quantity."""
LABEL = re.compile(r"(?:[ \t]|수|count|number of|are|is|has|of|:|=|\*|_)*\Z", re.IGNORECASE)
"""What may come between a quantity and a figure after it, as in ``parameters: 61M``."""
NEAR = 60
"""A figure's label must be within so many characters before it."""
NEXT_LABEL = re.compile(r"[ \t*_]*[:=]")
"""What comes after a word that is the label of what follows, and not of what precedes."""
WHOLE_DEPTH = re.compile(
    r"\W*(?:number of )?(?:weight(?:ed)? )?layers(?: with weights)?\W*|\W*depth\W*|\W*층(?: 수)?\W*", re.IGNORECASE
)
FAMILIES = {
    "params": ("params", "weights", "biases", "scales", "fixed", "buffers"),
    "neurons": ("neurons",),
    "connections": ("connections",),
    "macs": ("macs",),
    "flops": ("flops", "elementwise"),
    "depth": ("depth", "layers"),
}
"""The figures that each word may mean."""
LONGEST_HEADING = 300
"""Characters of a column's heading; a longer one says nothing, as it is read for each figure of the column."""
HEAD_UNIT = re.compile(
    r"[(\[]\s*(?:in )?(?:([kmgt]i?b|k|m|g|b|만|억|万|亿|億|%)|(thousand|million|billion)s?)\s*[)\]]"
    r"|(?<![A-Za-z])([KMGBT])(?=(?:FLOPs?|MACs?)\b)",
    re.IGNORECASE,
)
NAMED = re.compile(r"\s+as\s+([A-Za-z-]+|[가-힣]+)\s*\Z", re.IGNORECASE)
"""After the query of a mark: what the text calls the figure."""
KNOWN = {key for family in FAMILIES.values() for key in family}


def said_behind(text: str, end: int) -> str:
    """The quantity named after a figure; "" if there is none."""
    begin = BETWEEN.match(text, end)
    at = begin.end() if begin else end
    found = next(((key, match) for key, pattern in WORDS.items() if (match := pattern.match(text, at))), None)
    if found is None or NEXT_LABEL.match(text, found[1].end()):
        return ""
    return found[0]


def said_before(text: str, start: int, least: int) -> str:
    """The quantity that a label before a figure names, as in ``parameters: 61M``; "" if there is none."""
    before = text[max(least, start - NEAR) : start]
    label = LABEL.search(before)
    stem = before[: label.start()] if label else before
    for key, pattern in WORDS.items():
        if key != "depth" and any(each.end() == len(stem) for each in pattern.finditer(stem)):
            return key
    return ""


def said_by(title: str) -> str:
    """The quantity that a column's heading names; "" if it names none or several."""
    if WHOLE_DEPTH.fullmatch(title):
        return "depth"
    found = [key for key, pattern in WORDS.items() if key != "depth" and pattern.search(title)]
    return found[0] if len(found) == 1 else ""


def said_of(figure: str) -> str:
    """The quantity that a figure itself names, as in ``15.5 GFLOPs``."""
    return said_by(figure) if figure[-1:].isalpha() else ""


def unit_of(title: str) -> str:
    """The unit that a column's heading gives for its figures: ``M``, ``million``, ``%``; "" if it gives none."""
    found = HEAD_UNIT.search(title)
    if not found:
        return ""
    if found[2] or (found[1] or "").lower().endswith("ib"):
        return f" {found[2] or found[1]}"
    return (found[1] or found[3]).upper()


def without_name(asks: str) -> tuple[str, str]:
    """Split ``alexnet.macs as FLOPs`` into the query and the quantity that the text calls it; "" if there is none."""
    found = NAMED.search(asks)
    return (asks[: found.start()], said_by(found[1]) or found[1]) if found else (asks, "")


def contradicts(said: str, query: Query) -> bool:
    """Whether a query asks for another quantity than the text names; arithmetic may give any quantity."""
    if not said or not isinstance(query, Reference) or not query.path:
        return False
    return query.path[-1] in KNOWN and query.path[-1] not in FAMILIES[said]
