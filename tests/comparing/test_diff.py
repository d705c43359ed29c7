"""What differs between two networks: how layers are aligned, what is said of them, how rows fold."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from conftest import Done
from hypothesis import given
from hypothesis import strategies as st

import cnnstat
from cnnstat.comparing.align import align
from cnnstat.comparing.changes import LONGEST, written
from cnnstat.comparing.patterns import Names, patterns
from cnnstat.comparing.sequences import MOST_CELLS, ascending, common
from cnnstat.effort import Effort, TooMuchError
from cnnstat.errors import UsageError
from cnnstat.spec import catalog
from cnnstat.spec.write import flow

Inside = Callable[..., Done]
Accept = Callable[[str, str], str]
PAIRS = [
    ("alexnet", "alexnet-owt"), ("resnet50", "resnet50-v1.5"), ("googlenet", "googlenet-torchvision"),
    ("resnet50", "resnet101"), ("resnet34", "plain34"), ("alexnet", "caffenet"), ("lenet5", "vgg16"),
    ("resnet50", "@input=256"), ("googlenet", "@mode=train"), ("resnet34", "@shortcut=C"),
]  # fmt: skip
CONV = "{name: %s, type: conv, filters: 4, kernel: %s, padding: same}"


NESTED = st.recursive(
    st.integers(0, 9) | st.sampled_from(["a", "b c"]),
    lambda inner: st.lists(inner, max_size=60) | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=6),
    max_leaves=80,
)


@given(NESTED)
def test_long_lists_are_told_by_how_much_they_hold(value: Any) -> None:
    """As it would be if all of them were written out first."""
    text = flow(value)
    if len(text) > LONGEST and isinstance(value, list | dict):
        text = f"({len(value)} {'values' if isinstance(value, list) else 'keys'})"
    assert written(value) == text


@pytest.fixture
def specs(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """A function that writes two specs, each from the lines of its layers, and returns their paths."""

    def write(one: Sequence[str], two: Sequence[str], size: int = 16) -> tuple[str, str]:
        paths = tmp_path / "one.yaml", tmp_path / "two.yaml"
        for path, lines in zip(paths, (one, two), strict=True):
            body = "".join(f"  - {line}\n" for line in lines)
            path.write_text(f"input: {{channels: 4, size: {size}}}\nlayers:\n{body}")
        return str(paths[0]), str(paths[1])

    return write


def rows(found: cnnstat.Diff) -> list[tuple[str, ...]]:
    """What changed, which layers, which keys."""
    return [tuple(row[:3]) for row in found.table.texts()]


def chain(*names: str, kernel: int = 3) -> list[str]:
    return [CONV % (name, kernel) for name in names]


# What is said


@pytest.mark.parametrize(("one", "two"), PAIRS, ids=" ".join)
def test_differences_of_the_catalog(one: str, two: str, inside: Inside, accept: Accept) -> None:
    done = inside("diff", one, two)
    assert (done.code, done.err) == (0, "")
    name = f"{one}-{two.strip('@').replace('=', '-')}"
    assert done.out == accept(f"diff/{name}.txt", done.out)
    assert done.out == f"{cnnstat.diff(one, two)}\n"
    markdown = inside("diff", one, two, "--format", "markdown").out
    assert markdown == accept(f"diff/{name}.md", markdown)


def test_the_stride_of_version_1_5() -> None:
    """Six layers of which three reduce in their second convolution: two rows, worked by hand."""
    found = cnnstat.diff("resnet50", "resnet50-v1.5")
    assert found.table.texts() == [
        # 1×1 with 4 × 4 = 16 times... four times as many outputs: 3 × 128·256·28² more MACs at conv3, and so on.
        ["changed", "conv{3..5}.1.conv1 (3)", "stride 2 → 1", "128×28×28 → 128×56×56, …", "", "+231,211,008"],
        ["changed", "conv{3..5}.1.conv2 (3)", "stride 1 → 2", "", "", ""],
    ]
    by_hand = 3 * (128 * 256 * 28**2 + 256 * 512 * 14**2 + 512 * 1024 * 7**2)
    assert by_hand == 231_211_008
    macs = next(each for each in found.totals if each.key == "macs")
    assert macs.difference == by_hand == cnnstat.get("resnet50-v1.5.macs - resnet50.macs")


@pytest.mark.parametrize("name", [*catalog.networks()])
def test_a_network_and_itself(name: str, inside: Inside) -> None:
    found = cnnstat.diff(name, cnnstat.load(name))
    assert (found.differs, list(found.layers), found.counts) == (False, [], {})
    assert repr(found) == f"<Diff {name!r} → {name!r}: no differences>"
    assert str(found).splitlines()[:3] == [
        f"{name} → {name}", "", "No differences: every layer, key and figure of the one is that of the other.",
    ]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), PAIRS[:5], ids=" ".join)
def test_what_was_added_one_way_is_removed_the_other(one: str, two: str) -> None:
    there, back = cnnstat.diff(one, two), cnnstat.diff(two, one)
    swapped = {"added": "removed", "removed": "added"}
    assert {swapped.get(status, status): count for status, count in there.counts.items()} == dict(back.counts)
    pairs = [(each.one and each.one.name, each.two and each.two.name) for each in there.layers]
    assert {(b, a) for a, b in pairs} == {
        (each.one and each.one.name, each.two and each.two.name) for each in back.layers
    }
    for ahead, behind in zip(there.totals, back.totals, strict=True):
        assert (ahead.one, ahead.two) == (behind.two, behind.one)
        if ahead.difference is not None and behind.difference is not None:
            assert ahead.difference == -behind.difference


@pytest.mark.parametrize(("one", "two"), PAIRS, ids=" ".join)
def test_rows_and_layers_sum_to_the_totals(one: str, two: str) -> None:
    """What the layers gain is what the networks gain; and no layer is missing or told twice."""
    found = cnnstat.diff(one, two)
    totals = {each.key: each.difference for each in found.totals}
    first, second = found.analyses
    if found.common:
        for at, key in ((4, "params"), (5, "macs")):
            assert sum(row[at].data for row in found.table.rows) == totals[key]
    told = [each.one.name for each in found.layers if each.one], [each.two.name for each in found.layers if each.two]
    for names, analysis in zip(told, (first, second), strict=True):
        assert len(set(names)) == len(names)
        assert set(names) <= {layer.name for layer in analysis}
    kept = [len(analysis) - len(names) for names, analysis in zip(told, (first, second), strict=True)]
    assert kept[0] == kept[1]


def test_keys_of_every_kind(specs: Callable[..., tuple[str, str]]) -> None:
    one = [
        "{name: a, type: conv, filters: 4, kernel: 3, padding: same, bias: false, norm: batchnorm}",
        "{name: b, type: maxpool, kernel: 2}",
        "{name: c, type: conv, filters: 4, kernel: [3, 1], padding: same, activation: relu}",
        "{name: d, type: flatten}",
        "{name: e, type: linear, features: 8, dropout: 0.5}",
    ]
    two = [
        "{name: a, type: conv, filters: 4, kernel: 3, padding: same, norm: {type: batchnorm, eps: 0.001}}",
        "{name: b, type: avgpool, kernel: 2, stride: 2}",
        "{name: c, type: conv, filters: 4, kernel: 3, padding: same, activation: {type: leaky_relu, slope: 0.1}}",
        "{name: d, type: flatten}",
        "{name: e, type: linear, features: 8}",
    ]
    found = cnnstat.diff(*specs(one, two))
    assert rows(found) == [
        ("changed", "a", "bias false → true, norm batchnorm → {type: batchnorm, eps: 0.001}"),
        ("changed", "b", "type maxpool → avgpool, stride none → 2"),
        ("changed", "c", "kernel [3, 1] → 3, activation relu → {type: leaky_relu, slope: 0.1}"),
        ("changed", "e", "dropout 0.5 → none"),
    ]
    data = found.to_dict()["layers"]
    assert data[0]["keys"] == {"bias": [False, True], "norm": ["batchnorm", {"type": "batchnorm", "eps": 0.001}]}
    assert data[0]["figures"] == {"params": [4 * 4 * 9 + 8, 4 * 4 * 9 + 4 + 8]}
    assert data[2]["figures"]["macs"] == [8 * 8 * 4 * 4 * 3, 8 * 8 * 4 * 4 * 9]


def test_what_is_given_differs_though_the_layer_is_the_same(specs: Callable[..., tuple[str, str]]) -> None:
    one = [CONV % ("a", 3), "{name: b, type: relu}", "{name: c, type: conv, filters: 2, kernel: 1}"]
    two = ["{name: a, type: conv, filters: 8, kernel: 3, padding: same}", *one[1:]]
    found = cnnstat.diff(*specs(one, two))
    assert rows(found) == [("changed", "a", "filters 4 → 8"), ("changed", "b", ""), ("changed", "c", "")]
    assert found.table.texts()[2][3:] == ["", "+8", "+2,048"]
    assert "A row without keys: the layer is the same, and what it is given is not." in found.table.notes


def test_a_recipe_is_compared_too(specs: Callable[..., tuple[str, str]]) -> None:
    one, two = specs(chain("a"), chain("a"))
    Path(two).write_text(Path(two).read_text() + "recipe: {epochs: 3, about: Another text.}\n")
    found = cnnstat.diff(one, two)
    assert found.differs
    assert rows(found) == [("changed", "recipe", "epochs 90 → 3")]
    assert repr(found).endswith(": no layers, but the recipe>")


def test_titles_sources_and_witnesses_are_not_compared(specs: Callable[..., tuple[str, str]]) -> None:
    one, two = specs(chain("a"), chain("a"))
    Path(two).write_text(Path(two).read_text() + "title: Another\nsource: {paper: Another}\nabout: Another.\n")
    assert not cnnstat.diff(one, two).differs


# What a layer reads


def test_a_layer_between_two_others_is_an_addition_and_no_change_of_its_reader(
    specs: Callable[..., tuple[str, str]],
) -> None:
    found = cnnstat.diff(*specs(chain("a", "c"), chain("a", "b", "c")))
    assert rows(found) == [("added", "b", "conv 3×3 same")]
    found = cnnstat.diff(*specs(chain("a", "b", "c"), chain("a", "c")))
    assert rows(found) == [("removed", "b", "conv 3×3 same")]


def test_another_source_is_a_change(specs: Callable[..., tuple[str, str]]) -> None:
    add = "{name: d, type: add, from: [%s]}"
    one = [*chain("a", "b", "c"), add % "a, c"]
    assert rows(cnnstat.diff(*specs(one, [*one[:3], add % "b, c"]))) == [("changed", "d", "from − a, + b")]
    assert rows(cnnstat.diff(*specs(one, [*one[:3], add % "c, a"]))) == [("changed", "d", "from c, a, in this order")]
    swapped = [one[0], one[2], one[1], add % "a, b"]
    assert rows(cnnstat.diff(*specs([*one[:3], add % "a, c"], swapped))) == [
        ("changed", "b", "from a → c"), ("changed", "c", "from b → a"), ("changed", "d", "from − c, + b"),
    ]  # fmt: skip


def test_merges_that_go_are_one_row_with_what_reads_on() -> None:
    told = rows(cnnstat.diff("resnet34", "plain34"))
    assert len(told) == 5
    assert told[0] == (
        "changed", "conv{2, 5}.*.conv2, conv3.*.conv2, conv4.*.conv2 (16)", "activation none → relu",
    )  # fmt: skip
    assert told[-1] == ("changed", "pool5", "from conv5.3.add → conv5.3.conv2")


# How layers are aligned


def pairs(one: str, two: str) -> list[tuple[str, str]]:
    first, second = cnnstat.analyze(one), cnnstat.analyze(two)
    return [(first[a].name, second[b].name) for a, b in align(first.layers, second.layers).pairs]


def test_names_go_before_places(specs: Callable[..., tuple[str, str]]) -> None:
    one = [CONV % ("a", 3), CONV % ("b", 5)]
    two = [CONV % ("b", 3), CONV % ("a", 5)]
    assert pairs(*specs(one, two)) == [("a", "a"), ("b", "b")]


def test_places_and_keys_where_names_are_others(specs: Callable[..., tuple[str, str]]) -> None:
    one = [CONV % ("a1", 3), CONV % ("a2", 5), CONV % ("a3", 7)]
    two = [CONV % ("b1", 3), CONV % ("b2", 9), CONV % ("b3", 5), CONV % ("b4", 7)]
    found = cnnstat.diff(*specs(one, two))
    assert pairs(*specs(one, two)) == [("a1", "b1"), ("a2", "b3"), ("a3", "b4")]
    assert rows(found) == [
        ("renamed", "a{1..3} → b{1, 3, 4} (3)", ""), ("added", "b2", "conv 9×9 same"),
    ]  # fmt: skip


def test_types_where_keys_are_others_too(specs: Callable[..., tuple[str, str]]) -> None:
    one = [CONV % ("stem", 3), CONV % ("x", 5), "{name: y, type: relu}"]
    two = [CONV % ("stem", 3), "{name: z, type: tanh}", CONV % ("w", 7), "{name: v, type: relu}"]
    assert rows(cnnstat.diff(*specs(one, two))) == [
        ("added", "z", "tanh"), ("changed", "x → w", "kernel 5 → 7"), ("renamed", "y → v", ""),
    ]  # fmt: skip


def test_unnamed_layers_are_aligned_by_place_where_their_number_changed(specs: Callable[..., tuple[str, str]]) -> None:
    def unnamed(*kernels: int) -> list[str]:
        return [f"{{type: conv, filters: 4, kernel: {kernel}, padding: same}}" for kernel in kernels]

    assert rows(cnnstat.diff(*specs(unnamed(3, 5, 7), unnamed(3, 9, 5, 7)))) == [
        ("added", "conv2", "conv 9×9 same"), ("renamed", "conv{2, 3} → conv{3, 4} (2)", ""),
    ]  # fmt: skip
    assert rows(cnnstat.diff(*specs(unnamed(3, 5, 7), unnamed(5, 3, 7)))) == [
        ("changed", "conv1", "kernel 3 → 5"), ("changed", "conv2", "kernel 5 → 3"),
    ]  # fmt: skip


def test_networks_without_weights(inside: Inside, specs: Callable[..., tuple[str, str]]) -> None:
    one, two = specs(["{name: a, type: relu}"], ["{name: a, type: relu}"])
    assert inside("diff", one, two, "--exit-code").code == 0
    one, two = specs(["{name: a, type: relu}"], ["{name: a, type: relu}", "{name: b, type: relu}"])
    done = inside("diff", one, two, "--exit-code")
    assert done.code == 1
    assert "1 added, 1 the same" in done.out


def test_networks_without_a_layer_in_common(inside: Inside, specs: Callable[..., tuple[str, str]]) -> None:
    one, two = specs(chain("a"), ["{name: b, type: conv, filters: 8, kernel: 1}", "{type: flatten}"])
    found = cnnstat.diff(one, two)
    assert (found.common, rows(found)) == (False, [])
    assert {**found.counts} == {"added": 2, "removed": 1}
    done = inside("diff", one, two, "--exit-code")
    assert done.code == 1
    assert "changes            no common layers found\n" in done.out
    assert "No common layers: none with weights has the name and type, or the type and keys, of one of the" in done.out
    assert "MACs               36,864 → 8,192 (−28,672, −77.8 %)\n" in done.out
    assert "What" not in done.out


@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_the_longest_common_subsequence(one: list[int], two: list[int]) -> None:
    """Against all subsequences (brute force by the textbook's recursion)."""

    def longest(a: int, b: int) -> int:
        if a == len(one) or b == len(two):
            return 0
        if one[a] == two[b]:
            return 1 + longest(a + 1, b + 1)
        return max(longest(a + 1, b), longest(a, b + 1))

    if len(one) * len(two) > 60:  # the recursion is exponential
        one, two = one[:7], two[:8]
    found = common(one, two)
    assert found.unsearched == 0
    assert len(found.pairs) == longest(0, 0)
    assert all(one[a] == two[b] for a, b in found.pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found.pairs))


