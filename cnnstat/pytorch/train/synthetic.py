"""Images that need no files and can be learnt: seeded patterns with noise."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import Dataset

from cnnstat.layers.shape import Shape
from cnnstat.pytorch.train.random import mixed

NOISE = 0.5


class Patterns(Dataset[Any]):
    """Each class is a smooth random pattern; each image is the pattern of its class, shifted a little, with noise.

    Image ``i`` of a seed is always the same. Guessing is right once in ``classes`` times, but the patterns are easy to
    distinguish for a network that sees shapes, so that the accuracy shows whether it learns.
    """

    def __init__(self, shape: Shape, classes: int, count: int, seed: int, first: int = 0) -> None:
        self.shape, self.classes, self.count, self.seed, self.first = shape, classes, count, seed, first
        coarse = torch.randn(
            classes, shape.channels, 4, 4, generator=torch.Generator().manual_seed(mixed(seed, classes))
        )
        size = (shape.height, shape.width)
        self.patterns = F.interpolate(coarse, size, mode="bilinear", align_corners=False)

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        """An image (channels, height, width) with a mean of about 0 and a variance of about 1, and its class."""
        if not 0 <= index < self.count:
            raise IndexError(index)
        number = self.first + index
        generator = torch.Generator().manual_seed(mixed(self.seed, 1, number))
        label = number % self.classes
        shift = [int(torch.randint(-(side // 16), side // 16 + 1, (), generator=generator)) for side in self.shape[1:3]]
        image = torch.roll(self.patterns[label], shift, (1, 2))
        return image + NOISE * torch.randn(image.shape, generator=generator), label
