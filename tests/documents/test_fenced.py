"""``check --suggest`` on prose in blocks of code, and on equations that reckon out the counts of a layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Reader = Callable[..., dict[str, str]]


@pytest.fixture
def told(suggested: Callable[..., list[dict[str, Any]]]) -> Reader:
    """What is said of a document: by line and figure, the query, with the reading that it has."""

    def of(text: str, name: str = "a.md") -> dict[str, str]:
        return {
            f"{each['line']}:{each['printed']}": f"{each['query']}{' *' if each['reading'] else ''}"
            for each in suggested(text, name)
        }

    return of


LABELS = """# Two networks

**VGG-16 in short:**
```
Layers: 13 conv, 3 FC
Filters: 64 → 128 → 256 → 512
Parameters: 138M (2.3× AlexNet)
Pooling: Max (2×2)
Batches: 32 → 64 → 100
```
"""


def test_labels_and_values_below_a_line_that_names_the_network(told: Reader) -> None:
    assert told(LABELS) == {
        "5:13": "count(vgg16[conv])", "5:3": "count(vgg16[linear])", "6:64": "vgg16.conv1_1.filters",
        "6:128": "vgg16.conv2_1.filters", "6:256": "vgg16.conv3_1.filters", "6:512": "vgg16.conv4_1.filters",
        "7:138M": "vgg16.params", "7:2.3×": "vgg16.params / alexnet.params", "8:2×2": "vgg16.pool1.kernel",
    }  # fmt: skip


def test_names_in_a_block_begin_the_lines_of_their_networks(told: Reader) -> None:
    text = (
        "# Notes\n\n```text\nAlexNet (2012)\n  Layers: 5 conv, 3 FC\n\nVGG-16:\n  Params: 138M\n  13 conv, 3 FC\n```\n"
    )
    assert told(text) == {
        "5:5": "count(alexnet[conv])", "5:3": "count(alexnet[linear])", "8:138M": "vgg16.params",
        "9:13": "count(vgg16[conv])", "9:3": "count(vgg16[linear])",
    }  # fmt: skip


def test_counts_and_shares_of_the_layers_of_a_kind(told: Reader) -> None:
    text = "## VGG-16\n\n```\nConv layers:   14.7M (11%)\nFC layers:    123.6M (89%)\nConv layers:   14.9M (17%)\n```\n"
    assert told(text) == {
        "4:14.7M": "vgg16[conv].params", "4:11%": "share(vgg16[conv].params)", "5:123.6M": "vgg16[linear].params",
        "5:89%": "share(vgg16[linear].params)",
    }  # fmt: skip
    found = told("## AlexNet\n\n- Conv layers: 3.7M (6%)\n")
    assert found == {"3:3.7M": "alexnet-ungrouped[conv].params", "3:6%": "share(alexnet-ungrouped[conv].params)"}


TABLE = """# Costs

```
                 AlexNet      VGG-16      ResNet-50
                    |            |            |
Top-1 accuracy:    57%          71%          76%
Parameters:        61M          138M         25.6M
MACs:             0.72G        15.5G         9.9G
```
"""


def test_tables_that_blanks_draw_with_networks_as_headings(told: Reader) -> None:
    assert told(TABLE) == {
        "7:61M": "alexnet.params", "7:138M": "vgg16.params", "7:25.6M": "resnet50.params", "8:0.72G": "alexnet.macs",
        "8:15.5G": "vgg16.macs", "8:9.9G": "resnet50.macs",
    }  # fmt: skip


LONG = """# Counting

**AlexNet conv1**
```
Parameters = (11 × 11 × 3 × 96) + 96
           = 34,848 + 96
           = 34,944 parameters (~35K)
```

Of AlexNet:

```
MACs = 55 × 55 × 96 × 363
     = 105,415,200
```
"""


def test_equations_that_go_on_over_lines(told: Reader) -> None:
    assert told(LONG) == {
        "6:34,848": "alexnet.conv1.weights", "7:34,944": "alexnet.conv1.params", "7:35K": "alexnet.conv1.params",
        "14:105,415,200": "alexnet.conv1.macs",
    }  # fmt: skip


def test_display_mathematics_below_the_network(told: Reader) -> None:
    text = "# AlexNet\n\nFC-1:\n\n$$W=6^{2}\\times 256\\times 4096=37,748,736 \\\\ B=4096 \\\\ P=W+B=37,752,832$$\n"
    assert told(text) == {
        "5:37,748,736": "alexnet.fc6.weights", "5:4096": "alexnet.fc6.biases", "5:37,752,832": "alexnet.fc6.params",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "P = 11 × 11 × 3 × 64 + 64 = 23,296", "batches = 32 × 1,000 = 32,000", "= 4,096", "64 × 64 = 4,096",
    ],
)  # fmt: skip
def test_of_equations_that_no_layer_explains_nothing_is_said(told: Reader, line: str) -> None:
    assert told(f"# AlexNet\n\n```\n{line}\n```\n") == {}


def test_what_is_flattened(told: Reader) -> None:
    text = "# VGG-16\n\n```\nFlatten: 7×7×512 = 25,088 values\n```\n"
    assert told(text) == {"4:7×7×512": "vgg16.pool5.output_shape", "4:25,088": "vgg16.pool5.neurons"}


def test_printed_layers_of_a_variant(told: Reader) -> None:
    lines = [
        "Layer (type)  Output Shape  Param #", "Conv2d-1  [-1, 96, 55, 55]  34,944",
        "Conv2d-5  [-1, 256, 27, 27]  614,656", "Conv2d-9  [-1, 384, 13, 13]  885,120",
        "Conv2d-11  [-1, 384, 13, 13]  1,327,488",
    ]  # fmt: skip
    found = told("# AlexNet\n\n```\n" + "\n".join(lines) + "\n```\n")
    assert found["6:614,656"] == "alexnet-ungrouped.conv2.params"


LINES = """# LeNet-5

```
C1: Conv (6 filters, 5×5)
    Output: 28×28×6
    ↓
S2: Average pooling (2×2)
    ↓
C5: Conv (120 filters, 5×5)
    → Output: 1×1×120
Elsewhere: 9×9×7
```
"""


def test_lines_that_begin_with_a_layer_and_those_below_them_are_about_it(told: Reader) -> None:
    assert told(LINES) == {
        "4:6": "lenet5.C1.filters", "4:5×5": "lenet5.C1.kernel", "5:28×28×6": "lenet5.C1.output_shape",
        "7:2×2": "lenet5.S2.kernel", "9:120": "lenet5.C5.filters", "9:5×5": "lenet5.C5.kernel",
        "10:1×1×120": "lenet5.C5.output_shape",
    }  # fmt: skip


def test_pooling_in_a_line_below_a_convolution_is_a_layer_of_its_own(told: Reader) -> None:
    text = "# AlexNet\n\n```\nConv5: 256 filters (3×3)\n    → MaxPooling (3×3, stride=2)\n```\n"
    found = told(text)
    assert (found["4:3×3"], found["5:3×3"]) == ("alexnet.conv5.kernel", "alexnet.pool1.kernel")
