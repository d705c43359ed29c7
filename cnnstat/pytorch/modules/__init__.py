"""Modules that PyTorch does not have, each as its paper describes it.

Every class needs nothing but torch and its own file: ``cnnstat export`` copies the ones that a model uses.
"""

from cnnstat.pytorch.modules.channel import (
    ChannelMax,
    ChannelMean,
    ChannelShuffle,
    ChannelSlice,
    PartSoftmax,
    Shortcut,
    Transpose,
)
from cnnstat.pytorch.modules.conv import FixedConv2d, StandardConv2d
from cnnstat.pytorch.modules.merge import Add, Concat, Multiply
from cnnstat.pytorch.modules.named import Named
from cnnstat.pytorch.modules.norm import ChannelNorm, LocalResponseNorm, Rescale, ResponseNorm, Scale, Scaled, Shifted
from cnnstat.pytorch.modules.unit import RBF, Negative, ScaledTanh
from cnnstat.pytorch.modules.window import CeilPadding, PaddedPool2d, Padding, Subsample, TableConv2d

__all__ = [
    "RBF",
    "Add",
    "CeilPadding",
    "ChannelMax",
    "ChannelMean",
    "ChannelNorm",
    "ChannelShuffle",
    "ChannelSlice",
    "Concat",
    "FixedConv2d",
    "LocalResponseNorm",
    "Multiply",
    "Named",
    "Negative",
    "PaddedPool2d",
    "Padding",
    "PartSoftmax",
    "Rescale",
    "ResponseNorm",
    "Scale",
    "Scaled",
    "ScaledTanh",
    "Shifted",
    "Shortcut",
    "StandardConv2d",
    "Subsample",
    "TableConv2d",
    "Transpose",
]
