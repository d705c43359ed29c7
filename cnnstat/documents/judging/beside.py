"""What readers see directly beside a marked figure, where comments and markup are not shown.

A mark is judged by what it encloses, with the unit after it. Digits, signs, exponents and other multipliers directly
beside it make it another figure for whoever reads the page. Such a figure is not judged, and a finding says so.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from string import punctuation
from typing import NamedTuple

MOST = 24
"""The number of characters examined on each side of a figure."""
FARTHEST = 20_000
"""The most characters of a comment that is recognised from its end."""
TAG = re.compile(r"""</?([A-Za-z][A-Za-z0-9-]*)(?:\s(?:[^<>"']|"[^"]*+"|'[^']*+')*+)?/?>""")
HIDDEN = re.compile(
    r"""<(?:(template|script|style|noscript)\b|([a-z][a-z0-9-]*)(?:\s[^<>]*)?\shidden[\s=>/])""", re.IGNORECASE
)
"""The opening tag of an element that is not shown."""
LONGEST_HIDDEN = 300
INSTRUCTION = re.compile(r"<\?[^>]{0,200}>|<!\[CDATA\[[^<>]{0,200}\]\]>|<![A-Za-z][^<>]{0,200}>")
BREAKS = re.compile(
    "address|article|aside|blockquote|br|center|caption|d[dlt]|details|div|fig(?:caption|ure)|footer|form|h[1-6]|header|hr"
    "|img|input|li|main|nav|[ou]l|option|p|pre|section|select|summary|t(?:able|body|d|foot|h|head|r)",
    re.IGNORECASE,
)
"""Elements whose tags separate the text on both sides of them; other tags are invisible."""
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
RUN = re.compile(r"\*{1,3}|_{1,3}|~~|`{1,3}|\$")
PAIRED = 60
"""The other half of a sign of emphasis or mathematics must be within so many characters."""
LINK = re.compile(r"\]\([^()\s]{0,200}\)")
TEX = re.compile(
    r"\\(?:times|cdot|pm|thinspace|textpermille|textperthousand)(?![A-Za-z])|\\[-/,;:! %]|\{,\}"
    r"|\\(?:text|math)(?:[a-z]{2}|normal|md|up)\{|\\(?:emph|text|mbox|hbox)\{|\\(?:char ?|symbol\{)[0-9]{1,3}[ }]?"
)
TEX_SIGNS = {
    "\\times": "×", "\\cdot": "·", "\\pm": "±", "{,}": ",", "\\%": "%", "\\,": "\u2009", "\\thinspace": "\u2009",
    "\\!": "", "\\-": "", "\\/": "", "\\textpermille": "‰", "\\textperthousand": "‰",
}  # fmt: skip
MARK = re.compile(r"<!--\s*(?:=|/|cnnstat:)")

THIN = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
ALIKE = str.maketrans("КМВТкмтΚΜΒΤ", "KMBTkmtKMBT")
"""Cyrillic and Greek letters that readers take for the Latin letters of multipliers."""
SIGN = "[-−±∓]"
GLUED_BEFORE = re.compile(
    rf"(?:[0-9][.,'’{THIN}]?|(?<![A-Za-z0-9_])[0-9]+_|(?:\A|[\s(\[:=,;]){SIGN}|\^\{{?|[0-9]\*\*|[0-9][eE][-+−]?"
    r"|(?:\A|[\s(])\.|10\s?(?:\^|\*\*)\{?[-−]?[0-9]{1,2}\}?\s?[×·*]\s?)\Z"
)
"""What comes before a figure and belongs to it; after a thin space, the figure is a group of three digits."""
GLUED_BEHIND = re.compile(rf"[0-9]|[.,'’_][0-9]|[{THIN}][0-9]{{3}}(?![0-9])| (?:000)+(?![0-9])|\s?(?:\^|\*\*)[-−0-9]")
"""What continues a figure that ends in a digit."""
FACTOR = re.compile(
    r"\s?(?:(?i:(?:thousand|[mb]illi(?:on|ard)|trillion|quadrillion|quintillion)(?:s|en|e)?|millones|hundred|dozen|lakh"
    r"|crore)|(?:bn|mn|mln|[Mm]io|[Mm]rd|[Tt]sd)(?!\s*(?:layer|norm|unit|op)))(?![A-Za-z])|\s?(?i:kilo|mega|giga|tera)(?=[a-z])"
    r"|\s?\((?:in )?(?i:thousand|million|billion|trillion)s?\)|\s?[‰‱％십백十百千万萬亿億兆拾佰仟]"
)
"""A multiplier after a figure that the program does not read."""
POWER = re.compile(
    r"\s?[×xX*·]\s?10\s?(?:\^|\*\*)\{?([-−]?[0-9]{1,2})(?![0-9])\}?|[eE]([-+]?[0-9]{1,2})(?![0-9A-Za-z])"
)
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
WORD = re.compile(
    r"(?:[\s‑-]?(?:thousand|million|billion|trillion)(?![A-Za-z])|\s?(?-i:[KkMGBT])(?:FLOPs?|MACs?|i?B)?(?![A-Za-z0-9'’])"
    r"|[mgbt](?![A-Za-z0-9'’])|\s?(?:백만|천만|[천만억조])|\s?(?:%|per ?cent\b))",
    re.IGNORECASE,
)
"""A multiplier after a figure that the program reads; a lower-case letter only without a space before it."""


class Beside(NamedTuple):
    """The text on both sides of a mark as readers see it.

    Attributes:
        before, behind: the text before and after the mark.
        ends: for each character after the mark, the offset in the document's text where it ends.
        marks: the positions in ``behind``, and in ``before`` from its end, at which other marks begin or end.
    """

    before: str
    behind: str
    ends: tuple[int, ...]
    marks: tuple[frozenset[int], frozenset[int]]


def beside(text: str, begin: int, close: int, kind: str) -> Beside:
    """What readers see beside a mark with the offsets ``begin`` and ``close``, in a document of format ``kind``."""
    view = _View(text, begin, close, kind)
    behind, ends, opened = view.forward()
    before, closed = view.backward()
    return Beside(before, behind, ends, (opened, closed))


def factor(seen: Beside) -> tuple[str, int]:
    """A multiplier after a mark, written as in figures, and how many characters it takes; "" if there is none."""
    power = POWER.match(seen.behind)
    if power:
        return (f"e{power[2]}" if power[2] else f" × 10^{power[1]}"), power.end()
    word = WORD.match(seen.behind)
    return (word[0], word.end()) if word else ("", 0)


def glued(seen: Beside, printed: str, used: int = 0) -> str:
    """The figure that readers see, if it continues beyond its mark and the unit after that; otherwise ""."""
    behind = seen.behind[used:]
    ends, begins = printed[-1:].isdigit() and not used, printed[:1].isdigit()
    more = FACTOR.match(behind)
    if used and not more:
        more = POWER.match(behind) or WORD.match(behind)
    if ends and not more and not (behind[:1] in ".," and 1 in seen.marks[0]):  # a shape whose sides are marked
        more = GLUED_BEHIND.match(behind) or (re.match(".", behind) if _is_number(behind[:1]) else None)
    front = GLUED_BEFORE.search(seen.before) if begins else None
    if front and front[0][-1:] in THIN and not re.match("[0-9]{3}(?![0-9])", printed):
        front = None
    if front and front[0][-1:] in ".," and 1 in seen.marks[1]:
        front = None
    if not (more or front or (begins and _is_number(seen.before[-1:]))):
        return ""
    first, last = seen.before.rpartition(" ")[2], used + (more.end() if more else 0)
    return f"{first}{printed}{seen.behind[:last]}{seen.behind[last:].partition(' ')[0]}"


def _is_number(sign: str) -> bool:
    return sign != "" and unicodedata.category(sign).startswith("N")


class _View:
    """The text around a place as readers see it; what is not shown is skipped."""

    def __init__(self, text: str, begin: int, close: int, kind: str) -> None:
        self.text, self.begin, self.close = text, begin, close
        self.emphasis, self.latex = kind not in ("html", ""), kind == "latex"

    def forward(self) -> tuple[str, tuple[int, ...], frozenset[int]]:
        """The text after the mark, where each character ends, and the positions at which other marks begin or end."""
        seen, ends, marks, at = "", list[int](), set[int](), self.close
        while at < len(self.text) and len(seen) < MOST:
            length, shown = self.piece(at)
            if length == 0:
                break
            if MARK.match(self.text, at):
                marks.add(len(seen))
            seen += shown
            ends += [at + length] * len(shown)
            at += length
        return seen, tuple(ends), frozenset(marks)

    def piece(self, at: int) -> tuple[int, str]:
        """The length of the piece of text or markup at an offset, and what readers see of it; 0 at a visible break."""
        text, sign = self.text, self.text[at]
        if sign == "<" and text.startswith("<!--", at):
            end = text.find("-->", at + 4, at + 4 + FARTHEST)
            return (end + 3 - at, "") if end >= 0 else (0, "")
        if sign == "<" and (length := self.hidden(at)):
            return length, ""
        if sign == "<" and (tag := TAG.match(text, at)):
            return (0, "") if BREAKS.fullmatch(tag[1]) else (len(tag[0]), "^" if tag[0][:4].lower() == "<sup" else "")
        if sign == "&" and (entity := ENTITY.match(text, at)):
            return len(entity[0]), _visible(unescape(entity[0]))
        if sign in "\\{" and (command := TEX.match(text, at)):
            code = re.search("[0-9]+", command[0])
            other = chr(int(code[0])) if code else "" if command[0][-1] == "{" else " "
            return len(command[0]), TEX_SIGNS.get(command[0], other)
        if sign == "\\" and at + 1 < len(text) and text[at + 1] in punctuation:
            return 2, text[at + 1 : at + 2]
        if raised := RAISED.match(text, at):
            return len(raised[0]), f"^{raised[0].translate(LOWERED)}"
        if sign == "]" and (link := LINK.match(text, at)):
            return len(link[0]), ""
        if sign in "*_~`$" and (run := RUN.match(text, at)) and self.is_paired(run[0], at):
            return len(run[0]), ""
        if (sign == "[" and text.find("](", at, at + PAIRED) > 0) or (self.latex and sign in "{}"):
            return 1, ""
        return (0, "") if sign == "|" else (1, _visible(sign))

    def hidden(self, at: int) -> int:
        """The length of an invisible element or instruction that begins at an offset; 0 if there is none."""
        if found := INSTRUCTION.match(self.text, at):
            return len(found[0])
        element = HIDDEN.match(self.text, at)
        name = (element[1] or element[2]) if element else ""
        closing = re.compile(f"</{name}>", re.IGNORECASE).search(self.text, at, at + LONGEST_HIDDEN) if name else None
        return closing.end() - at if closing else 0

    def backward(self) -> tuple[str, frozenset[int]]:
        """The text before the mark, and the positions, counted from its end, at which other marks begin or end."""
        seen, marks, at = "", set[int](), self.begin
        while at > 0 and len(seen) < MOST:
            start = self.piece_before(at)
            length, shown = self.piece(start)
            if length == 0:
                break
            if MARK.match(self.text, start):
                marks.add(len(seen))
            seen = shown + seen
            at = start
        return seen, frozenset(marks)

    def piece_before(self, at: int) -> int:
        """The offset at which the piece begins that ends at ``at``."""
        text, sign = self.text, self.text[at - 1]
        if text.endswith("-->", 0, at):
            start = text.rfind("<!--", max(0, at - FARTHEST), at)
            return start if start >= 0 else at - 1
        least = max(0, at - 300)
        opener = {">": "<", ";": "&", ")": "](", "{": "\\", "}": "{,"}.get(sign, "")
        start = text.rfind(opener, least, at) if opener else -1
        while start >= 0:
            if text.startswith("</", start) and text[at - 1] == ">" and (begun := self.hidden_before(at, least)) >= 0:
                return begun
            if TAG.fullmatch(text, start, at) or self.piece(start)[0] == at - start:
                return start
            start = text.rfind(opener, least, start) if sign == ">" else -1
        for length in range(10, 1, -1):
            if at >= length and text[at - length] in "\\*_~`$" and self.piece(at - length)[0] == length:
                return at - length
        return at - 1

    def hidden_before(self, at: int, least: int) -> int:
        """The offset at which an invisible element begins that ends at ``at``; -1 if there is none."""
        begun = (found.start() for found in HIDDEN.finditer(self.text, least, at))
        return next((start for start in begun if self.hidden(start) == at - start), -1)

    def is_paired(self, run: str, at: int) -> bool:
        """Whether a sign of emphasis or mathematics has its other half nearby, so that it is not shown."""
        if not self.emphasis:
            return False
        text, first, last = self.text, at, at + len(run)
        while first and text[first - 1] == run[0]:
            first -= 1
        while last < len(text) and text[last] == run[0]:
            last += 1
        run = text[first:last]
        return run in text[last : last + PAIRED] or run in text[max(0, first - PAIRED) : first]


def _visible(text: str) -> str:
    """A text without invisible characters; line ends become spaces."""
    text = re.sub(r"[\r\n\t]", " ", text).translate(ALIKE)
    return "".join(_plain(sign) for sign in text if unicodedata.category(sign) not in ("Cc", "Cf"))


def _plain(sign: str) -> str:
    """A letter of another width or style as the plain letter that readers take it for."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() and plain.isalpha() else sign
