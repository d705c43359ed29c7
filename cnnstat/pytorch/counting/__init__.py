"""Other people's FLOP counters, asked for their figure of a model: what they print, and what in it is not MACs."""

from cnnstat.pytorch.counting.ask import Answer, Asked, ask, chosen
from cnnstat.pytorch.counting.counters import COUNTERS, Counter

__all__ = ["COUNTERS", "Answer", "Asked", "Counter", "ask", "chosen"]
