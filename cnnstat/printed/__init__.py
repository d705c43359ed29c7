"""Figures as people print them, and what their precision allows."""

from cnnstat.figures.figure import Figure, Fit
from cnnstat.figures.precision import Precision
from cnnstat.figures.read import read_figure
from cnnstat.figures.write import write_figure

__all__ = ["Figure", "Fit", "Precision", "read_figure", "write_figure"]
