"""Every figure that a person can see: its name, unit and meaning, how it is computed and how it is summed."""

from cnnstat.quantities.column import Column
from cnnstat.quantities.columns import DEFAULT_COLUMNS, FIGURES, QUANTITIES, Context, Quantity, Row, context_of, pair_of
from cnnstat.quantities.conventions import MAC, PER_IMAGE
from cnnstat.quantities.values import (
    UNKNOWN,
    AtLeast,
    Bytes,
    Count,
    Dimensions,
    Missing,
    Outputs,
    Pair,
    Reads,
    Share,
    Value,
    Words,
    known_to,
)

__all__ = [
    "DEFAULT_COLUMNS",
    "FIGURES",
    "MAC",
    "PER_IMAGE",
    "QUANTITIES",
    "UNKNOWN",
    "AtLeast",
    "Bytes",
    "Column",
    "Context",
    "Count",
    "Dimensions",
    "Missing",
    "Outputs",
    "Pair",
    "Quantity",
    "Reads",
    "Row",
    "Share",
    "Value",
    "Words",
    "context_of",
    "known_to",
    "pair_of",
]
