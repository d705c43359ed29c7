"""Queries: values worked by hand, the analyzer and plain loops as oracles, arithmetic against fractions, refusals."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnstat
from cnnstat.derivation.query import explain_query
from cnnstat.effort import Effort, TooMuchError
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.query import Bench, evaluate, read_query
from cnnstat.query.complete import complete
from cnnstat.query.place import Place, place_of
from cnnstat.query.syntax import Reference, references
from cnnstat.query.value import figure_of, whole_of
from cnnstat.render.text import explanation_view
from cnnstat.spec import catalog
from cnnstat.text import numbers

BENCH = Bench()


def value(text: str) -> Any:
    return evaluate(read_query(text), BENCH).value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("alexnet.params", 60_965_224),
        ("ALEXNET.params", 60_965_224),
        ("ResNet-50.params", 25_557_032),
        ("resnet50-v1.5.macs", 4_089_184_256),
        ("alexnet.neurons", 659_272),  # of the layers with weights, as the paper counts
        ("alexnet.conv1.neurons", 96 * 55 * 55),
        ("alexnet.pool1.neurons", 96 * 27 * 27),  # a layer's own, in no total
        ("vgg16[maxpool].neurons", 64 * 112**2 + 128 * 56**2 + 256 * 28**2 + 512 * 14**2 + 512 * 7**2),
        ("sum(vgg16[maxpool].neurons)", 1_530_368),
        ("max(vgg16[maxpool].neurons)", 64 * 112**2),
        (
            "sum(googlenet[concat].neurons)",
            (256 + 480) * 28**2 + (3 * 512 + 528 + 832) * 14**2 + (832 + 1024) * 7**2,
        ),
        ("alexnet[conv].neurons", 290_400 + 186_624 + 64_896 + 64_896 + 43_264),
        ("share(alexnet[conv].neurons)", Fraction(650_080, 659_272)),
        # of blocks those of the layers with weights: all of the network's but the first and the last layer's
        ("resnet18.neurons - resnet18[basic].neurons", 64 * 112**2 + 1000),
        ("count(vgg16[maxpool linear])", 8),
        ("vgg16[maxpool linear].neurons", 1_530_368 + 2 * 4096 + 1000),
        ("alexnet.conv1.height", 55),
        ("alexnet@input=224.conv1.height", 54),
        ("alexnet.conv1@input=224.height", 54),
        ("alexnet@input=227x259.conv1.width", 63),
        ("alexnet.conv1.output_shape", (96, 55, 55)),
        ("alexnet.fc6.output_shape", (4096,)),
        ("alexnet.input.neurons", 3 * 227 * 227),
        ("alexnet.input.output_shape", (3, 227, 227)),
        ("alexnet.channels", 1000),
        ("alexnet.depth", 8),
        ("alexnet.conv3.depth", 3),
        ("alexnet.layers", 14),
        ("alexnet.rf", 195),
        ("alexnet.conv1.rf", 11),
        ("alexnet.weight_bytes", 4 * 60_965_224),
        ("alexnet@dtype=float16,batch=32.weight_bytes", 2 * 60_965_224),
        ("alexnet@dtype=float16.conv1.activation_bytes", 2 * 96 * 55 * 55),
        ("alexnet.flops", 2 * 724_406_816),
        ("googlenet.3a.macs", 128_049_152),
        ("googlenet@input=224.3a.macs", 128_049_152),  # not an input of 224.3
        ("googlenet@mode=train.params", 13_378_280),
        ("googlenet@mode=train.aux1.pool.output_shape", (512, 4, 4)),
        ("mobilenet_v1@width=0.5.params", 1_331_592),
        ("mobilenet_v2@width=1.4.conv_last.channels", 1792),
        ("resnet50@stride_in=conv2.macs", 4_089_184_256),
        ("resnet101.conv4.depth", 1 + 3 * (3 + 4 + 23)),
        ("alexnet.conv1.kernel", 11),
        ("inception_v3.6b.1x7.conv.kernel", (1, 7)),
        ("alexnet.norm1.alpha", Fraction(1, 10_000)),
        ("alexnet.fc6.dropout", Fraction(1, 2)),
        ("alexnet.fc6.dropout.p", Fraction(1, 2)),
        ("lenet5.C1.activation.amplitude", Fraction("1.7159")),
        ("googlenet.recipe.auxiliary_weight", Fraction(3, 10)),
        ("count(alexnet[conv])", 5),
        ("count(alexnet[conv linear])", 8),
        ("count(resnet50[conv kernel=3])", 16),
        ("count(resnet50[bottleneck])", 16),
        ("count(resnet50.conv4[bottleneck])", 6),
        ("count(googlenet.3a)", 8),
        ("count(inception_v3[conv kernel=1x7])", 4 * 3 + 1),
        ("alexnet[conv kernel=3].params", 885_120 + 663_936 + 442_624),
        ("alexnet.params_share", 1),
        ("alexnet.fc6.params_share", Fraction(37_752_832, 60_965_224)),
        ("share(alexnet.fc6.params)", Fraction(37_752_832, 60_965_224)),
        ("share(mobilenet_v1[depthwise].macs)", Fraction(17_385_984, 568_740_352)),
        ("sum(alexnet@input=224,groups=1.conv2.groups, vgg16.depth)", 17),
        ("vgg16.macs / alexnet.macs", Fraction(15_470_264_320, 724_406_816)),
        ("max(alexnet.depth, vgg16.depth) - min(3, 2.5) * -2 ** 2", 26),
        ("max(alexnet[conv].macs)", 223_948_800),
        ("min(googlenet.3a.params)", 0),
        ("min(alexnet.weight_bytes)", 4 * 60_965_224),  # no layer has one of its own
        ("max(alexnet.depth)", 8),
        ("count(alexnet[conv kernel=7])", 0),
        ("alexnet.conv2.input_shape", (96, 27, 27)),
        ("alexnet.activation_memory", 5_264_748),
        ("1e3 * 2 ** 20", 1000 * 1024**2),
        ("abs(alexnet.depth - vgg19.depth)", 11),
        ("2 * (256 - alexnet@input=224.input.height) ** 2", 2048),
        ("1 − 2 × 3", -5),
        ("'input channels=64 size=9; 3 conv kernel=3 filters=64 bias=false'.weights / 64 ** 2", 27),
        ("'input channels=4 size=9; conv kernel=3x1 filters=5'.output_shape", (5, 7, 9)),
    ],
)
def test_values(query: str, expected: object) -> None:
    assert value(query) == expected


def test_files_and_variants(tmp_path: Path) -> None:
    text = (
        "input: {channels: 1, size: 8}\nparams: {width: 2}\nlayers:\n"
        "  - {name: conv, type: conv, filters: 4 * width, kernel: 3}\nvariants: {wide: {params: {width: 3}}}\n"
    )
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "a b.yaml").write_text(text, encoding="utf-8")
    assert value(f"{tmp_path}/own.yaml.params") == 8 * 10
    assert value(f"{tmp_path}/own.yaml:wide.conv.params") == 12 * 10
    assert value(f"{tmp_path}/own.yaml@width=1,input=10.conv.height") == 8
    assert value(f"'{tmp_path}/a b.yaml:wide'.params / {tmp_path}/own.yaml.params") == Fraction(3, 2)


@pytest.mark.parametrize("name", [name for name in catalog.networks() if name != "resnet1202"])
def test_layers_blocks_and_types_against_plain_loops(name: str) -> None:
    analysis = cnnstat.analyze(name)
    for layer in analysis.layers:
        assert value(f"{name}.{layer.name}.params") == layer.params
    for layer in analysis.layers[-12:]:
        assert value(f"{name}.{layer.name}.macs") == layer.macs
        assert value(f"{name}.{layer.name}.connections") == layer.connections
        assert value(f"{name}.{layer.name}.neurons") == layer.neurons
    for block in {layer.name.partition(".")[0] for layer in analysis.layers if "." in layer.name}:
        inside = [layer for layer in analysis.layers if layer.name.startswith(f"{block}.")]
        assert value(f"{name}.{block}.macs") == sum(layer.macs for layer in inside)
        assert value(f"count({name}.{block})") == len(inside)
    for kind in {layer.type for layer in analysis.layers}:
        chosen = [layer for layer in analysis.layers if layer.type == kind]
        assert value(f"{name}[{kind}].params") == sum(layer.params for layer in chosen)
        assert value(f"count({name}[{kind}])") == len(chosen)
    assert value(f"{name}.macs") == analysis.macs


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "query '', column 1: expected a figure, as alexnet.params, got the end"),
        ("alexnt.params", "'alexnt.params': there is no network 'alexnt'; did you mean 'alexnet'?"),
        ("alexnet.parms", "'alexnet.parms': alexnet has no layer or figure 'parms'; did you mean 'params'?"),
        ("alexnet.conv9.macs", "'alexnet.conv9.macs': alexnet has no layer or figure 'conv9'; did you mean 'conv5'?"),
        ("alexnet.params.x", "'alexnet.params.x': params is a figure, nothing comes behind it"),
        ("alexnet.params +", "query 'alexnet.params +', column 17: expected a figure, as alexnet.params, got the end"),
        ("(3 of 4", "query '(3 of 4', column 4: expected ')', got 'of'"),
        ("(alexnet.params", "query '(alexnet.params', column 16: expected ')', got the end"),
        (
            "alexnet..params",
            "query 'alexnet..params', column 9: expected a layer or a figure behind the dot, got '.params'",
        ),
        (
            "alexnet.params alexnet.macs",
            "query 'alexnet.params alexnet.macs', column 16: expected an operator or the end, got 'alexnet.macs'",
        ),
        ("summ(1)", "query 'summ(1)', column 1: there is no function 'summ'; did you mean 'sum'?"),
        ("share(1, 2)", "query 'share(1, 2)', column 12: share() takes one argument, got 2"),
        ("share(2)", "share: expected a figure of a part, as share(alexnet[conv].macs)"),
        ("count(2)", "count: expected layers, as count(alexnet[conv])"),
        ("count(alexnet.conv9)", "count(alexnet.conv9): alexnet has no layer 'conv9'"),
        (
            "2 ** alexnet.depth",
            "query '2 ** alexnet.depth', column 6: expected a whole exponent from 0 to 64 behind **",
        ),
        (
            "alexnet[conv kernal=3].macs",
            "'alexnet[conv kernal=3].macs': conv has no key 'kernal'; did you mean 'kernel'?",
        ),
        (
            "alexnet[convv].macs",
            "'alexnet[convv].macs': there is no layer type 'convv'; did you mean 'conv'?",
        ),
        ("alexnet[conv kernel=9].macs", "'alexnet[conv kernel=9].macs': no layer is conv kernel=9"),
        (
            "alexnet@width=2.params",
            "@width: alexnet has no such param; known here: batch, classes, dtype, flops, groups, input, mode, "
            "optimizer",
        ),
        ("alexnet@input=0.params", "input: expected a side from 1 to 1000000 or HEIGHTxWIDTH, got '0'"),
        (
            "alexnet@dtype=float61.weight_bytes",
            "@dtype: expected one of float64, float32, bfloat16, float16, int8, got 'float61'; did you mean 'float64'?",
        ),
        (
            "googlenet.aux1.params",
            "'googlenet.aux1.params': aux1 exists in training only; @mode=train counts it",
        ),
        (
            "alexnet.conv1.output_shape + 1",
            "alexnet.conv1.output_shape: 96×55×55 is no single number; .height, .width and .channels are",
        ),
        ("alexnet.params / 0", "division by zero"),
        (
            "alexnet.params-vgg16.params",
            "'alexnet.params-vgg16.params': alexnet has no layer or figure 'params-vgg16'; did you mean 'params'?; a "
            "minus has spaces around it",
        ),
        ("alexnet@bacth=2.weight_bytes", "@bacth: alexnet has no such param; did you mean 'batch'?"),
        (
            "share(alexnet.conv1.height)",
            "share(alexnet.conv1.height): height is no sum over layers, as params and macs are",
        ),
        ("alexnet.conv1.activation", "the activation of conv1 of alexnet is relu, which has no keys"),
        (
            "lenet5.C1.activation",
            "the activation of C1 of lenet5 is scaled_tanh; which of its keys: amplitude, slope?",
        ),
        (
            "'conv kernel=3 filters=8'.params",
            "'conv kernel=3 filters=8': expected numbers, got C, H, W; begin with 'input channels=3 size=32;'; explain "
            "takes letters",
        ),
        (
            "'input channels=3 size=9; conv kernel=K filters=8'.params",
            "'input channels=3 size=9; conv kernel=K filters=8': expected numbers, got K; explain takes letters",
        ),
        ("alexnet.conv1.bias", "bias of conv1 of alexnet is no number: True"),
    ],
)
def test_refusals(query: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        value(query)
    assert str(caught.value) == message


def test_refusals_that_list_figures(accept: Callable[[str, str], str]) -> None:
    lines = []
    for query in ("alexnet", "alexnet.conv1", "alexnet[conv].rf"):
        with pytest.raises(UsageError) as caught:
            value(query)
        lines.append(f"{caught.value}\n")
    assert "".join(lines) == accept("query/refusals.txt", "".join(lines))


NOT_COUNTED = ["vgg16[maxpool]", "vgg16[conv maxpool]", "googlenet[concat]", "alexnet.pool1", "alexnet.input"]


@pytest.mark.parametrize("part", NOT_COUNTED)
def test_a_share_of_neurons_that_are_in_no_total_is_refused(part: str) -> None:
    with pytest.raises(UsageError) as caught:
        value(f"share({part}.neurons)")
    assert str(caught.value) == (
        f"share({part}.neurons): a network's neurons are the outputs of its layers with weights, and these are not all "
        "among them"
    )


def test_the_neurons_of_a_selection_are_told_with_their_layers() -> None:
    found = explain_query(read_query("vgg16[maxpool].neurons"), "vgg16[maxpool].neurons", BENCH).derivations
    assert [(each.label, each.value) for each in found[0].addends] == [
        ("pool1", 802_816), ("pool2", 401_408), ("pool3", 200_704), ("pool4", 100_352), ("pool5", 25_088),
    ]  # fmt: skip
    assert (found[0].result, found[0].meaning) == (
        "1,530,368",
        "output elements of the selected layers; of selected blocks, of their layers that have weights",
    )
    for query in ("resnet18[basic].neurons", "googlenet[concat conv].neurons", "lenet5[subsample].neurons"):
        (one,) = explain_query(read_query(query), query, BENCH).derivations
        assert sum(each.times * each.value for each in one.addends) == value(query)


def test_limits() -> None:
    for text in ("(" * 50 + "1" + ")" * 50, "1 + " * 500 + "1", " + ".join(["alexnet.params"] * 60) * 3):
        with pytest.raises(UsageError):
            value(text)
    with pytest.raises(UsageError, match="a value grows beyond"):
        value("alexnet.params ** 16 * alexnet.params ** 16")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10**40", 10**40),
        ("-(10**40)", -(10**40)),
        ("10**40 + 1", "a value grows beyond 10⁴⁰"),
        ("-(10**40) - 1", "a value grows beyond 10⁴⁰"),
        ("((3/7)**60)**20 + 1", Fraction(3**1200 + 7**1200, 7**1200)),  # 7¹²⁰⁰ has 3,369 bits
        ("2**64 / 2**64", 1),
        ("2**65", "query '2**65', column 6: expected a whole exponent from 0 to 64 behind **"),
        ("(1/2**63)**64", Fraction(1, 2**4032)),  # 64 bits, 64 times, are 4,096
        ("((1/2**60)**4)**17", "a value grows beyond 10⁴⁰, or has too many digits"),  # 241 bits, 17 times, are 4,097
        ("9" * 30, 10**30 - 1),
        ("1/301", Fraction(1, 301)),
        ("alexnet.params / 4", 15_241_306),
        ("1" + " + 1" * 100, 101),
        ("1" + " " * 999, 1),  # 1,000 characters
        ("2 if index == 1 else 1", "query '2 if index == 1 else 1', column 3: expected an operator or the end"),
    ],
)
def test_limits_at_their_edges(text: str, expected: object) -> None:
    if isinstance(expected, str):
        with pytest.raises(UsageError) as caught:
            value(text)
        assert str(caught.value).startswith(expected)
    else:
        assert value(text) == expected
        assert isinstance(value(text), type(expected))


@pytest.mark.parametrize(("characters", "accepted"), [(1000, True), (1001, False)])
def test_the_longest_query(characters: int, accepted: bool) -> None:
    text = f"1{' ' * (characters - 5)} + 2"
    if accepted:
        assert value(text) == 3
        return
    with pytest.raises(UsageError, match="longer than 1,000 characters"):
        value(text)


@pytest.mark.parametrize(("levels", "accepted"), [(39, True), (40, False)])
def test_the_deepest_query(levels: int, accepted: bool) -> None:
    text = f"{'(' * levels}1{')' * levels}"
    if accepted:
        assert value(text) == 1
        return
    with pytest.raises(UsageError, match=f"column {levels + 1}: nested more than 40 levels deep"):
        value(text)


@pytest.mark.parametrize(("many", "accepted"), [(100, True), (101, False)])
def test_a_query_of_many_figures(many: int, accepted: bool) -> None:
    text = f"sum({','.join(['vgg.macs'] * many)})"
    if accepted:
        assert len(list(references(read_query(text)))) == 100
        return
    with pytest.raises(UsageError, match="100"):
        read_query(text)


def test_fractions_with_too_many_digits_and_long_names() -> None:
    for text in ("((((1/3)**64)**64)**64)**64", "(((1 + 1/10**30)**64)**64)**64"):
        with pytest.raises(UsageError, match="too many digits"):
            value(text)
    with pytest.raises(UsageError, match="there is no network"):
        value(f"{'a' * 300}.params")


def trees() -> st.SearchStrategy[tuple[str, Fraction]]:
    """Arithmetic as text, and what it comes to."""
    numbers = st.integers(0, 99).map(lambda number: (str(number), Fraction(number)))

    def larger(inner: st.SearchStrategy[tuple[str, Fraction]]) -> st.SearchStrategy[tuple[str, Fraction]]:
        def joined(sign: str, one: tuple[str, Fraction], other: tuple[str, Fraction]) -> tuple[str, Fraction]:
            left, right = one[1], other[1]
            found = {"+": left + right, "-": left - right, "*": left * right, "/": left / right if right else left}
            return (one[0] if sign == "/" and not right else f"({one[0]} {sign} {other[0]})"), found[sign]

        return st.builds(joined, st.sampled_from("+-*/"), inner, inner)

    return st.recursive(numbers, larger, max_leaves=8)


@given(trees())
def test_arithmetic_is_exact(tree: tuple[str, Fraction]) -> None:
    text, expected = tree
    assert value(text) == expected


def test_operators_bind_as_usual() -> None:
    for text in ("1 + 2 * 3", "2 - 3 - 4", "12 / 3 / 2", "2 * 3 ** 2", "-2 ** 2", "7 - -2", "(1 + 2) * 3"):
        assert value(text) == Fraction(eval(text)).limit_denominator(10**6)


PIECES = st.sampled_from(
    ["alexnet", ".", "conv1", "params", "@", "input=", "224", "[", "]", "conv", "kernel=3", "(", ")", "+", "-", "/",
     "*", "**", ",", " ", "'", "share", "count", "sum", "googlenet", "3a", "1.5", "x.yaml", "height", "×", "\0", "é"]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    said, found = "", None
    try:
        found = value(text)
    except CnnstatError as error:
        said = str(error)
    assert "\n" not in said
    assert bool(said) != isinstance(found, int | Fraction | tuple)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("figure", "alexnet@input=224.conv1.height"),
        ("ratio", "vgg16.macs / mobilenet_v1.macs"),
        ("share", "share(mobilenet_v1[conv kernel=3].macs)"),
        ("crops", "2 * (256 - alexnet.input.height) ** 2"),
        ("count", "count(alexnet[conv]) - 1"),
        ("key", "alexnet.fc6.dropout"),
    ],
)
def test_explanations(name: str, query: str, accept: Callable[[str, str], str]) -> None:
    lines = explanation_view(explain_query(read_query(query), query, BENCH), None)
    text = "\n".join("".join(piece for piece, _ in line).rstrip() for line in lines) + "\n"
    assert text == accept(f"query/{name}.txt", text)


def test_every_explanation_ends_in_the_value() -> None:
    for query in (
        *(
            "alexnet.params",
            "alexnet.rf",
            "alexnet.depth",
            "alexnet.layers",
            "vgg16.conv1_1.macs",
            "googlenet.3a.depth",
        ),
        *("resnet50.conv2.neurons", "alexnet[conv].macs", "mobilenet_v1.conv2.output_shape", "alexnet.conv1.start"),
        *("alexnet.params_share", "alexnet.fc6.params_share", "googlenet.3a.macs_share", "alexnet.conv2.input_shape"),
        *("alexnet.peak_bytes", "alexnet.training_bytes", "alexnet.conv1.activation_bytes", "alexnet.output_shape"),
    ):
        tree = read_query(query)
        (found,) = explain_query(tree, query, BENCH).derivations
        assert (found.title, found.result) == (query, numbers.value_text(evaluate(tree, BENCH).value))


@pytest.mark.parametrize("part", ["conv1", "fc6", "input"])
def test_the_whole_of_a_part(part: str) -> None:
    every = ("alexnet[conv].params", "googlenet.3a.params", "googlenet.3a[conv].params", f"alexnet.{part}.neurons")
    for query in every:
        network, figure = query.replace("[", ".").split(".")[0], query.rpartition(".")[2]
        part_of, whole = (read_query(each) for each in (query, f"{network}.{figure}"))
        assert isinstance(part_of, Reference)
        assert isinstance(whole, Reference)
        assert whole_of(figure_of(part_of, BENCH)) == figure_of(whole, BENCH)


def test_figures_are_kept_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three, two can be kept: they stay while they are asked for, and a third one comes alone."""
    monkeypatch.setattr("cnnstat.query.bench.MOST_KEPT", 2)
    bench, found = Bench(), list[str]()

    def made(name: str) -> str:
        found.append(name)
        return name.upper()

    def ask(names: str) -> str:
        found.clear()
        for name in names:
            assert bench.figure(name, partial(made, name)) == name.upper()
        return "".join(found)

    assert ask("ababab") == "ab"
    assert ask("c") == "c"
    assert ask("cacb") == "ab"


