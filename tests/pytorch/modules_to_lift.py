"""Modules as people write them, for the tests of what becomes of them in a spec."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812


def conv(inputs: int, outputs: int, kernel: int = 3) -> nn.Sequential:
    """A convolution without a bias, and its norm."""
    layer = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    """A residual block with a projection, in place as torchvision's are."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(conv(3, 4), nn.ReLU(inplace=True), conv(4, 4))
        self.shortcut = conv(3, 4, 1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.body(x)
        out += self.shortcut(x)
        relu: Tensor = self.relu(out)
        return relu


class Gate(nn.Module):
    """Squeeze and excitation with fully connected layers, as its first implementations in PyTorch have it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(nn.Linear(8, 2), nn.ReLU(), nn.Linear(2, 8), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        batch, channels, _, _ = x.size()
        gate = self.pool(x).view(batch, channels)
        gate = self.fc(gate).view(batch, channels, 1, 1)
        gated: Tensor = x * gate.expand_as(x)
        return gated


class Shuffle(nn.Module):
    """Half of the channels pass by, and the halves are shuffled, as in ShuffleNetV2."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        kept, changed = x.chunk(2, dim=1)
        x = torch.cat((kept, self.conv(torch.cat((changed, changed), 1))), dim=1)
        batch, channels, height, width = x.size()
        return (
            x.view(batch, 2, channels // 2, height, width).transpose(1, 2).contiguous().view(batch, -1, height, width)
        )


class Scaled(nn.Module):
    """A block of ConvNeXt's form: norm and fully connected layers on the last axis, and a scale for each channel."""

    def __init__(self) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(6, 6, 7, padding=3, groups=6)
        self.norm = nn.LayerNorm(6, eps=1e-6)
        self.up, self.down = nn.Linear(6, 24), nn.Linear(24, 6)
        self.scale = nn.Parameter(torch.ones(6))

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.scale * self.down(F.gelu(self.up(y)))
        total: Tensor = x + y.permute(0, 3, 1, 2)
        return total


class Plain(nn.Module):
    """What people write in functions: pools, a flattening by hand, dropout."""

    def __init__(self, num_classes: int, channels: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 6, 5)
        self.fc = nn.Linear(6 * 6 * 6, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv(F.pad(x, (0, 1, 0, 1)))), 2)
        x = x.view(x.size(0), -1)
        logits: Tensor = self.fc(F.dropout(x, 0.25, self.training))
        return logits


class Heads(nn.Module):
    """A head that is reached in training only."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.aux, self.fc = nn.Conv2d(3, 4, 1), nn.Linear(4, 10), nn.Linear(4, 5)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        pooled = self.conv(x).mean((2, 3))
        return (self.fc(pooled), self.aux(pooled)) if self.training else self.fc(pooled)


class Shared(nn.Module):
    """The same weights, twice."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1)

    def forward(self, x: Tensor) -> Tensor:
        twice: Tensor = self.conv(self.conv(x))
        return twice


class Tied(nn.Module):
    """Weights under two names."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 3, 1), nn.Conv2d(3, 3, 1)
        self.second.weight = self.first.weight

    def forward(self, x: Tensor) -> Tensor:
        twice: Tensor = self.second(self.first(x))
        return twice


class DataDependent(nn.Module):
    """What runs depends on the image."""

    def forward(self, x: Tensor) -> Tensor:
        if x.sum() > 0:
            return x
        return F.relu(x)


class Doubled(nn.Module):
    """A constant factor."""

    def forward(self, x: Tensor) -> Tensor:
        return x * 2


class Overwritten(nn.Module):
    """A tensor is changed in place, and read afterwards by its old name: what is added are two of the changed one."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1)

    def forward(self, x: Tensor) -> Tensor:
        before: Tensor = self.conv(x)
        after = F.max_pool2d(before.relu_(), 1)
        return before + after


class OverwrittenTwice(nn.Module):
    """The same, by two operations in place."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1)

    def forward(self, x: Tensor) -> Tensor:
        before: Tensor = self.conv(x)
        changed = before.relu_().add_(x)
        return before + F.max_pool2d(changed, 1)


class Blurred(nn.Module):
    """A convolution with a fixed kernel, behind the map's reflection (Zhang 2019)."""

    kernel: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("kernel", torch.ones(3, 1, 3, 3) / 9)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), self.kernel, stride=2, groups=3)


class Constant(nn.Module):
    """A bias that is neither a parameter nor a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1)
        self.bias = torch.ones(3)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.conv.weight, self.bias)


class BorderLast(nn.Module):
    """A border that nothing reads."""

    def forward(self, x: Tensor) -> Tensor:
        return F.pad(F.relu(x), (1, 1, 1, 1))


class Leaving(nn.Module):
    """A module that ends the program."""

    def forward(self, x: Tensor) -> Tensor:
        raise SystemExit(3)


class ViewOverwritten(nn.Module):
    """Half of a tensor is changed in place, and the whole of it read afterwards."""

    def forward(self, x: Tensor) -> Tensor:
        half, _ = torch.split(x, [1, 2], 1)
        half.relu_()
        return F.max_pool2d(x, 2)


class PieceOverwritten(nn.Module):
    """The same with torch's other way to split."""

    def forward(self, x: Tensor) -> Tensor:
        piece, *_ = torch.tensor_split(x, 3, 1)
        piece.relu_()
        return F.max_pool2d(x, 2)


class Shifted(nn.Module):
    """A batch norm with γ or β alone."""

    mean: Tensor
    variance: Tensor

    def __init__(self, scale: bool = False) -> None:
        super().__init__()
        self.conv, self.scale = nn.Conv2d(3, 3, 1, bias=False), scale
        self.own = nn.Parameter(torch.ones(3))
        self.register_buffer("mean", torch.zeros(3))
        self.register_buffer("variance", torch.ones(3))

    def forward(self, x: Tensor) -> Tensor:
        both = (self.own, None) if self.scale else (None, self.own)
        return F.batch_norm(self.conv(x), self.mean, self.variance, *both)


class Attention(nn.Module):
    """A head of attention."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(3, 1, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        tokens = x.flatten(2).transpose(1, 2)
        attended: Tensor = self.attention(tokens, tokens, tokens)[0]
        return attended


class Modulated(nn.Module):
    """FocalNet's sum of products of two gates, half of it, and a factor for each channel in the shape of a map."""

    def __init__(self) -> None:
        super().__init__()
        self.positions, self.channels = nn.Conv2d(3, 1, 1), nn.Conv2d(3, 20, 1, bias=False)
        self.gamma = nn.Parameter(torch.ones(20))

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor | int = 0
        found = found + self.channels(x).mean((2, 3), keepdim=True) * self.positions(x)
        return found / 2 * self.gamma.reshape(1, -1, 1, 1)


class Pieces(nn.Module):
    """Blocks of channels of several sizes, and a slice."""

    def forward(self, x: Tensor) -> Tensor:
        pieces = torch.split(x, [1 + at % 3 for at in range(30)], dim=1)
        return torch.cat([*pieces[::-1], x[:, 2:5]], dim=1)
