"""``check --suggest`` on windows and filters of a whole network in sentences, and those of networks in general."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Suggested = Callable[..., list[dict[str, Any]]]

SENTENCES = {
    "vgg16: 모든 Conv layer는 3x3filter를 쓰고 1stride, 1pad이다.": "conv1_1.kernel conv1_1.stride conv1_1.padding",
    "vgg16: Sub-Sampling은 2x2 Max Pooling을 2stride로 한다.": "pool1.kernel pool1.stride",
    "vgg16: The number of filters grows from 64 to 512.": "conv1_1.filters conv4_1.filters",
    "vgg16: 卷积核的数目由较浅组的64增多到最深组的512。": "conv1_1.filters conv4_1.filters",
    "vgg16: El número de filtros aumenta de 64 a 512.": "conv1_1.filters conv4_1.filters",
    "vgg16: Die Zahl der Kanäle wächst von 64 auf 512.": "conv1_1.filters conv4_1.filters",
    "vgg16: The batch size grows from 64 to 512.": "",
    "vgg16: The number of filters grows from 64 to 1024.": "",
    "googlenet: 7x7x1024를 1x1x1024로 만들었다.": "5b.concat.output_shape pool5.output_shape",
    "googlenet: 1x1, 3x3, 5x5 convolution을 조합한다.": "3a.1x1.kernel 3a.3x3.kernel 3a.5x5.kernel",
    "googlenet: 图(b)引入1x1卷积层进行降维。": "conv2_reduce.kernel",
    "googlenet: What is lost by a 1x1 conv that reduces dimensions?": "",
    "googlenet: At the end a 1x1 conv is used.": "",
    "alexnet: 커널 크기를 P로 대체하고 P=0으로 설정하면 동일한 수식이 된다.": "",
    "alexnet: By the formula with S = 4 the output shrinks.": "",
    "alexnet: 卷积核大小一般为`3 * 3`或者`5 * 5`，但是在AlexNet里面还用到了比较大的`11 * 11`。": "conv1.kernel",
    "alexnet: Das Bild ist 227 Pixel hoch und breit und hat 3 Kanäle (RGB).": "input.height input.channels",
    "alexnet: The input is an RGB image with 3 channels.": "input.channels",
    "alexnet: 227x227 크기의 RGB 3 channel image를 input으로 사용": "input.height input.channels",
    "alexnet: 原始的RGB3个通道-> 96 -> 256 -> 384": "input.channels conv1.filters conv2.filters conv3.filters",
    "alexnet: An RGB image has 3 channels.": "",
    "alexnet: The input is a grayscale image with 1 channel.": "",
    "alexnet: The logo is 100 pixels wide.": "",
    "alexnet: 보통 5*5 나 3*3 같은 필터를 쓴다.": "",
}


@pytest.mark.parametrize("line", SENTENCES)
def test_windows_and_filters_in_sentences(suggested: Suggested, line: str) -> None:
    network, _, sentence = line.partition(": ")
    title = {"vgg16": "VGG-16", "googlenet": "GoogLeNet", "alexnet": "AlexNet"}[network]
    found = [each["query"].removeprefix(f"{network}.") for each in suggested(f"# {title}\n\n- {sentence}\n")]
    assert " ".join(found) == SENTENCES[line]


def test_layers_of_a_network_that_the_catalog_has_not_are_not_those_of_one_it_has(suggested: Suggested) -> None:
    text = "# CNNs\n\n## AlexNet\n\nIt has eight layers.\n\n## ZFNet\n\n- Conv3,4,5: no 384, 384, 256 filters\n"
    assert [each["line"] for each in suggested(text)] == [5]