def test_completion() -> None:
    assert complete("alexn", BENCH)[:1] == ["alexnet"]
    assert complete("alexnet.conv", BENCH) == [f"alexnet.conv{number}" for number in range(1, 6)]
    assert "alexnet.conv1.params" in complete("alexnet.conv1.par", BENCH)
    assert complete("vgg16.macs / alexnet@input=224.fc", BENCH)[:1] == ["vgg16.macs / alexnet@input=224.fc6"]
    assert complete("nothing.", BENCH) == []


def test_the_program(program: Callable[..., Any]) -> None:
    assert program("get", "alexnet.params").out == "60,965,224\n"
    assert program("get", "--plain", "alexnet.params").out == "60965224\n"
    assert program("get", "vgg16.macs / mobilenet_v1.macs").out == "≈ 27.2009\n"
    assert program("get", "alexnet.params", "vgg16.params").out == (
        "alexnet.params   60,965,224\nvgg16.params    138,357,544\n"
    )
    assert program("get", "--plain", "alexnet.conv1.output_shape", "1/3").out == (
        "alexnet.conv1.output_shape\t96x55x55\n1/3\t0.3333333333333333\n"
    )
    refused = program("get", "alexnet.parms")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == ("cnnstat: 'alexnet.parms': alexnet has no layer or figure 'parms'; did you mean 'params'?\n")
    assert program("get", "--explain", "--plain", "alexnet.params").code == 2
    assert program("get", "--format", "latex", "alexnet.params").err == (
        "cnnstat: --format latex shows derivations: add --explain\n"
    )


