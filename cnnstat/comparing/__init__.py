"""Things side by side: layers, settings and networks compared, and what differs between two networks."""

from cnnstat.comparing.compare import compare
from cnnstat.comparing.networks import Comparison
from cnnstat.comparing.subject import Subject

__all__ = ["Comparison", "Subject", "compare"]