@given(st.permutations(range(8)))
def test_the_most_that_ascend(order: list[int]) -> None:
    found = ascending(list(enumerate(order)))
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))
    best = [1] * len(order)
    for at in range(len(order)):
        best[at] += max((best[to] for to in range(at) if order[to] < order[at]), default=0)
    assert len(found) == max(best)


def test_long_sequences_hold_together_by_what_is_unique() -> None:
    choose = random.Random(3)
    one = [choose.choice("abcde") for _ in range(4000)]
    two = [sign for at, sign in enumerate(one) if at % 50]
    assert len(one) * len(two) > MOST_CELLS
    found = common(one, two)
    assert found.unsearched == 0
    assert len(found.pairs) == len(two)
    spelled = [*"ab" * 1000], [*"ba" * 1000, *"c", *"a"]
    assert common(*spelled).unsearched > 3000  # nothing in it is unique: not searched, and said so


def test_layers_too_many_to_be_aligned_are_said(specs: Callable[..., tuple[str, str]]) -> None:
    one = [CONV % ("stem", 3), *(CONV % (f"a{at}", 5 + 2 * (at % 2)) for at in range(700)), CONV % ("last", 9)]
    kinds = ["{name: b%d, type: relu}", "{name: b%d, type: conv, filters: 4, kernel: 5, padding: same}"]
    two = [CONV % ("stem", 3), *(kinds[at % 2] % at for at in range(700)), "{name: end, type: tanh}"]
    found = cnnstat.diff(*specs(one, two))
    assert found.unsearched > 1000
    assert found.table.notes[0] == (
        f"{found.unsearched:,} layers without a name in common are too many to be aligned by their place; they are "
        "told as removed and added."
    )


