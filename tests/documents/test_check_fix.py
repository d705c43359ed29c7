"""``cnnstat check --fix`` and ``--diff``: only what is wrong changes, at once or not at all, and only once."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import no_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.fix import Rewrite, changes, edited, write

WRONG = "AlexNet has <!-- cnnstat: alexnet.params -->62.4M<!-- /cnnstat --> parameters.\n"


def fixed(path: Path) -> str:
    """A document's text after its edits, written or not."""
    checker = Checker(Config(), no_command)
    document = checker.check_file(path, True)
    assert document is not None
    return edited(document.text, checker.outcome.edited.get(path, (document, []))[1])


PROSE = st.text(st.sampled_from("ab 약만,.*_`~#>|-\t\r\n\\<!$é𝄞"), max_size=40)
FIGURES = st.sampled_from(
    ["62.4M", "61.0M", "61M", "62,378,344", "6,000만 개", "약 6,000만", "1.8×10⁹", "**60 million**"]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(PROSE, FIGURES), max_size=6), PROSE, ENDS, st.booleans())
def test_only_figures_change(
    tmp_path: Path, parts: list[tuple[str, str]], last: str, end: str, mark: bool
) -> None:  # fmt: skip
    body = "".join(f"{prose}<!--=alexnet.params-->{figure}<!--/-->" for prose, figure in parts)
    text = ("\ufeff" if mark else "") + (body + last).replace("\n", end)
    path = tmp_path / "a.md"
    path.write_bytes(text.encode())
    once = fixed(path)
    hole = re.compile("(<!--=alexnet.params-->)[^<]*(<!--/-->)")
    assert hole.sub(r"\1\2", once) == hole.sub(r"\1\2", text)
    path.write_bytes(once.encode())
    assert fixed(path) == once


@pytest.fixture
def fix(program: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    def run(*arguments: str) -> Any:
        return program("check", "--fix", "--format", "concise", *arguments, cwd=tmp_path)

    return run


def test_a_document_of_every_kind(fix: Callable[..., Any], tmp_path: Path) -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": ['é "q"\n', WRONG[:-1] + "\n", "end"]}
    texts = {
        "a.md": f"\ufeffold mac\r{WRONG}trailing  \r\n\tend without line end",
        "b.html": f"<P>\r\n{WRONG.replace('62.4M', '<b>62.4&nbsp;M</b>')}",
        "c.tex": "It has $62{,}378{,}344$ of them. % cnnstat: alexnet.params\r\n",
        "d.rst": ".. cnnstat: {alexnet.params} parameters\n\nIt has 62.4M\nparameters. \n",
        "e.ipynb": json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}, indent=1, ensure_ascii=False),
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode())
    done = fix()
    assert (done.code, done.out) == (0, "5 findings mended; no findings; 5 figures checked in 5 documents.\n")
    for name, text in texts.items():
        expected = text.replace("62.4", "61.0").replace("62{,}378{,}344", "60{,}965{,}224")
        assert (tmp_path / name).read_bytes().decode() == expected
    times = [path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())]
    assert fix().out == "no findings; 5 figures checked in 5 documents.\n"
    assert [path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())] == times


