"""Lints: each rule where it speaks and where it must not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

import cnnstat
from cnnstat.lint import RULES, lint
from cnnstat.render.findings import FORMATS
from cnnstat.spec import catalog

Program = Callable[..., Any]


@pytest.fixture
def found(write_spec: Callable[[str], Path]) -> Callable[..., list[tuple[str, str, str]]]:
    """A function that lints layer lines; (rule, layer, problem)."""

    def run(*lines: str, size: int = 9, channels: int = 3) -> list[tuple[str, str, str]]:
        text = "".join(f"  - {{{line}}}\n" for line in lines)
        path = write_spec(f"input: {{channels: {channels}, size: {size}}}\nlayers:\n{text}")
        findings = lint(cnnstat.analyze(path), lambda side: cnnstat.load(path, input=side))
        return [(each.rule.id, each.layer, each.problem) for each in findings]

    return run


Found = Callable[..., list[tuple[str, str, str]]]


def test_windows_that_do_not_tile(found: Found) -> None:
    line = "name: pool, type: maxpool, kernel: 2"
    assert found(line, size=9) == [
        ("CNS101", "pool", "(9 + 2 × 0 − 2) / 2 + 1 = 4.5, so 4: 1 row and 1 column of its input never read")
    ]
    assert found(line, size=8) == []
    assert found(line + ", ceil_mode: true", size=9) == []
    assert found("name: c, type: conv, filters: 2, kernel: 3, stride: 2, padding: 1", size=8) == []


def test_cells_never_read(found: Found) -> None:
    sparse = "name: c, type: conv, filters: 2, kernel: 1, stride: 2"
    assert found(sparse) == [("CNS102", "c", "reads 25 of the 81 positions of the input; no layer reads the other 56")]
    # Four windows of 0 and 2, 2 and 4, 4 and 6, 6 and 8: five of nine rows.
    holes = "name: c, type: conv, filters: 2, kernel: 2, stride: 2, dilation: 2"
    assert found(holes) == [("CNS102", "c", "reads 25 of the 81 positions of the input; no layer reads the other 56")]
    assert found("name: c, type: conv, filters: 2, kernel: 3, stride: 2", size=9) == []


def test_what_another_layer_reads_is_read(found: Found) -> None:
    lines = (
        "name: a, type: conv, filters: 2, kernel: 1, stride: 2",
        "name: b, type: conv, filters: 2, kernel: 3, stride: 2, padding: 1, from: input",
        "name: add, type: add, from: [a, b]",
    )
    assert found(*lines) == []
    lines = (lines[0], lines[1].replace("kernel: 3", "kernel: 1").replace("padding: 1", "padding: 0"), lines[2])
    assert [each[0] for each in found(*lines)] == ["CNS102"]
    assert "as does b; no layer reads the other" in found(*lines)[0][2]


def test_padding_beyond_half_the_kernel(found: Found) -> None:
    assert found("name: c, type: conv, filters: 2, kernel: 3, padding: 2") == [
        (
            *("CNS103", "c"),
            "padding 2 is more than half of the kernel's 3 cells: windows at the edge see more zeros than cells",
        )
    ]
    assert found("name: c, type: conv, filters: 2, kernel: 3, padding: 3")[0][2].endswith("see zeros only")
    assert found("name: c, type: conv, filters: 2, kernel: 3, padding: 1") == []
    assert found("name: c, type: conv, filters: 2, kernel: 3, dilation: 2, padding: 2") == []


def test_fields_larger_than_the_input(found: Found) -> None:
    lines = [f"name: c{number}, type: conv, filters: 2, kernel: 3, padding: 1" for number in range(1, 7)]
    # Fields grow 3, 5, 7, 9, 11: the sixth looks at one of 11 on 9 pixels.
    assert found(*lines) == [
        ("CNS104", "c6", "looks at a map with fields of 11 pixels at least, larger than the input of 9×9")
    ]
    assert found(*lines[:5]) == []


def test_cells_inside_of_dilated_windows(found: Found) -> None:
    """Windows of 3×3 with dilation 2 and stride 2 read even rows and columns only, though none lies between them."""
    line = "name: c, type: conv, filters: 2, kernel: 3, dilation: 2, stride: 2"
    assert found(line) == [("CNS102", "c", "reads 25 of the 81 positions of the input; no layer reads the other 56")]
    assert [each[0] for each in found(line.replace("stride: 2", "stride: 3"), size=11)] == ["CNS102"]
    assert found(line.replace("stride: 2", "stride: 1")) == []
    assert "or because dilated windows step over them" in RULES["CNS102"].meaning


def test_the_smallest_field_of_all_paths_counts(found: Found) -> None:
    """Richter et al. take the path that has seen least: a shortcut keeps later layers productive."""
    convs = [f"name: c{number}, type: conv, filters: 3, kernel: 3, padding: 1" for number in range(1, 7)]
    around = ["name: add, type: add, from: [c6, input]", "name: c7, type: conv, filters: 3, kernel: 3, padding: 1"]
    assert [each[1] for each in found(*convs, *around)] == ["c6"]
    late = ["name: add, type: add, from: [c6, c5]", *around[1:]]
    assert found(*convs, *late) == [
        ("CNS104", "c6", "looks at a map with fields of 11 pixels at least, larger than the input of 9×9; so does 1 "
         "other, up to c7")
    ]  # fmt: skip


def test_the_smallest_field_follows_the_jump_of_each_path(found: Found) -> None:
    """A path that has seen less may grow faster: 2 pixels at jump 2 against 3 at jump 1 ... both are followed."""
    lines = (
        "name: a, type: maxpool, kernel: 2",
        "name: b, type: conv, filters: 3, kernel: 5, from: input, stride: 1",
        "name: e, type: concat, from: [a, b]",
        "name: c, type: conv, filters: 3, kernel: 3, padding: 1",
        "name: d, type: conv, filters: 3, kernel: 3, padding: 1",
    )
    # On 8 pixels a has 4 outputs of 2 pixels at jump 2, b 4 of 5 at jump 1. Behind c 6 and 7, so d looks at 6 of 8;
    # the union is 9.
    assert [each for each in found(*lines, size=8) if each[0] == "CNS104"] == []
    six = (*lines, "name: f, type: conv, filters: 3, kernel: 3, padding: 1")
    # Behind d 10 and 9: f looks at fields of 9 at least.
    assert [each[1:] for each in found(*six, size=8) if each[0] == "CNS104"] == [
        ("f", "looks at a map with fields of 9 pixels at least, larger than the input of 8×8")
    ]


def test_gates_are_no_paths(found: Found) -> None:
    """A gate that has seen a single pixel does not make the map that it scales one of small fields."""
    lines = (
        *(f"name: c{number}, type: conv, filters: 3, kernel: 3, padding: 1" for number in range(1, 6)),
        "name: g, type: conv, filters: 3, kernel: 1, stride: 9, from: input",
        "name: m, type: multiply, from: [c5, g]",
        "name: c6, type: conv, filters: 3, kernel: 3, padding: 1",
    )
    assert found(*lines) == [
        ("CNS104", "c6", "looks at a map with fields of 11 pixels at least, larger than the input of 9×9")
    ]


@pytest.mark.parametrize(
    ("name", "unproductive"),
    [("resnet18", 0), ("resnet34", 0), ("resnet152", 0), ("googlenet", 0), ("plain34", 16)],
)
def test_unproductive_layers_of_the_catalog(name: str, unproductive: int) -> None:
    """What the receptive field analysis toolbox of the rule's source gives."""
    (*told,) = [each.problem for each in lint(cnnstat.analyze(name), lambda side: cnnstat.load(name, input=side))
                if each.rule.id == "CNS104"]  # fmt: skip
    if not unproductive:
        assert told == []
    else:
        assert told[0].endswith(f"so do {unproductive - 1} others, up to conv5.3.conv2")


