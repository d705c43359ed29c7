"""Each kind of question: answers and mistakes that were worked by hand."""

from __future__ import annotations

from shlex import split

import pytest
from asking import asked, mistakes_in
from conftest import ROOT, run_inside

from cnnstat.language import ENGLISH
from cnnstat.publishing.content import Blank, Grid, Paragraph, Run
from cnnstat.quizzes.kinds import KINDS
from cnnstat.quizzes.xhtml import Xhtml, text_of

ANSWERS = [
    ("output", "alexnet", "AlexNet, conv1", "96×55×55"),  # (227 − 11) / 4 + 1
    ("output", "alexnet", "AlexNet, pool1", "96×27×27"),  # (55 − 3) / 2 + 1
    ("output", "googlenet", "GoogLeNet, pool2", "192×28×28"),  # ⌈(56 − 3) / 2⌉ + 1
    ("params", "alexnet", "AlexNet, conv2", "307,456"),  # 5² × 48 × 256 + 256
    ("params", "resnet50", "ResNet-50, conv1", "9,536"),  # 7² × 3 × 64 + 2 × 64
    ("params", "mobilenet_v2", "MobileNetV2, stage1.1.depthwise", "352"),  # 3² × 32 + 2 × 32
    ("connections", "alexnet", "AlexNet, conv1", "105,705,600"),  # 55² × 96 × (11² × 3 + 1)
    ("unshared", "alexnet", "AlexNet, conv1", "105,705,600"),
    ("macs", "alexnet", "AlexNet, conv3", "149,520,384"),  # 13² × 3² × 256 × 384
    ("field", "alexnet", "AlexNet, pool2", "67"),  # 11 + 2 × 4 + 4 × 8 + 2 × 8
    ("weights", "vgg16", "VGG-16 (D)", "276,715,088 bytes"),  # 138,357,544 × 2, with float16
    ("padding", "alexnet", "AlexNet, conv2", "2"),  # (27 + 2p − 5) / 1 + 1 = 27
    ("stack", "vgg16", "VGG-16 (D): 7×7", "27 × C²"),  # 3 × 3² × C × C
    ("stack", "alexnet", "AlexNet: 11×11", "45 × C²"),
    ("separable", "alexnet", "AlexNet, conv3", "8.79"),  # 3² × 256 × 384 / (3² × 256 + 256 × 384)
    ("separable", "mobilenet_v1", "MobileNetV1, conv2.depthwise", "7.89"),  # 3² × 32 × 64 / (3² × 32 + 32 × 64)
    ("times", ("vgg16", "alexnet"), "VGG-16 (D) / AlexNet: parameters", "2.27"),  # 138,357,544 / 60,965,224
    ("most", ("lenet5", "vgg16", "alexnet"), "most parameters", "VGG-16 (D)"),
]


@pytest.mark.parametrize(("kind", "names", "title", "answer"), ANSWERS)
def test_answers(kind: str, names: str, title: str, answer: str) -> None:
    found = [each for each in asked(kind, names, title) if each.answer == answer]
    assert found
    for each in found:
        assert not each.choices or [choice.text for choice in each.choices if choice.right] == [answer]
        assert each.number in (None, int(answer.split()[0].replace(",", "")) if each.number else None)


def test_the_memory_of_an_output() -> None:
    # 96 × 55 × 55 numbers of 4 and of 2 bytes
    assert {each.answer for each in asked("memory", "alexnet", "AlexNet, conv1:")} == {
        "1,161,600 bytes",
        "580,800 bytes",
    }


def test_inputs_that_fit() -> None:
    # 227: conv1 (227 − 11) / 4 = 54, pool1 (55 − 3) / 2 = 26, pool2 (27 − 3) / 2 = 12, pool5 (13 − 3) / 2 = 5
    assert {each.answer for each in asked("fits", "alexnet")} == {"163", "195", "227", "259", "291"}


