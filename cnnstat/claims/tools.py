"""How programs count that are not this one: of each a name, its formula in words and as a function, and a source.

A tool's figure is a number of times the MACs, and besides something for each layer. What a tool adds is listed by layer
type; where a network has a layer of a type that is not listed, nothing is known of the tool, and it has no reading.
Held against the tools themselves in ``tests/pytorch/test_counting.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cnnstat.analysis import LayerAnalysis
from cnnstat.claims.terms import (
    BIASES,
    FVCORE,
    HOOKED,
    MOVES,
    POOLS,
    TENSORFLOW,
    TORCHLENS,
    TORCHSCAN,
    Term,
    Terms,
    acting,
    bias,
    each_input,
    each_output,
    norm,
    nothing,
    ptflops,
    scales,
    scattered,
    step,
    sums,
    term_of,
    times,
)
from cnnstat.errors import UsageError
from cnnstat.layers import AnyLayer
from cnnstat.layers.adaptive import AdaptiveAvgPool
from cnnstat.layers.conv import Convolution, ConvTranspose
from cnnstat.layers.merge import Add
from cnnstat.layers.norm import LRN, BatchNorm, GroupNorm, LayerNorm, Norm
from cnnstat.layers.pointwise import (
    ELU,
    GELU,
    LeakyReLU,
    PReLU,
    ReLU,
    SiLU,
    Softmax,
)
from cnnstat.layers.pool import (
    AvgPool,
    GlobalAvgPool,
    GlobalPool,
    MaxPool,
)
from cnnstat.layers.spatial import Upsample


class Tool(NamedTuple):
    """A program that counts operations.

    Attributes:
        name: what it is called.
        detail: which of its ways of counting is meant, where it has several; "" otherwise.
        formula: what it counts, in words.
        source: its version and where that stands.
        since: the year of its first release; no earlier paper counts as it does.
        per_mac: what it adds for each multiply-accumulate.
        terms: what it adds besides, by layer type; types that inherit from one of these as well.
    """

    name: str
    detail: str
    formula: str
    source: str
    since: int
    per_mac: int
    terms: Terms

    @property
    def text(self) -> str:
        """Its way of counting, for people."""
        return f"as {self.name} counts{self.detail and f' {self.detail}'}"

    @property
    def about(self) -> str:
        """Its formula and source, for people."""
        return f"{self.formula} ({self.source})"

    def count(self, layers: Iterable[LayerAnalysis]) -> int:
        """Its figure for some lines of a spec.

        Raises:
            UsageError: one of them is of a type of which it is not known how the tool counts it.
        """
        known: dict[type, Term] = {}
        return sum([self.per_mac * line.macs + self.besides(line, known) for line in layers])

    def besides(self, line: LayerAnalysis, known: dict[type, Term] | None = None) -> int:
        """What it counts of a line besides the MACs; ``known`` are the terms of types that it has met."""
        found, known = 0, {} if known is None else known
        for layer, x, y in acting(line):
            term = known.get(type(layer))
            if term is None:
                term = known[type(layer)] = self.term(layer)
            found += term(layer, x, y)
        return found

    def term(self, layer: AnyLayer) -> Term:
        """What counts for a layer."""
        term = term_of(self.terms, layer)
        if term is None:
            raise UsageError(f"how {self.name} counts {layer.type} is not known")
        return term


TOOLS = (
    Tool(
        "thop", "",
        "MACs + 4 for each element of a norm + 1 for each output of an average pool + 1 for each input and output of "
        "an adaptive one; no biases, activations or max pools",
        "thop 0.1.1, thop/vision/basic_hooks.py", 2018, 1,
        {
            **HOOKED, BatchNorm: norm(4, 2), LayerNorm: norm(4, 2), GroupNorm: nothing, PReLU: each_input,
            AvgPool: each_output, ConvTranspose: scattered,
            **dict.fromkeys((GlobalAvgPool, AdaptiveAvgPool), lambda layer, x, y: x.elements + y.elements),
        },
    ),
    Tool(
        "ptflops", "",
        "MACs + biases + 2 for each element of a norm + 2 for each input of a pool and output of ReLU",
        "ptflops 0.7.5, ptflops/pytorch_ops.py: a module counts, and the function that it calls again", 2018, 1,
        ptflops(2),
    ),
    Tool(
        "ptflops", "(pools and ReLU as functions)",
        "MACs + biases + 2 for each element of a norm + 1 for each input of a pool and output of ReLU",
        "ptflops 0.7.5, ptflops/pytorch_ops.py, of networks that call these as functions", 2018, 1, ptflops(1),
    ),
    Tool(
        "ptflops' aten backend", "", "MACs + biases", "ptflops 0.7.5, ptflops/aten_ops.py", 2024, 1,
        {**HOOKED, **BIASES, Norm: nothing, Upsample: nothing},
    ),
    Tool(
        "torchinfo", "", "MACs + biases + γ and β of norms, once",
        "torchinfo 1.8.0, torchinfo/layer_info.py, calculate_macs", 2020, 1,
        {
            **HOOKED, **BIASES, Norm: scales, PReLU: scales, Upsample: nothing,
            ConvTranspose: lambda layer, x, y: scattered(layer, x, y) + bias(layer, x, y),
        },
    ),
    Tool(
        "fvcore", "",
        "MACs + 2 for each element of a batch norm + 1 for each input of an adaptive or global average pool",
        "fvcore 0.1.5, fvcore/nn/jit_handles.py", 2019, 1, FVCORE,
    ),
    Tool(
        "calflops", "",
        "2 × MACs + biases of convolutions + 2 for each element of a batch norm + 1 for each output of ReLU and input "
        "of a pool",
        "calflops 0.3.2, calflops/pytorch_ops.py", 2023, 2,
        {
            **HOOKED, Convolution: bias, BatchNorm: norm(2, 1), LayerNorm: norm(5, 4), GroupNorm: norm(5, 4),
            **dict.fromkeys((ReLU, PReLU, ELU, LeakyReLU, SiLU, GELU), each_output),
            **dict.fromkeys(POOLS, each_input),
        },
    ),
    Tool(
        "the TensorFlow profiler", "",
        "2 × MACs + biases + 2 for each element and 6 for each channel of a batch norm + cells of the windows of pools "
        "+ 5 for each output of softmax + sums; no activations",
        "TensorFlow 2.21, flops_registry.py, of the frozen graph", 2016, 2, TENSORFLOW,
    ),
    Tool(
        "the TensorFlow profiler", "(a bias on each convolution)",
        "the same, with biases before norms as Keras' ResNets have them",
        "TensorFlow 2.21, flops_registry.py, of keras.applications", 2016, 2,
        {**TENSORFLOW, Convolution: each_output},
    ),
    Tool(
        "convnet-burden", "",
        "MACs + biases + 2 for each output of ReLU + for each output of a pool twice the cells of its stride + sums; "
        "norms are taken to be merged",
        "albanie/convnet-burden, core/burden.m, 2017", 2017, 1,
        {
            **MOVES, **BIASES, **dict.fromkeys((Norm, LRN, Softmax), nothing), Add: sums,
            ReLU: times(2, each_output), **dict.fromkeys((MaxPool, AvgPool, GlobalPool), step),
        },
    ),
    Tool(
        "torchscan", "",
        "MACs + 2 for each element of a batch norm + for each output of a max pool one less than its kernel's side, of "
        "an average pool one more; of an adaptive or global pool so with the cells of its windows; no biases or "
        "activations",
        "torchscan 0.2.0, torchscan/modules/macs.py", 2020, 1, TORCHSCAN,
    ),
    Tool(
        "TorchLens", "",
        "2 × MACs + biases + 5 for each element of a norm + 1 for each output of ReLU and of sums + for each output of "
        "a pool its kernel's side + 1 for each input of an adaptive or global pool + 2 for each output of dropout",
        "TorchLens 2.36.1, torchlens/capture/flops.py", 2023, 2, TORCHLENS,
    ),
)  # fmt: skip
"""Of two that come to the same, both are named."""


def tool_named(text: str) -> Tool:
    """The one of :data:`TOOLS` whose way of counting is called so."""
    (found,) = (each for each in TOOLS if each.text == text)
    return found
