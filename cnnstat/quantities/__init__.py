"""Every figure that a person can see: its name, unit and meaning, how it is read off and how it totals."""

from cnnstat.quantities.columns import (
    DEFAULT_COLUMNS,
    FIGURES,
    QUANTITIES,
    Quantity,
    Reads,
    Row,
    Setting,
    axis_text,
    kernel_text,
    pair_text,
    shape_list,
)
from cnnstat.quantities.conventions import CONVENTIONS, MAC, PER_IMAGE, Convention, flops

__all__ = [
    "CONVENTIONS",
    "DEFAULT_COLUMNS",
    "FIGURES",
    "MAC",
    "PER_IMAGE",
    "QUANTITIES",
    "Convention",
    "Quantity",
    "Reads",
    "Row",
    "Setting",
    "axis_text",
    "flops",
    "kernel_text",
    "pair_text",
    "shape_list",
]
