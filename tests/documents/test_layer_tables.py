"""``check --suggest`` on tables of one network's layers, whose rows need not name a layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def told(suggested: Callable[..., list[dict[str, Any]]]) -> Callable[..., dict[str, str]]:
    """What is said of a document: by figure, numbered where it occurs again, the query."""

    def of(text: str, name: str = "a.md") -> dict[str, str]:
        found: dict[str, str] = {}
        for each in suggested(text, name):
            says = f"{each['line']}:{each['printed']}"
            found[says if says not in found else f"{says}'"] = each["query"]
        return found

    return of


MODULES = """## GoogLeNet

| type | patch size / stride | output size | depth | #1×1 | #3×3 reduce | pool proj | params |
|---|---|---|---|---|---|---|---|
| convolution | 7×7/2 | 112×112×64 | 1 | | | | |
| max pool | 3×3/2 | 56×56×64 | 0 | | | | |
| convolution | 3×3/1 | 56×56×192 | 2 | | | | |
| max pool | 3×3/2 | 28×28×192 | 0 | | | | |
| inception (3a) | | 28×28×256 | 2 | 64 | 96 | 32 | 163,696 |
| linear | | 1×1×1000 | 1 | | | | |
"""


def test_rows_are_told_by_their_order_and_columns_name_branches(told: Callable[..., dict[str, str]]) -> None:
    assert told(MODULES) == {
        "5:7×7": "googlenet.conv1.kernel", "5:2": "googlenet.conv1.stride",
        "5:112×112×64": "googlenet.conv1.output_shape",
        "6:3×3": "googlenet.pool1.kernel", "6:2": "googlenet.pool1.stride",
        "6:56×56×64": "googlenet.pool1.output_shape",
        "7:3×3": "googlenet.conv2.kernel", "7:1": "googlenet.conv2.stride",
        "7:56×56×192": "googlenet.conv2.output_shape",
        "8:3×3": "googlenet.pool2.kernel", "8:2": "googlenet.pool2.stride",
        "8:28×28×192": "googlenet.pool2.output_shape",
        "9:28×28×256": "googlenet.3a.output_shape", "9:64": "googlenet.3a.1x1.filters",
        "9:96": "googlenet.3a.3x3_reduce.filters", "9:32": "googlenet.3a.pool_proj.filters",
        "9:163,696": "googlenet.3a.params",
        "10:1×1×1000": "googlenet.fc.neurons",
    }  # fmt: skip


SEPARABLE = """The body of MobileNetV1:

| Type / Stride | Filter Shape | Input Size |
|---|---|---|
| Conv / s2 | 3×3×3×32 | 224×224×3 |
| Conv dw / s1 | 3×3×32 dw | 112×112×32 |
| Conv / s1 | 1×1×32×64 | 112×112×32 |
| FC / s1 | 1024×1000 | 1×1×1024 |
"""


def test_strides_in_labels_and_kernels_with_their_depths(told: Callable[..., dict[str, str]]) -> None:
    assert told(SEPARABLE) == {
        "5:2": "mobilenet_v1.conv1.stride", "5:3×3×3×32": "mobilenet_v1.conv1.kernel",
        "5:224×224×3": "mobilenet_v1.conv1.input_shape",
        "6:1": "mobilenet_v1.conv2.depthwise.stride", "6:3×3×32": "mobilenet_v1.conv2.depthwise.kernel",
        "6:112×112×32": "mobilenet_v1.conv2.depthwise.input_shape",
        "7:1": "mobilenet_v1.conv2.pointwise.stride", "7:1×1×32×64": "mobilenet_v1.conv2.pointwise.kernel",
        "7:112×112×32": "mobilenet_v1.conv2.pointwise.input_shape",
        "8:1024×1000": "mobilenet_v1.fc.weights",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "sizes"),
    [
        ("96 @ 11×11, s=4", {"96": "filters", "11×11": "kernel", "4": "stride"}),
        ("11×11/4, K=96", {"11×11": "kernel", "4": "stride", "96": "filters"}),
        ("conv 11×11, S = 4", {"11×11": "kernel", "4": "stride"}),
        ("f = 11, s = 4", {"11": "kernel", "4": "stride"}),
    ],
)
def test_short_notations(cell: str, sizes: dict[str, str], told: Callable[..., dict[str, str]]) -> None:
    rows = f"| conv | {cell} | 55×55×96 |\n| pool | | 27×27×96 |\n| conv | | 27×27×256 |\n| FC | | 4096 |\n"
    found = told(f"# AlexNet\n\n| Layer | Config | Output |\n|---|---|---|\n{rows}")
    own = {says.removeprefix("5:"): query for says, query in found.items() if says.startswith("5:")}
    assert own == {
        **{figure: f"alexnet.conv1.{key}" for figure, key in sizes.items()},
        "55×55×96": "alexnet.conv1.output_shape",
    }


SUMMARY = """# {title}