def test_the_effort_of_a_diff_is_bounded_and_grows_with_the_layers(specs: Callable[..., tuple[str, str]]) -> None:
    def spent(count: int) -> float:
        choose = random.Random(count)
        sides = [[CONV % (f"{side}{at}", choose.choice((1, 3, 5, 7))) for at in range(count)] for side in "ab"]
        one, two = (cnnstat.analyze(path) for path in specs(*sides))
        effort = Effort(10**9)
        with effort.bounding():
            assert str(cnnstat.diff(one, two))
        with pytest.raises(TooMuchError), Effort(count).bounding():
            cnnstat.diff(one, two)
        return 10**9 - effort.left

    assert spent(2000) < 2.5 * spent(1000)


# Names as few


def test_names_as_few() -> None:
    names = Names([f"conv{a}.{b}.conv{c}" for a in (3, 4, 5) for b in (1, 2, 3) for c in (1, 2)])
    assert names.folded(["conv3.1.conv1", "conv4.1.conv1", "conv5.1.conv1"]) == "*.1.conv1"
    assert names.folded(["conv3.1.conv1", "conv4.1.conv1"]) == "conv{3, 4}.1.conv1"
    assert names.folded([f"conv3.{at}.conv2" for at in (1, 2, 3)]) == "conv3.*.conv2"
    assert names.folded(["a", "b.c", "b.d", "e"]) == "a, e, b.{c, d}"
    assert names.folded([f"x{at}" for at in range(20)]) == "x{0..19}"
    assert names.folded([f"x{at}" for at in range(0, 40, 2)]) == "x{0, 2, 4, 6, 8, 10, 12, 14, 16, …, 38}"
    assert names.folded(["a.b", "c.d", "e.f", "g.h", "i.j", "k.l"]) == "a.b, c.d, e.f, g.h and 2 more"
    assert names.folded(["x01", "x02", "x03"]) == "x{01, 02, 03}"


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(".".join), unique=True, max_size=12))
def test_patterns_stand_for_their_names_and_no_others(names: list[str]) -> None:
    meant = [".".join(parts) for pattern in patterns(names) for parts in product(*pattern)]
    assert sorted(meant) == sorted(names)


