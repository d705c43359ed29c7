"""Counting conventions: each one worked by hand, the guard against noise held to what it promises."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.claims import Reading, Reconciliation, reconcile
from cnnstat.claims.conventions import conventions_for
from cnnstat.printed import Fit, read_figure
from cnnstat.query import Bench, evaluate, read_query

BENCH = Bench()


def search(query: str, printed: str) -> Reconciliation:
    return reconcile(read_query(query), read_figure(printed), BENCH)


def first(query: str, printed: str) -> Reading:
    return search(query, printed).readings[0]


@pytest.mark.parametrize(
    ("query", "printed", "reading", "counted"),
    [
        ("lenet5.C1.params", "150", "weights only", 6 * 25),
        ("resnet20.params", "268,346", "without γ and β of norms", 269_722 - 2 * 688),
        # every convolution has a norm behind it: of 26,560 channels in all
        (
            "resnet50.params", "25,636,712", "as Keras counts (a bias on each convolution)",
            25_557_032 + 2 * 26_560 + 26_560,
        ),
        (
            "inception_v3.params", "23,851,784", "as Keras counts (norms without γ)",
            23_834_568 + 2 * 17_216 - 17_216,
        ),
        ("resnet20.params", "271,098", "buffers counted, as Keras counts", 269_722 + 2 * 688),
        ("lenet5.params", "60,840", "fixed weights counted", 60_000 + 840),
        ("alexnet.weight_bytes", "232.6MB", "MiB for MB", 4 * 60_965_224),
        ("alexnet.params", "2,334,080", "without linear layers", 34_944 + 307_456 + 885_120 + 663_936 + 442_624),
        ("vgg16.params", "134,260,544", "without the last layer", 138_357_544 - 4_097_000),
        (
            "mobilenet_v1.conv2.macs",
            "31711232",
            "norms counted, 2 per output, as fvcore counts, as convnet-burden counts, as torchscan counts",
            29_302_784 + 2 * 96 * 112**2,
        ),
        ("resnet50.flops", "3.86B", "MACs, not FLOPs", 3_857_973_248),
        ("alexnet.macs", "1,448,813,632", "2 FLOPs per MAC", 2 * 724_406_816),
        ("alexnet.flops", "724,406,816", "MACs, not FLOPs", 724_406_816),
        ("alexnet.macs", "725,066,088", "bias additions counted", 724_406_816 + 659_272),
        ("lenet5.connections", "332,824", "biases not counted", 340_908 - 4704 - 1176 - 1600 - 400 - 120 - 84),
        (
            *("lenet5.macs", "323,600", "without linear layers, bias additions counted"),
            117_600 + 150_000 + 48_000 + 4704 + 1176 + 1600 + 400 + 120,
        ),
        ("lenet1.neurons", "4624", "without linear layers, input counted", 3850 - 10 + 784),
        ("alexnet.connections", "724,406,816", "biases not counted", 724_406_816),
        ("lenet1.neurons", "4634", "input counted", 3850 + 784),
        ("lenet1.neurons", "3851", "a bias unit counted", 3850 + 1),
        ("alexnet.neurons", "781,736", "pools counted", 659_272 + 96 * 27 * 27 + 256 * 13 * 13 + 256 * 6 * 6),
        ("googlenet.depth", "27", "pools counted", 22 + 5),
        ("mobilenet_v1.conv2.depthwise.macs", "29,302,784", "of its block", 112 * 112 * (32 * 9 + 32 * 64)),
        ("alexnet.conv1.params", "60,965,224", "of the whole network", 60_965_224),
        ("alexnet.conv1.weights", "11,616", "input channels not counted", 11 * 11 * 96),
        ("alexnet.conv2.macs", "9,331,200", "2 FLOPs per MAC, input channels not counted", 2 * 27**2 * 256 * 5**2),
        ("alexnet.conv1.params", "11,712", "input channels not counted", 11 * 11 * 96 + 96),
        ("alexnet.input.neurons", "51,529", "input channels not counted", 227 * 227),
        ("alexnet.conv2.neurons", "93,312", "one GPU's half", 186_624 // 2),
        ("googlenet.params", "13,378,280", "with the auxiliary heads", 13_378_280),
        ("alexnet.params", "49,430,888", "input 224", 49_430_888),
        ("resnet50.macs", "4,089,184,256", "resnet50-v1.5", 4_089_184_256),
        ("resnet34@shortcut=C.params", "21,797,672", "shortcut=B", 21_797_672),
        ("mobilenet_v1@classes=120.params", "4,231,976", "classes=1000", 4_231_976),
        ("vgg16.params / alexnet.params", "2.218", "alexnet-ungrouped for alexnet", Fraction(138_357_544, 62_378_344)),
        ("lenet1.neurons", "4635", "input counted, a bias unit counted", 4635),
        ("alexnet.params", "61.0M", "", 0),
    ],
)  # fmt: skip
def test_conventions_by_hand(query: str, printed: str, reading: str, counted: int | Fraction) -> None:
    found = search(query, printed)
    if not reading:
        assert found.fit.word == "rounds"
        return
    assert (found.readings[0].text, found.readings[0].counted) == (reading, counted)


@pytest.mark.parametrize(
    ("query", "printed", "reading", "counted"),
    [
        ("alexnet.input.output_shape", "224x224x3", "alexnet-cuda-convnet", (3, 224, 224)),
        ("alexnet.conv1.output_shape", "54x54x96", "input 224", (96, 54, 54)),
        ("alexnet.conv1.output_shape", "55x55x64", "alexnet-owt", (64, 55, 55)),
        ("alexnet@classes=10.input.output_shape", "224x224", "alexnet-cuda-convnet", (3, 224, 224)),
    ],
)
def test_readings_of_shapes(query: str, printed: str, reading: str, counted: tuple[int, ...]) -> None:
    """A shape has readings too: the same figure of another size, setting or network of the family."""
    found = search(query, printed)
    assert [(each.text, each.counted, each.fit.word, each.offered) for each in found.readings] == [
        (reading, counted, "exact", True)
    ]
    assert [each.chance for each in found.readings] == [0]
    assert reading in found.tried
    assert found.numbers == len(found.tried)


@pytest.mark.parametrize("printed", ["53x53x96", "54", "96x54x53"])
def test_shapes_that_no_network_of_the_family_has(printed: str) -> None:
    assert not search("alexnet.conv1.output_shape", printed).readings


@pytest.mark.parametrize("figure", ["rf", "conv1.rf", "conv1.kernel", "depth"])
def test_no_gpu_has_half_of_what_is_no_sum(figure: str) -> None:
    value = evaluate(read_query(f"alexnet.{figure}"), BENCH).value
    assert isinstance(value, int)
    texts = [each.text for each in search(f"alexnet.{figure}", str(value / 2)).readings]
    assert not any("half" in each for each in texts)


def test_a_connection_table_has_no_kernels_of_one_depth(tmp_path: Path) -> None:
    """Its kernels read different numbers of maps: without the input channels there is no such count."""
    path = tmp_path / "net.yaml"
    path.write_text(
        "input: {channels: 3, size: 6}\n"
        "layers:\n"
        "  - {name: table, type: conv, table: [[0, 1], [0, 1, 2]], kernel: 3}\n"
        "  - {name: plain, type: conv, filters: 4, kernel: 3}\n"
    )
    # 4·9 of 2·4·9 weights; of 5·9 in the table no 15, though the net's image has 3 channels.
    for name, printed, expected in (("plain", "36", True), ("table", "15", False)):
        texts = [each.text for each in search(f"'{path}'.{name}.weights", printed).readings]
        assert ("input channels not counted" in texts) == expected


def test_every_reading_rounds_to_the_figure_and_is_simple() -> None:
    for query, printed in (("resnet50.macs", "4.1B"), ("vgg16.params", "528MB"), ("googlenet.macs", "1.5e9")):
        figure = read_figure(printed)
        found = search(query, printed)
        assert found.readings == sorted(found.readings, key=lambda each: each.rank)
        for each in found.readings:
            assert len(each.conventions) <= 2
            assert each.conventions or each.fit.word == "truncated"
            assert len({convention.axis for convention in each.conventions}) == len(each.conventions)
            cut = each.fit.word == "truncated" and figure.value <= each.value < figure.value + figure.step
            assert figure.low <= each.value <= figure.high or each.fit.unit or cut
            assert 0 <= each.chance <= 1


def test_what_is_cut_off_and_what_has_a_k() -> None:
    assert "digits cut off" not in "".join(each.text for each in search("googlenet.depth", "26").readings)
    for query, printed in (("alexnet.weight_bytes", "222 MiB"), ("alexnet.params", "5,954만")):
        assert not any("K = 1,024" in each.text for each in search(query, printed).readings)
    assert not search("inception_v3.6b.1x7.conv.kernel", "7x1").fit
    assert search("inception_v3.6b.1x7.conv.kernel", "1x7").fit.word == "exact"


def test_values_are_counted_once() -> None:
    """AlexNet has no norms: with and without them is one number, and no reading of its own."""
    for printed, word in (("60,954,656", "exact"), ("60.95M", "rounds")):
        (found,) = search("alexnet.params", printed).readings
        assert (found.text, found.value, found.fit.word) == ("weights only", 60_954_656, word)


@pytest.mark.parametrize(
    ("query", "printed", "expected"),
    [
        ("resnet34.macs", "3.64G", "shortcut=A"),  # the paper's own option, not plain34, which has as many
        ("resnet152.macs", "11.5G", "resnet152-v1.5"),  # not blocks of another kind
        ("googlenet.macs", "1.5B", "stem=separable"),
        ("googlenet.conv1.params", "2.7K", "weights only, stem=separable"),  # rounds, before what is cut off
        ("resnet50.macs", "3.8B", "digits cut off"),
        ("alexnet.params", "60M", "digits cut off"),
    ],
)
def test_the_likeliest_reading_comes_first(query: str, printed: str, expected: str) -> None:
    found = search(query, printed)
    assert found.offered[0].text == expected


def test_a_layer_that_a_query_takes_away_is_not_left_out_again() -> None:
    """568.74M without the linear layer are 567.72M; 566.69M would be without it twice."""
    query = "mobilenet_v1.macs - mobilenet_v1.fc.macs"
    texts = [each.text for each in search(query, "566.69M").readings]
    assert not any("linear" in each or "last layer" in each for each in texts)
    assert first("mobilenet_v1.macs", "567.72M").text == "without linear layers"


def test_behind_a_single_digit_nothing_is_cut_off() -> None:
    """5.71 billion are 12.5 % off from 5; from 5.7 they are not."""
    found = search("inception_v3.macs", "5B")
    assert (found.fit.word, found.offered) == ("", [])
    assert found.hidden[0].text == "digits cut off"
    assert search("inception_v3.macs", "5.7B").fit.word == "rounds"


def test_readings_younger_than_the_source_come_last() -> None:
    query, figure = read_query("resnet50.macs"), read_figure("4.1B")
    assert reconcile(query, figure, BENCH).readings[0].text == "resnet50-v1.5"
    old = reconcile(query, figure, BENCH, 2016).readings
    assert [each.away for each in old] == sorted(each.away for each in old)
    assert all(each.away == any(one.since > 2016 for one in each.conventions) for each in old)
    for year, away in ((2016, True), (2017, False), (0, False)):  # torchvision's form is of 2017
        readings = reconcile(query, figure, BENCH, year).readings
        assert next(each for each in readings if each.text == "resnet50-v1.5").away == away


@pytest.mark.parametrize(
    ("query", "printed"), [("resnet50.params", "25,636,712"), ("inception_v3.params", "23,851,784")]
)
def test_nothing_is_older_than_keras_that_counts_as_it_does(query: str, printed: str) -> None:
    for year, away in ((2014, True), (2015, False)):
        readings = reconcile(read_query(query), read_figure(printed), BENCH, year).readings
        assert [each.away for each in readings if each.text.startswith("as Keras counts")] == [away]


@pytest.mark.slow
def test_random_figures_are_seldom_fitted() -> None:
    """What the guard promises: of figures taken at random not many more than its share have a reading."""
    draw = random.Random(5)
    own = cnnstat.analyze("resnet50").macs
    fitted = 0
    for _ in range(150):
        printed = f"{own * 2 ** draw.uniform(-1, 1) / 10**9:.1f}B"
        found = search("resnet50.macs", printed)
        fitted += not found.fit and bool(found.offered)
    assert fitted / 150 <= 1.5 / 4
    assert fitted  # so that the bound is not met by offering nothing


def test_chance_against_trial() -> None:
    """The share of random figures that readings fit, by trying some."""
    found = search("alexnet.params", "61.1M")
    reading = found.readings[0]
    before = found.tried[: found.tried.index(reading.text) + 1]
    draw = random.Random(7)
    hits = 0
    for _ in range(300):
        printed = f"{61.1 * 2 ** draw.uniform(-1, 1):.1f}M"
        other = search("alexnet.params", printed)
        hits += any(each.simple and each.conventions[0].text in before for each in other.readings)
    assert abs(hits / 300 - reading.chance) < Fraction(8, 100)


def test_variants_of_one_s_own_file(tmp_path: Path) -> None:
    text = (
        "name: own\ninput: {channels: 1, size: 8}\nparams: {width: 2}\n"
        "layers:\n  - {name: conv, type: conv, filters: 4 * width, kernel: 3}\nvariants: {wide: {params: {width: 3}}}\n"
    )
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    assert first(f"{tmp_path}/own.yaml.params", "120").text == "wide"
    assert first(f"{tmp_path}/own.yaml:wide.params", "80").text == "own"


@pytest.mark.parametrize(
    ("layer", "choices", "details"),
    [
        ("{type: conv, filters: own, kernel: 1, bias: false}", [10, 11, 12, 9, 8], ["own=11", "own=9"]),
        ("{type: own, kernel: 2}", ["maxpool", "avgpool"], ["own=avgpool"]),  # of no parameters there are as many
    ],
)
def test_a_param_that_changes_a_tenth_at_most_is_a_detail(
    layer: str, choices: list[Any], details: list[str], tmp_path: Path
) -> None:
    params = f"{{own: {{default: {choices[0]}, choices: {choices}}}}}".replace("'", "")
    text = f"name: own\ninput: {{channels: 1, size: 8}}\nparams: {params}\nlayers: [{layer}]\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    query = read_query(f"{tmp_path}/own.yaml.params")
    found = [each for each in conventions_for(query, BENCH) if each.text.startswith("own=")]
    assert [each.text for each in found if not each.far] == details
    assert len(found) == len(choices) - 1


def test_none_found(program: Callable[..., Any]) -> None:
    result = program("reconcile", "alexnet.conv1.neurons", "253,440")
    assert result.code == 0
    assert "none found" in result.out
    assert "differs: 12.7 % low" in result.out


@pytest.mark.parametrize(
    ("name", "query", "printed"),
    [
        ("resnet50", "resnet50.macs", "4.1B"),
        ("googlenet-3a", "googlenet.3a.params", "159K"),
        ("none", "mobilenet_v2@width=1.4.params", "6.9M"),
        ("exact", "alexnet.params", "60,965,224"),
    ],
)
def test_what_it_prints(
    name: str, query: str, printed: str, program: Callable[..., Any], accept: Callable[[str, str], str]
) -> None:
    result = program("reconcile", query, printed)
    assert (result.code, result.err) == (0, "")
    assert result.out == accept(f"reconcile/{name}.txt", result.out)


def test_a_missing_million_is_said(program: Callable[..., Any]) -> None:
    assert "3.8B comes out as it stands: truncated." in program("reconcile", "resnet50.macs", "3.8").out
    share = program("reconcile", "share(mobilenet_v1[conv kernel=1].macs)", "94.86").out
    assert "94.86% comes out as it stands: rounds." in share


def test_what_is_hidden_and_what_is_said_of_the_unit(program: Callable[..., Any]) -> None:
    hidden = program("reconcile", "alexnet.macs", "1.1B").out.replace("\n", " ")
    assert "Not offered, since random figures fit too often: " in hidden
    assert "(--all)." in hidden
    said = program("reconcile", "resnet50.params", "25.6M FLOPs").out
    assert "25.6M FLOPs says FLOPs, and resnet50.params counts numbers." in said
    assert " says " not in program("reconcile", "resnet50.macs", "3.86G FLOPs").out  # MACs are called FLOPs everywhere
    assert "As thop counts: MACs + 4 for each element" in program("reconcile", "resnet50-v1.5.macs", "4.134G").out


def test_json(program: Callable[..., Any]) -> None:
    found = json.loads(program("reconcile", "resnet50.macs", "4.1B", "--format", "json").out)
    assert (found["schema_version"], found["exact"], found["fit"]) == (1, 3_857_973_248, None)
    assert found["readings"][0]["conventions"] == ["resnet50-v1.5"]
    assert found["readings"][0]["offered"]
    assert "K = 1,024" in found["tried"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["alexnet.params", "many"], "expected a figure such as 61.1M, 60,965,224 or 6,000만, got 'many'"),
        (
            ["vgg16.params", "528MB"],
            "528MB is a size in memory, and vgg16.params counts numbers; weight_bytes, peak_bytes and training_bytes "
            "of a network are sizes",
        ),
        (["alexnet.parms", "60M"], "'alexnet.parms': alexnet has no layer or figure 'parms'; did you mean 'params'?"),
    ],
)
def test_refusals(arguments: list[str], message: str, program: Callable[..., Any]) -> None:
    result = program("reconcile", *arguments)
    assert (result.code, result.out, result.err) == (2, "", f"cnnstat: {message}\n")


def test_where_chance_is_too_large_a_reading_is_not_offered() -> None:
    """A quarter of random figures for one convention, an eighth for two: worked with 240 trials, as the search has."""
    one, *_ = search("alexnet.params", "61.1M").readings[0].conventions
    simple = Reading((one,), 1, 1, Fit("rounds"))
    double = Reading((one, one), 1, 1, Fit("rounds"))
    assert [simple._replace(chance=Fraction(hits, 240)).offered for hits in (60, 61)] == [True, False]
    assert [double._replace(chance=Fraction(hits, 240)).offered for hits in (30, 31)] == [True, False]


def test_layers_of_a_block_that_are_chosen_are_not_the_block() -> None:
    """A figure of some layers has no reading as that of all around them."""
    own = search("googlenet.3a[conv].params", "163,696")  # the sum over the block's six convolutions
    assert own.fit.word == "exact"
    other = search("googlenet.3a[conv].params", "6,998,552")
    assert [each.text for each in other.readings if "whole" in each.text or "block" in each.text] == []
