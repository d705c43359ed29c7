"""``check --suggest`` on layers by their names with the sizes right behind, in chains and in lists of several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Suggested = Callable[..., list[dict[str, Any]]]

LINES = {
    "Conv1 (11×11, 96) → ReLU → MaxPool (3×3)": "conv1.kernel conv1.filters pool1.kernel",
    "FC1 (4096) → ReLU → Dropout → FC3 (1000)": "fc6.neurons fc8.neurons",
    "Conv1: 96 @ 11x11": "conv1.filters conv1.kernel",
    "Conv2 – 5x5 – 256": "conv2.kernel conv2.filters",
    "Conv3 - 384 filters, 3x3": "conv3.filters conv3.kernel",
    "Conv4: 384, 3×3, s=1, p=1": "conv4.filters conv4.kernel conv4.stride conv4.padding",
    "[13x13x384] CONV4: 384 3x3 fliters at stride 1, pad 1": (
        "conv4.output_shape conv4.filters conv4.kernel conv4.stride conv4.padding"
    ),
    "second layer(Pool1): 3x3 filters applied at stride 2": "pool1.kernel pool1.stride",
    "Conv-5: 256 filters, kernel size= 3, stride= 1": "conv5.filters conv5.kernel conv5.stride",
    "Conv-4: nums= 384, kernel size= 3, stride= 1": "conv4.filters conv4.kernel conv4.stride",
    "MaxPool-3: size= 3, stride= 2": "pool5.kernel pool5.stride",
    "Pool2: kernel: 3, stride: 2": "pool2.kernel pool2.stride",
    "Conv5: kernel = 3, stride = 2": "",
    "Pool5: 6×6×256": "pool5.output_shape",
    "FC6 (9216 → 4096)": "flatten.neurons fc6.neurons",
    "Conv3, Conv4, Conv5 계층에서 384, 384, 256개의 필터": "conv3.filters conv4.filters conv5.filters",
    "Conv3, Conv4 and Conv5 have 384, 384 and 256 filters": "conv3.filters conv4.filters conv5.filters",
    "Conv3,4,5: 384, 384, 256 filters": "conv3.filters conv4.filters conv5.filters",
    "Conv4: 100 @ 384": "",
    "Conv4 was trained for 384 hours": "",
    "Conv4: 385 filters of 3×3": "conv4.kernel",
    "Conv3, Conv4 and Conv5 have 512, 1024 and 512 maps": "",
    "(11 x 11 x 3) x 96": "conv1.weights",
}


@pytest.mark.parametrize("line", LINES)
def test_sizes_right_behind_the_name_of_a_layer(suggested: Suggested, line: str) -> None:
    found = [each["query"].removeprefix("alexnet.") for each in suggested(f"# AlexNet\n\n- {line}\n")]
    assert " ".join(found) == LINES[line]


def test_maps_with_their_side_are_those_of_the_layer(suggested: Suggested) -> None:
    found = {each["printed"]: each["query"] for each in suggested("# LeNet-5\n\n- C3: 16@10×10, S4: 16@5×5\n")}
    assert found == {"16": "lenet5.S4.channels", "10×10": "lenet5.C3.height", "5×5": "lenet5.S4.height"}


def test_lines_that_each_say_what_a_number_counts_are_apart(suggested: Suggested) -> None:
    text = "# AlexNet\n\n## Conv4\n\nNumber of filters: 384\nFilter size: 3\nStride: 1\nPadding: 1\n"
    found = [each["query"].removeprefix("alexnet.") for each in suggested(text)]
    assert found == ["conv4.filters", "conv4.kernel", "conv4.stride", "conv4.padding"]
    text = "# AlexNet\n\n## Conv2\n\nFilter size = 5\nFilters = 256\nPadding = 3\n"
    found = [each["query"].removeprefix("alexnet.") for each in suggested(text)]
    assert found == ["conv2.kernel", "conv2.filters"]
