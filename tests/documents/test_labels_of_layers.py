"""``check --suggest`` on layers that are named above their sizes, and on sizes that explain each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Reader = Callable[..., dict[str, str]]


@pytest.fixture
def told(suggested: Callable[..., list[dict[str, Any]]]) -> Reader:
    """What is said of a document: by line and figure, the query."""

    def of(text: str, name: str = "a.md") -> dict[str, str]:
        return {f"{each['line']}:{each['printed']}": each["query"] for each in suggested(text, name)}

    return of


ABOVE = """# LeNet-5

<b>Layer 1 C1</b>:
- It has 6 feature maps.
- A 5x5 filter is used.

<b>Layer 2 S2</b>:
- A 2x2 filter is used.

#### F6

There are 84 units.

- [C3]
    - filter: 5x5
"""


def test_layers_named_above_lists_in_headings_and_in_items(told: Reader) -> None:
    assert told(ABOVE) == {
        "4:6": "lenet5.C1.filters", "5:5x5": "lenet5.C1.kernel", "8:2x2": "lenet5.S2.kernel",
        "12:84": "lenet5.F6.neurons", "15:5x5": "lenet5.C3.kernel",
    }  # fmt: skip


def test_names_of_layers_are_no_figures_and_end_with_their_lists(told: Reader) -> None:
    assert told("# LeNet-5\n\n**Layer 7 F7**:\n- It puts out the classes.\n") == {}
    found = told("# AlexNet\n\nLayer Conv4:\n\n- It has 384 filters.\n\nNext:\n\nIt has 384 filters.\n")
    assert found == {"5:384": "alexnet.conv4.filters", "9:384": "alexnet.conv3.filters"}


NESTED = """# AlexNet

- Conv4:
  - Conv5:
    - 256 filters
  - 384 filters
- Layers:
  - 384 filters
"""


def test_a_name_of_a_layer_is_over_where_the_items_below_it_end(told: Reader) -> None:
    """The one above it then speaks again, until its own items end; without any, the first layer that fits is meant."""
    assert told(NESTED) == {
        "5:256": "alexnet.conv5.filters", "6:384": "alexnet.conv4.filters", "8:384": "alexnet.conv3.filters",
    }  # fmt: skip


def test_an_item_that_says_more_is_no_name_of_a_layer(told: Reader) -> None:
    found = told("# LeNet-5\n\n- Convolution Layer 3개 사용\n- 중간에 Average Pooling Layer 2개 사용\n")
    assert found == {"3:3": "count(lenet5[conv])", "4:2": "count(lenet5[subsample])"}


def test_sizes_before_the_name_of_a_layer_and_those_of_others_below_it(told: Reader) -> None:
    assert told("# AlexNet\n\n- [27 * 27 * 256] CONV2\n") == {"3:27 * 27 * 256": "alexnet.conv2.output_shape"}
    found = told("# LeNet-5\n\n## 6. F6\n\nThe 120 neurons go to 84 neurons.\n")
    assert found == {"5:120": "lenet5.C5.neurons", "5:84": "lenet5.F6.neurons"}


def test_a_layer_named_above_is_not_the_one_of_a_figure_of_a_whole_network(told: Reader) -> None:
    found = told("# AlexNet\n\n## Conv1\n\nAlexNet has 62,378,344 parameters. The stride is 4.\n")
    assert found == {"5:62,378,344": "alexnet.params", "5:4": "alexnet.conv1.stride"}


RECKONED = """# LeNet-5

For the first convolutional layer: input channels = 1, output channels = 6
Number of parameters = (1 x 6 x 5 x 5) + 6 = 156

For the second convolutional layer: input channels = 6, output channels = 16
Number of parameters = (6 x 16 x 5 x 5) + 16 = {}

