"""The Python API: what it takes, and that a wrong argument is a CnnstatError with a plain message."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.documents.session import DocumentError


def test_load_and_analyze() -> None:
    network = cnnstat.load("mobilenet_v2", input=192, width=0.5)
    analysis = cnnstat.analyze(network)
    assert str(network.input) == "3×192×192"
    assert (analysis.params, analysis.depth) == (cnnstat.analyze("mobilenet_v2", width=0.5).params, 53)
    assert len(analysis) == len(list(analysis)) == len(network)
    assert "conv1" in analysis
    assert "conv9" not in analysis
    assert analysis["conv1"].type == "conv"


def test_a_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    for filters in (4, 5):
        path.write_text(f"input: {{channels: 1, size: 4}}\nlayers: [{{type: conv, filters: {filters}, kernel: 1}}]\n")
        assert cnnstat.analyze(path).output.channels == filters


SIZES: list[Any] = [0, -1, True, 224.0, "224", (224,), (1, 2, 3), [], {}, Fraction(224), object(), 10**7, 10**5000]


@pytest.mark.parametrize("size", SIZES, ids=range(len(SIZES)))
def test_sizes_that_are_none(size: Any) -> None:
    with pytest.raises(cnnstat.UsageError, match="input: expected a whole number from 1 to 1,000,000"):
        cnnstat.load("alexnet", input=size)


@pytest.mark.parametrize("name", [None, 5, [], b"alexnet", object()])
def test_names_that_are_none(name: Any) -> None:
    with pytest.raises(cnnstat.UsageError, match="expected the name of a network or a path"):
        cnnstat.load(name)


@pytest.mark.parametrize("name", ["", "a\0.yaml", "\ud800.yaml", "a/b/c.yaml"])
def test_names_of_nothing(name: str) -> None:
    with pytest.raises(cnnstat.UsageError):
        cnnstat.load(name)


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"batch": 0}, "batch: expected a whole number from 1 to 1,000,000,000, got 0"),
     ({"batch": 1.5}, "batch: expected a whole number from 1 to 1,000,000,000, got 1.5"),
     ({"batch": True}, "batch: expected a whole number from 1 to 1,000,000,000, got True"),
     ({"training": "no"}, "training: expected True or False, got 'no'"),
     ({"dtype": "float23"}, "dtype: expected one of float64, float32, bfloat16, float16, int8, got 'float23'; "
                            "did you mean 'float32'?"),
     ({"optimizer": []}, "optimizer: expected one of sgd, momentum, adam, got []")],
)  # fmt: skip
def test_settings_of_analyze(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.analyze("lenet1", **settings)
    assert str(caught.value) == message


def test_a_loaded_network_has_its_settings() -> None:
    network = cnnstat.load("alexnet")
    with pytest.raises(cnnstat.UsageError, match="this network is loaded already"):
        cnnstat.analyze(network, input=224)
    with pytest.raises(cnnstat.UsageError, match="expected a network, its name or a path"):
        cnnstat.analyze(cnnstat.analyze(network))  # type: ignore[arg-type]


def test_layers_that_do_not_exist() -> None:
    analysis = cnnstat.analyze("googlenet")
    with pytest.raises(cnnstat.UsageError, match=r"googlenet has no layer 'conv7'; did you mean 'conv2'\?"):
        analysis["conv7"]
    with pytest.raises(cnnstat.UsageError, match="googlenet: '3a' is a block, not a layer"):
        analysis["3a"]
    with pytest.raises(cnnstat.UsageError, match="expected the name of a layer, got 0"):
        analysis[0]  # type: ignore[index]


def test_a_block_without_layers_is_no_layer_and_no_hint() -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.load("resnet50").select("conv2.2.shortcut")
    assert str(caught.value).startswith("resnet50 has no layer 'conv2.2.shortcut'; did you mean 'conv2.1.shortcut")


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
    ({"ignore": "CNS999"}, "there is no rule 'CNS999'; did you mean 'CNS209'?"),
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
