"""Windows as PyTorch does not have them: uneven padding, sizes rounded up, connection tables, trained subsampling."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def pad(x: Tensor, sides: Sequence[int], value: float = 0.0) -> Tensor:
    """``x`` with ``(left, right, top, bottom)`` rows and columns of ``value`` around it."""
    return F.pad(x, list(sides), value=value) if any(sides) else x


def same_sides(x: Tensor, kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]) -> list[int]:
    """TensorFlow's "SAME" padding of ``x`` as (left, right, top, bottom); the odd cell goes behind the map."""
    sides: list[int] = []
    for axis in (1, 0):
        size = x.shape[2 + axis]
        reach = (math.ceil(size / stride[axis]) - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1
        lacking = max(reach - size, 0)
        sides += [lacking // 2, lacking - lacking // 2]
    return sides


class Padding(nn.Module):
    """Padding that torch's layers cannot say: other on each side, or TensorFlow's "same", which depends on the size.

    ``sides`` is (left, right, top, bottom), or None for "same".
    """

    def __init__(
        self,
        sides: Sequence[int] | None,
        kernel: Sequence[int],
        stride: Sequence[int],
        dilation: Sequence[int] = (1, 1),
        value: float = 0.0,
    ) -> None:
        super().__init__()
        self.sides, self.value = sides, value
        self.window = tuple(kernel), tuple(stride), tuple(dilation)

    def around(self, x: Tensor) -> Sequence[int]:
        """Rows and columns that are added to ``x``, as (left, right, top, bottom)."""
        return same_sides(x, *self.window) if self.sides is None else self.sides

    def forward(self, x: Tensor) -> Tensor:
        """Channels × height × width, with rows and columns added."""
        return pad(x, self.around(x), self.value)

    def extra_repr(self) -> str:
        return "same" if self.sides is None else str(tuple(self.sides))


class CeilPadding(nn.Module):
    """Zeros around a map, and behind it as many more as the last window lacks.

    So a convolution, whose size torch rounds down, gets it rounded up. ``sides`` is (left, right, top, bottom).
    """

    def __init__(
        self, sides: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int] = (1, 1)
    ) -> None:
        super().__init__()
        self.sides, self.window = tuple(sides), (tuple(kernel), tuple(stride), tuple(dilation))

    def around(self, x: Tensor) -> Sequence[int]:
        """Rows and columns that are added to ``x``, as (left, right, top, bottom)."""
        found = list(self.sides)
        for behind, size, kernel, stride, dilation in zip((3, 1), x.shape[2:], *self.window, strict=True):
            room = size + found[behind - 1] + found[behind] - dilation * (kernel - 1) - 1
            found[behind] += -room % stride
        return found

    def forward(self, x: Tensor) -> Tensor:
        """Channels × height × width, with rows and columns added."""
        return pad(x, self.around(x))

    def extra_repr(self) -> str:
        return str(self.sides)


class TableConv2d(nn.Module):
    """Convolution whose output maps each read chosen input maps (LeCun et al. 1998, section II.B, table I).

    ``weight`` holds one kernel for each pair of the table, in its order: (pairs, height, width). Only the pairs are
    computed: each input map is convolved with its kernel, and what belongs to one output map is summed up.
    """

    def __init__(
        self,
        table: Sequence[Sequence[int]],
        kernel_size: tuple[int, int],
        stride: tuple[int, int] = (1, 1),
        padding: tuple[int, int] = (0, 0),
        dilation: tuple[int, int] = (1, 1),
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.table, self.maps = table, len(table)
        self.kernel_size, self.stride, self.padding, self.dilation = kernel_size, stride, padding, dilation
        self.weight = nn.Parameter(torch.empty(sum(map(len, table)), *kernel_size))
        self.bias = nn.Parameter(torch.empty(self.maps)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Uniform in ±1/√fan-in, as torch.nn.Conv2d."""
        cells = self.kernel_size[0] * self.kernel_size[1]
        with torch.no_grad():
            for row, kernels in zip(
                self.table, torch.split(self.weight, [len(row) for row in self.table]), strict=True
            ):
                bound = 1 / math.sqrt(len(row) * cells)
                kernels.uniform_(-bound, bound)
            if self.bias is not None:
                self.bias.zero_()

    def forward(self, x: Tensor) -> Tensor:
        """(batch, input maps, height, width) to (batch, output maps, height', width')."""
        maps = torch.split(x, 1, 1)
        read = torch.cat([maps[source] for row in self.table for source in row], 1)
        each = F.conv2d(read, self.weight[:, None], None, self.stride, self.padding, self.dilation, len(self.weight))
        parts = torch.split(each, [len(row) for row in self.table], 1)
        y = torch.stack([part.sum(1) for part in parts], 1)
        return y if self.bias is None else y + self.bias[:, None, None]

    def extra_repr(self) -> str:
        return f"{len(self.weight)} pairs, {self.maps}, kernel_size={self.kernel_size}, stride={self.stride}"


class PaddedPool2d(nn.Module):
    """A pool whose padding torch's own cannot say: other on each side, or TensorFlow's "same".

    ``inside`` leaves the padding out of an average. ``ceil_mode`` is the pool's own: torch drops a last window that
    would start in the padding behind the map, and with the padding done beforehand that is left to do here.
    """

    def __init__(
        self, pool: nn.Module, padding: Padding, stride: Sequence[int], ceil_mode: bool = False, inside: bool = False
    ) -> None:
        super().__init__()
        self.pool, self.padding, self.stride = pool, padding, stride
        self.ceil_mode, self.inside = ceil_mode, inside

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width), pooled."""
        y: Tensor = self.pool(self.padding(x))
        if self.inside:
            y = y / self.pool(self.padding(torch.ones_like(x[:1, :1])))
        if not self.ceil_mode:
            return y
        left, _, top, _ = self.padding.sides or (0, 0, 0, 0)
        rows, columns = -(-(x.shape[2] + top) // self.stride[0]), -(-(x.shape[3] + left) // self.stride[1])
        return y[:, :, :rows, :columns]


class Subsample(nn.Module):
    """LeNet's trained subsampling: the sum of each window times a coefficient, plus a bias, one of each per map.

    LeCun et al. 1998, section II.B; ``weight`` and ``bias`` have one entry per map. ``sums`` adds up windows of
    ``cells`` cells.
    """

    def __init__(self, channels: int, sums: nn.Module, cells: int) -> None:
        super().__init__()
        self.sums, self.cells = sums, cells
        self.weight = nn.Parameter(torch.full((channels,), 1 / cells))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width), one value per window."""
        y: Tensor = self.sums(x)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

    def extra_repr(self) -> str:
        return f"{len(self.weight)}, cells={self.cells}"
