"""Figures as several languages write them: multipliers in words, decimal commas, dots and blanks between thousands."""

from __future__ import annotations

import re

from cnnstat.documents.reading import russian

FLAGS = re.IGNORECASE | re.ASCII  # with ASCII a Korean particle ends a word

_MILLION = "milyon|miljoen|miljoner|millioner|miljoonaa|mili[oó]n(?:y|ów|u|ů)?|mln|juta|triệu|мільйон(?:ів|и|а)?"
_BILLION = "milyar|miljard(?:er|ia)?|milliarder|miliard(?:y|ów|u)?|mld|miliar|tỷ|мільярд(?:ів|и|а)?"
"""Of Turkish, Dutch, Swedish, Norwegian, Danish, Finnish, Polish, Czech, Indonesian, Vietnamese and Ukrainian, in which
only figures that are known by their value are read."""

_MULTIPLIERS = """
    mil mille mila mio mio. mil. mill. mn mrd mrd. millions milioni milhões milhoes millones millionen billions
    milliards miliardi milliarden
"""
MULTIPLIERS = frozenset(_MULTIPLIERS.split()) | russian.MULTIPLIERS
"""Multipliers in words that stand behind a figure."""

LITTLE = r"m(?=\s(?:(?:trainable|learnable|model|total)\s)?(?:param|weights)|\s?(?:개|으로|이며|이고|이다|정도))"
"""A small letter that can only mean millions."""
PLURAL = re.compile(
    rf"{LITTLE}|\s?(?:million|(?P<billions>billion))(?=FLOPs?|MACs?|param)"
    r"|\s(?:millions|milioni|milh[õo]es|millones|millionen|mi[ol]\.|mio(?!\.)|mill\.|mn"
    rf"|{russian.MILLION}|{_MILLION}|(?P<billion>{russian.BILLION}|{_BILLION}|billions|milliards|miliardi|milliarden|bilh[õo]es"
    r"|mil mill(?:ones|[õo]es)|mrd\.|mrd(?!\.)|mds?\.)"
    rf"|(?P<thousand>mil|mille|mila|tausend|{russian.THOUSAND}))(?![A-Za-zа-яё])",
    FLAGS,
)
"""Multipliers in the plural, and in other languages, that stand behind a figure."""
DECIMAL = re.compile(
    rf"(?<![0-9.,/])[0-9]{{1,3}},[0-9]{{1,2}}(?=(?:{PLURAL.pattern})|\s?(?:[MG](?:FLOPs?|MACs?)?|[Mm]illions?)\b)",
    FLAGS,
)
"""A figure with a decimal comma, as several languages write it; its multiplier shows that it is none of thousands."""
GROUPED = re.compile(
    r"(?<![0-9.,])(?:[~≈]\s?)?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,3}(?![0-9]|[.,][0-9])"
    r"|(?:(?:[ \u00a0\u2009\u202f][0-9]{3}){1,3}|\.[0-9]{3})"
    r"(?=\s(?:de\s|[^\W\d_]{4,14}\s)?(?:par[aàáâ]m|neuron|conn?ex|verbind|poids|pesos|gewicht|парам|нейрон|вес)))",
    re.IGNORECASE,
)
"""A number whose thousands are set apart by blanks or dots, as several languages write it."""


def plain(text: str, start: int, end: int) -> str:
    """The figure between two offsets, with a point for a decimal comma, and commas between thousands."""
    says = text[start:end]
    if (found := DECIMAL.match(text, start)) and found.end() == end:
        return says.replace(",", ".")
    grouped = GROUPED.match(text, start)
    return re.sub("(?<=[0-9])[ .\u00a0\u2009\u202f](?=[0-9])", ",", says) if grouped and grouped.end() == end else says


def multiplier(match: re.Match[str]) -> str:
    """The multiplier that words in the plural, or in another language, stand for."""
    return " thousand" if match["thousand"] else " billion" if match["billion"] or match["billions"] else " million"
