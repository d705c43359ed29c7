"""What FLOP counters add for a layer besides its MACs, by layer type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cnnstat.analysis import LayerAnalysis
from cnnstat.layers import AnyLayer
from cnnstat.layers.adaptive import AdaptiveAvgPool, AdaptiveMaxPool, AdaptivePool
from cnnstat.layers.conv import Convolution, ConvTranspose
from cnnstat.layers.dense import Flatten, Linear
from cnnstat.layers.merge import Add, ChannelShuffle, ChannelSplit, Concat, Identity, Multiply
from cnnstat.layers.norm import BatchNorm, GroupNorm, LayerNorm, Norm
from cnnstat.layers.pointwise import (
    ELU,
    GELU,
    Activation,
    Dropout,
    LeakyReLU,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
)
from cnnstat.layers.pool import (
    AvgPool,
    GlobalAvgPool,
    GlobalMaxPool,
    GlobalPool,
    MaxPool,
)
from cnnstat.layers.shape import Shape
from cnnstat.layers.spatial import PixelShuffle, PixelUnshuffle, Upsample

Term = Callable[[Any, Any, Shape], int]
"""What a layer adds to a count, given the layer, its input (of a merge all of them) and its output, for one image."""
Terms = Mapping[type[Any], Term]
"""The terms of a counter; types that inherit from one of these have its term."""


def acting(line: LayerAnalysis) -> Iterator[tuple[AnyLayer, Any, Shape]]:
    """The layer of a line and those that act on its output, each with its input and its output; a merge with all."""
    layer: AnyLayer = line.node.layer
    yield layer, layer.input_of(line.inputs), line.output
    for each in line.node.followers:
        yield each, line.output, line.output


def term_of(terms: Terms, layer: AnyLayer) -> Term | None:
    """What counts for a layer; None if its type is not listed."""
    return next((terms[kind] for kind in type(layer).__mro__ if kind in terms), None)


def nothing(layer: AnyLayer, x: Shape, y: Shape) -> int:
    return 0


def each_output(layer: AnyLayer, x: Shape, y: Shape) -> int:
    return y.elements


def each_input(layer: AnyLayer, x: Shape, y: Shape) -> int:
    return x.elements


def times(factor: int, term: Term) -> Term:
    return lambda layer, x, y: factor * term(layer, x, y)


def bias(layer: Any, x: Shape, y: Shape) -> int:
    """One addition for each output that has a bias."""
    return y.elements if layer.bias else 0


def norm(affine: int, plain: int) -> Term:
    """So many operations for each element of a norm with γ and β, and of one that has not both."""

    def term(layer: Any, x: Shape, y: Shape) -> int:
        return x.elements * (affine if layer.affine and layer.scale and layer.bias else plain)

    return term


def scales(layer: Any, x: Shape, y: Shape) -> int:
    """The parameters of a norm or PReLU once, however many positions they act on."""
    return int(layer.parameters(x).scales)


def scattered(layer: ConvTranspose, x: Shape, y: Shape) -> int:
    """By how much the weights at each position of the output are more than the MACs, those at each of the input."""
    return (y.positions - x.positions) * layer.parameters(x).weights


def area(layer: Any) -> int:
    """The cells of a pool's kernel."""
    return int(layer.cells)


def side(layer: Any) -> int:
    """What torchscan and TorchLens take for the cells of a kernel that is given as one number: that number."""
    down, across = layer.kernel
    return int(down if down == across else down * across)


def steps(more: int, cells: Callable[[Any], int]) -> Term:
    """For each output of a pool so many more than the cells of its kernel; padding counts."""
    return lambda layer, x, y: y.elements * (cells(layer) + more)


def step(layer: Any, x: Shape, y: Shape) -> int:
    """Twice the cells of a pool's stride for each output; a pool of the whole map has a stride of 1."""
    if not isinstance(layer, MaxPool | AvgPool):
        return 2 * y.elements
    down, across = layer.kernel if layer.stride is None else layer.stride
    return 2 * y.elements * down * across


