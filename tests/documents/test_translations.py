"""``pairs`` in the configuration: language versions of one document state the same facts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

PAIR = '[tool.cnnstat]\npairs = [["a.md", "a.ko.md"]]\n'
ENGLISH = "AlexNet has <!--=alexnet.params-->61.0M<!--/--> parameters and <!--=alexnet.depth-->8<!--/--> layers.\n"
KOREAN = "AlexNet은 층이 <!--=alexnet.depth-->8<!--/-->개, 매개변수가 <!--=alexnet.params-->6,097만<!--/-->개입니다.\n"

Check = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def check(program: Callable[..., Done], tmp_path: Path) -> Check:
    """A function that runs the command in a folder and gives its exit code and the lines of both streams."""

    def run(*arguments: str) -> tuple[int, list[str]]:
        done = program("check", "--format", "concise", *arguments, cwd=tmp_path)
        said = (done.out + done.err.removeprefix("cnnstat: ")).replace(f"{tmp_path}/", "")
        return done.code, said.splitlines()

    return run


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, str], Path]:
    """A function that writes a file; the configuration names a.md and a.ko.md as a pair."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    write("pyproject.toml", PAIR)
    return write


Put = Callable[[str, str], Path]


def test_the_same_facts_in_another_order_and_precision(check: Check, put: Put) -> None:
    put("a.md", ENGLISH)
    put("a.ko.md", KOREAN)
    assert check() == (0, ["no findings; 4 figures checked in 2 documents."])


def test_a_fact_that_one_lacks(check: Check, put: Put) -> None:
    put("a.md", ENGLISH + "\nAnd <!--=alexnet.params-->60,965,224<!--/--> in full.\n")
    put(
        "a.ko.md", "AlexNet은 층이 <!--=alexnet.depth-->8<!--/-->개, 연산이 <!--=alexnet.macs-->724M<!--/-->번입니다.\n"
    )
    assert check() == (1, [
        "a.md:1:35: CNS219 alexnet.params is stated here and not in a.ko.md",
        "a.ko.md:1:70: CNS219 alexnet.macs is stated here and not in a.md",
        "2 errors; 5 figures checked in 2 documents.",
    ])  # fmt: skip


def test_naming_one_checks_the_others_too(check: Check, put: Put) -> None:
    put("a.md", ENGLISH)
    put("a.ko.md", "AlexNet은 층이 <!--=alexnet.depth-->9<!--/-->개입니다.\n")
    lines = [
        "a.ko.md:1:34: CNS201 9, but alexnet.depth is 8; say 8",
        "a.md:1:35: CNS219 alexnet.params is stated here and not in a.ko.md",
        "2 errors; 3 figures checked in 2 documents. --fix mends 1.",
    ]
    assert check("a.md") == (1, lines)
    assert check("a.ko.md") == (1, lines)
    put("b.md", ENGLISH)
    assert check("b.md") == (0, ["no findings; 2 figures checked in 1 document."])


def test_three_versions(check: Check, put: Put) -> None:
    put("pyproject.toml", PAIR.replace('"a.ko.md"', '"a.ko.md", "a.ja.md"'))
    put("a.md", ENGLISH)
    for name in ("a.ko.md", "a.ja.md"):
        put(name, "AlexNet은 층이 <!--=alexnet.depth-->8<!--/-->개입니다.\n")
    assert check()[1][0] == "a.md:1:35: CNS219 alexnet.params is stated here and not in a.ko.md and a.ja.md"


def test_a_spec_is_the_same_from_two_folders(check: Check, put: Put) -> None:
    put("pyproject.toml", '[tool.cnnstat]\npairs = [["a.md", "ko/a.md"]]\n')
    put("own.yaml", "input: {channels: 1, size: 4}\nlayers:\n  - {type: conv, filters: 2, kernel: 3}\n")
    block = "\n<!-- cnnstat: {}own.yaml{} -->\n<!-- /cnnstat -->\n"
    put("a.md", "It has <!--=own.yaml.params-->20<!--/--> parameters.\n" + block.format("", " --table"))
    put("ko/a.md", "매개변수는 <!--=../own.yaml.params-->20<!--/-->개입니다.\n" + block.format("../", " --table"))
    assert check("--fix") == (0, ["2 findings mended; no findings; 4 figures checked in 2 documents."])
    put("ko/a.md", "매개변수는 <!--=../own.yaml.params-->20<!--/-->개입니다.\n" + block.format("../", ""))
    assert [line for line in check("--fix")[1] if "CNS219" in line] == [
        "a.md:3:1: CNS219 own.yaml --table is stated here and not in ko/a.md",
        "ko/a.md:3:1: CNS219 ../own.yaml is stated here and not in a.md",
    ]


