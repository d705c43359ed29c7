"""What explain, table and compare take from Python; what they show is tested with the commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat import compare

ALEXNET = cnnstat.analyze("alexnet")


def values(table: cnnstat.Table) -> list[list[Any]]:
    return [list(row.values()) for row in table.to_dict()["rows"]]


def heads(table: cnnstat.Table) -> list[str]:
    return [column.title for column in table.columns]


@pytest.mark.parametrize(
    ("words", "sides"),
    [(["alexnet", "conv1", "params", "--compare", "conv2"], ("alexnet.conv1", "conv2")),
     (["alexnet", "conv1", "params", "--compare", "@input=224"], ("alexnet.conv1", "@input=224")),
     (["alexnet", "conv1", "params", "--compare", "vgg16.conv1_1"], ("alexnet.conv1", "vgg16.conv1_1")),
     (["alexnet", "conv1", "params", "--compare", "conv kernel=3 filters=C"],
      ("alexnet.conv1", "conv kernel=3 filters=C")),
     (["conv kernel=3 filters=C", "params"], ("conv kernel=3 filters=C",)),
     (["input channels=C; conv kernel=3 filters=C", "params", "--compare", "conv kernel=1 filters=C"],
      ("input channels=C; conv kernel=3 filters=C", "conv kernel=1 filters=C"))],
)  # fmt: skip
def test_words_mean_what_they_mean_to_the_program(
    words: list[str], sides: tuple[str, ...], inside: Callable[..., Any]
) -> None:
    printed = f"{compare(*sides, quantities=['params'])}\n"
    assert printed.replace("alexnet.conv1", "alexnet conv1") == inside("explain", *words).out.replace(
        "alexnet.conv1", "alexnet conv1"
    )


def test_networks_at_hand() -> None:
    loaded, small = cnnstat.load("alexnet"), cnnstat.load("alexnet", input=224)
    by_name = values(compare("alexnet", "alexnet@input=224"))
    assert values(compare(loaded, small)) == values(compare(ALEXNET, small)) == by_name
    assert heads(compare(loaded, small)) == ["Figure", "alexnet at 3×227×227", "alexnet at 3×224×224", "Ratio"]
    assert heads(compare(ALEXNET, "vgg16")) == ["Figure", "alexnet", "vgg16", "Ratio"]
    assert values(compare(ALEXNET, "vgg16.conv1_1", quantities="params"))[0][1:3] == [60965224, 1792]
    assert values(compare("vgg16", ALEXNET, quantities="params"))[0][1:3] == [138357544, 60965224]


def test_a_layer_beside_a_network_at_hand_is_one_of_its_own() -> None:
    changed = cnnstat.load("alexnet", groups=1)
    table = compare(changed, "conv2", quantities="params")
    assert heads(table)[2] == "alexnet conv2"
    assert values(table)[0][2] == cnnstat.get("alexnet@groups=1.conv2.params") != cnnstat.get("alexnet.conv2.params")


def test_files(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("input: {channels: 1, size: 4}\nlayers: [{type: conv, filters: 4, kernel: 1}]\n")
    for sides in ((path, "alexnet"), ("alexnet", path), (path, path), (str(path), "alexnet")):
        assert 8 in values(compare(*sides, quantities="params"))[0]


def test_settings_are_those_of_every_network_that_is_not_analysed_yet() -> None:
    table = compare("googlenet", "alexnet", cnnstat.load("lenet5"), quantities="flops", training=True, flops="all")
    wanted = [cnnstat.analyze(name, training=True, flops="all").flops for name in ("googlenet", "alexnet", "lenet5")]
    assert values(table)[0][1:4] == wanted
    own = cnnstat.analyze("alexnet", flops="all")
    assert values(compare(own, "lenet5", quantities="flops"))[0][1:3] == [own.flops, wanted[2]]


def test_settings_are_also_those_of_typed_layers() -> None:
    # 4×6×6 outputs of 27 MACs each, and a bias is one elementwise addition
    typed = "input channels=3 size=8; conv kernel=3 filters=4"
    wanted = [2 * 27 * 144 + 144, 2 * 144]
    conv1 = cnnstat.analyze("alexnet", flops="all")["conv1"]
    asked: dict[str, Any] = {"quantities": ["flops", "activation_bytes"], "flops": "all", "dtype": "float16"}
    for own, other in ((typed, typed), ("alexnet.conv1", typed)):
        rows = {row[0]: row[1:3] for row in values(compare(own, other, **asked)) if row[0] in ("FLOPs", "Activations")}
        first = wanted if own == typed else [conv1.flops, 2 * conv1.neurons]
        assert rows == {"FLOPs": [first[0], wanted[0]], "Activations": [first[1], wanted[1]]}
    (row,) = values(compare(cnnstat.analyze("alexnet", flops="all"), typed, quantities="flops"))
    assert row[2] == wanted[0]


LETTERS = "conv kernel=3 filters=C"
REFUSED: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
    (("alexnet",), {}, "compare() takes two and more; only layers with letters may stand alone"),
    ((ALEXNET,), {}, "compare() takes two and more; only layers with letters may stand alone"),
    (("alexnt", "vgg16"), {}, "'alexnt': there is no network 'alexnt'; did you mean 'alexnet'?"),
    (("alexnet.conv9", "conv2"), {}, "alexnet has no layer 'conv9'; did you mean 'conv5'?"),
    (("alexnet[conv]", "vgg16"), {}, "compare(): expected one layer or network, got 'alexnet[conv]'"),
    (("alexnet", "1 + vgg16"), {}, "compare(): expected one layer or network, got '1 + vgg16'"),
    (("alexnet", ""), {}, "compare(): expected a layer, @input=224, vgg16.conv1_1 or layers, got nothing"),
    (("alexnet", 5), {}, "compare(): expected a name, a path, a network or its analysis, got 5"),
    ((None, "alexnet"), {}, "compare(): expected a name, a path, a network or its analysis, got None"),
    ((ALEXNET, "@input=224"), {},
     "compare(): expected a network's name in front of '@input=224', as 'alexnet@input=224'"),
    ((ALEXNET, "vgg16"), {"flops": "all"}, "settings are those of analyze(); this network is analysed already"),
    ((ALEXNET, cnnstat.analyze("lenet1", flops="all")), {},
     "compare(): expected analyses that count FLOPs alike, got flops=2macs and all"),
    ((LETTERS, "alexnet"), {},
     "compare(): layers compare with layers, as 'conv kernel=3 filters=C', got 'alexnet'"),
    ((LETTERS, ALEXNET), {},
     "compare(): layers compare with layers, as 'conv kernel=3 filters=C', got a network"),
    (("alexnet", "vgg16"), {"quantities": "parms"}, "there is no quantity 'parms'; did you mean 'params'?"),
    (("alexnet", "vgg16"), {"quantities": 5}, "quantities: expected names, got 5"),
    (("alexnet", "vgg16"), {"quantities": [5]}, "quantities: expected a name, got 5"),
    (("alexnet", "vgg16"), {"training": "no"}, "training: expected True or False, got 'no'"),
    (("alexnet", "vgg16"), {"dtype": "int9"},
     "dtype: expected one of float64, float32, bfloat16, float16, int8, got 'int9'; did you mean 'int8'?"),
]  # fmt: skip


@pytest.mark.parametrize(("sides", "settings", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_compared(sides: tuple[Any, ...], settings: dict[str, Any], message: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        compare(*sides, **settings)
    assert str(caught.value) == message


# explain and table


def test_a_network_or_its_analysis() -> None:
    for network in ("alexnet", cnnstat.load("alexnet"), ALEXNET):
        assert cnnstat.explain(network, "conv1", ["params"]) == cnnstat.explain("alexnet", "conv1", "params")
        assert cnnstat.table(network, "conv1") == cnnstat.table("alexnet", "conv1")
    assert cnnstat.table("alexnet", input=224, groups=1) == cnnstat.table(cnnstat.load("alexnet", input=224, groups=1))


def test_a_first_word_may_be_a_quantity() -> None:
    assert cnnstat.explain("alexnet", "params") == cnnstat.explain("alexnet", quantities=["params"])
    assert cnnstat.explain("alexnet", "params", ["macs"]).derivations[1].key == "macs"


@pytest.mark.parametrize(
    ("words", "settings", "message"),
    [(("alexnet", "conv9"), {}, "alexnet has no layer 'conv9'; did you mean 'conv5'?"),
     (("alexnet", 5), {}, "layer: expected a name, got 5"),
     (("alexnet", "conv1", 5), {}, "quantities: expected names, got 5"),
     (("alexnet", "conv1", ["parms"]), {}, "there is no quantity 'parms'; did you mean 'params'?"),
     (("googlenet", "aux1"), {}, "aux1 exists in training only; --mode train shows it"),
     ((LETTERS,), {}, "explain() takes networks; compare() takes layers with letters, one or several"),
     ((ALEXNET,), {"input": 224}, "settings are those of analyze(); this network is analysed already"),
     ((ALEXNET,), {"groups": 1}, "settings are those of analyze(); this network is analysed already"),
     ((ALEXNET,), {"batch": 2}, "settings are those of analyze(); this network is analysed already"),
     ((cnnstat.load("lenet1"),), {"input": 4},
      "input and params are settings of load(); this network is loaded already"),
     ((5,), {}, "expected a network, its name or a path, got 5")],
)  # fmt: skip
def test_what_cannot_be_explained(words: tuple[Any, ...], settings: dict[str, Any], message: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.explain(*words, **settings)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("words", "settings", "message"),
    [(("alexnet", "conv9"), {}, "alexnet has no layer 'conv9'; did you mean 'conv5'?"),
     (("alexnet", "", ["nme"]), {}, "there is no column 'nme'; did you mean 'name'?"),
     (("alexnet", "", 5), {}, "columns: expected names, got 5"),
     (("alexnet",), {"depth": 0}, "depth: expected a whole number from 1 on, got 0"),
     (("alexnet",), {"depth": True}, "depth: expected a whole number from 1 on, got True"),
     ((ALEXNET,), {"flops": "all"}, "settings are those of analyze(); this network is analysed already"),
     (("googlenet", "aux1"), {}, "aux1 exists in training only; --mode train shows it")],
)  # fmt: skip
def test_what_is_no_table(words: tuple[Any, ...], settings: dict[str, Any], message: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.table(*words, **settings)
    assert str(caught.value) == message
