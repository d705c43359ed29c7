"""The README: short, its examples are what the program prints, and it leads to everything else."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, run_inside
from pages import CONTRIBUTING, DOCUMENTS, GUIDE, README, headings, links, run_consoles, run_python, texts

import cnnstat

CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_it_is_short() -> None:
    assert README.stat().st_size <= 8192


def test_the_first_two_commands_are_one_line_each() -> None:
    first, second = texts(README, "sh")[:2]
    assert first.count("\n") == second.count("\n") == 1
    assert first.rstrip().endswith("cnnstat alexnet --table")
    assert second.rstrip().endswith("pytest")


def test_its_examples_are_what_the_program_prints(tmp_path: Path) -> None:
    assert run_consoles(README, tmp_path) >= 4


def test_its_python(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = texts(README, "python")
    assert len(code.splitlines()) <= 8
    run_python(code, capsys, monkeypatch)


def test_it_has_no_placeholders() -> None:
    text = README.read_text(encoding="utf-8")
    assert re.findall(r"\b(?:OWNER|REVISION|VERSION|NAME|FILE|DIR|PATH|URL|YOUR)\b|<[a-z]+>|TODO", text) == []


def test_it_links_every_page_in_order() -> None:
    linked = [ROOT / each.partition("#")[0] for each in links(README)]
    assert set(linked) >= {*GUIDE.values(), CONTRIBUTING}
    assert set(linked) >= {ROOT / name for name in ("CHANGELOG.md", "CITATION.cff", "LICENSE")}
    guide = [each for each in linked if each.parent == GUIDE["start"].parent]
    assert guide[-len(GUIDE) :] == list(GUIDE.values())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_links_lead_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, heading = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not heading or heading in headings(target), link


def check_command() -> list[str]:
    """The check of our own documents, as CI runs it."""
    (words,) = re.findall(r"^\.venv/bin/cnnstat (check .*)$", CI, re.MULTILINE)
    return shlex.split(words)


def test_our_own_documents() -> None:
    command = check_command()
    assert {"README.md", "CHANGELOG.md", "cnnstat/guide"} <= set(command)
    result = run_inside(*command, cwd=ROOT)
    assert result.code == 0, result.out


def test_no_figure_of_ours_lacks_a_mark() -> None:
    result = run_inside(*check_command(), "--suggest", "--format", "json", cwd=ROOT)
    found = json.loads(result.out)["findings"]
    assert [each for each in found if each["fixable"] or each["severity"] != "note"] == []  # in code no mark can stand


def test_hooks_of_this_repository_run_what_ci_runs() -> None:
    config: dict[str, Any] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for source in config["repos"] for hook in source["hooks"]]
    assert all(source["repo"] == "local" for source in config["repos"])
    assert all(hook["language"] == "system" for hook in hooks)
    assert all(hook["pass_filenames"] is False for hook in hooks)
    checks = re.findall(r"^\.venv/bin/(.*)$", CI, re.MULTILINE)
    tests = [each for each in checks if each.startswith("pytest")]  # too long for a commit
    assert sorted(hook["entry"] for hook in hooks) == sorted(set(checks) - set(tests))


def test_the_command_of_ci_is_the_readmes() -> None:
    pattern = re.search(r"grep -m1 -E '(.*)' README.md", CI)
    assert pattern
    found = re.findall(pattern[1], README.read_text(encoding="utf-8"), re.MULTILINE)
    assert found == [texts(README, "sh")[1].rstrip()]


def test_the_citation() -> None:
    """What the Citation File Format 1.2.0 requires, and the version of the program."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert (citation["cff-version"], citation["title"]) == ("1.2.0", "cnnstat")
    assert (citation["version"], citation["license"]) == (cnnstat.__version__, "MIT")
