"""Convolutions whose kernels PyTorch's own would train as they are."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class StandardConv2d(nn.Conv2d):
    """A convolution with kernels that are used with a mean of 0 and a variance of 1 (Qiao et al. 2019).

    With ``gain`` each has a trained factor besides (Brock et al. 2021); ``eps`` is added to the variance.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        *,
        gain: bool = False,
        eps: float = 1e-6,
        **keys: Any,
    ) -> None:
        super().__init__(in_channels, out_channels, kernel_size, **keys)
        self.eps = eps
        self.gain = nn.Parameter(torch.ones(out_channels)) if gain else None

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002
        """As torch.nn.Conv2d."""
        variance, mean = torch.var_mean(self.weight, (1, 2, 3), correction=0, keepdim=True)
        weight = (self.weight - mean) * torch.rsqrt(variance + self.eps)
        if self.gain is not None:
            weight = weight * self.gain[:, None, None, None]
        return F.conv2d(input, weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


class FixedConv2d(nn.Module):
    """A convolution with kernels that are set and not trained: ``weight`` is a buffer. Each begins as a mean."""

    weight: Tensor

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        dilation: int | tuple[int, int] = 1,
        groups: int = 1,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.padding, self.dilation = kernel_size, stride, padding, dilation
        sides = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
        kernels = torch.ones(out_channels, in_channels // groups, *sides)
        self.register_buffer("weight", kernels / kernels[0].numel())
        self.bias = nn.Parameter(torch.zeros(out_channels)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """(batch, in_channels, height, width) to (batch, out_channels, height', width')."""
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        return f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
