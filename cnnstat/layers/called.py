"""What other programs and people call the layer types, for the messages about words that are none of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from cnnstat.errors import nearest
from cnnstat.layers.base import TYPES

CALLED: dict[str, tuple[str, ...]] = {
    "conv": ("convolution", "convolutional"),
    "depthwise": ("dw", "dwconv", "depthwiseconv"),
    "conv_transpose": ("deconv", "deconvolution", "upconv", "transposedconv", "convtransposed", "transposeconv"),
    "upsample": ("upsampling", "resize", "interpolate", "unpool"),
    "pixel_shuffle": ("depthtospace", "subpixel"),
    "pixel_unshuffle": ("spacetodepth", "focus"),
    "pad": ("padding", "zeropad", "zeropadding", "reflectionpad", "reflectpad", "replicationpad", "crop", "cropping"),
    "maxpool": ("maxpooling", "mp"),
    "avgpool": ("averagepooling", "averagepool", "avgpooling", "meanpool"),
    "global_avgpool": ("gap", "globalaveragepooling", "globalaveragepool", "globalpool"),
    "global_maxpool": ("gmp", "globalmaxpooling"),
    "adaptive_avgpool": ("adaptiveaveragepool",),
    "linear": ("dense", "fc", "fullyconnected", "innerproduct", "gemm", "ip"),
    "batchnorm": ("bn", "batchnormalization", "batchnormalisation"),
    "layernorm": ("ln", "layernormalization", "layernormalisation"),
    "groupnorm": ("gn", "groupnormalization", "groupnormalisation"),
    "lrn": ("localresponsenorm", "localresponsenormalization"),
    "concat": ("cat", "concatenate", "route"),
    "add": ("sum", "shortcut", "residual", "eltwise"),
    "multiply": ("mul", "gate"),
    "channel_shuffle": ("shuffle",),
    "transpose": ("permute", "swapaxes", "movedim"),
    "grn": ("globalresponsenorm", "globalresponsenormalization"),
    "channel_split": ("split", "chunk"),
    "hard_swish": ("hswish",),
    "hard_sigmoid": ("hsigmoid",),
}
"""Other names of each type, without what sets words apart and without a 2-D at their end."""

LIMITS = "`cnnstat guide spec`, Limits"
ONE_AXIS = "`cnnstat guide spec`, Networks of one axis"
UNSAYABLE: dict[tuple[str, ...], str] = {
    ("conv3d", "maxpool3d", "avgpool3d", "convtranspose3d"): f"maps of three axes cannot be said: {LIMITS}",
    (
        "attention", "selfattention", "multiheadattention", "mhsa", "mha", "nonlocal", "transformer",
    ): f"attention between positions cannot be said yet: {LIMITS}",
    ("lstm", "gru", "rnn", "convlstm"): f"recurrence cannot be said yet: {LIMITS}",
    (
        "se", "seblock", "selayer", "squeezeexcite", "squeezeexcitation", "squeezeandexcite", "squeezeandexcitation",
    ): "squeeze-and-excitation is a multiply with a branch that is its gate: `cnnstat guide spec`, Layer types",
}  # fmt: skip
"""What to say of a word that no single type stands for."""

MEANT = {name: kind for kind, names in CALLED.items() for name in names}
TOLD = {name: told for names, told in UNSAYABLE.items() for name in names}


@lru_cache(maxsize=1024)
def bare(word: str) -> str:
    """A word as it stands in these lists: ``nn.ConvTranspose2d`` is convtranspose."""
    return re.sub(r"[^a-z0-9]", "", word.rpartition(".")[2].lower()).removesuffix("2d")


def meant(word: str, known: Collection[str] = TYPES) -> str:
    """The type that goes by another name; "" if it is none of those known."""
    plain = bare(word)
    same = {bare(name): name for name in known}
    found = same.get(plain) or MEANT.get(plain) or MEANT.get(plain.replace("2d", ""), "")
    return found if found in known else ""


SIDED = {"kernel", "size", "padding"}
"""Keys with a value for each axis."""


def nearest_type(word: str, known: Collection[str] = TYPES) -> str:
    """A hint for the end of a message about a word that is no layer type: the type meant, or that there is none."""
    if found := meant(word, known):
        return f"; did you mean {found!r}?"
    if bare(word).endswith("1d") and (found := meant(bare(word).removesuffix("1d"), known)):
        of_one = f" Maps of one axis have a height of 1, and kernels as [1, 3]: {ONE_AXIS}"
        return f"; did you mean {found!r}?{of_one if TYPES[found].keys.keys() & SIDED else ''}"
    return f"; {TOLD[bare(word)]}" if bare(word) in TOLD else nearest(word, known)
