"""``check --suggest`` on the tables of papers: blocks in brackets, configurations in columns, letters for columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Told = Callable[..., list[tuple[int, str, str]]]


@pytest.fixture
def told(suggested: Callable[..., list[dict[str, Any]]]) -> Told:
    """What is said of a document: line, figure, query."""

    def of(text: str, name: str = "a.md") -> list[tuple[int, str, str]]:
        return [(each["line"], each["printed"], each["query"]) for each in suggested(text, name)]

    return of


FORMS = {
    "plain": ("[", "; ", "]"),
    "matrix": (r"\begin{bmatrix}", r" \\ ", r"\end{bmatrix}"),
    "array": (r"\left[\begin{array}{c}", r"\\", r"\end{array}\right]"),
}


def block(*convolutions: str, form: str) -> str:
    """A block of convolutions in brackets."""
    begin, between, end = FORMS[form]
    inside = between.join(convolutions)
    return begin + (inside if form == "plain" else inside.replace("×", r"\times")) + end


@pytest.mark.parametrize("form", ["plain", "matrix", "array"])
def test_blocks_in_brackets_are_told_by_their_kernels_and_filters(told: Told, form: str) -> None:
    first, second = block("3×3, 128", "3×3, 128", form=form), block("1×1, 128", "3×3, 128", "1×1, 512", form=form)
    cells = f"{first} × 2 | {second} × 4" if form == "plain" else f"${first}\\times 2$ | ${second}\\times 4$"
    found = told(f"| stage | ResNet-18 | ResNet-50 |\n|---|---|---|\n| third | {cells} |\n")
    assert [query for _, _, query in found] == [
        "resnet18.conv3.1.conv1.kernel", "resnet18.conv3.1.conv1.filters",
        "resnet18.conv3.1.conv2.kernel", "resnet18.conv3.1.conv2.filters",
        "resnet50.conv3.1.conv1.kernel", "resnet50.conv3.1.conv1.filters",
        "resnet50.conv3.1.conv2.kernel", "resnet50.conv3.1.conv2.filters",
        "resnet50.conv3.1.conv3.kernel", "resnet50.conv3.1.conv3.filters",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    [
        "[3×3, 128; 3×3, 128] × 3",  # it has two of these
        "[3×3, 128; 3×3, 160] × 2",
        "[3×3, 128], [3×3, 128]",
        "3×3, 128",
        "1000-d features",
        "512-d fc",
    ],
)
def test_blocks_that_a_network_has_not_are_let_alone(told: Told, cell: str) -> None:
    assert told(f"| stage | ResNet-18 | ResNet-34 |\n|---|---|---|\n| third | {cell} | none |\n") == []


def test_a_convolution_with_its_stride_and_the_last_layer_need_no_words(told: Told) -> None:
    rows = "| first | 7×7, 64, stride 2 |\n| last | average pool, 1000-d fc, softmax |\n"
    found = told(f"| layer | ResNet-34 | Plain |\n|---|---|---|\n{rows}")
    assert [query for _, _, query in found] == [
        "resnet34.conv1.kernel", "resnet34.conv1.filters", "resnet34.conv1.stride", "resnet34.fc.neurons",
    ]  # fmt: skip


LATEX = r"""\section{ResNet}
\begin{tabular}{c|c|c|c}
\hline
stage & size & 18-layer & 50-layer \\ \hline
\multirow{2}{*}{one} & \multirow{2}{*}{56$\times$56} & \multicolumn{2}{c}{3$\times$3 max pool, stride 2} \\ \cline{3-4}
 & & $\left[\begin{array}{c}3\times3, 64\\3\times3, 64\end{array}\right]\times2$ & none \\ \hline
two & 7$\times$7 & $\left[\begin{array}{c}3\times3, 512\\3\times3, 512\end{array}\right]\times2$ &
  $\left[\begin{array}{c}1\times1, 512\\3\times3, 512\\1\times1, 2048\end{array}\right]\times3$ \\ \hline
\end{tabular}
"""


def test_cells_of_latex_may_span_others_and_hold_lines(told: Told) -> None:
    found = told(LATEX, "a.tex")
    assert [query for line, _, query in found if line == 6] == [
        "resnet18.conv2.1.conv1.kernel", "resnet18.conv2.1.conv1.filters",
        "resnet18.conv2.1.conv2.kernel", "resnet18.conv2.1.conv2.filters",
    ]  # fmt: skip
    assert [query for line, _, query in found if line == 8][-1] == "resnet50.conv5.1.conv3.filters"
    assert (5, "2", "resnet18.pool1.stride") in found


CONFIGURATIONS = """# VGG

