"""Networks held against what papers print of others: counterparts of layers and blocks, verdicts, the report."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FEW, ROOT, Done

import cnnstat
from cnnstat.claims import VERDICTS
from cnnstat.comparing.held import HELD, Held, Holding
from cnnstat.comparing.held_report import verdict_text
from cnnstat.errors import UsageError
from cnnstat.spec import catalog
from cnnstat.views.blocks import generate
from cnnstat.views.held import held

Inside = Callable[..., Done]
Accept = Callable[[str, str], str]

PAPER = """
name: paper
params: {width: {default: 1}}
input: {channels: 3, size: 8}
blocks:
  unit:
    args: {f: 8}
    layers:
      - {name: squeeze, type: conv, filters: 2, kernel: 1}
      - {name: expand, type: conv, filters: f, kernel: 3, padding: 1}
recipe: {epochs: 40}
layers:
  - {name: stem, type: conv, filters: 4 * width, kernel: 3, padding: 1, activation: relu}
  - {name: norm, type: lrn, size: 5, alpha: 0.0001, beta: 0.75, k: 2}
  - {name: body, block: unit, f: 8}
  - {name: flat, type: flatten}
  - {name: fc, type: linear, features: 10, dropout: 0.5}
"""
"""Of 4·27 + 4 = 112, 2·4 + 2 = 10, 8·18 + 8 = 152 and 10·512 + 10 = 5,130 parameters, 5,404; the block has 162."""
STEM = "{name: first, type: conv, filters: 4, kernel: 3, padding: 1, activation: relu}"
SQUEEZE = "{name: %s, type: conv, filters: 2, kernel: 1}"
EXPAND = "{name: %s, type: conv, filters: 8, kernel: 3, padding: 1}"
FLATTEN = "{name: flat, type: flatten}"
LAST = "{name: last, type: linear, features: 10}"
FLAT = [STEM, SQUEEZE % "a", EXPAND % "b", FLATTEN, LAST]


@pytest.fixture
def verdicts(tmp_path: Path, inside: Inside) -> Callable[..., dict[str, tuple[str, str]]]:
    """A function that holds a network of some layers against claims about PAPER, and returns the verdict on each query
    and what the layers are called."""

    def check(layers: list[str] | str, *claims: tuple[str, str]) -> dict[str, tuple[str, str]]:
        (tmp_path / "paper.yaml").write_text(PAPER)
        lines = layers if isinstance(layers, str) else "layers:\n" + "".join(f"  - {each}\n" for each in layers)
        (tmp_path / "own.yaml").write_text(f"input: {{channels: 3, size: 8}}\n{lines}")
        listed = "".join(f'    - {{prints: "{prints}", query: "{query}"}}\n' for prints, query in claims)
        (tmp_path / "claims.yaml").write_text(f"paper: Nobody, 2026\nshort: Nobody\nclaims:\n  text:\n{listed}")
        words = ("own.yaml", "--as", "paper.yaml", "--claims", "claims.yaml", "--format", "markdown")
        done = inside("audit", *words, cwd=tmp_path)
        assert (done.code, done.err) == (0, "")
        rows = [line.strip("| ").split("|") for line in done.out.splitlines() if line.startswith("| Nobody ")]
        layer = "Layer here" in done.out
        return {
            row[-1].strip().replace("\\", "").replace("paper.yaml", "P"): (
                row[4].strip(), row[5].strip() if layer else ""
            )
            for row in rows
        }  # fmt: skip

    return check


# Counterparts


def test_a_layer_with_another_name(verdicts: Callable[..., dict[str, tuple[str, str]]]) -> None:
    found = verdicts(
        FLAT,
        ("112", "paper.yaml.stem.params"), ("4", "paper.yaml.stem.filters"), ("5,404", "paper.yaml.params"),
        ("18.4%", "paper.yaml.body.expand.weights / (paper.yaml.stem.filters * 196)"),
    )  # fmt: skip
    assert found == {
        "P.stem.params": ("exact", "stem → first"),
        "P.stem.filters": ("exact", "stem → first"),
        "P.params": ("exact", ""),
        "P.body.expand.weights / (P.stem.filters * 196)": ("rounds", "body.expand → b, stem → first"),
    }


def test_a_block_whose_layers_are_in_no_block(verdicts: Callable[..., dict[str, tuple[str, str]]]) -> None:
    """Its output is that of its last layer, and its sums those of its layers; nothing else can be said of it."""
    claims = [
        ("162", "paper.yaml.body.params"), ("8×8×8", "paper.yaml.body.output_shape"), ("8", "paper.yaml.body.channels"),
        ("3", "paper.yaml.body.rf"), ("2", "count(paper.yaml.body[conv])"), ("100%", "share(paper.yaml.body.params)"),
    ]  # fmt: skip
    found = verdicts(FLAT, *claims)
    assert found["P.body.params"] == ("exact", "body → a to b")
    assert found["P.body.output_shape"] == found["P.body.channels"] == ("exact", "body → b")
    none = ("not applicable: body: its layers are no block of their own", "")
    assert found["P.body.rf"] == found["count(P.body[conv])"] == none
    assert found["share(P.body.params)"][0].startswith("not applicable: share")
    between = verdicts(
        [STEM, SQUEEZE % "a", "{name: odd, type: maxpool, kernel: 1}", EXPAND % "b", FLATTEN, LAST], *claims
    )
    assert between["P.body.params"] == none
    assert between["P.body.output_shape"] == ("exact", "body → b")


def test_a_block_with_another_name_and_what_was_added_to_it(
    verdicts: Callable[..., dict[str, tuple[str, str]]],
) -> None:
    """What stands in the block is of the block: 8·4 + 4 = 36 parameters more than the paper's 162."""
    block = f"""
blocks:
  mine:
    layers:
      - {SQUEEZE % "one"}
      - {EXPAND % "two"}
      - {{name: extra, type: conv, filters: 4, kernel: 1}}
layers:
  - {STEM}
  - {{name: stage, block: mine}}
  - {FLATTEN}
  - {LAST}
"""
    found = verdicts(block, ("162", "paper.yaml.body.params"), ("2", "count(paper.yaml.body[conv])"))
    assert found == {
        "P.body.params": ("differs: paper.yaml has 162", "body → stage"),
        "count(P.body[conv])": ("differs: paper.yaml has 2", "body → stage"),
    }


