"""Coverage: how many of the numbers in documents are checked, exempt with a reason, or neither."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.findings.finding import Span


class Exempted(NamedTuple):
    """A number that is exempt from being checked.

    Attributes:
        span: where it stands.
        text: what stands there.
        reason: why.
    """

    span: Span
    text: str
    reason: str


class Covered(NamedTuple):
    """How many of the numbers in a document are checked.

    Attributes:
        file: the document; "" for all together.
        checked: how many are marked, stand in a generated block, or are quoted by a sidecar file.
        exempt: those that are exempt.
        unchecked: how many are neither.
    """

    file: str
    checked: int
    exempt: Sequence[Exempted]
    unchecked: int

    @property
    def numbers(self) -> int:
        """All numbers."""
        return self.checked + len(self.exempt) + self.unchecked

    @property
    def percent(self) -> Fraction | None:
        """How many percent of the numbers that are not exempt are checked; None if there are no such numbers."""
        counted = self.checked + self.unchecked
        return Fraction(100 * self.checked, counted) if counted else None


class Coverage(NamedTuple):
    """The coverage of several documents; those without numbers are left out."""

    documents: tuple[Covered, ...]

    @property
    def total(self) -> Covered:
        """All documents together."""
        exempt = [each for document in self.documents for each in document.exempt]
        return Covered(
            "", sum(each.checked for each in self.documents), exempt, sum(each.unchecked for each in self.documents)
        )

    @property
    def reasons(self) -> list[tuple[str, str, int]]:
        """For each document and reason, how many numbers are exempt, in the order of documents and lines."""
        counts = Counter((each.span.file, each.reason) for each in self.total.exempt)
        return [(file, reason, count) for (file, reason), count in counts.items()]


def percent_text(percent: Fraction | None) -> str:
    """A percentage with one decimal, cut off, so that 100 % means all; a dash if there is none."""
    if percent is None:
        return "–"
    tenths = math.floor(10 * percent)
    return f"{tenths // 10}.{tenths % 10} %"
