"""``check --suggest`` on counts of blocks and of layers of several kinds, and on windows with their strides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BLOCKS = {
    "GoogLeNet has nine inception modules.": ["nine count(googlenet[inception])"],
    "GoogLeNet은 9개의 인셉션 모듈로 이루어져 있다.": ["9 count(googlenet[inception])"],
    "GoogLeNet은 Inception 모듈을 총 9번 쌓는다.": ["9 count(googlenet[inception])"],
    "GoogLeNet使用了9个Inception模块。": ["9 count(googlenet[inception])"],
    "GoogLeNet は9個のInceptionモジュールからなる。": ["9 count(googlenet[inception])"],
    "GoogLeNet usa 9 módulos Inception.": ["9 count(googlenet[inception])"],
    "MobileNet은 13개의 깊이별 분리 합성곱 블록을 쌓는다.": ["13 count(mobilenet_v1[separable])"],
    "MobileNetV2 has 17 bottleneck blocks.": ["17 count(mobilenet_v2[unit])"],
    "A ResNet-50 has 16 residual blocks: 3, 4, 6 and 3.": [
        "16 count(resnet50[bottleneck])", "3 count(resnet50.conv2[bottleneck])", "4 count(resnet50.conv3[bottleneck])",
        "6 count(resnet50.conv4[bottleneck])", "3 count(resnet50.conv5[bottleneck])",
    ],
    "ResNet-50 ends in 3 residual blocks.": [],
    "GoogLeNet begins with two inception modules.": [],
    "ResNet-18 has 3, 4, 6 and 3 blocks.": [],
    "ResNet-50 was tried with 3, 4, 6 and 3 seeds.": [],
}  # fmt: skip
KINDS = {
    "AlexNet has 2 norm, 3 max pool and 3 FC layers.": [
        "2 count(alexnet[lrn])", "3 count(alexnet[maxpool])", "3 count(alexnet[linear])",
    ],
    "AlexNet has eight layers; the first five are convolutional and the remaining three are fully-connected.": [
        "eight alexnet.depth", "five count(alexnet[conv])", "three count(alexnet[linear])",
    ],
    "AlexNet의 첫 5개 층은 합성곱, 뒤 3개 층은 전결합이다.": ["5 count(alexnet[conv])", "3 count(alexnet[linear])"],
    "AlexNet的前5层是卷积层，后3层是全连接层。": ["5 count(alexnet[conv])", "3 count(alexnet[linear])"],
    "AlexNetは最初の5層は畳み込み層、残り3層は全結合層だ。": ["5 count(alexnet[conv])", "3 count(alexnet[linear])"],
    "# AlexNet\n\n- 卷积层：5层\n- 全连接层：3层": ["5 count(alexnet[conv])", "3 count(alexnet[linear])"],
    "# AlexNet\n\nConvolution layer : 5개\nMax pooling layer : 3개\nLRN layer : 2개": [
        "5 count(alexnet[conv])", "3 count(alexnet[maxpool])", "2 count(alexnet[lrn])",
    ],
    "AlexNet이 5개의 합성곱 계층을 사용했다면, VGGNet은 더 깊다.": ["5 count(alexnet[conv])"],
    "VGG16包含了16个隐藏层（13个卷积层和3个全连接层）。": [
        "16 vgg16.depth", "13 count(vgg16[conv])", "3 count(vgg16[linear])",
    ],
    "# AlexNet\n\nDropout layers: 2": [],
    "AlexNet의 첫 3개 층은 크다.": [],
    "AlexNet has 4 norm and 3 FC layers.": ["3 count(alexnet[linear])"],
    "# ResNet\n\nA 1202-layer network was tried as well.": ["1202 resnet1202.depth"],
    "# ResNet\n\nA 1203-layer network was tried as well.": [],
}  # fmt: skip
WINDOWS = {
    "VGG-16 stacks 13 convolutional layers and 3 fully connected layers, using only 3×3 filters with stride 1 and "
    "padding 1, and 2×2 max pooling with stride 2.": [
        "13 count(vgg16[conv])", "3 count(vgg16[linear])", "3×3 vgg16.conv1_1.kernel", "1 vgg16.conv1_1.stride",
        "1 vgg16.conv1_1.padding", "2×2 vgg16.pool1.kernel", "2 vgg16.pool1.stride",
    ],
    "VGG-16首先用3×3，步幅为1的过滤器，然后用一个2×2，步幅为2的过滤器构建最大池化层。": [
        "3×3 vgg16.conv1_1.kernel", "1 vgg16.conv1_1.stride", "2×2 vgg16.pool1.kernel", "2 vgg16.pool1.stride",
    ],
    "AlexNet 第一层使用96个11×11的过滤器，步幅为4。": [
        "96 alexnet.conv1.filters", "11×11 alexnet.conv1.kernel", "4 alexnet.conv1.stride",
    ],
    "AlexNet은 11x11, 5x5, 3x3 등 다양한 크기의 필터를 사용한다.": [
        "11x11 alexnet.conv1.kernel", "5x5 alexnet.conv2.kernel", "3x3 alexnet.conv3.kernel",
    ],
    "AlexNet uses a large receptive field (11x11 with a stride of 4).": [
        "11x11 alexnet.conv1.kernel", "4 alexnet.conv1.stride",
    ],
    "VGG-16 uses 5×5, stride 2 convolutions.": [],
    "| Layer | ResNet-18 | ResNet-50 |\n|---|---|---|\n| Conv1 | 7×7, 64 | 7×7, 32 |\n"
    "| Stage2 | 2 blocks | 3 blocks |\n| Stage3 | 2 blocks | 4 blocks |\n"
    "| Stage4 | 2 blocks | 5 blocks |\n| Stage5 | 2 blocks | 3 blocks |": [
        "7×7 resnet18.conv1.kernel", "64 resnet18.conv1.filters", "2 count(resnet18.conv2[basic])",
        "2 count(resnet18.conv3[basic])", "2 count(resnet18.conv4[basic])", "2 count(resnet18.conv5[basic])",
    ],
}  # fmt: skip
SUBJECTS = {
    "# LeNet-5\n\nC1 has 6 feature maps, 156 parameters and 122,304 connections.": [
        "6 lenet5.C1.filters", "156 lenet5.C1.params", "122,304 lenet5.C1.connections",
    ],
    "# LeNet-5\n\nC1의 파라미터 수는 156개, 연결은 122,304개이다.": [
        "156 lenet5.C1.params", "122,304 lenet5.C1.connections",
    ],
    "# LeNet-5\n\nC5는 120개의 특징 맵, 48,120개의 파라미터를 가진다.": [
        "120 lenet5.C5.filters", "48,120 lenet5.C5.params",
    ],
    "# AlexNet\n\nConv1 is the first layer, 61M parameters make the whole network.": ["61M alexnet.params"],
    "Conv1 has 96 filters, and AlexNet has 61M parameters.": ["96 alexnet.conv1.filters", "61M alexnet.params"],
    "# VGG-16\n\nIt has about 138 million parameters, of which 123.6 million are in the fully connected layers.": [
        "138 million vgg16.params", "123.6 million vgg16[linear].params",
    ],
    "# GoogLeNet\n\n- Inception (3a): 256 output channels\n- inception 4e outputs 832 channels\n- FC: 1024 → 1000": [
        "256 googlenet.3a.channels", "832 googlenet.4e.channels", "1024 googlenet.flatten.neurons",
        "1000 googlenet.fc.neurons",
    ],
    "# GoogLeNet\n\n- Inception (3a): 255 output channels\n- FC: 1023 → 100": [],
    "# GoogLeNet\n\nInception 3a outputs 28×28×256.": ["28×28×256 googlenet.3a.output_shape"],
}  # fmt: skip
RATIOS = {
    "GoogLeNet uses 9x fewer parameters than AlexNet and 20 times fewer than VGG-16.": [
        "9x alexnet.params / googlenet.params", "20 vgg16.params / googlenet.params",
    ],
    "GoogLeNet tiene unas 20 veces menos parámetros que VGG-16.": ["20 vgg16.params / googlenet.params"],
    "GoogLeNet のパラメータ数は AlexNet の約9分の1である。": ["9 alexnet.params / googlenet.params"],
    "GoogLeNet tiene unas 12 veces menos parámetros que VGG-16.": ["12 vgg16.params / googlenet.params"],  # 19.8
    "GoogLeNet has 12x fewer parameters than AlexNet.": ["12x alexnet.params / googlenet.params"],  # 8.7
    'GoogLeNet claims "12x fewer parameters" than AlexNet.': [],  # a quotation
    "GoogLeNet has 18x fewer parameters than AlexNet.": [],  # twice as many as there are: something else is compared
    "GoogLeNet runs 12x faster, with fewer parameters than AlexNet.": [],
    "GoogLeNet 的参数比 AlexNet 少 12 倍。": ["12 alexnet.params / googlenet.params"],
    "GoogLeNet 的参数量是 AlexNet 的 1/12。": ["1/12 googlenet.params / alexnet.params"],
    "AlexNet needs more than 60 million parameters.": ["60 million alexnet.params"],
    "AlexNet needs more than 51 million parameters.": ["51 million alexnet.params"],
    "AlexNet needs more than 50 million parameters.": [],  # by more than a fifth: anything may be meant
    "AlexNet needs more than 61 million parameters.": [],
    "AlexNet은 6천만 개가 넘는 파라미터를 가진다.": ["6천만 alexnet.params"],
    "AlexNet有60M以上的参数。": ["60M alexnet.params"],
    "AlexNetは6000万以上のパラメータを持つ。": ["6000万 alexnet.params"],
    "ResNet-152 has more than 150 layers.": [],
    "ResNet-152 has up to 160 layers.": [],
    "AlexNet is smaller than VGG-16, which already needs 138 million parameters.": ["138 million vgg16.params"],
    "AlexNet is smaller than VGG-16 which now has 138M parameters.": ["138M vgg16.params"],
    "AlexNet is shallower than VGG-16, and has 61M parameters.": ["61M alexnet.params"],
    "# GoogLeNet\n\nWon with only 5 million parameters.": ["5 million googlenet.params"],
    "# GoogLeNet\n\nWon with only 4.6 million parameters.": [],  # by more than a half: of something else
    "# GoogLeNet\n\nWon with only 11.2 million parameters.": [],
    "# GoogLeNet\n\nWon with only 2 billion multiply-adds.": ["2 billion googlenet.macs"],
    "LeNet-5 a ~60 000 paramètres.": ["~60 000 lenet5.params"],
    "VGG-16 tem 138.357.544 parâmetros.": ["138.357.544 vgg16.params"],
    "AlexNet tiene 61,0 millones de parámetros.": ["61,0 alexnet.params"],
    "ResNet-50 hat ~25,6 Mio. Parameter vs. 138 Mio. bei VGG-16.": ["25,6 resnet50.params", "138 vgg16.params"],
    "| Modelo | Parámetros (M) | GFLOPs |\n|---|---|---|\n| ResNet-50 | 25,6 | 3,9 |\n| VGG-16 | 138,4 | 15,5 |\n"
    "| AlexNet | 61,0 | 0,7 |": [
        "25,6 resnet50.params", "3,9 resnet50.macs", "138,4 vgg16.params", "15,5 vgg16.macs", "61,0 alexnet.params",
        "0,7 alexnet.macs",
    ],
    "| Modelo | Parámetros |\n|---|---|\n| ResNet-50 | 25.557.032 |\n| VGG-16 | 138 357 544 |": [
        "25.557.032 resnet50.params", "138 357 544 vgg16.params",
    ],
    "| 모델 | 가중치 층 | 파라미터 |\n|---|---|---|\n| VGGNet | 11~19 | 133~144M |\n| ResNet | 18~152 | 12~60.2M |": [
        "11 vgg11.depth", "19 vgg19.depth", "133 vgg11.params", "144M vgg19.params", "18 resnet18.depth",
        "152 resnet152.depth", "12 resnet18.params", "60.2M resnet152.params",
    ],
    "| Model | #Parameters |\n|---|---|\n| AlexNet | ~61 millions |": ["~61 alexnet.params"],
    "| Model | Params |\n|---|---|\n| MobileNet V1 $\\times$ 0.35 | 0.766M |": [
        "0.766M mobilenet_v1@width=0.35.params",
    ],
    "0.5× MobileNet V1 has 1.33M parameters.": ["1.33M mobilenet_v1@width=0.5.params"],
    "# AlexNet\n\n```\nConv parameters: 3.7M\nFC parameters: 58.6M\nTotal: 61M\n```": [
        "3.7M alexnet-ungrouped[conv].params", "58.6M alexnet[linear].params", "61M alexnet.params",
    ],
    "# VGG-16\n\nTOTAL parameters: 138M x 4 bytes": ["138M vgg16.params"],
    "# AlexNet\n\nParameters\n\n~60 million\n\nImages\n\n61M": ["~60 million alexnet.params"],
    "# AlexNet\n\n**Parámetros**\n\n61M": ["61M alexnet.params"],
    "# AlexNet\n\nParameters\n\nWe like 61M.": ["61M alexnet.params"],
    "# AlexNet\n\nParameters\n\nWe like 62M.": [],
    "# AlexNet\n\nIts 7 parameters\n\n61M": [],
    "We evaluate residual nets with a depth of up to 152 layers.": ["152 resnet152.depth"],
    "ResNet: até 152 camadas": ["152 resnet152.depth"],
    "ResNet은 최대 152개의 층을 가진다.": ["152 resnet152.depth"],
    "ResNet-50 for cats and dogs has 23,512,130 parameters.": ["23,512,130 resnet50@classes=2.params"],
    "ResNet-50 for cats and dogs has 23,512,131 parameters.": ["23,512,131 resnet50.params"],
    "MobileNetV2 has 2,270,794 parameters.": [
        "2,270,794 mobilenet_v2@classes=10.params + mobilenet_v2@classes=10.buffers",
    ],
    "# AlexNet\n\n```\nTotal params: 58,322,314\n```": ["58,322,314 alexnet-ungrouped@classes=10.params"],
    "| Model | Size |\n|---|---|\n| ResNet-50 | 25.6M |\n| ResNet-18 | 11.7M |\n| VGG-16 | 138.4M |\n"
    "| Inception v3 | 23.9M |": [
        "25.6M resnet50.params", "11.7M resnet18.params", "138.4M vgg16.params", "23.9M inception_v3.params",
    ],
    "| Model | Size |\n|---|---|\n| ResNet-50 | 25.6M |\n| ResNet-18 | 45M |\n| VGG-16 | 138.4M |\n": [
        "25.6M resnet50.params", "138.4M vgg16.params",
    ],
    "| Model | Params(M) |\n|---|---|\n| `resnet50_8xb256-rsb-a1-600e_in1k` | 25.56 |": ["25.56 resnet50.params"],
    "MobileNet-V2 140 has 6.1M params.": ["6.1M mobilenet_v2@width=1.4.params"],
    "MobileNet-V2 140 epochs, 3.5M params.": ["3.5M mobilenet_v2.params"],
    "6.1M param MobileNet-V2 140 @ 76.5%": ["6.1M mobilenet_v2@width=1.4.params"],
}  # fmt: skip
TABLES = {
    "# AlexNet\n\n| layer | stride | kernel size | output | params |\n|---|---|---|---|---|\n"
    "| conv1 | 4 | (11, 11) | 55×55×96 | (11*11)*3*96 + 96 = 34944 |\n"
    "| pool1 | 2 | (3, 3) | 27×27×96 | 0 |\n"
    "| conv3 | 1 | (3, 3) | 13×13×384 | (3*3)*256*384 + 384 = 885121 |\n": [
        "4 alexnet.conv1.stride", "11, 11 alexnet.conv1.kernel", "55×55×96 alexnet.conv1.output_shape",
        "34944 alexnet.conv1.params", "2 alexnet.pool1.stride", "3, 3 alexnet.pool1.kernel",
        "27×27×96 alexnet.pool1.output_shape", "1 alexnet.conv3.stride", "3, 3 alexnet.conv3.kernel",
        "13×13×384 alexnet.conv3.output_shape", "885121 alexnet.conv3.params",
    ],
}  # fmt: skip
EVERY = {**BLOCKS, **KINDS, **WINDOWS, **SUBJECTS, **RATIOS, **TABLES}


@pytest.mark.parametrize("text", EVERY, ids=[str(at) for at in range(len(EVERY))])
def test_what_is_told(suggested: Callable[..., list[dict[str, Any]]], text: str) -> None:
    found = suggested(f"{text}\n", "a.md")
    assert [f"{each['printed']} {each['query']}" for each in found] == EVERY[text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# VGG-16\n\nIl a 13 couches de convolution et 3 fully-connected.\n", ["13", "3"]),
        ("# VGG-16\n\n13层卷积,3层全连接\n", ["13", "3"]),
        (
            "# AlexNet\n\nOcho capas: cinco convolucionales y tres completamente conectadas.\n",
            ["Ocho", "cinco", "tres"],
        ),
        ("# AlexNet\n\nfünf Faltungsschichten und drei vollständig verbundene Schichten\n", ["fünf", "drei"]),
        ("# AlexNet\n\nfünf Faltungsschichten und vier vollständig verbundene Schichten\n", ["fünf"]),
    ],
)
def test_counts_of_two_kinds_in_other_languages(text: str, expected: list[str], suggested: Any) -> None:
    assert [each["printed"] for each in suggested(text, "a.md")] == expected


def test_mathematics_in_a_line_between_dollars_and_backticks(suggested: Any, inside: Any, tmp_path: Path) -> None:
    text = (
        "# VGG-16\n\nOnly $`3\\times3`$ convolutions, $`2 \\times 2`$ max pooling, $`138`$ million parameters, `x`$.\n"
    )
    found = {each["printed"]: each["query"] for each in suggested(text, "a.md")}
    assert found["3\\times3"] == "vgg16.conv1_1.kernel"
    assert found["2 \\times 2"] == "vgg16.pool1.kernel"
    inside("check", "--suggest", "--fix", "a.md", cwd=tmp_path)
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == text  # where no mark can stand