def test_what_is_not_there_is_never_wrong(verdicts: Callable[..., dict[str, tuple[str, str]]]) -> None:
    found = verdicts(
        FLAT,
        ("5", "paper.yaml.norm.size"), ("0.5", "paper.yaml.fc.dropout"), ("40", "paper.yaml.recipe.epochs"),
        ("5,000", "paper.yaml@width=2.params"), ("2", "count(paper.yaml[unit])"), ("1", "count(paper.yaml[lrn])"),
        ("0", "paper.yaml[lrn].params"), ("3", "paper.yaml@input=9.input.channels"),
    )  # fmt: skip
    assert found == {
        "P.norm.size": ("not applicable: norm has no counterpart", ""),
        "P.fc.dropout": ("not applicable: last has no dropout", ""),
        "P.recipe.epochs": ("not applicable: it does not say how it is trained", ""),
        "P@width=2.params": ("not applicable: it has no param width", ""),
        "count(P[unit])": ("not applicable: it has no blocks 'unit'", ""),
        "count(P[lrn])": ("differs: paper.yaml has 1", ""),
        "P[lrn].params": ("not applicable: no layer is lrn", ""),
        "P@input=9.input.channels": ("exact", ""),
    }


def test_most_of_a_block_must_be_there(verdicts: Callable[..., dict[str, tuple[str, str]]]) -> None:
    lone = [STEM, "{name: x, type: maxpool, kernel: 2}", FLATTEN, LAST]
    assert verdicts(lone, ("162", "paper.yaml.body.params")) == {
        "P.body.params": ("not applicable: most of body has no counterpart", "")
    }


# Verdicts


def test_a_convention_is_the_paper_s_own(verdicts: Callable[..., dict[str, tuple[str, str]]]) -> None:
    """Weights alone are 108 in the stem, in the own network with 5 filters 135: no other convention is searched for."""
    own = [STEM.replace("filters: 4", "filters: 5"), *FLAT[1:]]
    asked = ("108", "paper.yaml.stem.params"), ("99", "paper.yaml.stem.params + 0")
    assert verdicts(FLAT, *asked) == {
        "P.stem.params": ("other convention: weights only (108)", "stem → first"),
        "P.stem.params + 0": ("differs in both", "stem → first"),
    }
    assert verdicts(own, *asked) == {
        "P.stem.params": ("differs: 135 (weights only); paper.yaml has 108", "stem → first"),
        "P.stem.params + 0": ("differs in both: paper.yaml has 112", "stem → first"),
    }


