"""Totals that are known by their value, whatever the sentence says, and what looks like them and is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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
    "VGG-16'da yaklaşık 138 milyon parametre ve 16 ağırlıklı katman var.": [
        "138 vgg16.params",
        "16 vgg16.depth",
    ],
    "VGG-16 ma 138 milionów parametrów i 16 warstw.": ["138 vgg16.params", "16 vgg16.depth"],
    "VGG-16 heeft 138 miljoen gewichten en 16 lagen.": ["138 vgg16.params", "16 vgg16.depth"],
    "VGG-16 memiliki sekitar 138 juta parameter dan 16 lapisan.": ["138 vgg16.params", "16 vgg16.depth"],
    "VGG-16 có khoảng 138 triệu tham số và 16 lớp.": ["138 vgg16.params", "16 vgg16.depth"],
    "VGG-16 має 138 мільйонів параметрів і 16 шарів.": ["138 vgg16.params", "16 vgg16.depth"],
    "VGG-16 kräver 15,5 miljarder operationer.": ["15,5 vgg16.macs"],
    # of the whole network, not of the layers named before
    "# AlexNet\n\nThree fully connected layers with 61 million parameters.": [
        "Three count(alexnet[linear])",
        "61 million alexnet.params",
    ],
    "# AlexNet\n\nWhat there is to learn in it comes to 62.4 million.": ["62.4 million alexnet.params"],  # ungrouped
    "# AlexNet\n\n网络共有8个可学习层。": ["8 alexnet.depth"],
    "# AlexNet\n\n모델은 8개의 학습된 층으로 이루어져 있다.": ["8 alexnet.depth"],
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
    "# ResNet\n\nWhat about 34 layers?",
]


@pytest.mark.parametrize("text", KNOWN)
def test_what_is_recognized(suggested: Suggested, text: str) -> None:
    assert [f"{each['printed']} {each['query']}" for each in suggested(f"{text}\n", "a.md")] == KNOWN[text]


@pytest.mark.parametrize("text", NONE)
def test_what_is_not(suggested: Suggested, text: str) -> None:
    totals = (".params", ".macs", ".flops", ".depth", ".neurons")
    assert [each for each in suggested(f"{text}\n", "a.md") if each["query"].endswith(totals)] == []


TABLES = {  # by values, where the headings say nothing that is known
    "| Ağ | n | Katman |\n|---|---|---|\n| AlexNet | 61.0 | 8 |\n| VGG16 | 138.4 | 16 |\n| ResNet50 | 25.6 | 50 |": [
        "61.0 alexnet.params", "8 alexnet.depth", "138.4 vgg16.params", "16 vgg16.depth", "25.6 resnet50.params",
        "50 resnet50.depth",
    ],
    "| | VGG16 | VGG19 | ResNet101 |\n|---|---|---|---|\n| Katman | 16 | 19 | 101 |\n| x | 15.5 | 19.6 | 7.6 |": [
        "16 vgg16.depth", "19 vgg19.depth", "101 resnet101.depth",
        "15.5 vgg16.macs", "19.6 vgg19.macs", "7.6 resnet101.macs",
    ],
    "| a | b |\n|---|---|\n| VGG16 | 138,357,544 |\n| ResNet50 | 25,557,032 |": [
        "138,357,544 vgg16.params", "25,557,032 resnet50.params",
    ],
    # one wrong of four is told; and a cell alone that just comes out
    "| a | b |\n|---|---|\n| VGG16 | 138.4 |\n| VGG19 | 143.7 |\n| ResNet50 | 25.6 |\n| AlexNet | 62.3 |": [
        "138.4 vgg16.params", "143.7 vgg19.params", "25.6 resnet50.params", "62.3 alexnet.params",
    ],
    "| a | b | c |\n|---|---|---|\n| VGG16 | 138,357,544 | x |\n| ResNet50 | 1,000 | y |": ["138,357,544 vgg16.params"],
}  # fmt: skip
NO_TABLES = [
    "| a | Top-1 |\n|---|---|\n| AlexNet | 61.0 |\n| VGG16 | 138.4 |\n| ResNet50 | 25.6 |",  # so it is said
    "| a | b |\n|---|---|\n| AlexNet | 57.2 |\n| VGG16 | 71.3 |\n| ResNet50 | 76.1 |",  # none comes out
    "| a | b |\n|---|---|\n| VGG16 | 16 |\n| ResNet50 | 70 |\n| AlexNet | 3 |",  # too few do
    "| a | b |\n|---|---|\n| VGG16 | 16 |\n| VGG19 | 19 |",  # of two, by chance
]


@pytest.mark.parametrize("text", TABLES)
def test_what_columns_and_rows_count_is_known_by_their_values(suggested: Suggested, text: str) -> None:
    assert [f"{each['printed']} {each['query']}" for each in suggested(f"{text}\n", "a.md")] == TABLES[text]


@pytest.mark.parametrize("text", NO_TABLES)
def test_columns_that_are_no_totals(suggested: Suggested, text: str) -> None:
    assert suggested(f"{text}\n", "a.md") == []


KERAS = {  # keras.applications, include_top=False: Model.count_params()
    "ResNet50": "23,587,712", "ResNet101": "42,658,176", "InceptionV3": "21,802,784", "MobileNet": "3,228,864",
    "MobileNetV2": "2,257,984", "VGG16": "14,714,688",
}  # fmt: skip


@pytest.mark.parametrize("name", KERAS)
@pytest.mark.parametrize("text", ["{} without its top has {} parameters.", "# {}\n\nWe see {} here.", "| {} | {} |"])
def test_what_keras_counts_without_the_classifier_is_told_as_that(suggested: Suggested, name: str, text: str) -> None:
    text = text.format(name, KERAS[name])
    (found,) = suggested(f"| a | b |\n|---|---|\n{text}\n" if text.startswith("|") else f"{text}\n", "a.md")
    assert found["printed"] == KERAS[name]
    assert found["reading"].endswith(f": {KERAS[name]}")
    assert "without linear layers" in found["reading"]


def test_other_classes_are_known_by_their_total(suggested: Suggested) -> None:
    (found,) = suggested("# VGG16\n\nFor cats and dogs we see 134,268,738 here.\n", "a.md")
    assert found["query"] == "vgg16@classes=2.params"


def test_cells_of_several_lines(suggested: Suggested) -> None:
    grid = """
