"""What is tried for a query: each convention in its place, what it asks instead, and since when there is such."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cnnstat.claims.conventions import conventions_for, sibling, year_of
from cnnstat.claims.counting import FIXED, Convention
from cnnstat.claims.programs import PROGRAMS
from cnnstat.claims.reconcile import rewritten, under
from cnnstat.errors import CnnstatError
from cnnstat.printed import read_figure
from cnnstat.quantities.values import Exact
from cnnstat.query import Bench, Reference, read_query, references

BENCH = Bench()
OWN = """\
name: own
input: {channels: 3, size: SIZE}
params:
  classes: 10
  kind: {default: maxpool, choices: [maxpool, avgpool]}
  wide: {default: 1, choices: [1, 2, 3]}
layers:
  - {name: c, type: conv, filters: 4 * wide, kernel: 3}
  - {name: h, type: global_avgpool, auxiliary: true}
  - {name: p, type: kind, kernel: 2}
  - {name: g, type: global_avgpool}
  - {name: f, type: flatten}
  - {name: d, type: linear, features: classes}
variants:
  wider: {params: {wide: 2}}
  large: {input: {channels: 3, size: 200}}
  older: {params: {wide: 2, classes: 20}, source: {paper: "Somebody, 1999 and 2001", code: "as in torchvision"}}