def texts(name: str, like: str) -> dict[str, str]:
    """What is said on each claim of the catalog, by its query and what is printed."""
    return {
        f"{each.own.claim.asks}: {each.own.claim.prints}": verdict_text(each, like) for each in held([name], like).held
    }


def test_the_stride_of_version_1_5() -> None:
    """Why do I get 4.09 GMACs where the paper says 3.8: because of three strides; Tan and Le print this network's.

    The same strides, each one layer earlier, make receptive fields of 483 pixels (Araujo et al.) instead of 427.
    """
    found = held(["resnet50-v1.5"], "resnet50")
    assert found.counts == dict.fromkeys(HELD, 0) | {"exact": 7, "rounds": 2, "differs": 2, "not computable": 2}
    assert [(each.own.claim.prints, each.value, each.own.value) for each in found.held[:2]] == [
        ("483", 427, 483), ("3.8×10^9", 4_089_184_256, 3_857_973_248),
    ]  # fmt: skip
    said = texts("resnet50-v1.5", "ResNet-50")
    assert said["resnet50.macs: 3.8×10^9"] == "differs: ResNet-50 has 3,857,973,248"
    assert said["resnet50.macs: 4.1B"] == "rounds; ResNet-50 has 3,857,973,248"
    assert found.like == "resnet50"
    assert found.difference.table.texts()[0][2] == "stride 2 → 1"


def test_what_is_right_for_another_network_of_the_family() -> None:
    """The paper's 150,528 inputs are those of a 224 × 224 image, which its network, at 227, does not have."""
    assert texts("alexnet-owt", "alexnet")["alexnet.input.neurons: 150,528-dimensional"] == "exact; alexnet has 154,587"
    assert texts("caffenet", "alexnet")["alexnet.input.neurons: 150,528-dimensional"] == (
        "differs in both: right with alexnet-cuda-convnet"
    )


@pytest.mark.parametrize("name", [name for name in FEW if name in catalog.networks()])
def test_a_network_and_itself(name: str) -> None:
    """It has what an audit says it has; what it has not differs in both, and nothing differs or is not applicable."""
    found = held([name], name)
    assert not found.difference.differs
    assert {"differs", "not applicable"} <= HELD.keys()
    verdicts = [each.verdict for each in found.held]
    assert len(verdicts) == sum(found.counts.values()) > 0
    assert {"differs", "not applicable"}.isdisjoint(verdicts)
    for each in found.held:
        assert each.value == each.own.value
        if each.verdict != each.own.verdict:  # it holds loosely, or is right for another network of the family
            loosely = each.unit or (each.verdict == "truncated" and each.own.reading is not None)
            assert each.verdict == "differs in both" or loosely
            assert each.own.verdict in ("differs", "other convention")


def test_verdicts_are_those_of_an_audit_and_two_more() -> None:
    assert HELD.keys() - VERDICTS.keys() == {"differs in both", "not applicable"}
    assert VERDICTS.keys() <= HELD.keys()


def test_settings_of_the_network_that_is_held() -> None:
    """At 224 the paper's network has the 150,528 inputs that the paper prints; what a claim sets itself goes before."""
    found = held(["alexnet@input=224"], "alexnet")
    assert one(found, "alexnet.input.neurons").value == 3 * 224 * 224
    assert found.name == "alexnet@input=224"
    assert str(found.difference.table.title) == "alexnet → alexnet@input=224"
    mobile = held(["mobilenet_v1@input=160,classes=10"], "mobilenet_v1")
    assert one(mobile, "mobilenet_v1@input=192.macs").value == cnnstat.get("mobilenet_v1@input=192,classes=10.macs")
    assert one(mobile, "mobilenet_v1.macs").value == cnnstat.get("mobilenet_v1@input=160,classes=10.macs")


