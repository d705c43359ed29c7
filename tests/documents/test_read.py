"""What is read in documents without marks, and what is let alone: one case for each kind of text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnnstat.documents.document import Document
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.html_blocks import of_html
from cnnstat.documents.reading.reader import Reader, interrupted, numbered
from cnnstat.query import Bench

BENCH = Bench()


def read(text: str, ending: str = ".md") -> list[tuple[str, str]]:
    """The figures of a document, each with the likeliest of its queries, where it is read in two ways the same."""
    document = Document(Path(f"a{ending}"), "a", text.encode())
    found = sorted(Reader(BENCH, {}).document(document.prose), key=lambda found: found[1])
    every = [
        (each.start, passage.text[each.start : each.end], each.queries[0]) for passage, each in found if each.queries
    ]
    return [(printed, query) for _, printed, query in dict.fromkeys(every)]


def firm(text: str) -> list[int]:
    """How certain what is read is, figure by figure."""
    document = Document(Path("a.md"), "a", text.encode())
    return [each.firm for each in sorted(each for _, each in Reader(BENCH, {}).document(document.prose))]


SENTENCES = {
    "The number of parameters of VGG-16 is 138M.": [("138M", "vgg16.params")],
    "VGG-16 is large (138M parameters).": [("138M", "vgg16.params")],
    "VGG-16: parameters (138M).": [("138M", "vgg16.params")],
    "VGG-16 takes 31 billion floating point operations.": [("31 billion", "vgg16.flops")],
    "VGG-16 needs 15.47 GMac.": [("15.47 GMac", "vgg16.macs")],
    "Params: AlexNet 61M, VGG-16 138M.": [("61M", "alexnet.params"), ("138M", "vgg16.params")],
    "ResNet-50 and ResNet-101 have 25.6M and 44.5M parameters respectively.": [
        ("25.6M", "resnet50.params"), ("44.5M", "resnet101.params"),
    ],
    "AlexNet, VGG-16 and ResNet-50 have 8, 16 and 50 layers.": [
        ("8", "alexnet.depth"), ("16", "vgg16.depth"), ("50", "resnet50.depth"),
    ],
    "VGG-16 and VGG-19 have 16 and 19 layers and 138M and 144M parameters, respectively.": [
        ("16", "vgg16.depth"), ("19", "vgg19.depth"), ("138M", "vgg16.params"), ("144M", "vgg19.params"),
    ],
    "ResNet-18 and ResNet-34 use 3×3 and 1×1 kernels.": [("3×3", "resnet18.conv2.1.conv1.kernel")],
    "AlexNet와 VGG-16은 61M, 138M개의 파라미터를 가진다.": [("61M", "alexnet.params"), ("138M", "vgg16.params")],
    "VGG-16、VGG-19 分别有 138M 和 144M 个参数。": [("138M", "vgg16.params"), ("144M", "vgg19.params")],
    "VGG16とVGG19のパラメータ数はそれぞれ138Mと144Mである。": [("138M", "vgg16.params"), ("144M", "vgg19.params")],
    "VGG-16 (138M parameters) is slower than ResNet-18 (11.7M, 1.8 GFLOPs), and has 16 layers.": [
        ("138M", "vgg16.params"), ("11.7M", "resnet18.params"), ("1.8 GFLOPs", "resnet18.flops"), ("16", "vgg16.depth"),
    ],
    "VGG-16 has 138M parameters, while ResNet-18 needs 11.7M parameters and 1.8 billion MACs.": [
        ("138M", "vgg16.params"), ("11.7M", "resnet18.params"), ("1.8 billion", "resnet18.macs"),
    ],
    "AlexNet, compared to VGG-16's 138M parameters, has only 61M.": [
        ("138M", "vgg16.params"), ("61M", "alexnet.params"),
    ],
    "AlexNet compared to VGG-16 has 8 layers.": [("8", "alexnet.depth")],
    "ResNet-152 is deeper than VGG-16, with 152 layers.": [("152", "resnet152.depth")],
    "ResNet-50 differs from VGG-16, which has 138M parameters: it takes 3.9 billion MACs.": [
        ("138M", "vgg16.params"), ("3.9 billion", "resnet50.macs"),
    ],
    "VGG-16 has 138 M parameters vs 61 M for AlexNet.": [("138 M", "vgg16.params"), ("61 M", "alexnet.params")],
    "GoogLeNet beat VGG16 with far fewer parameters (7.0M vs. 138M).": [
        ("7.0M", "googlenet.params"), ("138M", "vgg16.params"),
    ],
    "Starting from ResNet-18 one comes to the 152-layer ResNet-152.": [("152", "resnet152.depth")],
    "VGG-D has 16 layers, Inception v1 has 22 layers.": [("16", "vgg16.depth"), ("22", "googlenet.depth")],
    "MobileNet_v1_0.75_192 has 2.6M parameters.": [("2.6M", "mobilenet_v1@width=0.75,input=192.params")],
    "MobileNetV2 (width 1.4) has 6.1M parameters.": [("6.1M", "mobilenet_v2@width=1.4.params")],
    "At 299x299 ResNet-50 needs 7.2 GMACs.": [("7.2 GMACs", "resnet50@input=299.macs")],
    "ResNet-50 (v1.5) needs 4.09 GMACs.": [("4.09 GMACs", "resnet50-v1.5.macs")],
    "AlexNet has 34,944 parameters in its first layer.": [("34,944", "alexnet.conv1.params")],
    "AlexNet's last three layers hold 58.6M parameters.": [
        ("58.6M", "alexnet.fc6.params + alexnet.fc7.params + alexnet.fc8.params")
    ],
    "VGG-16's fully connected layers hold 89% of the parameters.": [("89%", "share(vgg16[linear].params)")],
    "GoogLeNet has 9x fewer parameters than AlexNet.": [("9x", "googlenet.params / alexnet.params")],
    "The MACs of VGG-16 are 21x those of AlexNet.": [("21x", "vgg16.macs / alexnet.macs")],
    "AlexNet's conv1 has 55×55×96 = 290,400 neurons.": [
        ("55×55×96", "alexnet.conv1.output_shape"), ("290,400", "alexnet.conv1.neurons"),
    ],
    "ResNet-50 has 483 rf 50 layers.": [("483", "resnet50.rf"), ("50", "resnet50.depth")],
    "It begins with conv1. AlexNet has 61M parameters.": [("61M", "alexnet.params")],
    "AlexNet's weights take 244 MB.": [("244 MB", "alexnet.weight_bytes")],
    "AlexNet begins with 96 kernels of 11×11 at stride 4.": [
        ("96", "alexnet.conv1.filters"), ("11×11", "alexnet.conv1.kernel"), ("4", "alexnet.conv1.stride"),
    ],
    "AlexNet의 파라미터는 6,100만 개이다.": [("6,100만", "alexnet.params")],
    "AlexNet의 매개변수: 6,100만.": [("6,100만", "alexnet.params")],
    "GoogLeNet의 깊이는 22층이며 파라미터는 700만 개이다.": [("22", "googlenet.depth"), ("700만", "googlenet.params")],
    "ResNet18의 MACs는 18억 1,407만이다.": [("18억 1,407만", "resnet18.macs")],
    "VGG16의 FC 층은 1.24억 개의 파라미터를 가진다.": [("1.24억", "vgg16[linear].params")],
    "VGG16은 13개의 합성곱 층을 가진다.": [("13", "count(vgg16[conv])")],
    "VGG uses (3x3) filters with stride 1.": [("3x3", "vgg16.conv1_1.kernel"), ("1", "vgg16.conv1_1.stride")],
    "In VGG-16 pooling is 2×2, s = 2.": [("2×2", "vgg16.pool1.kernel"), ("2", "vgg16.pool1.stride")],
    "AlexNet: flatten 9216.": [("9216", "alexnet.flatten.neurons")],
    "AlexNet은 8layer이다.": [("8", "alexnet.depth")],
    "VGG16: 64 → 128 → 256 → 512.": [
        ("64", "vgg16.conv1_1.filters"), ("128", "vgg16.conv2_1.filters"), ("256", "vgg16.conv3_1.filters"),
        ("512", "vgg16.conv4_1.filters"),
    ],
    "VGG-16 ends 4096 -> 4096 -> 1000.": [
        ("4096", "vgg16.fc6.neurons"), ("4096", "vgg16.fc7.neurons"), ("1000", "vgg16.fc8.neurons"),
    ],
    "LeNet-5's sides go 32 → 28 → 14.": [
        ("32", "lenet5.input.height"), ("28", "lenet5.C1.height"), ("14", "lenet5.S2.height"),
    ],
    "VGG-16 (conv 13 + FC 3).": [("13", "count(vgg16[conv])"), ("3", "count(vgg16[linear])")],
    "AlexNet: five convolutional, three fully-connected in all.": [
        ("five", "count(alexnet[conv])"), ("three", "count(alexnet[linear])"),
    ],
    "VGG-16 has more than the 60k parameters of LeNet-5.": [("60k", "lenet5.params")],
    "ResNet (2015) has up to 152층.": [("152", "resnet50.depth")],
    "ResNet(2015)는 152층이다.": [("152", "resnet50.depth")],
    "AlexNet holds 61M and VGG-16 138M parameters.": [("61M", "alexnet.params"), ("138M", "vgg16.params")],
    "GoogLeNet's first module makes 64+128+32+32=256.": [("256", "googlenet.3a.channels")],
}  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), SENTENCES.items(), ids=list(SENTENCES))
def test_sentences(text: str, figures: list[tuple[str, str]]) -> None:
    assert read(f"{text}\n") == figures


SILENT = (
    "vgg16_bn has 138.37M parameters.", "wide_resnet50_2 has 68.9M parameters.", "SE-ResNet-50 has 28.1M parameters.",
    "ResNet-50-D has 25.6M parameters.", "RetinaNet (ResNet-50) has 34M parameters.",
    "A pruned AlexNet has 6.7M parameters.",
    "ResNet-50 v2 has 25.6M parameters.", "EfficientNet-B0 has 5.3M parameters.", "AlexNet won in 2012.",
    "AlexNet was trained on boards of up to 20 TFLOPs.",
    "AlexNet runs at 230 images per second.", "AlexNet was trained for 90 epochs.", "`AlexNet has 61M parameters`",
    "Networks have 61M parameters.", "AlexNet has an error of 15.3%.", "VGG는 20층 이상이다.",
    "[AlexNet](https://example.org/61M-parameters)", "![AlexNet has 61M parameters](a.png)",
    "<!-- AlexNet has 61M parameters -->", "ResNet-18 pools by 5x5 with stride 2.",
    "VGG begins with 12x12 max pooling, stride 2.", "VGG-16 was trained for 10 → 20 → 30 epochs.",
    "VGG-16: 64 → 128 → 250 → 512.", "VGG-16 (conv 12 + FC 3).", "GoogLeNet scored 64+128+32+33=257.",
)  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_silence(text: str) -> None:
    assert read(f"{text}\n") == []


def test_a_figure_is_certain_only_where_network_and_quantity_are_named() -> None:
    assert firm("AlexNet has 61M parameters.\n") == [2]
    assert firm("VGG has 138M parameters.\n") == [0]  # one of a family
    assert firm("Our AlexNet differs. If AlexNet has 61M parameters, so be it.\n") == [0]
    assert firm("AlexNet is old. That one has 61M parameters.\n") == [1]
    assert firm("AlexNet is old. It has 61M parameters.\n") == [2]


TABLES = {
    "| net | Million Parameters |\n|---|---|\n| MobileNetV1 | 4.23 |\n": [("4.23", "mobilenet_v1.params")],
    "| 모델 | 파라미터 수(백만) |\n|---|---|\n| MobileNetV1 | 4.23 |\n": [("4.23", "mobilenet_v1.params")],
    "| | AlexNet | VGG-16 |\n|---|---|---|\n| Params | 61M | 138M |\n": [
        ("61M", "alexnet.params"), ("138M", "vgg16.params"),
    ],
    "| net | Conv Params | FC Params | Total |\n|---|---|---|---|\n| AlexNet | 2.3M | 58.6M | 61.0M |\n": [
        ("2.3M", "alexnet[conv].params"), ("58.6M", "alexnet[linear].params"), ("61.0M", "alexnet.params"),
    ],
    "## AlexNet\n\n| Layer | Params | Output |\n|---|---|---|\n| Conv1 | 34,944 | 55x55x96 |\n| Total | 61M | |\n": [
        ("34,944", "alexnet.conv1.params"), ("55x55x96", "alexnet.conv1.output_shape"), ("61M", "alexnet.params"),
    ],
    "## AlexNet\n\n| Property | Value |\n|---|---|\n| Parameters | 61M |\n| Depth | 8 |\n": [
        ("61M", "alexnet.params"), ("8", "alexnet.depth"),
    ],
    "| net | Resolution | MACs (G) |\n|---|---|---|\n| ResNet-50 | 299x299 | 7.2 |\n": [
        ("7.2", "resnet50@input=299.macs"),
    ],
    "| net | FLOPs |\n|---|---|\n| VGG-16 | 30.9b |\n": [("30.9", "vgg16.flops")],
    "| net | Top-1 | Time (ms) |\n|---|---|---|\n| VGG-16 | 71.3 | 22 |\n": [],
    "<table><tr><th>Model</th><th>Params</th></tr><tr><td>AlexNet</td><td>61M</td></tr></table>\n": [
        ("61M", "alexnet.params"),
    ],
    "<table><tr><th>Model</th><th colspan=2>Where</th><th>Input</th><th>Params</th></tr>"
    "<tr><td>ResNet-18</td><td>a</td><td>b</td><td rowspan=2>224x224</td><td>11.7M</td></tr>"
    "<tr><td>ResNet-34</td><td colspan='2'>a</td><td>21.8M</td></tr></table>\n": [
        ("224x224", "resnet18.input.height"), ("11.7M", "resnet18.params"), ("21.8M", "resnet34.params"),
    ],
    "| net | Params (M) | Flops (G) |\n|---|---|---|\n| VGG-A | 132.9 | 15.2 |\n": [
        ("132.9", "vgg11.params"), ("15.2", "vgg11.flops"),
    ],
    "| net | MFLOPs |\n|---|---|\n| MobileNetV2 192x192 | 442 |\n": [("442", "mobilenet_v2@input=192.flops")],
    "| | AlexNet | VGG-16 |\n|---|---|---|\n| Conv층 수 | 5 | 13 |\n| FC layers | 3 | 3 |\n": [
        ("5", "count(alexnet[conv])"), ("13", "count(vgg16[conv])"),
        ("3", "count(alexnet[linear])"), ("3", "count(vgg16[linear])"),
    ],
    "net | receptive&nbsp;field\n---|---\nresnet_v1_50 | 483\n": [("483", "resnet50.rf")],
}  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), TABLES.items(), ids=range(len(TABLES)))
def test_tables(text: str, figures: list[tuple[str, str]]) -> None:
    assert read(text) == figures


def test_sections_lists_and_the_network_that_a_document_is_about() -> None:
    assert read("## AlexNet\n\n- 61M parameters\n- Depth: 8\n") == [("61M", "alexnet.params"), ("8", "alexnet.depth")]
    assert read("- **GoogLeNet**. New.\n  - 7M parameters\n") == [("7M", "googlenet.params")]
    assert read("## AlexNet\n\n### Parameters\n\nconv1: 34,944\n") == [("34,944", "alexnet.conv1.params")]
    assert read("AlexNet and VGG.\n\n## Others\n\nThey have 61M parameters.\n") == []
    later = "AlexNet.\n\nMuch later.\n\n## Others\n\nKernels are {}.\n"
    assert [read(later.format(sides)) for sides in ("3x3", "11x11")] == [[], [("11x11", "alexnet.conv1.kernel")]]
    listing = "# VGG-16\n\n```\nConv2d-1 [-1, 64, 224, 224] 1,792\n```\n"
    shape = ("64, 224, 224", "vgg16.conv1_1.output_shape")  # as programs print it, where no mark can stand
    assert read(listing) == [shape, ("1,792", "vgg16.conv1_1.params")]
    summary = '```\nModel: "vgg16"\nTotal params: 138,357,544\n```\n'
    assert read(summary) == [("138,357,544", "vgg16.params")]
    assert read("# AlexNet\n\n```python\nx = 61000000  # parameters\n```\n") == []
    layers = "# AlexNet\n\n- 5개의 conv 층\n- FC1: 4096\n- 출력: 1000-way softmax\n- 모든 pooling은 3×3, stride 2\n"
    assert read(layers) == [
        ("5", "count(alexnet[conv])"), ("4096", "alexnet.fc6.neurons"), ("1000", "alexnet.fc8.neurons"),
        ("3×3", "alexnet.pool1.kernel"), ("2", "alexnet.pool1.stride"),
    ]  # fmt: skip
    paper = (
        "Very Deep Convolutional Networks for Large-Scale Image Recognition (VGG, VGGNet)\n\nNo AlexNet.\n\n## A\n\n"
    )
    assert read(f"{paper}- All conv layers have 3×3 kernels.\n") == [("3×3", "vgg16.conv1_1.kernel")]


def test_lists_of_html_stand_in_each_other() -> None:
    text = "<ul><li>a<ol><li>b</li></ol>c</li></ul>d"
    assert [(text[each.start : each.end], each.level) for each in of_html(text, 0, len(text))] == [
        ("a", 1), ("b", 2), ("c", 1), ("d", 0),
    ]  # fmt: skip


def test_a_paragraph_is_cut_where_numbered_lines_are() -> None:
    text = "Intro\n1) AlexNet\nwords\na. VGG\nmore\n"
    assert [(text[each.start : each.end], each.info) for each in numbered(text, Block("text", 0, len(text)))] == [
        ("Intro\n", ""), ("AlexNet", "1)"), ("\nwords\n", ""), ("VGG", "a."), ("\nmore\n", ""),
    ]  # fmt: skip


FORMATS: dict[str, Any] = {
    ".html": "<title>AlexNet has 99M parameters</title><h1>Nets</h1><p>AlexNet has <b>61M</b> parameters.</p>",
    ".tex": "\\begin{tabular}{lr}\\toprule Model & Params (M) \\\\ \\midrule AlexNet & 61.0 \\\\ \\end{tabular}\n",
    ".rst": "Nets\n====\n\n=======  ======\nModel    Params\n=======  ======\nAlexNet  61.0M\n=======  ======\n",
}


@pytest.mark.parametrize(("ending", "text"), FORMATS.items(), ids=list(FORMATS))
def test_formats(ending: str, text: str) -> None:
    ((figure, query),) = read(text, ending)
    assert query == "alexnet.params"
    assert figure.startswith("61")


def test_a_mark_for_latex_quotes_the_words_behind(tmp_path: Path, program: Any) -> None:
    (tmp_path / "a.tex").write_text("AlexNet has 61M parameters and 8 layers.\n")
    done = program("check", "--suggest", "--format", "concise", "--min-claims", "0", cwd=tmp_path)
    assert done.out.splitlines()[:2] == [
        "a.tex:1:13: CNS213 61M is alexnet.params; say % cnnstat: {alexnet.params} parameters and",
        "a.tex:1:32: CNS213 8 is alexnet.depth; say % cnnstat: {alexnet.depth} layers.",
    ]
    (tmp_path / "a.tex").write_text(
        "% cnnstat: {alexnet.params} parameters and\nAlexNet has 61M parameters and 8 layers.\n"
    )
    again = program("check", "--suggest", "--format", "concise", cwd=tmp_path)
    assert again.out.splitlines()[0].startswith("a.tex:2:32: CNS213 8 is alexnet.depth")


OWN = "input: {channels: 3, size: 32}\nlayers:\n  - {name: c1, type: conv, filters: 8, kernel: 3}\n"


def test_networks_of_ones_own_have_names(tmp_path: Path, program: Any) -> None:
    (tmp_path / "tiny.yaml").write_text(OWN)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("TinyNet has 224 parameters, and c1 of TinyNet has 225 parameters.\n")
    settings = tmp_path / "pyproject.toml"
    settings.write_text('[tool.cnnstat]\nnames = {TinyNet = "tiny.yaml"}\n')
    done = program("check", "docs", "--suggest", "--format", "concise", cwd=tmp_path)
    mark = "<!-- cnnstat: ../tiny.yaml.params -->224<!-- /cnnstat -->"
    assert done.out.splitlines()[0] == f"docs/a.md:1:13: CNS213 224 is ../tiny.yaml.params; say {mark}"
    settings.write_text('[tool.cnnstat]\nnames = {TinyNet = "tinny.yaml"}\n')
    done = program("check", "docs", "--suggest", cwd=tmp_path)
    assert (done.code, "there is no file" in done.err) == (2, True)


def test_marks_are_set_and_figures_are_left_alone(tmp_path: Path, program: Any) -> None:
    (tmp_path / "a.md").write_text("AlexNet has 61M parameters, and VGG-16 has 99M parameters.\n")
    done = program("check", "--suggest", "--fix", "--format", "concise", cwd=tmp_path)
    assert done.out.splitlines()[-1] == "1 finding mended; 1 warning; 1 figure checked in 1 document."
    assert (tmp_path / "a.md").read_text() == (
        "AlexNet has <!-- cnnstat: alexnet.params -->61M<!-- /cnnstat --> parameters, and VGG-16 has 99M parameters.\n"
    )


def test_a_column_that_counts_in_another_way_is_told_so(tmp_path: Path, program: Any) -> None:
    rows = {
        "ResNet-18": 1830.11,
        "ResNet-34": 3690.22,
        "ResNet-101": 7640.33,
        "VGG-16": 15590.44,
    }  # ours and 0.5 to 1 %
    table = "| net | MACs (M) |\n|---|---|\n" + "".join(f"| {net} | {count} |\n" for net, count in rows.items())
    (tmp_path / "a.md").write_text(table)
    done = program("check", "--suggest", "--format", "concise", "--min-claims", "0", cwd=tmp_path)
    assert (done.code, done.out.count("counted in another way, as the column: ")) == (0, 4)
    (tmp_path / "a.md").write_text(table.replace("7640.33", "2640.33"))
    assert "CNS212 2640.33" in program("check", "--suggest", "--format", "concise", cwd=tmp_path).out
    others = {"AlexNet": 870.55, "GoogLeNet": 1800.55, "ResNet-152": 13820.55, "VGG-13": 13570.55, "VGG-11": 9100.55}
    more = "".join(f"| {net} | {count} |\n" for net, count in others.items())  # by a fifth: as many as come near
    (tmp_path / "a.md").write_text(table + more)
    assert "as the column" not in program("check", "--suggest", "--format", "concise", cwd=tmp_path).out


def test_a_column_of_sizes_that_counts_in_another_way_is_told_so(tmp_path: Path, program: Any) -> None:
    rows = {"ResNet-18": 45.2, "ResNet-50": 98.9, "VGG-16": 534.0}  # 44.6, 97.7, 527.8 MiB
    table = "| net | size (MB) |\n|---|---|\n" + "".join(f"| {net} | {size} |\n" for net, size in rows.items())
    (tmp_path / "a.md").write_text(table)
    words = ("check", "--suggest", "--format", "concise", "--min-claims", "0")
    done = program(*words, cwd=tmp_path)
    assert (done.code, done.out.count("MiB for MB, counted in another way, as the column: ")) == (0, 3)
    (tmp_path / "a.md").write_text(table.replace("534.0", "634.0"))  # too few that show how the column counts
    assert program(*words, cwd=tmp_path).out.count("CNS") == 0


TANGLED = {
    "brackets in a cell": f"| net | params |\n|---|---|\n| AlexNet {'[ ] ' * 60}x@ | 61M |\n",
    "Hangul in a cell": f"| net | params |\n|---|---|\n| AlexNet {'가' * 60}x@ | 61M |\n",
    "articles before a name": f"than {'the ' * 60}AlexNet has 61M parameters\n",
    "hyphens behind a name": f"AlexNet{'-a.1' * 5000} has 61M parameters\n",
    "backticks": f"AlexNet 61M {'`a' * 10_000}\n",
    "blanks": f"AlexNet{' ' * 20_000}61M\n",
    "figures": f"AlexNet has {'61M ' * 5000}parameters\n",
}


@pytest.mark.parametrize("text", TANGLED.values(), ids=list(TANGLED))
def test_texts_that_would_take_forever_are_read(text: str) -> None:
    assert all(query.startswith("alexnet") for _, query in read(text))


def test_a_document_that_may_not_read_what_a_name_means_is_told_so(tmp_path: Path, program: Any) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "tiny.yaml").write_text(OWN)
    (tmp_path / "own" / "pyproject.toml").write_text('[tool.cnnstat]\nnames = {TinyNet = "tiny.yaml"}\n')
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.md").write_text("TinyNet has 224 parameters.\n")
    (tmp_path / "own" / "b.md").write_text("TinyNet has 224 parameters.\n")
    words = ("check", "../other/a.md", "b.md", "--suggest", "--format", "concise")
    done = program(*words, cwd=tmp_path / "own")
    assert (done.code, "a.md:1:1: CNS209 ../own/tiny.yaml lies outside of the project" in done.out) == (1, True)
    assert "b.md:1:13: CNS213 224 is tiny.yaml.params" in done.out


@pytest.mark.parametrize(("title", "key", "figure"), [
    ("Parameters", "params", "61M"), ("MACs", "macs", "714M"), ("FLOPs", "flops", "1.4G"),
])  # fmt: skip
@pytest.mark.parametrize("form", ["{}", "**{}**", "~ {}.", "({})"])
def test_a_figure_alone_below_a_heading_is_what_that_says(
    title: str, key: str, figure: str, form: str, suggested: Callable[..., list[dict[str, Any]]]
) -> None:
    found = suggested(f"# AlexNet\n\n## {title}\n\n{form.format(figure)}\n")
    assert [each["query"] for each in found] == [f"alexnet.{key}"]


@pytest.mark.parametrize(
    ("text", "right", "query", "wrong"),
    [
        ("# VGG-16\n\n- Convolutional layers: {} layers", "13", "count(vgg16[conv])", "12"),
        ("# VGG-16\n\n- {} convolutional layers", "13", "count(vgg16[conv])", "12"),
        ("LeNet-5 ({} total)", "60K", "lenet5.params", "99K"),
        ("AlexNet ({})", "61M", "alexnet.params", "99M"),
        ("A network of {}: AlexNet", "61M", "alexnet.params", "99M"),
        ("# AlexNet\n\n## Parameters\n\n{}", "61M", "alexnet.params", "99M"),
        ("# AlexNet\n\n- FC layers: {}", "58.6M", "alexnet[linear].params", "31.4M"),
        ("# AlexNet\n\n{}", "55×55×96", "alexnet.conv1.output_shape", "55×55×97"),
        ("# AlexNet\n\nfc8: {}", "1000", "alexnet.fc8.neurons", "1001"),
        ("AlexNet's conv1 has {} filters.", "96", "alexnet.conv1.filters", "97"),
        ("AlexNet's first layer has a stride of {}.", "4", "alexnet.conv1.stride", "3"),
    ],
)
def test_what_may_count_something_else_is_told_only_where_it_comes_out(
    text: str, right: str, query: str, wrong: str, suggested: Callable[..., list[dict[str, Any]]]
) -> None:
    found = [(each["printed"], each["query"]) for each in suggested(f"{text.format(right)}\n")]
    assert found == [(right, query)]
    assert suggested(f"{text.format(wrong)}\n") == []


def test_slides_of_a_page_end_where_their_element_does() -> None:
    """What stands behind is read once, and may be marked, as slides may not."""
    text = "<textarea>\n# AlexNet\n\nIt has 61M parameters.\n---\n# VGG-16\n\nIt has 16 layers.\n</textarea>\n"
    (passage,) = Document(Path("a.html"), "a", f"{text}<p>AlexNet has 8 layers.</p>\n".encode()).shown
    found = [(passage.text[each.start : each.end], each.queries[0], each.code)
             for _, each in Reader(Bench(), {}).document([passage])]  # fmt: skip
    assert [*dict.fromkeys(found)] == [
        ("61M", "alexnet.params", True), ("16", "vgg16.depth", True), ("8", "alexnet.depth", False),
    ]  # fmt: skip


def test_an_item_is_cut_at_each_line_that_is_a_name_of_a_layer() -> None:
    text = "- so 5\nConv1:\nand 6\nmore\nConv2:\nand 7\nno part of it\n"
    block = Block("text", 2, text.index("no part"), level=1)
    found = [(text[each.start : each.end], each.level) for each in interrupted(text, block)]
    assert found == [("so 5\n", 1), ("Conv1:", 0), ("\nand 6\nmore\n", 1), ("Conv2:", 0), ("\nand 7\n", 1)]
    assert list(interrupted(text, block._replace(level=0))) == [block._replace(level=0)]
    assert list(interrupted(text, block._replace(form="html"))) == [block._replace(form="html")]


def test_a_formula_alone_is_what_it_comes_to_and_cannot_be_marked() -> None:
    text = "# AlexNet\n\n## conv1\n\n((11 × 11 × 3) + 1) × 96\n"
    (passage,) = Document(Path("a.md"), "a", text.encode()).shown
    (found,) = (each for _, each in Reader(Bench(), {}).document([passage]))
    assert passage.text[found.start : found.end] == "((11 × 11 × 3) + 1) × 96"
    assert (found.printed, found.queries, found.firm, found.code) == ("34944", ("alexnet.conv1.params",), 0, True)
