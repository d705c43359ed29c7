"""Figures in running text: finding them, and taking markup off and putting it back on."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from cnnstat.printed.words import ABOUT_WORDS, BEHIND_WORDS, BOUND_WORDS, HUNDREDS, MYRIAD, MYRIADS, UNITS

DIGITS = r"(?:[0-9]{1,3}(?:(?:,|\{,\}|\\,|[\u2009\u202f])[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
ABOUT = r"(?:(?:about|around|roughly|approximately|approx\.?|nearly|almost|ca\.)\s|[~≈∼]\s?|(?:약|대략)\s?)"
CROSS = r"(?:[×xX*]|\\times(?![A-Za-z]))"
RAISED = (
    rf"(?:\s?(?:{CROSS}|·|\\cdot(?![A-Za-z]))\s?10(?:(?:\^|\*\*)(?:\{{[-−]?[0-9]+\}}|[-−]?[0-9]+)|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)"
    r"|[eE][-+]?[0-9]{1,2}(?![0-9A-Za-z]))"
)
LETTER = r"(?:[KkMGBT](?:FLOP[sS]?|M[Aa][Cc]s?|i?B)?(?![A-Za-z0-9]))"
GAP = r"(?:\s|\$?(?:~|\\[,; ])|\$\s|\}\{)?"
"""What may come between a number and its unit; LaTeX has several kinds of spaces."""
_WORDS = r"(?:[Tt]housand|[Mm]illion|[Bb]illion|[Tt]rillion)(?![A-Za-z])"
WORD = rf"(?:{GAP}{_WORDS}|{GAP}{LETTER}|(?:{HUNDREDS})?{GAP}(?:{MYRIADS}))"
PERCENT = rf"{GAP}(?:\\?%|per ?cent\b)"
_MORE = rf"(?:\s?{DIGITS}(?:{HUNDREDS})?\s?(?:{MYRIADS})){{0,3}}"
AMOUNT = rf"{DIGITS}(?:{RAISED}|(?:{WORD}){_MORE}|{PERCENT}|[x×](?![0-9A-Za-z]))?"
"""A number and its multiplier."""
FIGURE = (
    rf"{ABOUT}?(?:"
    rf"{DIGITS}(?:\s?{CROSS}\s?[0-9]+){{1,5}}(?!\s?{CROSS}\s?[0-9])(?![0-9^⁰¹²³⁴⁵⁶⁷⁸⁹⁻]|\*\*|\.[0-9])(?:\s?=\s?{DIGITS})?"
    r"|[0-9]+\s?/\s?[1-9][0-9]*"
    rf"|{AMOUNT})"
)
"""A figure in digits, as :func:`cnnstat.printed.read_figure` reads it."""
ALONE = re.compile(rf"(?<![-–±0-9A-Za-z_.,/^#]){FIGURE}(?![0-9]|[.,][0-9])")

CONTINUES = re.compile(
    r"[A-Za-z]|\s?(?:[-–—]{1,3}|to|±|\\pm|~)\s?[0-9]|\s?(?:×|\\times|\\cdot|\^)|\{?\\[,;]|~[A-Za-z0-9%\\]|\s?\\?%"
    r"|\s?\$\s?\\?[A-Za-z]{1,6}\$|\}\{[A-Za-z]"
)
"""What continues a figure found in a text, so that it may mean something else, like the 62 in 62-63M."""

RANGE = re.compile(rf"(?:[0-9%KMGBkm{MYRIAD}][*_$}}]{{0,3}}\s?(?:[-–—~]{{1,3}}|to|±)\s?|(?:^|[\s(])[-−±])\Z")
"""What comes before the second end of a range, or before a negative number."""


OTHER_END = re.compile(
    r"[*_$]{0,3}\s?(?:(?:[-–—~]{1,3}|to|에서)\s?[*_$]{0,3}(?:[0-9]|<!--)|and\s?[*_$]{0,3}[0-9])"
    r"|[*_$]{0,3}\+(?!\s?[*_$]{0,3}(?:[0-9]|<!--))"
)
"""After a mark: what makes it one end of a range or a minimum; but after a plus, another mark is a separate figure."""
BETWEEN = re.compile(
    rf"\bbetween\s+[*_$]{{0,3}}(?:(?:<!--[^<>]*-->)?{FIGURE}(?:<!--[^<>]*-->)?[*_$]{{0,3}}\s+and\s+[*_$]{{0,3}})?\Z",
    re.IGNORECASE,
)
"""Before a mark: words that make it an end of a range."""
LONGEST = 200
"""Such words must be within so many characters."""


def goes_before(text: str, start: int) -> bool:
    """Whether something before a figure belongs to it."""
    return RANGE.search(text[max(0, start - 12) : start]) is not None


def is_end(text: str, start: int, end: int) -> bool:
    """Whether the figure or mark at some offsets is one end of a range, or a minimum."""
    if goes_before(text, start) or OTHER_END.match(text, end) is not None:
        return True
    last = said_before(text, max(0, start - LONGEST), start)[-1:]
    return last.lower() in ("n", "d") and BETWEEN.search(text, start - LONGEST, start) is not None


def said_before(text: str, first: int, end: int) -> str:
    """A stretch of text without blanks and, behind all of them, emphasis or mathematics at its end.

    Its last sign tells at most places that no words stand there that the patterns above look for, much faster than
    they do.
    """
    return text[first:end].rstrip("*_$").rstrip()


BEFORE = re.compile(r"(?:\s|\*|_|`|~~|\$|<[A-Za-z][^<>]*>|\\(?:textbf|emph|num|qty|SI|mathbf|mathrm|text)\{|\()*")
DECORATION = "*_`$~,;:"
TAG = re.compile(r"</[A-Za-z][^<>]*>")
OPENERS = {"<": "<", "{": "}", "(": ")"}
"""The first character of what is closed after a figure, by the character that opens it before the figure."""
SIGNS = re.compile(
    r"&(?:nbsp|thinsp|times|asymp|middot|#8239|#160|#xa0|#x202f);|\\(?:times|cdot|approx)(?![A-Za-z])\s?|\{,\}|\\%"
    r"|\^\{([-−]?[0-9]+)\}|<sup>([-−]?[0-9]+)</sup>|\$?(?:~(?=[A-Za-z%\\가-힣])|\\[,; ])|\$\s|\}\{"
    r"|(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))"
)
"""Markup inside a figure, including narrow spaces between groups of digits."""
PLAIN = {"\\times": "×", "\\cdot": "·", "\\approx": "≈", "{,}": ",", "\\%": "%"}
NARROW = ("\u00a0", "\u2009", "\u202f", "&nbsp;", "&thinsp;", "&#8239;", "\\,")
"""Spaces that may separate groups of digits."""

SAID = "|".join((ABOUT_WORDS, *BOUND_WORDS.values()))
ONE = (
    rf"(?:(?<![A-Za-z])(?:{SAID})\s*|(?<!~)[~≈∼]\s?|(?:약|대략)\s?|[≤≥]\s?|(?<=\s)[<>]=?\s?"
    r"|&(?:[lg]t|asymp|le|ge);\s?|\\(?:approx|sim|leq?|geq?)(?![A-Za-z])\s?|\$[<>]\s?)"
)
PIECE = re.compile(ONE, re.IGNORECASE)
OUTSIDE = re.compile(rf"((?:{ONE})+)(?:[*_$]|<(?:b|i|em|strong|span)\b[^<>]*>){{0,3}}\Z", re.IGNORECASE)
LAST = (".", "~", "≈", "∼", "≤", "≥", "<", ">", "<=", ">=", ";")
"""Such words end with a letter or one of these."""
SPELLED = {
    "&lt;": "<", "&gt;": ">", "&asymp;": "≈", "&le;": "≤", "&ge;": "≥", "\\approx": "≈", "\\sim": "~", "\\le": "≤",
    "\\leq": "≤", "\\ge": "≥", "\\geq": "≥", "$<": "<", "$>": ">",
}  # fmt: skip
QUOTED = re.compile(r"(?:\A|[\r\n])[ \t>]*\Z")
"""What comes before a > that begins a line of a quotation."""
PLACES = re.compile(
    r"\b(?:see|shown|seen|given|from|as|the|all|tables?|figures?|figs?\.|sections?|chapters?|appendix|equations?|eqs?\.|rows?"
    r"|columns?|lines?|lists?|text|code|examples?|(?:describ|list|mention|discuss|defin|stat|not|present|print|cit|explain)ed)"
    r"\s+(?:under|below|above)\s+\Z"
    r"|\b(?:sum|mean|(?:averag|summ|spread|distribut|divid|shar|iterat|comput|loop|rang|pool|normali[sz]|aggregat|accumulat|slid"
    r"|convolv|repeat|improv|gain|advantage)[a-z]*)\s+over\s+\Z|\b(?:add|summ?)(?:s|ed|ing)?\s+up\s+to\s+\Z",
    re.IGNORECASE,
)
"""Phrases whose words do not bound a figure: the table below, averaged over, adds up to."""
COUNTED = "|".join(sorted(word for word in UNITS if word.isascii()))
AFTER = re.compile(
    rf"(?:\s?(?:개|층|배|가지|[个個层層])|\s(?:{COUNTED})\b)?\s?(?:{'|'.join(BEHIND_WORDS.values())})(?![A-Za-z])",
    re.IGNORECASE,
)
"""Words after a mark that tell how its figure is meant."""
REACH = 60
"""Words before a mark that tell how its figure is meant must be within so many characters."""


BYTES = r"[\s‑-]?(?i:bytes?)(?![A-Za-z‑-])"
UNIT = re.compile(rf"(?:(?:{WORD}|{PERCENT})(?:{BYTES})?|{BYTES})")
CLOSING = re.compile(r"(?:[*_$]{1,3})?(?:&nbsp;)?")
"""What may come between a mark and a unit after it."""


class Around(NamedTuple):
    """Words outside a mark that belong to its figure.

    Attributes:
        before: words before it, such as *about*.
        unit: its unit.
        behind: words after the unit, such as *or so* or 쯤.
        end: the offset at which the unit ends.
    """

    before: str = ""
    unit: str = ""
    behind: str = ""
    end: int = 0


def around(text: str, start: int, end: int, factor: tuple[str, int] = ("", 0)) -> Around:
    """The words before and after a mark that belong to its figure.

    Args:
        text: the text that contains the mark.
        start, end: the offsets of the mark.
        factor: a multiplier that is visible only without markup, and the offset at which it ends.
    """
    closing = CLOSING.match(text, end)
    unit = UNIT.match(text, closing.end() if closing else end)
    said = f" {unit[0].strip()}" if unit and closing and closing[0] else unit[0] if unit else ""
    said, last = factor if factor[0] else (said, unit.end() if unit else end)
    behind = AFTER.match(text, last)
    return Around(relation(text, start), said, behind[0] if behind else "", last)


def relation(text: str, start: int) -> str:
    """The words before a figure such as *about* or *more than*, in the form in which figures are read."""
    said = said_before(text, max(0, start - REACH), start)
    if not said[-1:].isalpha() and not said.endswith(LAST):
        return ""
    found = OUTSIDE.search(text, start - REACH, start)
    if not found or PLACES.search(text, start - REACH, found.end(1)):
        return ""
    pieces = [each.strip().lower() for each in PIECE.findall(text, *found.span(1))]
    if QUOTED.search(text, found.start() - REACH, found.start()):
        pieces = [each for each in pieces if each != ">"]
    return "".join(f"{SPELLED.get(each, each)} " for each in pieces)


GROUP = re.compile(r"[0-9]{3}(?![0-9])")


class Sign(NamedTuple):
    """Markup that was replaced by a plain sign; ``number`` counts equal signs in the plain text, from 0."""

    plain: str
    markup: str
    number: int


class Printed(NamedTuple):
    """A figure without the markup around and in it.

    Attributes:
        text: the figure.
        start, end: its offsets in the text from which it was taken.
        signs: the markup inside it that was replaced, in order.
    """

    text: str
    start: int
    end: int
    signs: tuple[Sign, ...]

    def dressed(self, text: str) -> str | None:
        """Another figure in the same markup; None if it does not have the same signs."""
        if any(text.count(sign.plain) != self.text.count(sign.plain) for sign in self.signs):
            return None
        for sign in reversed(self.signs):
            at = -1
            for _ in range(sign.number + 1):
                at = text.find(sign.plain, at + 1)
                if at == -1:
                    return None
            markup, end = sign.markup, at + len(sign.plain)
            raised = re.fullmatch(r"(\^\{|<sup>)[-−]?[0-9]+(\}|</sup>)", markup)
            if raised:  # the exponent may have changed
                exponent = re.compile(r"[-−]?[0-9]+").match(text, end)
                if exponent is None:
                    return None
                markup, end = f"{raised[1]}{exponent[0]}{raised[2]}", exponent.end()
            text = text[:at] + markup + text[end:]
        return text


def bare(text: str) -> Printed:
    """What a mark encloses, without emphasis, mathematics and other markup."""
    before = BEFORE.match(text)
    start = before.end() if before else 0
    opened = [OPENERS[sign] for sign in text[:start] if sign in OPENERS]
    end = behind(text, start, opened)
    plain, signs, at = "", [], start
    for match in SIGNS.finditer(text, start, end):
        plain += text[at : match.start()]
        stands = plain_sign(text, match)
        sign = stands[:1] if match[1] or match[2] else stands
        signs.append(Sign(sign, match[0], plain.count(sign)))
        plain += stands
        at = match.end()
    return Printed(plain + text[at:end], start, end, tuple(signs))


def behind(text: str, start: int, opened: list[str]) -> int:
    """The offset at which a figure ends, without markup after it that closes what was opened before it."""
    end = len(text)
    while end > start:
        sign = text[end - 1]
        tag = text.rfind("</", start, end) if sign == ">" else -1
        if sign.isspace() or sign in DECORATION:
            end -= 1
        elif sign in opened:
            opened.remove(sign)
            end -= 1
        elif tag != -1 and "<" in opened and TAG.fullmatch(text, tag, end):
            opened.remove("<")
            end = tag
        else:
            return end
    return end


def plain_sign(text: str, match: re.Match[str]) -> str:
    """The plain text of a piece of markup."""
    raised = match[1] or match[2]
    if raised:
        return f"^{raised}"
    groups = text[match.start() - 1 : match.start()].isdigit() and GROUP.match(text, match.end())
    if match[0] in NARROW and groups:
        return ","
    if match[0] == "}{" or match[0].startswith(("$", "~", "\\,", "\\;", "\\ ")):
        return " "
    return PLAIN.get(match[0].strip(), unescape(match[0]))
