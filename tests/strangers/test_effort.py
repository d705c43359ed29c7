"""The work that documents ask for is counted, and bounded by their length."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Done, no_command

import cnnstat
from cnnstat import effort
from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.effort import Effort, TooMuchError, spend
from cnnstat.errors import CnnstatError, nearest
from cnnstat.query import Bench, evaluate, read_query
from cnnstat.spec import catalog
from cnnstat.spec.source import COST
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
    meter.allow("c.md", 10**8)
    assert meter.left == (101 + effort.MOST_BYTES) * effort.PER_BYTE


LONG = "x" * 50_000
LARGER = {
    "0.md": f"A <!--=alexnet.params-->61.0M<!--/--> {LONG}",
    "no text.md": f"\udcff<!-- cnnstat -->{LONG}",
    "no marks.md": LONG,
    "other comments.md": f"<!-- x -->{LONG}",
    "in code.md": f"`<!-- cnnstat: 1 -->`{LONG}",
    "outputs.ipynb": json.dumps({"cells": [], "metadata": {"cnnstat": LONG}, "nbformat": 4}),
    "0.txt": f"\udcff{LONG}",
}


def test_what_is_not_looked_at_allows_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a stranger's link to any large file of a project lifts the bound."""
    monkeypatch.chdir(tmp_path)
    for name, text in LARGER.items():
        Path(name).write_bytes(text.encode("utf-8", "surrogateescape"))
    Path("link.md").symlink_to("0.md")
    Path("0.cnnstat.yaml").write_text('document: 0.txt\nclaims: ["{alexnet.params} x"]\n')
    allowed: dict[str, int] = {}
    monkeypatch.setattr(Effort, "allow", lambda _, document, size: allowed.update({Path(document).name: size}))
    checker = Checker(Config(), no_command, effort=Effort())
    for file in ("link.md", "0.cnnstat.yaml", *LARGER):
        checker.check_file(Path(file), False)
    assert {name: size for name, size in allowed.items() if size} == {"0.md": len(LARGER["0.md"])}


def test_analysing_costs_what_the_network_is_long() -> None:
    for name in ("alexnet", "resnet152", "resnet1202"):
        lines = len(cnnstat.load(name))
        meter = Effort(10**9)
        with meter.bounding():
            cnnstat.analyze(name)
        assert 5 * lines <= 10**9 - meter.left <= 24 * lines  # read, then analysed


