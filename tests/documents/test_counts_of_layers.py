"""How many layers networks have, and how many of each kind, as people of several languages say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CONV, LINEAR = "count(alexnet[conv])", "count(alexnet[linear])"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# AlexNet\n\n前5层由卷积层组成，而剩下的3层为全连接层。", [("5", CONV), ("3", LINEAR)]),
        ("# AlexNet\n\n前5层都是卷积层，后3层均为全连接层。", [("5", CONV), ("3", LINEAR)]),
        ("VGG16は畳み込みが13層、全結合層が3層の合計16層からなる。",
         [("13", "count(vgg16[conv])"), ("3", "count(vgg16[linear])"), ("16", "vgg16.depth")]),
        ("VGG16は畳み込みが12層、全結合層が2層である。", []),
        ("# AlexNet\n\n합성곱층이 5개, 풀링층이 3개", [("5", CONV), ("3", "count(alexnet[maxpool])")]),
        ("# VGG\n\nAlexNet의 8 계층에서, 계층수를 16, 19계층으로 늘렸습니다.",
         [("8", "alexnet.depth"), ("16", "vgg16.depth"), ("19", "vgg19.depth")]),
        ("Models went from 8 layers in AlexNet to 16 to 19 layers in VGGNet.",
         [("8", "alexnet.depth"), ("16", "vgg16.depth"), ("19", "vgg19.depth")]),
        ("# VGG\n\n네트워크의 깊이를 16에서 19로 깊게 쌓았다.", [("16", "vgg16.depth"), ("19", "vgg19.depth")]),
        ("# VGG\n\nThe depth was raised from 16 to 20.", []),
        ("# ResNet\n\n50、101、152层网络", [(each, f"resnet{each}.depth") for each in ("50", "101", "152")]),
        ("# ResNet\n\nAté 152 camadas.", [("152", "resnet152.depth")]),
        ("# ResNet\n\nUp to 152 layers.", [("152", "resnet152.depth")]),
        ("ResNet-50 has up to 152 layers.", []),
        ("# ResNet\n\nThe 56-layer model has a larger training error than the 20-layer one.", []),
        ("# ResNet on CIFAR-10\n\nThe 56-layer model.", [("56", "resnet56.depth")]),
        ("# ResNet\n\nA 1202-layer network.", [("1202", "resnet1202.depth")]),
        ("GoogLeNet은 이전의 모델 (~10 layers)에 비해 깊다 (22 layers).", [("22", "googlenet.depth")]),
        ("GoogLeNet is deeper than previous models (8 layers): it has 22 layers.", [("22", "googlenet.depth")]),
        ("GoogLeNet hat 22 Schichten, frühere Netze nur 8 Schichten.", [("22", "googlenet.depth")]),
        ("VGG-16 a 16 couches.", [("16", "vgg16.depth")]),
    ],
)  # fmt: skip
def test_sentences(
    text: str, found: list[tuple[str, str]], suggested: Callable[..., list[dict[str, Any]]]
) -> None:  # fmt: skip
    said = [(each["printed"].removeprefix("~"), each["query"]) for each in suggested(f"{text}\n")]
    assert [each for each in said if not each[1].endswith(("kernel", "name"))] == found
    assert not any(", but" in each["problem"] for each in suggested(f"{text}\n"))


@pytest.mark.parametrize(
    "head",
    [
        "| Modelo | Camadas convolucionais | Camadas de pooling | Camadas totalmente conectadas |",
        "| 模型 | 卷积层 | 池化层数 | 全连接层数量 |",
        "| Netz | Anzahl der Faltungsschichten | Pooling-Schichten | Vollständig verbundene Schichten |",
        "| Network | No. of conv layers | Pooling layers | FC layers |",
    ],
)
def test_columns(head: str, suggested: Callable[..., list[dict[str, Any]]]) -> None:
    found = suggested(f"{head}\n|---|---|---|---|\n| AlexNet | 5 | 3 | 3 |\n")
    assert [each["query"] for each in found] == [CONV, "count(alexnet[maxpool])", LINEAR]
