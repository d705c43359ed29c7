"""Every figure of a page is the analyzer's, at every input that is looked at."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest
from conftest import others_slow
from reading import Reader, page_html

import cnnstat
from cnnstat.algebra.mathml import MATHML
from cnnstat.analysis.fit import seen
from cnnstat.derivation import explain_layer
from cnnstat.interactive.formulas import KEYS
from cnnstat.interactive.page import Page
from cnnstat.publishing.formats import html
from cnnstat.quantities import QUANTITIES, context_of
from cnnstat.quantities.table import layer_row
from cnnstat.sizes.misfit import shapes_of

NETS = Path(__file__).parents[1] / "nets"
LOOKED_AT = 5
"""Inputs of each network that are compared with a fresh analysis, chosen by a fixed seed."""
DERIVED = 12
"""Layers whose derivations are traced anew at each of these inputs."""


def told(analysis: cnnstat.Analysis, layer: cnnstat.LayerAnalysis, key: str) -> str:
    """A derivation traced for this very layer."""
    (found,) = explain_layer(analysis, layer, [key])
    notation = MATHML
    return "".join(html.steps(each.label, each.lines(notation), notation) for each in found.equations)


def check_layer(analysis: cnnstat.Analysis, layer: cnnstat.LayerAnalysis, row: dict[str, Any]) -> None:
    """Every text and number of a layer's row."""
    source, context = layer_row(layer), context_of(analysis)
    assert row["does"] == f"{source.type} {source.detail}".strip()
    for key in KEYS:
        value = QUANTITIES[key].of(source, context)
        assert row[key] == ("" if value.idle else value.text)
        assert bool(row[f"why {key}"]) == bool(row[key])
    for axis, name, size in ((0, "top", "rows"), (1, "left", "columns")):
        extent = layer.field.extent(axis)
        side = layer.output[1 + axis]
        for unit, place in (("first", 0), ("middle", (side - 1) // 2), ("last", side - 1)):
            begin = extent.start + place * extent.jump
            assert row[f"{name} of {unit}"] == floor(begin)
            if place == 0:
                assert row[size] == ceil(begin + extent.size) - floor(begin)


def check_derivations(analysis: cnnstat.Analysis, layer: cnnstat.LayerAnalysis, row: dict[str, Any]) -> None:
    """How the figures of a layer's row come about, against a trace of this very layer."""
    for key in KEYS:
        if row[key]:
            assert row[f"why {key}"] == told(analysis, layer, key)


def analysed(
    page: Page, reader: Reader, at: int, load: Callable[[int], cnnstat.Network]
) -> cnnstat.Analysis | cnnstat.SpecError:  # fmt: skip
    """The network at an input, read and analysed anew; or why it does not run."""
    try:
        return cnnstat.analyze(page.network if at == reader.data["own"] else load(reader.sides[at][0]))
    except cnnstat.SpecError as error:
        return error


def check_broken(error: cnnstat.SpecError, reader: Reader, rows: dict[str, Any], totals: dict[str, Any]) -> None:
    """An input at which the network does not run."""
    name, problem = error.layer.rpartition(" (")[0], totals["problem"]
    assert (totals["kind"], totals["params"]) == (4, "–")
    assert error.problem == problem or error.problem.startswith(f"{problem}; in ")  # a block, with its line
    assert totals["verdict"] == f"Does not run: {name}: {problem}."
    if totals["broken"] < 0:  # an auxiliary head, which has no row
        assert name not in rows
        return
    assert reader.data["variants"][0]["rows"][totals["broken"]]["name"] == name
    assert rows[name] is None


def check_page(page: Page, load: Callable[[int], cnnstat.Network], count: int = LOOKED_AT) -> None:
    """Some inputs of a page, the own one among them."""
    reader = Reader(page.html)
    places = range(len(reader.sides))
    chosen = {reader.data["own"], places[0], places[-1], *random.Random(7).sample(places, min(count, len(places)))}
    for at in sorted(chosen):
        height, width = reader.sides[at]
        rows, totals = reader.rows(at), reader.totals(at)
        analysis = analysed(page, reader, at, load)
        if isinstance(analysis, cnnstat.SpecError):
            check_broken(analysis, reader, rows, totals)
            continue
        assert analysis.network.input[1:3] == (height, width)
        assert (totals["params"], totals["macs"]) == (f"{analysis.params:,}", f"{analysis.macs:,}")
        assert (totals["output"], totals["broken"]) == (str(analysis.output), -1)
        unseen = seen(analysis.network, [each.output for each in analysis.every])
        assert (totals["unseen rows"], totals["unseen columns"]) == (height - unseen[0], width - unseen[1])
        fits = {each.node.name: each for each in shapes_of(analysis)}
        layers = {name for name, row in rows.items() if row is not None and row["rows"]}
        assert layers == {each.name for each in analysis}
        derived = random.Random(at).sample([each.name for each in analysis], min(len(analysis), DERIVED))
        for layer in analysis:
            row = rows[layer.name]
            assert row is not None
            check_layer(analysis, layer, row)
            if layer.name in derived:
                check_derivations(analysis, layer, row)
            fit = fits.get(layer.name)
            wanted = 0 if fit is None else 1 if fit.exact else 2 if fit.lossless else 3
            assert row["kind"] == wanted
            assert bool(row["sentence"]) == (fit is not None)
        assert totals["kind"] == max(1, *(row["kind"] for row in rows.values() if row is not None))


@pytest.mark.parametrize("name", others_slow(cnnstat.networks()))
def test_every_network_of_the_catalog(name: str) -> None:
    deep = name == "resnet1202"  # more inputs would be too many
    page = cnnstat.page(name, vary={}, inputs="1-60/8" if deep else "1-60/4,215-235")
    check_page(page, lambda side: cnnstat.load(name, input=side))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["alexnet", "googlenet", "mobilenet_v2", "resnet152", "vgg16", "lenet5"])
def test_all_usual_inputs(name: str) -> None:
    check_page(cnnstat.page(name), lambda side: cnnstat.load(name, input=side), 4 * LOOKED_AT)


@pytest.mark.parametrize("path", others_slow(map(str, sorted(NETS.glob("*.yaml")))), ids=lambda path: Path(path).stem)
def test_networks_of_ones_own(path: str) -> None:
    check_page(cnnstat.page(path, vary={}, inputs="90-110,224-226"), lambda side: cnnstat.load(path, input=side))


def test_each_choice_of_params() -> None:
    page = cnnstat.page("mobilenet_v2", vary={"width": [0.5, 1.4], "expansion": [3]}, inputs=[96, 224])
    reader = Reader(page.html)
    assert [each["name"] for each in reader.data["params"]] == ["width", "expansion"]
    found = [each["values"] for each in reader.data["variants"]]
    assert found[0] == {"width": "1", "expansion": "6"}
    assert len(found) == 6
    for at, values in enumerate(found):
        own = cnnstat.analyze("mobilenet_v2", input=96, width=values["width"], expansion=values["expansion"])
        assert reader.totals(0, at)["params"] == f"{own.params:,}"
        assert reader.totals(0, at)["macs"] == f"{own.macs:,}"
        row = reader.rows(0, at)["stage1.1.depthwise"]
        assert row is not None
        assert row["output_shape"] == str(own["stage1.1.depthwise"].output)


def test_a_network_whose_layers_depend_on_the_input(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(
        """
        input: {channels: 3, size: 8}
        layers:
          - {name: a, type: conv, filters: 4, kernel: 3}
          - {name: f, type: flatten}
          - {name: h, type: linear, features: channels // 2}
          - {name: g, type: linear, features: 2}
        """
    )
    page = cnnstat.page(path, inputs="1-12")
    assert page.network.sized
    check_page(page, lambda side: cnnstat.load(path, input=side), 12)


def test_an_input_that_is_no_square(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(
        """
        input: {channels: 3, height: 8, width: 13}
        layers:
          - {name: a, type: conv, filters: 4, kernel: [3, 5], stride: [1, 2]}
          - {name: p, type: maxpool, kernel: 2}
        """
    )
    page = cnnstat.page(path, inputs="6-9")
    assert Reader(page.html).sides == [(6, 6), (7, 7), (8, 8), (8, 13), (9, 9)]
    check_page(page, lambda side: cnnstat.load(path, input=side), 12)
    assert Reader(page.html).rows(3)["p"]["fit"] == "▲ 1 column"  # type: ignore[index]


def test_a_pool_that_makes_maps_larger(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(
        """
        input: {channels: 3, size: 16}
        layers:
          - {name: a, type: conv, filters: 4, kernel: 3, padding: 1}
          - {name: u, type: adaptive_avgpool, size: 23}
          - {name: b, type: conv, filters: 4, kernel: 3}
        """
    )
    check_page(cnnstat.page(path, inputs="12-20"), lambda side: cnnstat.load(path, input=side), 12)


def test_alexnet_at_224() -> None:
    """What a lecturer shows: 54 in place of 55, and why."""
    reader = Reader(page_html("alexnet"))
    at = reader.sides.index((224, 224))
    rows, totals = reader.rows(at), reader.totals(at)
    conv1 = rows["conv1"]
    assert conv1 is not None
    assert (conv1["output_shape"], conv1["fit"]) == ("96×54×54", "▲ 1 row, 1 column")
    assert conv1["sentence"] == "(224 + 2 × 0 − 11) / 4 + 1 = 54.25, so 54: 1 row and 1 column of its input never read."
    assert totals["verdict"] == "4 layers lose cells, conv1 first."
    assert totals["unseen"] == "The last 5 rows and 5 columns of the image cannot change the output."
    here, own = cnnstat.analyze("alexnet", input=224).params, cnnstat.analyze("alexnet").params
    assert (totals["params"], totals["params change"]) == (f"{here:,}", f"−{1 - here / own:.1%}".replace("%", " %"))
    small = reader.totals(reader.sides.index((60, 60)))
    assert small["verdict"] == "Does not run: pool5: kernel 3×3 is larger than its input 2×2."


def test_what_is_drawn_follows_the_input() -> None:
    """Each size in the drawing is that of a layer, at every input."""
    reader = Reader(page_html("alexnet"))
    drawing = reader.data["variants"][0]["drawing"]
    labels = re.findall(r"<text[^>]*>((?:(?!</text>).)*data-c(?:(?!</text>).)*)</text>", drawing)
    assert len(labels) == 9  # the image and what conv1 to pool5 make

    def filled(label: str, at: int) -> str:
        return re.sub(r'<tspan data-c="(\d+)"></tspan>', lambda match: str(reader.number(int(match[1]), at)), label)

    for side in (67, 224, 227, 512):
        own = cnnstat.analyze("alexnet", input=side)
        at = reader.sides.index((side, side))
        shown = [
            filled(label, at).replace("2×48", "96").replace("2×128", "256").replace("2×192", "384") for label in labels
        ]
        names = ("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5")
        assert shown == [f"3×{side}×{side}", *(str(own[name].output) for name in names)]
