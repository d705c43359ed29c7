"""fvcore.nn.FlopCountAnalysis: counts the operations of a graph that torch.jit traces."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import torch
from torch import Tensor

from cnnstat.analysis import LayerAnalysis
from cnnstat.claims.terms import FVCORE, acting, nothing, term_of
from cnnstat.pytorch import INSTALL
from cnnstat.pytorch.builders.base import MODULES
from cnnstat.pytorch.crosscheck.counters import Convention, Count
from cnnstat.pytorch.model import Model

ON_META = "fvcore traces the model, which PyTorch cannot do on the meta device"
MISSING = f"fvcore is not installed: {INSTALL}"

ELEMENTWISE = {
    "abs", "add", "add_", "clamp_min", "div", "div_", "elu", "elu_", "exp", "gelu", "hardsigmoid", "hardsigmoid_",
    "hardswish", "hardswish_", "hardtanh", "hardtanh_", "leaky_relu", "leaky_relu_", "log", "mish", "mish_", "mul",
    "mul_", "neg", "pow", "prelu", "_prelu_kernel", "rsqrt", "rsub", "selu", "selu_", "sigmoid", "sigmoid_", "silu",
    "silu_", "softmax", "softplus", "sqrt", "square", "sub", "tanh", "tanh_",
}  # fmt: skip
POOLS = {
    "adaptive_max_pool2d", "amax", "avg_pool2d", "avg_pool3d", "max_pool2d", "max_pool2d_with_indices", "mean",
    "sum",
}  # fmt: skip
MOVES = {
    "alias", "clone", "empty_like", "index_add", "index_add_", "index_select", "ones_like", "pad", "zero_", "zeros",
    "view_as",
}  # fmt: skip
"""Operations that fvcore neither counts nor knows to cost nothing. None of them holds a MAC. What a module runs besides
is said where it is built."""


def declared(line: LayerAnalysis) -> int:
    """What fvcore adds for a line besides MACs, as its handles do; for layers of other types nothing."""
    return sum((term_of(FVCORE, layer) or nothing)(layer, x, y) for layer, x, y in acting(line))


CONVENTION = Convention(
    "1 for each MAC, and per element 2 for batch norm (1 without affine), 5 for layer and group norm (4 "
    "without affine), 1 for the input of an adaptive or global average pool, 1 for the output of a nearest "
    "upsampling (4 bilinear); nothing for biases, activations, other pools and data movement, which hold no MACs",
    1,
    declared,
)


def analysis_class() -> Any:
    """fvcore.nn.FlopCountAnalysis.

    Raises:
        ModuleNotFoundError: fvcore is not installed.
    """
    with quiet():
        from fvcore.nn import FlopCountAnalysis

        return FlopCountAnalysis


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without PyTorch's warnings that torch.jit, which fvcore is built upon, is no longer recommended."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*torch.jit", category=FutureWarning)
        warnings.filterwarnings("ignore", message=".*torch.jit", category=DeprecationWarning)
        yield


def count(model: Model, x: Tensor) -> Count:
    """fvcore's "flops" of one forward pass."""
    analysis = analysis_class()(model, x)
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False).ancestor_mode("caller")
    with quiet(), torch.no_grad():
        modules = dict(analysis.by_module())
    return Count(modules, modules[""], dict(analysis.unsupported_ops()))


def unknown(found: Count) -> list[str]:
    """Uncounted operations that are not known to hold no MAC."""
    known = (ELEMENTWISE | POOLS | MOVES).union(*(each.uncounted for each in MODULES.values()))
    return sorted(name for name in found.uncounted if name.removeprefix("aten::") not in known)


def version() -> str:
    """fvcore's version, or nothing where it is missing."""
    try:
        analysis_class()
        return metadata.version("fvcore")
    except ModuleNotFoundError:  # of the package, or of what it says of itself
        return ""