@pytest.mark.parametrize(
    ("typed", "maps"),
    [
        ("net.yaml:small", 2),
        ("net.yaml@n=4", 4),
        ("net.yaml:small@n=4", 4),
        ("'net.yaml:small'@n=4", 4),
        ("my net.yaml@n=4", 4),
        ("'my net.yaml'", 6),
        ("'my net.yaml'@n=4", 4),
        ("my net.yaml:small@n=4@input=40", 4),
    ],
)
def test_a_file_has_variants_and_settings(
    typed: str, maps: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "input: {channels: 1, size: 32}\nparams: {n: 6}\nlayers: [{name: C1, type: conv, filters: n, kernel: 5}]\n"
        "variants: {small: {params: {n: 2}}}\n"
    )
    for name in ("net.yaml", "my net.yaml"):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert one(held([typed], "lenet5"), "lenet5.C1.params").value == 26 * maps
    assert cnnstat.diff(typed, "lenet5").differs


def test_a_key_is_only_compared_with_itself(verdicts: Callable[..., dict[str, tuple[str, str]]]) -> None:
    """The word size also means another figure, which a pool called norm has."""
    own = [STEM, "{name: norm, type: maxpool, kernel: 2}", *FLAT[1:]]
    assert verdicts(own, ("5", "paper.yaml.norm.size"), ("2", "paper.yaml.body.expand.kernel")) == {
        "P.norm.size": ("not applicable: norm has no size", ""),
        "P.body.expand.kernel": ("differs in both", "body.expand → b"),
    }


def test_a_key_that_is_left_out_is_not_guessed(tmp_path: Path) -> None:
    """A pool without a stride steps by its kernel; a query gives keys as they are written, and so do claims."""
    text = (ROOT / "specs" / "alexnet.yaml").read_text(encoding="utf-8")
    pool = "{name: pool1, type: maxpool, kernel: 3, stride: 2}"
    assert pool in text
    (tmp_path / "own.yaml").write_text(text.replace(pool, pool.replace(", stride: 2", "")), encoding="utf-8")
    said = texts(str(tmp_path / "own.yaml"), "alexnet")
    assert said["alexnet.pool1.stride: s = 2"] == "not applicable: pool1 does not state its stride"
    assert said["alexnet.pool1.kernel: z = 3"] == said["alexnet.conv1.stride: stride of 4"] == "exact"
    assert said["alexnet.recipe.epochs: roughly 90 cycles"] == "exact"  # it says how it is trained


@pytest.mark.torch
def test_torchvision_s_resnet50(inside: Inside) -> None:
    pytest.importorskip("torchvision")
    done = inside("audit", "torchvision.models:resnet50", "--as", "resnet50", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["prints"], row["exact"], row["original_exact"]) for row in rows if row["verdict"] == "differs"] == [
        ("483", "427", "483"), ("3.8×10^9", "4089184256", "3857973248"),
    ]  # fmt: skip
    moved = {row["query"].split(".")[1]: row.get("layers_conv2") for row in rows if row.get("layers_conv2")}
    assert moved == {"conv2": "layer1"}


# The report


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("resnet50-v1.5.txt", ["resnet50-v1.5", "--as", "resnet50"]),
        ("alexnet-owt.txt", ["alexnet-owt", "--as", "alexnet"]),
        ("googlenet-torchvision.md", ["googlenet-torchvision", "--as", "googlenet", "--format", "markdown"]),
    ],
)
def test_what_it_prints(name: str, words: list[str], inside: Inside, accept: Accept) -> None:
    done = inside("audit", *words)
    assert (done.code, done.err) == (0, "")
    assert done.out == accept(f"audit/as/{name}", done.out)