def test_figures_that_sidecar_files_quote_are_facts(check: Check, put: Put) -> None:
    put("a.md", ENGLISH)
    put("a.ko.md", "AlexNet은 층이 8개, 매개변수가 6,097만개입니다.\n")
    put("a.ko.cnnstat.yaml", 'document: a.ko.md\nclaims: ["층이 {alexnet.depth}개", "{alexnet.params}개입니다"]\n')
    assert check() == (0, ["no findings; 4 figures checked in 3 documents."])


def test_without_marks_nothing_is_compared(check: Check, put: Put) -> None:
    put("a.md", "AlexNet has 61M parameters.\n")
    put("a.ko.md", "AlexNet의 매개변수는 6,100만개입니다.\n")
    assert check("--min-claims", "0") == (0, [
        "a.md:1:1: CNS220 neither a.md nor a.ko.md has a mark, so that nothing is compared",
        "1 note; 0 figures checked in 2 documents.",
    ])  # fmt: skip


def test_a_version_that_cannot_be_read_is_not_compared(check: Check, put: Put) -> None:
    put("a.md", ENGLISH)
    put("a.ko.md", "").write_bytes(b"<!--=alexnet.depth-->8<!--/--> \xff\n")
    assert check() == (1, [
        "a.ko.md:1:32: CNS209 not UTF-8 text",
        "1 error; 2 figures checked in 2 documents.",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        ('"a.md"', "pyproject.toml:2:1: [tool.cnnstat]: pairs: expected lists of two documents or more, as "
         '[["README.md", "README.ko.md"]], got \'a.md\''),
        ('[["a.md"]]', "pyproject.toml:2:1: [tool.cnnstat]: pairs: expected lists of two documents or more, as "
         '[["README.md", "README.ko.md"]], got [[\'a.md\']]'),
        ('[["a.md", "b.md"]]', "pyproject.toml: pairs: 'b.md': no such file"),
        ('[["a.md", "../b.md"]]', "pyproject.toml: pairs: '../b.md' lies outside of the project"),
        ('[["a.md", ".b.md"]]', "pyproject.toml: pairs: '.b.md' is hidden, by a name that begins with a dot"),
        ('[["a.md", "./a.md"]]', "pyproject.toml: pairs: ['a.md', './a.md']: a document is named twice"),
        ('[["a.md", "pyproject.toml"]]', "pyproject.toml: pairs: 'pyproject.toml': no format that is known"),
    ],
)  # fmt: skip
def test_pairs_that_are_none(check: Check, put: Put, pairs: str, problem: str) -> None:
    put("pyproject.toml", f"[tool.cnnstat]\npairs = {pairs}\n")
    put("a.md", ENGLISH)
    code, (line,) = check()
    assert code == 2
    assert line.startswith(problem)


def test_lists_with_a_document_in_common_are_one(check: Check, put: Put) -> None:
    put("pyproject.toml", '[tool.cnnstat]\npairs = [["a.md", "a.ko.md"], ["a.md", "a.ja.md"], ["a.ko.md", "a.md"]]\n')
    put("a.md", ENGLISH)
    put("a.ko.md", KOREAN)
    put("a.ja.md", "AlexNet: <!--=alexnet.depth-->8<!--/-->.\n")
    code, lines = check()
    assert code == 1
    assert lines[:-1] == ["a.md:1:35: CNS219 alexnet.params is stated here and not in a.ja.md"]


def test_of_very_many_versions_some_are_named(check: Check, put: Put) -> None:
    """Each states what all others lack, so that messages that name all grow with the square of their number."""
    names = [f"d{number:02}.md" for number in range(15)]
    put("pyproject.toml", f"[tool.cnnstat]\npairs = [{names}]\n")
    for number, name in enumerate(names):
        put(name, f"x <!--=alexnet.depth * 0 + {number + 2}-->{number + 2}<!--/-->\n")
    code, lines = check()
    assert code == 1
    assert lines[0].endswith(" and d09.md and d10.md and 4 more")
    for name in names:
        put(name, "nothing\n")
    _, lines = check()
    assert any(line.endswith(" nor d10.md nor 4 more has a mark, so that nothing is compared") for line in lines)


def test_a_long_line_is_not_shown_with_each_of_its_facts(
    check: Check, put: Put, program: Callable[..., Done], tmp_path: Path
) -> None:  # fmt: skip
    put("a.md", "So " + "".join(f"<!--={number}-->{number}<!--/--> " for number in range(50)))
    put("a.ko.md", "")
    assert len(check()[1]) == 51
    assert "│" not in program("check", cwd=tmp_path).out
    put("a.md", "So <!--=7-->7<!--/-->")
    assert "1 │ So <!--=7-->7<!--/-->" in program("check", cwd=tmp_path).out
