"""The catalog: totals to the digit, and per-layer sizes as the papers print them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.quantities.table import layer_table
from cnnstat.render.formats import csv as csv_format
from cnnstat.spec import catalog

NAMES = list(catalog.networks())

# name, params set, parameters, MACs at the network's own input
TOTALS = [
    ("lenet1", {}, 2_578, None),
    ("lenet5", {}, 60_000, None),
    ("alexnet", {}, 60_965_224, 724_406_816),
    ("alexnet-cuda-convnet", {}, 60_965_224, 724_406_816),
    ("caffenet", {}, 60_965_224, 724_406_816),
    ("alexnet-owt", {}, 61_100_840, 714_188_480),
    ("googlenet", {}, 6_998_552, 1_582_671_872),
    ("googlenet-torchvision", {}, 6_624_904, None),
    ("inception_v3", {}, 23_834_568, None),
    ("vgg11", {}, 132_863_336, 7_609_090_048),
    ("vgg13", {}, 133_047_848, None),
    ("vgg16", {}, 138_357_544, 15_470_264_320),
    ("vgg19", {}, 143_667_240, 19_632_062_464),
    ("resnet18", {}, 11_689_512, 1_814_073_344),
    ("resnet34", {}, 21_797_672, 3_663_761_408),
    ("resnet50", {}, 25_557_032, 3_857_973_248),
    ("resnet101", {}, 44_549_160, 7_570_194_432),
    ("resnet152", {}, 60_192_808, 11_282_415_616),
    ("resnet50-v1.5", {}, 25_557_032, 4_089_184_256),
    ("resnet20", {}, 269_722, None),
    ("mobilenet_v1", {}, 4_231_976, 568_740_352),
    ("mobilenet_v2", {}, 3_504_872, 300_774_272),
    ("mobilenet_v2", {"width": 1.4}, 6_108_776, 582_195_824),
]


@pytest.mark.parametrize(("name", "settings", "params", "macs"), TOTALS)
def test_totals(name: str, settings: dict[str, Any], params: int, macs: int | None) -> None:
    analysis = cnnstat.analyze(name, **settings)
    assert analysis.params == params
    if macs is not None:
        assert analysis.macs == macs


def test_lenets() -> None:
    assert cnnstat.analyze("lenet1").connections == 98_442  # LeCun et al. 1990, page 402
    lenet5 = cnnstat.analyze("lenet5")
    assert lenet5.connections == 340_908  # LeCun et al. 1998, II.B
    figures = {layer.name: (layer.params, layer.connections) for layer in lenet5.layers}
    assert figures == {
        "C1": (156, 122_304), "S2": (12, 5_880), "C3": (1_516, 151_600), "S4": (32, 2_000),
        "C5": (48_120, 48_120), "flatten": (0, 0), "F6": (10_164, 10_164), "output": (0, 840),
    }  # fmt: skip
    assert lenet5.depth == 7  # "7 layers, not counting the input"


def test_alexnet() -> None:
    alexnet = cnnstat.analyze("alexnet")
    assert alexnet.neurons == 659_272
    conv1 = alexnet["conv1"]
    assert conv1.output == (96, 55, 55, False)
    assert (conv1.neurons, conv1.params) == (290_400, 34_944)
    assert (conv1.connections, conv1.macs) == (105_705_600, 105_415_200)


def test_rounded_up_alexnet_is_the_same_net_at_another_size() -> None:
    ours, theirs = cnnstat.analyze("alexnet"), cnnstat.analyze("alexnet-cuda-convnet")
    assert (ours.network.input, theirs.network.input) == ((3, 227, 227, False), (3, 224, 224, False))
    assert [(each.name, each.output, each.counts, each.field) for each in ours] == [
        (each.name, each.output, each.counts, each.field) for each in theirs
    ]


def test_auxiliary_heads_count_in_training() -> None:
    assert cnnstat.analyze("googlenet", training=True).params == 13_378_280
    assert cnnstat.analyze("googlenet-torchvision", training=True).params == 13_004_888
    assert cnnstat.analyze("inception_v3", training=True).params == 27_161_264


@pytest.mark.parametrize(
    ("name", "layer", "size", "jump"),
    [("alexnet", "pool5", 195, 32), ("vgg16", "pool5", 212, 32), ("resnet50", "conv5.3.add", 483, 32),
     ("resnet50-v1.5", "conv5.3.add", 427, 32), ("lenet5", "S4", 16, 4)],
)  # fmt: skip
def test_receptive_fields(name: str, layer: str, size: int, jump: int) -> None:
    field = cnnstat.analyze(name)[layer].field
    assert (field.vertical.size, field.vertical.jump) == (size, jump)
    assert field.horizontal == field.vertical


DEPTHS = {
    "alexnet": 8, "vgg11": 11, "vgg13": 13, "vgg16-c": 16, "vgg16": 16, "vgg19": 19, "googlenet": 22,
    "resnet18": 18, "resnet34": 34, "resnet50": 50, "resnet101": 101, "resnet152": 152, "plain18": 18,
    "plain34": 34, "resnet20": 20, "resnet32": 32, "resnet44": 44, "resnet56": 56, "resnet110": 110,
    "resnet1202": 1202, "mobilenet_v1": 28,
}  # fmt: skip


@pytest.mark.parametrize("name", DEPTHS)
def test_depth_is_what_the_paper_calls_the_net(name: str) -> None:
    assert cnnstat.analyze(name).depth == DEPTHS[name]


# Sizes as the papers' tables print them: channels × side.
SIZES = {
    "lenet1": {"H1": (4, 24), "H2": (4, 12), "H3": (12, 8), "H4": (12, 4)},
    "lenet5": {"C1": (6, 28), "S2": (6, 14), "C3": (16, 10), "S4": (16, 5), "C5": (120, 1)},
    "alexnet": {"conv2": (256, 27), "conv3": (384, 13), "conv4": (384, 13), "conv5": (256, 13), "pool5": (256, 6)},
    "alexnet-cuda-convnet": {"conv1": (96, 55), "pool1": (96, 27), "pool2": (256, 13), "pool5": (256, 6)},
    "alexnet-224": {"conv1": (96, 54), "pool1": (96, 26), "pool2": (256, 12), "pool5": (256, 5)},
    "alexnet-owt": {"conv1": (64, 55), "pool1": (64, 27), "pool2": (192, 13), "pool5": (256, 6)},
    "caffenet": {"pool1": (96, 27), "pool2": (256, 13), "pool5": (256, 6)},
    "nin": {"mlpconv1.conv": (96, 54), "pool1": (96, 27), "pool2": (256, 13), "pool3": (384, 6), "pool4": (1000, 1)},
    "vgg16": {"conv1_2": (64, 224), "pool1": (64, 112), "pool2": (128, 56), "pool3": (256, 28), "pool5": (512, 7)},
    "googlenet": {
        "conv1": (64, 112), "pool1": (64, 56), "conv2": (192, 56), "pool2": (192, 28), "3a.concat": (256, 28),
        "3b.concat": (480, 28), "pool3": (480, 14), "4a.concat": (512, 14), "4b.concat": (512, 14),
        "4c.concat": (512, 14), "4d.concat": (528, 14), "4e.concat": (832, 14), "pool4": (832, 7),
        "5a.concat": (832, 7), "5b.concat": (1024, 7), "pool5": (1024, 1),
    },
    "inception_v3": {
        "conv1.conv": (32, 149), "conv2.conv": (32, 147), "conv3.conv": (64, 147), "pool1": (64, 73),
        "conv5.conv": (192, 71), "pool2": (192, 35), "5b.concat": (256, 35), "5d.concat": (288, 35),
        "6a.concat": (768, 17), "6e.concat": (768, 17), "7a.concat": (1280, 8), "7c.concat": (2048, 8),
    },
    "resnet50": {
        "conv1": (64, 112), "conv2.3.add": (256, 56), "conv3.4.add": (512, 28), "conv4.6.add": (1024, 14),
        "conv5.3.add": (2048, 7),
    },
    "resnet20": {"conv2.3.add": (16, 32), "conv3.3.add": (32, 16), "conv4.3.add": (64, 8)},
    "mobilenet_v1": {
        "conv1": (32, 112), "conv2.pointwise": (64, 112), "conv3_1.depthwise": (64, 56), "conv4_2.pointwise": (256, 28),
        "conv5_6.pointwise": (512, 14), "conv6_1.depthwise": (512, 7), "conv6_2.pointwise": (1024, 7),
    },
    "mobilenet_v2": {
        "conv1": (32, 112), "stage1.1.project": (16, 112), "stage2.2.add": (24, 56), "stage3.3.add": (32, 28),
        "stage4.4.add": (64, 14), "stage5.3.add": (96, 14), "stage6.3.add": (160, 7), "stage7.1.project": (320, 7),
        "conv_last": (1280, 7),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_sizes(name: str) -> None:
    analysis = cnnstat.analyze(name)
    found = {layer: (analysis[layer].output.channels, analysis[layer].output.height) for layer in SIZES[name]}
    assert found == SIZES[name]
    assert all(layer.output.height == layer.output.width for layer in analysis.layers)


def test_heads_see_what_the_paper_says() -> None:
    googlenet = cnnstat.analyze("googlenet", training=True)  # "an 4x4x512 output for the (4a), and 4x4x528 for (4d)"
    assert googlenet["aux1.pool"].output == (512, 4, 4, False)
    assert googlenet["aux2.pool"].output == (528, 4, 4, False)


def test_parameters_in_the_papers_tables() -> None:
    # He et al. 2015, table 6 (CIFAR nets, millions), Simonyan & Zisserman 2015, table 2
    for name, printed in (("resnet32", 0.46), ("resnet44", 0.66), ("resnet56", 0.85)):
        assert round(cnnstat.analyze(name).params / 1e6, 2) == printed
    for name, printed in (("resnet110", 1.7), ("resnet1202", 19.4)):
        assert round(cnnstat.analyze(name).params / 1e6, 1) == printed
    for name, millions in (("vgg11", 133), ("vgg11-lrn", 133), ("vgg13", 133), ("vgg16-c", 134), ("vgg19", 144)):
        assert round(cnnstat.analyze(name).params / 1e6) == millions


def test_shortcut_options() -> None:
    # Sections 3.3 and 4.1: A has no parameters, B projects where sizes change, C everywhere: "thirteen" more.
    plain = cnnstat.analyze("plain34")
    option = {which: cnnstat.analyze("resnet34", shortcut=which) for which in "ABC"}
    assert option["A"].params == plain.params
    projections = {
        which: [layer.name for layer in analysis.layers if layer.name.endswith("projection")]
        for which, analysis in option.items()
    }
    assert (len(projections["A"]), len(projections["B"])) == (0, 3)
    assert len(projections["C"]) - len(projections["B"]) == 13
    assert {analysis.depth for analysis in option.values()} == {34}


def test_mobilenet_settings() -> None:
    # Howard et al. 2017, tables 6 and 7, in million MACs; Sandler et al. 2018: width 1.4 has 1792 last channels
    assert round(cnnstat.analyze("mobilenet_v1", width=0.5).macs / 1e6) == 149
    assert round(cnnstat.analyze("mobilenet_v1", input=192).macs / 1e6) == 418
    assert cnnstat.analyze("mobilenet_v2", width=1.4)["conv_last"].output.channels == 1792
    assert cnnstat.analyze("mobilenet_v2", width=0.5)["conv_last"].output.channels == 1280
    assert cnnstat.analyze("mobilenet_v2", expansion=4)["stage2.1.expand"].output.channels == 64


def test_every_spec_names_its_paper() -> None:
    for name in NAMES:
        assert len(cnnstat.load(name).source["paper"]) > 30, name


@pytest.mark.parametrize("name", NAMES)
def test_figures_stay(name: str, accept: Callable[[str, str], str]) -> None:
    """Every figure of every layer, against the file that was read when it was accepted."""
    columns = ("name", "type", "detail", "then", "output_shape", "neurons", "params", "connections", "macs", "rf")
    depth = 1 if name == "resnet1202" else None
    analysis = cnnstat.analyze(name, training=True)
    text = csv_format.plain(layer_table(analysis, columns, depth=depth))
    assert text == accept(f"networks/{name}.tsv", text)


@pytest.mark.parametrize("typed", ["ResNet-50", "resnet_50", "RESNET50", "resnet 50"])
def test_names_as_people_type_them(typed: str) -> None:
    assert cnnstat.load(typed).name == "resnet50"


def test_unknown_names() -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.load("alexnt")
    message = "there is no network 'alexnt'; did you mean 'alexnet'? (a file of your own ends in .yaml)"
    assert str(caught.value) == message
    with pytest.raises(cnnstat.UsageError, match="`cnnstat list` shows them all"):
        cnnstat.load("xyzzy")


def test_a_file_without_its_suffix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.yaml").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.load("own")
    assert str(caught.value) == "there is no network 'own'; to use the file, type its full name: own.yaml"


@pytest.mark.parametrize("name", catalog.networks())
def test_whatever_a_beginning_goes_on_to_means_that_network(name: str) -> None:
    for length in range(1, len(name) + 1):
        for typed in (name[:length], name[:length].upper(), name[:length].title().replace("_", "-")):
            found = catalog.continued(typed, catalog.networks())
            assert all(each.startswith(typed) for each in found)
            assert name in [catalog.find(each)[1] for each in found] or not typed[-1].isalnum()


def test_beginnings_of_nothing() -> None:
    assert catalog.continued("", ["alexnet", "vgg16"]) == ["alexnet", "vgg16"]
    for typed in ("x", "-", "AlexNet-", "ALEXNET0"):
        assert catalog.continued(typed, ["alexnet", "vgg16"]) == []
