"""Expressions written out: as text for terminals, as TeX (Markdown, LaTeX) and as Typst's mathematics.

:mod:`cnnstat.algebra.mathml` has MathML.

An expression can be written in several readings: with names, with numbers, with its divisions carried out
(``⌊53.25⌋ + 1``), and with numbers as if nothing were rounded.
Floor and ceiling brackets are written only where rounding changes the value, or where a letter leaves that open.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Literal, NamedTuple

from cnnstat.algebra.formula import Expression, Extreme, Name, Product, Quotient, Remainder, Sum, evaluate, names_in
from cnnstat.text import numbers, tex

Reading = Literal["names", "numbers", "divided", "unrounded"]


class Notation(NamedTuple):
    """How a medium writes the parts of an expression."""

    word: Callable[[str], str]
    letter: Callable[[str], str]
    number: Callable[[str], str]
    times: str
    plus: str
    minus: str
    power: Callable[[str, str], str]
    fraction: Callable[[str, str], str]
    """writes a numerator and a denominator; if ``inline``, both come in parentheses where they need them"""
    inline: bool
    brackets: dict[str, tuple[str, str]]
    """opening and closing text of "()", "floor", "ceil", "max" and "min" """
    equals: str
    comma: str
    """between the arguments of max and min"""
    percent: str


SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def tex_text(text: str) -> str:
    """A word inside TeX's mathematics."""
    return rf"\text{{{tex.escape(text)}}}"


def typst_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


