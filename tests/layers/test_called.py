"""Words that people type for layer types, and what they are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnnstat
from cnnstat.errors import UsageError
from cnnstat.guide import source
from cnnstat.layers import TYPES
from cnnstat.layers.called import CALLED, MEANT, TOLD, bare

Refusal = Callable[[str], str]

BRANCH = "with a branch that is its gate: `cnnstat guide spec`, Layer types"
MEANINGS = [
    ("deconv", "conv_transpose"), ("ConvTranspose2d", "conv_transpose"), ("nn.ConvTranspose2d", "conv_transpose"),
    ("Conv2DTranspose", "conv_transpose"), ("Conv2d", "conv"), ("dense", "linear"), ("fc", "linear"),
    ("nn.Linear", "linear"), ("bn", "batchnorm"), ("BatchNorm2d", "batchnorm"), ("gap", "global_avgpool"),
    ("GlobalAveragePooling2D", "global_avgpool"), ("UpSampling2D", "upsample"), ("PixelShuffle", "pixel_shuffle"),
    ("ReflectionPad2d", "pad"), ("convv", "conv"), ("ReLU", "relu"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "meant"), MEANINGS)
def test_the_type_meant(word: str, meant: str, refusal: Refusal) -> None:
    text = f"input: {{channels: 3, size: 8}}\nlayers:\n  - {{name: a, type: {word}}}\n"
    assert refusal(text) == (
        f"net.yaml:3:21: layer a: type: expected a layer type, got the text {word!r}; did you mean {meant!r}?"
    )


ONE_AXIS = "Maps of one axis have a height of 1, and kernels as [1, 3]: `cnnstat guide spec`, Networks of one axis"


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("conv3d", "maps of three axes cannot be said: `cnnstat guide spec`, Limits"),
        ("conv1d", f"did you mean 'conv'? {ONE_AXIS}"),
        ("nn.MaxPool1d", f"did you mean 'maxpool'? {ONE_AXIS}"),
        ("ConvTranspose1d", f"did you mean 'conv_transpose'? {ONE_AXIS}"),
        ("BatchNorm1d", "did you mean 'batchnorm'?"),
        ("attention", "attention between positions cannot be said yet: `cnnstat guide spec`, Limits"),
        ("MultiheadAttention", "attention between positions cannot be said yet: `cnnstat guide spec`, Limits"),
        ("lstm", "recurrence cannot be said yet: `cnnstat guide spec`, Limits"),
        ("se", f"squeeze-and-excitation is a multiply {BRANCH}"),
        ("SqueezeExcitation", f"squeeze-and-excitation is a multiply {BRANCH}"),
    ],
)  # fmt: skip
def test_what_no_type_says(word: str, told: str, refusal: Refusal) -> None:
    text = f"input: {{channels: 3, size: 8}}\nlayers:\n  - {{name: a, type: {word}}}\n"
    assert refusal(text) == f"net.yaml:3:21: layer a: type: expected a layer type, got the text {word!r}; {told}"


def test_under_keys_in_queries_and_on_the_command_line(refusal: Refusal) -> None:
    text = "input: {channels: 3, size: 8}\nlayers:\n  - {name: a, type: conv, filters: 1, kernel: 1, norm: bn}\n"
    assert refusal(text).endswith("; did you mean 'batchnorm'?")
    with pytest.raises(UsageError, match=r"there is no layer type 'fc'; did you mean 'linear'\?$"):
        cnnstat.get("alexnet[fc].macs")


def test_places_in_the_guide_exist() -> None:
    page = source("spec")
    assert all(f"\n## {name}\n" in page for name in ("Limits", "Layer types", "Networks of one axis"))


def test_every_word_stands_for_one_thing() -> None:
    assert set(CALLED) <= set(TYPES)
    assert not MEANT.keys() & TOLD.keys()
    assert not MEANT.keys() & {bare(name) for name in TYPES}
    assert all(bare(word) == word for word in [*MEANT, *TOLD])
