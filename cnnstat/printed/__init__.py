"""Figures as people print them, and what their precision allows."""

from cnnstat.printed.figure import Figure, Fit, at_most
from cnnstat.printed.precision import Precision
from cnnstat.printed.read import read_figure
from cnnstat.printed.write import write_figure

__all__ = ["Figure", "Fit", "Precision", "at_most", "read_figure", "write_figure"]
