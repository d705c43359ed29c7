"""How programs count: their figures for work, and Keras' for parameters, as conventions to try.

They exclude each other, and are combined only with what the program is given: another network of the family, its heads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnnstat.analysis import LayerAnalysis
from cnnstat.claims.counting import KERAS, Convention, Read
from cnnstat.claims.tools import TOOLS, Tool
from cnnstat.effort import spend
from cnnstat.layers.norm import Norm
from cnnstat.quantities.values import Exact
from cnnstat.query.value import Figure

WORK = ("macs", "flops")
"""What programs call the work that they count, whichever they mean."""
BESIDE = ("network", "param", "heads", "unit")
"""The axes beside which a program's way of counting is tried: the network, its params, its heads, and the unit."""


def elementwise(figure: Figure, inner: Read) -> Exact:
    """FLOPs of MACs and of all elementwise work, for a number of MACs or FLOPs."""
    if figure.keyed is not None:
        return inner(figure)
    spend(len(figure.place.layers) / 10)
    return sum(each.counts.flops("all") for each in figure.place.layers)


def with_scales(figure: Figure, inner: Read) -> Exact:
    """Adds the parameters of norms once to the MACs, as if each were used for one position only."""
    value = inner(figure)
    if isinstance(value, tuple):
        return value
    spend(len(figure.place.layers) / 10)
    return value + sum(each.counts.parameters.scales for each in figure.place.layers)


def as_tool(tool: Tool) -> Callable[[Figure, Read], Exact]:
    """What a program prints as MACs or FLOPs, whichever it calls them."""

    def read(figure: Figure, inner: Read) -> Exact:
        if figure.keyed is not None:
            return inner(figure)
        spend(len(figure.place.layers) / 3)
        return tool.count(figure.place.layers)

    return read


def stored(more: Callable[[LayerAnalysis], int]) -> Callable[[Figure, Read], Exact]:
    """Keras' count of parameters: with running statistics, and so many more for each layer."""

    def read(figure: Figure, inner: Read) -> Exact:
        value = inner(figure)
        if isinstance(value, tuple):
            return value
        spend(len(figure.place.layers) / 10)
        return value + sum(each.counts.parameters.buffers + more(each) for each in figure.place.layers)

    return read


def missing_biases(layer: LayerAnalysis) -> int:
    """One for each output map of a convolution that has no bias."""
    rule: Any = layer.node.layer
    return layer.output.channels if rule.family == "convolution" and not rule.bias else 0


def without_gammas(layer: LayerAnalysis) -> int:
    """Minus the γ of a line's norms."""
    norms = [each for each in (layer.node.layer, *layer.node.followers) if isinstance(each, Norm)]
    return -layer.output.channels * sum(each.affine and each.scale for each in norms)


PROGRAMS = (
    Convention("work", "elementwise work counted (flops=all)", elementwise, of=WORK, far=True, beside=BESIDE),
    Convention("work", "parameters of norms added once", with_scales, of=("macs",), far=True, beside=BESIDE),
    Convention(
        "weights", "as Keras counts (a bias on each convolution)", stored(missing_biases), of=("params",),
        about=f"as Keras counts, with biases before norms as in its ResNets ({KERAS}, keras.applications.resnet)",
        since=2015, far=True, beside=(*BESIDE, "layers"),
    ),
    Convention(
        "weights", "as Keras counts (norms without γ)", stored(without_gammas), of=("params",),
        about=f"as Keras counts, without γ as in its Inception-v3 ({KERAS}, keras.applications.inception_v3)",
        since=2015, far=True, beside=(*BESIDE, "layers"),
    ),
    *(
        Convention(
            "work", tool.text, as_tool(tool), of=WORK, about=tool.about, since=tool.since, far=True, beside=BESIDE
        )
        for tool in TOOLS
    ),
)  # fmt: skip
"""The conventions of programs; none depends on the query."""