Third fully connected layer: number of parameters = (84 x 10) + 10 = 850
"""


def test_results_of_equations_are_of_the_quantity_before_and_of_variants(told: Reader) -> None:
    found = told(RECKONED.format(2416))
    assert found["4:156"] == "lenet5.C1.params"
    assert found["7:2416"] == "lenet5-d2l.C3.params"
    assert found["9:850"] == "lenet5-d2l.output.params"
    assert not any(each.startswith("7:2417") for each in told(RECKONED.format(2417)))


@pytest.mark.parametrize("said", ["1×1, 3×3, 5×5", "1x1, 3x3 and 5x5", "1×1 / 3×3 / 5×5"])
def test_kernels_of_one_block(said: str, told: Reader) -> None:
    found = told(f"# GoogLeNet\n\nIt puts {said} convolutions side by side.\n")
    names = ["googlenet.3a.1x1.kernel", "googlenet.3a.3x3.kernel", "googlenet.3a.5x5.kernel"]
    assert list(found.values()) == names
    assert told(f"# VGG-16\n\nOthers put {said} convolutions side by side.\n").keys() <= {"3:3×3", "3:3x3"}


def test_layers_of_kinds_that_a_variant_has(told: Reader) -> None:
    assert told("# LeNet-5\n\nIt has 2 convolutional layers and 3 FC layers.\n") == {
        "3:2": "count(lenet5-d2l[conv])", "3:3": "count(lenet5-d2l[linear])",
    }  # fmt: skip


def test_korean_words_between_a_figure_and_what_it_counts(told: Reader) -> None:
    assert told("# GoogLeNet\n\nGoogLeNet은 약 15.8억 번의 곱셈-덧셈 연산을 한다.\n") == {
        "3:약 15.8억": "googlenet.macs",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("VGG comes with 11, 13, 16 or 19 layers", "11 13 16 19"),
        ("## ResNet\n\n18, 34, 50, 101 and 152 layers were trained", "18 34 50 101 152"),
        ("VGG는 11개, 16개, 19개 등의 layer를 쓴다", "11 16 19"),
        ("VGG has 17~19 layers", ""),
    ],
)
def test_depths_of_a_family(said: str, figures: str, told: Reader) -> None:
    found = {each.partition(":")[2]: query for each, query in told(f"# Networks\n\n{said}.\n").items()}
    family = "resnet" if "ResNet" in said else "vgg"
    depths = {each: f"{family}{each}.depth" for each in figures.split()}
    assert {each: query for each, query in found.items() if each in depths or not depths} == depths


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ("VGG-16 has 138 millions parameters", "138"),
        ("VGG-16 tem 138 milhões de parâmetros", "138"),
        ("VGG-16 ha 138 milioni di parametri", "138"),
        ("VGG-16 tem 16 camadas", "16"),
    ],
)
def test_words_of_other_languages(said: str, figure: str, told: Reader) -> None:
    query = "vgg16.depth" if figure == "16" else "vgg16.params"
    assert told(f"# A page\n\n{said}.\n") == {f"3:{figure}": query}


def test_kernels_before_strides(told: Reader) -> None:
    assert told("# AlexNet\n\nFirst a convolutional layer, 11\\*11 stride of 4.\n") == {
        "3:11\\*11": "alexnet.conv1.kernel", "3:4": "alexnet.conv1.stride",
    }  # fmt: skip


def test_exact_totals_in_another_convention_of_a_network_that_is_named_in_short(told: Reader) -> None:
    table = "| Model | Params |\n|---|---|\n| MobileNet | {} |\n"
    assert told(table.format("4,253,864")) == {"3:4,253,864": "mobilenet_v1.params"}
    assert told(table.format("4,253,865")) == {}


KOREAN = """# AlexNet

