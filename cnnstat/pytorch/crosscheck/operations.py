"""The operations that a model runs, in their order and with their settings, as torch's dispatcher sees them.

Two models that run the same ones are the same architecture, whatever their modules are called: functional calls are
seen as well as modules.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.hooks import RemovableHandle

aten = torch.ops.aten


class Operation(NamedTuple):
    """One operation, by what it does and with its settings, ``(("kernel", "3×3"), …)``."""

    kind: str
    settings: tuple[tuple[str, str], ...]
    output: tuple[int, ...]
    """its shape, for one image"""
    module: str
    """the innermost module that ran it"""

    @property
    def alike(self) -> tuple[Any, ...]:
        """What two models must have in common; a vector and a map of 1×1 are the same numbers."""
        flat = self.output[:1] if set(self.output[1:]) <= {1} else self.output
        return self.kind, self.settings, flat

    @property
    def text(self) -> str:
        settings = ", ".join(f"{name} {value}" for name, value in self.settings)
        return f"{self.kind}({settings}) → {'×'.join(map(str, self.output))}"


def pair(value: Any) -> str:
    """Torch's list of one or two sides."""
    sides = list(value) if isinstance(value, list | tuple) else [value]
    return "×".join(str(side) for side in (sides * 2 if len(sides) == 1 else sides))


def convolution(x: Tensor, weight: Tensor, bias: Any, stride: Any, padding: Any, dilation: Any, *rest: Any) -> Any:
    transposed, _, groups = rest
    maps = weight.shape[1] * groups if transposed else weight.shape[0]
    return "conv_transpose" if transposed else "conv", {
        "channels": f"{x.shape[1]}→{maps}", "kernel": pair(weight.shape[2:]), "stride": pair(stride),
        "padding": pair(padding), "dilation": pair(dilation), "groups": str(groups), "bias": yes(bias is not None),
    }  # fmt: skip


def yes(value: bool) -> str:
    return "yes" if value else "no"


def linear(bias: bool) -> Callable[..., Any]:
    def read(*given: Any, **_: Any) -> Any:
        x, weight = given[-2:]
        return "linear", {"channels": f"{x.shape[1]}→{weight.shape[1]}", "bias": yes(bias)}

    return read


def max_pool(
    x: Tensor, kernel: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil: bool = False
) -> Any:
    return "maxpool", {
        "kernel": pair(kernel), "stride": pair(stride or kernel), "padding": pair(padding), "dilation": pair(dilation),
        "ceil_mode": yes(ceil),
    }  # fmt: skip


def avg_pool(
    x: Tensor, kernel: Any, stride: Any = None, padding: Any = 0, ceil: bool = False, include: bool = True, *rest: Any
) -> Any:
    return "avgpool", {
        "kernel": pair(kernel), "stride": pair(stride or kernel), "padding": pair(padding), "ceil_mode": yes(ceil),
        "count_include_pad": yes(include),
    }  # fmt: skip


def adaptive(x: Tensor, size: Any) -> Any:
    # One that keeps the size does nothing.
    return ("", {}) if list(x.shape[2:]) == list(size) else ("adaptive_avgpool", {"size": pair(size)})


def mean(x: Tensor, axes: Any = None, *rest: Any, **_: Any) -> Any:
    both = x.dim() == 4 and sorted(axis % 4 for axis in axes or ()) == [2, 3]
    return ("global_avgpool", {}) if both else ("", {})


def batch_norm(x: Tensor, weight: Any, bias: Any, *rest: Any) -> Any:
    return "batchnorm", {"affine": yes(weight is not None), "eps": f"{float(rest[-1]):g}"}


def cat(tensors: Any, axis: int = 0) -> Any:
    return "concat", {"channels": "+".join(str(each.shape[1]) for each in tensors)}


def add(x: Tensor, other: Any, **_: Any) -> Any:
    # A batch norm counts its batches by adding 1 to a lone number; LRN adds its constant.
    return ("add", {}) if isinstance(other, Tensor) and x.dim() > 1 else ("", {})


def named(kind: str) -> Callable[..., Any]:
    return lambda *given, **_: (kind, {})


READERS: dict[Any, Callable[..., Any]] = {
    aten.convolution: convolution,
    aten.addmm: linear(bias=True),
    aten.mm: linear(bias=False),
    aten.max_pool2d_with_indices: max_pool,
    aten.avg_pool2d: avg_pool,
    aten._adaptive_avg_pool2d: adaptive,
    aten.mean: mean,
    aten.native_batch_norm: batch_norm,
    aten._native_batch_norm_legit: batch_norm,
    aten.cudnn_batch_norm: batch_norm,
    aten.cat: cat,
    aten.add: add,
    aten.add_: add,
    aten.relu: named("relu"),
    aten.relu_: named("relu"),
    aten.hardtanh: named("relu6"),
    aten.hardtanh_: named("relu6"),
    aten.avg_pool3d: named("lrn"),  # the sums of local response normalisation
    aten.bernoulli_: lambda x, keep=0.5, **_: ("dropout", {"p": f"{1 - keep:.6g}"}),
    aten.native_dropout: lambda x, p, *_: ("dropout", {"p": f"{p:.6g}"}),
    aten._softmax: named("softmax"),
}
"""How each operation that has a say in an architecture is read; reshaping and bookkeeping have none."""


class Recorder(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes the operations that run inside of it."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operations: list[Operation] = []
        self.inside: list[str] = [""]

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = function(*args, **(kwargs or {}))
        reader = READERS.get(function._overloadpacket)
        if reader is not None:
            kind, settings = reader(*args, **(kwargs or {}))
            first = out[0] if isinstance(out, tuple | list) else out
            if kind:
                shape = tuple(first.shape[1:])
                self.operations.append(Operation(kind, tuple(settings.items()), shape, self.inside[-1]))
        return out


@contextlib.contextmanager
def tracked(model: nn.Module, recorder: Recorder) -> Iterator[None]:
    """Tell the recorder which module is running."""
    handles: list[RemovableHandle] = []
    for name, module in model.named_modules():
        enter = module.register_forward_pre_hook(lambda module, given, name=name: recorder.inside.append(name))
        leave = module.register_forward_hook(lambda module, given, output: recorder.inside.pop() and None)
        handles += [enter, leave]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def recorded(model: nn.Module, x: Tensor) -> list[Operation]:
    """The operations of a forward pass in training mode, heads included."""
    recorder = Recorder()
    model.train()
    with torch.no_grad(), tracked(model, recorder), recorder:
        model(x)
    return recorder.operations