def test_one_input_size(found: Found) -> None:
    lines = [
        "name: pool, type: maxpool, kernel: 3", "name: flatten, type: flatten", "name: fc, type: linear, features: 2",
    ]  # fmt: skip
    assert found(*lines) == [
        ("CNS105", "flatten", "makes 3×3×3 a vector of 27: weights behind it fit inputs of 9 to 11 only")
    ]
    assert found("name: pool, type: global_avgpool", *lines[1:]) == []
    assert found("name: pool, type: adaptive_avgpool, size: 3", *lines[1:]) == []


def test_one_input_size_names_only_sizes_that_run(found: Found) -> None:
    # conv 1/2 gives ⌈n/2⌉ and pool 2 gives ⌊n/2⌋: they meet at even sizes only.
    lines = [
        "name: a, type: conv, filters: 3, kernel: 1, stride: 2",
        "name: b, type: maxpool, kernel: 2, from: input",
        "name: add, type: add, from: [a, b]",
        "name: pool, type: maxpool, kernel: 2",
        "name: flatten, type: flatten",
    ]
    problems = [problem for rule, _, problem in found(*lines, size=8) if rule == "CNS105"]
    assert problems == ["makes 3×2×2 a vector of 12: weights behind it fit inputs of 8, 10 only"]


def test_the_catalog(program: Program, accept: Callable[[str, str], str]) -> None:
    result = program("lint", "--all")
    assert result.code == 1
    data = json.loads(program("lint", "--all", "--format", "json").out)
    lines = [f"{each['network']}: {each['rule']} {each['layer']}: {each['problem']}\n" for each in data["findings"]]
    assert "".join(lines) == accept("lint/catalog.txt", "".join(lines))
    warned = {each["network"] for each in data["findings"] if each["severity"] == "warning"}
    assert warned >= {"alexnet-224", "nin"}  # 224 rounded down
    networks = len(list(catalog.networks()))
    assert data["checked"] == {"networks": networks}
    count = Counter(each["severity"] for each in data["findings"])
    ending = f"{count['warning']} warnings, {count['note']} notes; {networks} networks checked."
    assert result.out.splitlines()[-1] == ending


