"""What a derivation consists of, whatever it derives and wherever it is shown."""

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
        label: what stands to the left of the equals sign.
        value: a traced integer, or a plain one that needs no derivation.
        whole: for a share, what it is a share of.
        detail: the same number by the rules behind its parts, whose numbers say more than those of the parts:
            11² × 3 × 96 + 96 for weights + biases.
    """

    label: str
    value: int
    whole: int | None = None
    detail: int | None = None

    @property
    def expression(self) -> Expression:
        return expression_of(self.value)

    def chain(self, notation: Notation) -> list[str]:
        """What stands behind the equals signs, one after the other."""
        if self.detail is not None:
            return detailed(self.expression, expression_of(self.detail), notation)
        if self.whole is None:
            return readings(self.expression, notation)
        part = decimal(Fraction(100 * int(self.value), int(self.whole))) if self.whole else "0"
        percent = notation.number(part) + notation.percent
        return share(self.expression, expression_of(self.whole), notation, percent)

    def lines(self, notation: Notation) -> list[str]:
        """The chain for a medium that writes its steps one below the other: a formula of numbers with its value."""
        chain = self.chain(notation)
        if self.detail is None or len(chain) < 3:
            return chain
        return [*chain[:-2], f"{chain[-2]} = {chain[-1]}"]


class Addend(NamedTuple):
    """A term of a long sum: a layer's or a block's part, or that of several equal ones in a row."""

    label: str
    value: int
    times: int = 1


class Derivation(NamedTuple):
    """How one quantity comes about.

    Attributes:
        key: the quantity's name.
        title: what tables call it.
        meaning: one sentence, with its unit.
        result: the figure as tables write it.
        equations: formulas; one for each side of a size.
        addends: the terms of a total.
        remarks: what else there is to say: a path, a rounding, what is left out.
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
    """The derivations of one layer, block or network; printed as text, in notebooks as Markdown with mathematics.

    Attributes:
        title: whose they are.
        about: what that is.
        derivations: one for each figure.
        notes: the conventions that hold for them.
    """

    kind = "explanation"

    title: str
    about: str
    derivations: Sequence[Derivation]
    notes: Sequence[str]

    def __repr__(self) -> str:
        return f"<Explanation of {shown(self.title)}: {', '.join(each.key for each in self.derivations)}>"


def grouped(addends: Sequence[Addend]) -> list[Addend]:
    """The terms without zeros; three and more equal neighbours as one, ``conv2_2 … conv2_8``."""
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
    """A quantity's meaning, with its unit where that says something."""
    return f"{meaning}, in pixels" if unit == "pixels" else meaning


def joined(names: Sequence[str], most: int = 40) -> str:
    """Names in a row; the middle of a very long row is left out, and said to be."""
    if len(names) <= most:
        return ", ".join(names)
    half = most // 2
    return f"{', '.join(names[:half])}, … {numbers.grouped(len(names) - 2 * half)} more …, {', '.join(names[-half:])}"
