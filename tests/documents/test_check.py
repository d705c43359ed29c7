"""``cnnstat check``: what it finds in documents, what it writes, and what it does with bad input."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from xml.etree import ElementTree as Xml

import pytest
from conftest import ROOT, Done
from sarif_pydantic import Sarif

from cnnstat.documents.document import OFTEN, Document
from cnnstat.documents.rules import RULES
from cnnstat.findings.finding import Span
from cnnstat.lint import RULES as LINTS

RIGHT = "AlexNet has <!-- cnnstat: alexnet.params -->61.0M<!-- /cnnstat --> parameters.\n"
WRONG = RIGHT.replace("61.0M", "62.4M")
SPEC = "input: {channels: 1, size: 4}\nlayers:\n  - {name: conv1, type: conv, filters: 2, kernel: 3}\n"

Program = Callable[..., Done]


@pytest.fixture
def check(program: Program, tmp_path: Path) -> Callable[..., tuple[int, list[str]]]:
    """A function that runs the command in a folder and gives its exit code and the lines of both streams."""

    def run(*arguments: str) -> tuple[int, list[str]]:
        done = program("check", "--format", "concise", *arguments, cwd=tmp_path)
        return done.code, (done.out + done.err.removeprefix("cnnstat: ")).splitlines()

    return run


Check = Callable[..., tuple[int, list[str]]]


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dedent(text).encode())
    return path


def test_a_right_figure(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", RIGHT)
    assert check() == (0, ["no findings; 1 figure checked in 1 document."])


def test_a_wrong_figure_names_everything(program: Program, tmp_path: Path) -> None:
    put(tmp_path, "docs/a.md", f"\n{WRONG}")
    done = program("check", "docs", cwd=tmp_path)
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[:4] == [
        "docs/a.md:2:45: CNS201 wrong-figure",
        "  62.4M, but alexnet.params is 60,965,224",
        "  2 │ AlexNet has <!-- cnnstat: alexnet.params -->62.4M<!-- /cnnstat --> parameters.",
        "    │                                             ^^^^^",
    ]
    assert lines[4:6] == ["  say: 61.0M", "  other reading: alexnet-ungrouped: 62,378,344"]
    assert lines[6] == ""
    assert lines[-1] == "1 error; 1 figure checked in 1 document. --fix mends 1."


PRECISION = {
    ("61M", "alexnet.params"): "",
    ("60 million", "alexnet.params"): "say 61 million (other reading: digits cut off, not rounded)",
    ("~60M", "alexnet.params"): "",
    ("약 6,000만 개", "alexnet.params"): "",
    ("6,000만 개", "alexnet.params"): "say 6,100만 개",
    ("60,965,224", "alexnet.params"): "",
    ("60,965,223", "alexnet.params"): "say 60,965,224",
    ("660,000", "alexnet.neurons"): "",
    ("4100", "alexnet.fc6.neurons"): "say 4096",
    ("55×55×96", "alexnet.conv1.output_shape"): "",
    ("96 x 54 x 54", "alexnet.conv1.output_shape"): "say 96 x 55 x 55",
    ("11×11", "alexnet.conv1.kernel"): "",
    ("7x7", "alexnet.conv1.kernel"): "say 11x11",
    ("1000", "alexnet.output_shape"): "",
    ("61.9%", "share(alexnet.fc6.params)"): "",
    ("about 27x", "vgg16.macs / mobilenet_v1.macs"): "",
    ("fewer than 100M", "alexnet.params"): "",
    ("244MB", "alexnet.weight_bytes"): "",
}


@pytest.mark.parametrize(("printed", "query"), PRECISION)
def test_precision(printed: str, query: str, check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", f"x <!--={query}-->{printed}<!--/-->\n")
    code, lines = check()
    expected = PRECISION[printed, query]
    assert code == bool(expected)
    assert expected in lines[0]
    if not expected:
        assert len(lines) == 1


def test_the_projects_own_precision(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", "x <!--=alexnet.params-->60M<!--/--> <!--=alexnet.neurons-->660,000<!--/-->\n")
    put(tmp_path, "b.md", "x <!--=alexnet.params-->about 60M<!--/-->\n")
    assert [line.partition(" ")[0] for line in check()[1][:-1]] == ["a.md:1:25:"]
    config = put(tmp_path, "pyproject.toml", "[tool.cnnstat]\ntruncated = true\nzeros = false\nabout = 0.01\n")
    assert [line.partition(" ")[0] for line in check()[1][:-1]] == ["a.md:1:60:", "b.md:1:25:"]
    config.write_text("[tool.cnnstat]\nexclude = ['b.md', 'c/']\nignore = ['CNS201']\n")
    assert check() == (0, ["no findings; 2 figures checked in 1 document."])


BAD_CONFIG = {
    "[tool.cnnstat]\nexlude = []": "2:1: [tool.cnnstat]: there is no key 'exlude'; did you mean 'exclude'?",
    "[tool.cnnstat]\n\nignore = ['CNS999']": "3:1: [tool.cnnstat]: ignore: there is no rule 'CNS999'",
    "[tool.cnnstat]\nabout = 2": "2:1: [tool.cnnstat]: about: expected a share from 0 to 1, as 0.1, got 2",
    "[tool.cnnstat]\nzeros = 'no'": "2:1: [tool.cnnstat]: zeros: expected true or false, got 'no'",
    "[tool.cnnstat]\nexclude = 'a'": "2:1: [tool.cnnstat]: exclude: expected a list of texts, got 'a'",
    '[tool.cnnstat]\nzeros = true\n"\\u001bx" = 1': r"3:1: [tool.cnnstat]: there is no key '\x1bx'",
    "[ tool . \"cnn\\u0073tat\" ]\nignore = []\n 'a b' = 1": "3:2: [tool.cnnstat]: there is no key 'a b'",
    "[tool]\ncnnstat = {zeros = true, ex.x = 1}": "2:26: [tool.cnnstat]: there is no key 'ex'",
    "[tool.cnnstat]\nexclude = ['''\n\"\\u1\" = 1''']\nabou = 1": "4:1: [tool.cnnstat]: there is no key 'abou'",
    "[tool]\ncnnstat = 1": "2:1: [tool.cnnstat]: expected a table",
}


@pytest.mark.parametrize("text", BAD_CONFIG)
def test_bad_settings(text: str, check: Check, tmp_path: Path) -> None:
    put(tmp_path, "pyproject.toml", text)
    code, lines = check()
    assert code == 2
    assert f"pyproject.toml:{BAD_CONFIG[text]}" in lines[0]
    put(tmp_path, "pyproject.toml", "= 1")
    assert "not TOML" in check()[1][0]


def test_bad_marks(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "1.md", "x <!-- cnnstat: alexnet.params -->61M\n")
    put(tmp_path, "2.md", "x <!--=alexnet.params-->6<!--=vgg16.params-->1M<!--/--><!--/-->\n")
    put(tmp_path, "3.md", "x <!--=alexnet.parms-->61M<!--/-->\n")
    put(tmp_path, "4.md", "x <!--=alexnet.params-->61M and 138M<!--/-->\n")
    put(tmp_path, "5.md", "x <!--=alexnet.params-->many<!--/--> <!--=alexnet.params--><!--/-->\n")
    put(tmp_path, "6.md", "<!--=alexnet.params-->61M<!--/--> parameters\n")
    put(tmp_path, "7.md", "x <!--=own.yaml.params-->61M<!--/-->\n")
    put(tmp_path, "8.md", "x <!--=(-->61M<!--/-->\n")
    put(tmp_path, "9.md", "- <!-- cnnstat: alexnet --table -->\n<!-- /cnnstat -->\n")
    assert check() == (
        1,
        [
            "1.md:1:3: CNS204 the mark has no end; expected <!-- /cnnstat -->",
            "2.md:1:26: CNS204 a mark inside a mark; figures are marked one by one",
            "3.md:1:8: CNS206 'alexnet.parms': alexnet has no layer or figure 'parms'; did you mean 'params'?",
            "4.md:1:25: CNS205 2 figures in one mark, '61M' and '138M'; mark them one by one",
            "5.md:1:25: CNS205 expected a figure such as 61.1M, 60,965,224 or 6,000만, got 'many'; alexnet.params is "
            "60,965,224",
            "5.md:1:60: CNS205 the mark is empty; alexnet.params is 60,965,224; say 60,965,224",
            "6.md:1:1: CNS211 the mark begins its line, so Markdown takes the line for HTML; let a word begin it",
            "7.md:1:8: CNS206 own.yaml: cannot read: No such file or directory",
            "8.md:1:8: CNS206 query '(', column 2: expected a figure, as alexnet.params, got the end",
            "9.md:1:3: CNS204 a block begins on a line of its own; a figure in a sentence is marked with a query",
            "9 errors, 1 warning; 8 figures checked in 9 documents. --fix mends 1.",
        ],
    )


def test_unreadable_documents(check: Check, tmp_path: Path) -> None:
    (tmp_path / "latin.md").write_bytes(f"Gr\xfc\xdfe\n{RIGHT}".encode("latin-1"))
    (tmp_path / "wide.md").write_bytes(RIGHT.encode("utf-16"))
    (tmp_path / "zeros.md").write_bytes(b"\0\xff" + RIGHT.encode())
    put(tmp_path, "a.ipynb", f"{{{RIGHT}")
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/up").symlink_to(tmp_path, target_is_directory=True)
    code, lines = check("--min-claims", "0")
    assert code == 1
    assert lines == [
        "a.ipynb:1:2: CNS209 no notebook: Expecting property name enclosed in double quotes",
        "latin.md:1:3: CNS209 not UTF-8 text",
        "loop.md:1:1: CNS209 cannot read: Too many levels of symbolic links",
        "wide.md:1:1: CNS209 not UTF-8 text, but UTF-16 by its first two bytes",
        "zeros.md:1:2: CNS209 not UTF-8 text",
        "5 errors; 0 figures checked in 5 documents.",
    ]
    assert check("wide.md")[1][0] == lines[3]


@pytest.mark.slow
def test_a_line_of_fifty_megabytes(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "big.md", "x" * 50_000_000)
    assert check("--min-claims", "0") == (0, ["no findings; 0 figures checked in 1 document."])
    with (tmp_path / "big.md").open("a") as file:
        file.write(RIGHT)
    assert check()[1][0] == "big.md:1:1: CNS209 has marks and more than 10 MB: too large to be checked"


def test_a_long_line(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "big.md", "word " * 1_900_000 + WRONG)
    assert check()[1][0].startswith("big.md:1:9500045: CNS201 62.4M, but alexnet.params is 60,965,224; say 61.0M")


def test_nothing_checked(check: Check, tmp_path: Path) -> None:
    expected = "CNS210 0 figures checked in 0 documents, expected at least 1; --min-claims 0 allows that"
    assert check()[1][0] == expected
    assert check()[0] == 1
    assert check("--min-claims", "0")[0] == 0
    put(tmp_path, "a.md", RIGHT)
    assert check("--min-claims", "2")[1][0].startswith("CNS210 1 figure checked in 1 document, expected at least 2")


def test_wrong_calls(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.txt", RIGHT)
    put(tmp_path, "a.md", RIGHT)
    assert check("nowhere") == (2, ["nowhere: no such file or folder"])
    code, lines = check("a.txt")
    assert code == 2
    assert lines[0].startswith("a.txt: no format that is known (.htm .html")
    assert check("--fix", "--diff")[0] == 2
    assert check("--ignore", "CNS999")[0] == 2
    assert check("--format", "ful")[1][0].endswith("did you mean 'full'?")
    assert check("--affected-by", "no.yaml") == (
        2,
        ["no.yaml: no such file, and no network of the catalog; expected a spec"],
    )
    assert check("--config", "no.toml") == (2, ["no.toml: no such file; expected a pyproject.toml"])


def test_which_files(check: Check, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("a.md", "build/b.md", "docs/c.md", "docs/keep.tmp.md", "docs/d.tmp.md", ".venv/e.md", "docs/sub/f.md"):
        put(tmp_path, name, WRONG)
    put(tmp_path, ".gitignore", "build/\n*.tmp.md\n")
    put(tmp_path, "docs/.gitignore", "!keep.tmp.md\n/sub/\n")
    (tmp_path / "docs/link.md").symlink_to("c.md")

    def names(*paths: str) -> list[str]:
        return [line.partition(":")[0] for line in check(*paths)[1][:-1]]

    assert names() == ["a.md", "docs/c.md", "docs/keep.tmp.md"]
    assert names("docs", "docs/c.md", "a.md") == ["docs/c.md", "docs/keep.tmp.md", "a.md"]
    assert names("build/b.md") == ["build/b.md"]  # who names a file means it


def test_documents_of_other_repositories_in_a_folder_are_not_its_own(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", RIGHT)
    put(tmp_path, "sub/b.md", WRONG)
    put(tmp_path, "sub/.git", "gitdir: ../.git/modules/sub\n")
    put(tmp_path, "deep/tree/.git/config", "")
    put(tmp_path, "deep/tree/c.md", WRONG)
    put(tmp_path, "deep/d.md", RIGHT)
    assert check() == (0, ["no findings; 2 figures checked in 2 documents."])
    assert check(".")[0] == 0
    assert check("sub")[1][0].startswith("sub/b.md:1:45: CNS201")  # who names it means it
    assert check("deep/tree/c.md")[0] == 1


def test_what_reads_the_file_of_any_spec(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "own.yaml", SPEC)
    put(tmp_path, "a.md", f"x <!--=own.yaml.params-->21<!--/--> {WRONG}")
    put(tmp_path, "b.md", f"{WRONG}\n<!-- cnnstat: own.yaml -->\n<!-- /cnnstat -->\n\nx <!-- open cnnstat: -->\n")
    put(tmp_path, "c.md", "<!-- cnnstat: reconcile 'own.yaml'.params 20 -->\n<!-- /cnnstat -->\n")
    put(tmp_path, "d.md", WRONG)
    put(tmp_path, "notes.txt", "62M parameters")
    put(tmp_path, "notes.cnnstat.yaml", 'document: notes.txt\nclaims: ["{alexnet.params} parameters"]\n')
    (tmp_path / "e.html").write_bytes("<p>Grüße</p><!-- a comment -->".encode("latin-1"))
    found = [
        "notes.txt:1:1: CNS201 62M, but alexnet.params is 60,965,224; say 61M (other reading: alexnet-ungrouped: "
        "62,378,344)",
        "a.md:1:26: CNS201 21, but own.yaml.params is 20; say 20",
        "b.md:3:1: CNS202 the block is empty",
        "c.md:1:1: CNS202 the block is empty",
    ]
    assert check("--readers") == (1, [*found, "4 errors; 4 figures checked in 6 documents. --fix mends 3."])
    told = check("--readers", "d.md")[1]
    assert told[0].startswith("d.md:1:45: CNS201")
    assert told[1:-1] == found
    (tmp_path / "own.yaml").unlink()
    assert [line for line in check("--readers", "--ignore", "CNS201")[1] if "own.yaml" in line] == [
        "a.md:1:8: CNS206 own.yaml: cannot read: No such file or directory",
        "b.md:3:1: CNS206 own.yaml: cannot read: No such file or directory",
        "c.md:1:1: CNS206 own.yaml: cannot read: No such file or directory",
    ]
    assert check("--readers", "--affected-by", "alexnet") == (
        2, ["--readers looks at every spec, --affected-by at some: give one of them"],
    )  # fmt: skip
    for path in tmp_path.glob("*.*"):
        path.unlink()
    assert check("--readers") == (0, ["no findings; 0 figures checked in 0 documents."])


def test_sums(check: Check, tmp_path: Path) -> None:
    figures = {"conv1": "34,944", "conv2": "307K"}
    marked = "\n".join(f"| {name} | <!--=alexnet.{name}.params-->{each}<!--/--> |" for name, each in figures.items())
    table = f"| layer | params |\n|---|---|\n{marked}\n| pool1 | 0 |\n| pool2 | - |\n"
    put(tmp_path, "1.md", f"{table}| **Total** | **342K** |\n")
    put(tmp_path, "2.md", f"{table}| Total | **352K** |\n")
    put(tmp_path, "3.md", f"{table}| 합계 | <!--=vgg16.params-->138M<!--/--> |\n")
    put(tmp_path, "4.md", f"{table}| many | more |\n| Total | 1 |\n")  # one row is no figure: nothing is said
    put(tmp_path, "5.md", f"{table.replace('34,944', '35,944')}| Total | 343K |\n")
    put(tmp_path, "6.md", f"{table}| 합계 | <!--=alexnet.params-->61.0M<!--/--> |\n")  # some of its layers, and it
    put(tmp_path, "7.md", f"{table}| Total | 60,965,224 |\n")
    assert check()[1][:-1] == [
        "2.md:7:13: CNS208 the figures of this column add up to 342,400, its total says 352K; say 342K",
        "3.md:7:28: CNS208 the figures of this column add up to 342,400, its total says 138M",
        "5.md:3:39: CNS201 35,944, but alexnet.conv1.params is 34,944; say 34,944",
    ]
    check("--fix")
    assert "**342K**" in (tmp_path / "2.md").read_text()
    assert (tmp_path / "5.md").read_text().endswith("| Total | 342K |\n")  # wrong only after its row was mended


def test_sidecar_files(check: Check, tmp_path: Path) -> None:
    notes = put(tmp_path, "notes.txt", "65만개의 뉴런\n6000만개의  파라미터, 8 layers\n")
    claims = [
        "{alexnet.neurons}개의 뉴런",
        "{alexnet.params}개의 파라미터",
        "{alexnet.depth} layers",
        "no {alexnet.macs}",
    ]
    text = "document: notes.txt\nclaims:\n" + "".join(f'  - "{each}"\n' for each in [*claims, "{alexnet.no} layers"])
    sidecar = put(tmp_path, "notes.cnnstat.yaml", text)
    before = notes.read_bytes()
    code, lines = check("--fix", "notes.cnnstat.yaml")
    assert code == 1
    assert lines[:3] == [
        "notes.txt:1:1: CNS201 65만, but alexnet.neurons is 659,272; say 66만 (other reading: without linear layers: "
        "650,080)",
        "notes.txt:2:1: CNS201 6000만, but alexnet.params is 60,965,224; say 6100만",
        "notes.cnnstat.yaml:6:5: CNS207 the words 'no {alexnet.macs}' do not stand in notes.txt",
    ]
    assert lines[3].startswith("notes.cnnstat.yaml:7:5: CNS206 'alexnet.no': alexnet has no layer or figure 'no'; ")
    assert lines[4:] == ["4 errors; 4 figures checked in 1 document."]
    assert notes.read_bytes() == before
    for text, problem in {
        "document: gone.txt\nclaims: []": "1:11: CNS209 document: cannot read 'gone.txt': No such file or directory",
        "document: notes.txt\nclaim: []": "2:1: CNS209 unknown key 'claim'; did you mean 'claims'?",
        "document: notes.txt\nclaims: [a]": "2:10: CNS209 claims: 'a': expected a query in braces",
        "document: notes.txt\nclaims:\n  - {a.b} c": "3:11: CNS209 not YAML: ",
        "": "1:1: CNS209 the file is empty",
    }.items():
        sidecar.write_text(text)
        assert check()[1][0].startswith(f"notes.cnnstat.yaml:{problem}")


def test_documents_that_read_a_spec(check: Check, program: Program, tmp_path: Path) -> None:
    put(tmp_path, "specs/own.yaml", SPEC)
    put(tmp_path, "specs/other.yaml", SPEC)
    put(tmp_path, "docs/a.md", "x <!--=../specs/own.yaml.params-->20<!--/-->\n<!-- open cnnstat: x -->\n")
    put(tmp_path, "docs/b.md", "x <!--=../specs/other.yaml.conv1.params-->21<!--/-->\n")
    put(tmp_path, "docs/c.md", RIGHT)
    put(tmp_path, "docs/d.md", "<!-- cnnstat: ../specs/own.yaml --table -->\n<!-- /cnnstat -->\n")
    assert check("--affected-by", "specs/own.yaml") == check("specs/own.yaml")
    assert check("specs/own.yaml") == (
        1,
        [
            "docs/a.md:1:35: ../specs/own.yaml.params holds",
            "docs/d.md:1:1: ../specs/own.yaml --table is wrong",
            "docs/d.md:1:1: CNS202 the block is empty",
            "1 error; 2 figures checked in 4 documents. --fix mends 1.",
        ],
    )
    put(tmp_path, "docs/e.md", "<!-- cnnstat: reconcile '../specs/own.yaml.conv1.params' 20 -->\n<!-- /cnnstat -->\n")
    put(tmp_path, "docs/f.md", "<!-- cnnstat: '../specs/own.yaml' --table -->\n<!-- /cnnstat -->\n")
    told = check("specs/own.yaml")[1]
    assert [line for line in told if "is wrong" in line][1:] == [
        "docs/e.md:1:1: reconcile '../specs/own.yaml.conv1.params' 20 is wrong",
        "docs/f.md:1:1: '../specs/own.yaml' --table is wrong",
    ]
    (tmp_path / "docs/e.md").unlink()
    (tmp_path / "docs/f.md").unlink()
    other = put(tmp_path, "workflow.yml", "on: push\n")
    assert check(str(other.relative_to(tmp_path))) == (0, ["no findings; 0 figures checked in 4 documents."])
    listed = program("check", "docs", "--affected-by", "specs/other.yaml", cwd=tmp_path).out.splitlines()
    assert listed[:2] == ["1 document read specs/other.yaml:", "  docs/b.md  1 figure, line 1"]
    catalog = ROOT / "specs/alexnet.yaml"
    assert check("--affected-by", str(catalog))[1][0] == "docs/c.md:1:45: alexnet.params holds"
    assert program("check", "workflow.yml", cwd=tmp_path).out.startswith("No document reads workflow.yml.\n")
    assert program("check", "workflow.yml", "docs/c.md", cwd=tmp_path).out.startswith("no findings; 1 figure checked")


@pytest.mark.parametrize("text", ["", "input: {channels: 1, size: 8}\nlayer: [{type: relu}]\n", "layers: 7\n", "x: ["])
def test_what_reads_a_spec_that_is_none_any_more(text: str, check: Check, tmp_path: Path) -> None:
    put(tmp_path, "own.yaml", text)
    put(tmp_path, "docs/a.md", "x <!--=1 + ../own.yaml:small.params-->7<!--/-->\n<!--=alexnet.params-->7<!--/-->\n")
    put(tmp_path, "docs/b.md", "<!-- cnnstat: ../own.yaml --table -->\n<!-- /cnnstat -->\n")
    put(tmp_path, "docs/c.cnnstat.yaml", 'document: c.txt\nclaims: ["x {../own.yaml.params} y"]\n')
    put(tmp_path, "docs/c.txt", "x 7 y\n")
    problem = "CNS206 ../own.yaml is no spec: expected the sections input and layers"
    told = [
        "docs/c.txt:1:3: ../own.yaml.params cannot be computed",
        "docs/a.md:1:39: 1 + ../own.yaml:small.params cannot be computed",
        "docs/b.md:1:1: ../own.yaml --table cannot be computed",
        f"docs/c.cnnstat.yaml:2:10: {problem}",
        f"docs/a.md:1:8: {problem}",
        f"docs/b.md:1:1: {problem}",
        "3 errors; 3 figures checked in 3 documents.",
    ]
    code, lines = check("own.yaml")
    assert (code, sorted(lines)) == (1, sorted(told))
    assert check("--affected-by", "own.yaml") == (code, lines)


def test_a_spec_that_cannot_be_read(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "own.yaml", SPEC.replace("kernel", "kernal"))
    put(tmp_path, "a.md", "x <!--=own.yaml.params-->20<!--/-->\n")
    assert check()[1][0] == (
        "a.md:1:8: CNS206 own.yaml:3:43: layer conv1 (conv): unknown key 'kernal'; did you mean 'kernel'?"
    )


def test_json(program: Program, tmp_path: Path) -> None:
    put(tmp_path, "a.md", WRONG)
    data = json.loads(program("check", "--format", "json", cwd=tmp_path).out)
    assert data["schema_version"] == 1
    assert data["checked"] == {"documents": 1, "figures": 1}
    (finding,) = data["findings"]
    assert finding == {
        "rule": "CNS201", "name": "wrong-figure", "severity": "error", "file": "a.md", "line": 1, "column": 45,
        "end_line": 1, "end_column": 50, "problem": "62.4M, but alexnet.params is 60,965,224",
        "query": "alexnet.params", "printed": "62.4M", "exact": "60,965,224", "suggested": "61.0M",
        "reading": "alexnet-ungrouped: 62,378,344", "mark": None, "fixable": True,
        "related": [],
    }  # fmt: skip


def test_github(program: Program, tmp_path: Path) -> None:
    put(tmp_path, "a,b.md", f"<!--=vgg16.params-->138M<!--/--> of\n{WRONG}")
    summary = tmp_path / "summary"
    done = program("check", "--format", "github", cwd=tmp_path, env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert done.code == 1
    assert done.out.splitlines() == [
        "::error title=cnnstat (CNS201),file=a%2Cb.md,line=2,col=45,endLine=2,endColumn=50::a,b.md:2:45: CNS201 62.4M, "
        "but alexnet.params is 60,965,224; say 61.0M (other reading: alexnet-ungrouped: 62,378,344)",
        "::warning title=cnnstat (CNS211),file=a%2Cb.md,line=1,col=1,endLine=1,endColumn=21::a,b.md:1:1: CNS211 the "
        "mark begins its line, so Markdown takes the line for HTML; let a word begin it",
        "1 error, 1 warning; 2 figures checked in 1 document. --fix mends 1.",
    ]
    rows = summary.read_text().splitlines()
    assert rows[0] == "### cnnstat check"
    assert [cell.strip() for cell in rows[6].split("|")][1:5] == [
        "a,b.md:2:45", "CNS201", "62.4M, but alexnet.params is 60,965,224", "61.0M",
    ]  # fmt: skip


def test_an_error_is_an_annotation_too(program: Program, tmp_path: Path) -> None:
    """Also one of the command line itself: nothing else of a step is seen in a pull request."""
    for words, message in {
        "check nowhere -f github": "nowhere: no such file or folder",
        "check --fox --format=github": "there is no option --fox; did you mean --fix? (--help shows the options)",
        "check -fgithub a%b.md": "a%25b.md: no such file or folder",
        "lint --format github": "expected the name of a network, or --all; --rules says what is looked for",
    }.items():
        done = program(*words.split(), cwd=tmp_path)
        assert (done.code, done.out, done.err) == (2, "", f"::error title=cnnstat::{message}\n")
    put(tmp_path, "pyproject.toml", "[tool.cnnstat]\nexlude = []\n")
    done = program("check", "--format", "github", cwd=tmp_path)
    place = "title=cnnstat,file=pyproject.toml,line=2,col=1"
    assert done.err.startswith(f"::error {place}::{tmp_path}/pyproject.toml:2:1: [tool.cnnstat]: there is no key")
    assert program("check", "nowhere", "-o", "github", cwd=tmp_path).err.startswith("cnnstat: ")


def test_sarif(program: Program, tmp_path: Path) -> None:
    put(tmp_path, "ä b.md", WRONG)
    put(tmp_path, "c.md", RIGHT)
    text = program("check", "--format", "sarif", "--min-claims", "5", cwd=tmp_path).out
    Sarif.model_validate_json(text)
    run = json.loads(text)["runs"][0]
    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == ["CNS201", "CNS210"]
    wrong, few = run["results"]
    assert wrong["ruleIndex"] == 0
    place = wrong["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "%C3%A4%20b.md"}
    assert place["region"] == {"startLine": 1, "startColumn": 45, "endLine": 1, "endColumn": 50}
    assert few["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "pyproject.toml"}
    moved = put(tmp_path, "ä b.md", f"more\n\n{WRONG}")
    again = json.loads(program("check", "--format", "sarif", str(moved.name), cwd=tmp_path).out)
    assert again["runs"][0]["results"][0]["partialFingerprints"] == wrong["partialFingerprints"]
    assert list(wrong["partialFingerprints"]) == ["primaryLocationLineHash"]


def test_equal_findings_have_fingerprints_of_their_own(program: Program, tmp_path: Path) -> None:
    """Also on one line; and those that stay keep theirs when one of them is mended behind them."""
    put(tmp_path, "a.md", f"{WRONG.strip()} {WRONG}\n{WRONG}")
    put(tmp_path, "b.md", WRONG)

    def fingerprints() -> list[str]:
        run = json.loads(program("check", "--format", "sarif", cwd=tmp_path).out)["runs"][0]
        return [each["partialFingerprints"]["primaryLocationLineHash"] for each in run["results"]]

    first = fingerprints()
    assert len(set(first)) == len(first) == 4
    assert [each.partition(":")[2] for each in first] == ["1", "2", "3", "1"]
    put(tmp_path, "a.md", f"{WRONG.strip()} {WRONG}\n{RIGHT}")
    assert fingerprints() == [*first[:2], first[3]]


def test_what_code_scanning_wants_of_sarif(program: Program, tmp_path: Path) -> None:
    """By the rules GH1001 to GH1017 and GH2012 of Microsoft's validator, and GitHub's own documentation."""
    put(tmp_path, "a.md", f"{WRONG}\n<!-- cnnstat: alexnet --table -->\nmine\n<!-- /cnnstat -->\n\nx <!--=a-->\n")
    put(tmp_path, "own.yaml", SPEC)
    put(tmp_path, "b.md", "x <!--=own.yaml.params-->21<!--/--> <!--=own.yaml.no-->1<!--/-->\n")
    checked = program("check", "--format", "sarif", "--min-claims", "50", cwd=tmp_path).out
    linted = program("lint", "alexnet-224", "own.yaml", "--format", "sarif", cwd=tmp_path).out
    for text in (checked, linted):
        Sarif.model_validate_json(text)
        (run,) = json.loads(text)["runs"]
        driver = run["tool"]["driver"]
        assert driver["name"] == "cnnstat"
        assert run["results"]
        for rule in driver["rules"]:
            for key in ("shortDescription", "fullDescription", "help"):
                assert rule[key]["text"].strip()
            assert rule["help"]["markdown"].strip()
            assert "<!--" not in re.sub(r"\\<", "", rule["help"]["markdown"])
        for each in run["results"]:
            assert each["message"]["text"].strip()
            assert driver["rules"][each["ruleIndex"]]["id"] == each["ruleId"]
            (place,) = each["locations"]
            assert place["physicalLocation"]["artifactLocation"]["uri"]
            region = place["physicalLocation"]["region"]
            begin = region["startLine"], region["startColumn"]
            assert (1, 1) <= begin <= (region["endLine"], region["endColumn"])
            assert each["partialFingerprints"]["primaryLocationLineHash"]
            for related in each.get("relatedLocations", ()):
                assert related["message"]["text"]
                assert related["physicalLocation"]["artifactLocation"]["uri"]
                assert related["physicalLocation"]["region"]["startLine"]


def test_findings_at_the_spec(check: Check, program: Program, tmp_path: Path) -> None:
    put(tmp_path, "specs/own.yaml", SPEC)
    put(tmp_path, "docs/a.md", f"x <!--=../specs/own.yaml.conv1.params-->21<!--/-->\n{WRONG}")
    told = program("check", cwd=tmp_path).out
    assert "  spec of conv1 of specs/own.yaml: specs/own.yaml:3:5\n" in told
    assert [line.partition(": ")[0] for line in check("--blame", "spec")[1][:-1]] == [
        "specs/own.yaml:3:5",
        "docs/a.md:2:45",
    ]
    run = json.loads(program("check", "--format", "sarif", "--blame", "spec", cwd=tmp_path).out)["runs"][0]
    result = run["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "specs/own.yaml"}
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "docs/a.md"}


def test_junit(program: Program, tmp_path: Path) -> None:
    put(tmp_path, "a.md", f"{WRONG}x <!--=alexnet.\x01params-->1<!--/-->\n")
    root = Xml.fromstring(program("check", "-o", "r.xml", cwd=tmp_path).out or (tmp_path / "r.xml").read_text())
    assert (root.get("tests"), root.get("failures")) == ("2", "2")
    case = root.find("testsuite/testcase")
    assert case is not None
    assert (case.get("classname"), case.get("name"), case.get("line")) == ("a.md", "alexnet.params", "1")
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "CNS201"
    put(tmp_path, "a.md", RIGHT)
    root = Xml.fromstring(program("check", "--format", "junit", cwd=tmp_path).out)
    assert [each.get("name") for each in root.iter("testcase")] == ["alexnet.params"]
    put(tmp_path, "a.md", "")
    root = Xml.fromstring(program("check", "--format", "junit", "--min-claims", "0", cwd=tmp_path).out)
    assert [each.get("name") for each in root.iter("testcase")] == ["0 figures checked"]


def test_junit_lists_what_was_checked_under_names_that_stay(program: Program, tmp_path: Path) -> None:
    block = "\n<!-- cnnstat: lenet5 --table -->\n<!-- /cnnstat -->\n"
    texts = [WRONG.strip(), RIGHT.strip(), "x <!--=vgg16.depth-->16<!--/-->", "x <!-- /cnnstat -->"]
    put(tmp_path, "a.md", "\n\n".join(texts) + f"\n{block}")
    put(tmp_path, "b.md", RIGHT)

    def cases(*options: str) -> dict[tuple[str, str], str]:
        root = Xml.fromstring(program("check", "--format", "junit", *options, cwd=tmp_path).out)
        found: dict[tuple[str, str], str] = {}
        for suite in root:
            for case in suite:
                failure = case.find("failure")
                key = suite.get("name", ""), case.get("name", "")
                assert key not in found
                assert case.get("classname") == key[0]
                found[key] = (failure.get("type") or "") if failure is not None else ""
            assert suite.get("tests") == str(len(suite))
            assert suite.get("failures") == str(sum(case.find("failure") is not None for case in suite))
        assert root.get("tests") == str(len(found))
        assert root.get("failures") == str(sum(map(bool, found.values())))
        return found

    expected = {
        ("a.md", "alexnet.params"): "CNS201",
        ("a.md", "alexnet.params (2)"): "",
        ("a.md", "vgg16.depth"): "",
        ("a.md", "CNS204 broken-mark"): "CNS204",
        ("a.md", "lenet5 --table"): "CNS202",
        ("b.md", "alexnet.params"): "",
    }
    assert cases() == expected
    program("check", "--fix", cwd=tmp_path)
    put(tmp_path, "a.md", f"more\n\n{(tmp_path / 'a.md').read_text().replace('62.4M', '61.0M')}")
    mended = dict.fromkeys(expected, "") | {("a.md", "CNS204 broken-mark"): "CNS204"}
    assert cases() == mended
    assert cases("--ignore", "CNS204") == {key: "" for key in expected if "CNS" not in key[1]}
    assert cases("--min-claims", "50")[("cnnstat", "CNS210 nothing-checked")] == "CNS210"


def test_rules(program: Program) -> None:
    told = program("rule", "cns201").out
    assert told.startswith("CNS201 wrong-figure (error)\n  A figure in a document is not what")
    everything = program("rule").out
    assert re.findall(r"^(CNS\d+)", everything, re.MULTILINE) == [*LINTS, *RULES]
    assert program("rule", "CNS20").err == "cnnstat: there is no rule 'CNS20'; did you mean 'CNS201'?\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_no_permission(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", RIGHT).chmod(0)
    assert check("a.md")[1][0] == "a.md:1:1: CNS209 cannot read: Permission denied"


QUANTITY = {
    "<!--=alexnet.params-->61M<!--/--> MACs": "CNS214 the text says MACs, alexnet.params asks for parameters",
    "<!--=alexnet.params-->61M MACs<!--/-->": "CNS214 the text says MACs, alexnet.params asks for parameters",
    "<!--=alexnet.neurons-->659,272<!--/-->개의 파라미터": "CNS214 the text says parameters, alexnet.neurons asks for",
    "<!--=alexnet.conv1.weights-->34,848<!--/--> parameters": "",
    "<!--=alexnet.macs-->724M<!--/--> FLOPs": "CNS215 the text says FLOPs, alexnet.macs asks for MACs",
    "<!--=alexnet.flops-->1.4 GFLOPs<!--/-->": "",
    "<!--=alexnet.params-->61<!--/--> MMACs": "CNS214 the text says MACs, alexnet.params asks for parameters",
    "parameters: <!--=alexnet.macs-->724M<!--/-->": "CNS214 the text says parameters, alexnet.macs asks for MACs",
    "<!--=share(alexnet.fc6.params)-->61.9%<!--/--> of the parameters": "",
    "<!--=alexnet.fc6.features-->4,096<!--/--> neurons": "",
}


@pytest.mark.parametrize("text", QUANTITY)
def test_words_behind_a_figure_name_its_quantity(text: str, check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", f"x {text}\n")
    code, lines = check()
    assert code == bool(QUANTITY[text])
    assert QUANTITY[text] in lines[0]


AROUND = {
    "about <!--=alexnet.params-->60M<!--/-->": "",
    "about **<!--=alexnet.params-->60M<!--/-->**": "",
    "약 <!--=alexnet.params-->6,000만<!--/-->개": "",
    "<td><!--=alexnet.params-->60M<!--/-->": "say 61M",
    "> <!--=alexnet.params-->60M<!--/-->": "say 61M",
    "more than <!--=alexnet.params-->50M<!--/-->": "",
    "more than <!--=alexnet.params-->70M<!--/-->": "70M, but",
    "x <!--=alexnet.conv1.params-->35,000<!--/--> 개 쯤": "",
    "x <!--=alexnet.depth-->7<!--/-->층 이상": "",
    "about <!--=alexnet.params-->80M<!--/-->": "say 61M",
}


@pytest.mark.parametrize("text", AROUND)
def test_words_outside_of_a_mark_count(text: str, check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.html", text)
    code, lines = check("a.html")
    assert code == bool(AROUND[text])
    assert AROUND[text] in lines[0]


def test_a_line_of_many_findings_is_shown_with_the_first_of_them() -> None:
    document = Document(Path("a.md"), "a.md", b"one\ntwo\n")
    spans = [Span("a.md", 1, 1, 1, 2)] * (OFTEN + 1) + [Span("a.md", 2, 1, 2, 2)]
    assert [document.shows(span) for span in spans] == ["one"] * OFTEN + ["", "two"]
