"""Which network a text is about: spellings, titles, code, listings, cards of models; and what is about none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cnnstat.documents.document import Document
from cnnstat.documents.reading.names import coordinated, mentions
from cnnstat.documents.reading.panels import panels
from cnnstat.documents.reading.reader import Reader
from cnnstat.query import Bench

BENCH = Bench()


def read(text: str, ending: str = ".md") -> list[tuple[str, str]]:
    """The figures of a document in order, each once, with the likeliest of its queries."""
    document = Document(Path(f"a{ending}"), "a", text.encode())
    found: dict[tuple[int, int], tuple[str, str]] = {}
    passages = document.shown
    order = {id(passage): number for number, passage in enumerate(passages)}
    for passage, each in Reader(BENCH, {}).document(passages):
        place = order[id(passage)], each.start
        found.setdefault(place, (passage.text[each.start : each.end], each.queries[0]))
    return [found[place] for place in sorted(found)]


SPELLED = {
    "MobileNetV1_x0_25": ["mobilenet_v1@width=0.25"], "MobileNetV2_x1_5": ["mobilenet_v2@width=1.5"],
    "MobileNet-0.5": ["mobilenet_v1@width=0.5"], "mobilenet0.25": ["mobilenet_v1@width=0.25"],
    "mobilenet_v2_035_96": ["mobilenet_v2@width=0.35,input=96"], "VGG (16)": ["vgg16"], "VGG(19)": ["vgg19"],
    "16-layer VGG": ["vgg16"], "VGG with 19 layers": ["vgg19"], "VGGNet (16 layers)": ["vgg16"], "Res-50": ["resnet50"],
    "res18": ["resnet18"], "50-layer ResNet": ["resnet50"], "ResNet (152층)": ["resnet152"],
    "ResNet-50/101/152": ["resnet50", "resnet101", "resnet152"], "VGG-16 and -19": ["vgg16", "vgg19"],
    "브이지지넷-16": ["vgg16"], "레즈넷50": ["resnet50"], "레스넷 34": ["resnet34"], "구글르넷": ["googlenet"],
    "모바일넷 V2": ["mobilenet_v2"], "르넷-5": ["lenet5"], "알렉스 넷": ["alexnet"], "인셉션 v1": ["googlenet"],
    "Inception (GoogleNet) V3": ["inception_v3"], "Inception model": ["googlenet"], "vgg16.py": ["vgg16"],
    "resnet18-5c106cde.pth": ["resnet18"], "AlexNet-PyTorch-Implementation": ["alexnet"], "VGG16Net": ["vgg16"],
    "models.resnet50(pretrained=True)": ["resnet50"], "class AlexNet(nn.Module):": ["alexnet"],
    "krizhevsky2012imagenet": ["alexnet"], "Simonyan and Zisserman": ["vgg16"], "he2016deep": ["resnet50"],
    "Deep Residual Learning for Image Recognition": ["resnet50"], "Inception module": [], "Res5": [],
    "resnet50_0.5": [], "덴스넷": [], "GoogLeNet-v3": [], "deng2009imagenet": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "networks"), SPELLED.items(), ids=list(SPELLED))
def test_a_name_is_known_however_it_is_spelled(text: str, networks: list[str]) -> None:
    assert [each.networks[0] for each in mentions(text, BENCH, {}) if each.networks] == networks


TITLED = {
    "---\ntitle: AlexNet\n---\n\nAlexNet, AlexNet; VGG, LeNet, ZFNet, NIN, NIN, NIN.\n\n## Shape\n\n{}": ".md",
    "<title>AlexNet</title><p>AlexNet, AlexNet; VGG, LeNet, VGG, NIN, NIN, NIN.</p><h2>Shape</h2><p>{}</p>": ".html",
    "- **Title:** ImageNet Classification with Deep Convolutional Neural Networks\n\n"
    "AlexNet, AlexNet; VGG, LeNet, VGG, NIN, NIN, NIN.\n\n## Shape\n\n{}": ".md",
}  # fmt: skip


@pytest.mark.parametrize(("text", "ending"), TITLED.items(), ids=["front matter", "page", "paper"])
def test_a_document_is_about_what_its_title_names(text: str, ending: str) -> None:
    assert read(text.format("It has 61M parameters."), ending) == [("61M", "alexnet.params")]
    untitled = text.replace("title", "x").replace("Title", "x").replace("ImageNet Class", "AlexNet, Class")
    assert read(untitled.format("It has 61M parameters."), ending) == []


def notebook(*cells: tuple[str, str, list[str]]) -> str:
    """A notebook of cells: the kind, the text, and what its code printed."""
    made = [
        {"cell_type": kind, "source": [text], "outputs": [{"output_type": "stream", "text": lines}]}
        for kind, text, lines in cells
    ]
    return json.dumps({"cells": made, "nbformat": 4}, ensure_ascii=False)


def test_the_first_heading_of_a_notebook_is_the_title_of_all_its_cells() -> None:
    cells: tuple[tuple[str, str, list[str]], ...] = (
        ("markdown", "# AlexNet", []),
        ("markdown", "AlexNet is old.", []),
        ("markdown", "## Size", []),
    )
    text = notebook(*cells, ("markdown", "The network has 61M parameters.", []))
    assert read(text, ".ipynb") == [("61M", "alexnet.params")]


def test_code_in_a_notebook_and_what_it_printed_are_read() -> None:
    printed = [
        "\u001b[1mModel: \"sequential\"\u001b[0m\n",
        "│ conv2d (\u001b[38;5;33mConv2D\u001b[0m) │ (\u001b[38;5;45mNone\u001b[0m, 224, 224, 64) │ 1,792 │\n",
        "\u001b[1m Total params: \u001b[0m\u001b[38;5;34m138,357,544\u001b[0m (527.79 MB)\n",
    ]  # fmt: skip
    text = notebook(("markdown", "## VGG-16", []), ("code", "print(1)", printed))
    found = dict(read(text, ".ipynb"))
    page = json.loads(text)
    total = "<pre><b> Total params: </b><i>138,357,544</i> (527.79 MB)\n</pre>"
    page["cells"][1]["outputs"] = [{"output_type": "display_data", "data": {"text/html": [total]}}]
    assert read(json.dumps(page), ".ipynb")[0] == ("138,357,544", "vgg16.params")
    page["cells"][1]["outputs"][0]["data"] = {"text/html": [total.replace("pre>", "p>")]}
    assert read(json.dumps(page), ".ipynb") == []
    assert found["1,792"] == "vgg16.conv1_1.params"
    assert (found["138,357,544"], found["527.79 MB"]) == ("vgg16.params", "vgg16.weight_bytes")


@pytest.mark.parametrize(
    ("name", "total", "expected"),
    [
        ("sequential_1", "138,357,544", ["vgg16.params"]),
        ("sequential_1", "138,357,545", []),  # of another network, which the program names itself
        ("tiny", "138,357,544", []),
    ],
)
def test_totals_of_a_model_without_a_name_of_its_own(
    name: str, total: str, expected: list[str], suggested: Any
) -> None:
    text = f'## VGG-16\n\n```\nModel: "{name}"\n\nTotal params: {total}\n```\n'
    assert [each["query"] for each in suggested(text, "a.md")] == expected


def test_what_stands_in_code_is_told_and_never_marked(tmp_path: Path, program: Any) -> None:
    text = notebook(("markdown", "## VGG-16", []), ("code", "x", ["Total params: 138,357,544\n"]))
    (tmp_path / "a.ipynb").write_text(text)
    done = program("check", "--suggest", "--fix", "--min-claims", "0", "--format", "concise", "--notes", cwd=tmp_path)
    assert "138,357,544 is vgg16.params" in done.out
    assert (tmp_path / "a.ipynb").read_text() == text


CLASS = """```python
class {name}(nn.Module):
    def __init__(self):
        self.conv1 = nn.Conv2d(3, 96, 11, 4)  # {conv1}
        # 27 x 27 x 96 -> (N, 256, 27, 27)
        self.conv2 = nn.Conv2d(96, 256, 5)
```
"""


def test_shapes_in_comments_are_those_of_the_class_that_code_defines() -> None:
    shapes = [("27 x 27 x 96", "alexnet.pool1.output_shape"), ("256, 27, 27", "alexnet.conv2.output_shape")]
    code = CLASS.format(name="AlexNet", conv1="55x55x96")
    assert read(code) == [("55x55x96", "alexnet.conv1.output_shape"), *shapes]
    assert read(CLASS.format(name="AlexNet", conv1="53x53x96")) == shapes  # two of three fit
    assert read(CLASS.format(name="TinyNet", conv1="55x55x96")) == []
    assert read(code.replace("27 x 27 x 96", "13x13x96").replace("256, 27, 27", "256, 12, 12")) == []
    page = "<p>Code</p><pre><code>model = <b>alexnet</b>()\nx # <i>55x55x96</i>\ny # 27x27x96\n</code></pre>"
    assert [query for _, query in read(page, ".html")] == ["alexnet.conv1.output_shape", "alexnet.pool1.output_shape"]


LISTING = """# Nets