def test_exit_codes_and_json(program: Program) -> None:
    assert program("lint", "alexnet").code == 0
    assert program("lint", "alexnet", "--strict").code == 1
    assert program("lint", "alexnet", "--strict", "--ignore", "cns105").code == 0
    result = program("lint", "alexnet", "--input", "224", "--format", "json")
    assert result.code == 1
    data = json.loads(result.out)
    assert data["schema_version"] == 1
    first = data["findings"][0]
    assert (first["rule"], first["layer"], first["severity"]) == ("CNS101", "conv1", "warning")
    assert Path(first["file"]).name == "alexnet.yaml"
    assert "name: conv1" in Path(first["file"]).read_text().splitlines()[first["line"] - 1]
    assert program("lint", "plain18", "--ignore", "field-larger-than-input").out == "no findings; 1 network checked.\n"


NET = """\
input: {channels: 3, size: 9}
layers:
  - {name: a, type: maxpool, kernel: 2}   # 9 is odd
  - {name: b, type: conv, filters: 2, kernel: 1, stride: 2}
"""


@pytest.fixture
def net(tmp_path: Path) -> Path:
    """A folder with a spec in which a rule speaks as a warning, and another one as a note."""
    (tmp_path / "net.yaml").write_text(NET)
    return tmp_path


def test_text(program: Program, net: Path) -> None:
    result = program("lint", "net.yaml", "mobilenet_v2", cwd=net)
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines() == [
        "net.yaml:3:5: CNS101 windows-do-not-tile",
        "  net.yaml, a: (9 + 2 × 0 − 2) / 2 + 1 = 4.5, so 4: 1 row and 1 column of its input never read",
        "  3 │   - {name: a, type: maxpool, kernel: 2}   # 9 is odd",
        "    │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "",
        "net.yaml:4:5: CNS102 cells-never-read",
        "  net.yaml, b: reads 4 of the 16 positions of a; no layer reads the other 12",
        "  4 │   - {name: b, type: conv, filters: 2, kernel: 1, stride: 2}",
        "    │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "",
        "1 warning, 1 note; 2 networks checked.",
    ]
    result = program("lint", "net.yaml", "--format", "concise", "--ignore", "CNS101", cwd=net)
    assert (result.code, result.out) == (
        0,
        "net.yaml:4:5: CNS102 net.yaml, b: reads 4 of the 16 positions of a; no layer reads the other 12\n"
        "1 note; 1 network checked.\n",
    )


