"""torch.utils.flop_counter.FlopCounterMode: counts the operations that reach torch's dispatcher."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from cnnstat.pytorch.crosscheck.counters import Convention, Count, nothing
from cnnstat.pytorch.model import Model

CONVENTION = Convention(
    "shapes, parameters and buffers of the modules; its FlopCounterMode counts 2 for each MAC of a convolution or "
    "matrix product and nothing else",
    2,
    nothing,
)


def count(model: Model, x: Tensor) -> Count:
    """FLOPs of one forward pass."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(x)
    root = type(model).__name__ + "."
    modules = {
        name.removeprefix(root): sum(each.values())
        for name, each in counter.get_flop_counts().items()
        if name.startswith(root)
    }
    return Count(modules, counter.get_total_flops(), {})
