"""What the heading of a column, or the label of a row, says of the figures there: their quantity, unit and part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cnnstat.documents.reading import german, japanese, lexicon, romance
from cnnstat.documents.reading.tokens import Part, type_of
from cnnstat.printed.words import MYRIADS

UNIT = re.compile(
    r"[(\[/,]\s*(?:in |unit:? ?|단위:? ?|×\s?)?(?:(?P<letter>[KMGTB])|(?P<bytes>[KMGT]i?B|megabytes?|bytes)"
    r"|(?P<word>thousand|million|billion)s?"
    rf"|(?P<korean>{MYRIADS})(?:\s?[개个])?|(?P<power>1?0?\s?(?:\^|e|E|\*\*)\s?[69]|10[⁶⁹]))\s*(?:FLOPs?|MACs?"
    r"|params?)?\s*(?:[)\]]|\Z)"
    r"|(?<![A-Za-z])(?P<before>[KMGBT])-?(?=FLOPs?\b|FLOPS\b|MACs?\b|Macs?\b|params?\b|parameters?\b)"
    r"|(?P<said>\b(?:thousand|million|billion))s?\b|\bin (?P<plural>thousand|million|billion)s?\b"
    r"|(?P<size>\b[KMG]i?B\b)",
    re.IGNORECASE | re.ASCII,
)
POWERS = {"6": " million", "9": " billion"}
OTHER = re.compile(
    r"top-?[15]|accura|error|time|speed|latency|throughput|fps|year|\brate|\bratio|reduc|relative|saving|compress|prun"
    r"|quanti|"
    r"ours|differ|fraction|share|percent|%|per |without|w/o|date|batch|epoch|memory access|rank|energy|power"
    r"|cost \$|std|(?-i:mAP)|"
    r"increase|decrease|change|gain|Δ|정확|오류|시간|속도|비율|연도|순위|감소|증가|에러|성능"
    rf"|准确|错误|时间|年份|{japanese.OTHER}",
    re.IGNORECASE | re.ASCII,
)  # fmt: skip
"""Headings of figures that are not the architecture's."""
RESOLUTION = re.compile(
    r"\b(?:resolution|input(?: size| resolution| shape)?|image size|crop)\b|입력|해상도", re.IGNORECASE | re.ASCII
)
WIDTH = re.compile(r"\b(?:width(?: multiplier)?|multiplier|alpha|depth multiplier)\b|α", re.IGNORECASE | re.ASCII)
DEPTH = re.compile(
    r"\W*(?:(?:number of|num\.?|#|no\. of|total)\s*)?(?:weight(?:ed)? |learnable |trainable )?(?:layers?"
    r"|depth)(?: deep)?(?: \(?with weights\)?)?\W*(?:\([^)]*\))?\W*"
    rf"|\W*(?:total(?: (?:de|di))?\s)?(?:{romance.NUMBER_OF})?(?:{romance.QUANTITIES['depth']})"
    r"(?: total(?:e?s)?)?\W*(?:\([^()]*\))?\W*"
    rf"|\W*(?:(?:[总總]|网络|網[絡路])?(?:[层層](?:数|數|次)|深度)|{japanese.HEADINGS})\W*(?:\([^)]*\))?\W*"
    r"|\W*(?:(?:총|전체|가중치) ?)?(?:깊이|층 ?수?|레이어(?: ?수| ?개수)?|계층 ?수?|depth)\W*(?:\([^)]*\))?\W*"
    rf"|\W*(?:anzahl(?: der)? )?(?:{german.QUANTITIES['depth']})\W*(?:\([^)]*\))?\W*",
    re.IGNORECASE,
)


COUNT = re.compile(
    rf"\W*(?:(?:number of|num\.?|#|no\. of|anzahl(?: der)?)\s*)?(?:{lexicon.ANY_TYPE})(?:\s|-)?"
    rf"(?:layers?|층|레이어|계층|層|层|{german.LAYER})"
    r"(?:\s?(?:개?수|counts?|の?数量?))?\W*",
    re.IGNORECASE,
)
"""A heading of how many layers of a kind there are."""
ALL = re.compile(
    r"(?=.*(?:total|\ball\b|\bsum|layers|합|소계|전체|총))\W*(?:(?:total|all|전체|총)\s)?"
    rf"(?:{lexicon.ANY_TYPE})(?:\s|-)?(?:layers?|층|레이어|계층)?\s?(?:\(?(?:sub)?total\)?|sum|합계?|소계|전체)?\W*",
    re.IGNORECASE,
)
"""The label of all layers of a kind."""
KINDS = re.compile(
    rf"\W*(?:{romance.NUMBER_OF})?{romance.LAYER}(?<=[si])\s(?:{romance.ANY_TYPE})\W*",
    re.IGNORECASE,
)
"""The same in languages in which the kind stands behind."""
OUTPUT = re.compile(r"\W*outputs?\W*(?:\([^()]*\))?\W*", re.IGNORECASE | re.ASCII)


