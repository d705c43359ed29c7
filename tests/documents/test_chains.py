"""Layers one behind the other by their kinds, with their sizes: all of them are a network's, or nothing is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Suggested = Callable[..., list[dict[str, Any]]]

ROWS = {
    "# LeNet-5\n\n- 구조: Conv(6, 5×5) → AvgPool → Conv(16, 5×5) → AvgPool → FC(120) → FC(84) → 출력(10).": [
        "6 C1.filters", "5×5 C1.kernel", "16 C3.channels", "5×5 C3.kernel", "120 C5.filters", "84 F6.neurons",
        "10 output.neurons",
    ],
    "# AlexNet\n\nConv(96,11×11,s=4) → MaxPool → Conv(256,5×5,same) → Conv 여러 개 → FC(4096)×2 → Softmax(1000).": [
        "96 conv1.filters", "11×11 conv1.kernel", "4 conv1.stride", "256 conv2.filters", "5×5 conv2.kernel",
        "4096 fc6.neurons", "1000 fc8.neurons",
    ],
    "# VGG-16\n\nIt is [Conv64×2 → Pool] → [Conv128×2 → Pool] → [Conv256×3 → Pool] → FC 4096 → FC 1000.": [
        "64 conv1_1.filters", "128 conv2_1.filters", "256 conv3_1.filters", "4096 fc6.neurons", "1000 fc8.neurons",
    ],
    "# ResNet-50\n\n입력 224×224×3 -> 7×7 conv (64ch, stride=2) -> 3×3 max pooling (stride=2) -> fc(1000), all 3.": [
        "224×224×3 input_shape", "7×7 conv1.kernel", "64 conv1.filters", "2 conv1.stride", "3×3 pool1.kernel",
        "2 pool1.stride", "1000 fc.neurons",
    ],
    "# VGG-16\n\n- **Block 1:** Conv 64 → Conv 64 → MaxPool 2×2": [
        "64 conv1_1.filters", "64 conv1_2.filters", "2×2 pool1.kernel",
    ],
}  # fmt: skip
NO_ROWS = [
    "# LeNet-5\n\nConv(8, 5×5) → AvgPool → Conv(16, 5×5) → FC(120) → FC(84)",  # the first has six
    "# LeNet-5\n\nFC(84) → AvgPool → Conv(16, 5×5) → Conv(6, 5×5)",  # in another order
    "# LeNet-5\n\nConv(6, 7×7) → AvgPool → FC(84)",  # of another kernel
    "# VGG-16\n\nFC(4096)×4 → FC(1000) → softmax",  # two follow one another
    "# LeNet-5\n\nConv → AvgPool → Conv(6)",  # a single size may be anything's
]


@pytest.mark.parametrize("text", ROWS)
def test_sizes_of_layers_in_their_order(suggested: Suggested, text: str) -> None:
    found = [f"{each['printed']} {each['query'].partition('.')[2]}" for each in suggested(f"{text}\n", "a.md")]
    assert found == ROWS[text]


@pytest.mark.parametrize("text", NO_ROWS)
def test_rows_of_other_layers(suggested: Suggested, text: str) -> None:
    alone = ("C3.kernel", "C1.kernel", "fc8.neurons", "C5.neurons", "F6.neurons")  # which other words name
    found = [each["query"].partition(".")[2] for each in suggested(f"{text}\n", "a.md")]
    assert [each for each in found if each not in alone] == []
