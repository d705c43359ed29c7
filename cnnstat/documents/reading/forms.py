"""Forms of figures in sentences, and what stands before them, by which they are told apart."""

from __future__ import annotations

import re

from cnnstat.documents.reading import lexicon, spelled
from cnnstat.documents.reading.tokens import Token

LARGE = re.compile(
    r"[0-9]\s?(?:M|B|G|million|billion|[백천]?만|억|[百千]?万|[亿億])\Z"
    r"|[0-9]{2,3},[0-9]{3},[0-9]{3}\Z",
    re.IGNORECASE | re.ASCII,
)
"""Figures that are hardly ever anything but a count of parameters or operations, where a network is named."""
COUNTS = re.compile(rf"[0-9]\s?K\Z|{LARGE.pattern}", LARGE.flags)
"""Figures that count parameters or operations, where layers are named."""
SHAPE = re.compile(r"\d\s?[×xX*]\s?\d")
WHOLE_SHAPE = re.compile(r"\d\s?[×xX*]\s?\d+\s?[×xX*]\s?\d")
"""A height, a width and channels."""
OWN = re.compile(r"(?:(?P<macs>[GB]?MACs?)|(?P<flops>[KMGBT]?FLOPs?))\Z", re.IGNORECASE | re.ASCII)
SIZE = re.compile(r"(?:[KMGT]i?B|bytes?|바이트)\Z")
LABEL = re.compile(
    rf"[\W\d]*(?:{lexicon.TYPES['linear']}|F)[-_ ]?[0-9]{{0,2}}\s?(?:layers?|층|레이어|계층)?(?:은|는)?"
    r"[\s:=(\[→>-]*",
    re.IGNORECASE | re.ASCII,
)
"""The label of a fully connected layer, behind which its neurons stand."""
LAYER_LABEL = re.compile(r"[0-9]{1,2}\s?layer\s*[:：]", re.IGNORECASE)
"""The number of a layer before what is said of it: ``3 layer: 384 kernels``."""
LONG = re.compile(r"[0-9]{4,}\Z|[0-9]{1,3}(?:,[0-9]{3})+\Z")
"""Exact figures of four digits or more."""
NUMBER = re.compile("[1-9][0-9]{0,3}")
COUNTED_ALONE = re.compile(r"\W*[1-9][0-9]{0,3}\s?개?\W*")
"""A count that is a sentence of its own."""
NUMBERED = re.compile(r"(?:[a-z]+ )?layer")
"""What stands before the number of a layer."""
SOME = re.compile(
    r"(?:\b(?:these|those|remaining|other|first|last|final|next) "
    r"|(?<!\S)이 ?|첫 ?|처음 ?|앞(?:의|쪽)? ?|뒤의? ?|나머지 ?|마지막 ?"
    r"|[前后後]|头|剩[余下]的?|其余的?|(?:最初|最後|残り)の?)\Z",
    re.IGNORECASE,
)
"""Words before a number of layers that is that of some which are shown or left."""
TOTAL = re.compile(
    r"\W*(?:(?:grand |sub)?totals?|총계?|전체|합계?|[总合]计|总[共和]|合?計|gesamt|summe|suma|soma|somme)\s*[:：=]\W*",
    re.IGNORECASE,
)
"""The label of a line with the sum of those above."""
PERCENT = re.compile("%|percent")
RATIO = re.compile(
    r"\s?(?:times|[x×](?!\s?[0-9])|fold|-fold|배|倍|ve[cz]es|fois|volte|mal|분의 ?(?:1|일)|分[の之](?:1|一))"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
FRACTION = re.compile(r"[0-9]+\s?/\s?[0-9]+\Z")
VECTOR = re.compile(r"[1-9][0-9]{1,4}\s?[×xX*]\s?1\Z|1\s?[×xX*]\s?[1-9][0-9]{1,4}\Z")
KIND = re.compile(r"[a-z]*(?:norm[a-z]*|relu|dropout|activation|soft-?max|lrn|bn)|정규화|드롭아웃|활성화")
FACTOR = re.compile(r"\s?\)\s?[×xX*]\s?[0-9]")
"""What stands behind a factor: (11 x 11 x 3) x 96."""
STEP = re.compile("[0-9]")
MANY_UNITS = re.compile("[1-9][0-9]{2,3}|[1-9],[0-9]{3}")
"""So many units are those of a fully connected layer, and no count of layers."""
_SAYS = """
    has have had contains with a an the is are of uses using : = ( , about only just total weighted depth at
    총 은 는 이 가 의 깊이 약 깊이는 깊이가 は が の 約"""
SAYS = frozenset(_SAYS.split())
"""Words before a number of layers that is the whole network's."""
WITH = (",", "，", "、", "with", "a", "and", "using", "at", "的", "/")
"""What may stand between a window and its stride."""
QUOTES = ('"', "“", "„", "«", "「", "『")
EQUALS = ("=", ":", "of", "为", "是", "が", "は", "는", "은", "가", "이")
"""What may stand between a word and its figure."""
FARTHEST = 12
"""Words between a window and the kind of its layers."""


def with_unit(text: str, token: Token, unit: str) -> str:
    """A figure of a text with its unit, or with the multiplier in the plural that stands behind it."""
    plural = spelled.PLURAL.match(text, token.end)
    return f"{token.text}{spelled.multiplier(plural) if plural else unit}"
