"""Every figure that a person can see: its name, unit and meaning, how it is computed and how it is summed."""

from cnnstat.quantities.column import Column
from cnnstat.quantities.columns import DEFAULT_COLUMNS, FIGURES, QUANTITIES, Context, Quantity, Row, context_of, pair_of
from cnnstat.quantities.conventions import MAC, PER_IMAGE
from cnnstat.quantities.values import Bytes, Count, Dimensions, Missing, Outputs, Pair, Reads, Share, Value, Words

__all__ = [
    "DEFAULT_COLUMNS",
    "FIGURES",
    "MAC",
    "PER_IMAGE",
    "QUANTITIES",
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
    "pair_of",
]
