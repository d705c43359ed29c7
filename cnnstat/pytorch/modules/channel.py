"""Layers that choose, regroup or sum up channels."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn


class Shortcut(nn.Module):
    """ResNet's option A: every so many-th row and column, with zero maps appended (He et al. 2015, section 3.3)."""

    def __init__(self, stride: tuple[int, int] = (1, 1), missing: int = 0) -> None:
        super().__init__()
        self.stride, self.missing = stride, missing

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, …) to (batch, channels + missing, …)."""
        if self.stride != (1, 1):
            x = x[:, :, :: self.stride[0], :: self.stride[1]]
        return F.pad(x, [0, 0] * (x.dim() - 2) + [0, self.missing]) if self.missing else x

    def extra_repr(self) -> str:
        return f"stride={self.stride}, missing={self.missing}"


class ChannelSlice(nn.Module):
    """A block of the channels, from ``start`` up to ``stop``."""

    def __init__(self, start: int, stop: int) -> None:
        super().__init__()
        self.start, self.stop = start, stop

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, …) to (batch, stop − start, …)."""
        return x[:, self.start : self.stop]

    def extra_repr(self) -> str:
        return f"{self.start}, {self.stop}"


class ChannelShuffle(nn.Module):
    """Channels regrouped so that the next grouped convolution sees all groups (Zhang et al. 2017)."""

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return x.view(x.shape[0], self.groups, -1, *x.shape[2:]).transpose(1, 2).flatten(1, 2)

    def extra_repr(self) -> str:
        return str(self.groups)


class PartSoftmax(nn.Module):
    """A softmax of each value and those in its place of the other blocks of channels (Li et al. 2019, equation 5)."""

    def __init__(self, parts: int) -> None:
        super().__init__()
        self.parts = parts

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return x.view(x.shape[0], self.parts, -1, *x.shape[2:]).softmax(1).flatten(1, 2)

    def extra_repr(self) -> str:
        return str(self.parts)


class Transpose(nn.Module):
    """Positions as channels, and channels as positions: in one row, or in so many rows and columns."""

    def __init__(self, size: tuple[int, int] | None = None) -> None:
        super().__init__()
        self.size = size

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width) to (batch, height · width, 1, channels), or with channels as ``size``."""
        y = x.flatten(2).transpose(1, 2)
        return y.view(*y.shape[:2], *(self.size or (1, -1)))

    def extra_repr(self) -> str:
        return "" if self.size is None else str(self.size)


class ChannelMean(nn.Module):
    """The mean over the channels of each position."""

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width) to (batch, 1, height, width)."""
        return x.mean(1, keepdim=True)


class ChannelMax(nn.Module):
    """The largest value over the channels of each position."""

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width) to (batch, 1, height, width)."""
        return x.amax(1, keepdim=True)
