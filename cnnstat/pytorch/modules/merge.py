"""Where paths meet."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Concat(nn.Module):
    """All channels of all inputs, one after the other."""

    def forward(self, *x: Tensor) -> Tensor:
        """Inputs of one height and width."""
        return torch.cat(x, 1)


class Add(nn.Module):
    """The sum of the inputs."""

    def forward(self, *x: Tensor) -> Tensor:
        """Inputs of one shape."""
        y = x[0]
        for each in x[1:]:
            y = y + each
        return y


class Multiply(nn.Module):
    """The product of the inputs; gates of one value per channel or per position are spread out."""

    def forward(self, *x: Tensor) -> Tensor:
        """Maps of one shape, or with channels × 1 × 1, 1 × height × width, or flat vectors of the channels."""
        most = max(each.dim() for each in x)
        y: Tensor | None = None
        for each in x:
            spread = each if each.dim() == most else each[..., None, None]
            y = spread if y is None else y * spread
        assert y is not None
        return y