def test_blocks(fix: Callable[..., Any], program: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    begin = "> quoted\r\n>\r\n> <!-- cnnstat: alexnet fc8 --columns name,params -->"
    path.write_bytes(f"{begin}\r\n> <!-- /cnnstat -->\r\n".encode())
    assert fix().code == 0
    text = path.read_bytes().decode()
    assert text.count("\n") == text.count("\r\n")
    lines = text.split("\r\n")
    assert lines[3:9] == [
        ">", "> **AlexNet, fc8**", ">", "> | Layer     |        Params |", "> | --------- | ------------: |",
        "> | fc8       |     4,097,000 |",
    ]  # fmt: skip
    assert re.fullmatch("> <!-- /cnnstat sum=[0-9a-f]{8} -->", lines[-2])
    assert fix().out == "no findings; 1 figure checked in 1 document.\n"
    path.write_bytes(text.replace("Params |", "Params!|").encode())
    before = path.read_bytes()
    assert fix().out.startswith("a.md:3:3: CNS203 the block was changed by hand and is not what `cnnstat alexnet fc8")
    assert path.read_bytes() == before
    path.write_bytes(re.sub(" sum=.{8}", "", text.replace("Params |", "Params!|")).encode())
    assert "CNS203 the block has no checksum, so it may be written by hand, and is not" in fix().out
    path.write_bytes(text.replace("--columns name,params", "--columns name,macs").encode())
    assert fix().code == 0
    assert b"      MACs |" in path.read_bytes()


@pytest.mark.parametrize(
    "name", ["alexnet", "ResNet-50", "resnet50-v1.5", "alexnet conv1", "googlenet 3a.5x5", "own.yaml"]
)
def test_a_block_of_a_networks_name_is_a_summary(
    name: str, fix: Callable[..., Any], program: Callable[..., Any], tmp_path: Path
) -> None:  # fmt: skip
    """As on the command line, where a network's name stands for ``show NAME``."""
    (tmp_path / "own.yaml").write_text(
        "input: {channels: 1, size: 4}\nlayers:\n  - {name: c, type: conv, filters: 2, kernel: 3}\n"
    )
    texts = {
        "a.md": "<!-- cnnstat: {} -->\n<!-- /cnnstat -->\n",
        "b.md": "x\n\n> <!--={}--><!--/-->\n",
        "c.html": "<p>x</p>\n<!-- cnnstat: {} -->\n<!-- /cnnstat -->\n",
        "d.tex": "  % cnnstat: {}\n% /cnnstat\n",
        "e.rst": "x\n\n.. cnnstat: {}\n\n.. /cnnstat\n",
    }
    made = []
    for words in (name, f"show {name}"):
        for file, text in texts.items():
            (tmp_path / file).write_text(text.replace("{}", words))
        assert fix().code == 0
        assert fix().out == "no findings; 5 figures checked in 5 documents.\n"
        made.append([(tmp_path / file).read_text().replace(words, name) for file in texts])
    assert made[0] == made[1]
    assert program(*name.split(), "--format", "markdown", cwd=tmp_path).out.splitlines()[-1].strip() in made[0][0]


def test_blocks_of_other_formats(fix: Callable[..., Any], tmp_path: Path) -> None:
    texts = {
        "a.md": "<!-- cnnstat: alexnet --table --format table -->\n<!-- /cnnstat -->\n",
        "b.html": "<!-- cnnstat: alexnet --table -->\n<!-- /cnnstat -->\n",
        "c.tex": "% cnnstat: alexnet --table\n% /cnnstat\n",
        "d.rst": ".. cnnstat: explain alexnet conv1 params\n\n.. /cnnstat\n",
        "e.html": "<!-- cnnstat: explain alexnet conv1 params -->\n<!-- /cnnstat -->\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    assert fix().code == 0
    made = {name: (tmp_path / name).read_text() for name in texts}
    assert "\n```text\nAlexNet\n" in made["a.md"]
    assert "<table>" in made["b.html"]
    assert "<body>" not in made["b.html"]
    assert r"\begin{tab" in made["c.tex"]
    assert "\n::\n\n   AlexNet, conv1" in made["d.rst"]
    assert "\n<pre>\nAlexNet, conv1" in made["e.html"]
    assert fix().out == "no findings; 5 figures checked in 5 documents.\n"


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("alexnet --table --output x.md", "a block takes no --output"),
        ("alexnet --table -ox.md", "a block takes no -o; it takes --batch, --columns, --depth"),
        (
            "train lenet5 --epochs 1",
            "a block shows figures (show, explain, compare, sizes, audit, reconcile); train is none of these",
        ),
        ("alexnt --table", "there is no network 'alexnt'; did you mean 'alexnet'?"),
        ("alexnet --tabel", "a block takes no --tabel; it takes --batch, --columns, --depth"),
        ("alexnet --table --depth 0", "--depth: expected a whole number of at least 1, got 0"),
        ("alexnet --table --format json", "--format json: this document takes markdown or table"),
        ("alexnet --table 'open", "No closing quotation"),
        (
            "check . --fix",
            "a block shows figures (show, explain, compare, sizes, audit, reconcile); check is none of these",
        ),
        ("schema", "a block shows figures (show, explain, compare, sizes, audit, reconcile); schema is none of these"),
        ("check", "a block shows figures (show, explain, compare, sizes, audit, reconcile); check is none"),
        ("get alexnet.params", "get is none of these; a mark holds the query alone, as alexnet.params"),
        ("alexnt", "there is no network 'alexnt'; did you mean 'alexnet'?"),
        ("nonet.yaml:small fc", "nonet.yaml: cannot read: No such file or directory"),
    ],
)
def test_commands_that_no_block_may_have(
    command: str, problem: str, fix: Callable[..., Any], tmp_path: Path
) -> None:  # fmt: skip
    text = f"<!-- cnnstat: {command} -->\n<!-- /cnnstat -->\n"
    (tmp_path / "a.md").write_text(text)
    done = fix()
    assert done.code == 1
    assert done.out.startswith("a.md:1:1: CNS206 ")
    assert problem in done.out
    assert (tmp_path / "a.md").read_text() == text
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]


