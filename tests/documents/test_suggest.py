"""``cnnstat check --suggest``: figures without marks, and the marks that are proposed for them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TEXT = """# VGG-16

It has 138M parameters; conv1_1 has 1,792 parameters. AlexNet has 62M parameters and 8 layers.
ResNet-50 needs 4.1 GFLOPs; parameters: 25.6M. `ResNet-18 has 12M parameters`. Some 99M parameters.
ResNet-18 has 99M parameters, our net 3M parameters. EfficientNet-B0 has 5.3M parameters.
The 3.5M parameters of MobileNet V2 are few, 42 is no figure of a net, and 2014 no year of one.

| net | params (M) | MACs |
|---|---|---|
| ResNet-18 | 11.7 | 1.8G |
| conv1_2 | 0.04 | 5M |
| other | 7 | 7 |

    AlexNet has 1 parameters

AlexNet's <!-- cnnstat: alexnet.params -->61M<!-- /cnnstat --> parameters
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text(TEXT)
    return tmp_path


def test_what_is_proposed_and_what_is_doubted(folder: Path, program: Callable[..., Any]) -> None:
    done = program("check", "--suggest", "--format", "concise", cwd=folder)
    assert done.code == 1
    mark = "<!-- cnnstat: {} -->{}<!-- /cnnstat -->".format
    assert done.out.splitlines() == [
        f"a.md:3:8: CNS213 138M is vgg16.params; say {mark('vgg16.params', '138M')}",
        f"a.md:3:37: CNS213 1,792 is vgg16.conv1_1.params; say {mark('vgg16.conv1_1.params', '1,792')}",
        "a.md:3:67: CNS213 62M, but alexnet.params is 60,965,224; say 61M (other reading: alexnet-ungrouped: "
        f"62,378,344); its mark: {mark('alexnet.params', '62M')}",
        f"a.md:3:86: CNS213 8 is alexnet.depth; say {mark('alexnet.depth', '8')}",
        "a.md:4:17: CNS213 4.1 GFLOPs, but resnet50.macs is 3,857,973,248; say 3.9 GFLOPs (other reading: "
        "resnet50-v1.5: "
        f"4,089,184,256); its mark: {mark('resnet50.macs as FLOPs', '4.1 GFLOPs')}",
        f"a.md:4:41: CNS213 25.6M is resnet50.params; say {mark('resnet50.params', '25.6M')}",
        "a.md:5:15: CNS212 99M, but resnet18.params is 11,689,512; say 12M; its mark: "
        f"{mark('resnet18.params', '99M')}",
        f"a.md:6:5: CNS213 3.5M is mobilenet_v2.params; say {mark('mobilenet_v2.params', '3.5M')}",
        f"a.md:10:15: CNS213 11.7 is resnet18.params; say {mark('resnet18.params', '11.7')}",
        f"a.md:10:22: CNS213 1.8G is resnet18.macs; say {mark('resnet18.macs', '1.8G')}",
        f"a.md:11:13: CNS213 0.04 is vgg16.conv1_2.params; say {mark('vgg16.conv1_2.params', '0.04')}",
        "a.md:11:20: CNS212 5M, but vgg16.conv1_2.macs is 1,849,688,064; say 1,850M; its mark: "
        f"{mark('vgg16.conv1_2.macs', '5M')}",
        "2 warnings, 10 notes; 1 figure checked in 1 document.",
    ]


def test_the_patch_of_all_marks(folder: Path, program: Callable[..., Any]) -> None:
    done = program("check", "--suggest", "--diff", cwd=folder)
    (folder / "marks.patch").write_text(done.out)
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "apply", "marks.patch"], cwd=folder, check=True, env=environment)
    assert program("check", cwd=folder).out == "no findings; 9 figures checked in 1 document.\n"
    again = program("check", "--suggest", "--format", "concise", cwd=folder).out
    assert "say <!--" not in again
    assert again.count("CNS212") == 2


def test_what_agrees_fails_nothing(tmp_path: Path, program: Callable[..., Any]) -> None:
    (tmp_path / "a.md").write_text("VGG-16 has 138M parameters.\n")
    assert program("check", "--suggest", "--min-claims", "0", cwd=tmp_path).code == 0


def test_a_figure_that_begins_its_line_is_proposed_and_not_patched(tmp_path: Path, program: Callable[..., Any]) -> None:
    (tmp_path / "a.md").write_text("VGG-16 has\n138M parameters.\n")
    assert "CNS213" in program("check", "--suggest", "--format", "concise", cwd=tmp_path).out
    assert program("check", "--suggest", "--diff", cwd=tmp_path).out == ""


MARKED = "<!-- cnnstat: alexnet.params -->{}<!-- /cnnstat -->"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("AlexNet has $61 \\times 10^6$ parameters.", "$61 \\times 10^6$"),
        ("AlexNet has $$61 \\times 10^6$$ parameters.", "$$61 \\times 10^6$$"),
        ("AlexNet has [61M parameters](there).", "61M"),
    ],
)
def test_a_mark_encloses_the_formula_of_its_figure(
    text: str, figure: str, tmp_path: Path, program: Callable[..., Any]
) -> None:
    (tmp_path / "a.md").write_text(f"{text}\n")
    program("check", "--suggest", "--fix", cwd=tmp_path)
    assert (tmp_path / "a.md").read_text() == f"{text.replace(figure, MARKED.format(figure))}\n"
    assert program("check", cwd=tmp_path).code == 0


PLACES = [
    "$61$M", "$61 \\times 10^6$", "\\(61 \\times 10^6\\)", "<b>61</b>M", "<b>61M</b>", "**61** M", "[61M](there)",
    "$n = 61M$", "<i title='<b>61M</b>'>61M</i>", "<title>61M</title>", "[x](<y> 'a 61M')", "61&nbsp;M",
]  # fmt: skip