def test_formats_agree(inside: Inside) -> None:
    words = "audit", "googlenet-torchvision", "--as", "googlenet", "--format"
    found = json.loads(inside(*words, "json").out)
    assert (found["network"], found["as"], list(found["counts"])) == ("googlenet-torchvision", "googlenet", list(HELD))
    assert sum(found["counts"].values()) == len(found["claims"])
    assert all("as" not in each and set(each["original"]) == {"verdict", "exact"} for each in found["claims"])
    diff = json.loads(inside("diff", "googlenet", "googlenet-torchvision", "--format", "json").out)
    assert found["differences"] == {key: diff[key] for key in found["differences"]}
    rows = list(csv.DictReader(io.StringIO(inside(*words, "csv").out)))
    assert [(row["query"], row["verdict"]) for row in rows] == [
        (each["query"] or "", each["verdict"]) for each in found["claims"]
    ]
    told = {each["because"] for each in found["claims"] if each["verdict"] == "not applicable"}
    assert told == {"aux1.pool has no kernel", "aux1.pool has no stride"}
    for name in ("html", "latex", "typst"):
        text = inside(*words, name).out
        assert "googlenet-torchvision held against googlenet" in text
        assert "kernel 5 → 3" in text or r"kernel 5 $\rightarrow$ 3" in text, name
        if name != "latex":  # which has captions alone
            first, second = {"html": ("<h1>", "<h2>"), "typst": ("\n= ", "\n== ")}[name]
            assert f"\n{text}".count(first) == 1
            assert f"{second}googlenet → googlenet-torchvision" in text


def test_exit_codes_and_filters(inside: Inside) -> None:
    assert inside("audit", "resnet50-v1.5", "--as", "resnet50").code == 0
    assert inside("audit", "resnet50-v1.5", "--as", "resnet50", "--strict").code == 1
    assert inside("audit", "resnet50-v1.5", "--as", "resnet50", "--strict", "--only", "exact").code == 1
    assert (
        inside("audit", "alexnet", "--as", "alexnet", "--strict").code == 0
    )  # the paper's own slips are not its fault
    shown = inside("audit", "resnet50-v1.5", "--as", "resnet50", "--only", "differs,not-applicable").out
    assert "13 figures of resnet50: exact 7, rounds 2, differs 2, not computable 2. Shown: 2." in shown
    none = inside("audit", "alexnet", "--as", "caffenet").out
    assert none.startswith("alexnet held against caffenet\n\nNo printed figures of caffenet are known.\n\ncaffenet → ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["alexnet", "--as", "resnet5"], "--as: there is no network 'resnet5'; did you mean 'resnet50'?"),
        (["alexnet", "--as", ""], "--as: expected a network, got nothing"),
        (["--as", "vgg16"], "--as: expected one network, to be held against the figures of vgg16, got none"),
        (
            ["alexnet", "nin", "--as", "vgg16"],
            "--as: expected one network, to be held against the figures of vgg16, got 2 of them",
        ),
        (
            ["alexnet.conv1@input=224", "--as", "alexnet"],
            "audit: expected a network, got the layer 'conv1' of alexnet",
        ),
        (["alexnet@groops=2", "--as", "alexnet"], "@groops: alexnet has no such param; did you mean 'groups'?"),
        (
            ["alexnt", "--as", "alexnet"],
            "there is no network 'alexnt'; did you mean 'alexnet'? (a file of your own ends in .yaml)",
        ),
        (
            ["nin", "--as", "nin", "--only", "not-aplicable"],
            "--only: there is no verdict 'not-aplicable'; did you mean 'not-applicable'?",
        ),
        (
            ["nin", "--only", "not-applicable"],
            "--only: there is no verdict 'not-applicable'; did you mean 'not-computable'?",
        ),
    ],
)
def test_refusals(words: list[str], message: str, inside: Inside) -> None:
    done = inside("audit", *words)
    assert (done.code, done.out, done.err) == (2, "", f"cnnstat: {message}\n")


def test_a_block_in_a_document() -> None:
    text = str(generate(["audit", "resnet50-v1.5", "--as", "resnet50", "--only", "differs"], "markdown", str).text)
    assert text.startswith("**resnet50-v1.5 held against resnet50**\n\n| Source      | Where ")
    assert "stride 2 → 1" in text
    with pytest.raises(UsageError, match="--as: there is no network 'x'"):
        generate(["audit", "nin", "--as", "x"], "markdown", str)


def one(found: Holding, asks: str) -> Held:
    return next(each for each in found.held if each.own.claim.asks == asks)


def test_names_of_the_catalog_in_any_spelling() -> None:
    assert held(["vgg13"], "VGG-16").like == "vgg16"
    assert one(held(["vgg13"], "VGG-16"), "vgg16.depth").value == 13 == cnnstat.analyze("vgg13").depth
