"""Verdicts as text: the rows of an audit, and the readings of one figure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cnnstat.algebra.notation import SUPERSCRIPTS
from cnnstat.claims.audit import Audit, Checked, excess_of
from cnnstat.claims.claim import REASONS, Claim
from cnnstat.claims.counting import single
from cnnstat.claims.reconcile import Reading, Reconciliation, thousands
from cnnstat.errors import UsageError
from cnnstat.printed import Figure, Fit, read_figure
from cnnstat.quantities import MAC, PER_IMAGE, Column, Value, Words
from cnnstat.quantities.table import Table
from cnnstat.quantities.values import Exact
from cnnstat.query import Answer
from cnnstat.text import numbers
from cnnstat.text.printable import shortened

QUOTE = 60
"""Longer quotations are shortened in tables; JSON and CSV have them in full."""
MOST_TRIED = 50
"""At most so many conventions are listed below a table of readings; JSON has all of them."""
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
    """The quotation, with the unit from the heading and what the figure is."""
    quote = shortened(claim.prints, QUOTE)
    return f"{quote}{f' ({claim.unit})' if claim.unit else ''}{f': {claim.states}' if claim.states else ''}"


def counts_text(found: Audit) -> str:
    """How many figures have each verdict."""
    total = len(found.checked)
    told = ", ".join(f"{verdict} {count}" for verdict, count in found.counts.items() if count)
    return f"{total} figure{'' if total == 1 else 's'}: {told}."


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
        return f"differs{off_text(checked.excess)}"
    return fit_text(Fit(checked.verdict, checked.unit), claim.printed)  # type: ignore[arg-type]


def off_text(excess: Fraction | None) -> str:
    """``: 12.7 % low``."""
    if excess is None:
        return ""
    size = abs(excess)
    digits = 1 if size >= Fraction(1, 1000) else 3
    return f": {numbers.percent(size.numerator, size.denominator, digits)} {'high' if excess > 0 else 'low'}"


def fit_text(fit: Fit, printed: Figure | None) -> str:
    """``exact``, ``truncated, below 10,000``, ``rounds, as it says about``."""
    if fit.unit:
        where = "below" if fit.word == "truncated" else "to the nearest"
        return f"{fit.word}, {where} {numbers.number(fit.unit)}"
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
    held = fit_text(found.fit, printed) if found.fit else f"differs{off_text(excess_of(printed, found.value))}"
    facts = [(query, as_printed(found.value, printed)), (f"printed {printed.text}", held)]
    rows = [
        worded(each.text, reading_text(each, printed), fit_text(each.fit, printed), chance_text(each)) for each in shown
    ]  # fmt: skip
    notes = scale_notes(printed, found)
    hidden = len(found.readings) - len(shown)
    if not rows:
        rows = [worded("none needed" if found.fit else "none found", "", "", "")]
    if hidden:
        noise = "would fit, but random figures would too often be fitted as well: --all shows"
        notes.append(f"{hidden} more {noise} {'them' if hidden > 1 else 'it'}.")
    if shown:
        notes.append("By chance: the share of random figures, of this precision, that a reading as simple would fit.")
    if found.tried:
        notes.append(f"Tried, one or two at a time ({found.numbers} numbers): {'; '.join(tried_text(found.tried))}.")
    if found.left_out:
        notes.append(f"The search was ended early, as it would take too long: not every {found.left_out} was tried.")
    return Table(f"{query} and {printed.text}", READINGS, rows, (), notes, facts)


def tried_text(tried: Sequence[str]) -> list[str]:
    """The conventions that were tried; only the first ones if there are many."""
    return [*tried[:MOST_TRIED], f"{len(tried) - MOST_TRIED} more"] if len(tried) > MOST_TRIED else list(tried)


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
        fit = other.fit(value)
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
    return f"{'< ' if not share else ''}{numbers.percent(share.numerator or 1, share.denominator if share else 200)}"