MISTAKES = [
    ("params", "alexnet", "AlexNet, conv2", {
        "bias forgotten": "307,200",  # 5² × 48 × 256
        "groups forgotten": "614,656",  # 5² × 96 × 256 + 256
        "input channels forgotten": "6,656",  # 5² × 256 + 256
        "kernel not squared": "61,696",  # 5 × 48 × 256 + 256
        "a separate weight for every position": "224,135,424",  # 27² × 307,456
    }),
    ("params", "resnet50", "ResNet-50, conv1", {
        "a bias counted that is not there": "9,600",  # 7² × 3 × 64 + 64 + 128
        "parameters of the norm forgotten": "9,408",  # 7² × 3 × 64
        "input channels forgotten": "3,264",  # 7² × 64 + 128
        "kernel not squared": "1,472",  # 7 × 3 × 64 + 128
        "a separate weight for every position": "118,013,952",  # 112² × 9,408
    }),
    ("output", "alexnet", "AlexNet, conv2", {
        "padding forgotten": "256×23×23",
        "padding on one side only": "256×25×25",
        "stride taken for 2": "256×14×14",  # ⌊(27 + 4 − 5) / 2⌋ + 1
        "the + 1 forgotten": "256×26×26",
        "channels of the input taken for those of the output": "96×27×27",
    }),
    ("output", "googlenet", "GoogLeNet, pool2", {
        "rounded down, not up": "192×27×27",  # ⌊(56 − 3) / 2⌋ + 1
        "stride taken for 1": "192×54×54",
        "stride taken for the kernel's size": "192×19×19",  # ⌈(56 − 3) / 3⌉ + 1
        "the + 1 forgotten": "192×27×27",
    }),
    ("macs", "alexnet", "AlexNet, conv3", {
        "input channels forgotten": "584,064",  # 13² × 3² × 384
        "kernel not squared": "49,840,128",
        "only one side of the map counted": "11,501,568",  # 13 × 3² × 256 × 384
        "weights counted once, not at every position": "884,736",
        "FLOPs given for MACs: × 2": "299,040,768",
        "biases counted as MACs": "149,585,280",  # + 13² × 384
    }),
    ("macs", "mobilenet_v1", "MobileNetV1, conv2.depthwise", {
        "every filter taken to read every map": "115,605,504",  # 112² × 3² × 32 × 32
        "kernel not squared": "1,204,224",
        "only one side of the map counted": "32,256",
        "weights counted once, not at every position": "288",
        "FLOPs given for MACs: × 2": "7,225,344",
    }),
    ("connections", "alexnet", "AlexNet, conv1", {
        "bias forgotten": "105,415,200",
        "shared weights counted once": "34,944",
        "input channels forgotten": "35,428,800",  # 55² × 96 × (11² + 1)
        "kernel not squared": "9,873,600",  # 55² × 96 × (11 × 3 + 1)
        "positions of the input taken for those of the output": "1,800,629,376",  # 227² × 34,944
        "only one side of the map counted": "1,921,920",  # 55 × 34,944
    }),
    ("field", "alexnet", "AlexNet, pool2", {
        "all strides taken for 1": "19",  # 11 + 2 + 4 + 2
        "pools forgotten": "27",  # 11 + 4 × 4
        "kernel in place of kernel − 1": "88",  # 1 + 11 + 3 × 4 + 5 × 8 + 3 × 8
        "the last layer forgotten": "51",
        "the layer's own stride counted with its kernel": "121",  # 1 + 10 × 4 + 2 × 8 + 4 × 8 + 2 × 16
        "only the last kernel looked at": "3",
    }),
    ("padding", "alexnet", "AlexNet, conv2", {
        "padding forgotten": "0", "half the kernel, rounded up": "3", "the whole kernel taken": "5",
        "both sides together taken for each": "4",
    }),
    ("stack", "vgg16", "VGG-16 (D): 7×7", {
        "only one of the layers counted": "9 × C²", "kernel not squared": "9 × C²",
        "input channels forgotten": "27 × C", "weights of the large kernel": "49 × C²",
        "kernels added before they are squared": "81 × C²",
    }),
    ("weights", "alexnet", "AlexNet", {
        "numbers given for bytes": "60,965,224 bytes", "4 bytes taken for a number": "243,860,896 bytes",
        "8 bytes taken for a number": "487,721,792 bytes",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "network", "title", "wrong"), MISTAKES)
def test_mistakes(kind: str, network: str, title: str, wrong: dict[str, str]) -> None:
    found = mistakes_in(kind, network, title)
    shared = {name: text for name, text in found.items() if name in wrong}
    assert shared == {name: wrong[name] for name in shared}
    assert set(wrong.values()) <= set(found.values())


def test_a_table_to_fill_in() -> None:
    (question,) = asked("blanks", "vgg16", "VGG-16 (D), conv1_1")
    grid = next(block for block in question.prompt if isinstance(block, Grid))
    letters = [cell.letter for row in grid.rows for cell in row if isinstance(cell, Blank)]
    assert letters == [each.letter for each in question.blanks] == sorted(letters)
    assert 4 <= len(letters) <= 10
    full = {
        ("conv1_1", 0): "64×224×224", ("conv1_1", 1): "1,792", ("conv1_1", 2): "86,704,128",  # 224² × 3² × 3 × 64
        ("conv1_2", 0): "64×224×224", ("conv1_2", 1): "36,928", ("conv1_2", 2): "1,849,688,064",  # 224² × 3² × 64²
        ("pool1", 0): "64×112×112", ("pool1", 1): "0", ("pool1", 2): "0",
        ("conv2_1", 0): "128×112×112", ("conv2_1", 1): "73,856", ("conv2_1", 2): "924,844,032",  # 112² × 3² × 64 × 128
    }  # fmt: skip
    answers = {each.letter: each.text for each in question.blanks}
    for row in grid.rows:
        for column, cell in enumerate(row[4:]):
            text = answers[cell.letter] if isinstance(cell, Blank) else cell
            assert text == full[str(row[0]), column]


@pytest.mark.parametrize("seeds", [range(6), pytest.param(range(6, 60), marks=pytest.mark.slow)], ids=["few", "many"])
def test_a_wrong_row(seeds: range) -> None:
    for seed in seeds:
        (question,) = asked("wrong", "vgg16", "VGG-16 (D), conv1_1", seed)
        (right,) = asked("blanks", "vgg16", "VGG-16 (D), conv1_1", seed)
        grid = next(block for block in question.prompt if isinstance(block, Grid))
        names = [row[0] for row in grid.rows]
        assert [choice.text for choice in question.choices] == names
        first = question.steps[0]
        assert isinstance(first, Paragraph)
        told = "".join(run.text for run in first.runs if isinstance(run, Run))
        place, _, rest = told.partition(": ")
        name, _, what = place.partition(", ")
        wrong, _, behind = rest.partition(" in place of ")
        assert question.answer == name
        (row,) = [row for row in grid.rows if row[0] == name]
        assert row[grid.head.index(what)] == wrong
        assert behind.partition(":")[0] not in row
        assert right.blanks


@pytest.mark.parametrize("network", ["alexnet", "mobilenet_v2", str(ROOT / "tests" / "nets" / "squeezenet1_1.yaml")])
def test_a_predicted_command_gives_the_answer(network: str) -> None:
    questions = asked("predict", network)
    for question in questions[:: max(1, len(questions) // 4)]:
        text = text_of(Xhtml(ENGLISH).blocks(question.prompt))
        command = text.partition("<code>cnnstat ")[2].partition("</code>")[0]
        done = run_inside(*split(command), cwd=ROOT)
        assert (done.out.strip(), done.err, done.code) == (question.answer, "", 0)


def test_every_kind_is_asked_here_or_named() -> None:
    named = {kind for kind, *_ in ANSWERS} | {"memory", "fits", "blanks", "wrong", "predict"}
    assert named == set(KINDS)