@pytest.mark.parametrize("figure", PLACES)
@pytest.mark.parametrize("name", ["a.md", "a.html", "a.ipynb"])
def test_what_is_marked_holds_at_once(figure: str, name: str, tmp_path: Path, program: Callable[..., Any]) -> None:
    text = f"AlexNet has {figure} parameters. VGG-16 has 138M parameters.\n"
    if name == "a.ipynb":
        text = json.dumps({"cells": [{"cell_type": "markdown", "source": [text]}], "nbformat": 4})
    (tmp_path / name).write_text(text)
    program("check", "--suggest", "--fix", cwd=tmp_path)
    marked = (tmp_path / name).read_text()
    assert re.sub(r"<!-- cnnstat: [a-z0-9.]+ -->|<!-- /cnnstat -->", "", marked) == text
    assert "<!-- cnnstat: vgg16.params -->138M<!-- /cnnstat -->" in marked
    assert program("check", cwd=tmp_path).code == 0
    program("check", "--suggest", "--fix", cwd=tmp_path)
    assert (tmp_path / name).read_text() == marked


@pytest.mark.parametrize(
    "text",
    [
        "<a href='<i>AlexNet has 61M parameters</i>'>x</a>",
        "[a]: <b> <title>AlexNet has 61M parameters</title>",
        "AlexNet has $n = 61M$ parameters.",
        "AlexNet has $n = 61 \\times 10^6$ parameters.",
    ],
)
def test_no_mark_is_proposed_where_none_can_stand(text: str, tmp_path: Path, program: Callable[..., Any]) -> None:
    (tmp_path / "a.md").write_text(f"{text} VGG-16 has 138M parameters.\n")
    assert "alexnet.params -->" not in program("check", "--suggest", cwd=tmp_path).out
    program("check", "--suggest", "--fix", cwd=tmp_path)
    marked = f"{text} VGG-16 has <!-- cnnstat: vgg16.params -->138M<!-- /cnnstat --> parameters.\n"
    assert (tmp_path / "a.md").read_text() in (marked, f"{text} VGG-16 has 138M parameters.\n")
    assert program("check", "--min-claims", "0", cwd=tmp_path).code == 0


@pytest.mark.parametrize("name", ["x --><b>.yaml", "x\n.yaml"])
def test_a_name_of_a_file_does_not_end_the_mark(name: str, tmp_path: Path, program: Callable[..., Any]) -> None:
    spec = "input: {channels: 1, size: 8}\nlayers:\n  - {name: a, type: conv, filters: 8000, kernel: 3, bias: false}\n"
    (tmp_path / name).write_text(spec)
    (tmp_path / "pyproject.toml").write_text(f"[tool.cnnstat]\nnames = {{TinyNet = {json.dumps(name)}}}\n")
    (tmp_path / "a.md").write_text("TinyNet has 72,000 parameters.\n")
    program("check", "--suggest", "--fix", cwd=tmp_path)
    assert (tmp_path / "a.md").read_text() == "TinyNet has 72,000 parameters.\n"


def test_the_mark_of_a_wrong_figure_holds_it(tmp_path: Path, program: Callable[..., Any]) -> None:
    text = "ResNet-18 has 99M parameters.\n"
    (tmp_path / "a.md").write_text(text)
    (found,) = json.loads(program("check", "--suggest", "--format", "json", cwd=tmp_path).out)["findings"]
    assert (found["rule"], found["suggested"], found["fixable"]) == ("CNS212", "12M", False)
    assert found["mark"] == "<!-- cnnstat: resnet18.params -->99M<!-- /cnnstat -->"
    assert f"\n  say: 12M\n  mark: {found['mark']}\n" in program("check", "--suggest", cwd=tmp_path).out
    assert program("check", "--suggest", "--diff", cwd=tmp_path).out == ""  # figures and marks are left to a person
    (tmp_path / "a.md").write_text(text.replace("99M", found["mark"]))
    marked = program("check", "--format", "concise", cwd=tmp_path).out
    assert marked.startswith("a.md:1:48: CNS201 99M, but resnet18.params is 11,689,512; say 12M\n")


def test_what_comes_out_is_a_line_for_each_document(tmp_path: Path, program: Callable[..., Any]) -> None:
    right = "VGG-16 has 138M parameters.\n"
    (tmp_path / "a.md").write_text(f"{right}\nAlexNet has 99M parameters.\n")
    (tmp_path / "b.md").write_text(f"{right}\nAlexNet has 61M parameters and 8 layers.\n")
    (tmp_path / "c.md").write_text("".join(f"{right}\n" for _ in range(100)))
    short = program("check", "--suggest", cwd=tmp_path).out
    assert short.count("\n\n") == 2
    assert short.count("CNS21") == short.count("CNS212") == 1
    told = short.splitlines()[short.splitlines().index("") + 1 :]
    assert told[:2] == [
        "a.md: 1 figure without a mark comes out, line 1",
        "b.md: 3 figures without a mark come out, line 1, 3",
    ]
    assert told[2].startswith("c.md: 100 figures without a mark come out, line 1, 3, 5, 7, ")
    assert told[2].endswith(", …")
    assert len(told[2]) <= 110
    assert told[3:] == [
        "--notes lists them with their marks, --suggest --fix sets all that can stand.",
        "",
        "1 warning, 104 notes; 0 figures checked in 3 documents.",
    ]
    whole = program("check", "--suggest", "--notes", cwd=tmp_path).out
    assert whole.count("CNS213") == 104
    assert "come out" not in whole
