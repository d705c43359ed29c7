"""The parts of a derivation, whatever it derives and wherever it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from cnnstat.algebra.formula import Expression
from cnnstat.algebra.notation import Notation, decimal, detailed, readings, share
from cnnstat.algebra.trace import expression_of
from cnnstat.display import InMarkdown
from cnnstat.errors import shown
from cnnstat.text import numbers


class Equation(NamedTuple):
    """One number with its history.

    Attributes:
        label: the left side of the equation.
        value: a traced integer, or a plain one that needs no derivation.
        whole: if the figure is a share of something, that whole; otherwise None.
        detail: the same number with its parts computed by their own rules, which says more than the numbers of the
            parts: 11² × 3 × 96 + 96 for weights + biases.
    """

    label: str
    value: int
    whole: int | None = None
    detail: int | None = None

    @property
    def expression(self) -> Expression:
        return expression_of(self.value)

    def chain(self, notation: Notation) -> list[str]:
        """The texts after each equals sign, in their order."""
        if self.detail is not None:
            return detailed(self.expression, expression_of(self.detail), notation)
        if self.whole is None:
            return readings(self.expression, notation)
        part = decimal(Fraction(100 * int(self.value), int(self.whole))) if self.whole else "0"
        percent = notation.number(part) + notation.percent
        return share(self.expression, expression_of(self.whole), notation, percent)

    def lines(self, notation: Notation) -> list[str]:
        """The chain for a medium with one step per line; the value stays on the line of the last formula."""
        chain = self.chain(notation)
        if self.detail is None or len(chain) < 3:
            return chain
        return [*chain[:-2], f"{chain[-2]}{notation.equals}{chain[-1]}"]


class Addend(NamedTuple):
    """A term of a long sum: the part of a layer or block, or of ``times`` equal ones in a row, each with ``value``."""

    label: str
    value: int
    times: int = 1


class Derivation(NamedTuple):
    """How one figure is computed.

    Attributes:
        key: the quantity's key.
        title: its title in tables.
        meaning: what it means, in one sentence with the unit.
        result: the figure, formatted as in tables.
        equations: its formulas; a shape has one for each side.
        addends: the terms of a total.
        remarks: further remarks: a path, a rounding, or what is left out.
    """

    key: str
    title: str
    meaning: str
    result: str
    equations: Sequence[Equation] = ()
    addends: Sequence[Addend] = ()
    remarks: Sequence[str] = ()


@dataclass(frozen=True, repr=False)
class Explanation(InMarkdown):
    """How figures of a layer, block, network or query are computed; made by :func:`cnnstat.explain`.

    Printed, it is text; notebooks show it as Markdown with mathematics.

    Attributes:
        title: the layer, block, network or query.
        about: a short description of it, such as the layer's type; may be "".
        derivations: one for each figure.
        notes: the conventions that apply.
    """

    kind = "explanation"

    title: str
    about: str
    derivations: Sequence[Derivation]
    notes: Sequence[str]

    def __repr__(self) -> str:
        return f"<Explanation of {shown(self.title)}: {', '.join(each.key for each in self.derivations)}>"


def grouped(addends: Sequence[Addend]) -> list[Addend]:
    """The terms without zeros; three or more equal neighbours become one, ``conv2_2 … conv2_8``."""
    found: list[list[Addend]] = []
    for addend in addends:
        if not addend.value:
            continue
        if found and found[-1][0].value == addend.value:
            found[-1].append(addend)
        else:
            found.append([addend])
    return [
        term
        for run in found
        for term in (
            run if len(run) < FOLDED else [Addend(f"{run[0].label} … {run[-1].label}", run[0].value, len(run))]
        )
    ]


FOLDED = 3


def meaning_of(meaning: str, unit: str) -> str:
    """A quantity's meaning, with its unit if that is pixels."""
    return f"{meaning}, in pixels" if unit == "pixels" else meaning


def joined(names: Sequence[str], most: int = 40) -> str:
    """Names joined by commas; in a very long list the middle is replaced by a count."""
    if len(names) <= most:
        return ", ".join(names)
    half = most // 2
    return f"{', '.join(names[:half])}, … {numbers.grouped(len(names) - 2 * half)} more …, {', '.join(names[-half:])}"