"""

OWN_CLASSES = """\
heads | with the auxiliary heads |  | own.yaml@classes=20,mode=train params
network | large |  | own.yaml:large@classes=20 params
size | input 128 | far  | own.yaml@classes=20,input=128 params
size | input 160 | far  | own.yaml@classes=20,input=160 params
size | input 192 | far  | own.yaml@classes=20,input=192 params
size | input 200 | far  | own.yaml@classes=20,input=200 params
size | input 224 | far  | own.yaml@classes=20,input=224 params
param classes | classes=10 | far  | own.yaml@classes=10 params
network | kind=avgpool |  | own.yaml@classes=20,kind=avgpool params
network | wider | far  | own.yaml:wider@classes=20 params
network | older | far 2017 | own.yaml:older@classes=20 params
network | wide=2 | far  | own.yaml@classes=20,wide=2 params
network | wide=3 | far  | own.yaml@classes=20,wide=3 params
classes | 10 classes | far  | own.yaml@classes=10 params
classes | 100 classes | far  | own.yaml@classes=100 params
classes | 1,001 classes | far  | own.yaml@classes=1001 params
"""
LARGE = """\
heads | with the auxiliary heads |  | own.yaml:large@mode=train macs
network | own |  | own.yaml:own macs
size | input 96 | far  | own.yaml:large@input=96 macs
size | input 224 | far  | own.yaml:large@input=224 macs
size | input 256 | far  | own.yaml:large@input=256 macs
network | kind=avgpool |  | own.yaml:large@kind=avgpool macs
network | wider | far  | own.yaml:wider macs
network | older | far 2017 | own.yaml:older macs
network | wide=2 | far  | own.yaml:large@wide=2 macs
network | wide=3 | far  | own.yaml:large@wide=3 macs
classes | 100 classes | far  | own.yaml:large@classes=100 macs
classes | 1,001 classes | far  | own.yaml:large@classes=1001 macs
"""
RATIO = """\
size of vgg11 | input 256 of vgg11 | far  | @input=256 vgg11.params  alexnet.params
network of vgg11 | vgg16 for vgg11 | far 2015 | vgg16 params  alexnet.params
network of vgg11 | vgg11-lrn for vgg11 | far 2015 | vgg11-lrn params  alexnet.params
network of vgg11 | vgg13 for vgg11 | far 2015 | vgg13 params  alexnet.params
network of vgg11 | vgg16-c for vgg11 | far 2015 | vgg16-c params  alexnet.params
network of vgg11 | vgg19 for vgg11 | far 2015 | vgg19 params  alexnet.params
network of alexnet | alexnet-cuda-convnet for alexnet | 2012 |  vgg11.params alexnet-cuda-convnet params
size of alexnet | input 224 of alexnet | far  |  vgg11.params @input=224 alexnet.params
size of alexnet | input 256 of alexnet | far  |  vgg11.params @input=256 alexnet.params
network of alexnet | alexnet-224 for alexnet | far 2012 |  vgg11.params alexnet-224 params
network of alexnet | alexnet-ungrouped for alexnet | far 2012 |  vgg11.params alexnet-ungrouped params
network of alexnet | caffenet for alexnet | far 2014 |  vgg11.params caffenet params
network of alexnet | alexnet-owt for alexnet | far 2017 |  vgg11.params alexnet-owt params
classes of vgg11 | 10 classes of vgg11 | far  | @classes=10 vgg11.params  alexnet.params
classes of vgg11 | 100 classes of vgg11 | far  | @classes=100 vgg11.params  alexnet.params
classes of vgg11 | 1,001 classes of vgg11 | far  | @classes=1001 vgg11.params  alexnet.params
classes of alexnet | 10 classes of alexnet | far  |  vgg11.params @classes=10 alexnet.params
classes of alexnet | 100 classes of alexnet | far  |  vgg11.params @classes=100 alexnet.params
classes of alexnet | 1,001 classes of alexnet | far  |  vgg11.params @classes=1001 alexnet.params
"""
GOOGLENET = """\
heads | with the auxiliary heads |  | @mode=train googlenet.macs
size | input 28 | far  | @input=28 googlenet.macs
size | input 256 | far  | @input=256 googlenet.macs
network | stem=separable |  | @stem=separable googlenet.macs
network | googlenet-torchvision | far 2017 | googlenet-torchvision macs
network | inception-naive | far 2015 | inception-naive macs
network | inception-3a | far 2015 | inception-3a macs
classes | 10 classes | far  | @classes=10 googlenet.macs
classes | 100 classes | far  | @classes=100 googlenet.macs
classes | 1,001 classes | far  | @classes=1001 googlenet.macs
"""
LENET = """\
network | lenet1 | far 1990 | lenet1 weight_bytes
network | lenet5-d2l | far 2023 | lenet5-d2l weight_bytes
"""
"""Of each convention the axis, its text, whether it is far, since when it is, and what it asks."""


def of_its_own(query: str, path: object = "none") -> list[str]:
    """What is tried besides what is tried for every query; and that all of it stands in its place."""
    asked = re.sub(r"own(:\w+)?", rf"'{path}\1'", query)
    found = list(conventions_for(read_query(asked), BENCH))
    fixed = [each for each in found if each in FIXED]
    assert fixed == [each for each in FIXED if each in fixed]
    of_weights = [each for each in fixed if each.axis == "weights"]
    assert found[: len(of_weights)] == of_weights
    programs = [each for each in PROGRAMS if each in found]
    last = [each.axis.startswith("classes") for each in found].count(True)
    first = len(found) - last - len(programs)
    assert found[first : len(found) - last] == programs
    assert all(each.axis.startswith("classes") for each in found[len(found) - last :])
    (unit,) = [at for at, each in enumerate(found) if each.binary]
    large = any(word in query for word in ("macs", "neurons", "flops", "connections"))
    assert unit == (first - 1 if large else len(of_weights))
    assert (found[unit].far, found[unit].text) == (large, "MiB for MB" if "_bytes" in query else "K = 1,024")
    more = [each for each in found if each not in (*fixed, *PROGRAMS, found[unit])]
    return [told(each, asked).replace(f"{path}", "own.yaml") for each in more]


def told(each: Convention, asked: str) -> str:
    assert (each.read, each.about, each.leaves_out, each.binary) == (None, "", None, False)
    assert each.beside == (("network", "param", "heads", "unit") if each.axis.startswith("classes") else None)
    after = " ".join(map(reference_text, references(rewritten(read_query(asked), [each]))))
    return f"{each.axis} | {each.text} | {'far ' if each.far else ''}{each.since or ''} | {after}"


def reference_text(each: Reference) -> str:
    settings = ",".join(f"{key}={value}" for key, value in each.settings)
    return f"{each.network or ''}{'@' if settings else ''}{settings} {'.'.join(each.path)}"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("SIZE", "96"), encoding="utf-8")
    return path


def test_each_names_and_asks_another(own: Path) -> None:
    """A variant of as many weights and another image is near, and so is a choice that changes little; a choice that
    makes a variant is called by its name; sides are those of the family, and the usual ones for images so large."""
    assert of_its_own("own@classes=20.params", own) == OWN_CLASSES.splitlines()
    assert of_its_own("own:large.macs", own) == LARGE.splitlines()


def test_what_a_query_takes_away_is_not_left_out_again(own: Path) -> None:
    query = read_query(f"'{own}'.params - '{own}'.d.params")
    assert not any(each.leaves_out for each in conventions_for(query, BENCH))
    other = read_query(f"'{own}'.params - '{own}'.c.params")
    assert sum(each.leaves_out is not None for each in conventions_for(other, BENCH)) == 2
    assert of_its_own("own.params - own.d.params", own)[-1] == (
        "classes | 1,001 classes | far  | own.yaml@classes=1001 params own.yaml@classes=1001 d.params"
    )


@pytest.mark.parametrize(("size", "sides"), [
    (95, []), (96, [128, 160, 192, 200, 224]), (191, [96 + 95, 128, 160, 192, 200, 224]), (192, [200, 224, 256]),
])  # fmt: skip
def test_sides_for_images_of_some_size(size: int, sides: list[int], tmp_path: Path) -> None:
    """Those that papers show of smaller networks from 96 pixels on, and those of ImageNet from 192 on"""
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("SIZE", str(size)), encoding="utf-8")
    found = [line.split()[3] for line in of_its_own("own.macs", path) if line.startswith("size |")]
    assert found == [str(side) for side in sides if side != size]


@pytest.mark.parametrize(("height", "width", "tried"), [
    (95, 300, False), (300, 95, False), (96, 300, True), (300, 96, True),
])  # fmt: skip
def test_sides_for_images_that_are_no_squares(height: int, width: int, tried: bool, tmp_path: Path) -> None:
    """By the shorter side."""
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("size: SIZE", f"height: {height}, width: {width}"), encoding="utf-8")
    found = [line.split()[3] for line in of_its_own("own.macs", path) if line.startswith("size |")]
    assert found == ["128", "160", "192", "200", "224"] * tried


@pytest.mark.parametrize(("query", "lines"), [
    ("vgg11.params / alexnet.params", RATIO), ("googlenet.macs", GOOGLENET), ("lenet5.weight_bytes", LENET),
])  # fmt: skip
def test_networks_of_the_catalog(query: str, lines: str) -> None:
    assert of_its_own(query) == lines.splitlines()


def test_a_layer_that_is_typed_in_quotes_has_no_family() -> None:
    found = conventions_for(read_query("'input channels=3 size=8; conv filters=4 kernel=3'.params"), BENCH)
    assert not [each for each in found if each.rewrite]


@pytest.mark.parametrize(("text", "year"), [
    ("CVPR 2016, arXiv:1512.03385", 2016), ("of 1998 and 1990", 1998), ("none 12016 2o16 3016", 0), ("", 0),
    ("1899", 0), ("1900-2099", 2099),
])  # fmt: skip
def test_the_year_of_a_source(text: str, year: int) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize(("name", "other", "typed"), [
    ("vgg16", "vgg19", "vgg19"), ("a.yaml", "wide", "a.yaml:wide"), ("a.YML", "wide", "a.YML:wide"),
    ("d/a.yaml:narrow", "wide", "d/a.yaml:wide"),
])  # fmt: skip
def test_how_another_network_of_a_file_is_typed(name: str, other: str, typed: str) -> None:
    assert sibling(name, other) == typed


@pytest.mark.parametrize(
    "query",
    [
        "lenet5.params",
        "alexnet.macs",
        "alexnet.conv2.flops",
        "alexnet.flops",
        "lenet5.neurons",
        "lenet5.depth",
        "lenet5.C3.connections",
        "lenet5.C3.rf",
        "lenet5.params / lenet5.macs",
        "count(lenet5[conv])",
        "max(alexnet[conv].params) - 3",
    ],
)
def test_what_is_not_tried_changes_nothing(query: str) -> None:
    """Alone it leaves the value as it stands, and beside another convention that one's."""
    every = list(conventions_for(read_query(query), BENCH))
    kept = [each for each in every if each.rewrite is None]
    left_out = [each for each in (*FIXED, *PROGRAMS) if each not in kept]
    assert left_out
    for other in (None, *every):
        beside = () if other is None else (other,)
        plain = outcome(query, *beside)
        for each in left_out:
            if other is None or each.goes_with(other):
                assert outcome(query, each, *beside) == outcome(query, *beside, each) == plain, (each.text, beside)


def outcome(query: str, *conventions: Convention) -> Exact | None:
    """What a query comes to under conventions; None where nothing is known."""
    try:
        return under(conventions, read_query(query), read_figure("3"), BENCH).value
    except CnnstatError:
        return None
