"""Layers, settings or stacks of layers side by side, with the ratios of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple

from cnnstat.algebra.formula import Expression, Product, names_in, terms_of
from cnnstat.algebra.notation import TEXT, Writer, decimal
from cnnstat.algebra.trace import Traced, expression_of
from cnnstat.analysis import Analysis
from cnnstat.analysis.counts import total
from cnnstat.analysis.setting import CONVENTIONS, DTYPES
from cnnstat.derivation.explain import explain
from cnnstat.derivation.steps import Derivation
from cnnstat.errors import UsageError
from cnnstat.quantities import (
    MAC,
    PER_IMAGE,
    QUANTITIES,
    Column,
    Context,
    Count,
    Dimensions,
    Row,
    Share,
    Value,
    Words,
)
from cnnstat.quantities.table import GATES, Table
from cnnstat.text import numbers

COMPARED = (
    *("output_shape", "neurons", "params", "weights", "biases", "connections", "macs", "flops", "rf", "rf_union"),
    "jump",
)
"""The quantities that are compared by default; those that no side has are left out."""
FEATURES = ("rf", "rf_union", "jump", "start")
"""For a whole network, these are the figures of its features, as in the summary."""

LONGEST_TITLE, SHORT = 32, 12
"""The longest titles used as headings of columns: for two sides, and for more."""
LONGEST_RATIO = 40
"""The most characters of a ratio in letters; a longer one is not shown."""


@dataclass(frozen=True)
class Lettered(Value):
    """A figure that may depend on letters; if it does, its data is a text."""

    figure: Value

    @property
    def text(self) -> str:
        return in_letters(self.figure)

    @property
    def data(self) -> Any:
        return self.figure.data if self.text == self.figure.written(numbers.grouped) else self.text


class Subject(NamedTuple):
    """One side of a comparison: a network, or a layer or block of it."""

    title: str
    analysis: Analysis
    layer: str = ""


def compare(one: Subject, *others: Subject, keys: Sequence[str] = (), convention: str = "2macs") -> Table:
    """The figures of all sides with their arithmetic, and each as a multiple of the first side's.

    Raises:
        UsageError: a key cannot be compared, or a layer exists only in training.
    """
    for key in keys:
        if key not in QUANTITIES or not QUANTITIES[key].numeric:
            known = ", ".join(each for each in QUANTITIES if QUANTITIES[each].numeric)
            raise UsageError(f"{key} cannot be compared; what can be are {known}")
    sides = [one, *others]
    for each in sides:
        if each.layer and not {layer.order for layer in each.analysis.layers} & set(
            each.analysis.network.select(each.layer)
        ):
            raise UsageError(f"{each.layer} exists in training only; --mode train shows it")
    chosen = keys or [key for key in COMPARED if any(has(each, key, convention) for each in sides)]
    rows = [row for key in chosen for row in compared(sides, key, convention)]
    long = bool(others) and any(len(each.title) > (LONGEST_TITLE if len(sides) == 2 else SHORT) for each in sides)
    titles = signs(len(sides)) if long else [each.title for each in sides]
    ratios = ["Ratio"] if len(others) == 1 else [f"{title} / {titles[0]}" for title in titles[1:]]
    heads = ["Figure", *titles, *ratios]
    columns = [Column(head.lower(), head) for head in heads]
    images = list(dict.fromkeys(in_letters(Dimensions(each.analysis.network.input)) for each in sides))
    facts = [(sign, each.title) for sign, each in zip(titles, sides, strict=True)] if long else []
    said = ["The ratio is the second over the first."] if len(others) == 1 else []
    said.append(f"{MAC}. {CONVENTIONS[convention].text}. Input {listed(images)}, {PER_IMAGE}.")
    if any(isinstance(value, Traced) for each in sides for value in each.analysis.network.settings.values()):
        said.append("Letters stand for whole numbers at which every window fits.")
    said += [GATES] if any(layer.field.gated for each in sides for layer in each.analysis.layers) else []
    return Table(listed(titles), columns, rows, (), said, facts)


def signs(sides: int) -> list[str]:
    """Short headings for sides with long titles; numbers if there are three or more, since C could mean channels."""
    return ["A", "B"] if sides == 2 else [f"#{number}" for number in range(1, sides + 1)]


def listed(titles: Sequence[str]) -> str:
    return " and ".join(titles) if len(titles) < 3 else f"{', '.join(titles[:-1])} and {titles[-1]}"


def has(subject: Subject, key: str, convention: str) -> bool:
    """Whether a side has a figure worth showing: not 0, and for the union with gates, not just the field itself."""
    value, _ = figure(subject, key, convention)
    if key == "rf_union":
        return value != figure(subject, "rf", convention)[0]
    return not isinstance(value, Count) or isinstance(value.number, Traced) or value.number != 0


def compared(sides: Sequence[Subject], key: str, convention: str) -> list[list[Value]]:
    """The row of one quantity, and below it a row for each formula that differs between the sides."""
    found = [figure(each, key, convention) for each in sides]
    quantity = QUANTITIES[key]
    cells = [Lettered(value) for value, _ in found]
    texts = [each.text for each in cells]
    last = [Words(ratio(found[0][0], value)) for value, _ in found[1:]]
    rows: list[list[Value]] = [[Words(quantity.title), *cells, *last]]
    steps = [formulas(derivation) for _, derivation in found]
    for label in dict.fromkeys(label for each in steps for label in each):
        told = [each.get(label, "") for each in steps]
        if len(set(told)) > 1 and not all(text in texts for text in told):
            words = ["" if label == quantity.title else f"  {label}", *told, *([""] * len(last))]
            rows.append([Words(each) for each in words])
    return rows


def figure(subject: Subject, key: str, convention: str) -> tuple[Value, Derivation | None]:
    """A figure of one side, and its derivation if the side is a layer."""
    analysis = subject.analysis
    context = Context(analysis.counts, convention, DTYPES[analysis.setting.dtype])
    if subject.layer and subject.layer in analysis:
        found = explain(analysis, subject.layer, [key], convention).derivations[0]
        row = Row(subject.layer, "layer", "", "", (analysis[subject.layer],), analysis[subject.layer].counts)
        return QUANTITIES[key].of(row, context), found
    chosen = analysis.layers
    if not subject.layer and key in FEATURES and analysis.features is not None:
        chosen = [analysis.features]  # as the summary has it
    if subject.layer:
        inside = set(analysis.network.select(subject.layer))
        chosen = [each for each in chosen if each.order in inside]
    row = Row("", "", "", "", tuple(chosen), total(each.counts for each in chosen))
    return QUANTITIES[key].of(row, context), None


def in_letters(value: Value) -> str:
    """A figure as tables show it, as a formula if it depends on letters."""
    writer = Writer(TEXT, "names")
    write = writer.part if isinstance(value.exact, tuple) else writer.write
    return value.written(lambda number: write(expression_of(number)))


def formulas(derivation: Derivation | None) -> dict[str, str]:
    """The arithmetic of a figure, by the label of each equation."""
    if derivation is None:
        return {}
    return {each.label: " = ".join(each.chain(TEXT)[1:]) for each in derivation.equations}


def ratio(first: Value, second: Value) -> str:
    """The second figure as a multiple of the first."""
    if isinstance(first, Share) and isinstance(second, Share):
        above, below = second.part * first.whole, second.whole * first.part
        return multiple(Fraction(above, below)) if below else ""
    one, other = first.exact, second.exact
    if not isinstance(one, int) or not isinstance(other, int):
        return "same" if first == second else ""
    top, bottom = expression_of(other), expression_of(one)
    if top == bottom:
        return "same"
    letters = [set(map(str, names_in(each))) for each in (top, bottom)]
    if any(letters):
        words = dict.fromkeys(name.text for each in (bottom, top) for name in names_in(each))
        return quotient(top, bottom) or f"depends on {', '.join(words)}" if all(letters) else ""
    return multiple(Fraction(int(other), int(one))) if one else ""


def multiple(value: Fraction) -> str:
    """A ratio as a decimal: exact if four decimals are enough, otherwise rounded and marked ``≈``."""
    exact = value * 10**4 % 1 == 0
    return decimal(value) if exact else f"≈ {numbers.rounded(value.numerator, value.denominator, 4)}"


def powers_of(expression: Expression) -> dict[Expression, int]:
    """The factors of a term."""
    if expression == 1:
        return {}
    return dict(expression.powers) if isinstance(expression, Product) else {expression: 1}


def quotient(top: Expression, bottom: Expression) -> str:
    """A sum divided by a single term, term by term: ``1 / N + 1 / K²``; "" if the divisor is a sum."""
    terms, constant = terms_of(bottom)
    if len(terms) + bool(constant) != 1:
        return ""
    factor, base = terms[0] if terms else (constant, 1)
    above, rest = terms_of(top)
    parts = [fraction(each, term, factor, base) for each, term in (*above, *(((rest, 1),) if rest else ()))]
    if len(parts) == 1:
        own, term = above[0] if above else (rest, 1)
        value = Fraction(own, factor)
        if powers_of(term) != powers_of(base) or value.denominator == 1:
            return parts[0]
        return f"{parts[0]} {'' if value * 10**4 % 1 else '= '}{multiple(value)}"  # the letters cancel
    text = " + ".join(parts).replace("+ −", "− ")
    return text if len(text) <= LONGEST_RATIO else ""


def fraction(above: int, term: Expression, below: int, base: Expression) -> str:
    """One term over another, without their common factors."""
    powers = powers_of(term)
    for each, exponent in powers_of(base).items():
        powers[each] = powers.get(each, 0) - exponent
    shared = gcd(above, below)
    up = written(above // shared, {each: power for each, power in powers.items() if power > 0})
    down = written(below // shared, {each: -power for each, power in powers.items() if power < 0})
    if down == "1":
        return up
    return f"{up} / {down if down.isalnum() or is_bracketed(down) else f'({down})'}"


def is_bracketed(text: str) -> bool:
    """Whether a text is enclosed in one pair of parentheses, or is a power and needs none."""
    if " " not in text:
        return True
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def written(factor: int, powers: dict[Expression, int]) -> str:
    writer = Writer(TEXT, "names")
    parts = [writer.number(factor)] if factor != 1 or not powers else []
    single = len(powers) == 1 and next(iter(powers.values())) == 1
    if powers:
        parts.append(writer.part(next(iter(powers)) if single else Product(powers)))
    return " × ".join(parts)
