"""The work that documents ask for is counted, and bounded by their length."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

import cnnstat
from cnnstat import effort
from cnnstat.effort import Effort, TooMuchError, spend
from cnnstat.views.blocks import generate

LARGE = "x\n\n" + "\n\n".join(
    f"y <!--=resnet1202@input={33 + at}.params-->19.4M<!--/-->" for at in range(300)
)  # fmt: skip
"""Under 20 KB, and over a minute of work."""
TOO_MUCH = "asks for more work than its length allows, and is not checked to its end; --unbounded, if you trust it"


def cost(*words: str) -> float:
    """The units of work of a block."""
    meter = Effort(10**9)
    with meter.bounding():
        generate(words, "markdown", str)
    return 10**9 - meter.left


def test_without_a_bound_nothing_is_refused() -> None:
    spend(10**12)
    with Effort(10).bounding():
        spend(10)
        with pytest.raises(TooMuchError):
            spend(1)
    spend(10**12)


def test_a_document_is_allowed_for_once() -> None:
    meter = Effort(0)
    meter.allow("a.md", 100)
    meter.allow("a.md", 10_000)
    meter.allow("b.md", 1)
    assert meter.left == 101 * effort.PER_BYTE


def test_analysing_costs_what_the_network_is_long() -> None:
    for name in ("alexnet", "resnet152", "resnet1202"):
        lines = len(cnnstat.load(name))
        meter = Effort(10**9)
        with meter.bounding():
            cnnstat.analyze(name)
        assert lines <= 10**9 - meter.left <= 5 * lines


@pytest.mark.parametrize(
    ("words", "least"),
    [
        (("resnet1202", "--table"), 5_000),
        (("explain", "resnet1202"), 20_000),
        (("sizes", "resnet152", "1-9999"), 20_000),
        (("sizes", "resnet1202", "33-9999"), 50_000),
        (("explain", "1000 conv kernel=3 padding=1 filters=C", "rf"), 50_000),
        (("audit", "alexnet"), 20_000),
        (("reconcile", "resnet1202.macs", "3G"), 10_000),
    ],
    ids=str,
)
def test_what_takes_long_costs_much(words: tuple[str, ...], least: int) -> None:
    assert least < cost(*words) < effort.BASE


def test_the_whole_audit_fits_into_one_document() -> None:
    assert cost("audit") < effort.BASE


def test_a_document_that_asks_for_too_much(inside: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(LARGE)
    (tmp_path / "b.md").write_text("It has <!--=lenet5.params-->60,000<!--/--> parameters\n")
    assert len(LARGE) < 20_000
    done = inside("check", "a.md", "--format", "json", cwd=tmp_path)
    report = json.loads(done.out)
    assert [each["problem"] for each in report["findings"] if each["rule"] == "CNS209"] == [TOO_MUCH]
    again = inside("check", "a.md", "--format", "json", cwd=tmp_path)
    assert json.loads(again.out)["checked"] == report["checked"]  # the count does not depend on the machine
    assert done.code == 1


def test_an_unbounded_check(inside: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort.Effort.__init__, "__defaults__", (2_000,))
    monkeypatch.setattr(effort, "PER_BYTE", 0)
    blocks = "".join(f"<!-- cnnstat: {name} --table -->\n<!-- /cnnstat -->\n\n" for name in ("lenet5", "resnet152"))
    (tmp_path / "a.md").write_text(f"x\n\n{blocks}")
    done = inside("check", "a.md", "--fix", "--format", "concise", cwd=tmp_path)
    assert (done.code, done.out.splitlines()[0]) == (1, f"a.md:1:1: CNS209 {TOO_MUCH}")
    assert "| conv2.1.conv1" not in (tmp_path / "a.md").read_text()
    assert inside("check", "a.md", "--fix", "--unbounded", cwd=tmp_path).code == 0
    assert "conv2.1.conv1" in (tmp_path / "a.md").read_text()


def test_a_sidecar_file_asks_for_too_much(
    inside: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effort.Effort.__init__, "__defaults__", (100,))
    monkeypatch.setattr(effort, "PER_BYTE", 0)
    (tmp_path / "a.txt").write_text("60.2M parameters")
    (tmp_path / "a.cnnstat.yaml").write_text('document: a.txt\nclaims: ["{resnet152.params} parameters"]\n')
    done = inside("check", "a.cnnstat.yaml", "--format", "concise", cwd=tmp_path)
    assert (done.code, done.out.splitlines()[0]) == (1, f"a.cnnstat.yaml:1:1: CNS209 {TOO_MUCH}")


def test_claims_that_ask_for_too_much(inside: Callable[..., Done], tmp_path: Path) -> None:
    rows = "".join(f"    - {{prints: 1G, query: resnet152@input={225 + at}.macs}}\n" for at in range(300))
    (tmp_path / "c.yaml").write_text(f"paper: x, 2026\nshort: x\nclaims:\n  y:\n{rows}")
    done = inside("audit", "--claims", "c.yaml", cwd=tmp_path)
    problem = "cnnstat: c.yaml: asks for more work than its length allows; --unbounded, if you trust it\n"
    assert (done.code, done.out, done.err) == (2, "", problem)
    (tmp_path / "c.yaml").write_text(
        "paper: x, 2026\nshort: x\nclaims:\n  y:\n    - {prints: 61M, query: alexnet.params}\n"
    )
    assert inside("audit", "--claims", "c.yaml", "--unbounded", cwd=tmp_path).code == 0