@pytest.mark.parametrize(
    ("words", "least"),
    [
        (("resnet1202", "--table"), 5_000),
        (("explain", "resnet1202"), 50_000),
        (("sizes", "resnet152", "1-9999"), 20_000),
        pytest.param(("sizes", "resnet1202", "33-9999"), 50_000, marks=pytest.mark.slow),
        (("explain", "1000 conv kernel=3 padding=1 filters=C", "rf"), 50_000),
        (("audit", "alexnet"), 20_000),
        pytest.param(("reconcile", "resnet1202.macs", "3G"), 10_000, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_what_takes_long_costs_much(words: tuple[str, ...], least: int) -> None:
    assert least < cost(*words) < effort.BASE


CHAIN = """\
input: {channels: 3, size: 32}
layers:
  - {name: a, type: conv, filters: 3, kernel: 3, padding: 1, repeat: 10000}
"""
LEFT_OUT = "".join(
    f"  - {{name: a{at}, type: conv, filters: 1, kernel: 1, repeat: 10000, when: index == 1}}\n" for at in range(19)
)
BLOCKS = """\
input: {channels: 3, size: 32}
blocks:
  b: {layers: [{name: c, type: conv, filters: 3, kernel: 3, padding: 1}]}
layers:
  - {name: a, block: b, repeat: 10000}
"""
BROKEN = "input: {channels: 1, size: 8}\nlayers:\n" + "".join(
    f"  - {{type: conv, filters: {at + 1}, kernel: 1}}\n" for at in range(300)
)


@pytest.mark.parametrize(
    ("spec", "asks", "least"),
    [
        (CHAIN, "params", 20_000),
        (f"{CHAIN.replace('10000', '9000')}  - {{type: linear, features: 3}}\n", "", 10_000),
        (f"input: {{channels: 1, size: 8}}\nlayers:\n{LEFT_OUT}", "params", 40_000),
        (f"{BROKEN}  - {{type: nope}}\n", "", 500),
        (BROKEN.replace("300, kernel", "none, kernel"), "", 500),
    ],
    ids=["layers", "misfit", "left out", "unknown type", "unknown name"],
)
def test_expanding_costs_also_what_then_errs(spec: str, asks: str, least: int, tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text(spec)
    meter = Effort(10**9)
    with meter.bounding(), suppress(CnnstatError):
        evaluate(read_query(f"'{tmp_path}/n.yaml'.params"), Bench())
        assert asks
    assert 10**9 - meter.left > least


@pytest.mark.parametrize(
    ("spec", "asks", "least"),
    [
        (CHAIN, "[conv].params", 1_000),
        pytest.param(CHAIN, "[conv kernel=7]", 1_000, marks=pytest.mark.slow),
        (CHAIN, ".a_9.params", 200),
        (CHAIN, ".peak_bytes", 5_000),
        pytest.param(BLOCKS, "[b]", 2_000, marks=pytest.mark.slow),
        (BLOCKS, "[b].macs", 2_000),
    ],
)
def test_what_a_query_reads_off_is_counted(spec: str, asks: str, least: int, tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text(spec)
    name, bench, meter = f"'{tmp_path}/n.yaml'", Bench(), Effort(10**9)
    evaluate(read_query(f"{name}.params"), bench)
    query = read_query(f"{name}{asks}" if "." in asks else f"count({name}{asks})")
    with meter.bounding():
        evaluate(query, bench)
    assert least <= 10**9 - meter.left < 20_000


RELUS = f"[{', '.join(['{type: relu}'] * 150)}]"
ALIASED = f"input: {{channels: 1, size: 8}}\nblocks:\n  b0: {{layers: &q {RELUS}}}\n" + "".join(
    f"  b{at}: {{layers: *q}}\n" for at in range(1, 380)
)


def test_a_spec_is_read_and_checked_once_for_all_settings(tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text(f"{ALIASED}layers: [{{type: relu}}]\n")
    bench, costs = Bench(), []
    for size in (8, 9, 10):
        meter = Effort(10**9)
        with meter.bounding():
            evaluate(read_query(f"'{tmp_path}/n.yaml'@input={size}.depth"), bench)
        costs.append(10**9 - meter.left)
    assert costs[0] > 100_000
    assert costs[1] == costs[2] < 200


def test_a_spec_that_errs_does_so_each_time(tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text(
        "input: {channels: 1, size: 8}\nlayers: [{type: relu}]\nvariants: {v: {layers: [{block: x}]}}\n"
    )
    bench = Bench()
    for size in (8, 9):
        with pytest.raises(CnnstatError, match="there is no block 'x'"):
            evaluate(read_query(f"'{tmp_path}/n.yaml'@input={size}.depth"), bench)


def test_values_of_a_spec_are_counted_as_it_is_read(tmp_path: Path) -> None:
    spent = []
    for values in ("a," * 9_000, f"{'a' * 17_999},"):
        (tmp_path / "n.yaml").write_text(f"input: {{channels: 1, size: 8}}\nlayers: [{{type: relu}}]\nx: [{values}]\n")
        meter = Effort(10**9)
        with meter.bounding(), suppress(CnnstatError):
            Bench().spec(str(tmp_path / "n.yaml"))
        spent.append(10**9 - meter.left)
    assert spent[0] - spent[1] > 9_000 * COST - 20


@pytest.mark.parametrize("name", ["vgg16", "resnet50", "mobilenet_v2"])
def test_networks_of_the_catalog_are_not_counted_when_they_are_read_first(name: str) -> None:
    """Neither their files nor their lines and blocks, which stay read."""
    spent = []
    catalog.read.cache_clear()
    for _ in range(2):
        meter = Effort(10**9)
        with meter.bounding():
            evaluate(read_query(f"{name}.params"), Bench())
        spent.append(10**9 - meter.left)
    assert spent[0] == spent[1]


def test_words_that_are_near_are_counted() -> None:
    meter = Effort(10**9)
    with meter.bounding():
        nearest("x" * 80, [f"{at:080}" for at in range(4000)])
    assert 10**9 - meter.left > 50_000


def test_a_bound_inside_another() -> None:
    outer, inner = Effort(100), Effort(10)
    with outer.bounding(), outer.bounding():
        assert list(inner.within(spending(range(9)))) == [0, 1, 2, 3, 4]
        assert (inner.reached, outer.reached, outer.left) == (True, False, 87)
        with pytest.raises(TooMuchError) as caught:
            list(Effort(1000).within(spending(range(200))))
    assert caught.value.effort is outer


def spending(items: range) -> Iterator[int]:
    """Items of which each takes some work."""
    for each in items:
        spend(2 + each // 5)
        yield each


FAMILY = """\
input: {{channels: 1, size: 8}}
layers: &l [{{type: conv, filters: 1, kernel: 1}}]
variants: {{{}}}
""".format(", ".join(f"v{at}: {{{{layers: *l}}}}" for at in range(900)))
CHOICES = """\
input: {{channels: 1, size: 8}}
params: {{p: {{default: 1, choices: [{}]}}}}
layers: [{{type: conv, filters: p, kernel: 1}}]
""".format(", ".join(map(str, range(1, 1001))))


@pytest.mark.slow
@pytest.mark.parametrize("spec", [FAMILY.replace("{{", "{").replace("}}", "}"), CHOICES], ids=["variants", "choices"])
def test_a_search_for_readings_is_ended_and_says_so(spec: str, inside: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text(spec)
    done = inside("reconcile", "n.yaml.params", "3M", cwd=tmp_path)
    note = (
        "The search was ended early, as it would take too long: not every (pair of conventions|convention) was tried."
    )
    assert done.code == 0
    assert re.search(note, " ".join(done.out.split()))
    assert json.loads(inside("reconcile", "n.yaml.params", "3M", "-f", "json", cwd=tmp_path).out)["complete"] is False
    (tmp_path / "a.md").write_text("A <!--=n.yaml.params-->3M<!--/--> <!--=n.yaml.macs-->3M<!--/-->\n")
    assert inside("check", "a.md", "-f", "concise", cwd=tmp_path).out.count("CNS201") == 2


def test_a_complete_search_says_nothing(inside: Callable[..., Done]) -> None:
    assert "ended early" not in inside("reconcile", "mobilenet_v2.macs", "290M").out
    assert json.loads(inside("reconcile", "resnet50.macs", "4.1B", "-f", "json").out)["complete"] is True


@pytest.mark.slow
def test_the_whole_audit_fits_into_one_document() -> None:
    assert cost("audit") < effort.BASE


@pytest.mark.slow
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


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"], ids=["LF", "CR", "CRLF"])
@pytest.mark.parametrize("name", ["a.md", "a.mdx"])
@pytest.mark.parametrize("words", [(), ("--suggest",)], ids=["check", "suggest"])
def test_lines_that_go_on_in_deep_quotations(
    words: tuple[str, ...], name: str, end: str, inside: Callable[..., Done], tmp_path: Path
) -> None:
    text = f"A <!--=lenet5.params-->60k<!--/--> b{end}{end}    c{end}{end}{'> ' * 300}{f'1{end}' * 4_000}"
    (tmp_path / name).write_bytes(text.encode())
    done = inside("check", *words, name, "--format", "concise", cwd=tmp_path)
    assert f"{name}:1:1: CNS209 {TOO_MUCH}" in done.out.splitlines()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("exempt = [" + ", ".join(f'{{file = "{at}.tex", reason = "x"}}' for at in range(20)) + "]", "--coverage"),
        ("names = {" + ", ".join(f'Net{at} = "alexnet.yaml"' for at in range(30)) + "}", "--suggest"),
    ],
    ids=["files of exemptions", "own names"],
)
def test_settings_times_documents(
    settings: str, words: str, inside: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked of every setting for every document is counted."""
    monkeypatch.setattr(effort, "PER_BYTE", 0)
    (tmp_path / "alexnet.yaml").write_text((catalog.folder() / "alexnet.yaml").read_text(encoding="utf-8"))
    (tmp_path / "pyproject.toml").write_text(f"[tool.cnnstat]\n{settings}\n")
    for at in range(8):
        (tmp_path / f"{at}").mkdir()
        (tmp_path / f"{at}" / "a.md").write_text("1\n")
    for most, refused in ((5_000, False), (150, True)):
        monkeypatch.setattr(effort.Effort.__init__, "__defaults__", (most,))
        done = inside("check", words, "--jobs", "1", ".", cwd=tmp_path)
        assert (TOO_MUCH in done.out) is refused, done.out


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("resnet152@input={}.macs", 300),
        ("max(alexnet[conv].params) + {}", 300),
        ("alexnet.params / googlenet.params + {}", 280),
        ("{} + alexnet.params" + " + alexnet.params" * 25, 40),
    ],
)
def test_claims_that_ask_for_too_much(query: str, count: int, inside: Callable[..., Done], tmp_path: Path) -> None:
    rows = "".join(f"    - {{prints: 1.5G, query: {query.format(225 + at)!r}}}\n" for at in range(count))
    assert len(rows) < 20_000
    (tmp_path / "c.yaml").write_text(f"paper: x, 2026\nshort: x\nclaims:\n  y:\n{rows}")
    done = inside("audit", "--claims", "c.yaml", cwd=tmp_path)
    problem = "cnnstat: c.yaml: asks for more work than its length allows; --unbounded, if you trust it\n"
    assert (done.code, done.out, done.err) == (2, "", problem)
    (tmp_path / "c.yaml").write_text(
        "paper: x, 2026\nshort: x\nclaims:\n  y:\n    - {prints: 61M, query: alexnet.params}\n"
    )
    assert inside("audit", "--claims", "c.yaml", "--unbounded", cwd=tmp_path).code == 0


def test_layers_that_look_at_each_size_count_as_such(tmp_path: Path) -> None:
    """A group norm looks at each size for itself, in Python; numbers beyond 64 bits take longer as well."""
    layer = "{name: a, type: conv, kernel: 1, filters: 2 * index + 2%s, repeat: 300}"  # no two are equal
    body = f"input: {{channels: 4, size: 999}}\nlayers:\n  - {layer}\n"
    spent = []
    for more in ("", ", norm: {type: groupnorm, groups: 2}"):
        path = tmp_path / "net.yaml"
        path.write_text(body % more)
        meter = Effort(10**9)
        with meter.bounding():
            generate(["sizes", str(path), "1-999"], "", str)
        spent.append(10**9 - meter.left)
    assert spent[1] > spent[0] + 999 * 300 / 4


@pytest.mark.slow
@pytest.mark.parametrize("large", ["text", "marks", "bytes"])
@pytest.mark.parametrize("name", ["0.md", "0.cnnstat.yaml"])
def test_a_large_file_that_asks_for_nothing_allows_for_nothing(
    large: str, name: str, inside: Callable[..., Done], tmp_path: Path
) -> None:
    content = {"text": b"word " * 600_000, "marks": b"A <!--=0-->0<!--/--> x\n" * 10, "bytes": b"\xff" * 3_000_000}
    (tmp_path / "weights.md").write_bytes(content[large] + b" " * 3_000_000 * (large == "marks"))
    (tmp_path / "a.md").write_text(LARGE)
    (tmp_path / "weights.md").rename(tmp_path / "weights.bin")
    if name == "0.md":
        (tmp_path / name).symlink_to("weights.bin")
    else:
        (tmp_path / name).write_text('document: weights.bin\nclaims: ["{alexnet.params} x"]\n')
    done = inside("check", ".", "--format", "json", cwd=tmp_path)
    assert "internal error" not in done.err
    found = json.loads(done.out)["findings"]
    assert TOO_MUCH in {each["problem"] for each in found if each["file"] == "a.md"}


@pytest.mark.slow
def test_a_sidecar_file_for_which_no_work_is_left(inside: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(LARGE)
    (tmp_path / "b.txt").write_text("61M x")
    rows = "".join(f'  - "{{alexnet.params}} x{at}"\n' for at in range(60))
    (tmp_path / "b.cnnstat.yaml").write_text(f"document: b.txt\nclaims:\n{rows}")
    done = inside("check", "a.md", "b.cnnstat.yaml", "--format", "concise", cwd=tmp_path)
    assert (done.code, done.err) == (1, "")