| Layer (type) | Output Shape | Param # |
|---|---|---|
| conv2d_29 (Conv2D) | (None, 224, 224, 64) | 1,792 |
| conv2d_30 (Conv2D) | (None, 224, 224, 64) | 36,928 |
| max_pooling2d_7 (MaxPooling2D) | (None, 112, 112, 64) | 0 |
| conv2d_31 (Conv2D) | (None, 112, 112, 128) | 73,856 |
| dense_3 (Dense) | (None, 4096) | 102,764,544 |
"""


def test_counters_in_names_are_not_numbers_of_layers(told: Callable[..., dict[str, str]]) -> None:
    assert told(SUMMARY.format(title="VGG-16")) == {
        "5:224, 224, 64": "vgg16.conv1_1.output_shape", "5:1,792": "vgg16.conv1_1.params",
        "6:224, 224, 64": "vgg16.conv1_2.output_shape", "6:36,928": "vgg16.conv1_2.params",
        "7:112, 112, 64": "vgg16.pool1.output_shape",
        "8:112, 112, 128": "vgg16.conv2_1.output_shape", "8:73,856": "vgg16.conv2_1.params",
        "9:4096": "vgg16.fc6.neurons", "9:102,764,544": "vgg16.fc6.params",
    }  # fmt: skip


FIELDS = """# Fields

| Layer | Feature map | Receptive Field |
|---|---|---|
| Conv(7x7) S=2 | 112x112x64 | 7x7 |
| MaxPool(3x3) S=2 | 56x56 | 11x11 |
| Conv(3x3) S=1 | 56x56 | 19x19 |
| MaxPool(3x3) S=2 | 28x28 | 27x27 |
| 3(a) Conv(5x5) S=1 | 28x28 | 59x59 |
| 3(b) Conv(5x5) S=1 | 28x28 | 91x91 |
"""


def test_a_table_may_tell_alone_which_network_it_is_about(told: Callable[..., dict[str, str]]) -> None:
    found = told(FIELDS)
    assert found["7:19x19"] == "googlenet.conv2.rf"
    assert found["10:5x5"] == "googlenet.3b.5x5.kernel"
    assert len(found) == 24


def test_nothing_is_said_of_a_table_that_fits_no_network(told: Callable[..., dict[str, str]]) -> None:
    rows = "".join(f"| Conv(3x3) S=2 | {2**at}x{2**at}x48 | {2 ** (10 - at) - 1}x9 |\n" for at in range(9, 1, -1))
    assert told(f"{FIELDS.partition('| Conv')[0]}{rows}") == {}


TICKED = """| | Network | Parameters |
|---|---|---|
| ✓ | VGG-16 | 138,357,544 |
| | AlexNet | 62,378,344 |
| ✓ | ResNet-50 | 25,557,032 |
"""
NUMBERED = """## VGG-16

| No. | Layer | Kind | In CH | Out CH | Work | Memory |
|---|---|---|---|---|---|---|
| 1 | input | image | 3 | 3 | | activation 150.53k |
| 2 | conv1_1 | convolution | 3 | 64 | macc 86.7M | activation 3.21M, param 1.79k |
| 3 | relu1_1 | relu | 64 | 64 | comp 3.21M | activation 3.21M |
| 4 | conv1_2 | convolution | 64 | 64 | macc | 1.85G | activation 3.21M, param 36.93k |
| 5 | pool1 | pooling | 64 | 64 | comp 3.21M | activation: 802.82k |
"""


def test_columns_of_ticks_and_numbers_are_no_labels(told: Callable[..., dict[str, str]]) -> None:
    assert told(TICKED) == {
        "3:138,357,544": "vgg16.params", "4:62,378,344": "alexnet.params", "5:25,557,032": "resnet50.params",
    }  # fmt: skip


def test_long_numbers_count_no_rows(told: Callable[..., dict[str, str]]) -> None:
    rows = f"| {'9' * 5000} | VGG-16 | 138,357,544 |\n| 1 | AlexNet | 62,378,344 |\n"
    figures = {"3:138,357,544": "vgg16.params", "4:62,378,344": "alexnet.params"}
    assert told(f"| No. | Network | Parameters |\n|---|---|---|\n{rows}") == figures


def test_words_in_cells_say_what_the_figures_behind_them_count(told: Callable[..., dict[str, str]]) -> None:
    found = told(NUMBERED)
    assert {says: query for says, query in found.items() if not says.endswith((":3", ":64"))} == {
        "6:86.7M": "vgg16.conv1_1.macs", "6:3.21M": "vgg16.conv1_1.neurons", "6:1.79k": "vgg16.conv1_1.params",
        "8:1.85G": "vgg16.conv1_2.macs", "8:3.21M": "vgg16.conv1_2.neurons", "8:36.93k": "vgg16.conv1_2.params",
        "9:802.82k": "vgg16.pool1.neurons",
    }  # fmt: skip
    assert found["6:64"] == "vgg16.conv1_1.filters"


def test_sizes_without_a_unit_are_those_of_activations(told: Callable[..., dict[str, str]]) -> None:
    table = "## LeNet-5\n\n| Layer | Shape | Size |\n|---|---|---|\n| Conv1 | (28, 28, 6) | 4704 |\n"
    table += "| Pool1 | (14, 14, 6) | 1176 |\n| Conv2 | (10, 10, 16) | 1600 |\n| Pool2 | (5, 5, 16) | 401 |\n"
    found = told(table)
    assert found["5:4704"] == "lenet5.C1.neurons"
    assert found["7:1600"] == "lenet5.C3.neurons"
    assert not any(says.endswith(":401") for says in found)


def test_numbers_among_shapes_are_vectors(told: Callable[..., dict[str, str]]) -> None:
    rows = "| Strato | Attivazioni |\n|---|---|\n| convolution | 55×55×96 |\n| max pooling | 27×27×96 |\n"
    found = told(f"## AlexNet\n\n{rows}| convolution | 27×27×256 |\n| fully connected | 4096 |\n")
    assert found["8:4096"] == "alexnet.fc6.neurons"


SHARES = """# Layers