- Conv-1: 11*11 크기의 커널 96개, stride=4, padding=0
- MaxPool-1: stride 2, 3*3 max pooling layer
- FC-2: 4096개의 fully connected layer
- Conv-1의 출력은 MaxPool-1을 거치며 55x55x96에서 27x27x96으로 변환됨
- MaxPool-2는 stride 2, 사이즈는 3*3
- 전체 커널 개수 $N=96$
- 3개의 완전 연결층(fully connected layer)
"""


def test_korean_lists_of_layers(told: Reader) -> None:
    assert told(KOREAN) == {
        "3:11*11": "alexnet.conv1.kernel", "3:96": "alexnet.conv1.filters", "3:4": "alexnet.conv1.stride",
        "3:0": "alexnet.conv1.padding", "4:2": "alexnet.pool1.stride", "4:3*3": "alexnet.pool1.kernel",
        "5:4096": "alexnet.fc7.neurons", "6:55x55x96": "alexnet.conv1.output_shape",
        "6:27x27x96": "alexnet.pool1.output_shape", "7:2": "alexnet.pool2.stride", "7:3*3": "alexnet.pool2.kernel",
        "8:96": "alexnet.conv1.filters", "9:3": "count(alexnet[linear])",
    }  # fmt: skip


def test_a_korean_item_that_compares_does_not_begin_a_list_about_the_other_network(told: Reader) -> None:
    text = "### VGG-16\n\n- AlexNet보다 깊다\n- 가중치를 가진 층 16개로 구성\n  - 합성곱층 13개\n"
    assert told(text) == {"4:16": "vgg16.depth", "5:13": "count(vgg16[conv])"}


def test_lists_of_all_layers_of_a_kind(told: Reader) -> None:
    found = told("# AlexNet\n\n- kernels [11, 5, 3, 3, 3]\n- strides [4, 1, 1, 1, 1]\n- units [4096, 4096, 1000]\n")
    assert found == {
        "3:11": "alexnet.conv1.kernel", "3:5": "alexnet.conv2.kernel", "3:3": "alexnet.conv5.kernel",
        "4:4": "alexnet.conv1.stride", "4:1": "alexnet.conv5.stride", "5:4096": "alexnet.fc7.neurons",
        "5:1000": "alexnet.fc8.neurons",
    }  # fmt: skip
    found = told("# AlexNet\n\n- filters: [96, 256, 384, 384, 256]\n- 96 > 256 > 384\n")
    assert found["3:256"] == "alexnet.conv5.filters"
    assert found["4:384"] == "alexnet.conv3.filters"


@pytest.mark.parametrize(
    "line",
    ["kernels [11, 5, 5, 3, 3]", "strides [4, 2, 1, 1, 1]", "see [11, 5, 3]", "sizes [96, 256, 384]", "96 > 95 > 11"],
)
def test_lists_that_are_not_those_of_all_layers(told: Reader, line: str) -> None:
    assert told(f"# AlexNet\n\n- {line}\n") == {}


def test_exact_counts_of_layers_in_order(told: Reader) -> None:
    found = told("# AlexNet\n\n- Conv-3/4/5는 각각 885,120/1,327,488/884,992개의 parameter를 가진다\n")
    assert found == {
        "3:885,120": "alexnet-ungrouped.conv3.params", "3:1,327,488": "alexnet-ungrouped.conv4.params",
        "3:884,992": "alexnet-ungrouped.conv5.params",
    }  # fmt: skip
    assert told("# AlexNet\n\n- Conv-3/4/5는 각각 885,120/1,327,489/884,992개\n") == {}


def test_counts_and_shapes_that_stand_alone_below_a_layer_are_its_own(told: Reader) -> None:
    assert told("# AlexNet\n\n## Conv1\n\n- 96개.\n- 크기 11×11\n- 97개.\n\n## 결과\n\n- 384개.\n") == {
        "5:96": "alexnet.conv1.filters", "6:11×11": "alexnet.conv1.kernel",
    }  # fmt: skip


def test_filters_of_a_size_are_no_maps_of_it(told: Reader) -> None:
    assert told("# VGG\n\n3개의 3x3 필터는 한 개의 7x7 필터와 같은 영역을 본다.\n") == {"3:3x3": "vgg16.conv1_1.kernel"}
    found = told("# AlexNet\n\nThe first layer puts out 96 feature maps of 55×55.\n")
    assert found == {"3:96": "alexnet.conv1.filters", "3:55×55": "alexnet.conv1.height"}


def test_a_letter_may_stand_between_layers_and_how_many_they_are(told: Reader) -> None:
    found = told("# AlexNet\n\n- Convolutional layer(C) 5개와 Fully-Connected layer(F) 3개로 구성\n")
    assert found == {"3:5": "count(alexnet[conv])", "3:3": "count(alexnet[linear])"}


PLAIN = """LeNet-5 - A Classic CNN

First Layer  -  C1, convolution layer

Filter size = 5

Padding = 0

num Feature map = 6

Words about it.

param : 156

Second Layer  -  S2, pooling layer - average

Filter Channel = 6

Filter size = 2

Results:

Filter size = 5
"""


def test_a_paragraph_that_is_a_layers_name_is_a_heading_up_to_the_next_one_or_a_colon(told: Reader) -> None:
    assert told(PLAIN) == {
        "5:5": "lenet5.C1.kernel", "7:0": "lenet5.C1.padding", "9:6": "lenet5.C1.filters", "13:156": "lenet5.C1.params",
        "17:6": "lenet5.S2.channels", "19:2": "lenet5.S2.kernel",
    }  # fmt: skip