def test_read_only(fix: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(WRONG)
    (tmp_path / "a.md").chmod(0o444)
    done = fix()
    assert done.code == 2
    assert done.err == "cnnstat: a.md: cannot write: the file is read-only\n"
    assert done.out.splitlines()[-1].startswith("1 finding mended; 1 error; 2 figures checked in 2 documents.")
    assert (tmp_path / "a.md").read_text() == WRONG
    assert (tmp_path / "b.md").read_text() == WRONG.replace("62.4", "61.0")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.md", "b.md"]


def test_links_and_modes_stay(fix: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.md").write_text(WRONG)
    (tmp_path / "real/a.md").chmod(0o640)
    (tmp_path / "link.md").symlink_to("real/a.md")
    assert fix("link.md").code == 0
    assert (tmp_path / "link.md").is_symlink()
    assert "61.0M" in (tmp_path / "real/a.md").read_text()
    assert (tmp_path / "real/a.md").stat().st_mode & 0o777 == 0o640


def test_no_link_out_of_the_project_is_written(program: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work/pyproject.toml").write_text("")
    (tmp_path / "a.md").write_text(WRONG)
    (tmp_path / "work/link.md").symlink_to("../a.md")
    done = program("check", "--fix", "link.md", cwd=tmp_path / "work")
    assert done.code == 2
    problem = "a link that leads outside of the project; name the file itself"
    assert done.err == f"cnnstat: link.md: cannot write: {problem}\n"
    assert (tmp_path / "a.md").read_text() == WRONG


def test_a_document_that_changes_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(WRONG)
    checker = Checker(Config(), no_command)
    checker.check_file(path, True)
    path.write_text(f"more {WRONG}")
    ((document, text),) = changes(checker.outcome)
    problems = write({path: Rewrite(document, text.encode(), {tmp_path})})
    assert problems == {path: f"{document.name}: changed while it was checked; nothing is written"}
    assert path.read_text() == f"more {WRONG}"


def test_a_diff_that_patch_takes(program: Callable[..., Any], tmp_path: Path) -> None:
    texts = {"docs/a.md": f"one\r\n{WRONG[:-1]}\r\nlast{WRONG[:-1]}", "b.md": f"{WRONG}\n\n", 't\tä".md': WRONG}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    done = program("check", "--diff", cwd=tmp_path)
    assert done.code == 1
    assert {name: (tmp_path / name).read_bytes().decode() for name in texts} == texts
    patch = tmp_path / "all.patch"
    patch.write_bytes(done.out.encode())
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "apply", "all.patch"], cwd=tmp_path, check=True, env=environment)
    for name, text in texts.items():
        assert (tmp_path / name).read_bytes().decode() == text.replace("62.4", "61.0")
    again = program("check", "--diff", cwd=tmp_path)
    assert (again.code, again.out) == (0, "")


def test_the_diff_is_what_fix_writes(program: Callable[..., Any], tmp_path: Path) -> None:
    rows = "| a | <!--=alexnet.conv1.params-->34,945<!--/--> |\n| b | <!--=alexnet.conv2.params-->307,456<!--/--> |\n"
    (tmp_path / "a.md").write_text(f"| l | params |\n|---|---|\n{rows}| total | 342,401 |\n")
    patch = program("check", "--diff", cwd=tmp_path).out
    assert "+| total | 342,400 |" in patch
    assert program("check", "--fix", cwd=tmp_path).code == 0
    assert (tmp_path / "a.md").read_text().endswith("| total | 342,400 |\n")


def test_a_report_says_how_many_findings_are_mended_and_how_many_could_be(
    program: Callable[..., Any], tmp_path: Path
) -> None:  # fmt: skip
    (tmp_path / "a.md").write_text(f"{WRONG}\n{WRONG}\n<!--=alexnet.param-->61M<!--/-->\n", encoding="utf-8")
    words = ("check", "a.md", "--format", "json")
    assert [json.loads(program(*words, *more, cwd=tmp_path).out)["fixed"] for more in ((), ("--fix",), ())] == [0, 2, 0]
    (tmp_path / "a.md").write_text(WRONG, encoding="utf-8")
    assert "1 figure checked in 1 document. --fix mends 1." in program("check", "a.md", cwd=tmp_path).out
    assert "1 finding mended; no findings" in program("check", "--fix", "a.md", cwd=tmp_path).out
