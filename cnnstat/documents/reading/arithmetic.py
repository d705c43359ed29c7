"""Formulas that are written out in numbers: ``(11 × 11 × 3) × 96 = 34,848``, ``(227 - 11) / 4 + 1 = 55``.

What stands in a formula is no figure of its own: the bracket of the first one is no kernel. Its result is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.documents.reading.amount import amount

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,12}(?:\.[0-9]{1,9})?"
_UNIT = r"(?:[KMGB]|[mb]illion)(?![A-Za-z])|[만억](?![가-힣])"
_NOTE = r"\((?:[A-Za-z][A-Za-z ]{0,14}|[가-힣]{1,10})\)"
RUN = re.compile(
    r"(?<![A-Za-z_.,])(?=[0-9(\[{⌊\\])"
    rf"(?:-{{1,3}}>|{_NOTE}|[-+−–×xX*·/÷=≈~()\[\]{{}}⌊⌋^²0-9.,\s]|\\[dt]?frac(?=\{{)|\\(?:left|right)|\\[lr]floor|{_UNIT})++"
)
"""A stretch of text that holds nothing but numbers and the signs of a formula."""
SIGN = re.compile(
    rf"(?P<number>{_NUMBER})(?:\s?(?P<unit>{_UNIT}))?|(?P<none>\s+|\\(?:left|right)|{_NOTE})|(?P<ends>-{{1,3}}>|=>|\n\s*\n)"
    r"|(?P<frac>\\[dt]?frac)|(?P<square>\^\{?2\}?(?![0-9])|²)|(?P<open>[(\[{⌊]|\\lfloor)|(?P<close>[)\]}⌋]|\\rfloor)"
    r"|(?P<equals>~?=|≈)|(?P<operator>[-+−–×xX*·/÷])|(?P<other>.)",
    re.DOTALL,
)
PRODUCT = re.compile(r"[0-9)\]}²]\s*[×xX*·/÷]\s*[0-9(\[{]|\\[dt]?frac")
MINUS, TIMES, OVER = "-−–", "×xX*·", "/÷"
LONGEST, DEEPEST = 50, 8
"""Signs of a formula, and brackets inside of brackets."""
FACTORS = 3
"""So many factors in brackets are those of one kernel."""
FILTERS = re.compile(r"\s?(?:filters?|kernels?|개|필터|커널|个|個|卷积核|滤波器)", re.IGNORECASE | re.ASCII)
"""Words behind ``(11 × 11 × 3) × 96`` by which these are a kernel and how many there are."""


class Tree(NamedTuple):
    """A formula: a number, or an operation on others.

    Attributes:
        sign: ``+``, ``×``, ``/``; "" of a number.
        value: what it comes to.
        parts: what is added, multiplied or divided; what is subtracted is added as a negative.
        place: of a number, its offsets.
    """

    sign: str
    value: Fraction
    parts: tuple[Tree, ...] = ()
    place: tuple[int, int] = (0, 0)

    def factors(self) -> list[int]:
        """The whole numbers of a product, but for ones, from the smallest; none if it is not a product of such."""
        if not self.sign:
            return [int(self.value)] if self.value.denominator == 1 else []
        parts = [each.factors() for each in self.parts]
        if self.sign != "×" or not all(parts):
            return []
        return sorted(each for part in parts for each in part if each != 1) or [1]


class Result(NamedTuple):
    """What is printed as the result of a formula: its offsets, its value, whether it is rounded, as one with a unit."""

    start: int
    end: int
    value: Fraction
    rounded: bool


class Formula(NamedTuple):
    """A formula in a text.

    Attributes:
        start, end: its offsets, without the result.
        tree: what it reckons out.
        result: what is printed behind it, or in front of it; None where that is not printed.
        aside: whether it stands in brackets behind its result: ``34,944 (= 364 × 96)``.
    """

    start: int
    end: int
    tree: Tree
    result: Result | None = None
    aside: bool = False


class Sign(NamedTuple):
    """A number or a sign of a formula, with its offsets."""

    kind: str
    text: str
    start: int
    end: int
    unit: bool = False


def formulas(text: str, start: int, end: int) -> Iterator[Formula]:
    """The formulas of a stretch of text that multiply or divide."""
    if PRODUCT.search(text, start, end) is None:
        return
    for run in RUN.finditer(text, start, end):
        if PRODUCT.search(text, *run.span()) or "=" in run[0]:
            for signs in pieces(text, *run.span()):
                yield from read(signs)


def pieces(text: str, start: int, end: int) -> Iterator[list[Sign]]:
    """The signs of a stretch of text, cut where a formula ends."""
    found = list[Sign]()
    for match in SIGN.finditer(text, start, end):
        kind = str(match.lastgroup)
        if match["number"]:
            found.append(Sign("number", match["number"], *match.span("number"), unit=match["unit"] is not None))
            found[-1] = found[-1]._replace(end=match.end())
        elif kind in ("ends", "other"):
            yield found
            found = []
        elif kind != "none":
            found.append(Sign(kind, match[0], *match.span()))
    yield found


def read(signs: Sequence[Sign]) -> Iterator[Formula]:
    """The formulas of some signs: each side of an equation with what stands on the next one."""
    sides = [list[Sign]()]
    for each in signs[:LONGEST]:
        if each.kind == "equals":
            sides.append([])
        else:
            sides[-1].append(each)
    for at, side in enumerate(sides):
        behind = sides[at + 1] if at + 1 < len(sides) else []
        before = sides[at - 1] if at else []
        tree, first, last = parsed(side, whole=at > 0)
        if tree is None or not tree.sign:
            continue
        result, aside = result_of(behind), False
        if result is None and before and not behind:
            result, aside = result_before(before), before[-1].kind == "open"
        yield Formula(side[first].start, side[last - 1].end, tree, result, aside)


def result_of(side: Sequence[Sign]) -> Result | None:
    """The number with which a side of an equation begins; None where it goes on to a formula."""
    if not side or side[0].kind != "number":
        return None
    if len(side) > 1 and side[1].kind in ("operator", "square"):
        return None
    return printed(side[0])


def result_before(side: Sequence[Sign]) -> Result | None:
    """The number that is all of a side, but for a bracket that opens behind it."""
    own = side[:-1] if side[-1].kind == "open" else side
    return printed(own[0]) if len(own) == 1 and own[0].kind == "number" else None


def printed(sign: Sign) -> Result:
    """A number as the result of a formula; its unit is no part of the value."""
    return Result(sign.start, sign.end, Fraction(sign.text.replace(",", "")), sign.unit)


def parsed(signs: Sequence[Sign], whole: bool) -> tuple[Tree | None, int, int]:
    """A side of an equation as a formula, and which of its signs belong to it.

    Args:
        signs: the side.
        whole: whether it must begin with the first sign; else with any from which on all others belong to it.
    """
    first = 0
    while first < len(signs) and not (whole and first):
        reader = _Parser(signs, first)
        tree = reader.sum()
        rest = signs[reader.at : reader.at + 1]
        if tree is not None and (not rest or (whole and rest[0].kind in ("close", "number"))):
            return tree, first, reader.at
        first = first + 1 if signs[first].kind == "open" else max(first + 1, reader.at)  # ((11 × 11 × 3) × 96 = …)
    return None, 0, 0


class _Parser:
    """Reads one formula from its first sign on."""

    def __init__(self, signs: Sequence[Sign], at: int) -> None:
        self.signs, self.at, self.depth = signs, at, 0

    def next(self, kind: str, texts: str = "") -> Sign | None:
        """The next sign, taken if it is of a kind, and one of some."""
        each = self.signs[self.at] if self.at < len(self.signs) else None
        if each is None or each.kind != kind or (texts and each.text not in texts):
            return None
        self.at += 1
        return each

    def sum(self) -> Tree | None:
        """A sum of products."""
        found = self.product()
        if found is None:
            return None
        parts = [found]
        while sign := self.next("operator", f"+{MINUS}"):
            part = self.product()
            if part is None:
                return None
            parts.append(part if sign.text == "+" else part._replace(value=-part.value))
        return found if len(parts) == 1 else Tree("+", sum((each.value for each in parts), Fraction(0)), tuple(parts))

    def product(self) -> Tree | None:
        """A product or a quotient."""
        found, opened = self.factor(), False
        while found is not None and (sign := self.next("operator", TIMES + OVER)):
            other = self.factor()
            if other is None or (sign.text in OVER and not other.value):
                return None
            if sign.text in OVER:
                found, opened = Tree("/", found.value / other.value, (found, other)), False
            else:
                parts, opened = found.parts if opened else (found,), True
                found = Tree("×", found.value * other.value, (*parts, other))
        return found

    def factor(self) -> Tree | None:
        """A number or a bracket, perhaps squared."""
        found = self.plain()
        if found is not None and self.next("square"):
            return Tree("×", found.value**2, (found, found))
        return found

    def plain(self) -> Tree | None:
        """A number, a bracket, or a fraction of two."""
        if sign := self.next("number"):
            value = amount(sign.text).value if not sign.unit else None
            return None if value is None else Tree("", value, place=(sign.start, sign.end))
        if self.next("frac"):
            above, below = self.bracket(), self.bracket()
            if above is None or below is None or not below.value:
                return None
            return Tree("/", above.value / below.value, (above, below))
        return self.bracket()

    def bracket(self) -> Tree | None:
        """What stands in brackets."""
        if self.depth > DEEPEST or self.next("open") is None:
            return None
        self.depth += 1
        found = self.sum()
        self.depth -= 1
        return found if self.next("close") else None


def inside(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The formulas of a stretch of text in which no number is a figure of its own."""
    return [(each.start, each.end) for each in formulas(text, start, end) if is_closed(each, text)]


def is_closed(formula: Formula, text: str) -> bool:
    """Whether the numbers of a formula are none of its text's figures: ``11 × 11 × 3 = 363`` still has a kernel."""
    tree = formula.tree
    bracketed = tree.sign == "×" and any(len(each.parts) >= FACTORS or each.sign == "+" for each in tree.parts)
    if formula.result is None:
        return bracketed and FILTERS.match(text, formula.end) is None
    return formula.aside or bracketed or tree.sign != "×" or len(tree.parts) > FACTORS
