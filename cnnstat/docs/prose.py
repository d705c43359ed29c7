"""Figures in running text: where they stand, and how markup is taken off and put on again."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

DIGITS = r"(?:[0-9]{1,3}(?:(?:,|\{,\}|\\,|[\u2009\u202f])[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
ABOUT = r"(?:(?:about|around|roughly|approximately|approx\.?|nearly|almost|ca\.)\s|[~≈∼]\s?|(?:약|대략)\s?)"
RAISED = r"(?:\s?[×x*·]\s?10(?:(?:\^|\*\*)[-−]?[0-9]+|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|[eE][-+]?[0-9]{1,2}(?![0-9A-Za-z]))"
LETTER = r"(?:[KkMGBT](?:(?=FLOPs?|MACs?)|i?B\b|(?![A-Za-z0-9])))"
WORD = rf"(?:\s?(?:thousand|million|billion|trillion)\b|\s?{LETTER}|\s?(?:백만|천만|[천만억조]))"
FIGURE = (
    rf"{ABOUT}?(?:"
    rf"{DIGITS}(?:\s?[×xX*]\s?[0-9]+)+(?![0-9^⁰¹²³⁴⁵⁶⁷⁸⁹⁻]|\*\*|\.[0-9])(?:\s?=\s?{DIGITS})?"
    r"|[0-9]+\s?/\s?[1-9][0-9]*"
    rf"|{DIGITS}(?:{RAISED}|(?:{WORD})(?:\s?{DIGITS}\s?[천만억조])*|\s?%|[x×](?![0-9A-Za-z]))?)"
)
"""A figure in digits, as :func:`cnnstat.figures.read_figure` reads it."""
ALONE = re.compile(rf"(?<![-0-9A-Za-z_.,/^#]){FIGURE}(?![0-9]|[.,][0-9])")

BEFORE = re.compile(r"(?:\s|\*|_|`|~~|\$|<[A-Za-z][^<>]*>|\\(?:textbf|emph|num|mathbf|text)\{|\()*")
BEHIND = re.compile(r"(?:\s|\*|_|`|~~|\$|(?P<pair></[A-Za-z][^<>]*>|\}|\)))\Z")
OPENERS = {"<": "<", "{": "}", "(": ")"}
"""The first sign of what is closed behind a figure, by that of what opens in front of it."""
SIGNS = re.compile(
    r"&(?:nbsp|thinsp|times|asymp|middot|#8239|#160|#xa0|#x202f);|\\times\b\s?|\\cdot\b\s?|\\approx\b\s?|\\,|\{,\}|\\%"
    r"|\^\{([-−]?[0-9]+)\}|<sup>([-−]?[0-9]+)</sup>|(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))"
)
"""Markup inside of a figure; narrow spaces between groups of digits too."""
PLAIN = {"\\times": "×", "\\cdot": "·", "\\approx": "≈", "\\,": " ", "{,}": ",", "\\%": "%"}


OUTSIDE = re.compile(
    rf"({ABOUT}|(?:more|less|fewer) than\s|(?:at most|at least|up to|over|under|below|above)\s|[≤≥]\s?)[*_]{{0,3}}\Z",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"(?:\s?(?:개|층|배|가지))?\s?(?:쯤|정도|가량|이상|이하|미만|초과|or so\b|or more\b|or less\b|or fewer\b)"
)
"""What says outside of a mark how its figure is meant."""
WORDS = 20
"""Characters in which that stands."""


def qualifiers(text: str, start: int, end: int) -> tuple[str, str]:
    """Words in front of a figure and behind it that say about, more than and the like."""
    before = OUTSIDE.search(text[max(0, start - WORDS) : start])
    behind = AFTER.match(text, end)
    return (before[1] if before else "").lower(), behind[0] if behind else ""


class Printed(NamedTuple):
    """A figure without the markup around and in it.

    Attributes:
        text: the figure.
        start, end: where it stands in the text that it was taken from.
        signs: what was replaced inside of it: plain text and markup, in order.
    """

    text: str
    start: int
    end: int
    signs: tuple[tuple[str, str], ...]

    def dressed(self, text: str) -> str | None:
        """Another figure in the same markup; None where it has not the same signs."""
        found, at = "", 0
        for plain, markup in self.signs:
            where = text.find(plain, at)
            if where < 0:
                return None
            inner = re.fullmatch(r"(\^\{|<sup>)[-−]?[0-9]+(\}|</sup>)", markup)
            if plain == "^" and inner:  # the exponent may be another one now
                exponent = re.compile(r"[-−]?[0-9]+").match(text, where + 1)
                if exponent is None:
                    return None
                found += f"{text[at:where]}{inner[1]}{exponent[0]}{inner[2]}"
                at = exponent.end()
            else:
                found += text[at:where] + markup
                at = where + len(plain)
        return found + text[at:]


def bare(text: str) -> Printed:
    """What a mark encloses, without emphasis, mathematics and other markup."""
    before = BEFORE.match(text)
    start = before.end() if before else 0
    opened = [OPENERS[sign] for sign in text[:start] if sign in OPENERS]
    end = len(text)
    while start < end and (behind := BEHIND.search(text, start, end)):
        if behind["pair"]:
            if behind["pair"][0] not in opened:  # part of the figure, as in 10^{9}
                break
            opened.remove(behind["pair"][0])
        end = behind.start()
    signs: list[tuple[str, str]] = []

    def plain(match: re.Match[str]) -> str:
        raised = match[1] or match[2]
        if raised:
            signs.append(("^", match[0]))
            return f"^{raised}"
        markup = match[0]
        narrow = markup in "\u00a0\u2009\u202f" or markup in ("&nbsp;", "&thinsp;", "&#8239;", "\\,")
        grouped = narrow and re.search(r"[0-9]\Z", text[: match.start() + start]) is not None
        grouped = grouped and re.match(r"[0-9]{3}(?![0-9])", text[match.end() + start :]) is not None
        sign = "," if grouped else PLAIN.get(markup.strip(), unescape(markup))
        signs.append((sign, markup))
        return sign

    inner = text[start:end]
    return Printed(SIGNS.sub(plain, inner), start, end, tuple(signs))
