"""How wide texts are: the widths of Helvetica, which Arial, Liberation Sans and Nimbus Sans share.

A page is read on machines with other fonts too; formats therefore say how wide each text is to be.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FAMILY = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
KOREAN_FAMILY = FAMILY.replace(
    "sans-serif", "'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', NanumGothic, sans-serif"
)
"""That, and what systems have for Hangul."""

_PLAIN = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 "
    "278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 "
    "611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 "
    "556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 "
    "333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 "
    "611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 "
    "611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
_OTHERS = {"×": 584, "÷": 584, "−": 584, "·": 278, "–": 556, "—": 1000, "…": 1000, "²": 333, "³": 333, "→": 1000,
           "≤": 549, "≥": 549, "≈": 549, "’": 222, "‘": 222, "“": 333, "”": 333, "\u00a0": 278}  # fmt: skip
PLAIN = {chr(32 + at): int(width) for at, width in enumerate(_PLAIN.split())} | _OTHERS
BOLD = {chr(32 + at): int(width) for at, width in enumerate(_BOLD.split())} | _OTHERS
"""Thousandths of the type's size."""
SYLLABLE = 920
"""Of Hangul, in both weights of Noto Sans KR, which sets it in PDF and PNG; a test reads that from the font."""
WIDEST = 1015
"""Room for a character that is not known here."""


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is, in points, set in type of that many points."""
    return thousandths(text, bold) * size / 1000


@lru_cache(maxsize=4096)
def thousandths(text: str, bold: bool) -> int:
    widths = BOLD if bold else PLAIN
    return sum(widths[each] if each in widths else unknown(each) for each in text)


def is_korean(sign: str) -> bool:
    """Whether a character is a syllable of Hangul."""
    return "가" <= sign <= "힣"


def unknown(sign: str) -> int:
    """The room for a character that is not in the tables: none for what combines with the one before it."""
    if is_korean(sign):
        return SYLLABLE
    if unicodedata.combining(sign):
        return 0
    plain = unicodedata.normalize("NFD", sign)[0]
    if plain in PLAIN:
        return PLAIN[plain]
    return 1000 if unicodedata.east_asian_width(sign) in "WF" else 722 if sign.isalpha() else WIDEST
