"""Figures of one table judged together: rows of one variant, columns that round or count in a way of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.documents.checker import Checker
from cnnstat.documents.document import Document, Passage
from cnnstat.documents.judging.verify import Verdict
from cnnstat.documents.likeness import halves
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.printed import Figure

APART = (-1, -1)
"""The column of a figure that stands in none."""
UNITS = (("", 1), ("MiB for MB, ", 2**20 / 10**6))
"""What a unit may stand for in a column."""
FEWEST, MOST_BESIDE, LEAST_BESIDE = 3, 0.08, 0.005
"""A column counts in another way if so many of its figures, and most of those that do not come out, are beside the
networks' in the same direction, by at most this share for operations, and by a quarter of it for all else; or so many
by hardly anything, whatever the others are."""
OWN_WAY = "counted in another way"
"""The reading of figures that come near a network's and are those of a program."""
HEADS = "with the auxiliary heads"
"""The reading of a network as it is while it is trained."""
OF_VARIANT = 0.01
"""By what share a figure is beside the variant of its row that it counts in another way."""
NEAR_TOTAL = 0.1
"""In a column in which most figures come out, others that are no farther beside are wrong."""
NEAR = 0.5
"""Figures that are farther beside are wrong in any way of counting."""
OPERATIONS, NEAR_OPERATIONS = ("macs", "flops"), 0.15
"""Operations are counted in many ways: in a column that counts in its own, figures so near are nobody's mistakes."""
MOST_DIGITS, LARGE = 6, 10**6
"""Programs that print numbers in so many digits, and people who write out their zeros, make figures of this size."""


class Judged(NamedTuple):
    """A figure with the verdict on the likeliest of its queries.

    Attributes:
        query: that query.
        reading: the convention under which the figure comes out; "" if it comes out as it stands, or not at all.
        weak: whether it comes out under none, and that is told only where others of its column show how they count.
        rounded: whether it is right as its column rounds, which no mark can say.
        cited: whether a paper prints it so, though it does not come out.
    """

    passage: Passage
    candidate: Candidate
    query: str
    verdict: Verdict
    reading: str = ""
    weak: bool = False
    rounded: bool = False
    cited: bool = False

    @property
    def wrong(self) -> bool:
        """Whether it comes out under no convention."""
        return self.verdict.rule is not None and not self.reading


def consistent(checker: Checker, document: Document, found: Iterable[Judged | None]) -> Iterator[Judged]:
    """What there is to say, without wrong figures of columns that come out nowhere, and so count something else."""
    every = as_rows(checker, document, [each for each in found if each is not None])
    columns: defaultdict[tuple[int, tuple[int, int]], list[int]] = defaultdict(list)
    for at, each in enumerate(every):
        columns[id(each.passage), each.candidate.column].append(at)
    told: dict[int, Judged] = {}
    for (_, place), places in columns.items():
        column = [every[at] for at in places]
        if len(column) == 1 or place == APART:
            told.update((at, each) for at, each in zip(places, column, strict=True) if not each.weak)
            continue
        said = in_column(rounded(column))
        told.update((at, each) for at, each in zip(places, said, strict=True) if each is not None)
    yield from (told[at] for at in range(len(every)) if at in told)


def in_column(column: Sequence[Judged]) -> Iterator[Judged | None]:
    """What there is to say of each figure of a column; None where that is nothing."""
    alike = counted_alike(column)
    wrong = [each for each in column if each.wrong and id(each) not in alike]
    near = [each for each in wrong if (share := beside(each)) is not None and abs(share) <= most_beside(each)]
    params = all(each.query.endswith(".params") for each in near)  # operations are counted in many ways
    known = params and 2 * len(near) > len(wrong) and len(near) >= FEWEST - 1  # the column is of these networks
    plain = sum(each.verdict.rule is None for each in column)
    own = len(column) >= FEWEST and 2 * plain < len(column)  # most come out as somebody counts, if at all
    sure = plain >= FEWEST and 3 * plain >= 2 * len(column)  # what the column counts
    for each in column:
        if id(each) in alike:
            yield each._replace(reading=alike[id(each)])
        elif each.cited:
            yield each
        elif each.weak and sure and is_near(each, NEAR_TOTAL):
            yield each._replace(weak=False)
        elif own and each.wrong and each.query.endswith(OPERATIONS) and is_near(each, NEAR_OPERATIONS):
            yield None
        elif each.weak or (each.wrong and ((2 * len(wrong) > len(column) and not known) or (alike and is_near(each)))):
            yield None  # the column counts in a way that is not known
        else:
            yield each


