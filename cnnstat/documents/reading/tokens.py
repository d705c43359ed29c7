"""A sentence as a row of tokens: figures, networks, quantities, parts of networks, comparisons, words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from cnnstat.documents.judging import prose
from cnnstat.documents.judging.prose import ALONE, CONTINUES, WORD, goes_before
from cnnstat.documents.reading import lexicon, romance, spelled
from cnnstat.documents.reading.names import Mention
from cnnstat.printed.words import NUMERAL, counted

Kind = Literal["figure", "network", "quantity", "part", "comparison", "word"]


class Part(NamedTuple):
    """A part of a network as a sentence names it.

    Attributes:
        type: ``conv``, ``linear``, ``pool``; "" for layers of any kind.
        nth: which of them, from 1, or −1 for the last; 0 for all of them.
        many: how many, from there on or up to the end; 0 where only the kind is said, and not that layers are meant.
        known: whether it is certain which layers are meant.
        name: the name of a layer or block of a network, if it is one.
        kernel: the kernel that its layers have; () for any.
    """

    type: str = ""
    nth: int = 0
    many: int = 1
    known: bool = True
    name: str = ""
    kernel: tuple[int, ...] = ()


class Token(NamedTuple):
    """A piece of a sentence.

    Attributes:
        kind: what it is.
        start, end: its offsets.
        text: as readers see it, in lower case.
        key: of a quantity, what it counts.
        part: of a part, which.
        network: of a network, its mention.
        word: of a figure, whether it is a number in words.
    """

    kind: Kind
    start: int
    end: int
    text: str
    key: str = ""
    part: Part | None = None
    network: Mention | None = None
    word: bool = False


LONGEST = 1000
"""Characters of a sentence: what its figures count is looked for in all of it, for each."""
GLUED = re.compile(
    r"(?:layers?|pixels?|px|(?:max|average)?pool(?:ing)?|conv(?:olution)?|filters?|kernels?|channels?|strides?|pad(?:ding)?"
    r"|neurons?|units?|maps|flops?|mac[cs]?s?|param(?:eter)?s?)(?![A-Za-z])|(?:million|billion)(?=FLOPs?|MACs?|param)"
    rf"|{spelled.LITTLE}",
    re.IGNORECASE | re.ASCII,
)
"""What people write right behind a number: ``8Layer``, ``3x3filter``, ``1stride``, ``60m parameters``."""
LIST = re.compile(r"[0-9]+(?:\s?/\s?[0-9]+){2,}")
"""Numbers that strokes set apart, none of which divides another: ``50/101/152``."""
STROKE = re.compile(
    rf"(?<![0-9A-Za-z.,])(?:[0-9]{{1,4}}\.[0-9]{{1,3}}{WORD}?|[0-9]{{1,4}}{WORD})\s?/\s?(?=[0-9])", re.ASCII
)
"""A figure before a stroke that divides nothing, as it has decimals or a multiplier: ``15.3/19.6 billion``."""
DASHED = re.compile(rf"(?:(?<=[A-Za-z]-{{3}})|(?<=[A-Za-z]—)){prose.AMOUNT}(?![0-9A-Za-z]|[.,][0-9])")
"""A figure behind a dash, as TeX writes it: ``up to 152 layers---8x deeper``."""
EQUATION = re.compile(r"\s?=\s?[0-9][0-9,.]*\Z")
AMOUNT = re.compile(prose.AMOUNT)
IN_WORDS = re.compile(NUMERAL, re.IGNORECASE | re.ASCII)


TUPLE = re.compile(
    r"[(\[]\s*(?:(?:batch(?:[_ ]size)?|none|n|b|-1|1"
    r"|\?)\s*,\s*)?(?P<sides>[1-9][0-9]{0,4}(?:\s*,\s*[1-9][0-9]{0,4}){2})\s*(?:[)\]]|\Z)",
    re.IGNORECASE | re.ASCII,
)
"""A shape as programs print it: ``(None, 224, 224, 64)``."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of the sentences of a text; what is longer than any sentence is cut at a blank."""
    at = 0
    for edge in [*(match.end() for match in lexicon.SENTENCE.finditer(text)), len(text)]:
        while edge - at > LONGEST:
            cut = text.rfind(" ", at + 1, at + LONGEST) + 1 or at + LONGEST
            yield at, cut
            at = cut
        if at < edge:
            yield at, edge
        at = edge