def test_json_of_a_finding(program: Program, net: Path) -> None:
    data = json.loads(program("lint", "net.yaml", "-f", "json", cwd=net).out)
    assert list(data) == ["schema_version", "tool", "checked", "findings"]
    assert data["findings"][0] == {
        "network": "net.yaml", "rule": "CNS101", "name": "windows-do-not-tile", "severity": "warning",
        "file": "net.yaml", "line": 3, "column": 5, "end_line": 3, "end_column": 53, "layer": "a",
        "problem": "(9 + 2 × 0 − 2) / 2 + 1 = 4.5, so 4: 1 row and 1 column of its input never read",
    }  # fmt: skip


def test_github(program: Program, net: Path) -> None:
    summary = net / "summary"
    result = program("lint", "net.yaml", "-f", "github", cwd=net, env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert result.out.splitlines() == [
        "::warning title=cnnstat (CNS101),file=net.yaml,line=3,col=5,endLine=3,endColumn=53::net.yaml:3:5: CNS101 "
        "net.yaml, a: (9 + 2 × 0 − 2) / 2 + 1 = 4.5, so 4: 1 row and 1 column of its input never read",
        "::notice title=cnnstat (CNS102),file=net.yaml,line=4,col=5,endLine=4,endColumn=60::net.yaml:4:5: CNS102 "
        "net.yaml, b: reads 4 of the 16 positions of a; no layer reads the other 12",
        "1 warning, 1 note; 1 network checked.",
    ]
    rows = summary.read_text().splitlines()
    assert rows[0] == "### cnnstat lint"
    assert [cell.strip() for cell in rows[6].split("|")][1:3] == ["net.yaml:3:5", "CNS101"]


@pytest.mark.parametrize(("options", "failing"), [((), {"CNS101"}), (("--strict",), {"CNS101", "CNS102"})])
def test_junit(options: tuple[str, ...], failing: set[str], program: Program, net: Path) -> None:
    """A case for each network and rule, whether it finds something or not."""
    assert program("lint", "net.yaml", "mobilenet_v2", *options, "-o", "r.xml", cwd=net).out == ""
    root = Xml.fromstring((net / "r.xml").read_text(encoding="utf-8"))
    names = {case.get("name"): case.find("failure") is not None for case in root.iter("testcase")}
    assert names == {
        f"{name}: {rule.id} {rule.name}": name == "net.yaml" and rule.id in failing
        for name in ("net.yaml", "mobilenet_v2") for rule in RULES.values()
    }  # fmt: skip
    (note,) = (case for case in root.iter("testcase") if case.get("name") == "net.yaml: CNS102 cells-never-read")
    assert (note.get("line"), note.find("system-out") is None) == ("4", "CNS102" in failing)


def test_junit_of_a_file_with_an_odd_name(program: Program, net: Path) -> None:
    odd = net / "a\x1b[31m\n::error::b"
    odd.mkdir()
    (net / "net.yaml").rename(odd / "net.yaml")
    root = Xml.fromstring(program("lint", f"{odd.name}/net.yaml", "-f", "junit", cwd=net).out)
    texts = [each for node in root.iter() for each in (*node.attrib.values(), node.text or "")]
    assert any("CNS101" in each for each in texts)
    assert not any("\n:" in each or "\x1b" in each for each in texts)


def test_sarif(program: Program, net: Path) -> None:
    run = json.loads(program("lint", "net.yaml", "-f", "sarif", cwd=net).out)["runs"][0]
    assert [each["ruleId"] for each in run["results"]] == ["CNS101", "CNS102"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "net.yaml"}
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 53}


def test_rules_are_told(program: Program) -> None:
    out = program("lint", "--rules").out
    for rule in RULES.values():
        assert f"{rule.id} {rule.name} ({rule.severity})" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected the name of a network, or --all; --rules says what is looked for"),
        (["alexnet", "--ignore", "CNS1"], "--ignore: there is no rule 'CNS1'; did you mean 'CNS101'?"),
        (
            ["alexnet", "--format", "sarrif"],
            f"--format: expected one of {', '.join(FORMATS)}, got 'sarrif'; did you mean 'sarif'?",
        ),
        (["alexnet", "-o", "a.pdf"], "--output: the ending '.pdf' names no format; add --format"),
        (["--rules", "-f", "json"], "--rules is for people; it goes with neither --format nor --output"),
        (["alexnett"], "there is no network 'alexnett'; did you mean 'alexnet'?"),
    ],
)
def test_refusals(arguments: list[str], message: str, program: Program) -> None:
    result = program("lint", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"cnnstat: {message}")
