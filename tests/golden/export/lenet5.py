"""LeNet-5 in PyTorch.

LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, Proc. IEEE 86, 1998; section
II.B, table I.

Input 1×32×32; 60,000 parameters. Comments give the size of each output for one image.

Made by cnnstat VERSION from its network lenet5. The state has the keys of cnnstat's own model.
"""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CODES = (
    "..###...#...#.#.....##.....##.....##.....##.....##.....##.....#.#...#...###.........",
    "...#.....##....#.#......#......#......#......#......#......#......#....#####........",
    ".#####.#.....#......#......#.....#.....#.....#.....#.....#.....#......#######.......",
    ".#####.#.....#......#......#.....#...###.......#.......#......##.....#.#####........",
    ".....#.....##....#.#...#..#..#...#.#....#.#######.....#......#......#......#........",
    "########......#......#......######.......#......#......#......##.....#.#####........",
    "..####..#.....#......#......#.####.##....##.....##.....##.....#.#...#...###.........",
    "#######......#.....#......#.....#......#.....#......#.....#......#......#...........",
    ".#####.#.....##.....##.....#.#...#...###...#...#.#.....##.....##.....#.#####........",
    "..###...#...#.#.....##.....##.....#.#...##..###.#......#......#.....#..####.........",
)


class ScaledTanh(nn.Module):
    """A·tanh(S·x) (LeCun et al. 1998, appendix A)."""

    def __init__(self, amplitude: float = 1.7159, slope: float = 2 / 3) -> None:
        super().__init__()
        self.amplitude, self.slope = amplitude, slope

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return self.amplitude * torch.tanh(self.slope * x)

    def extra_repr(self) -> str:
        return f"amplitude={self.amplitude}, slope={self.slope:.6g}"


class RBF(nn.Module):
    """Squared distances to fixed codes, one per class; small is likely (LeCun et al. 1998, section II.B).

    ``codes`` is a buffer (classes, features) of ±1: it belongs to the state, and is not trained.
    """

    codes: Tensor

    def __init__(self, codes: Tensor) -> None:
        super().__init__()
        self.register_buffer("codes", codes)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, features) to (batch, classes)."""
        return (x[:, None] - self.codes).square().sum(2)

    def extra_repr(self) -> str:
        return f"{self.codes.shape[1]}, {self.codes.shape[0]}"


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


class LeNet5(nn.Module):
    """LeNet-5."""

    def __init__(self) -> None:
        super().__init__()
        self.C1 = nn.Conv2d(1, 6, kernel_size=5)
        self.C1.activation = ScaledTanh()
        self.S2 = Subsample(6, nn.AvgPool2d(kernel_size=2, divisor_override=1), cells=4)
        self.S2.activation = ScaledTanh()
        self.C3 = TableConv2d(
            (
                (0, 1, 2),
                (1, 2, 3),
                (2, 3, 4),
                (3, 4, 5),
                (0, 4, 5),
                (0, 1, 5),
                (0, 1, 2, 3),
                (1, 2, 3, 4),
                (2, 3, 4, 5),
                (0, 3, 4, 5),
                (0, 1, 4, 5),
                (0, 1, 2, 5),
                (0, 1, 3, 4),
                (1, 2, 4, 5),
                (0, 2, 3, 5),
                (0, 1, 2, 3, 4, 5),
            ),
            kernel_size=(5, 5),
        )
        self.C3.activation = ScaledTanh()
        self.S4 = Subsample(16, nn.AvgPool2d(kernel_size=2, divisor_override=1), cells=4)
        self.S4.activation = ScaledTanh()
        self.C5 = nn.Conv2d(16, 120, kernel_size=5)
        self.C5.activation = ScaledTanh()
        self.F6 = nn.Linear(120, 84)
        self.F6.activation = ScaledTanh()
        self.output = RBF(torch.tensor([[1.0 if sign == "#" else -1.0 for sign in code] for code in CODES]))

    def forward(self, x: Tensor) -> Tensor:
        x = self.C1.activation(self.C1(x))  # 6×28×28
        x = self.S2.activation(self.S2(x))  # 6×14×14
        x = self.C3.activation(self.C3(x))  # 16×10×10
        x = self.S4.activation(self.S4(x))  # 16×5×5
        x = self.C5.activation(self.C5(x))  # 120×1×1
        x = torch.flatten(x, 1)  # 120
        x = self.F6.activation(self.F6(x))  # 84
        x = self.output(x)  # 10
        return x
