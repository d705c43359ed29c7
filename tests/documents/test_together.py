"""``check --suggest`` on figures that are judged together: rows, columns, sections below numbered lines, depths."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnnstat

NETS = ["vgg11", "vgg13", "vgg16", "vgg19", "resnet18", "resnet34", "resnet101"]
Program = Callable[..., Any]


def told(text: str, folder: Path, program: Program, name: str = "a.md") -> list[dict[str, Any]]:
    (folder / name).write_text(text, encoding="utf-8")
    done = program("check", "--suggest", "--format", "json", "--min-claims", "0", name, cwd=folder)
    return [each for each in json.loads(done.out)["findings"] if each["query"]]


def table(title: str, cells: dict[str, str]) -> str:
    return "\n".join(
        [f"| model | {title} |", "|---|---|", *(f"| {name} | {says} |" for name, says in cells.items()), ""]
    )


def short(value: int, digits: int) -> str:
    """A number rounded to some digits and written out with zeros."""
    unit = 10 ** (len(str(value)) - digits)
    return str((value + unit // 2) // unit * unit)


def test_figures_that_a_column_rounds_to_six_digits_are_right(tmp_path: Path, program: Program) -> None:
    cells = {name: short(cnnstat.analyze(name).params, 6) for name in NETS}
    found = told(table("Params", cells), tmp_path, program)
    assert [(each["query"], each["severity"], each["reading"]) for each in found] == [
        (f"{name}.params", "note", None) for name in NETS
    ]
    assert program("check", "--suggest", "--fix", cwd=tmp_path).code == 0  # and a mark that would not hold is not set


def test_a_single_figure_with_zeros_is_no_rounding_to_six_digits(tmp_path: Path, program: Program) -> None:
    says = short(cnnstat.analyze("resnet101").params, 6)
    (found,) = told(f"ResNet-101 has {says} parameters.\n", tmp_path, program)
    assert (found["severity"], found["reading"]) == ("warning", None)


def test_a_row_is_of_the_variant_that_one_of_its_figures_shows(tmp_path: Path, program: Program) -> None:
    own, other = cnnstat.analyze("resnet50"), cnnstat.analyze("resnet50-v1.5")
    text = f"| model | MACs | FLOPs |\n|---|---|---|\n| ResNet-50 | {other.macs:,} | {2 * other.macs:,} |\n"
    found = told(text, tmp_path, program)
    assert own.macs != other.macs
    assert [each["severity"] for each in found] == ["note", "note"]
    assert all(each["reading"].startswith("resnet50-v1.5") for each in found)


def test_operations_for_images_that_a_network_does_not_take_are_let_alone(tmp_path: Path, program: Program) -> None:
    text = "| model | resolution | MACs (G) |\n|---|---|---|\n| inception_v3 | {} | 2.84 |\n"
    assert told(text.format("224x224"), tmp_path, program) == []
    image, found = told(text.format("299x299"), tmp_path, program)
    assert (image["query"], found["query"]) == ("inception_v3.input.height", "inception_v3.macs")


@pytest.mark.parametrize(
    "above", ["2) AlexNet\na. 개요", "1. AlexNet", "# Nets\n\n3) AlexNet", "- note\n2) AlexNet\na. 개요"]
)
def test_numbered_lines_are_headings(above: str, tmp_path: Path, program: Program) -> None:
    network = cnnstat.analyze("alexnet")
    text = f"{above}\n- 5개의 conv\n- {network.params:,}개의 파라미터\n- 6억 3000만개의 connection\n"
    found = {each["query"]: each["severity"] for each in told(text, tmp_path, program)}
    assert found["alexnet.params"] == "note"
    assert found["alexnet.connections"] == "warning"


@pytest.mark.parametrize("above", ["1. AlexNet\n2. VGG-16\n", "1) 준비\n", "a. 개요\n"])
def test_items_and_lines_that_name_no_network_are_none(above: str, tmp_path: Path, program: Program) -> None:
    assert told(f"{above}\n문단.\n\n- 6억 3000만개의 connection\n", tmp_path, program) == []


def test_an_item_that_is_a_name_leads_the_next(tmp_path: Path, program: Program) -> None:
    (found,) = told("- ex) AlexNet\n- free parameter 수 60,965,224 개\n", tmp_path, program)
    assert (found["query"], found["severity"]) == ("alexnet.params", "note")


def test_all_neurons_of_a_network(tmp_path: Path, program: Program) -> None:
    (right,) = told("AlexNet has 659,272 neurons.\n", tmp_path, program)
    assert (right["query"], right["reading"]) == ("alexnet.neurons", None)
    (wrong,) = told("AlexNet has 812,345 neurons.\n", tmp_path, program)
    assert (wrong["query"], wrong["severity"]) == ("alexnet.neurons", "warning")
    (layer,) = told("AlexNet's conv1 has 290,400 neurons.\n", tmp_path, program)
    assert layer["query"] == "alexnet.conv1.neurons"


def test_figures_far_from_the_total_are_no_totals(tmp_path: Path, program: Program) -> None:
    assert told("AlexNet은 364개 파라미터.\n", tmp_path, program) == []


KERNELS = [("conv1", "11×11×3", True), ("conv1", "11×11×3×96", True), ("conv1", "11×11×4", False),
           ("conv2", "5×5×48", True), ("conv2", "5×5×96", True), ("conv2", "5×5×32", False)]  # fmt: skip


@pytest.mark.parametrize(("layer", "says", "right"), KERNELS)
def test_kernels_printed_with_their_depth(layer: str, says: str, right: bool, tmp_path: Path, program: Program) -> None:
    text = f"AlexNet: {layer} kernel: <!-- cnnstat: alexnet.{layer}.kernel -->{says}<!-- /cnnstat -->.\n"
    (tmp_path / "a.md").write_text(text)
    assert program("check", cwd=tmp_path).code == (0 if right else 1)
    found = told(f"# AlexNet\n\n- {layer} kernel: {says}\n", tmp_path, program)
    assert [each["query"] for each in found] == ([f"alexnet.{layer}.kernel"] if right else [])


LISTED = """.. list-table::
   :header-rows: 1

   * - Network
     - Links
     - Params (M)
   * - resnet18 |star|
     - `S <https://a.b>`_
     - 11.69
   * - nonet
     - x
     - 11.69