CALLS = {"max": ("max(", ")"), "min": ("min(", ")")}
TEXT = Notation(
    word=str, letter=str, number=str, times=" × ", plus="+", minus="−",
    power=lambda base, exponent: base + exponent.translate(SUPERSCRIPTS),
    fraction=lambda above, below: f"{above} / {below}", inline=True,
    brackets={"()": ("(", ")"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"), **CALLS},
    equals=" = ", comma=", ", percent=" %",
)  # fmt: skip
TEX = Notation(
    word=tex_text, letter=lambda text: text if len(text) == 1 else rf"\mathit{{{text}}}",
    number=lambda text: text.replace(",", "{,}").replace("…", r"\ldots"), times=r" \times ", plus="+", minus="-",
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    fraction=lambda above, below: rf"\frac{{{above}}}{{{below}}}", inline=False,
    brackets={
        "()": (r"\left(", r"\right)"), "floor": (r"\left\lfloor ", r" \right\rfloor"),
        "ceil": (r"\left\lceil ", r" \right\rceil"),
        "max": (r"\max\left(", r"\right)"), "min": (r"\min\left(", r"\right)"),
    }, equals=" = ", comma=", ", percent=r"\,\%",
)  # fmt: skip
TYPST = Notation(
    word=typst_text, letter=lambda text: text if len(text) == 1 else typst_text(text),
    number=lambda text: typst_text(text) if "," in text else text, times=" times ", plus="+", minus="-",
    power=lambda base, exponent: f"{base}^{exponent}",
    fraction=lambda above, below: f"frac({above}, {below})", inline=False,
    brackets={"()": ("(", ")"), "floor": ("floor(", ")"), "ceil": ("ceil(", ")"), **CALLS},
    equals=" = ", comma=", ", percent=' "%"',
)  # fmt: skip


def decimal(value: Fraction) -> str:
    """A fraction with at most four decimals: ``54.25``, ``4.3333…``."""
    sign, size = ("−" if value < 0 else ""), abs(value)
    whole, rest = divmod(size.numerator * 10**4, size.denominator)
    digits = f"{whole % 10**4:04d}"
    digits = digits if rest else digits.rstrip("0")
    return f"{sign}{numbers.grouped(whole // 10**4)}{'.' + digits if digits or rest else ''}{'…' if rest else ''}"


class Writer:
    """Writes expressions in one notation and one reading."""

    def __init__(self, notation: Notation, reading: Reading) -> None:
        self.notation, self.reading = notation, reading

    def write(self, expression: Expression) -> str:
        """The whole expression."""
        match expression:
            case int():
                return self.number(expression)
            case Name():
                return self.name(expression)
            case Sum():
                return self.sum(expression)
            case Product():
                return self.product(expression)
            case Quotient():
                return self.quotient(expression)
            case Remainder():
                above, below = self.part(expression.numerator), self.part(expression.denominator)
                return f"{above} {self.notation.word('mod')} {below}"
            case Extreme():
                begin, end = self.notation.brackets["max" if expression.larger else "min"]
                return f"{begin}{self.write(expression.one)}{self.notation.comma}{self.write(expression.other)}{end}"
        raise TypeError(expression)

    def number(self, value: int) -> str:
        sign = self.notation.minus if value < 0 else ""
        return sign + self.notation.number(numbers.grouped(abs(value)))

    def name(self, name: Name) -> str:
        if name.letter:
            return self.notation.letter(name.text)
        return self.notation.word(name.text) if self.reading == "names" else self.number(name.value)

    def bracketed(self, text: str, kind: str = "()") -> str:
        begin, end = self.notation.brackets[kind]
        return f"{begin}{text}{end}"

    def part(self, expression: Expression) -> str:
        """An expression as a factor: in parentheses where it needs them."""
        text = self.write(expression)
        negative = self.reading != "names" and isinstance(expression, Name) and expression.value < 0
        compound = isinstance(expression, Sum | Remainder)
        division = isinstance(expression, Quotient) and self.notation.inline and not self.rounds(expression)
        if division and self.reading == "divided":
            division = False
        return self.bracketed(text) if negative or compound or division else text

    def sum(self, expression: Sum) -> str:
        pieces: list[str] = []
        # A negative term comes first only if there is no positive one.
        ordered = (
            sorted(expression.terms, key=lambda part: part[0] < 0) if expression.terms[0][0] < 0 else expression.terms
        )
        constant = expression.constant
        if ordered[0][0] < 0 < constant:
            pieces, constant = [self.number(constant)], 0
        for factor, term in ordered:
            text = self.part(term) if abs(factor) != 1 else self.write(term)
            if isinstance(term, Name) and text.startswith(self.notation.minus) and pieces:
                text = self.bracketed(text)
            if abs(factor) == 1 and isinstance(term, Sum):
                text = self.bracketed(text)
            if abs(factor) != 1:
                text = f"{self.number(abs(factor))}{self.notation.times}{text}"
            pieces.append(self.signed(factor, text, first=not pieces))
        if constant:
            pieces.append(self.signed(constant, self.number(abs(constant)), first=False))
        return " ".join(pieces)

    def signed(self, sign: int, text: str, first: bool) -> str:
        if first:
            return f"{self.notation.minus}{text}" if sign < 0 else text
        return f"{self.notation.minus if sign < 0 else self.notation.plus} {text}"

    def product(self, expression: Product) -> str:
        return self.notation.times.join(
            self.part(base) if exponent == 1 else self.notation.power(self.base(base), str(exponent))
            for base, exponent in expression.powers
        )

    def base(self, expression: Expression) -> str:
        """The base of a power: in plain text, a name of several words is put in parentheses."""
        text = self.part(expression)
        return self.bracketed(text) if " " in text and self.notation.inline and text[0] not in "(⌊⌈" else text

    def rounds(self, expression: Quotient) -> bool:
        """Whether floor or ceiling brackets are to be shown."""
        if self.reading == "unrounded":
            return False
        return not expression.exact or any(name.letter for name in names_in(expression))

    def quotient(self, expression: Quotient) -> str:
        rounds = self.rounds(expression)
        if self.reading == "divided":
            exact = Fraction(evaluate(expression.numerator), evaluate(expression.denominator))
            text = self.notation.number(decimal(exact))
        else:
            write = self.part if self.notation.inline else self.write
            above = write(expression.numerator)
            if self.notation.inline and isinstance(expression.numerator, Product):
                above = self.bracketed(above) if not rounds else above
            below = write(expression.denominator)
            if self.notation.inline and isinstance(expression.denominator, Product):
                below = self.bracketed(below)
            text = self.notation.fraction(above, below)
        return self.bracketed(text, "ceil" if expression.up else "floor") if rounds else text


def unrounded(expression: Expression) -> Fraction:
    """The value of an expression if its divisions did not round: 54.25 instead of 54."""
    match expression:
        case Sum():
            return sum((factor * unrounded(term) for factor, term in expression.terms), Fraction(expression.constant))
        case Product():
            found = Fraction(1)
            for base, exponent in expression.powers:
                found *= unrounded(base) ** exponent
            return found
        case Quotient():
            return unrounded(expression.numerator) / unrounded(expression.denominator)
    return Fraction(evaluate(expression))


def readings(expression: Expression, notation: Notation) -> list[str]:
    """An expression with names, with numbers, with its divisions carried out where they round, and its value."""
    written = [Writer(notation, "names").write(expression), Writer(notation, "numbers").write(expression)]
    if rounding_in(expression):
        written.append(Writer(notation, "divided").write(expression))
    if not any(name.letter for name in names_in(expression)):
        written.append(Writer(notation, "numbers").number(evaluate(expression)))
    return [text for at, text in enumerate(written) if at == 0 or text != written[at - 1]]


def detailed(expression: Expression, detail: Expression, notation: Notation) -> list[str]:
    """An expression with names; ``detail``, a longer one of the same value, with its divisions carried out; the value.

    If there are letters in ``detail``, its :func:`readings` are given instead.
    """
    if any(name.letter for name in names_in(detail)):
        return readings(detail, notation)
    writer = Writer(notation, "numbers")
    steps = [Writer(notation, "names").write(expression), Writer(notation, "divided").write(detail)]
    steps.append(writer.number(evaluate(expression)))
    return [text for at, text in enumerate(steps) if at == 0 or text != steps[at - 1]]


def rounding_in(expression: Expression) -> bool:
    """Whether the expression contains a division with a remainder."""
    match expression:
        case Sum():
            return any(rounding_in(term) for _, term in expression.terms)
        case Product():
            return any(rounding_in(base) for base, _ in expression.powers)
        case Quotient():
            return not expression.exact
    return False


def share(part: Expression, whole: Expression, notation: Notation, result: str) -> list[str]:
    """A share with names, with numbers, and as it is printed."""
    written = []
    for reading in ("names", "numbers"):
        writer = Writer(notation, reading)
        inner = writer.part if notation.inline else writer.write
        written.append(notation.fraction(inner(part), inner(whole)))
    return [*written, result]
