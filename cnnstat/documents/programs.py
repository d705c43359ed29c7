"""Figures as programs count them: biases and norms among the operations, what a file holds besides, all layers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cnnstat.claims.terms import acting, term_of
from cnnstat.claims.tools import TOOLS
from cnnstat.documents.checker import Checker
from cnnstat.documents.judging.verify import Verdict, ratio
from cnnstat.documents.likeness import halves
from cnnstat.documents.reading import answers
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.layers import NETWORKS
from cnnstat.documents.together import OWN_WAY
from cnnstat.errors import CnnstatError
from cnnstat.query.bench import Setup

OWN, DIGITS = {"macs": (1, 0.01), "flops": (1, 0.01), "weight_bytes": (2**20 / 10**6, 0.008)}, 3
"""By what share a counter's or a file's own figure, of so many digits at least, is larger than a network's: biases and
norms take some operations, in some networks more of them, and a file holds the names of its arrays; and what a unit of
bytes stands for."""
LESS = 0.003
"""By what share a counter's own figure of a variant is smaller, which leaves out what lies beyond the image."""


def own_way(checker: Checker, each: Candidate, query: str, verdict: Verdict, folder: Path) -> tuple[str, str]:
    """The query of a figure, and its reading as one that programs count in their own way; "" if it is none.

    Args:
        checker: the check.
        each: the figure.
        query: the likeliest of its queries; FLOPs may be MACs, which are another.
        verdict: the verdict on that.
        folder: that of the document.
    """
    network, rest = halves(query)
    figure = verdict.figure
    if figure is None:
        return query, ""  # a size in memory, of what has none
    if rest == "depth":
        setup = checker.verifier.setup(network, folder)
        ways = layers(setup) if setup is not None else ()
        return query, next((f"{way}: {many}" for way, many in ways if figure.allows(many)), "")
    if rest not in OWN or sum(map(str.isdigit, each.printed)) < DIGITS:
        return query, ""
    asked = [asks for asks in each.queries if halves(asks)[0] == network and halves(asks)[1] in OWN]
    for asks in dict.fromkeys((query, *asked)):
        if reading := counted(checker, each.printed, network, halves(asks)[1], folder):
            return asks, reading
    return query, ""


def counted(checker: Checker, printed: str, network: str, rest: str, folder: Path) -> str:
    """The reading of a figure as the count or the file of a program for a network or a variant of it; "" if none."""
    unit, usual = OWN[rest]
    for name in (network, *answers.variants(network, checker.verifier.bench)):
        share = beside(checker, printed, f"{name}.{rest}", folder) * unit - 1
        setup = checker.verifier.setup(name, folder) if unit == 1 else None
        most = max(usual, besides(setup)) if setup is not None else usual
        if (-LESS if name != network and unit == 1 else 0) < share <= most:
            says = f"{name}, " if name != network else ""
            says += "MiB for MB, " if unit != 1 else ""
            return f"{says}{OWN_WAY}: {abs(100 * share):.2g} % {'more' if share > 0 else 'less'}"
    return ""


@lru_cache(maxsize=NETWORKS)
def besides(setup: Setup) -> float:
    """The most that programs count besides the multiply-accumulates of a network, as their share.

    It is what one would count that takes for each layer what those do that count the most of it.
    """
    lines = setup.analysis.layers
    found = 0.0
    for line in lines:
        for layer, x, y in acting(line):
            known = ((term_of(tool.terms, layer), tool.per_mac) for tool in TOOLS)
            found += max((term(layer, x, y) / per_mac for term, per_mac in known if term is not None), default=0)
    return found / max(1, sum(line.macs for line in lines))


def beside(checker: Checker, printed: str, query: str, folder: Path) -> float:
    """How many times a query's value a figure is, without a search for ways of counting; 0 if it has none."""
    try:
        value = checker.verifier.answer(query, folder).value
        return ratio(checker.verifier.figure(amount(printed), query, folder), value) or 0
    except CnnstatError:
        return 0


@lru_cache(maxsize=NETWORKS)
def layers(setup: Setup) -> tuple[tuple[str, int], ...]:
    """How many layers a network has for programs that count more than those with weights, by what they count."""
    every = setup.analysis.layers
    norms = [one for each in every for one in each.node.followers if one.family == "normalization"]
    if norms:
        return (("norms counted as layers", sum(each.params > 0 for each in every) + len(norms)),)
    return (("every layer and the input counted", len(every) + 1),)
