"""What readers see directly beside a marked figure, where comments and markup are not shown.

A mark is judged by what it encloses, with the unit after it. Digits, signs, exponents and other multipliers directly
beside it make it another figure for whoever reads the page. Such a figure is not judged, and a finding says so.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from cnnstat.documents.judging.prose import BYTES
from cnnstat.documents.judging.view import COMPUTED, View
from cnnstat.errors import UsageError
from cnnstat.printed import read_figure
from cnnstat.printed.words import MYRIADS

THIN = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
SIGN = "[-−±∓]"
GLUED_BEFORE = re.compile(
    rf"(?:[0-9][.,'’{THIN}]?|(?<![A-Za-z0-9_])[0-9]+_|(?:\A|[\s(\[:=,;]){SIGN}|\^\{{?|[0-9]\*\*|[0-9][eE][-+−]?"
    r"|(?:\A|[\s(])\.|10\s?(?:\^|\*\*)\{?[-−]?[0-9]{1,2}\}?\s?[×·*]\s?)\Z"
)
"""What comes before a figure and belongs to it; after a thin space, the figure is a group of three digits."""
POWERED = r"\s?(?:\^|\*\*)[-−0-9](?![0-9]*\^)"
GLUED_BEHIND = re.compile(
    rf"[0-9]|[.,'’_٬][0-9]|[{THIN}][0-9]{{3}}(?![0-9])| (?:000)+(?![0-9])|{POWERED}|\^[0-9]+\^|\s[¼-¾⅐-⅞]"
)
"""What continues a figure that ends in a digit."""
IN_WORDS = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)*")
WORDS_BEFORE = re.compile(
    r"(?:[A-Za-z]|(?:twen|thir|for|fif|six|seven|eigh|nine)ty[-‑\s]|(?:hundred|thousand)\s(?:and\s)?"
    r"|열|스물|서른|마흔|쉰|예순|일흔|여든|아흔|백|천|[一二三四五六七八九十百千])\Z",
    re.IGNORECASE,
)
WORDS_BEHIND = re.compile(
    r"[A-Za-z]|[-‑](?:hundred|thousand|million|billion)|[一二三四五六七八九十百千]", re.IGNORECASE
)
"""What continues a number in words, on both sides."""
DIGIT_LIKE = "OolIΟοОоІӀЗзбՕօⵔ○◯"
"""Letters and signs that readers take for digits, where no other letter stands beside them."""
LIKE_BEFORE = re.compile(rf"(?<![^\W\d_])[{DIGIT_LIKE}][.,]?\Z|(?<![^\W\d_])[{DIGIT_LIKE}]{{1,9}}\Z")
LIKE_BEHIND = re.compile(rf"[.,'’_]?[{DIGIT_LIKE}][{DIGIT_LIKE}0-9]{{0,9}}(?![^\W\d_])")
TYPED_POWER = re.compile(POWERED)
"""What continues any figure, unless it is raised: behind a unit that is the number of a footnote."""
FACTOR = re.compile(
    r"\s?(?:(?i:(?:thousand|[mb]illi(?:on|ard)|trillion|quadrillion|quintillion)(?:s|en|e)?|millones|hundred|dozen|lakh"
    r"|crore)|(?:bn|mn|mln|[Mm]io|[Mm]rd|[Tt]sd)(?!\s*(?:layer|norm|unit|op)))(?![A-Za-z])|\s?(?i:kilo|mega|giga|tera)(?=[a-z])"
    r"|\s?\((?:in )?(?i:thousand|million|billion|trillion)s?\)|\s?\((?:in|[×xX*·])\s?10(?:\^|\*\*)"
    r"|\s?[‰‱％십백十百千兆拾佰仟]"
)
"""A multiplier after a figure that the program does not read."""
POWER = re.compile(
    r"\s?[×xX*·]\s?10\s?(?:\^|\*\*)\{?([-−]?[0-9]{1,2})(?![0-9])\}?|[eE]([-+]?[0-9]{1,2})(?![0-9A-Za-z])"
)
WORD = re.compile(
    r"(?:[\s‑-]?(?:thousand|million|billion|trillion)(?![A-Za-z])|\s?(?-i:[KkMGBT])(?:FLOPs?|MACs?|i?B)?(?![A-Za-z0-9'’])"
    rf"|[mgbt](?![A-Za-z0-9'’])|\s?(?:{MYRIADS})|\s?(?:%|per ?cent\b))(?:{BYTES})?|{BYTES}",
    re.IGNORECASE,
)
"""A multiplier after a figure that the program reads, or bytes; a lower-case letter only without a space before it."""
LETTERS = re.compile("[A-Za-z]+")


class Beside(NamedTuple):
    """The text on both sides of a mark as readers see it.

    Attributes:
        before, behind: the text before and after the mark.
        ends: for each character after the mark, the offset in the document's text where it ends.
        marks: the positions in ``behind``, and in ``before`` from its end, at which other marks begin or end.
        raised: the positions in ``behind`` of signs ^ that stand for raised digits.
        told: whether this is all that readers see; False if too much that is not shown stands between.
        computed: whether the nearest of it is known only when the page is built.
    """

    before: str
    behind: str
    ends: tuple[int, ...]
    marks: tuple[frozenset[int], frozenset[int]]
    raised: frozenset[int]
    told: bool
    computed: bool


def beside(text: str, begin: int, close: int, kind: str, scripted: bool = False) -> Beside:
    """What readers see beside a mark with the offsets ``begin`` and ``close``, in a document of format ``kind``.

    What stands in braces is computed where the document is ``scripted``.
    """
    view = View(text, begin, close, kind, scripted)
    behind, ends, opened, raised = view.forward()
    before, closed = view.backward()
    computed = before.endswith(COMPUTED) or behind.startswith(COMPUTED)
    return Beside(before, behind, ends, (opened, closed), raised, view.told, computed)


def factor(seen: Beside, printed: str) -> tuple[str, int]:
    """A multiplier after a figure, written as in figures, and how many characters it takes; "" if there is none."""
    if rest := continued(seen, printed):
        return rest, len(rest)
    power = POWER.match(seen.behind)
    if power:
        return (f"e{power[2]}" if power[2] else f" × 10^{power[1]}"), power.end()
    word = WORD.match(seen.behind)
    return (word[0], word.end()) if word else ("", 0)


def continued(seen: Beside, printed: str) -> str:
    """The rest of a unit that begins in a mark, if only the whole unit tells what the figure is: the iB of MiB."""
    begun, rest = re.search("[A-Za-z]+\\Z", printed), LETTERS.match(seen.behind)
    if not begun or not rest:
        return ""
    try:
        short, whole = (read_figure(f"1{unit}") for unit in (begun[0], f"{begun[0]}{rest[0]}"))
    except UsageError:
        return ""
    return "" if (short.value, short.sized) == (whole.value, whole.sized) else rest[0]


def glued(seen: Beside, printed: str, used: int = 0) -> str:
    """The figure that readers see, if it continues beyond its mark and the unit after that; otherwise ""."""
    behind = seen.behind[used:]
    ends, begins = printed[-1:].isdigit() and not used, printed[:1].isdigit()
    more = FACTOR.match(behind)
    if used and not more:
        more = POWER.match(behind) or WORD.match(behind)
    if ends and not more and not (behind[:1] in ".," and 1 in seen.marks[0]):  # a shape whose sides are marked
        more = GLUED_BEHIND.match(behind) or LIKE_BEHIND.match(behind)
        more = more or (re.match(".", behind) if _is_number(behind[:1]) else None)
    if printed and not more and used not in seen.raised:
        more = TYPED_POWER.match(behind)
    front = GLUED_BEFORE.search(seen.before) or LIKE_BEFORE.search(seen.before) if begins else None
    if IN_WORDS.fullmatch(printed) and not (used or more):
        front, more = WORDS_BEFORE.search(seen.before), WORDS_BEHIND.match(behind)
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