def rounded(column: Sequence[Judged]) -> list[Judged]:
    """A column in which figures that are rounded to a few digits and written out with zeros come out."""
    digits = [significant(each.verdict.figure) for each in column]
    whole = [each for each in digits if each]
    few = [each for each in whole if each <= MOST_DIGITS]
    if len(few) < FEWEST or 4 * len(few) < 3 * len(whole):
        return list(column)
    zeros = min(len(str(each.verdict.figure.value)) - own for each, own in zip(column, digits, strict=True)
                if each.verdict.figure is not None and own in few)  # fmt: skip
    return [
        each._replace(verdict=each.verdict._replace(rule=None), reading="", weak=False, rounded=True)
        if each.verdict.rule is not None and own in few and rounds(each.verdict, max(few), zeros)
        else each
        for each, own in zip(column, digits, strict=True)
    ]


def significant(figure: Figure | None) -> int:
    """The digits of a large whole figure before the zeros at its end; 0 of any other figure."""
    if figure is None or figure.shape or figure.multiplier != 1 or figure.step != 1 or figure.value < LARGE:
        return 0
    return len(str(figure.value).rstrip("0"))


def rounds(verdict: Verdict, digits: int, zeros: int) -> bool:
    """Whether a value is printed rounded to some digits, or so that it ends with some zeros."""
    value, figure = verdict.value, verdict.figure
    if isinstance(value, tuple) or value is None or figure is None:
        return False
    unit = 10 ** max(len(str(figure.value)) - digits, zeros)
    return abs(value - figure.value) <= Fraction(unit, 2)


def as_rows(checker: Checker, document: Document, every: Sequence[Judged]) -> list[Judged]:
    """Figures of which those that do not come out are held against the variant that others of their row show."""
    shown: dict[tuple[int, tuple[int, int]], str] = {}
    for each in every:
        own, variant = network_of(each), each.reading.partition(":")[0].partition(",")[0]
        variant = f"{own}@mode=train" if variant == HEADS else variant
        if each.candidate.row != APART and variant.startswith((f"{own}-", f"{own}@")):
            shown.setdefault((id(each.passage), each.candidate.row), variant)
    return [
        of_variant(checker, document, each, variant)
        if each.wrong and (variant := shown.get((id(each.passage), each.candidate.row), ""))
        else each
        for each in every
    ]


def of_variant(checker: Checker, document: Document, each: Judged, variant: str) -> Judged:
    """A figure that does not come out, as one of a variant of its network."""
    own = network_of(each)
    if not variant.startswith((f"{own}-", f"{own}@")) or not each.query.startswith(f"{own}."):
        return each
    query, folder = f"{variant}{each.query.removeprefix(own)}", document.path.parent
    verdict = checker.verifier.verdict(each.candidate.printed, query, folder)
    if verdict.rule is None:
        return each._replace(reading=f"{variant}: {verdict.exact}", weak=False)
    nearer = each._replace(query=query, verdict=verdict)
    share = beside(nearer)
    return nearer if share is not None and abs(share) <= OF_VARIANT else each


def network_of(each: Judged) -> str:
    """The network of a figure's query, without settings."""
    return halves(each.query)[0].partition("@")[0]


def counted_alike(column: Sequence[Judged]) -> dict[int, str]:
    """By how much the wrong figures of a column are beside the networks' own, if most are, and by little."""
    off = [each for each in column if each.verdict.rule is not None]
    wrong = sum(each.wrong or OWN_WAY in each.reading for each in off)
    for unit, factor in UNITS:
        near = [(each, share) for each in off if (share := beside(each, factor)) is not None]
        for sign in (1, -1):
            alike = [
                (each, share)
                for each, share in near
                if (each.wrong or OWN_WAY in each.reading) and 0 < share * sign <= most_beside(each, sign)
            ]
            hardly = [(each, share) for each, share in near if 0 < share * sign <= LEAST_BESIDE]
            told = alike if 2 * len(alike) > wrong and len(alike) >= FEWEST else hardly
            if len(told) >= FEWEST:
                word = "more" if sign > 0 else "less"
                says = f"{unit}{OWN_WAY}, as the column"
                said = [(each, share) for each, share in told if each.wrong or OWN_WAY in each.reading]
                return {id(each): f"{says}: {abs(100 * share):.2g} % {word}" for each, share in said}
    return {}


def is_near(each: Judged, most: float = NEAR) -> bool:
    """Whether a figure may be its network's, counted in some way, beside its value by at most this share."""
    share = beside(each)
    return share is not None and abs(share) <= most


def most_beside(each: Judged, sign: int = 1) -> float:
    """By what share a figure may be larger than its network's, or smaller, to be counted in another way."""
    if sign < 0:
        return LEAST_BESIDE
    return MOST_BESIDE if each.query.endswith(OPERATIONS) else MOST_BESIDE / 4


def beside(each: Judged, unit: float = 1) -> float | None:
    """By what share a figure is larger than the value of its query; None where that is no number.

    Args:
        each: the figure.
        unit: what a unit of bytes stands for, in the unit that is printed; other figures have no such units.
    """
    ratio = each.verdict.ratio
    return None if ratio is None or (unit != 1 and not each.query.endswith("bytes")) else ratio * unit - 1
