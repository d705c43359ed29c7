"""The queries that figures may be the answer to, written down for each quantity, part and form of a figure; and rows of
tables laid beside layers, held against all ways in which they can be laid."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import pytest

from cnnstat.documents.reading import answers
from cnnstat.documents.reading.answers import ALTERNATIVES, chosen, clause, named_layers, reads
from cnnstat.documents.reading.claim import LAYERED
from cnnstat.documents.reading.layers import first, is_shape, layers_of, of_image, of_kind, setup_of
from cnnstat.documents.reading.rows import (
    FEWEST,
    Place,
    Row,
    Size,
    aligned,
    best_chain,
    kind_of,
    places,
    sizes_of,
    worths,
)
from cnnstat.documents.reading.tokens import Part
from cnnstat.printed import read_figure
from cnnstat.query import Bench
from cnnstat.query.bench import Setup

BENCH = Bench()
PARTS = (
    None, Part("conv", many=0), Part("linear"), Part("pool"), Part(), Part("conv", 1), Part("conv", 2, 2),
    Part("conv", 1, 2), Part("linear", -1), Part("linear", -1, 2), Part("linear", -1, 4), Part("", -1, 3), Part("", 5),
    Part("", 99), Part(known=False), Part(name="conv2"), Part(name="3a"), Part("conv", kernel=(3, 3), many=0),
    Part(kernel=(3, 3), many=0),
)  # fmt: skip
PRINTED = (
    "1", "2", "3", "4", "5", "6", "11", "13", "28", "55", "96", "227", "256", "1,000", "1000", "4096", "9216", "43,264",
    "61M", "1×1", "2×2", "3×3", "11×11", "1×1×64", "1×1×3×64", "11×11×3", "11×11×3×96", "5×5×48", "5×5×96", "6×6",
    "55×55", "6×6×256", "256×6×6", "4096×1", "1×4096", "4096×9216", "227×227", "227×227×3", "3×227×227",
    "28×28×256", "1.5",
)  # fmt: skip


def setup(network: str) -> Setup:
    found = setup_of(network, BENCH)
    assert found is not None
    return found


def called(part: Part | None) -> str:
    own = {} if part is None else part._asdict()
    return "whole" if part is None else str({key: own[key] for key in own if own[key] != Part._field_defaults[key]})


KEYS = (*ALTERNATIVES, "count", "bytes", "rf", "jump", "activations", "amount")


def asked(network: str, part: Part | None) -> dict[str, str]:
    """For each quantity the queries for figures of a part, by how they are printed."""
    found = {}
    for key in dict.fromkeys((*KEYS, *LAYERED, "shape")):
        queries = {
            printed: list(answers.answers(network, key, printed, part, setup(network)))
            for printed in (PRINTED[:1] if key in KEYS else PRINTED)
        }
        said = [", ".join(each) if key in KEYS else f"{printed} {each[0]}" for printed, each in queries.items() if each]
        found[key] = "; ".join(said).replace(f"{network}.", "").replace(f"{network}[", "[")
    return found


@pytest.mark.parametrize(("network", "parts"), [("alexnet", PARTS), ("googlenet", (None, *PARTS[-4:-2]))])
def test_what_figures_may_be_the_answer_to(
    network: str, parts: Sequence[Part | None], accept: Callable[[str, str], str]
) -> None:
    """Of a part, what differs from the whole network."""
    whole, lines = asked(network, None), list[str]()
    for part in parts:
        own = asked(network, part)
        new = [key for key in own if not part or own[key] != whole[key]]
        lines += [called(part), *(f"    {key}: {own[key]}" for key in new if own[key])]
        lines += [f"    none: {', '.join(key for key in new if not own[key])}"]
    text = "\n".join(lines) + "\n"
    assert text == accept(f"figures_of_parts/{network}.txt", text)


def test_exact_figures_of_listings() -> None:
    """A number above a thousand is a layer's count of parameters, or of weights."""
    net = setup("alexnet")
    for printed, expected in (
        ("34,944", ["alexnet.conv1.params"]), ("34,848", ["alexnet.conv1.weights"]), ("34,945", []), ("1000", []),
        ("4,097,000", ["alexnet.fc8.params"]), ("4,096,000", ["alexnet.fc8.weights"]),
    ):  # fmt: skip
        assert list(answers.answers("alexnet", "listed", printed, None, net)) == expected
    assert list(answers.compared("a", "b", "params")) == ["a.params / b.params", "b.params / a.params"]
    assert list(answers.variants("vgg16", BENCH)) == list(dict.fromkeys(answers.variants("vgg16", BENCH)))
    assert list(answers.variants("vgg16@input=32", BENCH)) == list(answers.variants("none", BENCH)) == []
    assert list(answers.shares("alexnet", Part("linear"), "params", net)) == [
        "share(alexnet[linear].params)",
        "share(alexnet[linear].weights)",
    ]
    assert next(answers.shares("alexnet", Part("linear", -1, 2), "macs", net)) == (
        "(alexnet.fc7.macs + alexnet.fc8.macs) / alexnet.macs"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Conv1", ["conv1"]), ("conv-2 and FC_6", ["conv2", "fc6"]), ("FC 8 then pool5", ["fc8", "pool5"]),
        ("C3", []), ("fc1", ["fc6"]), ("dense 3", ["fc8"]), ("dense 4", []), ("dense 0", []), ("pool 3", ["pool5"]),
        ("maxpool4", []), ("conv9", []), ("relu1", []), ("the conv2 x conv3", ["conv2", "conv3"]),
        ("xconv1", []), ("conv1x", []), ("conv123", []), (f"{'x ' * 57}conv1 a", ["conv1"]), (f"{'x ' * 58}conv1", []),
    ],
)  # fmt: skip
def test_layers_that_a_text_names(text: str, expected: list[str]) -> None:
    assert list(named_layers(setup("alexnet"), text)) == expected


