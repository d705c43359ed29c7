"""Figures as programs count them: biases and norms among the operations, what a file holds besides, all layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cnnstat.analysis import LayerAnalysis
from cnnstat.documents.checker import Checker
from cnnstat.documents.judging.verify import Verdict, ratio
from cnnstat.documents.reading import answers
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.layers import setup_of
from cnnstat.documents.together import APART, OWN_WAY
from cnnstat.errors import CnnstatError

OWN, DIGITS = {"macs": (1, 0.01), "flops": (1, 0.01), "weight_bytes": (2**20 / 10**6, 0.008)}, 3
"""By what share a counter's or a file's own figure, of so many digits at least, is larger than a network's: biases and
norms take some operations, and a file holds the names of its arrays; and what a unit of bytes stands for."""
LESS = 0.003
"""By what share a counter's own figure of a variant is smaller, which leaves out what lies beyond the image."""


def own_way(checker: Checker, each: Candidate, query: str, verdict: Verdict, folder: Path) -> str:
    """The reading of a figure as one that programs count in their own way; "" if it is none."""
    network, _, rest = query.partition(".")
    if rest == "depth":
        figure = verdict.figure
        assert figure is not None  # it was read
        return next((f"{way}: {many}" for way, many in layers(checker, network) if figure.allows(many)), "")
    sure = each.firm > 1 or each.column != APART or rest == "weight_bytes"
    if not sure or rest not in OWN or sum(map(str.isdigit, each.printed)) < DIGITS:
        return ""
    unit, most = OWN[rest]
    for name in (network, *answers.variants(network, checker.verifier.bench)):
        share = beside(checker, each.printed, f"{name}.{rest}", folder) * unit - 1
        if (-LESS if name != network and unit == 1 else 0) < share <= most:
            says = f"{name}, " if name != network else ""
            says += "MiB for MB, " if unit != 1 else ""
            return f"{says}{OWN_WAY}: {abs(100 * share):.2g} % {'more' if share > 0 else 'less'}"
    return ""


def beside(checker: Checker, printed: str, query: str, folder: Path) -> float:
    """How many times a query's value a figure is, without a search for ways of counting; 0 if it has none."""
    try:
        value = checker.verifier.answer(query, folder).value
        return ratio(checker.verifier.figure(amount(printed), query, folder), value) or 0
    except CnnstatError:
        return 0


def layers(checker: Checker, network: str) -> Iterator[tuple[str, int]]:
    """How many layers a network has for programs that count more than those with weights, by what they count."""
    setup = setup_of(network, checker.verifier.bench)
    every: Sequence[LayerAnalysis] = setup.analysis.layers if setup is not None else ()
    norms = [one for each in every for one in each.node.followers if one.family == "normalization"]
    if norms:
        yield "norms counted as layers", sum(each.params > 0 for each in every) + len(norms)
    elif every:
        yield "every layer and the input counted", len(every) + 1
