"""Modules of which a spec can say a part."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Attending(nn.Module):
    """Attention between convolutions: the products of its two linear layers are the last that can be said."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.token = nn.Parameter(torch.zeros(1, 1, 8))
        self.norm = nn.LayerNorm(8)
        self.qkv = nn.Linear(8, 24)
        self.proj = nn.Linear(8, 8)
        self.head = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1)
        q, k, v = self.qkv(self.norm(x)).chunk(3, dim=-1)
        x = x + self.proj(nn.functional.scaled_dot_product_attention(q, k, v))
        y: Tensor = self.head(x[:, 0])
        return y


class Rolled(nn.Module):
    """Cells that are moved about, between two convolutions, and a branch around them."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.one(x)
        y: Tensor = self.two(torch.roll(x, 1, 2)) + x
        return y


class Written(nn.Module):
    """A part of a map is overwritten by a parameter before the map itself is read again."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(3, 4, 1), nn.Conv2d(4, 2, 1)
        self.row = nn.Parameter(torch.zeros(8))

    def forward(self, x: Tensor) -> Tensor:
        x = self.one(x)
        x[:, :, 0] = self.row
        y: Tensor = self.two(x)
        return y


class Shared(nn.Module):
    """One convolution twice, which a spec cannot say: its parameters count once."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.last = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.last(self.conv(self.conv(x)))
        return y


class Unlike(nn.Module):
    """Nothing but what cannot be said."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(3, 1, 8))

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = torch.fft.fft2(x + self.weight).abs()
        return y
