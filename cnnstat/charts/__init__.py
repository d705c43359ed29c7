"""Charts as data: what is plotted, read from analyses, with nothing decided about how it is drawn."""

from __future__ import annotations

from cnnstat.charts.accuracy import Accuracies, Point, accuracies
from cnnstat.charts.layers import BARS, MOST_BARS, Bars, Fields, bars, fields

__all__ = ["BARS", "MOST_BARS", "Accuracies", "Bars", "Fields", "Point", "accuracies", "bars", "fields"]