def test_json(program: Callable[..., Any]) -> None:
    found = json.loads(program("get", "--format", "json", "alexnet.params", "1/3", "alexnet.fc6.output_shape").out)
    assert found["schema_version"] == 1
    whole, fraction, shape = found["queries"]
    assert (whole["query"], whole["value"], whole["unit"]) == ("alexnet.params", 60_965_224, "numbers")
    assert (fraction["numerator"], fraction["denominator"], fraction["value"]) == (1, 3, 1 / 3)
    assert shape["value"] == [4096]


def test_from_python() -> None:
    assert cnnstat.get("alexnet@input=224.conv1.height") == 54
    with pytest.raises(UsageError, match=r"expected a query such as 'alexnet\.params', got 3"):
        cnnstat.get(3)  # type: ignore[call-overload]


def test_blocks_of_blocks_are_counted(tmp_path: Path) -> None:
    """Also of those whose layers all stand in other blocks."""
    (tmp_path / "own.yaml").write_text(
        "input: {channels: 1, size: 8}\n"
        "blocks:\n"
        "  unit: {layers: [{type: relu}, {type: tanh}]}\n"
        "  pair: {layers: [{block: unit}, {block: unit}]}\n"
        "  stage: {layers: [{block: pair}]}\n"
        "layers: [{name: a, block: stage}, {name: b, block: stage}, {name: c, block: unit}]\n",
        encoding="utf-8",
    )
    counts = [value(f"count({tmp_path}/own.yaml{part})") for part in ("[stage]", "[pair]", "[unit]", ".a[unit pair]")]
    assert counts == [2, 2, 5, 3]


