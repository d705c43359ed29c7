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

from cnnstat.documents.formats.html import END
from cnnstat.documents.judging.elements import TAG, elements, labels
from cnnstat.effort import spend

MOST = 24
"""Signs on each side of a figure that are looked at."""
UNSEEN = 300
"""Tags, comments and other pieces without a sign that are passed over on each side; beyond them nothing is told."""
COST = 0.5
"""Units of work for a piece."""
FARTHEST = 20_000
"""Characters of a comment or an instruction that are looked through for its other end."""
INSTRUCTION = re.compile(r"<(?:\?|![A-Za-z\[])")
"""Begins what is no text and ends with the next >: a processing instruction, a declaration."""
NAME = re.compile("/?([A-Za-z][A-Za-z0-9-]*)")
RAISES = {"sup": "^"}
BREAKS = re.compile(
    "address|article|aside|blockquote|br|center|caption|d[dlt]|details|div|fig(?:caption|ure)|footer|form|h[1-6]|header|hr"
    "|img|input|li|main|nav|[ou]l|option|p|pre|section|select|summary|t(?:able|body|d|foot|h|head|r)",
    re.IGNORECASE,
)
"""Elements whose tags separate the text on both sides of them; other tags are invisible."""
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
RUN = re.compile(r"\*{1,3}|_{1,3}|~~|`{1,3}|\$")
PAIRED = 60
"""Characters in which a sign of emphasis or mathematics has its other half."""
LINK = re.compile(r"\](?:\([^()\s]{0,2000}\)|\[([^\[\]\n]{1,200})\])")
OPENED = re.compile(rf"\[[^\]]{{0,{PAIRED}}}\](?:\(|\[([^\[\]\n]{{1,200}})\])")
LONGEST_TAG, LONGEST_LINK, LONGEST_COMMAND = 300, 2010, 17
TEX = re.compile(
    r"\\(?:times|cdot|pm|thinspace|textpermille|textperthousand)(?![A-Za-z])|\\[-/,;:! %]|\{,\}"
    r"|\\(?:text|math)(?:[a-z]{2}|normal|md|up)\{|\\(?:emph|text|mbox|hbox)\{|\\(?:char ?|symbol\{)[0-9]{1,3}[ }]?"
)
TEX_SIGNS = {
    "\\times": "×", "\\cdot": "·", "\\pm": "±", "{,}": ",", "\\%": "%", "\\,": "\u2009", "\\thinspace": "\u2009",
    "\\!": "", "\\-": "", "\\/": "", "\\textpermille": "‰", "\\textperthousand": "‰",
}  # fmt: skip
MARK = re.compile(r"<!--\s*(?:=|/|cnnstat:)")

