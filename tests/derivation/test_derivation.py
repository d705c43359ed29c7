"""Derivations: the last number of each is the number in the table, and the arithmetic on the page comes to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from arithmetic import number_of
from conftest import few_and_many, others_slow
from random_networks import networks

import cnnstat
from cnnstat.algebra.formula import evaluate
from cnnstat.algebra.notation import TEXT
from cnnstat.derivation import Derivation, explain, explain_block, explain_layer, explain_network
from cnnstat.derivation.layer import EXPLAINED
from cnnstat.derivation.path import deepest, growth
from cnnstat.quantities import QUANTITIES, Context, Share, Value
from cnnstat.quantities.table import layer_row
from cnnstat.quantities.totals import TOTALS
from cnnstat.render import DERIVATIONS
from cnnstat.render.formats import latex, markdown, typst
from cnnstat.render.text import explanation_view
from cnnstat.spec import catalog
from cnnstat.text import numbers

NAMES = list(catalog.networks())
Program = Callable[..., Any]


def numbers_of(value: Value) -> list[int]:
    """A figure of the table as the numbers that its derivation has to end in."""
    if isinstance(value, Share):
        return [value.part]
    assert isinstance(value.exact, int | tuple)
    sides = value.exact if isinstance(value.exact, tuple) else (value.exact,)
    return [side for side in sides if isinstance(side, int)]


def check_layer(analysis: cnnstat.Analysis, layer: Any, texts: bool) -> int:
    """Hold every derivation of a layer against the table; ``texts`` reads what is printed, too."""
    found = explain_layer(analysis, layer)
    context = Context(analysis.counts, analysis.setting.flops, 4)
    for derivation in found:
        quantity = QUANTITIES[derivation.key]
        value = quantity.of(layer_row(layer), context)
        expected = numbers_of(value)
        got = [int(equation.value) for equation in derivation.equations]
        if len(got) == len(expected) - 1:  # height = width
            got.append(got[-1])
        assert got == expected, (layer.name, derivation)
        assert derivation.result == value.text.strip("()")
        for equation in derivation.equations:
            assert evaluate(equation.expression) == equation.value, (layer.name, derivation.key)
            if texts and equation.whole is None:
                for text in equation.chain(TEXT)[1:]:
                    assert "…" in text or number_of(text) == equation.value, (layer.name, derivation.key, text)
    return len(found)


@pytest.mark.parametrize("name", others_slow(NAMES))
def test_every_layer_of_every_network_ends_in_the_number_of_the_table(name: str) -> None:
    analysis = cnnstat.analyze(name, training=True, flops="all")
    looked_at: set[Any] = set()
    for layer in analysis.layers:
        # The texts of a thousand equal blocks are read once.
        kind = (id(layer.node.layer), layer.inputs, layer.field, layer.depth if layer.order < 50 else 0)
        assert check_layer(analysis, layer, texts=kind not in looked_at) == len(EXPLAINED)
        looked_at.add(kind)


@pytest.mark.parametrize("name", others_slow(NAMES))
def test_totals_of_every_network(name: str) -> None:
    analysis = cnnstat.analyze(name, flops="all")
    for derivation in explain_network(analysis):
        value = TOTALS[derivation.key].of(analysis)
        assert value is not None
        assert derivation.result == value.text
        if derivation.equations:
            assert int(derivation.equations[-1].value) == numbers_of(value)[-1]
            for equation in derivation.equations:
                assert evaluate(equation.expression) == equation.value
        if derivation.addends and derivation.key != "training_bytes":
            assert sum(each.times * each.value for each in derivation.addends) == value.exact
    for derivation in explain_block(analysis, ""):
        totals = {"neurons": analysis.neurons, "flops": analysis.flops, "params": analysis.params}
        total = sum(each.times * each.value for each in derivation.addends)
        assert derivation.result == (numbers.binary(total) if derivation.key == "activation_bytes" else f"{total:,}")
        assert total == totals.get(derivation.key, total)


def test_sums_of_a_training_step_are_those_of_the_memory_model() -> None:
    analysis = cnnstat.analyze("alexnet", batch=128, dtype="float16", optimizer="adam")
    weights, peak, training = explain_network(analysis, keys=["weight_bytes", "peak_bytes", "training_bytes"])
    assert [each.chain(TEXT) for each in weights.equations] == [
        ["2 × parameters", "2 × 60,965,224", "121,930,448"],
    ]
    # At norm1 image and input are alive, which have two bytes a number, and four maps in single precision: its copy of
    # the input, the mean of the squares, this times α, and that plus k.
    maps = 96 * 55 * 55
    assert peak.equations[1].chain(TEXT)[1:] == ["128 × (444,987 × 2 + 4,646,400)", "708,655,872"]
    assert (3 * 227 * 227 + maps, 4 * 4 * maps, 708_655_872) == (444_987, 4_646_400, analysis.memory.peak)
    assert training.equations[-1].value == analysis.memory.training
    assert sum(each.times * each.value for each in training.addends) == 992_995
    assert "992,995 × 2" in training.equations[-1].chain(TEXT)[1]
    assert "the backward pass of norm2" in training.remarks[0]


def test_standardized_kernels_count_once_for_all_images(lines: Callable[..., cnnstat.Analysis]) -> None:
    network = lines("[{name: a, type: conv, filters: 64, kernel: 3, standardize: true}]", size=4).network
    analysis = cnnstat.analyze(network, batch=2)
    peak, training = explain_network(analysis, keys=["peak_bytes", "training_bytes"])
    # 3 × 64 × 9 weights without their means and then divided, and both of 64 variances and means.
    assert peak.equations[1].chain(TEXT) == [
        "batch × numbers alive × bytes per number + bytes for all images", f"2 × 48 × 4 + {4 * (2 * 1728 + 128):,}",
        f"{analysis.memory.peak:,}",
    ]  # fmt: skip
    assert training.equations[-1].value == analysis.memory.training


def check_random(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "random.yaml"
    path.write_text(text, encoding="utf-8")
    analysis = cnnstat.analyze(path, training=True, flops="all")
    for layer in analysis.layers:
        check_layer(analysis, layer, texts=True)
    for derivation in explain_network(analysis):
        for equation in derivation.equations:
            assert evaluate(equation.expression) == equation.value


test_random_networks, test_more_random_networks = few_and_many(15, 100, text=networks())(check_random)


def chains(derivation: Derivation) -> dict[str, list[str]]:
    return {each.label: each.chain(TEXT) for each in derivation.equations}


def test_alexnet_by_hand() -> None:
    analysis = cnnstat.analyze("alexnet")
    found = {each.key: each for each in explain(analysis, "conv2").derivations}
    assert chains(found["output_shape"]) == {
        "channels": ["filters", "256"],
        "height = width": [
            "(input height + 2 × padding − kernel) / stride + 1", "(27 + 2 × 2 − 5) / 1 + 1", "27",
        ],
    }  # fmt: skip
    assert chains(found["weights"])["Weights"] == [
        "kernel² × (input channels / groups) × filters", "5² × (96 / 2) × 256", "307,200",
    ]  # fmt: skip
    assert chains(found["params"])["Params"] == ["weights + biases", "5² × 48 × 256 + 256", "307,456"]
    assert chains(found["connections"])["Connections"][1:] == ["27 × 27 × (307,200 + 256)", "224,135,424"]
    assert chains(found["rf"])["RF"] == [
        "rf of pool1 + (kernel − 1) × jump of pool1", "19 + (5 − 1) × 8", "51",
    ]  # fmt: skip
    assert list(found["rf"].remarks) == ["path: 1, conv1 +10 = 11, pool1 +8 = 19, conv2 +32 = 51"]
    assert chains(found["start"])["Start"][1:] == ["0 − 2 × 8", "−16"]
    assert chains(found["macs_share"])["MACs %"] == [
        "MACs / the network's MACs", "223,948,800 / 724,406,816", "30.9147… %",
    ]  # fmt: skip


LECTURES = [
    # (network, layer, the formula of its parameters as lectures write it)
    ("alexnet", "conv1", "11² × 3 × 96 + 96 = 34,944"),
    ("alexnet", "conv2", "5² × 48 × 256 + 256 = 307,456"),  # two groups, each of 96 / 2 maps
    ("alexnet", "fc6", "9,216 × 4,096 + 4,096 = 37,752,832"),
    ("vgg16", "conv1_2", "3² × 64 × 64 + 64 = 36,928"),
    ("lenet5", "C3", "5² × 60 + 16 = 1,516"),  # 60 pairs in table I
    ("lenet5", "S2", "2 × 6 = 12"),
    ("resnet50", "conv1", "7² × 3 × 64 + 2 × 64 = 9,536"),  # no bias; γ and β of the batch norm
    ("mobilenet_v1", "conv2.depthwise", "3² × 32 + 2 × 32 = 352"),
    ("inception_v3", "6b.1x7.conv", "1 × 7 × 128 × 128 + 2 × 128 = 114,944"),
]
OWN = [
    ("conv, filters: 4, kernel: 3, bias: false", "3² × 6 × 4 = 216"),
    ("conv, filters: 4, kernel: [1, 5], groups: 2", "1 × 5 × 3 × 4 + 4 = 64"),
    ("depthwise, kernel: 3, multiplier: 2", "3² × 6 × 2 + 6 × 2 = 120"),
    ("conv, filters: 4, kernel: 3, norm: batchnorm, activation: prelu", "3² × 6 × 4 + 4 + 3 × 4 = 232"),
]


@pytest.mark.parametrize(("name", "layer", "formula"), LECTURES)
def test_parameters_as_lectures_write_them(name: str, layer: str, formula: str) -> None:
    check_lecture(cnnstat.analyze(name), layer, formula)


@pytest.mark.parametrize(("line", "formula"), OWN)
def test_parameters_of_a_line(line: str, formula: str, lines: Callable[..., Any]) -> None:
    check_lecture(lines(f"- {{name: own, type: {line}}}", channels=6), "own", formula)


def check_lecture(analysis: cnnstat.Analysis, layer: str, formula: str) -> None:
    """On one line, and with the value beside it in every medium."""
    explanation = explain(analysis, layer, ["params"])
    (equation,) = explanation.derivations[0].equations
    assert " = ".join(equation.chain(TEXT)).endswith(f" = {formula}")
    number, value = formula.split(" = ")
    assert number_of(number) == number_of(value) == analysis[layer].params
    lines = ["".join(piece for piece, _ in line) for line in explanation_view(explanation, 80)]
    assert any(line.endswith(f"= {formula}") for line in lines)
    tex = formula.replace("²", "^{2}").replace("×", r"\times").replace(",", "{,}")
    assert tex in latex.explanation(explanation)
    assert tex in markdown.explanation(explanation)
    number, value = (re.sub(r"\d+(,\d+)+", r'"\g<0>"', part) for part in (number, value))
    assert f"{number.replace('²', '^2').replace('×', 'times')} = {value}" in typst.explanation(explanation)


def test_elementwise_work_is_told_apart() -> None:
    found = {
        each.key: list(each.remarks) for each in explain(cnnstat.analyze("lenet5"), "C3", ["operations"]).derivations
    }
    # A bias is an addition; tanh takes two of them and three multiplications (layers/pointwise.py).
    assert found["ops_add"] == ["of which conv: neurons, scaled_tanh: 2 × neurons"]
    assert found["ops_multiply"] == ["by scaled_tanh"]
    assert found["ops_compare"] == []


def test_a_size_that_rounds_says_what_is_lost() -> None:
    found = explain(cnnstat.analyze("alexnet", input=224), "conv1", ["size"]).derivations
    assert [list(each.remarks) for each in found] == [
        ["(224 + 2 × 0 − 11) / 4 + 1 = 54.25, so 54: 1 row and 1 column of its input never read"]
    ]
    found = explain(cnnstat.analyze("resnet50"), "conv1", ["size"]).derivations
    assert list(found[0].remarks) == [
        "(224 + 2 × 3 − 7) / 2 + 1 = 112.5, so 112: 1 row and 1 column of padding never read"
    ]
    found = explain(cnnstat.analyze("googlenet"), "pool1", ["size"]).derivations
    assert list(found[0].remarks) == [
        "(112 + 2 × 0 − 3) / 2 + 1 = 55.5, so 56: 1 row and 1 column beyond the map, in a last window that is only "
        "partly filled"
    ]


def test_a_convolution_rounded_up_says_what_it_amounts_to(lines: Callable[..., cnnstat.Analysis]) -> None:
    (found,) = explain(cnnstat.analyze("alexnet-cuda-convnet"), "conv1", ["size"]).derivations
    assert chains(found)["height = width"] == [
        "⌈(input height + 2 × padding − kernel) / stride⌉ + 1", "⌈(224 + 2 × 0 − 11) / 4⌉ + 1", "⌈53.25⌉ + 1", "55",
    ]  # fmt: skip
    assert list(found.remarks) == [
        "(224 + 2 × 0 − 11) / 4 + 1 = 54.25, so 55: 3 rows and 3 columns of zeros behind the map, as with padding "
        "0 before, 3 after"
    ]

    def remark(line: str) -> str:
        (text,) = explain(lines(line, size=(8, 7)), "c", ["size"]).derivations[0].remarks
        return text

    # (8 + 1 − 3)/3 + 1 = 3 rows exactly, (7 + 2 − 3)/2 + 1 = 4 columns; with a stride of 4, ⌈1.5⌉ + 1 = 3 columns.
    line = "- {name: c, type: conv, filters: 2, kernel: 3, stride: [3, 4], padding: {top: 1, left: 2}, ceil_mode: true}"
    assert remark(line).endswith(
        "so 3: 2 columns of zeros behind the map, as with padding top 1, bottom 0, left 2, right 2"
    )
    # Rows 0, 6 and 12 of 8: the last lies beyond.
    line = "- {name: c, type: conv, filters: 2, kernel: 1, stride: [6, 1], ceil_mode: true}"
    assert remark(line) == (
        "(8 + 2 × 0 − 1) / 6 + 1 = 2.1666…, so 3: 5 rows of zeros behind the map, as with padding top 0, bottom 5, "
        "left 0, right 0; the last window reads zeros only"
    )


def test_merges_tell_what_meets() -> None:
    analysis = cnnstat.analyze("googlenet")
    (found,) = explain(analysis, "3a.concat", ["rf"]).derivations
    assert found.remarks[0] == (
        "the union of 3a.1x1, pixels −7 to 19; 3a.3x3, pixels −15 to 27; 3a.5x5, pixels −23 to 35; "
        "3a.pool_proj, pixels −15 to 27"
    )
    (found,) = explain(analysis, "3a.concat", ["size"]).derivations
    assert chains(found)["channels"][1:] == ["64 + 128 + 32 + 32", "256"]
    assert growth(analysis, analysis["pool1"]) == ["conv1 +6 = 7", "pool1 +4 = 11"]


@pytest.mark.parametrize(("name", "depth"), [("alexnet", 8), ("googlenet", 22), ("resnet50", 50), ("lenet5", 7)])
def test_depth_names_its_layers(name: str, depth: int) -> None:
    analysis = cnnstat.analyze(name)
    path = deepest(analysis)
    assert len(path) == depth == analysis.depth
    assert all(analysis[each].node.layer.weighted for each in path)
    orders = [analysis[each].order for each in path]
    assert orders == sorted(orders)


def test_equal_terms_stand_together() -> None:
    (found,) = explain(cnnstat.analyze("resnet50"), "conv2", ["params"]).derivations
    # 64·64 + 9·64·64 + 64·256, batch norms 2·(64 + 64 + 256); the first block has a projection 64·256 + 2·256 more.
    assert [tuple(each) for each in found.addends] == [
        ("conv2.1", 75_008, 1), ("conv2.2", 70_400, 1), ("conv2.3", 70_400, 1),
    ]  # fmt: skip
    (found,) = explain(cnnstat.analyze("resnet110"), "conv2", ["macs"]).derivations
    assert tuple(found.addends[0]) == ("conv2.1 … conv2.18", 2 * 9 * 16 * 16 * 32 * 32, 18)


@pytest.mark.parametrize("kind", DERIVATIONS)
@pytest.mark.parametrize("what", ["alexnet conv1", "googlenet 3a", "lenet5", "alexnet conv1 size --input 224"])
def test_formats(kind: str, what: str, program: Program, accept: Callable[[str, str], str]) -> None:
    result = program("explain", *what.split(), "--format", kind)
    assert (result.code, result.err) == (0, "")
    name = re.sub(r"[^a-z0-9]+", "-", what)
    assert result.out == accept(f"explain/{name}.{kind}", result.out)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["alexnet", "convv1"], "alexnet has no layer 'convv1'; did you mean 'conv1'?"),
        (["alexnet", "conv1", "parms"], "there is no quantity 'parms'; did you mean 'params'?"),
        (["alexnet", "conv1", "depth"], "depth is no figure of conv1; it has output_shape, "),
        (["googlenet", "3a", "jump"], "jump is no figure of block 3a; it has output_shape, rf, rf_union, neurons, "),
        (["alexnet", "jump"], "jump is no figure of the whole network; it has depth, "),
        (["googlenet", "aux1"], "aux1 exists in training only; --mode train shows it"),
        (["alexnet", "conv1", "--format", "pdf"], f"--format: expected one of {', '.join(DERIVATIONS)}, got 'pdf'"),
        (["alexnet", "conv1", "-o", "x.pdf"], "--output: the ending '.pdf' names no format; add --format"),
        (["alexnet", "conv1", "--input", "40"], "{specs}/alexnet.yaml:56:5: layer pool5 (maxpool): kernel 3×3 is "),
        (["alexnett", "conv1"], "there is no network 'alexnett'; did you mean 'alexnet'?"),
    ],
)
def test_refusals(arguments: list[str], message: str, program: Program) -> None:
    result = program("explain", *arguments)
    assert (result.code, result.out) == (2, "")
    specs = Path(cnnstat.load("alexnet").file).parent
    assert result.err.startswith("cnnstat: " + message.replace("{specs}", str(specs)))
    assert result.err.count("\n") == 1


def test_words_for_quantities(program: Program) -> None:
    for word in ("params", "parameters", "receptive field", "memory", "MACs", "depth"):
        result = program("explain", "alexnet", word)
        assert result.code == 0, (word, result.err)
    assert program("explain", "alexnet", "conv1", "size").out == program("explain", "alexnet", "conv1", "output").out