def test_other_ways_to_name_layers() -> None:
    assert list(named_layers(setup("googlenet"), "module 3(a) and 4b")) == ["3a"]
    assert list(named_layers(setup("googlenet"), "module 3 (b), 5(e) and x3(a)")) == ["3b"]
    assert clause("61M parameters, conv1 has 5, 6 in conv2") == " 6 in conv2"
    assert clause("61M in conv2; conv3 has 7.5K in conv4") == " in conv4"
    assert clause("8 layers of conv1") == "8 layers of conv1"
    assert clause("a" * 130) == "a" * 120


def test_layers_that_words_choose() -> None:
    net = setup("alexnet")

    def names(part: Part) -> list[str]:
        return [each.name for each in chosen(net, part)]

    convs, dense = [f"conv{at}" for at in range(1, 6)], ["fc6", "fc7", "fc8"]
    assert names(Part("conv")) == convs
    assert names(Part("", 0)) == names(Part("", -1, 8)) == [*convs, *dense]
    assert names(Part("linear", -1, 3)) == dense
    assert names(Part("linear", -1, 4)) == names(Part("conv", 2, 2)) == names(Part(known=False)) == []
    assert names(Part("conv", 1, 2)) == convs[:2]
    assert names(Part("conv", 5)) == convs[4:]
    assert names(Part("conv", 6)) == []
    assert names(Part("", 6)) == ["fc6"]
    assert [each.name for each in of_kind(net, "pool")] == names(Part("pool"))
    assert {*names(Part(kernel=(3, 3)))} == {*convs, *dense, *names(Part("pool"))}