AlexNet came before VGG-16.

```
conv  [224x224x64]  36,864
pool  [112x112x64]
conv  [112x112x128] 73,728
pool  [56x56x128]
conv  [56x56x256]   294,912
```
"""


def test_a_listing_is_of_the_network_whose_shapes_it_has() -> None:
    found = dict(read(LISTING))
    assert (found["36,864"], found["294,912"]) == ("vgg16.conv1_2.weights", "vgg16.conv3_1.weights")
    other = LISTING.replace("224x224", "32x32").replace("112x112", "16x16").replace("56x56", "8x8")
    assert read(f"# VGG-16\n\n{other}") == []  # the net for other images, with filters by chance as many
    torchvision = "# AlexNet\n\n```\nConv2d-1 [-1, 64, 55, 55] 23,296\nMaxPool2d-3 [-1, 64, 27, 27]\n```\n"
    assert ("23,296", "alexnet-owt.conv1.params") in read(torchvision)


CARD = """# Models

<!--
Type: model-index
Models:
- Name: resnet18
  Metadata:
    Parameters: 11690000
    Image Size: '224'
- Name: resnetblur50
  Metadata:
    Parameters: 25560000
- Name: resnet34
  Metadata:
    Parameters: {}
- Name: tv_resnet50
  Metadata:
    Parameters: 25560000