| Name | Input shape | Output shape | Params | Description |
|---|---|---|---|---|
| features.0 | 3x224x224 | 64x55x55 | 0.04 % | Conv2d k=11 p=2 s=4 |
| features.1 | 64x55x55 | 64x55x55 | 0.00 % | ReLU |
| features.2 | 64x55x55 | 64x27x27 | 0.00 % | MaxPool2d k=3 s=2 |
| features.3 | 64x27x27 | 192x27x27 | 0.50 % | Conv2d k=5 p=2 s=1 |
| Total | 3x224x224 | 1000 | 61.10 M | AlexNet-owt |
"""


def test_the_network_in_the_row_of_totals_and_shares_of_layers(told: Callable[..., dict[str, str]]) -> None:
    found = told(SHARES)
    assert found["8:0.50 %"] == "share(alexnet-owt.conv2.params)"
    assert found["5:11"] == "alexnet-owt.conv1.kernel"
    assert found["7:64x27x27"] == "alexnet-owt.pool1.output_shape"
    assert found["9:61.10 M"] == "alexnet-owt.params"
    assert not any(each.endswith("0.00 %") for each in found)


def test_tables_without_end_are_compared_with_so_many_layers_and_no_more(
    told: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "7:19x19" in told(FIELDS)
    monkeypatch.setattr("cnnstat.documents.reading.networks.MOST_COMPARED", 50)
    assert told(FIELDS) == {}


def test_rows_of_all_layers_of_a_kind(suggested: Callable[..., list[dict[str, Any]]]) -> None:
    rows = ["Conv total | 14.7M", "All FC layers | 123.6M", "Conv layers | 14.9M", "conv | 14.7M", "Total | 138.4M"]
    text = "# VGG-16\n\n| Layers | Parameters |\n|---|---|\n" + "".join(f"| {each} |\n" for each in rows)
    found = {f"{each['line']}:{each['printed']}": each["query"] for each in suggested(text, "a.md")}
    assert found == {
        "5:14.7M": "vgg16[conv].params", "6:123.6M": "vgg16[linear].params", "9:138.4M": "vgg16.params",
    }  # fmt: skip


def test_a_product_in_a_column_of_parameters_is_none_of_its_factors(told: Callable[..., dict[str, str]]) -> None:
    rows = "| conv1_2 | 224×224×64 | (3×3×64+1)×64 |\n| conv2_2 | 112×112×128 | (3×3×128+1)×128 |\n"
    rows += "| fc7 | 4096 | 16.8M |\n"
    found = told(f"The VGG16 network in numbers:\n\n| Layer | Output size | Parameters |\n|---|---|---|\n{rows}")
    assert [each for each in found.values() if each.endswith(("params", "weights"))] == ["vgg16.fc7.params"]


def test_a_table_is_of_the_section_where_its_layers_are_and_not_of_the_last_sentence(
    told: Callable[..., dict[str, str]],
) -> None:
    rows = "| conv1_1 | 224×224×64 | 1,792 |\n| pool1 | 112×112×64 | 0 |\n| Total | | 138,357,544 |\n"
    above = "# VGG\n\nGoogLeNet, which won, has only 7M parameters.\n\n| Layer | Output | Params |\n|---|---|---|\n"
    assert told(above + rows) == {
        "3:7M": "googlenet.params", "7:224×224×64": "vgg16.conv1_1.output_shape", "7:1,792": "vgg16.conv1_1.params",
        "8:112×112×64": "vgg16.pool1.output_shape", "9:138,357,544": "vgg16.params",
    }  # fmt: skip


def test_a_table_below_a_network_that_is_not_in_the_catalog_is_not_its_section_s(
    told: Callable[..., dict[str, str]],
) -> None:
    rows = "| conv1 | 55×55×96 |\n| pool1 | 27×27×96 |\n| conv2 | 27×27×256 |\n| conv3 | 13×13×384 |\n"
    above = "# AlexNet\n\nZFNet changes some sizes.\n\n| Layer | Output |\n|---|---|\n"
    assert told(above + rows) == {}
    assert told(above.replace("ZFNet", "It") + rows) != {}