def is_question(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a question."""
    return text[start:end].rstrip().endswith(("?", "？"))


def figures(text: str, start: int, end: int) -> Iterator[Token]:
    """The figures in digits, and the numbers in words, of a stretch of text."""
    for match in TUPLE.finditer(text, start, end):
        yield Token("figure", *match.span("sides"), re.sub(r"\s*,\s*", "×", match["sides"]))
    lists = [each.span() for each in LIST.finditer(text, start, end)]
    for match in ALONE.finditer(text, start, end):
        close = match.end()
        if any(begin <= match.start() < last for begin, last in lists):
            continue
        if equation := EQUATION.search(match[0]):
            close = match.start() + equation.start()
            first = match.start() + equation.start() + len(equation[0]) - len(equation[0].lstrip(" ="))
            if not CONTINUES.match(text, match.end()):
                yield Token("figure", first, match.end(), text[first : match.end()])
        elif CONTINUES.match(text, match.end()) and not GLUED.match(text, match.end()):
            continue
        if not goes_before(text, match.start()) and text[match.start() - 1 : match.start()] != "+":
            yield Token("figure", match.start(), close, text[match.start() : close])
    for stroke in STROKE.finditer(text, start, end):
        further = AMOUNT.match(text, stroke.end(), end)
        if further and not further[0].isdecimal() and not CONTINUES.match(text, further.end()):  # 61M/8 divides
            yield Token("figure", further.start(), further.end(), further[0])
    for match in chain.from_iterable(
        each.finditer(text, start, end) for each in (DASHED, spelled.DECIMAL, spelled.GROUPED)
    ):
        yield Token("figure", match.start(), match.end(), match[0])
    for match in IN_WORDS.finditer(text, start, end):
        yield Token("figure", match.start(), match.end(), match[0], word=True)


def tokens(text: str, start: int, end: int, networks: Sequence[Mention]) -> list[Token]:
    """The tokens of a sentence, in order; of those that overlap, the first of these kinds: networks, parts, figures."""
    found = [
        Token("network", each.start, each.end, text[each.start : each.end].lower(), network=each)
        for each in networks
        if start <= each.start < end
    ]
    found = merged(found, sorted(parts(text, start, end), key=lambda each: each.start))
    found = merged(found, sorted(figures(text, start, end), key=lambda each: (each.start, -each.end)))
    found = merged(found, quantities(text, start, end))
    return merged(found, words(text, start, end))


def merged(first: Sequence[Token], others: Iterator[Token] | Sequence[Token]) -> list[Token]:
    """Tokens together with those of others that overlap none of them, in order."""
    starts = [each.start for each in first]
    added = list[Token]()
    last = 0
    for each in others:
        at = bisect_right(starts, each.start)
        free = (not at or first[at - 1].end <= each.start) and (at == len(first) or each.end <= first[at].start)
        if free and each.start >= last:
            added.append(each)
            last = each.end
    return sorted([*first, *added], key=lambda each: each.start)


def parts(text: str, start: int, end: int) -> Iterator[Token]:
    """Parts of networks in words: the first layer, the last two FC layers."""
    for match in lexicon.PART.finditer(text, start, end):
        number = match["count"] or "one"
        many = int(re.sub(r"\D", "", number) or lexicon.ORDINALS.get(number[0]) or counted(number) or 0)
        part = Part(type_of(match), nth(match["ordinal"]), many)
        yield Token("part", match.start(), match.end(), match[0].lower(), part=part)
    for match in lexicon.NUMBERED.finditer(text, start, end):
        part = Part(type_of(match), int(match["number"]))
        yield Token("part", match.start(), match.end(), match[0].lower(), part=part)
    for match in romance.PART.finditer(text, start, end):
        many = romance.NUMBERS.get((match["before"] or match["count"] or "").lower(), 1)
        part = Part(type_of(match), nth(match["ordinal"]), many)
        yield Token("part", match.start(), match.end(), match[0].lower(), part=part)
    for match in romance.NUMBERED.finditer(text, start, end):
        part = Part(type_of(match), int(match["number"]))
        yield Token("part", match.start(), match.end(), match[0].lower(), part=part)


def nth(ordinal: str) -> int:
    """Which of several layers an ordinal means, −1 for the last."""
    said = ordinal.lower()
    if digits := re.search("[0-9]+", said):
        return int(digits[0])
    ordinals = {**romance.ORDINALS, **lexicon.ORDINALS}
    return ordinals.get(said) or next(number for word, number in ordinals.items() if said.startswith(word))


def type_of(match: re.Match[str]) -> str:
    """The kind of layers that a match names."""
    return next((name for name in lexicon.TYPES if match[f"t_{name}"]), "")


def quantities(text: str, start: int, end: int) -> Iterator[Token]:
    """Quantities, groups of layers, and comparisons."""
    found = [
        Token("quantity", each.start(), each.end(), each[0].lower(), key="depth")
        if each["both"]
        else Token("part", each.start(), each.end(), each[0].lower(), part=Part(type_of(each)))
        for each in lexicon.GROUP.finditer(text, start, end)
    ]
    found += [
        Token("part", each.start(), each.end(), each[0].lower(), part=Part(type_of(each)))
        for pattern in (romance.GROUP, lexicon.OWNS)
        for each in pattern.finditer(text, start, end)
    ]
    more = [
        Token("quantity", each.start(), each.end(), each[0].lower(), key=str(each.lastgroup))
        for each in lexicon.QUANTITY.finditer(text, start, end)
    ]
    found = merged(sorted(found, key=lambda each: each.start), more)
    compared = [
        Token("comparison", each.start(), each.end(), each[0].lower())
        for each in lexicon.COMPARISON.finditer(text, start, end)
    ]
    found = merged(found, compared)
    others = [
        Token("part", each.start(), each.end(), each[0].lower(), part=Part(known=False))
        for each in lexicon.OTHER.finditer(text, start, end)
    ]
    return iter(merged(found, others))


def words(text: str, start: int, end: int) -> Iterator[Token]:
    """All other words and signs."""
    for match in lexicon.WORD.finditer(text, start, end):
        yield Token("word", match.start(), match.end(), match[0].lower())
