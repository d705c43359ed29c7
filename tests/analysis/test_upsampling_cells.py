"""Fields behind upsampling against following cells one by one, and against autograd."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import product
from math import floor
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import cnnstat
from cnnstat.analysis.phases import Phases, Span, hull, joined, same_centers
from cnnstat.analysis.phases import cells_of as cells_deciding
from cnnstat.layers import Axis
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT

EXAMPLES = int(os.environ.get("CNNSTAT_EXAMPLES", "300"))
WriteSpec = Callable[[str], Path]
Line = dict[str, Any]


def check(analysis: cnnstat.Analysis) -> int:
    """Hold every field of a network against the pixels found by following cells; how many have a pattern of several."""
    patterns = 0
    for axis in (0, 1):
        seen = pixels_of(analysis, axis)
        for layer in analysis:
            field, extent = layer.field, layer.field.extent(axis)
            phases = field.phases[axis]
            if not field.certain:
                continue
            period = 1 if phases is None else phases.period
            patterns += period > 1
            found = [seen(layer.order, output) for output in range(2 * period + 1)]
            spans = [Span(min(each), max(each)) if each else None for each in found]
            assert [field.seen(axis, output) for output in range(len(spans))] == spans, layer.name
            sizes = [len(range(each.first, each.last + 1)) if each else 0 for each in spans]
            assert extent.size == max(sizes), layer.name
            begins = [each.first for each in spans if each]
            assert not begins or extent.start == begins[0], layer.name
            assert all(
                other.first - one.first == extent.jump * period
                for one, other in zip(spans, spans[period:], strict=False)
                if one and other
            ), layer.name
            if len(set(sizes)) > 1:
                assert not field.exact, layer.name
    return patterns


def pixels_of(analysis: cnnstat.Analysis, axis: int) -> Callable[[int, int], frozenset[int]]:
    """A function that follows a cell of a layer's output back to the image; cells may lie beside the map."""

    @cache
    def seen(node: int, cell: int) -> frozenset[int]:
        if node == INPUT:
            return frozenset({cell})
        layer = analysis.every[node]
        cells = [cell] if layer.node.layer.merges else cells_of(layer.node.layer, layer.inputs[0], axis, cell)
        return frozenset().union(*(seen(source, each) for source in layer.node.inputs for each in cells))

    return seen


