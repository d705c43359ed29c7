"""Modules that hold nothing, as expressions of ``forward``; ``{}`` stands for what they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import nn

from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules


def in_place(name: str) -> Callable[[Any], str]:
    """A function that may overwrite its input."""
    return lambda module: f"{name}({{}}, inplace=True)" if module.inplace else f"{name}({{}})"


def with_number(name: str, attribute: str, default: float) -> Callable[[Any], str]:
    """A function with one number, left out where it is torch's default."""

    def write(module: Any) -> str:
        value = getattr(module, attribute)
        return f"{name}({{}})" if value == default else f"{name}({{}}, {value!r})"

    return write


def dropout(module: nn.Dropout) -> str:
    share = "" if module.p == 0.5 else f"{module.p!r}, "
    return f"F.dropout({{}}, {share}training=self.training)"


FUNCTIONS: dict[type[nn.Module], Callable[[Any], str]] = {
    nn.Identity: lambda module: "{}",
    nn.ReLU: in_place("F.relu"),
    nn.ReLU6: in_place("F.relu6"),
    nn.LeakyReLU: with_number("F.leaky_relu", "negative_slope", 0.01),
    nn.ELU: with_number("F.elu", "alpha", 1.0),
    nn.SELU: lambda module: "F.selu({})",
    nn.Sigmoid: lambda module: "torch.sigmoid({})",
    nn.Tanh: lambda module: "torch.tanh({})",
    nn.SiLU: lambda module: "F.silu({})",
    nn.Hardsigmoid: lambda module: "F.hardsigmoid({})",
    nn.Hardswish: lambda module: "F.hardswish({})",
    nn.GELU: lambda module: "F.gelu({})",
    nn.Mish: lambda module: "F.mish({})",
    nn.Softplus: lambda module: "F.softplus({})",
    nn.Softmax: lambda module: "F.softmax({}, dim=1)",
    nn.Dropout: dropout,
    nn.Flatten: lambda module: "torch.flatten({}, 1)",
    modules.Negative: lambda module: "-{}",
}


def function(module: nn.Module, inputs: Sequence[Shape]) -> str | None:
    """The expression of a module, or None for one that has to be made in ``__init__``.

    ``inputs`` are the shapes of what it reads: each has its ``{}``.
    """
    if isinstance(module, modules.Concat):
        return f"torch.cat(({', '.join('{}' for _ in inputs)}), dim=1)"
    if isinstance(module, modules.Add):
        return " + ".join("{}" for _ in inputs)
    if isinstance(module, modules.Multiply):
        spread = any(not shape.flat for shape in inputs)
        return " * ".join("{}[..., None, None]" if shape.flat and spread else "{}" for shape in inputs)
    write = FUNCTIONS.get(type(module))
    return write(module) if write else None
