"""From a network to its analysis, in one walk over the graph."""

from cnnstat.analysis.counts import Counts
from cnnstat.analysis.walk import Analysis, LayerAnalysis, analyze_network

__all__ = ["Analysis", "Counts", "LayerAnalysis", "analyze_network"]