-->
"""


def test_fields_of_cards_belong_to_the_network_named_above_them(tmp_path: Path, program: Any) -> None:
    assert read(CARD.format(21800000)) == [
        ("11690000", "resnet18.params"), ("224", "resnet18.input.height"), ("21800000", "resnet34.params"),
        ("25560000", "resnet50.params"),
    ]  # fmt: skip
    words = ("check", "--suggest", "--min-claims", "0", "--format", "concise", "--notes")
    (tmp_path / "a.mdx").write_text(CARD.format(21800000))
    assert program(*words, cwd=tmp_path).out.count(" is resnet") == 4  # rounded as the fields are
    (tmp_path / "a.mdx").write_text(CARD.format(25800000))
    assert "25800000 is" not in program(*words, cwd=tmp_path).out


SENTENCES = {
    "AlexNet有6100000个参数。": [("6100000", "alexnet.params")],
    "VGG16有13个卷积层和3个全连接层。": [("13", "count(vgg16[conv])"), ("3", "count(vgg16[linear])")],
    "AlexNet的第一个卷积层有96个卷积核，步长为4。": [("96", "alexnet.conv1.filters"), ("4", "alexnet.conv1.stride")],
    "VGG16 的参数量约为 1.38亿,一次需要 155亿次乘加运算。": [("1.38亿", "vgg16.params"), ("155亿", "vgg16.macs")],
    "AlexNet有6100万个参数，VGG-16有1亿3800万个参数。": [("6100万", "alexnet.params"), ("1亿3800万", "vgg16.params")],
    "VGG는 8개의 층으로 구성된 AlexNet보다 깊다.": [("8", "alexnet.depth")],
    "AlexNet has 5 convolutional and 3 fully-conneted layers.": [
        ("5", "count(alexnet[conv])"), ("3", "count(alexnet[linear])"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), SENTENCES.items(), ids=list(SENTENCES))
def test_sentences_in_chinese_and_korean(text: str, figures: list[tuple[str, str]]) -> None:
    assert read(f"{text}\n") == figures


AUXILIARY = "# GoogLeNet\n\n{} has:\n\n- pooling of 5x5 with stride 3\n- a fully connected layer with 1024 units\n"


def test_auxiliary_heads_have_sizes_of_their_own() -> None:
    assert read(AUXILIARY.format("The auxiliary classifier"))[1:] == [
        ("3", "googlenet@mode=train.aux1.pool.stride"), ("1024", "googlenet@mode=train.aux1.fc1.neurons"),
    ]  # fmt: skip
    assert "mode=train" not in str(read(AUXILIARY.format("The stem")))


def test_a_family_has_one_image_and_what_it_is_compared_with_has_no_figures() -> None:
    assert read("# VGG\n\nVGG is deep.\n\n- input: an image of 224 * 224\n") == [("224 * 224", "vgg16.input.height")]
    assert read("VGG-16은 AlexNet/ZFNet과 달리 3x3 필터를 쓴다.\n") == [("3x3", "vgg16.conv1_1.kernel")]
    assert read("VGG-16: max pooling of 2 x 2px.\n") == [("2 x 2", "vgg16.pool1.kernel")]


GENERIC = (
    "7 * 7 필터 1개 사용시 파라미터는 49C² 이다.", "3x3 convolution의 경우 3x1과 1x3으로 분해한다.",
    "Stacking 3x3 convolutions pays.", "Whether to put the 3 fully connected layers on top.",
    "The filters grow 2배로.", "An image of 224 × 224 is large.",
)  # fmt: skip


@pytest.mark.parametrize("text", GENERIC)
def test_layers_in_general_and_images_are_no_sizes_of_the_network_that_is_spoken_of(text: str) -> None:
    assert read(f"# VGG-16\n\nVGG-16 is deep.\n\n## Why\n\n{text}\n".replace("224", "225")) == []


def test_networks_for_other_numbers_of_classes_are_not_doubted(tmp_path: Path, program: Any) -> None:
    table = "| net | params |\n|---|---|\n| AlexNet | 58,301,828 |\n| VGG-16 | 138,357,544 |\n"
    words = ("check", "--suggest", "--min-claims", "0", "--format", "concise", "--notes")
    (tmp_path / "a.md").write_text(table)
    assert "CNS212 58,301,828" in program(*words, cwd=tmp_path).out
    (tmp_path / "a.md").write_text(f"```python\nnet = build(num_classes=5)\n```\n\n{table}")
    out = program(*words, cwd=tmp_path).out
    assert ("CNS212" in out, "138,357,544 is vgg16.params" in out) == (False, True)


def test_a_total_in_vague_words_is_doubted_only_where_its_sentence_names_the_network(
    tmp_path: Path, program: Any
) -> None:
    words = ("check", "--suggest", "--min-claims", "0", "--format", "concise")
    (tmp_path / "a.md").write_text("# GoogLeNet\n\n- Total: 854M operations\n")
    assert program(*words, cwd=tmp_path).code == 0
    (tmp_path / "a.md").write_text("# Nets\n\n- GoogLeNet needs 854M operations.\n")
    assert program(*words, cwd=tmp_path).code == 1


def test_variants_are_tried_for_operations_of_two_digits(tmp_path: Path, program: Any) -> None:
    (tmp_path / "a.md").write_text("| net | FLOPs |\n|---|---|\n| ResNet-50 | 4.1G |\n| LeNet-5 | 0.4M |\n")
    done = program("check", "--suggest", "--min-claims", "0", "--format", "concise", "--notes", cwd=tmp_path)
    assert ("resnet50-v1.5: 4,089,184,256" in done.out, "lenet5-d2l: 416,520" in done.out, done.code) == (True, True, 0)


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("ResNet-50은 AlexNet과 VGG-16보다 깊다", ["AlexNet", "VGG-16"]),
        ("LeNet-5와 AlexNet과 VGG-16보다 깊다", ["LeNet-5", "AlexNet", "VGG-16"]),
        ("LeNet-5, AlexNet, VGG-16보다 깊다", ["LeNet-5", "AlexNet", "VGG-16"]),
        ("LeNet-5. AlexNet/VGG-16보다 깊다", ["AlexNet", "VGG-16"]),
        ("AlexNet. VGG-16보다 깊다", ["VGG-16"]),
        ("AlexNet 및 VGG-16에 비해 ResNet-50은 깊다", ["AlexNet", "VGG-16"]),
        ("VGG-16 is deeper than AlexNet", ["AlexNet"]),
        ("AlexNet and VGG-16 came before ResNet-50", ["ResNet-50"]),
        ("Unlike AlexNet, ResNet-50 has skips", ["AlexNet"]),
    ],
)
def test_names_that_are_joined_to_what_something_is_compared_with(text: str, compared: list[str]) -> None:
    found = coordinated(mentions(text, BENCH, {}), text)
    assert [text[each.start : each.end] for each in found if each.object] == compared


PANELS = """| Model | Params | MACs | | Model | Params | MACs |
|---|---|---|---|---|---|---|
| vgg16 | 138.36 M | 15.47 G | | resnet18 | 11.69 M | 1.81 G |
| vgg19 | 143.67 M | 19.63 G | | resnet50 | 25.56 M | 3.86 G |
| vgg11 | 132.86 M | 7.61 G | | | | |
"""


def test_panels_of_a_table_are_tables_of_their_own() -> None:
    assert read(PANELS) == [
        ("138.36 M", "vgg16.params"), ("15.47 G", "vgg16.macs"), ("11.69 M", "resnet18.params"),
        ("1.81 G", "resnet18.macs"), ("143.67 M", "vgg19.params"), ("19.63 G", "vgg19.macs"),
        ("25.56 M", "resnet50.params"), ("3.86 G", "resnet50.macs"), ("132.86 M", "vgg11.params"),
        ("7.61 G", "vgg11.macs"),
    ]  # fmt: skip
    assert panels(["a", "b", "", "a", "b", ""]) == [slice(0, 2), slice(3, 5)]
    assert panels(["a", "b", "a", "c"]) == panels(["a", "a"]) == panels(["", "a", "", "a"]) == [slice(0, None)]


INTRODUCED = """# NetAccelerator

It runs nets, such as AlexNet and VGG-16.

# Introduction

LeNet-5 is old.

LeNet-5 reads letters.

The second convolutional layer has kernels of 5×5.
"""


def test_a_section_is_about_what_its_paragraphs_name_again_and_again() -> None:
    assert read(INTRODUCED) == [("5×5", "lenet5.C3.kernel")]
    assert read(INTRODUCED.replace("LeNet-5 reads", "It reads")) == []
    assert read(INTRODUCED.replace("LeNet-5 is old", "AlexNet is old")) == []
