"""Verdicts in words: the rows of an audit, and the readings of one figure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from cnnstat import units
from cnnstat.claims.audit import Audit, Checked, excess_of
from cnnstat.claims.claim import REASONS
from cnnstat.claims.reconcile import Reading, Reconciliation
from cnnstat.figures import Figure, Fit
from cnnstat.quantities import MAC, PER_IMAGE, Quantity
from cnnstat.query.explain import value_text
from cnnstat.query.value import Value
from cnnstat.report import Table

QUOTE = 60
"""A longer quotation is shortened in tables; JSON has all of it."""
PLACES = 6
"""Decimals of shares in data."""


def column(key: str, title: str, meaning: str, numeric: bool = False, priority: int = 0) -> Quantity:
    return Quantity(key, title, "", meaning, lambda row, setting: None, str, "none", priority, numeric)


WHERE = column("where", "Where", "place in the source, and row")
PRINTS = column("prints", "Printed", "what stands there")
EXACT = column("exact", "Exact", "what the architecture gives", numeric=True)
VERDICT = column("verdict", "Verdict", "whether and how the figure comes out")
QUERY = column("query", "Query", "the figure of the architecture", priority=1)
SOURCE = column("source", "Source", "the paper")
COLUMNS = (WHERE, PRINTS, EXACT, VERDICT, QUERY)
NOTE = (
    "Verdicts hold at the precision printed: half a unit of the last digit. Other conventions are named; where none of "
    "them yields a figure it differs. What training gives, accuracies above all, is not computable. "
    f"{MAC}; {PER_IMAGE}."
)


def audit_rows(checked: Sequence[Checked]) -> list[list[str]]:
    """A line for each claim, in :data:`COLUMNS`."""
    return [
        [
            ", ".join(filter(None, (each.claim.place, each.claim.row))),
            shortened(each.claim.prints) + (f" ({each.claim.unit})" if each.claim.unit else ""),
            as_printed(each.value, each.claim.printed) if each.value is not None else "",
            verdict_text(each),
            each.claim.asks,
        ]
        for each in checked
    ]


def audit_table(found: Audit) -> Table:
    """All claims in one table, for Markdown, CSV and the like."""
    rows = [
        [each.claim.paper.short, *cells] for each, cells in zip(found.checked, audit_rows(found.checked), strict=True)
    ]
    return Table("Printed figures and the architectures", [SOURCE, *COLUMNS], rows, (), [*counts_lines(found), NOTE])


def shortened(text: str) -> str:
    return text if len(text) <= QUOTE else f"{text[: QUOTE - 2].rstrip()} …"


def counts_lines(found: Audit) -> list[str]:
    """How many figures there are of each verdict."""
    counts = found.counts
    total = len(found.checked)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    return [f"{total} figure{'' if total == 1 else 's'}: {told}." if total else "No figures."]


def verdict_text(checked: Checked) -> str:
    """The verdict with what there is to say of it."""
    claim, reading = checked.claim, checked.reading
    if checked.verdict == "not computable":
        known = claim.because in REASONS.values() and claim.states
        told = claim.states if known else "; ".join(filter(None, (claim.states, claim.because)))
        return f"not computable: {told}"
    if reading is not None:
        return f"other convention: {reading.text} ({as_printed(reading.counted, claim.printed)})"
    if checked.verdict == "differs":
        return f"differs{off_text(checked.excess)}"
    return fit_text(Fit(checked.verdict, checked.unit), claim.printed)  # type: ignore[arg-type]


def off_text(excess: Fraction | None) -> str:
    """``: 12.7 % too low``."""
    if excess is None:
        return ""
    size = abs(excess)
    digits = 1 if size >= Fraction(1, 1000) else 3
    return f": {units.percent(size.numerator, size.denominator, digits)} too {'high' if excess > 0 else 'low'}"


def fit_text(fit: Fit, printed: Figure | None) -> str:
    """``exact``, ``truncated to 10,000``, ``rounds (about)``."""
    if fit.unit:
        return f"{fit.word} to {units.number(fit.unit)}"
    if fit.word == "rounds" and printed is not None and (printed.about or printed.bound):
        words = {"below": "less than", "above": "more than"}
        return f"rounds ({words.get(printed.bound, 'about')})"
    return fit.word


def as_printed(value: Value, printed: Figure | None) -> str:
    """A value as people read it, a share in percent where the figure is printed so."""
    if printed is not None and printed.multiplier == Fraction(1, 100) and not isinstance(value, tuple):
        return units.percent(value.numerator, value.denominator, 2).replace("-", "−")
    return value_text(value)


def claim_data(checked: Checked) -> dict[str, Any]:
    """A verdict as plain data."""
    claim, reading, excess = checked.claim, checked.reading, checked.excess
    return {
        "paper": claim.paper.text,
        "source": claim.paper.short,
        "place": claim.place,
        "row": claim.row or None,
        "prints": claim.prints,
        "unit": claim.unit or None,
        "figure": claim.printed.text if claim.printed else None,
        "states": claim.states or None,
        "seen": claim.seen,
        "query": claim.asks or None,
        "network": claim.network or None,
        "verdict": checked.verdict,
        "exact": number_data(checked.value),
        "to": number_data(checked.unit) if checked.unit else None,
        "excess": round(float(excess), PLACES) if excess is not None else None,
        "reading": reading_data(reading) if reading else None,
        "because": claim.because or None,
        "file": claim.position.file,
        "line": claim.position.line,
    }


def reading_data(reading: Reading) -> dict[str, Any]:
    return {
        "conventions": [each.text for each in reading.conventions],
        "value": number_data(reading.counted),
        "fit": reading.fit.word,
        "chance": round(float(reading.chance), PLACES),
    }


def number_data(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, int) else float(value)


READINGS = (
    column("reading", "Reading", "what is counted instead"),
    column("value", "Value", "what the query then comes to", numeric=True),
    column("fit", "Printed figure", "how it comes out"),
    column("chance", "By chance", "random figures that would come out as well", numeric=True),
)


def readings_table(query: str, printed: Figure, found: Reconciliation, every: bool) -> Table:
    """The readings that yield a printed figure, simplest first."""
    shown = found.readings if every else found.offered
    own = as_printed(found.value, printed)
    held = fit_text(found.fit, printed) if found.fit else f"differs{off_text(excess_of(printed, found.value))}"
    facts = [(query, own), (f"printed {printed.text}", held)]
    rows = [
        [each.text, as_printed(each.counted, printed), fit_text(each.fit, printed), chance_text(each)] for each in shown
    ]
    hidden = len(found.readings) - len(shown)
    notes = []
    if found.tried:
        notes.append(f"{found.tried} other numbers were tried, from readings of one or two conventions.")
    if not rows:
        rows = [["none needed" if found.fit.word == "exact" else "none found", "", "", ""]]
    if hidden:
        what = f"{hidden} more reading{'s' if hidden > 1 else ''}"
        notes.append(f"{what} would fit, but so would figures taken at random: --all shows them.")
    if shown:
        notes.append(
            "By chance: how many of the figures between half and twice the printed one, at its precision, readings no "
            "less simple would fit as well."
        )
    return Table(f"{query} and {printed.text}", READINGS, rows, (), notes, facts)


def chance_text(reading: Reading) -> str:
    share = reading.chance
    return f"{'< ' if not share else ''}{units.percent(share.numerator or 1, share.denominator if share else 200)}"