"""
COMMAS = """.. csv-table:: Nets
   :header: "Network", "Params (M)"

   "ResNet-18", 11.69
   "A, B", 11.69

ResNet-18 has 99M parameters.
"""


def test_tables_of_directives_in_restructuredtext(tmp_path: Path, program: Program) -> None:
    (listed,) = told(LISTED, tmp_path, program, "a.rst")
    assert (listed["query"], listed["line"], listed["printed"]) == ("resnet18.params", 9, "11.69")
    first, behind = told(COMMAS, tmp_path, program, "b.rst")
    assert (first["query"], first["line"]) == ("resnet18.params", 4)
    assert (behind["printed"], behind["severity"]) == ("99M", "warning")


def test_titles_of_frames_are_headings(tmp_path: Path, program: Program) -> None:
    text = "\\begin{frame}[t]{%s}\n\\begin{itemize}\n\\item 138M parameters\n\\end{itemize}\n\\end{frame}\n"
    (found,) = told(text % "VGG16 in numbers", tmp_path, program, "a.tex")
    assert (found["query"], found["severity"]) == ("vgg16.params", "note")
    assert told(text % "Numbers", tmp_path, program, "b.tex") == []


def test_features_are_a_verb_before_an_article(tmp_path: Path, program: Program) -> None:
    (found,) = told("VGG16 features a total of 138M parameters.\n", tmp_path, program)
    assert found["query"] == "vgg16.params"
    assert told("The VGG16 features have 138M parameters.\n", tmp_path, program) == []


def test_one_digit_is_a_rounding_of_what_is_near(tmp_path: Path, program: Program) -> None:
    (near,) = told("AlexNet에는 6000만개의 파라미터가 있다.\n", tmp_path, program)
    assert near["reading"] == "rounded to the nearest 10,000,000"
    assert [each["reading"] for each in told("VGG-16에는 1억개의 파라미터가 있다.\n", tmp_path, program)] in (
        [],
        [None],
    )