def frozen_norm(layer: BatchNorm, x: Shape, y: Shape) -> int:
    """A batch norm in TensorFlow's frozen graph: a factor and a summand for each element, and for each channel what
    makes these two of γ, β, mean and variance: 1/√ counts 2."""
    return 2 * y.elements + (5 + (layer.affine and layer.scale)) * y.channels


def sums(layer: Any, x: Any, y: Shape) -> int:
    return int(layer.ops(x, y).add)


MOVES: Terms = dict.fromkeys(
    (Flatten, Concat, Identity, ChannelShuffle, ChannelSplit, Dropout, PixelShuffle, PixelUnshuffle), nothing
)
"""Layers that compute nothing at inference, for all tools."""
HOOKED: Terms = {
    **dict.fromkeys((Convolution, Linear, ConvTranspose, Add, Multiply, Activation, MaxPool, AvgPool), nothing),
    **dict.fromkeys((GlobalPool, AdaptivePool), nothing),
    **MOVES,
}
"""What tools for PyTorch leave out unless they say otherwise. Sums and products are operators there, which no tool
sees; the last softmax is a part of the loss."""
BIASES: Terms = dict.fromkeys((Convolution, Linear, ConvTranspose), bias)
POOLS = (MaxPool, AvgPool, GlobalPool, AdaptivePool)

FVCORE: Terms = {
    **HOOKED,
    BatchNorm: norm(2, 1),
    LayerNorm: norm(5, 4),
    GroupNorm: norm(5, 4),
    AdaptiveAvgPool: each_input,
    GlobalAvgPool: each_input,
    Upsample: lambda layer, x, y: y.elements * (1 if layer.mode == "nearest" else 4),
}
TENSORFLOW: Terms = {
    **MOVES,
    **BIASES,
    **dict.fromkeys((ReLU, ReLU6, Sigmoid, Tanh, GlobalMaxPool), nothing),
    BatchNorm: frozen_norm,
    Add: sums,
    **dict.fromkeys((MaxPool, AvgPool), steps(0, area)),
    GlobalAvgPool: each_input,
    Softmax: times(5, each_output),
}


def adaptive(more: int) -> Term:
    """For each output of an adaptive pool so many more than the cells of its windows, as torchscan guesses these."""

    def term(layer: Any, x: Shape, y: Shape) -> int:
        down, across = (
            size // parts if size % parts == 0 else size % parts + 1
            for size, parts in ((x.height, y.height), (x.width, y.width))
        )
        return y.elements * (down * across + more)

    return term


TORCHSCAN: Terms = {
    **HOOKED,
    Norm: nothing,
    BatchNorm: norm(2, 1),
    MaxPool: steps(-1, side),
    AvgPool: steps(1, side),
    **dict.fromkeys((GlobalMaxPool, AdaptiveMaxPool), adaptive(-1)),
    **dict.fromkeys((GlobalAvgPool, AdaptiveAvgPool), adaptive(1)),
    ConvTranspose: lambda layer, x, y: scattered(layer, x, y) + 8,
    Upsample: nothing,
}
TORCHLENS: Terms = {
    **MOVES,
    **BIASES,
    Norm: times(5, each_output),
    **dict.fromkeys((ReLU, ReLU6, LeakyReLU, PReLU), each_output),
    **{kind: times(cost, each_output) for kind, cost in ((Sigmoid, 4), (SiLU, 5), (Tanh, 6), (ELU, 9), (GELU, 14))},
    Softmax: nothing,
    **dict.fromkeys((MaxPool, AvgPool), steps(0, side)),
    **dict.fromkeys((GlobalPool, AdaptivePool), each_input),
    Add: sums,
    Dropout: times(2, each_output),
    Upsample: times(4, each_output),
}
"""The last softmax is a part of the loss."""


def ptflops(modules: int) -> Terms:
    """ptflops' terms: a function that it watches counts once, and once more where a module calls it (2 for modules)."""
    return {
        **HOOKED,
        **BIASES,
        Norm: norm(2, 1),
        **dict.fromkeys(POOLS, times(modules, each_input)),
        **dict.fromkeys((ReLU, PReLU, ELU, GELU), times(modules, each_output)),
        **dict.fromkeys((ReLU6, SiLU), each_output),
        LeakyReLU: times(modules - 1, each_output),
        Upsample: times(modules, each_output),
    }