# The command


def test_formats_and_exit_codes(inside: Inside, tmp_path: Path) -> None:
    for chosen, ending in (("csv", "csv"), ("html", "html"), ("json", "json"), ("latex", "tex"), ("markdown", "md"),
                           ("typst", "typ")):  # fmt: skip
        target = tmp_path / f"out.{ending}"
        done = inside("diff", "resnet50", "resnet50-v1.5", "--exit-code", "-o", str(target))
        assert (done.code, done.out, done.err) == (1, "", "")
        assert target.read_text() == inside("diff", "resnet50", "resnet50-v1.5", "-f", chosen).out
    first, *_ = csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text()))
    assert (first["status"], first["layer"], first["macs"]) == ("changed", "conv{3..5}.1.conv1 (3)", "231211008")
    data = json.loads((tmp_path / "out.json").read_text())
    assert data == cnnstat.diff("resnet50", "resnet50-v1.5").to_dict()
    assert (data["schema_version"], data["differs"], data["common"], data["unaligned"]) == (1, True, True, 0)
    assert data["layers"][0] == {
        "status": "changed", "one": "conv3.1.conv1", "two": "conv3.1.conv1", "keys": {"stride": [2, 1]},
        "figures": {"output_shape": [[128, 28, 28], [128, 56, 56]], "macs": [25690112, 102760448]},
    }  # fmt: skip
    assert data["totals"]["rf"] == {"one": 483, "two": 427, "difference": None}
    assert inside("diff", "resnet50", "ResNet-50", "--exit-code").code == 0
    assert inside("diff", "resnet50", "resnet50-v1.5").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["alexnet", "alexnt"], "'alexnt': there is no network 'alexnt'; did you mean 'alexnet'?"),
        (["alexnet.conv1", "conv2"], "diff: expected two networks, got the layer or block conv1; compare holds layers"),
        (["alexnet", "conv1"], "diff: expected two networks, got the layer or block conv1; compare holds layers side"),
        (["conv kernel=3 filters=C", "2 conv kernel=3 filters=C"], "diff: expected two networks, got typed layers; "),
        (["alexnet", "alexnet@flops=all"], "diff: @flops=all: what a FLOP is must be one for all sides; flops sets it"),
        (["alexnet", "@widht=2"], "alexnet has no param 'widht'; known here: classes, groups"),
        (["alexnet"], "diff: expected NETWORK, got nothing"),
        (["alexnet@HEAD", "alexnet"], "query 'alexnet@HEAD', column 9: expected settings as @input=224 or "),
        (["alexnet", "vgg16", "-o", "x.pdf"], "--output: the ending '.pdf' names no format; add --format"),
    ],
)  # fmt: skip
def test_refusals(words: list[str], message: str, inside: Inside, tmp_path: Path) -> None:
    done = inside("diff", *words, cwd=tmp_path)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert message in done.err, done.err
    assert not list(tmp_path.iterdir())


def test_python_takes_what_is_at_hand(specs: Callable[..., tuple[str, str]]) -> None:
    one, two = specs(chain("a"), chain("a", kernel=5))
    sides: list[tuple[Any, Any]] = [
        (one, two), (Path(one), cnnstat.load(two)), (cnnstat.analyze(one), cnnstat.analyze(two)),
    ]  # fmt: skip
    for each in sides:
        found = cnnstat.diff(*each)
        assert rows(found) == [("changed", "a", "kernel 3 → 5")]
        assert found.layers[0].keys[0]._asdict() == {"key": "kernel", "one": 3, "two": 5}
        assert "<td>kernel 3 → 5</td>" in found._repr_html_()
    with pytest.raises(UsageError, match=r"^diff\(\): expected two networks, got the layer or block conv1; "):
        cnnstat.diff("alexnet", "conv1")
    with pytest.raises(UsageError, match=r"^diff\(\): expected a name, a path, a network or its analysis, got 3$"):
        cnnstat.diff("alexnet", 3)  # type: ignore[arg-type]
    training = cnnstat.diff("googlenet", "googlenet-torchvision", training=True)
    assert training.counts["changed"] > cnnstat.diff("googlenet", "googlenet-torchvision").counts["changed"]