UNDRAWN, FILLERS = ("Cc", "Cf", "Mn", "Me"), "\u115f\u1160\u3164\uffa0"
"""Signs that have no place of their own in a line: controls, those that go with another sign, Korean fillers."""
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
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]{1,60}")
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
        told: whether this is all that readers see; False if too much that is not shown stands between.
    """

    before: str
    behind: str
    ends: tuple[int, ...]
    marks: tuple[frozenset[int], frozenset[int]]
    told: bool


def beside(text: str, begin: int, close: int, kind: str) -> Beside:
    """What readers see beside a mark with the offsets ``begin`` and ``close``, in a document of format ``kind``."""
    view = _View(text, begin, close, kind)
    behind, ends, opened = view.forward()
    before, closed = view.backward()
    return Beside(before, behind, ends, (opened, closed), view.told)


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
        self.text, self.begin, self.close, self.kind = text, begin, close, kind
        self.emphasis, self.latex = kind not in ("html", ""), kind == "latex"
        self.elements = elements(text)
        self.told, self.unseen = True, 0

    def forward(self) -> tuple[str, tuple[int, ...], frozenset[int]]:
        """What stands behind, where each sign ends, and before which signs marks begin or end."""
        seen, ends, marks, at, self.unseen = "", list[int](), set[int](), self.close, 0
        while at < len(self.text) and len(seen) < MOST:
            length, shown = self.piece(at)
            if length == 0 or self.is_far(shown):
                break
            if MARK.match(self.text, at):
                marks.add(len(seen))
            seen += shown
            ends += [at + length] * len(shown)
            at += length
        return seen, tuple(ends), frozenset(marks)

    def backward(self) -> tuple[str, frozenset[int]]:
        """What stands in front, and at which signs, counted from the end, marks begin or end."""
        seen, marks, at, self.unseen = "", set[int](), self.begin, 0
        while at > 0 and len(seen) < MOST:
            start = self.piece_before(at)
            length, shown = self.piece(start)
            if length == 0 or self.is_far(shown):
                break
            if MARK.match(self.text, start):
                marks.add(len(seen))
            seen = shown + seen
            at = start
        return seen, frozenset(marks)

    def is_far(self, shown: str) -> bool:
        """Whether what follows a piece is too far from the mark to be told."""
        spend(COST)
        self.unseen += not shown
        self.told = self.told and self.unseen <= UNSEEN
        return not self.told

    def piece(self, at: int) -> tuple[int, str]:
        """The length of the piece of text or markup at an offset, and what readers see of it; 0 at a visible break."""
        text, sign = self.text, self.text[at]
        if sign == "<" and (found := self.markup(at)):
            return found
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
        if sign == "]" and (link := LINK.match(text, at)) and self.is_link(link[1]):
            return len(link[0]), ""
        if sign in "*_~`$" and (run := RUN.match(text, at)) and self.is_paired(run[0], at):
            return len(run[0]), ""
        if sign == "[" and (link := OPENED.match(text, at)) and self.is_link(link[1]):
            return 1, ""
        if self.latex and sign in "{}":
            return 1, ""
        return (0, "") if sign == "|" else (1, _visible(sign))

    def markup(self, at: int) -> tuple[int, str] | None:
        """The piece that a comment, an element that is not shown, a tag or an instruction is; None where it is none."""
        text = self.text
        if text.startswith("<!--", at):
            first = at + 2 if text.startswith(("<!-->", "<!--->"), at) else at + 4
            close = END.search(text, first, at + FARTHEST)
            self.told = self.told and (close is not None or at + FARTHEST >= len(text))
            return (close.end() - at, "") if close else (0, "")
        end = self.elements.end(at)
        if self.elements.is_hidden(at):
            return end - at, ""
        if end < 0 and (tag := TAG.match(text, at, at + LONGEST_TAG)):
            end = tag.end()
        if end >= 0:
            name = NAME.match(text, at + 1)
            return (0, "") if name is None or BREAKS.fullmatch(name[1]) else (end - at, RAISES.get(name[0].lower(), ""))
        end = text.find(">", at, at + FARTHEST) if INSTRUCTION.match(text, at) else -1
        return (end + 1 - at, "") if end >= 0 else None

    def piece_before(self, at: int) -> int:
        """The offset at which the piece begins that ends at ``at``."""
        text, sign = self.text, self.text[at - 1]
        if sign == ">" and (start := self.markup_before(at)) >= 0:
            return start
        opener = {";": "&", ")": "](", "]": "][", "{": "\\", "}": "{,"}.get(sign, "")
        start = text.rfind(opener, max(0, at - LONGEST_LINK), at) if opener else -1
        if start >= 0 and self.piece(start)[0] == at - start:
            return start
        for length in range(LONGEST_COMMAND, 1, -1):
            if at >= length and text[at - length] in "\\*_~`$" and self.piece(at - length)[0] == length:
                return at - length
        return at - 1

    def markup_before(self, at: int) -> int:
        """Where a comment, an element that is not shown, a tag or an instruction begins that ends somewhere, or -1."""
        text, least = self.text, max(0, at - FARTHEST)
        if text.endswith(("-->", "--!>"), 0, at):
            nearest = text.rfind("<!--", least, at)
            first = text.find("<!--", max(least, text.rfind("-->", least, at - 3)), at)
            self.told = self.told and (nearest >= 0 or least == 0)
            if self.kind != "html" and first != nearest and not MARK.match(text, nearest):
                self.told = False  # the first may be an example in code
            return first if self.kind == "html" else nearest
        if (start := self.elements.start(at)) >= 0:
            return start
        first = max(least, text.rfind(">", least, at - 1))
        if begun := INSTRUCTION.search(text, first, at):
            return begun.start()
        start = text.rfind("<", max(0, at - LONGEST_TAG), at)
        return start if start >= 0 and TAG.fullmatch(text, start, at) else -1

    def is_link(self, label: str | None) -> bool:
        """Whether brackets are those of a link: with an address, or with a label that is defined."""
        return label is None or label.lower() in labels(self.text)

    def is_paired(self, run: str, at: int) -> bool:
        """Whether a sign of emphasis or mathematics has its other half nearby, so that it is not shown."""
        if not self.emphasis:
            return False
        text, first, last = self.text, at, at + len(run)
        while last - first <= PAIRED and first and text[first - 1] == run[0]:
            first -= 1
        while last - first <= PAIRED and last < len(text) and text[last] == run[0]:
            last += 1
        run = text[first:last]
        return run in text[last : last + PAIRED] or run in text[max(0, first - PAIRED) : first]


def _visible(text: str) -> str:
    """A text without invisible characters; line ends become spaces."""
    text = re.sub(r"[\r\n\t]", " ", text).translate(ALIKE)
    return "".join(_plain(sign) for sign in text if unicodedata.category(sign) not in UNDRAWN and sign not in FILLERS)


def _plain(sign: str) -> str:
    """A letter of another width or style as the plain letter that readers take it for."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() and plain.isalpha() else sign
