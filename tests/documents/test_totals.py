"""Totals of networks in tables and sentences as people lay them out, and what programs count besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cnnstat.documents.judging import verify

Told = Callable[[str], dict[str, str]]


@pytest.fixture
def told(suggested: Callable[..., list[dict[str, Any]]]) -> Told:
    """The figures of a document that findings are about, each with its line, and its query and reading."""

    def of(text: str, name: str = "a.md") -> dict[str, str]:
        return {
            f"{each['line']}:{each['printed']}": f"{each['query']} {each['reading'] or ''}".strip()
            for each in suggested(text, name)
        }

    return of


def test_the_network_of_a_row_stands_in_any_column(told: Told) -> None:
    head = "| Task | Network | Parameters |\n|---|---|---|\n"
    rows = "| Sorting | ResNet-18 | 11.7M |\n| Counting | ResNet-50 | 31M |\n| conv1 | VGG-16 | 1,792 |\n"
    assert told(head + rows) == {
        "3:11.7M": "resnet18.params",
        "4:31M": "resnet50.params",
        "5:1,792": "vgg16.conv1_1.params",
    }
    assert told(f"{head.replace('Network', 'Backbone')}| Finder | ResNet-50 | 23.5M |\n") == {}  # of a larger network


def test_networks_for_other_images_are_changed(told: Told) -> None:
    table = "| Model | Parameters |\n|---|---|\n| ResNet-50 | 23.7M |\n| MobileNetV2 | 2.24M |\n| LeNet-5 | 60K |\n"
    assert told(f"# Networks for CIFAR-10\n\n## Sizes\n\n{table}") == {"9:60K": "lenet5.params"}
    usual = told(f"# Networks for CIFAR-10\n\n## ImageNet\n\n{table}")
    assert usual["7:23.7M"] == "resnet50.params 100 classes: 23,712,932"
    head = "| Data | Model | Parameters |\n|---|---|---|\n"
    row = f"{head}| cifar100 | ResNet-50 | 23.7M |\n| imagenet | ResNet-50 | 25.6M |\n"
    assert told(row) == {"4:25.6M": "resnet50.params"}
    assert told("# CIFAR-10\n\n| Model | Parameters |\n|---|---|\n| Network in Network | 0.97M |\n") == {}


def test_headings_of_pages_need_no_row_of_their_own(told: Told) -> None:
    page = (
        "<table><tbody>\n<th>model</th><th>flops<br/>(B)</th><th>params<br/>(M)</th>\n"
        "<tr><td>ResNet-18</td><td>1.8</td><td>11.7</td></tr>\n</tbody></table>\n"
    )
    assert told(page) == {"3:1.8": "resnet18.macs", "3:11.7": "resnet18.params"}


def test_the_title_of_a_paper_changes_no_network(told: Told) -> None:
    head = "| Model | Parameters |\n|---|---|\n"
    row = "| ResNet-50 (['Deep Residual Learning for Image Recognition'](x.pdf)) | 25.5M |\n"
    assert told(head + row) == {"3:25.5M": "resnet50.params weights only: 25,502,912"}


def test_the_first_of_two_versions_is_called_by_its_family(told: Told) -> None:
    head = "| Model | Size |\n|---|---|\n"
    alone, both = f"{head}| MobileNet | 16 MB |\n", f"{head}| MobileNet | 16 MB |\n| MobileNetV2 | 14 MB |\n"
    assert told(alone) == {}
    assert told(both)["3:16 MB"].startswith("mobilenet_v1.weight_bytes MiB for MB")


def test_what_programs_count_besides_is_another_way_of_counting(told: Told) -> None:
    head = "| Model | Depth | GMACs | File |\n|---|---|---|---|\n"
    found = told(f"{head}| ResNet-50 | 107 | 3.878 | 97.8 MB |\n| VGG-16 | 23 | 15.52 | 599 MB |\n")
    assert found == {
        "3:107": "resnet50.depth norms counted as layers: 107",
        "3:3.878": "resnet50.macs counted in another way: 0.52 % more",
        "3:97.8 MB": "resnet50.weight_bytes MiB for MB, counted in another way: 0.11 % more",
        "4:23": "vgg16.depth every layer and the input counted: 23",
        "4:15.52": "vgg16.macs counted in another way: 0.32 % more",
    }
    assert told("ResNet-50 consists of 108 layers.") == {"1:108": "resnet50.depth"}  # wrong in any way
    assert told("AlexNet has 62.3M parameters.")["1:62.3M"].endswith("alexnet-ungrouped, digits cut off, not rounded")


@pytest.mark.parametrize(
    ("table", "figures"),
    [
        ("| 层 | 参数量 |\n|---|---|\n| C1 | 156 |\n| **总计** | **61,706 (~62K)** |",
         {"5:156": "lenet5.C1.params", "6:61,706": "lenet5.params lenet5-d2l: 61,706",
          "6:62K": "lenet5.params lenet5-d2l: 61,706"}),
        ("| | LeNet-5 (1998) | AlexNet |\n|---|---|---|\n| 参数量 | 约 6万 (60k) | 6100万 (61M, FP32) |",
         {"5:6万": "lenet5.params", "5:60k": "lenet5.params", "5:6100万": "alexnet.params"}),
        ("| Net | Params |\n|---|---|\n| VGG-16 | 138M (100%) |", {"5:138M": "vgg16.params"}),
        ("| Model | Depth | Params |\n|---|---|---|\n| Inception | 22 | 5M |\n| Inception | 42 | 24M |",
         {"5:22": "googlenet.depth", "5:5M": "googlenet.params", "6:24M": "inception_v3.params"}),
        # Figures that papers print are cited, right or wrong, whatever the others of their column are.
        ("| Net | Params |\n|---|---|\n| MobileNetV2 (1.4) | 6.9M |\n| ShuffleNet | 5.4M |",
         {"5:6.9M": "mobilenet_v2@width=1.4.params"}),
        # In a column in which most come out, the others are wrong.
        ("| Net | Params (exact) |\n|---|---|\n| AlexNet | 60,965,224 |\n| VGG-16 | 138,357,544 |\n"
         "| ResNet-50 | 25,557,032 |\n| GoogLeNet | 6,998,216 |",
         {"5:60,965,224": "alexnet.params", "6:138,357,544": "vgg16.params", "7:25,557,032": "resnet50.params",
          "8:6,998,216": "googlenet.params"}),
        ("| Модель | Параметры | Размер |\n|---|---|---|\n| ResNet-50 | 25,6 млн | 1 ГБ |\n| VGG-16 | 138 млн | |",
         {"5:25,6": "resnet50.params", "6:138": "vgg16.params"}),
        ("| Netz | Parameter |\n|---|---|\n| ResNet-50 | 25,6 Mio. |\n| VGG-16 | 138,4 Mio. |",
         {"5:25,6": "resnet50.params", "6:138,4": "vgg16.params"}),
        ("| | ResNet18 | ResNet50 |\n|---|---|---|\n| Tiefe (Layer) | 18 | 50 |",
         {"5:18": "resnet18.depth", "5:50": "resnet50.depth"}),
        ("| | AlexNet | VGG-19 |\n|---|---|---|\n| 網絡層次 | 8 | 19 |",
         {"5:8": "alexnet.depth", "5:19": "vgg19.depth"}),
        ("| Variante | Total Capas | Params |\n|---|---|---|\n| ResNet-18 | 18 | 11.7M |",
         {"5:18": "resnet18.depth", "5:11.7M": "resnet18.params"}),
        ("| Weights | Params |\n|---|---|\n| AlexNet_Weights.IMAGENET1K_V1 | 61,100,840 |\n"
         "| *ResNet_50_Weights* | 25,557,032 |",
         {"5:61,100,840": "alexnet.params alexnet-owt: 61,100,840", "6:25,557,032": "resnet50.params"}),
        ("| 层 | 参数量 |\n|---|---|\n| Linear F6 | 10,164 |\n| BN1d F6 | 168 |", {"5:10,164": "lenet5.F6.params"}),
    ],
)  # fmt: skip
def test_tables(table: str, figures: dict[str, str], told: Told) -> None:
    assert told(f"# LeNet-5\n\n{table}") == figures


def test_sections_of_networks_that_the_catalog_has_not(told: Told) -> None:
    size = "- Conv 3×3, stride=2: 224×224×3"
    assert told(f"# MobileNetV3: Notes\n\nMobileNets are small. MobileNet, MobileNet.\n\n{size}") == {}
    family = "## MobileNet Family\n\n### MobileNetV1\n\nOld.\n\n"
    assert told(f"{family}### MobileNetV3\n\nNew.\n\n### Stages\n\n{size}") == {}
    assert told(f"{family}### Stages\n\n{size}") != {}


def test_programs_count_no_more_besides_than_all_that_is_known_of_any(told: Told) -> None:
    """MobileNetV2 has many norms and activations beside few multiplications; VGG-16 has none and few."""
    assert told("MobileNetV2 needs 0.319 GFLOPs.") == {
        "1:0.319 GFLOPs": "mobilenet_v2.macs counted in another way: 6.1 % more"
    }
    assert told("VGG-16 needs 16.41 GFLOPs.") == {"1:16.41 GFLOPs": "vgg16.macs"}  # 6.1 % more: wrong
    head = "| Model | FLOPs |\n|---|---|\n"
    found = told(f"{head}| MobileNetV2 | 329.36M |\n| AlexNet | 1,132.33M |\n| MobileNet | 640M |\n")
    assert found["3:329.36M"] == "mobilenet_v2.macs counted in another way: 9.5 % more"
    assert found["4:1,132.33M"] == "alexnet.macs alexnet-ungrouped, counted in another way: 0.26 % less"
    assert told("# AlexNet\n\nFLOPs: 715.553M") == {
        "3:715.553M": "alexnet.macs alexnet-owt, counted in another way: 0.19 % more"
    }


def test_figures_of_lines_in_code_are_tried_in_other_ways(told: Told) -> None:
    text = "```\nFor servers:\n├─ ResNet-50: 25M params, 4.1 GFLOPs\n└─ OtherNet: 5M params\n```\n"
    assert told(text) == {
        "3:25M": "resnet50.params digits cut off, not rounded",
        "3:4.1 GFLOPs": "resnet50.macs resnet50-v1.5: 4,089,184,256",
    }


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # What a network is compared with, or takes an idea from, is not what a sentence speaks of.
        ("AlexNet builds on the ideas of LeNet but has 8 layers.", {"8": "alexnet.depth"}),
        ("Inception-v1 used the Network in Network approach and has 22 layers.", {"22": "googlenet.depth"}),
        ("- **AlexNet**: LeNet과 구조는 비슷하지만 훨씬 크다(파라미터 6,100만 개).", {"6,100만": "alexnet.params"}),
        # Numbers of layers of several members, and one that is left to be understood.
        ("ResNets of 50/101/152 layers.", {"50": "resnet50.depth", "101": "resnet101.depth", "152": "resnet152.depth"}),
        ("GoogLeNet has 22 layers, whereas AlexNet has only 8.", {"22": "googlenet.depth", "8": "alexnet.depth"}),
        ("2014년 GoogLeNet과 VGG-19이 각각 22 layer, 19 layer이다.", {"22": "googlenet.depth", "19": "vgg19.depth"}),
        ("VGG networks have 16-19 layers.", {"16": "vgg16.depth", "19": "vgg19.depth"}),
        ("VGG는 11~19개의 층을 가진다.", {"11": "vgg11.depth", "19": "vgg19.depth"}),
        ("VGG has 12-19 layers.", {}),
        ("Residual-Network20 has 0.27M parameters.", {"0.27M": "resnet20.params"}),
        # Korean numbers of thousands and hundreds.
        ("VGG-16은 1억 3천 8백만 개의 파라미터를 가진다.", {"1억 3천 8백만": "vgg16.params"}),
        ("ResNet-50의 파라미터는 2천 6백만 개이다.", {"2천 6백만": "resnet50.params"}),
        # A figure in brackets is what the words before it count.
        ("- VGG-16\n  - It has many parameters. (138M)", {"138M": "vgg16.params"}),
        ("- VGG-16\n  - 파라미터가 1억 3,800만 개(정확히 138,357,544개)이다.",
         {"1억 3,800만": "vgg16.params", "138,357,544": "vgg16.params"}),
        # Widths that a sentence gives, beside the name or elsewhere.
        ("MobileNetV2 (1.4) has 6.1M parameters.", {"6.1M": "mobilenet_v2@width=1.4.params"}),
        ("MobileNetV1 has 4.2M parameters; with α=0.5 it has 1.3M parameters and 149M MACs.",
         {"4.2M": "mobilenet_v1.params", "1.3M": "mobilenet_v1@width=0.5.params",
          "149M": "mobilenet_v1@width=0.5.macs"}),
        ("MobileNetV1 has 4.2M parameters, and 1.3M parameters with a width multiplier of 0.5.",
         {"4.2M": "mobilenet_v1.params", "1.3M": "mobilenet_v1@width=0.5.params"}),
        ("너비 승수 0.5의 MobileNetV1은 파라미터가 1.3M개다.", {"1.3M": "mobilenet_v1@width=0.5.params"}),
        ("AlexNet trains with learning rate α=0.1 and has 61M parameters.", {"61M": "alexnet.params"}),
        # Units and words of operations.
        ("ResNet-18 needs 1.8 BFLOPs per image.", {"1.8 BFLOPs": "resnet18.macs"}),
        ("ResNet-50 at 224x224 needs 4.1 GMACs.", {"4.1 GMACs": "resnet50.macs resnet50-v1.5: 4,089,184,256"}),
        # A figure with a unit is no number of layers, and the list of a family's depths has more forms.
        ("GoogLeNet은 22층인데도 7M이다.", {"22": "googlenet.depth", "7M": "googlenet.params"}),
        ("ResNet a permis des réseaux très profonds (50, 101, 152+ couches).",
         {"50": "resnet50.depth", "101": "resnet101.depth", "152": "resnet152.depth"}),
        ("VGG: 층수만 11(A) → 13(B) → 16(D) → 19(E)로 늘린다.",
         {"11": "vgg11.depth", "13": "vgg13.depth", "16": "vgg16.depth", "19": "vgg19.depth"}),
        ("VGG는 16개(VGG16) 또는 19개(VGG19)의 Weight Layer로 되어 있다.",
         {"16": "vgg16.depth", "19": "vgg19.depth"}),
        ("VGG (19 layers, as many others have them, but not 152).", {"19": "vgg19.depth"}),
        # The network behind a figure, in Portuguese.
        ("Com menos parâmetros que a VGG (cerca de 25 milhões na ResNet-50).",
         {"25": "resnet50.params"}),
        # The theme of a Korean sentence, and a network after which it came.
        ("AlexNet 이후 VGG는 깊이만 바꾸었다. 결론: 11층에서 19층까지.",
         {"11": "vgg11.depth", "19": "vgg19.depth"}),
        ("AlexNet이 시작이라면 VGG는 깊이를 증명했다. 138M 파라미터의 비효율.", {"138M": "vgg16.params"}),
        ("After AlexNet, VGG-16 came with 138M parameters and 16 layers.",
         {"138M": "vgg16.params", "16": "vgg16.depth"}),
        # Digits that are cut off tell a network that is not certain, if there are two.
        ("Krizhevsky et al. trained a network with 60 million parameters.",
         {"60 million": "alexnet.params digits cut off, not rounded"}),
        ("ResNet has 25M parameters.", {"25M": "resnet50.params digits cut off, not rounded"}),
        ("ResNet has 31M parameters.", {}),
        ("Residualnetze mit bis zu 152 Schichten gewannen.", {"152": "resnet152.depth"}),
        # A sentence that goes on comparing what the one before speaks of.
        ("GoogLeNet has only 7 million parameters! 12x less than AlexNet.",
         {"7 million": "googlenet.params", "12x": "alexnet.params / googlenet.params"}),
        ("GoogLeNet has only 7 million parameters! 12x faster than AlexNet.", {"7 million": "googlenet.params"}),
        ("GoogLeNet's parameters are 1/12 of AlexNet's.", {"1/12": "googlenet.params / alexnet.params"}),
        # The network itself again, behind one of its parts, and behind another that it is compared with.
        ("ResNet-50 ends with one FC layer; it requires 25.5M weights.", {"one": "count(resnet50[linear])",
         "25.5M": "resnet50.params weights only: 25,502,912"}),
        ("VGG-16 carries on from AlexNet. It has 138M parameters.", {"138M": "vgg16.params"}),
        ("VGG16 很深。相比 AlexNet 的 8 层，深度翻倍。", {"8": "alexnet.depth"}),
        ("This version of LeNet-5 has 431k weights.", {}),
        ("Die 34 Schichten brauchen 3,6 Milliarden FLOPs, also nur 18% des VGG-19.", {}),
        ("It needs 3.6 billion FLOPs, only 18% of VGG-19 (19.6 billion FLOPs).",
         {"19.6 billion": "vgg19.macs"}),
        # A clause that goes back to what the sentence speaks of.
        ("AlexNet is like LeNet (60,000 parameters), but it is much bigger (60 million parameters).",
         {"60,000": "lenet5.params", "60 million": "alexnet.params digits cut off, not rounded"}),
        # What the last figure of a list says is said of all, its multiplier too.
        ("VGG16 : 153억 / VGG19 : 196억 / ResNet-152 : 113억 FLOPs",
         {"153억": "vgg16.macs without linear layers: 15,346,630,656", "196억": "vgg19.macs",
          "113억": "resnet152.macs"}),
        ("It is still less than VGG-16/19 nets (15.3/19.6 billion FLOPs).",
         {"15.3": "vgg16.macs without linear layers: 15,346,630,656", "19.6 billion": "vgg19.macs"}),
        ("AlexNet, VGG-16 and ResNet-50 have 61, 138 and 25.6 million parameters.",
         {"61": "alexnet.params", "138": "vgg16.params", "25.6 million": "resnet50.params"}),
        ("Unlike LeNet-5, ResNet-18/50 have 11.7M/25.6M parameters.",
         {"11.7M": "resnet18.params", "25.6M": "resnet50.params"}),
        ("VGG-16 (138M, only 3×3 convolutions); AlexNet (61M/8 of it)",
         {"138M": "vgg16.params", "3×3": "vgg16.conv1_1.kernel", "61M": "alexnet.params"}),
        # Families, plain networks, percentages of another network.
        ("We evaluate residual nets with a depth of up to 152 layers—8× deeper than VGG nets.",
         {"152": "resnet152.depth", "8×": "resnet152.depth / vgg19.depth"}),
        ("The 34-layer plain network has 3.6 billion FLOPs, only 18% of VGG-19.",
         {"34": "plain34.depth", "3.6 billion": "plain34.macs",
          "18%": "plain34.flops / vgg19.flops digits cut off, not rounded"}),
        ("They compare a 34-layer plain network based on VGG-19.", {"34": "plain34.depth"}),
        ("GoogLeNet has only 5% of the parameters of VGG-16.", {"5%": "googlenet.params / vgg16.params"}),
        ("GoogLeNet의 파라미터 수는 VGG-16의 5%에 불과하다.", {"5%": "googlenet.params / vgg16.params"}),
        ("GoogLeNet 参数量仅为 VGG-16 的 5%，性能更优。", {"5%": "googlenet.params / vgg16.params"}),
        ("GoogLeNet has fewer parameters and 5% of its errors are those of VGG-16.", {}),
        ("MobileNet은 VGG16보다 32배 작고 27배 계산을 덜 한다.",
         {"32": "vgg16.params / mobilenet_v1.params digits cut off, not rounded",
          "27": "vgg16.flops / mobilenet_v1.flops"}),
        ("Das VGG16-Modell ist ein CNN mit 16 Schichten.", {"16": "vgg16.depth"}),
        ("ResNet-50 имеет 25,6 млн параметров, а VGG-16 состоит из 16 слоёв.",
         {"25,6": "resnet50.params", "16": "vgg16.depth"}),
        ("В AlexNet около 61 млн параметров и 8 слоёв.", {"61": "alexnet.params", "8": "alexnet.depth"}),
        ("That is 138M parameters, which is a lot (ResNet-18: 11.7M).", {"11.7M": "resnet18.params"}),
        ("Наша ResNet-50 имеет 31 млн параметров без последнего слоя.", {}),
        # Counts of kinds of layers.
        ("VGG-16은 합성곱층 13개, 풀링층 5개, 전결합층 3개이다.",
         {"13": "count(vgg16[conv])", "5": "count(vgg16[maxpool])", "3": "count(vgg16[linear])"}),
    ],
)  # fmt: skip
def test_sentences(text: str, figures: dict[str, str], told: Told) -> None:
    assert {each.partition(":")[2]: query for each, query in told(text).items()} == figures


def test_figures_with_a_multiplier_elsewhere_have_no_mark(suggested: Callable[..., list[dict[str, Any]]]) -> None:
    found = suggested(
        "VGG-16/19 have 15.3/19.6 billion FLOPs. AlexNet and VGG-16 have 12 and 138 million parameters.\n"
    )
    assert {each["printed"]: bool(each["mark"]) for each in found} == {
        "15.3": False, "19.6 billion": True, "12": False, "138 million": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Before VGG, networks had 8 layers.",
        "VGG 이전의 depth는 8 layers 수준이었다.",
        "VGG-16 increased the depth of AlexNet from a few to 12 layers.",
        "AlexNet의 층을 늘렸고, 18계층이 되었다.",
        "5x5 대신 3x3을 쓰면 연산량이 약 18/25배로 감소한다.",
        "If we use 512 filters of 3x3, how large is a map?",
        "Only when stride=1 there is a shortcut, stride가 1일 때만 더한다.",
        "보통 3x3 필터를 사용한다.",
        "GoogleNet의 Inception 구조와 동일하다.",
        "Past 16 layers it gets worse.",
    ],
)
def test_what_was_before_and_what_would_be_is_not_told(text: str, told: Told) -> None:
    assert told(f"# VGG-13 and VGG-16\n\nVGG-13 and VGG-16 are deep.\n\n## VGG-16\n\n{text}\n") == {}


def test_what_is_wrong_is_doubted_after_the_last_search_too(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "VGG-16 has 99M parameters.\n\nVGG-16 has 138M parameters.\n"
    assert [*told(text)] == ["1:99M", "3:138M"]
    monkeypatch.setattr(verify, "MOST_SEARCHED", 1)
    assert [*told(text)] == ["1:99M", "3:138M"]


def test_units_that_a_column_leaves_out(told: Told) -> None:
    rows = {"ResNet-18": (11.7, 1.8), "ResNet-50": (25.6, 3.9), "VGG-16": (138, 15.5), "ResNet-34": (29.5, 3.7)}
    table = "".join(f"| {name} | {params} | {macs} |\n" for name, (params, macs) in rows.items())
    assert told(f"| Model | Params | MACs |\n|---|---|---|\n{table}") == {
        "3:11.7": "resnet18.params", "3:1.8": "resnet18.macs", "4:25.6": "resnet50.params", "4:3.9": "resnet50.macs",
        "5:138": "vgg16.params", "5:15.5": "vgg16.macs", "6:29.5": "resnet34.params", "6:3.7": "resnet34.macs",
    }  # fmt: skip
    assert told("| Model | Params |\n|---|---|\n| ResNet-18 | 3 |\n| ResNet-50 | 4 |\n| VGG-16 | 2 |\n") == {}


def test_several_members_in_a_cell(told: Told) -> None:
    table = "| 模型 | 层数 |\n|---|---|\n| VGG | 16/19 |\n| ResNet | 50/101/152 |\n| GoogLeNet (Inception v1) | 22 |\n"
    assert told(table) == {
        "3:16": "vgg16.depth", "3:19": "vgg19.depth", "4:50": "resnet50.depth", "4:101": "resnet101.depth",
        "4:152": "resnet152.depth", "5:22": "googlenet.depth",
    }  # fmt: skip


def test_columns_that_count_less_are_wrong(told: Told) -> None:
    rows = {"MobileNetV1": 4.19, "MobileNetV2": 3.46, "ResNet-50": 25.2, "ResNet-18": 11.7}
    table = "".join(f"| {name} | {params} |\n" for name, params in rows.items())
    assert told(f"| Model | Params (M) |\n|---|---|\n{table}") == {
        "3:4.19": "mobilenet_v1.params", "4:3.46": "mobilenet_v2.params", "5:25.2": "resnet50.params",
        "6:11.7": "resnet18.params",
    }  # fmt: skip


def test_what_a_row_states_is_no_figure_of_it(told: Told) -> None:
    table = "| Model | Input size | Parameters |\n|---|---|---|\n| ResNet-18 | 32 × 32 | 11.7M |\n"
    assert told(table) == {"3:11.7M": "resnet18@input=32.params"}


def test_lines_of_labels_and_figures_below_a_network(told: Told) -> None:
    text = "VGG-16은 깊다.\n\n## 구조\n\n총 layer : 16개\n\nconvolution layer : 13개\n\npooling layer : 5개\n"
    assert told(text) == {"5:16": "vgg16.depth", "7:13": "count(vgg16[conv])", "9:5": "count(vgg16[maxpool])"}


def test_a_line_that_is_a_network_s_name_is_a_heading(told: Told) -> None:
    text = (
        "# Networks\n\n**AlexNet (2012)**\n\nThe first layer has 96 filters of 11x11 with stride 4.\n\n"
        "1998 LeNet-5\n\nIt has 60K parameters.\n\nVGGNet\n\n  • 16 layers\n  • 138M parameters\n\n"
        "The AlexNet\nis old.\n\n5 layers.\n"
    )
    assert told(text) == {
        "5:96": "alexnet.conv1.filters",
        "5:11x11": "alexnet.conv1.kernel",
        "5:4": "alexnet.conv1.stride",
        "9:60K": "lenet5.params",
        "13:16": "vgg16.depth",
        "14:138M": "vgg16.params",
    }
    turned = "# Networks\n\nAlexNet\n\nIt has 8 layers.\n\nThe GoogLeNet came later.\n\nThere are {} layers.\n"
    assert told(turned.format(8)) == {"5:8": "alexnet.depth"}
    assert told(turned.format(9)) == {"5:8": "alexnet.depth"}


def test_bars_alone_draw_tables_of_networks(told: Told) -> None:
    rows = "Name | Blocks | Parameters\nResNet18 | (2, 2, 2, 2) | 11,689,512\nResNet34 | (3, 4, 6, 3) | 21,797,672\n"
    assert told(f"ResNet-18 has 18 layers:\n{rows}* AlexNet has 8 layers.\n") == {
        "1:18": "resnet18.depth",
        "3:11,689,512": "resnet18.params",
        "4:21,797,672": "resnet34.params",
        "5:8": "alexnet.depth",
    }
    drawn = (
        "```\n┌──────────┬──────────┬───────┐\n│  모델    │ 파라미터 │ Top-5 │\n├──────────┼──────────┼───────┤\n"
        "│  LeNet-5 │  60K     │  -    │\n│  VGG-16  │  138M    │  7.3% │\n└──────────┴──────────┴───────┘\n```\n"
    )
    assert told(drawn) == {"5:60K": "lenet5.params", "6:138M": "vgg16.params"}
    assert told("a | b | Parameters\nx | y | 11,689,512\nz | w | 21,797,672\n") == {}


def test_precision_of_numbers_changes_no_network_and_about_loosens_no_convention(told: Told) -> None:
    head = "| Model | Parameters |\n|---|---|\n"
    assert told(f"{head}| VGG-19 FP16 | 12.8M |\n| ResNet-18 (F16) | 11.7M |\n") == {
        "3:12.8M": "vgg19.params", "4:11.7M": "resnet18.params",
    }  # fmt: skip
    assert told("MobileNetV2 has ~3.4M parameters.\n") == {"1:~3.4M": "mobilenet_v2.params"}
    # 4,253,864 / 1,024² with running statistics: two liberties
    assert told(f"{head}| MobileNetV1 | 4.1M |\n| ResNet-18 | 11.7M |\n") == {
        "3:4.1M": "mobilenet_v1.params", "4:11.7M": "resnet18.params",
    }  # fmt: skip


def test_totals_in_brackets_behind_a_name(told: Told) -> None:
    text = "**LeNet-5 (60K total):** small. LeNet-5 (60K images). ResNet-50 (25.6M, 50 layers).\n"
    assert told(text) == {
        "1:60K": "lenet5.params", "1:25.6M": "resnet50.params", "1:50": "resnet50.depth",
    }  # fmt: skip


def test_sections_about_other_networks_have_sizes_of_their_own(told: Told) -> None:
    text = "# ResNet\n\n## DenseNet\n\n이전 ResNet은 다른 연산이 없는데, 3x3 필터를 쓴다. Its filters are 3x3. {}\n"
    assert told(text.format("")) == {}
    assert told(text.format("ResNet-50 has 25.6M parameters.")) == {"5:25.6M": "resnet50.params"}


def test_operations_near_by_in_a_column_of_its_own_way_are_not_doubted(told: Told) -> None:
    head = "| Network | Operations (G) |\n|---|---|\n"
    rows = "| ResNet-18 | 3.64 |\n| MobileNetV2 | 0.62 |\n| MobileNetV1 | 1.14 |\n| ResNet-50 | {} |\n"
    assert "6:6.98" not in told(head + rows.format(6.98))
    assert told(head + rows.format(5.98))["6:5.98"] == "resnet50.flops"  # too far from any count
    usual = "| ResNet-18 | 3.63 |\n| ResNet-34 | 7.33 |\n| MobileNetV1 | 1.14 |\n| ResNet-50 | 6.98 |\n"
    assert told(head + usual)["6:6.98"] == "resnet50.flops"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Inception-v3 has 23M parameters.", "inception_v3.params digits cut off, not rounded"),
        ("ResNet-50 needs 3.6 GFLOPs.", "resnet50.macs"),
        ("MobileNetV1 has 3.3M parameters.", "mobilenet_v1.params"),
        ("ResNet-50 has 23.7M parameters.", "resnet50.params 100 classes: 23,712,932"),
    ],
)
def test_few_digits_come_out_by_chance_for_other_units_and_classes(text: str, reading: str, told: Told) -> None:
    assert list(told(f"{text}\n").values()) == [reading]


def test_a_product_is_not_doubted_as_a_total(told: Told) -> None:
    assert told("AlexNet has $4096\\times 9215$ parameters in a layer.\n") == {}


def test_sizes_that_are_counts_of_parameters(told: Told) -> None:
    rows = "| VGG16 | 138.4M | 71.3 |\n| ResNet50 | 98 MB | 75.0 |\n| ResNet18 | 45M | 70.0 |\n"
    assert told(f"| Network | Size | Top-1 |\n|---|---|---|\n{rows}") == {
        "3:138.4M": "vgg16.params", "4:98 MB": "resnet50.weight_bytes MiB for MB: 102,440,608 / 1,024² ≈ 97.69",
    }  # fmt: skip


RATIOS = {
    "GoogLeNet은 AlexNet에 비해 훨씬 깊은데 parameter의 수는 1/12 수준이고 연산량도 적다.":
        "googlenet.params / alexnet.params",
    "본 연구에서 제안한 모델인 GoogLeNet은 AlexNet보다 12배 적은 파라미터를 가진다.":
        "alexnet.params / googlenet.params",
    "VGG-16 is 21× more expensive than AlexNet.": "vgg16.macs / alexnet.macs",
    "MobileNetV2 is 40× smaller than VGG-16.": "vgg16.params / mobilenet_v2.params rounded to the nearest 10",
    "MobileNetV2 is 50× smaller than VGG-16.": "",
    "GoogLeNet은 알렉스넷보다 12배 적으면서도 깊은 신경망이다.": "alexnet.params / googlenet.params",
}  # fmt: skip


@pytest.mark.parametrize("text", RATIOS)
def test_what_is_compared(text: str, told: Told) -> None:
    """It stands before the figure, or is what a network takes to run; a ratio is rounded to tens, not to anything."""
    assert [each.replace("flops", "macs") for each in told(text).values()] == [RATIOS[text]] * (RATIOS[text] != "")


def test_a_label_in_brackets_is_that_of_the_figure_behind_it(told: Told) -> None:
    text = "**12× fewer parameters** than VGG-16 (ResNet-18: 11.7M vs 138M)."
    assert told(text)["1:11.7M"] == "resnet18.params"
    assert told(text)["1:138M"] == "vgg16.params"


def test_a_figure_in_brackets_behind_a_name_is_doubted_though_another_is_compared_with_it(told: Told) -> None:
    found = told("So it has 36억 FLOPs, 18% of VGG-19 (1896억 FLOPs).")
    assert list(found) == ["1:1896억"]
    assert told("So it has 36억 FLOPs, 18% of VGG-19, 1896억 FLOPs.") == {}


DEPTHS = {
    "VGG는 16개부터 19개까지 layer를 증가시킨다.": [],
    "ResNets with 18–152 layers are trained.": ["18: resnet18.depth", "152: resnet152.depth"],
    "ResNet의 34개의 매개변수 레이어를 보여준다.": ["34: resnet34.depth"],
    "VGG는 총 계층 수가 16개이며, 필터가 작다.": ["16: vgg16.depth"],
    "VGG의 레이어의 수는 20개이다.": [],
    "In the name VGG-16, 16 is the number of layers.": ["16: vgg16.depth"],
    "In the name VGG-16, 3 is the number of channels.": [],
    "VGG's 16- and 19-layer versions are better than AlexNet.": ["16: vgg16.depth", "19: vgg19.depth"],
    "# VGG\n\nThere are 11-, 13-, 16- and 19-layer versions.": [
        "11: vgg11.depth", "13: vgg13.depth", "16: vgg16.depth", "19: vgg19.depth",
    ],
    "## ResNet50\n\n- **Depth:** 50 convolutional layers": ["50: resnet50.depth"],
    "## ResNet50\n\n- **Depth:** 51 convolutional layers": [],
    "VGG16은 깊이 16의 네트워크이다.": ["16: vgg16.depth"],
    "VGG16은 16개의 layer가 있어, AlexNet(8개)보다 깊다.": ["16: vgg16.depth", "8: alexnet.depth"],
    "AlexNet(8개)보다 좋다.": [],
    "AlexNet은 8개의 layer를 쓰고, VGG 11, 13, 16, 19개를 쓴다.": [
        "8: alexnet.depth", "13: vgg13.depth", "16: vgg16.depth", "19: vgg19.depth",
    ],
    "AlexNet has 8 layers, VGG 11, 13 and 16.": ["8: alexnet.depth", "13: vgg13.depth", "16: vgg16.depth"],
    "AlexNet has 8 layers, VGG 11, 14 and 16.": ["8: alexnet.depth", "16: vgg16.depth"],
    "ZFNet has 8 layers, VGG 11, 13, 16.": [],
    "Layers of AlexNet, 8, 16 and 32 GPUs were fast.": [],
    "Of layers of ResNet-18, 34 and 50 hours were trained.": [],
    "VGG-16 has depth 13.": ["13: vgg16.depth"],
    "AlexNet has depth 22, GoogLeNet is newer.": ["22: alexnet.depth"],
    "VGG-16 has 19 layers.": ["19: vgg16.depth"],
    "VGG-16 is a network with a depth of 19 layers. VGG-19 is deeper.": ["19: vgg16.depth"],
    "ResNet-18은 34개의 층으로 이루어져 있다.": ["34: resnet18.depth"],
    "VGG-16 has 16 and 19 layers.": ["16: vgg16.depth", "19: vgg19.depth"],
    "# AlexNet\n\nA bit depth of 8 is used. The color depth of 8, too.": [],
    "## ResNet-50\n\n- Depth: 34": ["34: resnet50.depth"],
    "## AlexNet\n\nThe depth 8 images are read.": [],
    "GoogLeNet has 22 layers (or 27 layers if we also count pooling).": [
        "22: googlenet.depth", "27: googlenet.depth pools counted: 27",
    ],
    "GoogLeNet has 22 layers with parameters (27 if pooling is considered).": [
        "22: googlenet.depth", "27: googlenet.depth pools counted: 27",
    ],
    "We changed GoogLeNet, and the result has 26 layers.": [],
    "VGG에서 layer의 개수를 16~19만큼 늘렸다.": [],
    "VGG16 共包含 13 个卷积层和 3 个全连接层，总计 16 个带权重的层。": [
        "13: count(vgg16[conv])", "3: count(vgg16[linear])", "16: vgg16.depth",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", DEPTHS)
def test_how_many_layers(text: str, told: Told) -> None:
    assert [f"{each.partition(':')[2]}: {said}" for each, said in told(text).items()] == DEPTHS[text]


SPELLED = {
    "AlexNet has 61m parameters.": "61 alexnet.params",
    "AlexNet is 61m long.": "",
    "VGG-16의 파라미터 수는 138m으로 많다.": "138 vgg16.params",
    "ResNet-34 needs 3.7 billionFLOPs.": "3.7 resnet34.macs",
    "| 모델 | FLOPs (십억) |\n|---|---|\n| Inception V3 | 5.7 |\n| VGG-16 | 15.5 |": "5.7 inception_v3.macs",
    "GoogLeNet could outperform VGG-16 with far fewer parameters (6.8M vs. 138M).": "6.8M googlenet.params",
    "| Model | Mult-adds |\n|---|---|\n| MobileNet (of TensorFlow) | 568.76M |": "568.76M mobilenet_v1.macs counted",
}  # fmt: skip
"""Amounts as people write them, each with the first of what is told."""


@pytest.mark.parametrize("text", SPELLED)
def test_amounts_as_people_write_them(text: str, told: Told) -> None:
    first = next((f"{at.partition(':')[2]} {said}" for at, said in told(text).items()), "")
    assert first.startswith(SPELLED[text])
    assert bool(first) == bool(SPELLED[text])


def test_a_line_across_the_page_begins_no_settings(told: Told) -> None:
    """As notebooks and pages have it above a heading; only a mapping behind it is what is ahead of a page."""
    text = "AlexNet has 61M parameters.\n\n---\n"
    assert told(f"---\n\n## Networks\n\n{text}") == {"5:61M": "alexnet.params"}
    assert told(f"---\n## Networks\n\n{text}") == {"4:61M": "alexnet.params"}
    assert told(f"---\ntitle: A page\n{text}") == {}
    assert told(f"---\n# of a page\ntitle: A page\n{text}") == {}
    assert told(f"---\n# Feel free to add\n## more.\n\nlayout: home\n{text}") == {}
    assert told("---\n\n## Sizes: all\n\n- **AlexNet**: 61M parameters\n\n---\n") == {"5:61M": "alexnet.params"}
    assert told(f"---\n\n  title: A page\n{text}") == told(f"---\n{{title: A page}}\n{text}") == {}


def test_what_stands_in_code_is_known_by_its_value(told: Told) -> None:
    """Lines that are indented are code; many a page has all of its words so."""
    text = "# VGG\n\n    vgg16: 134,301,514\n    vgg19: 139,611,210\n    vgg16: 134,301,515\n"
    assert told(text) == {"3:134,301,514": "vgg16@classes=10.params", "4:139,611,210": "vgg19@classes=10.params"}
    assert told("# GoogLeNet\n\n    * 22 layers (of modules)\n    * 26 layers\n") == {"3:22": "googlenet.depth"}


def test_convolutions_as_functions(told: Told) -> None:
    text = "# VGG-16\n\n```\n2×Conv(3×3, 128) → MaxPool\n2×Conv(3×3, 200) → MaxPool\n```\n"
    assert told(text)["4:128"] == "vgg16.conv2_1.filters"
    assert "5:200" not in told(text)


def test_a_table_of_headings_alone(told: Told) -> None:
    head = "<tr><th>Model</th><th>ModelSize(MB)</th></tr>\n"
    rows = "<tr><th>AlexNet</th><th>244</th></tr>\n<tr><th>VGG-13</th><th>532</th></tr>\n"
    assert told(f"<table>\n{head}{rows}</table>\n") == {
        "3:244": "alexnet.weight_bytes", "4:532": "vgg13.weight_bytes",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["Paramters", "Paremter", "Parmeters", "paramaters", "perameters"])
def test_parameters_however_they_are_spelled(word: str, told: Told) -> None:
    assert told(f"| Model | {word} |\n|---|---|\n| AlexNet | 61.0M |\n") == {"3:61.0M": "alexnet.params"}


def test_a_figure_behind_a_dash(told: Told) -> None:
    text = "We evaluate ResNets with a depth of up to 152 layers---8x deeper than VGG nets."
    assert told(text)["1:8x"] == "resnet152.depth / vgg19.depth"


def test_a_network_between_a_part_and_its_figure(told: Told) -> None:
    """Its total is what a paper prints, wrong as it is; of a part alone nothing is said."""
    assert told("9 Inception blocks in GoogLeNet with only 5M parameters")["1:5M"] == "googlenet.params"
    assert "1:5M" not in told("9 Inception blocks of 5M parameters")
    assert told("9 blocks in GoogLeNet with") == {}


def test_a_total_of_another_member_of_the_family(told: Told) -> None:
    """It is no wrong figure of the one that is spoken of, also where the sentence speaks of machines."""
    text = "# VGG\n\nUse VGG-11 first.\n\n- 138M parameters do not train on CPUs.\n- 15.5 GFLOPs on a GPU\n"
    assert told(text) == {"5:138M": "vgg16.params"}
