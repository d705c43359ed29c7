"""Verdicts and readings as plain data, for JSON and CSV."""

from __future__ import annotations

from typing import Any

from cnnstat.claims.audit import Checked
from cnnstat.claims.reading import Reading

PLACES = 6
"""The number of decimals of shares."""


def claim_data(checked: Checked) -> dict[str, Any]:
    """A claim and its verdict."""
    claim, reading, excess = checked.claim, checked.reading, checked.excess
    return {
        "source": claim.paper.short,
        "place": claim.place,
        "row": claim.row or None,
        "prints": claim.prints,
        "figure": claim.printed.text if claim.printed else None,
        "unit": claim.unit or None,
        "states": claim.states or None,
        "seen": claim.seen,
        "query": claim.asks or None,
        "network": claim.network or None,
        "verdict": checked.verdict,
        "exact": number_data(checked.value),
        "to": number_data(checked.unit) if checked.unit else None,
        "excess": round(float(excess), PLACES) if excess is not None else None,
        "reading": {**reading_data(reading), "rows": checked.shared or None} if reading else None,
        "because": claim.because or None,
        "paper": claim.paper.text,
        "file": claim.position.file,
        "line": claim.position.line,
    }


def reading_data(reading: Reading) -> dict[str, Any]:
    """A reading: its conventions, its value and how the printed figure agrees."""
    return {
        "conventions": [each.text for each in reading.conventions],
        "value": number_data(reading.counted),
        "fit": reading.fit.word,
        "to": number_data(reading.fit.unit) if reading.fit.unit else None,
        "chance": round(float(reading.chance), PLACES),
    }


def number_data(value: Any) -> Any:
    """A value as JSON can represent it."""
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, int) else float(value)