+-----------+-----------+---------+
| Net       | GoogLeNet | AlexNet |
+===========+===========+=========+
| Number of | 22        | 8       |
| layers    |           |         |
+-----------+-----------+---------+
|           |           | 60      |
| Number of | 7 million | million |
| weights   |           |         |
+-----------+-----------+---------+
"""
    simple = """
===========  =========
Net          Number of
             layers
===========  =========
VGG16        16
(of Oxford)
===========  =========
"""
    assert [f"{each['printed']} {each['query']}" for each in suggested(grid, "a.rst")] == [
        "22 googlenet.depth", "8 alexnet.depth", "7 million googlenet.params",
    ]  # fmt: skip
    assert [f"{each['printed']} {each['query']}" for each in suggested(simple, "a.rst")] == ["16 vgg16.depth"]


def test_networks_that_have_none_of_what_a_table_counts(tmp_path: Path, inside: Any) -> None:
    (tmp_path / "p.yaml").write_text("input: {channels: 1, size: 8}\nlayers:\n  - {type: maxpool, kernel: 2}\n")
    (tmp_path / "pyproject.toml").write_text('[tool.cnnstat]\nnames = {TinyNet = "p.yaml"}\n')
    for head in ("Value", "Params", "MACs", "Size"):
        rows = "".join(f"| TinyNet | {number} |\n" for number in (25.6, 13.5, 14.5))
        (tmp_path / "a.md").write_text(f"| Net | {head} |\n|---|---|\n{rows}\n| | TinyNet |\n|---|---|\n| x | 3M |\n")
        assert inside("check", "--suggest", "a.md", cwd=tmp_path).code in (0, 1)