def cells_of(layer: Any, x: Shape, axis: int, cell: int) -> list[int]:
    """The cells of its input that a layer's output reads, by what its type does."""
    if layer.type == "conv_transpose":
        stride, padding, dilation = layer.stride[axis], layer.padding[axis], layer.dilation[axis]
        reached = [tap * dilation for tap in range(layer.kernel[axis])]
        near = range((cell + padding - reached[-1]) // stride - 1, (cell + padding) // stride + 2)
        return [each for each in near if cell + padding - each * stride in reached]
    if layer.type == "pixel_shuffle":
        return [cell // layer.factor]
    if layer.type == "pixel_unshuffle":
        return [cell * layer.factor + each for each in range(layer.factor)]
    if layer.type == "pad":
        return [cell - layer.padding[2 * axis]]
    if layer.type == "upsample":
        step = Fraction(1, layer.scale[axis]) if layer.scale else Fraction(x[1 + axis], layer.size[axis])
        if layer.mode == "nearest":
            return [floor(cell * step)]
        place = (cell + Fraction(1, 2)) * step - Fraction(1, 2)
        return [floor(place)] if place.denominator == 1 else [floor(place), floor(place) + 1]
    window = layer.axes(x)[axis]
    return [cell * window.stride - window.before + tap * window.dilation for tap in range(window.kernel)]


def enlarging(draw: Any, x: Shape) -> tuple[Line, Shape]:
    """A layer that makes maps larger, and what it makes of them."""
    kind = draw(st.sampled_from(["upsample", "size", "conv_transpose", "pixel_shuffle"]))
    one_to_three = st.integers(1, 3)
    if kind == "upsample":
        scale = [draw(one_to_three), draw(one_to_three)]
        line: Line = {"type": "upsample", "scale": scale, "mode": draw(st.sampled_from(["nearest", "bilinear"]))}
        return line, Shape(x.channels, x.height * scale[0], x.width * scale[1])
    if kind == "size":
        size = [draw(st.integers(2, 12)), draw(st.integers(2, 12))]
        line = {"type": "upsample", "size": size, "mode": draw(st.sampled_from(["nearest", "bilinear"]))}
        return line, Shape(x.channels, *size)
    if kind == "pixel_shuffle" and x.channels % 4 == 0:
        return {"type": "pixel_shuffle", "factor": 2}, Shape(x.channels // 4, 2 * x.height, 2 * x.width)
    kernel, stride, dilation = (draw(st.integers(1, most)) for most in (5, 3, 3))
    padding = draw(st.integers(0, min(2, dilation * (kernel - 1) // 2)))
    more = draw(st.integers(0, max(stride, dilation) - 1))
    line = {
        "type": "conv_transpose", "filters": 4, "kernel": kernel, "stride": stride, "dilation": dilation,
        "padding": padding, "output_padding": more,
    }  # fmt: skip
    high, wide = (
        (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + more + 1 for size in (x.height, x.width)
    )
    return line, Shape(4, high, wide)


def window(draw: Any, x: Shape) -> tuple[Line, Shape]:
    """A convolution that fits."""
    kernel, stride, dilation = (draw(st.integers(1, most)) for most in (3, 3, 2))
    line = {
        "type": "conv", "filters": 4, "kernel": kernel, "stride": stride, "dilation": dilation, "padding": "same",
    }  # fmt: skip
    if draw(st.booleans()):
        line["padding"] = dilation * (kernel - 1) // 2 + 1
        span = dilation * (kernel - 1) + 1
        high, wide = ((size + 2 * line["padding"] - span) // stride + 1 for size in (x.height, x.width))
        return line, Shape(4, high, wide)
    return line, Shape(4, -(-x.height // stride), -(-x.width // stride))


@st.composite
def upsampling_networks(draw: Any) -> str:
    """The text of a small network with windows, upsampling of every kind, and paths that meet again."""
    x = Shape(4, draw(st.integers(2, 6)), draw(st.integers(2, 6)))
    head = {"input": {"channels": 4, "height": x.height, "width": x.width}}
    lines: list[Line] = []
    known: list[tuple[str, Shape]] = [("input", x)]
    for number in range(draw(st.integers(2, 6))):
        alike = [name for name, shape in known[:-1] if shape[1:] == x[1:]]
        if alike and draw(st.booleans()):
            other = draw(st.sampled_from(alike))
            line: Line = {"type": "concat", "from": [known[-1][0], other]}
            x = x._replace(channels=x.channels + next(shape.channels for name, shape in known if name == other))
        else:
            line, x = draw(st.sampled_from([enlarging, enlarging, window]))(draw, x)
        if min(x.height, x.width) < 2 or max(x.height, x.width) > 60:
            break
        lines.append({"name": f"l{number}", **line})
        known.append((f"l{number}", x))
    lines.append({"name": "end", "type": "relu"})
    read = {name for line in lines for name in line.get("from", [])}
    assert read <= {name for name, _ in known}
    return yaml.dump({**head, "layers": lines}, sort_keys=False, default_flow_style=None)


def test_random_upsampling_against_following_cells(tmp_path: Path) -> None:
    patterns = 0

    @seed(20261128)
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
    @given(text=upsampling_networks())
    def each(text: str) -> None:
        nonlocal patterns
        path = tmp_path / "up.yaml"
        path.write_text(text, encoding="utf-8")
        patterns += check(cnnstat.analyze(path))

    each()
    assert patterns > EXAMPLES / 10  # most of them are about patterns of several outputs


def test_long_windows_skip_what_lies_between_their_ends() -> None:
    """A window over many periods of a pattern looks at one period at each end only."""
    phases = Phases((Span(0, 3), Span(-2, 9), None), 4)
    for axis in (Axis(40, 1, 3), Axis(40, 5, 3, dilation=2), Axis(41, 2, 3, dilation=3, up=2), Axis(30, 4, 1, up=3)):
        seen = phases.through(axis)
        for output in range(3 * seen.period):
            first = output * axis.stride - axis.before
            taps = [first + tap * axis.dilation for tap in range(axis.kernel)]
            spans = [phases.at(place // axis.up) for place in taps if place % axis.up == 0]
            known = [span for span in spans if span is not None]
            assert seen.at(output) == (hull(known) if known else None)


def test_the_cells_that_decide_what_an_output_sees() -> None:
    """Every tap of a window, against those that meet a cell: with fewer taps than periods all of them count."""
    for kernel, stride, before, dilation, up, output in product(
        range(1, 5), range(1, 4), range(4), range(1, 5), range(1, 7), range(3)
    ):
        axis = Axis(kernel, stride, before, 0, dilation, up)
        places = [output * stride - before + tap * dilation for tap in range(kernel)]
        assert list(cells_deciding(axis, output, 9)) == [place // up for place in places if place % up == 0]


def test_outputs_that_see_nothing() -> None:
    nothing = Phases((None, None), 2)
    assert (nothing.size, nothing.start, nothing.alike, nothing.at(5)) == (0, 0, True, None)
    some = Phases((None, Span(3, 4)), 2)
    assert (some.size, some.start, some.alike, some.at(-1), some.jump) == (2, 3, False, Span(1, 2), 1)
    assert some.over(4) == Phases((None, Span(3, 4), None, Span(5, 6)), 4)
    assert joined([None, Span(3, 4), None, Span(-1, 0)]) == Span(-1, 4)
    assert joined([None]) is None


BILINEAR = """
  - {name: x, type: conv, filters: 4, kernel: 1}
  - {name: d, type: conv, filters: 4, kernel: 3, padding: 1, stride: 2}
  - {name: u, type: upsample, scale: 2, mode: bilinear}
  - {name: c, type: conv, filters: 4, kernel: 3, padding: 1}
  - {name: a, type: add, from: [c, x]}
"""
TRANSPOSED = """
  - {name: x, type: conv, filters: 3, kernel: 1}
  - {name: u, type: upsample, scale: [3, 2]}
  - {name: t, type: conv_transpose, filters: 3, kernel: 5, stride: [3, 2], padding: 2, dilation: 2, groups: 3}
  - {name: p, type: pad, padding: [2, 1], mode: replicate}
  - {name: c, type: conv, filters: 4, kernel: 2}
"""
SHUFFLED = """
  - {name: s, type: pixel_unshuffle, factor: 2}
  - {name: c, type: conv, filters: 36, kernel: 3, padding: 1}
  - {name: up, type: pixel_shuffle, factor: 3}
  - {name: p, type: pad, padding: 2, mode: reflect}
  - {name: end, type: conv, filters: 1, kernel: 5, bias: false}
"""
TO_SIZES = """
  - {name: d, type: conv, filters: 4, kernel: 3, padding: 1, stride: 2}
  - {name: u, type: upsample, size: [24, 40], mode: bilinear}
"""


@pytest.mark.torch
@pytest.mark.parametrize(
    "layers", [BILINEAR, TRANSPOSED, SHUFFLED, TO_SIZES], ids=["bilinear", "transposed", "shuffled", "sized"]
)
def test_pytorch_agrees(layers: str, write_spec: WriteSpec) -> None:
    """Shapes, parameters, MACs by two counters, receptive fields by autograd, gradients."""
    from cnnstat.pytorch.crosscheck import crosscheck

    report = crosscheck(cnnstat.load(write_spec(f"input: {{channels: 1, size: 32}}\nlayers:{layers}")), "cpu")
    assert report.agrees, report.mismatches
    measured = {said.quantity for layer in report.layers for said in layer.said.get("rf", ()) if not said.reason}
    assert measured == {"size", "jump", "start"}, report.not_measured


def test_fields_of_the_same_centers() -> None:
    """Of one size they may stand apart, of several have one center; with other periods they are told further on."""

    def fields(*spans: Span | None, advance: int = 1) -> Phases:
        return Phases(spans, advance)

    wide, narrow, right = fields(Span(0, 4)), fields(Span(1, 3)), fields(Span(1, 5))
    assert same_centers([wide, narrow])
    assert not same_centers([wide, right])
    assert not same_centers([wide, narrow, right])
    assert same_centers([wide, fields(Span(2, 2), Span(3, 3), advance=2)])
    assert not same_centers([wide, fields(Span(2, 2), Span(2, 2), advance=2)])
    assert same_centers([fields(None), fields(None)])
    assert not same_centers([fields(None), fields(Span(0, 0))])