| A | A-LRN | B | C | D | E |
|---|---|---|---|---|---|
| 11 weight layers | 11 weight layers | 13 weight layers | 16 weight layers | 16 weight layers | 19 weight layers |
| conv3-64 | conv3-64 | conv3-64<br>conv3-64 | conv3-64<br>conv3-64 | conv3-64<br>conv3-64 | conv3-64<br>conv3-80 |
| conv3-128 | conv3-128 | conv3-128<br>conv3-128 | conv3-128<br>conv3-128 | conv3-128<br>conv3-128 | |
| FC-4096 | | | FC-4096 | FC-1024 | |
"""


def test_letters_name_configurations_and_their_columns_list_layers_in_order(told: Told) -> None:
    found = told(CONFIGURATIONS)
    assert [query for line, _, query in found if line == 5] == [
        f"{each}.depth" for each in ("vgg11", "vgg11-lrn", "vgg13", "vgg16-c", "vgg16", "vgg19")
    ]
    assert [query for line, _, query in found if line == 7 and query.startswith("vgg13")] == [
        "vgg13.conv2_1.kernel", "vgg13.conv2_1.filters", "vgg13.conv2_2.kernel", "vgg13.conv2_2.filters",
    ]  # fmt: skip
    assert not [
        query for line, _, query in found if line > 5 and query.startswith("vgg19")
    ]  # one differs: none is told
    assert [query for line, _, query in found if line == 8] == ["vgg11.fc6.neurons", "vgg16-c.fc6.neurons"]


REPEATED = """# MobileNetV2

| Input | Operator | t | c | n | s |
|---|---|---|---|---|---|
| 224²×3 | conv2d | - | 32 | 1 | 2 |
| $112^2 \\times 32$ | bottleneck | 1 | 16 | 1 | 1 |
| 112²×16 | bottleneck | 6 | 24 | 2 | 2 |
| 56²×24 | bottleneck | 6 | 32 | 3 | 2 |
| 28²×32 | bottleneck | 6 | 64 | 4 | 2 |
| 7²×1280 | avgpool 7x7 | - | - | 1 | - |
"""


def test_letters_of_columns_stand_for_channels_and_strides(told: Told) -> None:
    found = told(REPEATED)
    assert [query for line, _, query in found if line == 5] == [
        "mobilenet_v2.conv1.input_shape", "mobilenet_v2.conv1.filters", "mobilenet_v2.conv1.stride",
    ]  # fmt: skip
    assert [query for line, _, query in found if line == 8] == [
        "mobilenet_v2.stage3.1.input_shape", "mobilenet_v2.stage3.1.project.filters",
        "mobilenet_v2.stage3.1.depthwise.stride",
    ]  # fmt: skip
    assert (10, "7²×1280", "mobilenet_v2.pool.input_shape") in found


def test_nothing_is_said_of_a_table_whose_images_are_none_of_the_networks(told: Told) -> None:
    small = REPEATED
    for side, other in (("224", "32"), ("112", "30"), ("56", "15"), ("28", "8"), ("7²", "2²")):
        small = small.replace(f" {side}", f" {other}").replace(f"${side}", f"${other}")
    assert told(small) == []


MODULES = """# GoogLeNet

| type | patch size/stride | output size | depth | #1×1 | #3×3 reduce | #3×3 | params | ops |
|---|---|---|---|---|---|---|---|---|
| convolution | 7×7/2 | 112×112×64 | 1 | | | | | |
| max pool | 3×3/2 | 56×56×64 | 0 | | | | | |
| convolution | 3×3/1 | 56×56×192 | 2 | | 64 | 192 | 114,944 | 360M |
| max pool | 3×3/2 | 28×28×192 | 0 | | | | | |
| inception (3a) | | 28×28×256 | 2 | 64 | 96 | 128 | 163,696 | 128M |
| avg pool | 7×7/1 | 1×1×1024 | 0 | | | | | |
"""


def test_a_row_may_be_about_a_layer_with_the_one_before_it(told: Told) -> None:
    found = told(MODULES)
    assert [query for line, _, query in found if line == 7] == [
        "googlenet.conv2.kernel", "googlenet.conv2.stride", "googlenet.conv2.output_shape",
        "googlenet.conv2_reduce.filters", "googlenet.conv2.filters",
        "googlenet.conv2_reduce.params + googlenet.conv2.params",
        "googlenet.conv2_reduce.macs + googlenet.conv2.macs",
    ]  # fmt: skip
    assert [query for line, _, query in found if line == 10] == ["googlenet.pool5.output_shape"]


def test_modules_of_another_network_that_are_called_the_same_are_let_alone(told: Told) -> None:
    other = MODULES.replace("28×28×256", "28×28×240") + "| inception (3b) | | 28×28×320 | 3 | 64 | 64 | 96 | | |\n"
    assert told(other) == []