class Said(NamedTuple):
    """What a heading says.

    Attributes:
        key: the quantity; "" if it names none, or several.
        unit: the unit of its figures, as it would stand behind them.
        part: the part of the network that they belong to; None for the whole.
    """

    key: str = ""
    unit: str = ""
    part: Part | None = None


@lru_cache(maxsize=1000)
def said_by(title: str) -> Said:
    """What a heading or a label says of the figures below or beside it."""
    if not title.strip() or len(title) > 120 or OTHER.search(title):
        return Said()
    if DEPTH.fullmatch(title):
        return Said("depth")
    if (kind := COUNT.fullmatch(title)) or (kind := KINDS.fullmatch(title)):
        return Said("count", part=Part(type_of(kind)))
    unit = unit_of(title)
    keys = list(dict.fromkeys(each.lastgroup or "" for each in lexicon.QUANTITY.finditer(title)))
    keys = [each for each in keys if each not in ("depth", "windows", "classes", "dense", "matrix")]
    if len(keys) > 1 and {*keys} <= {"filters", "units", "neurons"}:
        keys = ["filters"]
    if keys[:1] == ["kernel"] and keys[1:] == ["stride"]:  # 7×7/2
        keys = ["kernel"]
    if {*keys} == {"macs", "flops"}:  # MACs (GFLOPs)
        keys = ["macs"]
    if keys == ["units"] and OUTPUT.fullmatch(title):
        keys = ["output"]
    if "bytes" in keys and re.search(r"feat|activ", title, re.IGNORECASE | re.ASCII):
        return Said("activations", unit)
    if "bytes" in keys and len(keys) > 1:
        keys = (
            ["bytes"]
            if unit.strip().lower().endswith("b") and unit.strip() != "B"
            else [each for each in keys if each != "bytes"]
        )
    if len(keys) != 1 or lexicon.DOUBT.search(title):
        return Said()
    group = re.match(rf"\W*(?:{lexicon.ANY_TYPE})(?:\s|-)?(?:layers?|층|레이어)?\b", title, re.IGNORECASE | re.ASCII)
    part = Part(type_of(group)) if group and keys[0] in ("params", "weights", "macs", "flops") else None
    if part is None and lexicon.OTHER.search(title):
        return Said()
    return Said(keys[0], unit, part)


@lru_cache(maxsize=1000)
def group_of(label: str) -> Part | None:
    """The layers of a kind that the label of a row means all together, as ``Conv total``; None if it means none."""
    found = ALL.fullmatch(label) if len(label) <= 60 else None
    return Part(type_of(found)) if found else None


def unit_of(title: str) -> str:
    """The unit that a heading gives: ``M``, `` million``, `` MB``; "" if it gives none."""
    found = UNIT.search(title)
    if not found:
        return ""
    if found["power"]:
        return POWERS[found["power"][-1].translate(str.maketrans("⁶⁹", "69"))]
    if found["bytes"] or found["size"]:
        said = (found["bytes"] or found["size"]).lower()
        return " MB" if said.startswith("mega") else f" {said[0].upper()}{said[1:-1]}B" if said != "bytes" else " bytes"
    word = found["word"] or found["said"] or found["plural"]
    if word:
        return f" {word.lower()}"
    return found["korean"] or (found["letter"] or found["before"]).upper()


def repeating(titles: Sequence[str], said: Sequence[Said]) -> Sequence[Said]:
    """What the headings of a table say, in which letters stand for the channels and strides of repeated blocks."""
    letters = [re.sub(r"[^a-z]", "", title.lower()) for title in titles]
    if {*"cns"} <= {*letters}:
        own = {"c": Said("filters"), "s": Said("stride"), "n": Said("repeats"), "t": Said("expansion")}
        return [own.get(letter, each) for letter, each in zip(letters, said, strict=True)]
    return said