def test_a_setting_counts_as_work_before_its_network_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[str]()
    monkeypatch.setattr(Bench, "network", lambda bench, name, size, params: made.append(name))
    with pytest.raises(TooMuchError), Effort(0).bounding():
        Bench().setup("lenet5", ())
    assert made == []


def test_a_setting_that_fails_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str | None] = []
    read = Bench._read

    def noted(bench: Bench, name: str, size: str | None, params: Any) -> Any:
        tried.append(size)
        return read(bench, name, size, params)

    monkeypatch.setattr(Bench, "_read", noted)
    bench, texts = Bench(), []
    for _ in range(3):
        with pytest.raises(CnnstatError, match="kernel 3×3 is larger than its input") as caught:
            evaluate(read_query("alexnet@input=20.params"), bench)
        texts.append(str(caught.value))
    assert tried == ["20"]
    assert len(set(texts)) == 1


def test_a_figure_is_found_once_and_what_is_none_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def noted(reference: Reference, bench: Bench) -> tuple[Place, tuple[str, ...]]:
        asked.append(reference.text)
        return place_of(reference, bench)

    monkeypatch.setattr(sys.modules["cnnstat.query.value"], "place_of", noted)
    bench = Bench()
    for _ in range(3):
        assert evaluate(read_query("lenet5.params"), bench).value == 60_000
        with pytest.raises(UsageError, match="did you mean 'params'"):
            evaluate(read_query("lenet5.parms"), bench)
    assert asked == ["lenet5.params", "lenet5.parms"]
    monkeypatch.setattr("cnnstat.query.bench.MOST_KEPT", 2)
    assert evaluate(read_query("lenet5.macs / lenet5.params"), bench).value
    assert asked[2:] == ["lenet5.macs", "lenet5.params"]


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "−", "×"])
def test_operators_are_bounded(sign: str) -> None:
    """A chain of them is as deep a tree as it is long, and each takes time."""
    most = f"lenet5.params{f' {sign} 1' * 100}"
    assert evaluate(read_query(most), BENCH).value is not None
    with pytest.raises(UsageError, match="column 418: more than 100 operators"):
        read_query(f"{most} {sign} 1")


