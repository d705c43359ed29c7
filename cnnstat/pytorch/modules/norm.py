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


class Scaled(nn.Module):
    """A norm with a trained factor per channel, and without a summand; ``norm`` has neither."""

    def __init__(self, norm: nn.Module, channels: int) -> None:
        super().__init__()
        self.norm = norm
        self.weight = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        y: Tensor = self.norm(x)
        return y * self.weight.view(-1, *(1,) * (x.dim() - 2))


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
    """A trained factor per channel, a summand or both; with ``single`` one for all channels. Starts as the identity."""

    def __init__(self, channels: int, bias: bool = False, weight: bool = True, single: bool = False) -> None:
        super().__init__()
        self.channels, self.single = channels, single
        count = 1 if single else channels
        self.weight = nn.Parameter(torch.ones(count)) if weight else None
        self.bias = nn.Parameter(torch.zeros(count)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        shape = (-1, *(1,) * (x.dim() - 2))
        y = x if self.weight is None else x * self.weight.view(shape)
        return y if self.bias is None else y + self.bias.view(shape)


class ResponseNorm(nn.Module):
    """x + γ·(x·n) + β, where n is the L2 norm of each map over the mean of all (ConvNeXt V2: Woo et al. 2023)."""

    def __init__(self, channels: int, eps: float = 1e-6) -> None:
        super().__init__()
        self.channels, self.eps = channels, eps
        self.weight = nn.Parameter(torch.zeros(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width), the same shape."""
        norms: Tensor = torch.linalg.vector_norm(x, dim=(2, 3), keepdim=True)
        share = norms / (norms.mean(1, keepdim=True) + self.eps)
        return x + self.weight[:, None, None] * (x * share) + self.bias[:, None, None]

    def extra_repr(self) -> str:
        return f"{self.channels}, eps={self.eps}"
