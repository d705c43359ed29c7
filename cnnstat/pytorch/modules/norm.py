"""Normalisation and scaling as PyTorch does not have them."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LocalResponseNorm(nn.Module):
    """x / (k + α·Σx²)^β over neighbouring maps (Krizhevsky et al. 2012, section 3.3).

    torch's own, Caffe's and the authors' cuda-convnet's divide α by the size; the paper's formula does not. ``average``
    says which. Flat vectors too.
    """

    def __init__(self, size: int, alpha: float, beta: float, k: float, average: bool) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k, self.average = size, alpha, beta, k, average

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        alpha = self.alpha if self.average else self.alpha * self.size
        # Squares leave half precision's range early, and a vector is a map of one position.
        maps = x.to(torch.promote_types(x.dtype, torch.float32)).reshape(x.shape[0], x.shape[1], -1, 1)
        return F.local_response_norm(maps, self.size, alpha, self.beta, self.k).view_as(x).to(x.dtype)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}, average={self.average}"


class ChannelNorm(nn.LayerNorm):
    """Layer normalisation over the channels of each position of a map (ConvNeXt: Liu et al. 2022)."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002
        """(batch, channels, height, width), the same shape."""
        return super().forward(input.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Shifted(nn.Module):
    """A norm with a trained summand per channel, and without a factor; ``norm`` has neither."""

    def __init__(self, norm: nn.Module, channels: int) -> None:
        super().__init__()
        self.norm = norm
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        y: Tensor = self.norm(x)
        return y + self.bias.view(-1, *(1,) * (x.dim() - 2))


class Rescale(nn.Module):
    """A constant factor."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return self.factor * x

    def extra_repr(self) -> str:
        return str(self.factor)


class Scale(nn.Module):
    """A trained factor per channel, with ``bias`` a summand too; starts as the identity."""

    def __init__(self, channels: int, bias: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        shape = (-1, *(1,) * (x.dim() - 2))
        y = x * self.weight.view(shape)
        return y if self.bias is None else y + self.bias.view(shape)
