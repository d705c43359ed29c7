"""How each figure is computed: the analyzer's own rules, run on integers that remember their history."""

from cnnstat.derivation.explain import explain
from cnnstat.derivation.layer import explain_layer
from cnnstat.derivation.network import explain_block, explain_network
from cnnstat.derivation.steps import Addend, Derivation, Equation, Explanation

__all__ = [
    "Addend",
    "Derivation",
    "Equation",
    "Explanation",
    "explain",
    "explain_block",
    "explain_layer",
    "explain_network",
]
