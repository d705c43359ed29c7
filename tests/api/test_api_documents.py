"""cnnstat.check: documents from Python, without the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.documents.session import DocumentError

RIGHT = "AlexNet has <!--=alexnet.params-->61.0M<!--/--> parameters.\n"
BLOCK = "\n<!-- cnnstat: lenet5 --table --columns name,params -->\n<!-- /cnnstat -->\n"


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a right document and a wrong one, which is the present folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "right.md").write_text(RIGHT)
    (tmp_path / "docs/wrong.md").write_text(RIGHT.replace("61.0M", "62M") + BLOCK)
    return tmp_path


def test_check(documents: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report = cnnstat.check()
    assert (report.ok, report.documents, report.figures, report.fixed, report.fixable) == (False, 2, 3, 0, 2)
    assert repr(report) == "<Report: 2 errors; 3 figures checked in 2 documents>"
    wrong, stale = report.findings
    assert isinstance(wrong, cnnstat.Finding)
    assert wrong.span is not None
    assert (wrong.rule.id, wrong.span.file, wrong.span.line, wrong.span.column) == ("CNS201", "docs/wrong.md", 1, 35)
    assert (wrong.query, wrong.printed, wrong.exact, wrong.suggested) == ("alexnet.params", "62M", "60,965,224", "61M")
    assert str(wrong) == (
        "docs/wrong.md:1:35: CNS201 62M, but alexnet.params is 60,965,224; say 61M (other reading: alexnet-ungrouped: "
        "62,378,344)"
    )
    assert str(stale) == "docs/wrong.md:3:1: CNS202 the block is empty"
    assert cnnstat.check("right.md").ok
    assert [str(each) for each in cnnstat.check(Path("docs"), ignore="CNS201").findings] == [str(stale)]
    assert cnnstat.check([documents / "right.md", "docs"], ignore=["wrong-figure", "CNS202"]).ok
    assert capfd.readouterr() == ("", "")


def test_check_mends(documents: Path) -> None:
    report = cnnstat.check("docs", fix=True)
    assert (report.ok, report.fixed, report.findings) == (True, 2, ())
    assert repr(report) == "<Report: no findings; 2 figures checked in 1 document>"
    text = (documents / "docs/wrong.md").read_text()
    assert "-->61M<!--/-->" in text
    assert "| C1 " in text
    assert cnnstat.check("docs", fix=True) == cnnstat.check("docs")


def test_check_tells_how_far_it_is(documents: Path) -> None:
    told: list[tuple[int, int, str]] = []
    cnnstat.check(progress=lambda *each: told.append(each))
    assert told == [(1, 2, "right.md"), (2, 2, "docs/wrong.md")]


def test_check_of_what_reads_a_spec(documents: Path) -> None:
    (documents / "own.yaml").write_text(
        "input: {channels: 1, size: 4}\nlayers:\n  - {name: c, type: conv, filters: 2, kernel: 3}\n"
    )
    (documents / "own.md").write_text("x <!--=own.yaml.params-->20<!--/-->\n")
    report = cnnstat.check("own.yaml")
    assert (report.ok, [(each.span.file, each.state) for each in report.cited]) == (True, [("own.md", "holds")])


def test_check_requires_figures(documents: Path) -> None:
    (finding,) = cnnstat.check("right.md", min_claims=2).findings
    assert (finding.rule.id, finding.span) == ("CNS210", None)
    assert cnnstat.check("right.md", min_claims=0).ok
    config = documents / "strict.toml"
    config.write_text("[tool.cnnstat]\nmin-claims = 5\n")
    assert not cnnstat.check("right.md", config=config).ok


BAD_CHECKS: list[tuple[dict[str, Any], str]] = [
    ({"paths": "nowhere.md"}, "nowhere.md: no such file or folder"),
    ({"paths": 5}, "paths: expected a path or several, got 5"),
    ({"paths": ["right.md", None]}, "paths: expected a path or several, got None"),
    ({"paths": b"right.md"}, "paths: expected a path or several, got b'right.md'"),
    ({"config": "no.toml"}, "no.toml: no such file; expected a pyproject.toml"),
    ({"config": []}, "config: expected a path or several, got []"),
    ({"ignore": "CNS999"}, "there is no rule 'CNS999'; did you mean 'CNS219'?"),
    ({"ignore": [211]}, "ignore: expected the id or name of a rule or several, got 211"),
    ({"spec_folders": ["no"]}, "no: no such folder; expected one with specs"),
    ({"min_claims": -1}, "min_claims: expected a whole number, got -1"),
    ({"min_claims": True}, "min_claims: expected a whole number, got True"),
    ({"fix": True, "suggest": True}, "fix and suggest exclude each other: a suggestion is to be looked at"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_CHECKS, ids=range(len(BAD_CHECKS)))
def test_checks_that_cannot_be(arguments: dict[str, Any], message: str, documents: Path) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.check(**arguments)
    assert str(caught.value) == message


def test_a_document_that_cannot_be_written(documents: Path) -> None:
    (documents / "docs/other.md").write_text(RIGHT.replace("61.0M", "62M"))
    (documents / "docs/wrong.md").chmod(0o444)
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.check("docs", fix=True)
    assert str(caught.value) == "docs/wrong.md: cannot write: the file is read-only"
    assert (documents / "docs/other.md").read_text() == RIGHT.replace("61.0M", "61M")


def test_an_error_in_this_program_is_raised(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*words: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("cnnstat.views.blocks.generate", broken)
    with pytest.raises(DocumentError, match=r"not checked: docs/wrong.md: RuntimeError: boom"):
        cnnstat.check()


def test_documents_are_checked_without_the_command_line(documents: Path) -> None:
    code = (
        "import sys, cnnstat; cnnstat.check(fix=True)\n"
        "assert cnnstat.check().ok\n"
        "wrong = [name for name in sys.modules if name.split('.')[0] in ('typer', 'click') or name.startswith("
        "'cnnstat.cli')]\n"
        "assert not wrong, wrong"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
