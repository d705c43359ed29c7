"""Verdicts as text: the rows of an audit, and the readings of one figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnnstat.algebra.notation import SUPERSCRIPTS
from cnnstat.claims.audit import Audit, Checked, excess_of
from cnnstat.claims.claim import REASONS, Claim
from cnnstat.claims.counting import single
from cnnstat.claims.reading import Reading, Reconciliation
from cnnstat.claims.reconcile import thousands
from cnnstat.errors import UsageError
from cnnstat.printed import Figure, Fit, Precision, read_figure
from cnnstat.printed.words import COUNTED
from cnnstat.quantities import MAC, PER_IMAGE, Column, Value, Words
from cnnstat.quantities.table import Table
from cnnstat.quantities.values import Exact
from cnnstat.query import Answer
from cnnstat.text import numbers
from cnnstat.text.printable import shortened

QUOTE = 60
"""Longer quotations are shortened in tables; JSON and CSV have them in full."""
MOST_TRIED = 8
"""At most so many conventions are listed below a table of readings; JSON has all of them."""
MOST_HIDDEN = 2
"""So many readings that are not offered are named."""
OF_UNITS = {
    "numbers": "params",
    "multiply-accumulates": "macs",
    "operations": "flops",
    "units": "neurons",
    "connections": "connections",
}
"""Words that people use for the units of figures."""
SMALL = 10
"""Whole numbers below are compared as they are, not in percent."""
WORTH_SAYING = Fraction(1, 20)
"""In an audit, the chance of a reading is mentioned only if it is larger."""


WHERE = Column("where", "Where", "place in the source, and row")
PRINTS = Column("prints", "Printed", "what stands there, and what it states")
EXACT = Column("exact", "Exact", "what the architecture gives", numeric=True)
VERDICT = Column("verdict", "Verdict", "whether and how the figure comes out")
QUERY = Column("query", "Query", "the figure of the architecture", priority=1)
SOURCE = Column("source", "Source", "the paper")
COLUMNS = (WHERE, PRINTS, EXACT, VERDICT, QUERY)
NOTE = (
    "A figure holds at the precision printed: half a unit of its last digit. Under another convention something else "
    "is counted, in parentheses what that comes to; a figure differs where no convention tried yields it. Not "
    f"computable is what comes from training, above all. {MAC}; {PER_IMAGE}."
)


def audit_rows(checked: Sequence[Checked]) -> list[list[Value]]:
    """A row for each claim, with :data:`COLUMNS`."""
    return [
        worded(
            ", ".join(filter(None, (each.claim.place, each.claim.row))),
            printed_text(each.claim),
            as_printed(each.value, each.claim.printed) if each.value is not None else "",
            verdict_text(each),
            each.claim.asks,
        )
        for each in checked
    ]


def worded(*texts: str) -> list[Value]:
    """A row of texts."""
    return [Words(text) for text in texts]


def audit_table(found: Audit, notes: Sequence[str]) -> Table:
    """All claims in one table, for formats such as Markdown."""
    rows = [
        [Words(each.claim.paper.short), *cells]
        for each, cells in zip(found.checked, audit_rows(found.checked), strict=True)
    ]
    return Table("Printed figures and the architectures", [SOURCE, *COLUMNS], rows, (), [*notes, NOTE])


def printed_text(claim: Claim) -> str:
    """The quotation, with the unit from the heading, what the figure is, and whether it was seen in the source."""
    quote = shortened(claim.prints, QUOTE)
    seen = "" if claim.seen == "confirmed" else f" ({claim.seen})"
    return f"{quote}{f' ({claim.unit})' if claim.unit else ''}{f': {claim.states}' if claim.states else ''}{seen}"


def counts_text(counts: Mapping[Any, int], shown: int, of: str = "", hidden: int = 0) -> str:
    """How many figures have each verdict, and how many of them are shown.

    Args:
        counts: of figures by their verdicts.
        shown: figures that are.
        of: the networks that they are about, as `` of alexnet``.
        hidden: figures that differ and have readings that random figures too often have as well.
    """
    total = sum(counts.values())
    if not total:
        return f"No printed figures{of} are known."
    told = ", ".join(f"{verdict} {count}" for verdict, count in counts.items() if count)
    more = f" Shown: {shown}." if shown < total else ""
    if hidden:
        more += f" Of those that differ, {hidden} would come out in ways in which random figures do too often."
    return f"{total} figure{'' if total == 1 else 's'}{of}: {told}.{more}"


def verdict_text(checked: Checked) -> str:
    """The verdict with its details."""
    claim, reading = checked.claim, checked.reading
    if checked.verdict == "not computable":
        words = {told: word for word, told in REASONS.items()}
        return f"not computable: {words.get(claim.because, claim.because)}"
    if reading is not None:
        said = [reading_text(reading, claim.printed)]
        said += [f"{checked.shared} rows"] if checked.shared else []
        said += [f"{chance_text(reading)} by chance"] if reading.chance > WORTH_SAYING and not checked.shared else []
        return f"other convention: {reading.text} ({'; '.join(said)})"
    if checked.verdict == "differs":
        return f"differs{off_text(checked.excess, claim.printed, checked.value)}"
    return fit_text(Fit(checked.verdict, checked.unit), claim.printed)  # type: ignore[arg-type]


def off_text(excess: Fraction | None, printed: Figure | None, value: Exact | None) -> str:
    """``: 12.7 % low``; of small whole numbers, which nobody measures in percent, ``: 2, not 1``."""
    if excess is None:
        return ""
    said = printed.value if printed is not None else Fraction(1, 2)
    if isinstance(value, int) and said.denominator == 1 and abs(value) < SMALL and abs(said) < SMALL:
        return f": {numbers.number(said)}, not {numbers.number(value)}"
    size = abs(excess)
    digits = 1 if size >= Fraction(1, 1000) else 3
    return f": {numbers.percent(size.numerator, size.denominator, digits)} {'high' if excess > 0 else 'low'}"


def fit_text(fit: Fit, printed: Figure | None) -> str:
    """``exact``, ``truncated to a multiple of 10,000``, ``rounds, as it says about``."""
    if fit.unit:
        where = "to a multiple of" if fit.word == "truncated" else "to the nearest"
        return f"{fit.word} {where} {numbers.number(fit.unit)}"
    if fit.word == "rounds" and printed is not None and (printed.about or printed.bound):
        words = {"below": "is less", "above": "is more", "at most": "is no more", "at least": "is no less"}
        return f"{words[printed.bound]}, as it says" if printed.bound else "rounds, being about"
    return fit.word


def as_printed(value: Exact, printed: Figure | None) -> str:
    """A value as text for people; in percent if the figure is printed in percent."""
    if printed is not None and printed.multiplier == Fraction(1, 100) and not isinstance(value, tuple):
        return numbers.percent(value.numerator, value.denominator, 2).replace("-", "−")
    return numbers.value_text(value)


def reading_text(reading: Reading, printed: Figure | None) -> str:
    """The value of a reading: ``4,089,184,256``, ``163,328 / 1,024 = 159.5``."""
    counted = as_printed(reading.counted, printed)
    power = thousands(printed) if printed is not None else 0
    if power and any(each.binary for each in reading.conventions):
        raised = str(power).translate(SUPERSCRIPTS) if power > 1 else ""
        quotient = numbers.number(Fraction(single(reading.counted)) / 1024**power, 4)
        return f"{counted} / 1,024{raised} {'' if quotient.startswith('≈') else '= '}{quotient}"
    return counted


READINGS = (
    Column("reading", "Reading", "what is counted instead"),
    Column("value", "Value", "what the query then comes to", numeric=True),
    Column("fit", "Fit", "how the printed figure comes out"),
    Column("chance", "By chance", "random figures that would come out as well", numeric=True),
)


def readings_table(query: str, printed: Figure, found: Reconciliation, every: bool) -> Table:
    """The readings that yield a printed figure, simplest first."""
    shown = found.readings if every else found.offered
    off = off_text(excess_of(printed, found.value), printed, found.value)
    held = fit_text(found.fit, printed) if found.fit else f"differs{off}"
    facts = [(query, as_printed(found.value, printed)), (f"printed {printed.text}", held)]
    rows = [
        worded(each.text, reading_text(each, printed), fit_text(each.fit, printed), chance_text(each)) for each in shown
    ]  # fmt: skip
    notes = [*unit_notes(query, printed, found), *scale_notes(printed, found)]
    if not rows:
        rows = [worded("none needed" if found.fit else "none found", "", "", "")]
    if found.hidden and not every:
        notes.append(hidden_text(found.hidden, printed))
    notes += dict.fromkeys(
        f"{each.text[:1].upper()}{each.text[1:]}: {each.about}."
        for reading in shown
        for each in (*reading.conventions, *reading.also)
        if each.about
    )
    if shown:
        notes.append("By chance: the share of random figures, of this precision, that a reading as simple would fit.")
    if found.tried:
        notes.append(f"Tried, one or two at a time ({found.numbers} numbers): {'; '.join(tried_text(found.tried))}.")
    if found.left_out:
        notes.append(f"The search was ended early, as it would take too long: not every {found.left_out} was tried.")
    return Table(f"{query} and {printed.text}", READINGS, rows, (), notes, facts)


def hidden_text(hidden: Sequence[Reading], printed: Figure) -> str:
    """What the guard against chance hides, in a line."""
    told = "; ".join(f"{each.text} ({reading_text(each, printed)})" for each in hidden[:MOST_HIDDEN])
    more = f"; {len(hidden) - MOST_HIDDEN} more" if len(hidden) > MOST_HIDDEN else ""
    return f"Not offered, since random figures fit too often: {told}{more} (--all)."


def tried_text(tried: Sequence[str]) -> list[str]:
    """The conventions that were tried; only the first ones if there are many."""
    return [*tried[:MOST_TRIED], f"{len(tried) - MOST_TRIED} more"] if len(tried) > MOST_TRIED else list(tried)


def unit_notes(query: str, printed: Figure, found: Reconciliation) -> list[str]:
    """A note if the figure says that it counts something else than the query does."""
    said, asked = ({at for at, words in enumerate(COUNTED) if not words.isdisjoint(unit.lower().split())}
                   for unit in (printed.unit, OF_UNITS.get(found.unit, "")))  # fmt: skip
    if said and asked and said.isdisjoint(asked):
        return [f"{printed.text} says {printed.unit}, and {query} counts {found.unit}."]
    return []


def scale_notes(printed: Figure, found: Reconciliation) -> list[str]:
    """A note if the figure would be right with a K, M, B or percent sign, which may be missing."""
    value = found.value
    if found.fit or isinstance(value, tuple) or printed.multiplier != 1 or printed.shape or printed.bound:
        return []
    for suffix in ("K", "M", "B", "%"):
        try:
            other = read_figure(f"{printed.text}{suffix}")
        except UsageError:
            continue
        fit = Precision().fit(other, value)
        if fit:
            return [f"{printed.text}{suffix} comes out as it stands: {fit_text(fit, other)}."]
    return []


def refuse_units(query: str, answer: Answer, printed: Figure) -> None:
    """Raise UsageError if a size in memory is compared with a count."""
    if printed.sized and answer.unit not in ("", "bytes"):
        raise UsageError(
            f"{printed.text} is a size in memory, and {query} counts {answer.unit}; weight_bytes, peak_bytes and "
            "training_bytes of a network are sizes"
        )


def chance_text(reading: Reading) -> str:
    share = reading.chance
    return numbers.percent(share.numerator, share.denominator) if share else "< 0.5 %"
