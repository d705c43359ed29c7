"""Totals that are known by their value, whatever the sentence says, and what looks like them and is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Suggested = Callable[..., list[dict[str, Any]]]

KNOWN = {
    "# VGG-16\n\nIn the end you should get the final 138M number.": ["138M vgg16.params"],
    "# VGG-16\n\n약 1억 3,800만 개(138M)의 파라미터를 가지는 대규모 모델": [
        "약 1억 3,800만 vgg16.params",
        "138M vgg16.params",
    ],
    "# VGG-16\n\nWith a table of what is needed: 138,357,544 in all.": ["138,357,544 vgg16.params"],
    "# AlexNet\n\nHowever that comes about, 724M is what the MACs end up with.": ["724M alexnet.macs"],
    "# GoogLeNet\n\nIts parameters, so much was known, come to something like 5M.": ["5M googlenet.params"],  # cited
    "# ResNet\n\n#### 101-layer and 152-layer nets": ["101 resnet101.depth", "152 resnet152.depth"],
    "# ResNet\n\nNets of 50, 101 y 152 capas.": ["50 resnet50.depth", "101 resnet101.depth", "152 resnet152.depth"],
    "# VGG\n\n11층부터 19층까지 실험했다.": ["11 vgg11.depth", "19 vgg19.depth"],
    "# VGG-16\n\n就是指包含16个带权重的层。": ["16 vgg16.depth"],
    "VGG-19は196億FLOPsである。": ["196億 vgg19.macs"],
}
NONE = [
    "# VGG-16\n\nIn the end you should get the final 139M number.",  # no total of it
    "# VGG-16\n\nTrained on 138M images.",
    "# VGG-16\n\nIt cost €138M.",
    "# VGG-16\n\nSqueezeNet comes to 138M.",  # another network's
    "# VGG-16\n\nEach layer comes to 138M.",
    "# VGG-16\n\nPast 16 layers it gets worse.",
    "# VGG-16\n\nMore than 16 layers are hard to train.",
    "# VGG-16\n\nThe first 16 layers are frozen.",
    "# ResNet\n\nOf 152+ layers nobody speaks.",
    "# LeNet-5\n\nMNIST has 60000 digits.",  # as many as it has parameters, by chance
    "# GoogLeNet\n\nSomething like 7M.",  # one digit, and nothing says of what
    "# AlexNet\n\n3 layer: 384 kernels",
]


@pytest.mark.parametrize("text", KNOWN)
def test_what_is_recognized(suggested: Suggested, text: str) -> None:
    assert [f"{each['printed']} {each['query']}" for each in suggested(f"{text}\n", "a.md")] == KNOWN[text]


@pytest.mark.parametrize("text", NONE)
def test_what_is_not(suggested: Suggested, text: str) -> None:
    totals = (".params", ".macs", ".flops", ".depth", ".neurons")
    assert [each for each in suggested(f"{text}\n", "a.md") if each["query"].endswith(totals)] == []
