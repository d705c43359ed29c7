"""LeNet's units: the scaled tanh, and distances to fixed codes."""

from __future__ import annotations

import torch
from torch import Tensor, nn


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


class Negative(nn.Module):
    """Distances as scores: what is near is likely."""

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return -x