def spent(text: str) -> float:
    query, meter = read_query(text), Effort(10**9)
    evaluate(query, BENCH)  # the network is known by now
    with meter.bounding():
        evaluate(query, BENCH)
    return 10**9 - meter.left


def test_to_look_through_layers_and_blocks_is_work() -> None:
    """For each network that is named, for each selector, for each of its conditions, and to count blocks."""
    network = BENCH.setup("resnet50", ()).analysis
    layers, both = len(network.layers), len(network.layers) + len(network.network.blocks)
    named, selected, one, two, blocks = (
        spent(f"count(resnet50{part})")
        for part in ("", "[conv]", "[conv kernel=1]", "[conv kernel=1 stride=1]", "[bottleneck]")
    )
    assert layers / 40 <= named < selected
    assert [selected - named, one - selected, two - one] == [pytest.approx(both / 20)] * 3
    assert blocks - selected >= len(network.network.blocks) / 4


def test_operators_are_work() -> None:
    """More so on numbers of many bits."""
    alone = spent("lenet5.params")
    assert spent(f"lenet5.params{'+1' * 100}") - alone == pytest.approx(100 * (2 + 16 / 500))  # 61,706 takes 16 bits
    assert spent(f"lenet5.params{''.join(f'+1/{number}' for number in range(997, 1047))}") - alone > 100 * (
        2 + 100 / 500
    )