def test_shapes() -> None:
    layer = layers_of(setup("lenet5"))[0]  # 6 maps of 28×28
    assert [is_shape((6, 28, 28), each) for each in ((6, 28, 28), (28, 28, 6), (28, 28), (28, 6, 28), (28,))] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert [is_shape((6, 28, 27), each) for each in ((28, 27), (28, 27, 6), (6, 28, 27), (27, 28, 6))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [is_shape((9, 1, 1), each) for each in ((9, 1), (1, 9), (1, 1), (9, 1, 1), (9, 9))] == [
        True, True, True, True, False,
    ]  # fmt: skip
    assert not is_shape((9, 1, 2), (9, 1))
    assert not is_shape((9, 2, 2), (9, 1))
    assert reads([layer], (1, 32, 32))
    assert reads([layer], (32, 32, 1))
    assert not reads([layer], (32, 32))
    image = setup("alexnet").analysis.network.input
    assert [of_image(image, each) for each in ((227, 227), (3, 227, 227), (227, 227, 3), (227, 3), (227,))] == [
        "input.height", "input_shape", "input_shape", "", "",
    ]  # fmt: skip
    assert list(first([], "kernel", read_figure("5×5"))) == []


def chains(worths: Sequence[Sequence[float]], many: int) -> Iterator[list[tuple[int, int]]]:
    """All ways to give some rows places so that both keep their order."""
    rows = [row for row, own in enumerate(worths) if own]
    for count in range(min(len(rows), many) + 1):
        for some in combinations(rows, count):
            for own in combinations(range(many), count):
                found = list(zip(some, own, strict=True))
                if all(worths[row][place] > 0 for row, place in found):
                    yield found


def test_the_best_chain_is_worth_the_most_of_all() -> None:
    chance = random.Random(5)
    for _ in range(300):
        many = chance.randint(0, 4)
        own = [
            [] if chance.random() < 0.2 else [chance.choice([0, 0, -1, 0.5, 1, 2, 3]) for _ in range(many)]
            for _ in range(chance.randint(0, 4))
        ]
        found = best_chain(own, many)
        most = max(sum(own[row][place] for row, place in each) for each in chains(own, many))
        assert sum(each.worth for each in found) == most
        assert [(each.row, each.place) for each in found] in list(chains(own, many))
        assert all(each.worth == own[each.row][each.place] for each in found)


def rows(*said: tuple[str, str, dict[str, str]]) -> list[Row]:
    return [Row(label, name, list(sizes_of([*sizes.items()]))) for label, name, sizes in said]


def test_what_a_row_is_worth() -> None:
    """A size that weighs two has four sides, a small number weighs half; what does not agree counts against it."""
    net = setup("alexnet")
    conv1 = next(each for each in places(net) if each.name == "conv1")
    for name, sizes, expected in (
        ("", {"kernel": "11×11"}, [1]), ("", {"kernel": "11"}, [1]), ("", {"stride": "4"}, [0.5]),
        ("", {"stride": "5"}, [-0.5]), ("", {"kernel": "9"}, [-0.5]), ("", {"kernel": "10"}, [-1]),
        ("", {"kernel": "11×11×3×96"}, [2]), ("", {"kernel": "11×11×3", "stride": "5"}, [0.5]),
        ("conv1", {}, [1]), ("conv1", {"kernel": "11×11"}, [2]), ("conv1", {"kernel": "9×9"}, [0]),
        ("conv1", {"stride": "4", "kernel": "9×9", "filters": "95"}, [0.5]), ("conv2", {"filters": "96"}, [1]),
    ):  # fmt: skip
        (row,) = rows(("", name, sizes))
        assert worths(row, [conv1]) == expected, (name, sizes)
    (block,) = rows(("", "3a", {}))
    inner = next(each for each in places(setup("googlenet")) if each.name.startswith("3a."))
    assert worths(block, [inner]) == [0.5]
    pool = next(each for each in places(net) if each.kind == "pool")
    (row,) = rows(("Max pool", "", {"kernel": "3×3"}))
    assert worths(row, [conv1, pool]) == [0, 1]
    assert [kind_of(each) for each in ("Conv", "Max-pool", "FC6", "BN", "ReLU", "x", "Preconv")] == [
        "conv", "pool", "linear", "other", "none", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("network", ["alexnet", "lenet5", "googlenet", "resnet18", "mobilenet_v1"])
def test_layers_in_their_order_find_their_places(network: str) -> None:
    """Rows that state what the layers have are about these layers; and blocks stand behind the last of their layers."""
    net = setup(network)
    own = [each for each in layers_of(net) if each.kernel or each.type == "linear"]
    stated = [
        Row("", "", list(sizes_of([
            ("output", f"{each.height}×{each.width}×{each.channels}"),
            *([("kernel", "×".join(map(str, each.kernel)))] if each.kernel else []),
            *([("params", f"{each.params}")] if each.params else []),
        ])))
        for each in own
    ]  # fmt: skip
    found = aligned(net, stated)
    assert found is not None
    same = [each.name for each, name in zip(own, found.names, strict=True) if name == each.name]
    assert len(same) > 0.7 * len(own)
    every = [each.name for each in places(net)]
    assert every == list(dict.fromkeys(every))
    for place in places(net):
        if len(place.layers) > 1:
            before = every[every.index(place.name) - 1]
            assert before == place.layers[-1].name or before.startswith(f"{place.name}.")


def test_so_many_rows_must_find_a_place() -> None:
    net = setup("alexnet")
    good, wrong = {"kernel": "11×11"}, {"kernel": "9×9"}
    assert aligned(net, []) is None
    assert aligned(net, rows(("", "", {}))) is None
    assert aligned(net, rows(("", "", good))) is None  # one row, of little worth
    one = aligned(net, rows(("conv1", "conv1", {"kernel": "11×11", "filters": "96"})))
    assert one is not None
    assert (one.names, one.worth, one.another) == (["conv1"], 3, False)
    three = [("", "", {"kernel": each}) for each in ("11×11", "5×5", "3×3")]
    assert len(three) == FEWEST
    found = aligned(net, rows(*three))
    assert found is not None
    assert found.names == ["conv1", "conv2", "pool2"]  # of several the first
    assert aligned(net, rows(*three, ("", "", wrong), ("", "", wrong))) is not None  # three of five
    assert aligned(net, rows(*three, *[("", "", wrong)] * 3)) is None
    sixth = aligned(net, rows(*three, *[("", "", wrong)] * 3), share=0.5)
    assert sixth is not None
    assert sixth.names[3:] == ["", "", ""]


def test_shapes_that_contradict_a_network() -> None:
    net = setup("alexnet")
    named = [("conv1", "conv1", {"kernel": "11×11", "output": "54×54×96"}), ("conv2", "conv2", {"output": "26×26×256"})]
    found = aligned(net, rows(*named, ("", "", {"kernel": "3×3"})))
    assert found is not None
    assert found.another
    right = [("conv1", "conv1", {"output": "55×55×96"}), *named[1:]]
    found = aligned(net, rows(*right, ("", "", {"kernel": "3×3"})))
    assert found is not None
    assert not found.another


def test_pools_that_read_whole_maps() -> None:
    last = next(each for each in places(setup("googlenet")) if each.reads_all)
    assert last.name == "pool5"
    size = Size("kernel", read_figure("7×7"))
    assert last.fits(size)
    assert not last.fits(Size("kernel", read_figure("6×6")))
    assert last.fits(Size("stride", read_figure("5")))
    assert not Place("a", last.layers * 2).reads_all


def test_sizes_that_a_layer_or_a_block_has() -> None:
    conv1 = next(each for each in places(setup("alexnet")) if each.name == "conv1")
    block = next(each for each in places(setup("googlenet")) if each.name == "3a")
    for place, key, printed, expected in (
        (conv1, "input", "3", True), (conv1, "input", "227", True), (conv1, "input", "96", False),
        (conv1, "input", "227×227×3", True), (conv1, "input", "55×55", False), (conv1, "rf", "11", True),
        (conv1, "rf", "11×11", True), (conv1, "rf", "11×12", False), (conv1, "rf", "11×11×11", False),
        (conv1, "rf", "12", False), (conv1, "params", "34,944", True), (conv1, "params", "34,848", True),
        (conv1, "weights", "34,944", True), (conv1, "params", "34,900", False), (conv1, "macs", "105,415,200", True),
        (conv1, "flops", "210,830,400", True), (conv1, "macs", "316,245,600", False),
        (conv1, "output", "55×55×96", True),
        (conv1, "shape", "11×11", True), (conv1, "shape", "55×55", True), (conv1, "shape", "5×5", False),
        (block, "params", "163,696", True), (block, "params", "12,352", False), (block, "output", "28×28×256", True),
        (block, "input", "192", True), (block, "input", "28×28×192", True), (block, "kernel", "5×5", True),
        (block, "rf", str(block.layers[-1].rf), True), (block, "rf", str(block.layers[0].rf), False),
    ):  # fmt: skip
        assert place.fits(Size(key, read_figure(printed))) == expected, (place.name, key, printed)
