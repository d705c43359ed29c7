"""Networks side by side: figures of summaries, ratios, what is cited; as columns while they fit, else as rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Done, others_slow

import cnnstat
from cnnstat.claims import catalog_claims, read_claims, scored
from cnnstat.comparing import Comparison
from cnnstat.comparing.cited import YEAR
from cnnstat.comparing.networks import COMPARED
from cnnstat.errors import CnnstatError
from cnnstat.render import comparison as layout
from cnnstat.spec import catalog

Inside = Callable[..., Done]
Accept = Callable[[str, str], str]
FIVE = ("alexnet", "vgg16", "googlenet", "resnet50", "mobilenet_v2")
TWELVE = (
    *FIVE, "lenet5", "nin", "inception_v3", "resnet152", "mobilenet_v1@width=0.5,input=160", "resnet1202", "vgg19",
)  # fmt: skip


def comparison(*names: Any, **more: Any) -> Comparison:
    found = cnnstat.compare(*names, **more)
    assert isinstance(found, Comparison)
    return found


def lines(found: Comparison, limit: int | None) -> list[str]:
    """What a terminal of so many columns shows."""
    return ["".join(piece for piece, _ in line).rstrip() for line in layout.comparison_view(found, limit)]


def cells(found: cnnstat.Table) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in found.texts()}


# Figures


@pytest.mark.parametrize("name", others_slow(catalog.networks()))
def test_figures_are_those_of_the_summary(name: str) -> None:
    analysis = cnnstat.analyze(name)
    (row, _) = comparison(analysis, "lenet1" if name == "lenet5" else "lenet5").to_dict()["networks"]
    assert row["network"] == name
    assert row["input_shape"] == list(analysis.network.input[:3])
    assert (row["params"], row["connections"], row["macs"], row["flops"], row["depth"]) == (
        analysis.params, analysis.connections, analysis.macs, analysis.flops, analysis.depth,
    )  # fmt: skip
    memory = analysis.memory
    held = (row["weight_bytes"], row["peak_bytes"], row["training_bytes"])
    assert held == (memory.weights, memory.peak, memory.training)
    assert row["rf"] == cnnstat.get(f"{name}.rf")


def test_ratios_are_of_the_exact_figures() -> None:
    rows = cells(comparison("alexnet", "alexnet@input=454", quantities=["params", "macs", "depth", "rf", "output"]))
    one, two = cnnstat.analyze("alexnet"), cnnstat.analyze("alexnet", input=454)
    assert rows["Depth"] == ["8", "8", "same"]
    assert rows["RF"] == ["195", "195", "same"]
    assert rows["Params"][2] == f"≈ {two.params / one.params:.4g}"
    assert rows["MACs"][2] == f"≈ {two.macs / one.macs:.4g}"
    assert rows["Output"][2] == "same"
    # Half the width of every layer: a quarter of the weights of inner layers, half of those of the outer ones.
    small = cells(comparison("mobilenet_v1", "@width=0.5", quantities=["macs"]))
    assert small["MACs"] == ["568,740,352", "149,497,088", "≈ 0.2629"]


def test_settings_are_those_of_queries() -> None:
    found = comparison("googlenet", "@mode=train", "@batch=2,dtype=float16", quantities=["params", "memory"])
    whole, heads, half = found.to_dict()["networks"]
    assert whole["params"] == half["params"] == cnnstat.get("googlenet.params")
    assert heads["params"] == cnnstat.get("googlenet@mode=train.params")
    assert half["peak_bytes"] == cnnstat.get("googlenet@batch=2,dtype=float16.peak_bytes")
    assert whole["peak_bytes"] < half["peak_bytes"]  # a response norm computes in single precision
    assert half["weight_bytes"] * 2 == whole["weight_bytes"]
    ratio = half["peak_bytes"] / whole["peak_bytes"]
    assert [row["peak_bytes_ratio"] for row in (whole, half)] == [1.0, pytest.approx(ratio, rel=1e-3)]


def test_gates_have_a_row_where_there_are_some() -> None:
    nets = Path(__file__).parent.parent / "nets"
    found = comparison(nets / "mobilenet_v3_small.yaml", "alexnet")
    assert "RF with gates" in cells(found)
    assert "RF with gates" not in cells(comparison("vgg16", "alexnet"))


# What is cited


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alexnet", ["59.3 %", "81.8 %", "ImageNet", "2012"]),  # 40.7 and 18.2 % are wrong
        ("resnet50", ["77.15 %", "93.29 %", "ImageNet", "2016"]),
        ("vgg19", ["74.5 %", "92.0 %", "ImageNet", "2015"]),
        ("googlenet", ["unknown", "89.93 %", "ImageNet", "2015"]),
        ("inception_v3", ["78.8 %", "94.4 %", "ImageNet", "2016"]),
        ("mobilenet_v2", ["72.0 %", "unknown", "ImageNet", "2018"]),
        ("mobilenet_v2@width=1.4", ["74.7 %", "unknown", "ImageNet", "2018"]),
        ("mobilenet_v2@width=1.3", ["unknown", "unknown", "unknown", "2018"]),
        ("mobilenet_v1@input=192", ["69.1 %", "unknown", "ImageNet", "2017"]),
        ("mobilenet_v1@input=192,width=0.5", ["unknown", "unknown", "unknown", "2017"]),
        ("resnet18", ["unknown", "unknown", "unknown", "2016"]),  # the paper's 27.88 is that of shortcut A
        ("resnet18@shortcut=A", ["72.12 %", "unknown", "ImageNet", "2016"]),
        ("resnet50-v1.5", ["unknown", "unknown", "unknown", "2016"]),
        ("lenet5", ["99.05 %", "unknown", "MNIST", "1998"]),
        ("resnet110", ["93.57 %", "unknown", "CIFAR-10", "2016"]),
        ("nin", ["59.36 %", "unknown", "ImageNet", "2013"]),
        ("alexnet-owt", ["unknown", "unknown", "unknown", "2014"]),  # arXiv 1404.5997 is no year
    ],
)
def test_accuracies_and_years_are_those_of_the_sources(name: str, expected: list[str]) -> None:
    rows = cells(comparison(name, "vgg16"))
    assert [rows[key][0] for key in ("Top-1 accuracy", "Top-5 accuracy", "Accuracy on", "Year")] == expected


def test_the_source_of_an_accuracy_is_named() -> None:
    notes = comparison("resnet50", "googlenet", "resnet34").layouts.across.notes
    assert notes[-1] == (
        "Cited: resnet50: 22.85 / 6.71 %, top-1 / top-5 validation error, 10 crops (He 2015, table 3, ResNet-50); "
        "googlenet: 10.07%, top-5 validation error (Szegedy 2014, table 3, one net and crop); resnet34: 24.52 / "
        "7.46 %, top-1 / top-5 validation error, 10 crops (He 2015, table 3, ResNet-34 B)."
    )
    said = "Accuracies compare only where images and tests are alike; where a source prints an error, 100 % minus it."
    unknown = " Unknown: specs/claims cites none of just this network at these settings."
    assert notes[-2] == f"{said}{unknown}"  # GoogLeNet's top-1 accuracy
    assert comparison("alexnet", "vgg16").notes[-2] == said
    assert comparison("alexnet-owt", "alexnet-224", quantities=["accuracy"]).notes[-1] == (
        "Accuracies are unknown: none is cited in specs/claims of these networks at these settings."
    )


def test_a_network_of_ones_own_has_no_accuracy_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "alexnet.yaml"
    path.write_text(
        "name: alexnet\nsource: {paper: 'Nobody: Nothing, 12019, 1999.5, in 2020 (arXiv 2005.12345)'}\n"
        "input: {channels: 1, size: 8}\nlayers: [{type: relu}]\n"
    )
    rows = cells(comparison("alexnet", str(path)))
    assert [rows[key][1] for key in ("Top-1 accuracy", "Accuracy on", "Year")] == ["unknown", "unknown", "2020"]
    alone = cells(comparison(path, path))
    assert "Top-1 accuracy" not in alone
    assert "Year" in alone


def test_every_network_has_one_score_of_a_kind() -> None:
    """Of the same network at the same settings no two claims are marked; each is confirmed, or says that it is not."""
    seen: dict[Any, Any] = {}
    for claim in catalog_claims():
        if claim.scores is not None:
            for measure in ("top1", "top5"):
                if getattr(claim.scores, measure) is not None:
                    key = (claim.network, claim.scores.settings, measure)
                    assert seen.setdefault(key, claim) is claim, key
            assert "test" in claim.states or "validation" in claim.states or "accuracy" in claim.states
    scoring = {name for name in catalog.networks() if scored(cnnstat.load(name), catalog_claims())}
    assert len(scoring) > 20


def test_every_catalog_network_has_the_year_of_its_source() -> None:
    for name in catalog.networks():
        found = YEAR.findall(cnnstat.load(name).source["paper"])
        assert len(found) == 1, name


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("scores: {on: MNIST}", "claim: scores: expected one of top-1 error, top-5 error, top-1 accuracy, top-5 "),
        ("scores: {top-1 error: 5}", "claim: scores: missing key 'on'"),
        ("scores: {top-1 error: 5, on: MNIST}", "claim: scores: top-1 error: 5 does not stand in what is printed"),
        ("scores: {top-1 error: 0.9, on: MNIST}", "claim: scores: top-1 error: 0.9 does not stand in what is printed"),
        ("scores: {top-1 error: 0.95%, on: M}", "claim: scores: top-1 error: expected a percentage as 28.07, got "),
        ("scores: {top-1 error: 0.95, top-1 accuracy: 0.95, on: M}", "claim: scores: top-1 is given twice, as an "),
        ("scores: {top1: 5, on: M}", "claim: scores: unknown key 'top1'; known here: at, on, top-1 accuracy"),
        ("scores: 3", "claim: scores: expected a mapping"),
        ("scores: {top-1 error: 0.95, on: M, at: width}", "claim: scores: at: query "),
    ],
)
def test_refused_scores(claim: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    row = f"{{prints: 0.95%, network: lenet5, because: training, {claim}}}"
    path.write_text(f"paper: P\nshort: P\nclaims:\n  text:\n    - {row}\n")
    with pytest.raises(CnnstatError) as caught:
        read_claims(path)
    assert message in str(caught.value)


# Layout


@pytest.mark.parametrize("limit", [80, 140])
@pytest.mark.parametrize("names", [FIVE[:2], FIVE, TWELVE], ids=["2", "5", "12"])
def test_a_comparison_fits_its_terminal_and_lacks_nothing(limit: int, names: tuple[str, ...], accept: Accept) -> None:
    found = comparison(*names)
    shown = lines(found, limit)
    text = "".join(f"{line}\n" for line in shown)
    assert text == accept(f"compare/{len(names)}-at-{limit}.txt", text)
    assert max(map(len, shown[1:])) <= limit
    table = found.layouts.across
    for row in table.texts():
        assert all(cell in text for cell in row)
    assert all(each.title in text for each in table.columns if each.title not in ("Network", "Ratio"))


def test_networks_are_columns_while_they_fit() -> None:
    found = comparison(*FIVE)
    beside, below, across = found.layouts
    assert found.fitting(200) is beside
    assert found.fitting(100) is below
    assert found.fitting(80) is across
    assert below.texts()[2:4] == [
        ["Params", "60,965,224", "138,357,544", "6,998,552", "25,557,032", "3,504,872"],
        ["  / alexnet", "", "≈ 2.269", "≈ 0.1148", "≈ 0.4192", "≈ 0.05749"],
    ]


def test_long_titles_have_signs_above_columns_and_stand_in_full_in_rows() -> None:
    found = comparison("mobilenet_v1@width=0.5,input=160", "alexnet", "vgg16")
    assert [each.title for each in found.layouts.below.columns] == ["Figure", "#1", "#2", "#3"]
    assert found.layouts.below.facts[0] == ("#1", "mobilenet_v1@width=0.5,input=160")
    assert found.layouts.across.texts()[0][0] == "mobilenet_v1@width=0.5,input=160"
    assert found.layouts.across.notes[0] == "Ratios are over mobilenet_v1@width=0.5,input=160."


# The command


def test_the_command_is_python_s_function_and_explain_s_option(inside: Inside) -> None:
    for words, option in (
        (["alexnet", "vgg16"], ["alexnet", "--compare", "vgg16"]),
        (["alexnet.conv1", "conv2"], None),
        (["mobilenet_v2", "@width=1.4", "nin"], ["mobilenet_v2", "--compare", "@width=1.4", "--compare", "nin"]),
        (["conv kernel=7 filters=C", "3 conv kernel=3 filters=C"],
         ["conv kernel=7 filters=C", "--compare", "3 conv kernel=3 filters=C"]),
    ):  # fmt: skip
        done = inside("compare", *words)
        assert (done.code, done.err) == (0, "")
        assert done.out == f"{cnnstat.compare(*words)}\n"
        if option:
            assert done.out == inside("explain", *option).out


@pytest.mark.parametrize("chosen", ["csv", "html", "json", "latex", "markdown", "typst"])
def test_every_format_is_written(chosen: str, inside: Inside, accept: Accept, tmp_path: Path) -> None:
    ending = {"latex": "tex", "markdown": "md", "typst": "typ"}.get(chosen, chosen)
    target = tmp_path / f"out.{ending}"
    done = inside("compare", "alexnet", "mobilenet_v2@width=1.4", "-o", str(target))
    assert (done.code, done.out, done.err) == (0, "", "")
    text = target.read_text()
    assert text == inside("compare", "alexnet", "mobilenet_v2@width=1.4", "--format", chosen).out
    assert text == accept(f"compare/formats.{ending}", text)


def test_csv_and_json_have_a_row_for_each_network(inside: Inside) -> None:
    (one, two) = csv.DictReader(io.StringIO(inside("compare", "alexnet", "lenet5", "-f", "csv").out))
    assert (one["network"], one["params"], one["params_ratio"], one["year"]) == ("alexnet", "60965224", "1.0", "2012")
    assert two["params_ratio"] == str(round(60000 / 60965224, 6))
    assert two["top5_accuracy"] == ""
    data = json.loads(inside("compare", "alexnet", "lenet5", "-f", "json").out)
    assert data["networks"][1]["top5_accuracy"] is None
    assert data["networks"][1]["top1_accuracy"] == 99.05
    assert set(data["quantities"]) == set(data["networks"][0])
    assert {key for key in data["quantities"] if not key.endswith("_ratio")} == {"network", *COMPARED} - {"rf_union"}
    assert data["rows"][0] == {"figure": "Input", "alexnet": [3, 227, 227], "lenet5": [1, 32, 32], "ratio": ""}
    layers = json.loads(inside("compare", "alexnet.conv1", "conv2", "-c", "params", "-f", "json").out)
    assert layers["rows"][0]["alexnet conv2"] == 307456


def test_chosen_figures(inside: Inside) -> None:
    out = inside("compare", "alexnet", "lenet5", "--columns", "memory,accuracy,jump").out
    assert [line.split("  ")[0] for line in out.splitlines()[4:11]] == [
        "Weight memory", "Activation memory", "Training memory", "Top-1 accuracy", "Top-5 accuracy", "Accuracy on",
        "Jump",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["alexnet"], "compare: expected two networks or more, as in compare alexnet vgg16; got one"),
        (["alexnt", "vgg16"], "'alexnt': there is no network 'alexnt'; did you mean 'alexnet'?"),
        (["alexnet", "vgg16", "-c", "parms"], "there is no quantity 'parms'; did you mean 'params'?"),
        (["alexnet", "vgg16", "-c", "name"], "name cannot be compared; what can be are input_shape, "),
        (["alexnet", "@widht=2"], "alexnet has no param 'widht'; known here: classes, groups"),
        (["alexnet", "vgg16@flops=all"], "compare: @flops=all: what a FLOP is must be one for all sides; "),
        (["alexnet", "vgg16@dtype=int9"], "@dtype: expected one of float64, float32, bfloat16, float16, int8, got "),
        (["alexnet.params", "vgg16"], "alexnet has no layer 'params'"),
        (["alexnet / vgg16", "vgg16"], "compare: expected one layer or network, got 'alexnet / vgg16'"),
        (["alexnet[conv]", "vgg16"], "compare: expected one layer or network, got 'alexnet[conv]'"),
        (["alexnet", "conv kernel=3 filters=C", "alexnet.conv9"], "alexnet has no layer 'conv9'"),
        (["conv kernel=3 filters=C", "alexnet"], "compare: layers compare with layers, as "),
        (["no such.yaml", "alexnet"], "no such.yaml: cannot read: No such file or directory"),
        (["alexnet", "vgg16", "-f", "jsn"], "--format: expected one of table, csv, html, json, latex, markdown, typst"),
        (["alexnet", "vgg16", "-o", "x.pdf"], "--output: the ending '.pdf' names no format; add --format"),
    ],
)  # fmt: skip
def test_refusals(words: list[str], message: str, inside: Inside, tmp_path: Path) -> None:
    done = inside("compare", *words, cwd=tmp_path)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"cnnstat: {message}"), done.err


def test_a_file_with_blanks_in_its_path(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "my net.yaml").write_text(
        "input: {channels: 1, size: 8}\nlayers: [{type: relu}]\nvariants: {b: {input: {channels: 2, size: 8}}}\n"
    )
    done = inside("compare", "my net.yaml", "my net.yaml:b", "-c", "input,params", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "my net.yaml  my net.yaml:b" in done.out
