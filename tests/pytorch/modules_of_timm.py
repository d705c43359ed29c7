"""Modules of the forms that timm's networks have, for the tests of what becomes of them in a spec."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812


class ChannelWindow(nn.Module):
    """Efficient channel attention: a window over the channels' means (Wang et al. 2020)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        gate = x.mean((2, 3)).view(x.shape[0], 1, -1)
        gate = self.conv(gate).sigmoid().view(x.shape[0], -1, 1, 1)
        gated: Tensor = x * gate.expand_as(x)
        return gated


class Selective(nn.Module):
    """Two branches weighed against each other, stacked as in SKNet (Li et al. 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.narrow, self.wide = nn.Conv2d(3, 4, 1), nn.Conv2d(3, 4, 3, padding=1)
        self.select = nn.Conv2d(4, 8, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        branches = torch.stack([self.narrow(x), self.wide(x)], dim=1)
        weights = self.select(branches.sum(1).mean((2, 3), keepdim=True))
        weights = torch.softmax(weights.view(x.shape[0], 2, 4, 1, 1), dim=1)
        return torch.sum(branches * weights, dim=1)


class Splat(nn.Module):
    """The same of one convolution's channels in two blocks, as in ResNeSt (Zhang et al. 2020)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.select = nn.Conv2d(4, 8, 3, padding=1, groups=2), nn.Conv2d(4, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        batch, channels, height, width = x.shape
        x = x.reshape(batch, 2, channels // 2, height, width)
        weights = self.select(x.sum(dim=1).mean((2, 3), keepdim=True))
        weights = F.softmax(weights.view(batch, 1, 2, -1).transpose(1, 2), dim=1).reshape(batch, -1)
        weights = weights.view(batch, -1, 1, 1)
        return (x * weights.reshape(batch, 2, channels // 2, 1, 1)).sum(dim=1).contiguous()


class Standardized(nn.Conv2d):
    """Kernels with a mean of 0 and a variance of 1, and a trained factor of each, as in NFNets (Brock et al. 2021)."""

    def __init__(self, gain: bool) -> None:
        super().__init__(3, 4, 3, padding=1)
        self.gain = nn.Parameter(torch.ones(4, 1, 1, 1)) if gain else None
        self.skip = nn.Parameter(torch.tensor(0.5))

    def forward(self, x: Tensor) -> Tensor:
        factor = (self.gain * 0.2).view(-1) if self.gain is not None else None
        flat = self.weight.reshape(1, self.out_channels, -1)
        weight = F.batch_norm(flat, None, None, weight=factor, training=True, momentum=0.0, eps=1e-5)
        y = self._conv_forward(x, weight.reshape_as(self.weight), self.bias)
        scaled: Tensor = y.mul_(self.skip)
        return scaled


class FactorSeen(nn.Module):
    """A trained factor times a constant, which is no factor that a layer holds."""

    def __init__(self) -> None:
        super().__init__()
        self.factor = nn.Parameter(torch.ones(3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x * (self.factor * 2)


class Cells(nn.Module):
    """The cells of blocks of 2×2 as channels, those of one place behind each other, as in TResNet's stem."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(12, 5, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        x = x.view(batch, channels, height // 2, 2, width // 2, 2)
        x = x.permute(0, 3, 5, 1, 2, 4).contiguous()
        y: Tensor = self.conv(x.view(batch, channels * 4, height // 2, width // 2))
        return y


class Reduction(nn.Module):
    """NASNet's second path: what is read is one row and one column further."""

    def __init__(self) -> None:
        super().__init__()
        self.pad, self.pool = nn.ZeroPad2d((-1, 1, -1, 1)), nn.AvgPool2d(1, stride=2, count_include_pad=False)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.pool(self.pad(x)) + F.max_pool2d(x, 2, ceil_mode=True)
        return y[:, :, 1:, :-1]


class Affine(nn.Module):
    """A factor and a summand for each channel of tokens."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha, self.beta = nn.Parameter(torch.ones(1, 1, channels)), nn.Parameter(torch.zeros(1, 1, channels))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addcmul(self.beta, self.alpha, x)


class Mixer(nn.Module):
    """A layer of an MLP-Mixer's form, with ResMLP's factors and summands."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.norm = nn.Conv2d(3, 6, 4, stride=4), nn.LayerNorm(6)
        self.tokens, self.channels = nn.Sequential(nn.Linear(4, 5), nn.GELU(), nn.Linear(5, 4)), nn.Linear(6, 6)
        self.affine, self.scale = Affine(6), nn.Parameter(torch.ones(6))

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x).flatten(2).transpose(1, 2)
        x = x + self.scale * self.tokens(self.norm(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.channels(self.affine(x))
        return x.mean(dim=1)


class Gated(nn.Module):
    """A spatial gating unit (Liu et al. 2021: gMLP)."""

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.Linear(6, 6)

    def forward(self, x: Tensor) -> Tensor:
        kept, gate = x.flatten(2).transpose(1, 2).chunk(2, dim=-1)
        gate = self.project(gate.transpose(-1, -2))
        gated: Tensor = kept * gate.transpose(-1, -2)
        return gated.mean(1)


class Response(nn.Module):
    """A global response normalisation on the last axis, as in ConvNeXt V2 (Woo et al. 2023)."""

    def __init__(self, squared: bool = False) -> None:
        super().__init__()
        self.weight, self.bias, self.squared = nn.Parameter(torch.ones(6)), nn.Parameter(torch.zeros(6)), squared

    def forward(self, x: Tensor) -> Tensor:
        x = x.permute(0, 2, 3, 1)
        norms = x.norm(p=2, dim=(1, 2), keepdim=True)
        share = norms / (norms.mean(dim=-1, keepdim=True) + 1e-5)
        if self.squared:
            share = share * share
        shape = (1, 1, 1, -1)
        y = x + torch.addcmul(self.bias.view(shape), self.weight.view(shape), x * share)
        return y.permute(0, 3, 1, 2)


class StarReLU(nn.Module):
    """A square between a factor and a summand, one of each for all channels (Yu et al. 2022: MetaFormer)."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(6, bias=False)
        self.scale, self.bias = nn.Parameter(torch.ones(1)), nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return self.scale * F.relu(x) ** 2 + self.bias


class PoolMinusInput(nn.Module):
    """What a pool gives, less what it reads (Yu et al. 2022: PoolFormer)."""

    def forward(self, x: Tensor) -> Tensor:
        return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False) - x


class Rearranged(nn.Module):
    """torch's own ways to rearrange channels, and a border that a pool does not have."""

    def forward(self, x: Tensor) -> Tensor:
        x = F.pixel_shuffle(F.channel_shuffle(F.pixel_unshuffle(x, 2), 4), 2)
        x = F.max_pool2d(F.pad(x, (1, 0, 1, 0)), 3)
        return F.relu(F.pad(x, (0, 1, 0, 1), mode="replicate"))
