"""Fitting images to a network's input, with torchvision's transforms (v2)."""

from __future__ import annotations

from typing import Any

import torch
from torchvision.transforms import v2

from cnnstat.layers.shape import Shape
from cnnstat.pytorch.train.source import Raw

MEAN = {1: (0.13,), 3: (0.485, 0.456, 0.406)}
DEVIATION = {1: (0.31,), 3: (0.229, 0.224, 0.225)}
"""Means and deviations by the number of channels: for 1 channel the usual ones for digits, for 3 channels those of
ImageNet, as in torchvision's reference training."""

MARGIN = 4
"""Pixels of padding before a random crop (He et al. 2015, section 4.2)."""


def transform(wanted: Shape, raw: Raw, fit: str, augment: bool) -> Any:
    """The steps from a stored image to (channels, height, width) with a mean of about 0 and a variance of about 1.

    Args:
        wanted: the network's input.
        raw: the data set that the image comes from.
        fit: ``exact``, ``pad`` (framed by zeros) or ``resize``.
        augment: whether to crop at random, and to mirror images if a mirror image shows the same thing.
    """
    steps: list[Any] = [v2.ToImage()]
    if wanted.channels == 1:
        steps.append(v2.Grayscale(1))
    elif wanted.channels == 3:
        steps.append(v2.RGB())
    steps += geometry(wanted, raw, fit, augment)
    if augment and raw.mirrored:
        steps.append(v2.RandomHorizontalFlip())
    steps.append(v2.ToDtype(torch.float32, scale=True))
    if wanted.channels in MEAN:
        steps.append(v2.Normalize(MEAN[wanted.channels], DEVIATION[wanted.channels]))
    return v2.Compose(steps)


def geometry(wanted: Shape, raw: Raw, fit: str, augment: bool) -> list[Any]:
    """The steps that give an image its height and width."""
    size = (wanted.height, wanted.width)
    if raw.shape is None and fit == "resize":
        if augment:
            return [v2.RandomResizedCrop(size, antialias=True)]
        # The center of an image whose shorter side is 8/7 of the input, such as 224 of 256.
        return [v2.Resize(round(max(size) * 8 / 7), antialias=True), v2.CenterCrop(size)]
    steps: list[Any] = []
    if fit == "resize" and (raw.shape is None or raw.shape[1:3] != size):
        steps.append(v2.Resize(size, antialias=True))
    elif fit == "pad":
        steps.append(v2.CenterCrop(size))  # pads smaller images with zeros
    if augment:
        steps.append(v2.RandomCrop(size, padding=MARGIN))
    return steps
