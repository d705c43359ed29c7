"""Forms of figures in sentences, and what stands before them, by which they are told apart."""

from __future__ import annotations

import re

from cnnstat.documents.reading import lexicon

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
