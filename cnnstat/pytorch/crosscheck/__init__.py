"""The analyzer held against what knows nothing of it: torch's modules, two FLOP counters, autograd, torchvision."""

from cnnstat.pytorch.crosscheck.check import crosscheck
from cnnstat.pytorch.crosscheck.report import LayerCheck, Mismatch, Report, Said, Tool
from cnnstat.pytorch.crosscheck.twin import Difference, Twin

__all__ = ["Difference", "LayerCheck", "Mismatch", "Report", "Said", "Tool", "Twin", "crosscheck"]
